//! What is seen in the words of a row.

use std::hash::Hasher;

use rustc_hash::{FxHashSet, FxHasher};

/// As many words must be there before a repetition counts, and this share of them must be the same.
const LEAST_WORDS: usize = 6;
const SAME_SHARE: f32 = 0.7;

/// Characters that are no white space.
pub(super) fn characters(text: &str) -> f32 {
    // Those that begin with these bytes alone may be white space that is not ASCII, so that few are looked at one by one.
    let bytes = text.as_bytes();
    let wide = memchr::memchr2_iter(0xc2, 0xe2, bytes).chain(memchr::memchr2_iter(0xe1, 0xe3, bytes));
    let wide = wide.filter(|at| text[*at..].starts_with(char::is_whitespace));
    (visible_bytes(text) - wide.count()) as f32
}

/// Bytes that begin a character, but for white space of ASCII.
fn visible_bytes(text: &str) -> usize {
    let begins = |byte: u8| byte & 0xc0 != 0x80 && !matches!(byte, b' ' | b'\t'..=b'\r');
    // Counted in single bytes, of which a register holds many.
    let count = |part: &[u8]| part.iter().map(|byte| u8::from(begins(*byte))).sum::<u8>();
    text.as_bytes().chunks(255).map(|part| usize::from(count(part))).sum()
}

/// Whether most words of the source stand in the target unchanged.
pub(super) fn is_repeated(source: &str, target: &str) -> bool {
    let mut ours = Vec::with_capacity(64);
    each_word(source, |word| ours.push(word));
    if ours.len() < LEAST_WORDS {
        return false;
    }
    // Most pairs share few words: a bit for each of theirs tells that soon, for it never misses one that is there.
    let (mut seen, bit) = ([0u64; 16], |word: u64| ((word & 15) as usize, 1 << (word >> 4 & 63)));
    each_word(target, |word| {
        let (at, bit) = bit(word);
        seen[at] |= bit;
    });
    let enough = |same: usize| same as f32 >= SAME_SHARE * ours.len() as f32;
    let perhaps = ours.iter().map(|word| bit(*word)).filter(|(at, bit)| seen[*at] & bit != 0);
    if !enough(perhaps.count()) {
        return false;
    }
    // Names and addresses are the same in both languages, and have few small words.
    let small = source.split_whitespace().filter(|w| w.chars().all(char::is_lowercase)).count();
    let mut theirs = FxHashSet::default();
    each_word(target, |word| {
        theirs.insert(word);
    });
    small >= 2 && enough(ours.iter().filter(|word| theirs.contains(word)).count())
}

/// Calls `take` with each word that has a letter, in small letters, as a number.
fn each_word(text: &str, mut take: impl FnMut(u64)) {
    let (mut hasher, mut has_letter, mut at) = (FxHasher::default(), false, 0);
    // Letters of ASCII, which most are, are not decoded.
    while let Some(&byte) = text.as_bytes().get(at) {
        at += 1;
        if byte.is_ascii_alphanumeric() {
            has_letter |= byte > b'9';
            hasher.write_u32(u32::from(byte.to_ascii_lowercase()));
            continue;
        }
        if let Some(c) = text[at - 1..].chars().next().filter(|c| !c.is_ascii()) {
            at += c.len_utf8() - 1;
            if c.is_alphanumeric() {
                has_letter |= c.is_alphabetic();
                c.to_lowercase().for_each(|c| hasher.write_u32(u32::from(c)));
                continue;
            }
        }
        if has_letter {
            take(hasher.finish());
        }
        (hasher, has_letter) = (FxHasher::default(), false);
    }
    if has_letter {
        take(hasher.finish());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_the_same_in_capitals() {
        let words = |text: &str| {
            let mut words = Vec::new();
            each_word(text, |word| words.push(word));
            words
        };
        let [small, capital] = ["l’été 2024, œuvre n3 – e", "L’ÉTÉ (2024)\u{a0}ŒUVRE  «N3» 7 E"].map(words);
        assert_eq!((small.len(), &small), (5, &capital));
    }

    proptest::proptest! {
        #[test]
        fn characters_are_those_that_are_no_white_space(text in "([a-zé \t\n\u{a0}\u{85}’“«\u{1680}\u{202f}\u{3000}年]|\\PC){0,300}") {
            let expected = text.chars().filter(|c| !c.is_whitespace()).count();
            proptest::prop_assert_eq!(characters(&text), expected as f32);
        }
    }
}
