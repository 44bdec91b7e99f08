//! Text to tokens that can be compared: copies, in small letters, without accents.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::numerals::numeral;
#[cfg(test)]
use crate::model::{Language, numbers};

/// The tokens of a text: words, numbers in one form, and the marks that survive translation.
#[cfg(test)]
fn tokens(text: &str, language: Language) -> Vec<String> {
    let mut tokens: Vec<String> = numbers(text, language).map(|number| number.value).collect();
    let words = crate::model::words(text).filter(|word| is_token(word));
    tokens.extend(words.map(|word| folded(word).into_owned()).chain(marks(text).map(str::to_owned)));
    if begins_with_dash(text) {
        tokens.push("—".to_owned());
    }
    tokens
}

/// Whether a word is a token: not one letter, nor a number.
pub(super) fn is_token(word: &str) -> bool {
    word.chars().any(char::is_alphabetic) && word.chars().nth(1).is_some() && numeral(word).is_none()
}

/// The marks of a text that are tokens.
pub(super) fn marks(text: &str) -> impl Iterator<Item = &'static str> {
    text.chars().filter_map(mark)
}

/// Whether a text is somebody's turn in a dialogue, or an item of a list.
pub(super) fn begins_with_dash(text: &str) -> bool {
    text.trim_start().starts_with(['—', '–', '-', '―'])
}

/// A mark that translators keep, in one form.
fn mark(c: char) -> Option<&'static str> {
    Some(match c {
        '?' => "?",
        '!' => "!",
        ':' => ":",
        ';' => ";",
        '(' | ')' => "(",
        '[' | ']' => "[",
        '«' | '»' | '“' | '”' | '"' => "\"",
        '…' => "…",
        '%' => "%",
        '€' => "€",
        '$' => "$",
        '£' => "£",
        '§' => "§",
        '°' => "°",
        '/' => "/",
        '•' => "•",
        _ => return None,
    })
}

/// A word in small letters, without accents, `œ` as `oe`.
pub(super) fn folded(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return word.into();
    }
    if word.is_ascii() {
        return word.to_ascii_lowercase().into();
    }
    let mut folded = String::with_capacity(word.len());
    for c in word.nfd().filter(|&c| !is_combining_mark(c)).flat_map(char::to_lowercase) {
        match c {
            'œ' => folded.push_str("oe"),
            'æ' => folded.push_str("ae"),
            c => folded.push(c),
        }
    }
    folded.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_alike_in_both_languages() {
        assert_eq!(
            tokens("— L’été, Mme Œdipe paya 1 250,50 € ?", Language::French).join(" "),
            "1250.5 ete mme oedipe paya € ? —"
        );
        assert_eq!(
            tokens("“$1,250.50,” it said: no…", Language::English).join(" "),
            "1250.5 it said no \" $ \" : …"
        );
    }
}
