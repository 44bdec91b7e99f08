//! Why a row deserves a look. A flag costs a person's time, so each is raised only for what a translator
//! would call odd.

use std::collections::{BTreeMap, HashSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::model::{Confidence, Language, numbers};

/// A reason to look at a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Flag {
    /// One side is empty.
    Unpaired,
    /// The aligner is unsure.
    Doubtful,
    /// A number stands on one side only.
    Numbers,
    /// One side is far longer than the other.
    Length,
    /// The target repeats the source.
    Untranslated,
    /// Quotation marks are balanced on one side only: a sentence too many or too few?
    Quotes,
}

impl Flag {
    /// All flags, in the order in which a row shows them.
    pub const ALL: [Flag; 6] =
        [Flag::Unpaired, Flag::Doubtful, Flag::Numbers, Flag::Length, Flag::Untranslated, Flag::Quotes];

    /// The name in the review file.
    pub fn name(self) -> &'static str {
        match self {
            Flag::Unpaired => "unpaired",
            Flag::Doubtful => "doubtful",
            Flag::Numbers => "numbers",
            Flag::Length => "length",
            Flag::Untranslated => "untranslated",
            Flag::Quotes => "quotes",
        }
    }

    /// The flag of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|flag| flag.name() == name)
    }

    /// Whether the texts of the row alone show it, so that it changes when a person changes them.
    pub fn is_of_texts(self) -> bool {
        !matches!(self, Flag::Doubtful)
    }
}

/// A flag with what it saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The flag.
    pub flag: Flag,
    /// What it saw, in a sentence that begins with its name: `numbers: 12 stands in the source only`.
    pub why: String,
}

impl fmt::Display for Flag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Below this confidence a row is doubtful.
const DOUBT: f32 = 0.6;
/// Lengths that differ by more standard deviations than this, and by more than this factor, are far apart.
const DEVIATIONS: f32 = 4.0;
const FACTOR: f32 = 1.6;
/// As many words must be there before a repetition counts, and this share of them must be the same.
const LEAST_WORDS: usize = 6;
const SAME_SHARE: f32 = 0.7;

/// Looks at rows, knowing how the two texts relate as a whole.
pub struct Inspector {
    languages: (Language, Language),
    /// Target characters a source character, over all rows that have both.
    ratio: f32,
}

impl Inspector {
    /// For texts in these languages, of which `rows` gives source and target of every row.
    pub fn new<'d>(languages: (Language, Language), rows: impl Iterator<Item = (&'d str, &'d str)>) -> Self {
        let (mut source, mut target) = (200.0, 200.0); // so that a short text does not make its own rule
        for (s, t) in rows.filter(|(s, t)| !s.is_empty() && !t.is_empty()) {
            source += characters(s);
            target += characters(t);
        }
        Self::with_ratio(languages, target / source)
    }

    /// For texts in these languages, with so many target characters a source character.
    pub fn with_ratio(languages: (Language, Language), ratio: f32) -> Self {
        Self { languages, ratio }
    }

    /// Target characters a source character.
    pub fn ratio(&self) -> f32 {
        self.ratio
    }

    /// What is odd about a row of these texts.
    pub fn inspect(&self, source: &str, target: &str, confidence: Confidence) -> Vec<Finding> {
        let finding = |flag: Flag| Finding { flag, why: format!("{flag}: ") };
        self.flags(source, target, confidence).into_iter().map(finding).collect()
    }

    fn flags(&self, source: &str, target: &str, confidence: Confidence) -> Vec<Flag> {
        if source.is_empty() || target.is_empty() {
            return vec![Flag::Unpaired];
        }
        let raised = |flag: &Flag| match flag {
            Flag::Unpaired => false,
            Flag::Doubtful => confidence.value() < DOUBT,
            Flag::Numbers => self.numbers_differ(source, target),
            Flag::Length => self.lengths_differ(source, target),
            Flag::Untranslated => is_repeated(source, target),
            Flag::Quotes => quotes_differ(source, target),
        };
        Flag::ALL.into_iter().filter(raised).collect()
    }

    fn lengths_differ(&self, source: &str, target: &str) -> bool {
        let (expected, found) = (characters(source) * self.ratio, characters(target));
        let deviation = (1.5 * (expected + found) + 12.0).sqrt();
        (found - expected).abs() > DEVIATIONS * deviation
            && (found > FACTOR * expected || expected > FACTOR * found)
    }

    fn numbers_differ(&self, source: &str, target: &str) -> bool {
        // How many more times each number stands in the source than in the target.
        let mut more: BTreeMap<String, i64> = BTreeMap::new();
        numbers(source, self.languages.0).for_each(|number| *more.entry(number.value).or_default() += 1);
        numbers(target, self.languages.1).for_each(|number| *more.entry(number.value).or_default() -= 1);
        // 14 h 30 is 2:30 p.m.
        for hour in 0..12 {
            let [early, late] =
                [hour, hour + 12].map(|hour| more.get(&hour.to_string()).copied().unwrap_or(0));
            if early.signum() * late.signum() < 0 {
                let same = early.abs().min(late.abs());
                more.insert(hour.to_string(), early - same * early.signum());
                more.insert((hour + 12).to_string(), late - same * late.signum());
            }
        }
        more.iter().any(|(number, surplus)| match surplus {
            0 => false,
            1.. => !in_words(number, target),
            _ => !in_words(number, source),
        })
    }
}

