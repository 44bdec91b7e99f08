//! Text to the keys of the model's rows. Training and use share this file, so that they cannot differ.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::model::Language;

/// Lengths of the runs of letters by which an unknown word is known.
const GRAMS: [usize; 3] = [3, 4, 5];

/// The words of a text, in small letters, with accents, cut at apostrophes: `l’été` is `l` and `été`.
pub fn words(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let is_small = |word: &str| word.bytes().all(|byte| byte.is_ascii_lowercase());
    crate::model::words(text)
        .map(move |word| if is_small(word) { word.into() } else { word.to_lowercase().into() })
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
    // Where each letter begins, and where the last one ends.
    let places: Vec<usize> = letters.char_indices().map(|(at, _)| at).chain([letters.len()]).collect();
    let key = |from: usize, to: usize| {
        let mut bytes = Hash::default();
        bytes.add(letters[from..to].bytes());
        bytes.half()
    };
    let runs = GRAMS.into_iter().flat_map(|length| places.windows(length + 1));
    let mut keys = Vec::with_capacity(GRAMS.len() * places.len());
    keys.extend(runs.map(|run| key(run[0], run[run.len() - 1])));
    if places.len() <= GRAMS[0] {
        keys.push(key(0, letters.len()));
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
