//! Why a row deserves a look. A flag costs a person's time, so each is raised only for what a translator
//! would call odd.

mod marks;
mod numbers;
mod texts;
mod units;
mod whole;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::model::{Confidence, Language};
use texts::{characters, is_repeated};
use whole::Whole;

pub use whole::Overview;

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
    /// A unit or currency stands on one side only.
    Units,
    /// Brackets are balanced on one side only.
    Brackets,
    /// One side asks a question that the other does not, or ends a sentence where the other has no mark.
    Ending,
    /// A name that the target keeps elsewhere is not in it.
    Names,
    /// The same text has another counterpart in another row.
    Inconsistent,
    /// Two spaces follow each other, where the text does not do so as a rule.
    Spaces,
    /// Straight and typographic apostrophes stand in one text.
    Apostrophes,
    /// The target stands elsewhere in its text than its neighbours do.
    Moved,
    /// A sentence of the row is a part of what the splitter took for one.
    Cut,
    /// A sentence of the row is what the splitter took for several.
    Joined,
}

impl Flag {
    /// All flags, in the order in which a row shows them.
    pub const ALL: [Flag; 16] = [
        Flag::Unpaired,
        Flag::Doubtful,
        Flag::Numbers,
        Flag::Length,
        Flag::Untranslated,
        Flag::Quotes,
        Flag::Units,
        Flag::Brackets,
        Flag::Ending,
        Flag::Names,
        Flag::Inconsistent,
        Flag::Spaces,
        Flag::Apostrophes,
        Flag::Moved,
        Flag::Cut,
        Flag::Joined,
    ];

    /// The name in the review file.
    pub fn name(self) -> &'static str {
        match self {
            Flag::Unpaired => "unpaired",
            Flag::Doubtful => "doubtful",
            Flag::Numbers => "numbers",
            Flag::Length => "length",
            Flag::Untranslated => "untranslated",
            Flag::Quotes => "quotes",
            Flag::Units => "units",
            Flag::Brackets => "brackets",
            Flag::Ending => "ending",
            Flag::Names => "names",
            Flag::Inconsistent => "inconsistent",
            Flag::Spaces => "spaces",
            Flag::Apostrophes => "apostrophes",
            Flag::Moved => "moved",
            Flag::Cut => "cut",
            Flag::Joined => "joined",
        }
    }

    /// The flag of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|flag| flag.name() == name)
    }

    /// Whether the texts of the row alone show it, so that it changes when a person changes them.
    pub fn is_of_texts(self) -> bool {
        !matches!(self, Flag::Doubtful | Flag::Moved | Flag::Cut | Flag::Joined)
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

/// Looks at rows, knowing how the two texts relate as a whole.
#[derive(Debug)]
pub struct Inspector {
    languages: (Language, Language),
    /// Target characters a source character, over all rows that have both.
    ratio: f32,
    whole: Whole,
}

impl Inspector {
    /// For texts in these languages, of which `rows` gives source and target of every row.
    pub fn new<'d>(languages: (Language, Language), rows: impl Iterator<Item = (&'d str, &'d str)>) -> Self {
        let mut overview = Overview::default();
        rows.for_each(|(source, target)| overview.add(source, target));
        Self::of(languages, overview)
    }

    /// For texts in these languages whose rows `overview` saw.
    pub fn of(languages: (Language, Language), overview: Overview) -> Self {
        let ratio = overview.ratio();
        Self { whole: overview.whole(), ..Self::with_ratio(languages, ratio) }
    }

    /// For texts in these languages, with so many target characters a source character; what only all rows together show is not seen.
    pub fn with_ratio(languages: (Language, Language), ratio: f32) -> Self {
        Self { languages, ratio, whole: Whole::default() }
    }

    /// Target characters a source character.
    pub fn ratio(&self) -> f32 {
        self.ratio
    }

    /// What is odd about a row of these texts.
    pub fn inspect(&self, source: &str, target: &str, confidence: Confidence) -> Vec<Finding> {
        let finding = |flag: Flag, saw: String| Finding { flag, why: format!("{flag}: {saw}") };
        match (source.is_empty(), target.is_empty()) {
            (true, _) => return vec![finding(Flag::Unpaired, "the target has no source".to_owned())],
            (_, true) => return vec![finding(Flag::Unpaired, "the source has no target".to_owned())],
            _ => {}
        }
        let saw = |flag: Flag| Some(finding(flag, self.saw(flag, source, target, confidence)?));
        Flag::ALL.into_iter().filter_map(saw).collect()
    }

    /// What a flag sees; `None` if nothing is odd.
    fn saw(&self, flag: Flag, source: &str, target: &str, confidence: Confidence) -> Option<String> {
        let sides = [("source", source, 0), ("target", target, 1)];
        match flag {
            // What the texts alone do not show.
            Flag::Unpaired | Flag::Moved | Flag::Cut | Flag::Joined => None,
            Flag::Doubtful => {
                let doubtful = confidence.value() < DOUBT;
                doubtful.then(|| format!("the aligner is sure to {:.0} % only", confidence.value() * 100.0))
            }
            Flag::Numbers => {
                let (ours, theirs) = numbers::missing(source, target, self.languages);
                one_side_only(&ours, &theirs)
            }
            Flag::Units => {
                let found = units::missing(source, target, self.languages);
                let of = |ours: bool| -> Vec<&str> {
                    found.iter().filter(|(_, source)| *source == ours).map(|(name, _)| *name).collect()
                };
                one_side_only(&of(true), &of(false))
            }
            Flag::Length => self.lengths_differ(source, target).then(|| {
                let times = characters(target) / characters(source);
                format!(
                    "the target has {times:.1} times the characters of the source, {:.1} are usual",
                    self.ratio
                )
            }),
            Flag::Untranslated => {
                is_repeated(source, target).then(|| "most words of the source stand in the target".to_owned())
            }
            Flag::Quotes => marks::quotes_differ(source, target)
                .then(|| "quotation marks are balanced on one side only".to_owned()),
            Flag::Brackets => {
                marks::brackets(source, target).map(|kind| format!("{kind} is balanced on one side only"))
            }
            Flag::Ending => marks::endings(source, target).map(|(asks, other)| match other {
                Some(other) => format!("one side ends with “{asks}”, the other with “{other}”"),
                None => format!("one side ends with “{asks}”, the other without a mark"),
            }),
            Flag::Names => {
                let name = self.whole.missing_name(source, target)?;
                Some(format!("{name} is not in the target, which has it elsewhere"))
            }
            Flag::Inconsistent => match self.whole.varies(source, target) {
                (true, _) => Some("the same source has another target elsewhere".to_owned()),
                (_, true) => Some("the same target has another source elsewhere".to_owned()),
                _ => None,
            },
            Flag::Spaces => {
                let usual = self.whole.double_spaces;
                let odd = |&(_, text, at): &(&str, &str, usize)| {
                    marks::has_double_space(text) && usual.get(at) != Some(&true)
                };
                let (side, ..) = sides.into_iter().find(odd)?;
                Some(format!("the {side} has two spaces in a row"))
            }
            Flag::Apostrophes => {
                let (side, ..) = sides.into_iter().find(|(_, text, _)| marks::mixes_apostrophes(text))?;
                Some(format!("the {side} has both ' and ’"))
            }
        }
    }

    fn lengths_differ(&self, source: &str, target: &str) -> bool {
        let (expected, found) = (characters(source) * self.ratio, characters(target));
        let deviation = (1.5 * (expected + found) + 12.0).sqrt();
        (found - expected).abs() > DEVIATIONS * deviation
            && (found > FACTOR * expected || expected > FACTOR * found)
    }
}