fn characters(text: &str) -> f32 {
    text.chars().filter(|c| !c.is_whitespace()).count() as f32
}

/// Words, months and Roman numerals for a number, so that `trois`, `mars` or `XIXe` against a figure is no
/// difference.
fn in_words(number: &str, text: &str) -> bool {
    const SMALL: [&str; 21] = [
        "zéro zero",
        "un une premier première one first janvier january",
        "deux deuxième second seconde two twice double février february",
        "trois troisième three third mars march",
        "quatre quatrième four fourth avril april",
        "cinq cinquième five fifth mai may",
        "six sixième sixth juin june",
        "sept septième seven seventh juillet july",
        "huit huitième eight eighth août august",
        "neuf neuvième nine ninth septembre september",
        "dix dixième ten tenth octobre october",
        "onze eleven eleventh novembre november",
        "douze douzaine midi twelve dozen noon décembre december",
        "treize thirteen",
        "quatorze fourteen",
        "quinze quinzaine fifteen",
        "seize sixteen",
        "dix-sept seventeen",
        "dix-huit eighteen",
        "dix-neuf nineteen",
        "vingt vingtième twenty twentieth",
    ];
    const LARGE: [(usize, &str); 10] = [
        (30, "trente demi demie thirty half"),
        (40, "quarante forty"),
        (45, "quarts quarter"),
        (50, "cinquante fifty"),
        (60, "soixante sixty"),
        (70, "soixante-dix seventy"),
        (80, "quatre-vingts eighty"),
        (90, "quatre-vingt-dix ninety"),
        (100, "cent centaine hundred"),
        (1000, "mille millier thousand"),
    ];
    let Ok(value) = number.parse::<usize>() else { return false };
    let names = SMALL
        .get(value)
        .copied()
        .or_else(|| LARGE.iter().find(|(n, _)| *n == value).map(|(_, names)| *names));
    let word_is = |word: &str| {
        let lower = word.to_lowercase();
        names.is_some_and(|names| names.split(' ').any(|name| name == lower)) || roman(word) == Some(value)
    };
    let parts = |word: &str| word_is(word) || word.contains('-') && word.split('-').any(word_is);
    let small = |value: usize| in_words(&value.to_string(), text);
    text.split(|c: char| !c.is_alphanumeric() && c != '-').any(parts)
        // `twenty-eight` for 28.
        || value > 20 && value < 100 && value % 10 != 0 && small(value / 10 * 10) && small(value % 10)
        // `half past two` for 14 h 30.
        || (13..24).contains(&value) && small(value - 12)
}

