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
    if ours.len() < LEAST_WORDS {
        return false;
    }
    // Most pairs share few words: a bit for each of theirs tells that soon, for it never misses one that is there.
    let (mut seen, bit) = ([0u64; 16], |word: u64| ((word & 15) as usize, 1 << (word >> 4 & 63)));
    words(target).map(bit).for_each(|(at, bit)| seen[at] |= bit);
    let enough = |same: usize| same as f32 >= SAME_SHARE * ours.len() as f32;
    let perhaps = ours.iter().map(|word| bit(*word)).filter(|(at, bit)| seen[*at] & bit != 0);
    if !enough(perhaps.count()) {
        return false;
    }
    // Names and addresses are the same in both languages, and have few small words.
    let small = source.split_whitespace().filter(|w| w.chars().all(char::is_lowercase)).count();
    let theirs: FxHashSet<u64> = words(target).collect();
    small >= 2 && enough(ours.iter().filter(|word| theirs.contains(word)).count())
}

/// A word in small letters, as a number.
fn key(word: &str) -> u64 {
    let mut hasher = FxHasher::default();
    for c in word.chars() {
        match c.is_ascii() {
            true => hasher.write_u32(u32::from(c.to_ascii_lowercase())),
            false => c.to_lowercase().for_each(|c| hasher.write_u32(u32::from(c))),
        }
    }
    hasher.finish()
}
