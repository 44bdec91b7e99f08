//! Numbers that are not written in the same digits on both sides: `XIVe siècle` and `14th century`, `Chapitre premier` and
//! `Chapter I`, `14 h` and `2 p.m.`
//!
//! Each gives the token that its digits would. A numeral of one letter and a number in words count only where they can be nothing
//! else: with a noun that is counted, or alone.

use super::token::folded;
use crate::model::{Language, numbers, roman, words};

/// What is counted in headings, without accents.
const COUNTED: &str = "chapitre chapitres chapter chapters livre book tome volume partie part acte act scene tableau \
    section article articles titre title lettre letter chant canto psaume psalm lecon lesson annexe \
    appendix appendice numero number episode strophe";

/// What is counted in any sentence, by ordinals, and in headings too.
const CENTURIES: &str = "siecle siecles century centuries";

fn is_among(words: &str, word: &str) -> bool {
    words.split(' ').any(|other| other == word)
}

fn is_counted(word: &str) -> bool {
    is_among(COUNTED, word) || is_among(CENTURIES, word)
}

/// A heading that counts has no more words.
const MOST_IN_HEADING: usize = 6;

/// Whether [`of_text`] finds anything in a text of several chunks may depend on this one.
pub(super) fn may_count(chunk: &str) -> bool {
    let counts = |word: &str| numeral(word).is_some() || is_counted(&folded(word));
    words(chunk).any(counts) || ["p.m", "pm", "PM", "P.M"].iter().any(|noon| chunk.contains(noon))
}

/// The numbers of a text that are not written in digits, or not in the digits that the other language would have.
pub(super) fn of_text(text: &str, language: Language) -> Vec<usize> {
    let words: Vec<&str> = words(text).collect();
    let folded: Vec<String> = words.iter().map(|word| folded(word).into_owned()).collect();
    let counted = |k: usize| folded.get(k).is_some_and(|word| is_counted(word));
    let heading = words.len() <= MOST_IN_HEADING && (0..words.len()).any(counted);
    let mut found = Vec::new();
    let mut k = 0;
    while k < words.len() {
        let single = words[k].len() == 1 && (words.len() == 1 || k > 0 && counted(k - 1));
        if let Some(value) = numeral(words[k]).or_else(|| roman(words[k]).filter(|_| single)) {
            found.push(value);
        }
        let Some(Spelled { value, ordinal, words: used }) = in_words(&folded[k..]) else {
            k += 1;
            continue;
        };
        k += used;
        if heading || ordinal && folded.get(k).is_some_and(|next| is_among(CENTURIES, next)) {
            found.push(value);
        }
    }
    if language == Language::English {
        found.extend(afternoon_hours(text));
    }
    found
}

/// Hours after noon, from 13 to 23, of an English text.
fn afternoon_hours(text: &str) -> impl Iterator<Item = usize> {
    let afternoon = |rest: &str| {
        let rest = rest.trim_start().as_bytes();
        rest.get(..2).is_some_and(|two| two.eq_ignore_ascii_case(b"pm"))
            || rest.get(..3).is_some_and(|three| three.eq_ignore_ascii_case(b"p.m"))
    };
    let minutes = |rest: &str| rest.bytes().take_while(|b| b.is_ascii_digit() || *b == b':').count();
    numbers(text, Language::English).filter_map(move |number| {
        let rest = &text[number.range.end..];
        let hour = number.value.parse::<usize>().ok().filter(|hour| (1..12).contains(hour))?;
        afternoon(&rest[minutes(rest)..]).then_some(hour + 12)
    })
}

/// The value of a Roman numeral that is nothing else wherever it stands: of several letters, and below a hundred, or a year.
pub(super) fn numeral(word: &str) -> Option<usize> {
    roman(word).filter(|value| word.len() > 1 && (*value < 100 && !word.starts_with("L") || word.len() > 3))
}

/// A number in words.
struct Spelled {
    value: usize,
    ordinal: bool,
    /// How many words it has.
    words: usize,
}