/// The value of a Roman numeral in capitals, perhaps with the ending of an ordinal.
fn roman(word: &str) -> Option<usize> {
    let digits = word.trim_end_matches(|c: char| c.is_lowercase());
    let value = |c| {
        Some(match c {
            'I' => 1,
            'V' => 5,
            'X' => 10,
            'L' => 50,
            'C' => 100,
            'D' => 500,
            'M' => 1000,
            _ => return None,
        })
    };
    let values: Vec<usize> = digits.chars().map(value).collect::<Option<_>>()?;
    let sum = |(i, &v): (usize, &usize)| {
        if values.get(i + 1).is_some_and(|&next| next > v) { -(v as isize) } else { v as isize }
    };
    usize::try_from(values.iter().enumerate().map(sum).sum::<isize>()).ok().filter(|&v| v > 0)
}

/// Whether most words of the source stand in the target unchanged.
fn is_repeated(source: &str, target: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|w| w.chars().any(char::is_alphabetic))
            .map(str::to_lowercase)
            .collect()
    };
    let (ours, theirs) = (words(source), words(target));
    // Names and addresses are the same in both languages, and have few small words.
    let small = source.split_whitespace().filter(|w| w.chars().all(char::is_lowercase)).count();
    if ours.len() < LEAST_WORDS || small < 2 {
        return false;
    }
    let theirs: HashSet<&String> = theirs.iter().collect();
    let same = ours.iter().filter(|word| theirs.contains(word)).count();
    same as f32 >= SAME_SHARE * ours.len() as f32
}

/// Whether double quotation marks are balanced on one side only. A side without any says nothing: a dialogue
/// may be marked with dashes in French and with quotation marks in English. Guillemets that stay open say
/// nothing either: `« Bonjour, dit-il.` goes on where English closes and opens again.
fn quotes_differ(source: &str, target: &str) -> bool {
    let count = |text: &str| text.chars().filter(|c| "\"«»“”".contains(*c)).count();
    let (ours, theirs) = (count(source), count(target));
    let open = if ours % 2 == 1 { source } else { target };
    ours > 0 && theirs > 0 && ours % 2 != theirs % 2 && !open.contains(['«', '»'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags(source: &str, target: &str) -> String {
        let inspector = Inspector { languages: (Language::French, Language::English), ratio: 0.93 };
        let flags = inspector.flags(source, target, Confidence::CERTAIN);
        flags.iter().map(|f| f.name()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_a_translator_would_call_odd_is_flagged() {
        assert_eq!(flags("", "Hello."), "unpaired");
        assert_eq!(flags("Il a 12 ans.", "He is 13."), "numbers");
        assert_eq!(
            flags("Oui.", "Yes, I should think so, and so would anybody who had seen what we saw."),
            "length"
        );
        assert_eq!(flags("Le chat dort sur le lit.", "Le chat dort sur le lit."), "untranslated");
        assert_eq!(flags("« Oui », dit-il.", "“Yes, he said."), "quotes");
        let inspector = Inspector { languages: (Language::French, Language::English), ratio: 0.93 };
        assert_eq!(inspector.flags("Oui.", "Yes.", Confidence::new(0.4)), [Flag::Doubtful]);
    }

    #[test]
    fn what_is_only_written_otherwise_is_not() {
        for (source, target) in [
            ("12\u{202f}500,00 € à 14 h 30", "€12,500.00 at 2:30 p.m."),
            ("Trois hommes au XIXe siècle", "3 men in the 19th century"),
            ("Il y en a 28.", "There are twenty-eight of them."),
            ("Article 1 – Objet", "Article 1 – Purpose"),
            ("Source: DailyMail", "Source: DailyMail"),
            ("12, rue de la Paix, Paris", "12, rue de la Paix, Paris"),
            ("— Viens, dit-il.", "“Come,” he said. “Now.”"),
            ("« Bonjour, madame, dit-il.", "“Good afternoon, Madame,” he said."),
            ("Le 31/12/2025", "On December 31, 2025"),
            ("À 14 h 30, il sortit.", "At half past two, he left."),
        ] {
            assert_eq!(flags(source, target), "", "{source}");
        }
    }
}
