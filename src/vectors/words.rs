//! Text to the keys of the model's rows. Training and use share this file, so that they cannot differ.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use crate::model::Language;

/// Lengths of the runs of letters by which an unknown word is known.
const GRAMS: [usize; 3] = [3, 4, 5];

/// The words of a text, in small letters, with accents, cut at apostrophes: `l’été` is `l` and `été`.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    text.unicode_words()
        .flat_map(|word| word.split(['\'', '’', '.', ':', '_']))
        .filter(|part| !part.is_empty())
        .map(str::to_lowercase)
}

/// The key of a word of a language.
pub fn word_key(language: Language, word: &str) -> u32 {
    hash(language.code().bytes().chain([b':']).chain(word.bytes()))
}

/// The keys of a word's runs of letters, which both languages share: without accents, with its beginning and end marked.
pub fn gram_keys(word: &str) -> Vec<u32> {
    let folded = word.nfd().filter(|&c| !is_combining_mark(c));
    let mut letters = vec!['<'];
    for c in folded {
        match c {
            'œ' => letters.extend(['o', 'e']),
            'æ' => letters.extend(['a', 'e']),
            c => letters.push(c),
        }
    }
    letters.push('>');
    let mut keys = Vec::new();
    let mut room = [0; 4];
    for length in GRAMS {
        for run in letters.windows(length) {
            keys.push(hash(run.iter().flat_map(|c| c.encode_utf8(&mut room).bytes().collect::<Vec<u8>>())));
        }
    }
    if letters.len() < GRAMS[0] {
        keys.push(hash(letters.iter().flat_map(|c| c.to_string().into_bytes())));
    }
    keys
}

/// FNV-1a (Fowler, Noll & Vo), its two halves joined.
fn hash(bytes: impl Iterator<Item = u8>) -> u32 {
    let long = bytes.fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    (long ^ (long >> 32)) as u32
}