/// The number, below a hundred, at the beginning of some folded words.
fn in_words(words: &[String]) -> Option<Spelled> {
    let (mut value, mut used, mut ordinal) = (0, 0, false);
    for (k, word) in words.iter().enumerate() {
        let one = |next: &String| matches!(next.as_str(), "un" | "unieme" | "onze" | "onzieme");
        if used > 0 && word == "et" && words.get(k + 1).is_some_and(one) {
            continue;
        }
        let Some((of_word, is_ordinal)) = of_word(word) else { break };
        value = match (value, of_word) {
            (4, 20) => 80,
            (0, _) => of_word,
            (20.., 1..20) if value % 20 == 0 || value % 10 == 0 => value + of_word,
            (10 | 70 | 90, 7..10) => value + of_word,
            _ => break,
        };
        (used, ordinal) = (k + 1, is_ordinal);
        if ordinal {
            break;
        }
    }
    (used > 0).then_some(Spelled { value, ordinal, words: used })
}

/// Numbers that are one folded word, by their value.
const CARDINALS: [(usize, &str); 26] = [
    (1, "un une one"),
    (2, "deux two"),
    (3, "trois three"),
    (4, "quatre four"),
    (5, "cinq five"),
    (6, "six"),
    (7, "sept seven"),
    (8, "huit eight"),
    (9, "neuf nine"),
    (10, "dix ten"),
    (11, "onze eleven"),
    (12, "douze twelve"),
    (13, "treize thirteen"),
    (14, "quatorze fourteen"),
    (15, "quinze fifteen"),
    (16, "seize sixteen"),
    (17, "seventeen"),
    (18, "eighteen"),
    (19, "nineteen"),
    (20, "vingt vingts twenty"),
    (30, "trente thirty"),
    (40, "quarante forty"),
    (50, "cinquante fifty"),
    (60, "soixante sixty"),
    (80, "eighty"),
    (90, "ninety"),
];

/// Ordinals that are not made of a cardinal and an ending.
const ORDINALS: [(usize, &str); 10] = [
    (1, "premier premiere unieme first"),
    (2, "second seconde"),
    (3, "third"),
    (4, "quatrieme"),
    (5, "cinquieme fifth"),
    (8, "eighth"),
    (9, "neuvieme ninth"),
    (12, "twelfth"),
    (20, "twentieth"),
    (30, "thirtieth"),
];

/// The value of a number that is one folded word, and whether it is ordinal.
fn of_word(word: &str) -> Option<(usize, bool)> {
    let named = |table: &[(usize, &str)], word: &str| {
        table.iter().find(|(_, names)| is_among(names, word)).map(|(value, _)| *value)
    };
    let cardinal = |word: &str| named(&CARDINALS, word);
    if let Some(value) = named(&ORDINALS, word) {
        return Some((value, true));
    }
    if let Some(value) = cardinal(word) {
        return Some((value, false));
    }
    // `deuxième`, `onzième` (without its e), `sixth`.
    let stem = word.strip_suffix("ieme").or_else(|| word.strip_suffix("th"))?;
    cardinal(stem).or_else(|| cardinal(&format!("{stem}e"))).map(|value| (value, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_give_the_same_numbers() {
        for (french, english, values) in [
            ("Chapitre premier", "Chapter I", vec![1]),
            ("CHAPITRE PREMIER", "CHAPTER ONE", vec![1]),
            ("Chapitre IX.", "IX", vec![9]),
            ("V", "Chapter Five", vec![5]),
            ("Livre deuxième", "Book the Second", vec![2]),
            ("Chapitre vingt et un", "Chapter Twenty-One", vec![21]),
            ("Chapitre quatre-vingt-dix-sept", "Chapter XCVII", vec![97]),
            ("Chapitre soixante et onze", "Chapter LXXI", vec![71]),
            ("Acte II, scène III", "Act Two, Scene Three", vec![2, 3]),
            ("On l’a bâti au XVIIIe siècle.", "It was built in the eighteenth century.", vec![18]),
            ("Au XIXᵉ siècle et au XXe", "In the nineteenth century", vec![19]),
        ] {
            let (of_french, of_english) =
                (of_text(french, Language::French), of_text(english, Language::English));
            assert_eq!(of_french[..values.len()], values, "{french}");
            assert_eq!(of_english, values, "{english}");
        }
        assert_eq!(of_text("It left at 2:30 p.m., or at 11 pm.", Language::English), [14, 23]);
    }

    #[test]
    fn words_that_look_like_numbers_are_none() {
        for text in [
            "I saw one part of it, and two of the other",
            "M. Dupont et MM. Durand",
            "C. D. Martin",
            "Il vit",
            "IL VIT LE CIEL",
        ] {
            for language in [Language::French, Language::English] {
                assert_eq!(of_text(text, language), [0usize; 0], "{text}");
            }
        }
    }
}
