//! What is seen in the words of a row.

use std::hash::Hasher;

use rustc_hash::{FxHashSet, FxHasher};

/// As many words must be there before a repetition counts, and this share of them must be the same.
const LEAST_WORDS: usize = 6;
const SAME_SHARE: f32 = 0.7;

pub(super) fn characters(text: &str) -> f32 {
    text.chars().filter(|c| !c.is_whitespace()).count() as f32
}

/// Whether most words of the source stand in the target unchanged.
pub(super) fn is_repeated(source: &str, target: &str) -> bool {
    fn words(text: &str) -> impl Iterator<Item = u64> {
        let words = text.split(|c: char| !c.is_alphanumeric());
        words.filter(|word| word.chars().any(char::is_alphabetic)).map(key)
    }
    let ours: Vec<u64> = words(source).collect();
    // Names and addresses are the same in both languages, and have few small words.
    let small = source.split_whitespace().filter(|w| w.chars().all(char::is_lowercase)).count();
    if ours.len() < LEAST_WORDS || small < 2 {
        return false;
    }
    let theirs: FxHashSet<u64> = words(target).collect();
    let same = ours.iter().filter(|word| theirs.contains(word)).count();
    same as f32 >= SAME_SHARE * ours.len() as f32
}

/// A word in small letters, as a number.
fn key(word: &str) -> u64 {
    let mut hasher = FxHasher::default();
    word.chars().flat_map(char::to_lowercase).for_each(|c| hasher.write_u32(u32::from(c)));
    hasher.finish()
}