/// What stands on one side only, in words.
fn one_side_only<T: AsRef<str>>(ours: &[T], theirs: &[T]) -> Option<String> {
    let list = |names: &[T]| names.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(", ");
    match (ours.is_empty(), theirs.is_empty()) {
        (true, true) => None,
        (false, true) => Some(format!("{} in the source only", list(ours))),
        (true, false) => Some(format!("{} in the target only", list(theirs))),
        (false, false) => {
            Some(format!("{} in the source only, {} in the target only", list(ours), list(theirs)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags(source: &str, target: &str) -> String {
        let inspector = Inspector::with_ratio((Language::French, Language::English), 0.93);
        let found = inspector.inspect(source, target, Confidence::CERTAIN);
        found.iter().map(|finding| finding.flag.name()).collect::<Vec<_>>().join(" ")
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
        assert_eq!(flags("Il vient (demain).", "He comes (tomorrow."), "brackets");
        assert_eq!(flags("Vient-il\u{a0}?", "He comes."), "ending");
        assert_eq!(flags("Il paie 5\u{a0}€.", "He pays 5."), "units");
        assert_eq!(flags("L'un et l’autre.", "Both  of them."), "spaces apostrophes");
        let inspector = Inspector::with_ratio((Language::French, Language::English), 0.93);
        let why = |source: &str, target: &str, confidence: f64| {
            let found = inspector.inspect(source, target, Confidence::new(confidence));
            found.into_iter().map(|finding| finding.why).collect::<Vec<_>>().join("; ")
        };
        insta::assert_snapshot!(why("Oui, 12.", "Yes, 13.", 0.4), @"doubtful: the aligner is sure to 40 % only; numbers: 12 in the source only, 13 in the target only");
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
