//! What is seen only over all rows: names that are kept, sentences that come again, habits of the two texts.

use std::collections::{HashMap, HashSet};

use unicode_normalization::UnicodeNormalization;
use xxhash_rust::xxh3::xxh3_64;

use super::marks::has_double_space;

/// A name must stand in so many rows, and in this share of them on both sides, before its absence is odd.
const LEAST_ROWS: u32 = 5;
const KEPT: f32 = 0.9;
/// A text that has double spaces in this share of its rows means them.
const HABIT: f32 = 0.1;
/// As many words must a sentence have, so that `Oui.` may be translated one way or another.
const LEAST_WORDS: usize = 4;

/// What all rows show together.
#[derive(Debug, Default)]
pub(super) struct Whole {
    /// Names that the target keeps as they are.
    names: HashSet<String>,
    /// Hashes of texts that come again with another counterpart: of the source, and of the target.
    varied: [HashSet<u64>; 2],
    /// Whether double spaces are usual in the source, and in the target.
    pub(super) double_spaces: [bool; 2],
}

impl Whole {
    pub(super) fn new<'d>(rows: impl Iterator<Item = (&'d str, &'d str)>) -> Self {
        let mut whole = Self::default();
        let mut names: HashMap<String, (u32, u32)> = HashMap::new();
        let mut seen: [HashMap<u64, u64>; 2] = Default::default();
        let (mut total, mut doubled) = (0u32, [0u32; 2]);
        for (source, target) in rows {
            total += 1;
            for (count, text) in doubled.iter_mut().zip([source, target]) {
                *count += u32::from(has_double_space(text));
            }
            if source.is_empty() || target.is_empty() {
                continue;
            }
            let theirs = words(target);
            for name in capitalised(source) {
                let kept = theirs.contains(&name);
                let counts = names.entry(name).or_default();
                counts.0 += 1;
                counts.1 += u32::from(kept);
            }
            let [ours, theirs] = [source, target].map(|text| xxh3_64(text.as_bytes()));
            for ((seen, varied), (text, key, other)) in
                seen.iter_mut().zip(&mut whole.varied).zip([(source, ours, theirs), (target, theirs, ours)])
            {
                if text.split_whitespace().count() >= LEAST_WORDS
                    && *seen.entry(key).or_insert(other) != other
                {
                    varied.insert(key);
                }
            }
        }
        let is_name = |(rows, kept): (u32, u32)| rows >= LEAST_ROWS && kept as f32 >= KEPT * rows as f32;
        whole.names =
            names.into_iter().filter(|(_, counts)| is_name(*counts)).map(|(name, _)| name).collect();
        whole.double_spaces = doubled.map(|count| count as f32 > HABIT * total as f32);
        whole
    }

    /// A name of the source that the target does not have, although it keeps it elsewhere.
    pub(super) fn missing_name(&self, source: &str, target: &str) -> Option<String> {
        if self.names.is_empty() {
            return None;
        }
        let theirs = words(target);
        capitalised(source).into_iter().find(|name| self.names.contains(name) && !theirs.contains(name))
    }

    /// Whether the text of one side comes again with another counterpart: of the source, and of the target.
    pub(super) fn varies(&self, source: &str, target: &str) -> (bool, bool) {
        let [ours, theirs] = &self.varied;
        (ours.contains(&xxh3_64(source.as_bytes())), theirs.contains(&xxh3_64(target.as_bytes())))
    }
}

fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Small letters without accents, so that both languages write a name alike.
fn folded(word: &str) -> String {
    let plain = word.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    plain.flat_map(char::to_lowercase).collect()
}

fn words(text: &str) -> HashSet<String> {
    split(text).map(folded).collect()
}

/// Words that may be names: with a capital, not at the beginning, of four letters at least.
fn capitalised(text: &str) -> HashSet<String> {
    let is_name =
        |word: &&str| word.chars().next().is_some_and(char::is_uppercase) && word.chars().count() >= 4;
    split(text).skip(1).filter(is_name).map(folded).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_kept_elsewhere_is_missed() {
        let mut rows = vec![("Le chien de Nemo dort.", "The dog of Nemo sleeps."); 9];
        rows.push(("Il voit Nemo.", "He sees Ned."));
        let whole = Whole::new(rows.iter().copied());
        assert_eq!(whole.missing_name("Il voit Nemo.", "He sees Ned.").as_deref(), Some("nemo"));
        assert_eq!(whole.missing_name("Il voit Paris.", "He sees Ned."), None);
    }

    #[test]
    fn a_sentence_with_two_translations_is_odd() {
        let rows = [
            ("Le chat dort ici.", "The cat sleeps here."),
            ("Le chat dort ici.", "A cat sleeps here."),
            ("Oui.", "Yes."),
            ("Oui.", "Yeah."),
        ];
        let whole = Whole::new(rows.into_iter());
        assert_eq!(whole.varies(rows[0].0, rows[0].1), (true, false));
        assert_eq!(whole.varies(rows[2].0, rows[2].1), (false, false));
    }
}
