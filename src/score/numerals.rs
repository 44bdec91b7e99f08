//! Numbers that are not written in the same digits on both sides: `XIVe siècle` and `14th century`, `Chapitre premier` and
//! `Chapter I`, `14 h` and `2 p.m.`
//!
//! Each gives the token that its digits would. A numeral of one letter and a number in words count only where they can be nothing
//! else: with a noun that is counted, or alone.

use super::token::folded;
use crate::model::{Language, numbers, roman, words};

/// Whether a word, without accents, is what is counted in headings.
fn is_counted(word: &str) -> bool {
    match word {
        "chapitre" | "chapitres" | "chapter" | "chapters" | "livre" | "book" | "tome" | "volume" => true,
        "partie" | "part" | "section" | "article" | "articles" | "titre" | "title" | "lecon" | "lesson" => {
            true
        }
        "annexe" | "appendix" | "appendice" | "numero" | "number" | "episode" => true,
        "acte" | "act" | "scene" | "tableau" => true,
        "lettre" | "letter" | "chant" | "canto" | "psaume" | "psalm" | "strophe" => true,
        _ => is_century(word),
    }
}

/// Whether a word is what is counted in any sentence, by ordinals.
fn is_century(word: &str) -> bool {
    matches!(word, "siecle" | "siecles" | "century" | "centuries")
}

/// A heading that counts has no more words.
const MOST_IN_HEADING: usize = 6;
/// Nor more bytes.
const LONGEST_HEADING: usize = 60;

/// Whether [`of_text`] finds anything in a text of several chunks may depend on this one, whose words are given.
pub(super) fn may_count(chunk: &str, words: &[&str]) -> bool {
    let counts = |word: &&str| numeral(word).is_some() || is_counted(&folded(word));
    // Few chunks have the letter of noon, which is found sooner.
    let noon = || ["p.m", "pm", "PM", "P.M"].iter().any(|noon| chunk.contains(noon));
    words.iter().any(counts) || memchr::memchr2(b'p', b'P', chunk.as_bytes()).is_some() && noon()
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
        if heading || ordinal && folded.get(k).is_some_and(|next| is_century(next)) {
            found.push(value);
        }
    }
    if language == Language::English {
        found.extend(afternoon_hours(text));
    }
    found
}

/// The number of a heading that counts, in whatever way it is written: `Chapter 12`, `Livre deuxième`.
pub(super) fn of_heading(text: &str, language: Language) -> Option<u16> {
    // No longer one counts: most segments need no further look.
    let short = text.len() <= LONGEST_HEADING;
    let counts = || words(text).any(|word| is_counted(&folded(word)));
    if !short || words(text).count() > MOST_IN_HEADING || !counts() {
        return None;
    }
    let digits = numbers(text, language).next().and_then(|number| number.value.parse().ok());
    digits.or_else(|| of_text(text, language).first().and_then(|number| u16::try_from(*number).ok()))
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

/// The value of a number that is one folded word, and whether it is ordinal.
fn of_word(word: &str) -> Option<(usize, bool)> {
    if let Some(value) = irregular_ordinal(word) {
        return Some((value, true));
    }
    if let Some(value) = cardinal(word) {
        return Some((value, false));
    }
    // `deuxième`, `onzième` (without its e), `sixth`.
    let stem = word.strip_suffix("ieme").or_else(|| word.strip_suffix("th"))?;
    cardinal(stem).or_else(|| cardinal(&format!("{stem}e"))).map(|value| (value, true))
}

fn cardinal(word: &str) -> Option<usize> {
    Some(match word {
        "un" | "une" | "one" => 1,
        "deux" | "two" => 2,
        "trois" | "three" => 3,
        "quatre" | "four" => 4,
        "cinq" | "five" => 5,
        "six" => 6,
        "sept" | "seven" => 7,
        "huit" | "eight" => 8,
        "neuf" | "nine" => 9,
        "dix" | "ten" => 10,
        "onze" | "eleven" => 11,
        "douze" | "twelve" => 12,
        "treize" | "thirteen" => 13,
        "quatorze" | "fourteen" => 14,
        "quinze" | "fifteen" => 15,
        "seize" | "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        "vingt" | "vingts" | "twenty" => 20,
        "trente" | "thirty" => 30,
        "quarante" | "forty" => 40,
        "cinquante" | "fifty" => 50,
        "soixante" | "sixty" => 60,
        "eighty" => 80,
        "ninety" => 90,
        _ => return None,
    })
}

/// Ordinals that are not made of a cardinal and an ending.
fn irregular_ordinal(word: &str) -> Option<usize> {
    Some(match word {
        "premier" | "premiere" | "unieme" | "first" => 1,
        "second" | "seconde" => 2,
        "third" => 3,
        "quatrieme" => 4,
        "cinquieme" | "fifth" => 5,
        "eighth" => 8,
        "neuvieme" | "ninth" => 9,
        "twelfth" => 12,
        "twentieth" => 20,
        "thirtieth" => 30,
        _ => return None,
    })
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
