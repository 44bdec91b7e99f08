//! What is seen in the words of a row.

use std::collections::HashSet;

/// As many words must be there before a repetition counts, and this share of them must be the same.
const LEAST_WORDS: usize = 6;
const SAME_SHARE: f32 = 0.7;

pub(super) fn characters(text: &str) -> f32 {
    text.chars().filter(|c| !c.is_whitespace()).count() as f32
}

/// Whether most words of the source stand in the target unchanged.
pub(super) fn is_repeated(source: &str, target: &str) -> bool {
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
