//! Text to the keys of the model's rows. Training and use share this file, so that they cannot differ.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::model::Language;

/// Lengths of the runs of letters by which an unknown word is known.
const GRAMS: [usize; 3] = [3, 4, 5];

/// The words of a text, in small letters, with accents, cut at apostrophes: `l’été` is `l` and `été`.
pub fn words(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    crate::model::words(text).map(in_small_letters)
}

/// A word as the model knows it.
pub(crate) fn in_small_letters(word: &str) -> Cow<'_, str> {
    let is_small = word.bytes().all(|byte| byte.is_ascii_lowercase());
    if is_small { word.into() } else { word.to_lowercase().into() }
}

/// The key of a word of a language.
pub fn word_key(language: Language, word: &str) -> u32 {
    let mut bytes = Hash::default();
    bytes.add(language.code().bytes().chain([b':']).chain(word.bytes()));
    bytes.half()
}

/// The keys of a word's runs of letters, which both languages share: without accents, with its beginning and end marked.
pub fn gram_keys(word: &str) -> Vec<u32> {
    let mut letters = String::with_capacity(word.len() + 2);
    letters.push('<');
    if word.is_ascii() {
        letters.push_str(word);
    } else {
        for c in word.nfd().filter(|&c| !is_combining_mark(c)) {
            match c {
                'œ' => letters.push_str("oe"),
                'æ' => letters.push_str("ae"),
                c => letters.push(c),
            }
        }
    }
    letters.push('>');
    let key = |run: &[u8]| {
        let mut bytes = Hash::default();
        bytes.add(run.iter().copied());
        bytes.half()
    };
    let mut keys = Vec::with_capacity(GRAMS.len() * letters.len());
    if letters.is_ascii() {
        keys.extend(GRAMS.into_iter().flat_map(|length| letters.as_bytes().windows(length)).map(key));
    } else {
        // Where each letter begins, and where the last one ends.
        let places: Vec<usize> = letters.char_indices().map(|(at, _)| at).chain([letters.len()]).collect();
        let runs = GRAMS.into_iter().flat_map(|length| places.windows(length + 1));
        keys.extend(runs.map(|run| key(&letters.as_bytes()[run[0]..run[run.len() - 1]])));
    }
    if keys.is_empty() {
        keys.push(key(letters.as_bytes()));
    }
    keys
}

/// FNV-1a (Fowler, Noll & Vo).
struct Hash(u64);

impl Default for Hash {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hash {
    fn add(&mut self, bytes: impl Iterator<Item = u8>) {
        self.0 =
            bytes.fold(self.0, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    }

    /// Its two halves, joined.
    fn half(&self) -> u32 {
        (self.0 ^ (self.0 >> 32)) as u32
    }
}
