//! What is seen only over all rows: names that are kept, sentences that come again, habits of the two texts.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};
use unicode_normalization::UnicodeNormalization;
use xxhash_rust::xxh3::xxh3_64;

use super::marks::has_double_space;
use super::texts::characters;

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
    names: FxHashSet<String>,
    /// Hashes of texts that come again with another counterpart: of the source, and of the target.
    varied: [FxHashSet<u64>; 2],
    /// Whether double spaces are usual in the source, and in the target.
    pub(super) double_spaces: [bool; 2],
}

/// Rows that were seen so far, to learn what all of them show. Of a row two numbers are kept, and its names.
#[derive(Debug, Default)]
pub struct Overview {
    /// Rows with each name, and those of them whose target has it too.
    names: FxHashMap<String, (u32, u32)>,
    /// Hashes of texts with that of their first counterpart: of the source, and of the target.
    seen: [FxHashMap<u64, u64>; 2],
    varied: [FxHashSet<u64>; 2],
    rows: u32,
    /// Rows with double spaces.
    doubled: [u32; 2],
    /// Characters of the rows that have both sides.
    characters: [f64; 2],
}

impl Overview {
    /// Sees a row.
    pub fn add(&mut self, source: &str, target: &str) {
        self.rows += 1;
        for (count, text) in self.doubled.iter_mut().zip([source, target]) {
            *count += u32::from(has_double_space(text));
        }
        if source.is_empty() || target.is_empty() {
            return;
        }
        self.add_lengths(source, target);
        self.add_names(source, target);
        let [ours, theirs] = [source, target].map(|text| xxh3_64(text.as_bytes()));
        let sides = [(source, ours, theirs), (target, theirs, ours)];
        for ((seen, varied), (text, key, other)) in self.seen.iter_mut().zip(&mut self.varied).zip(sides) {
            let has_words = text.split_whitespace().nth(LEAST_WORDS - 1).is_some();
            if has_words && *seen.entry(key).or_insert(other) != other {
                varied.insert(key);
            }
        }
    }

    /// Target characters a source character, over all of these rows that have both sides.
    pub fn ratio_of<'d>(rows: impl Iterator<Item = (&'d str, &'d str)>) -> f32 {
        let mut overview = Self::default();
        rows.filter(|(source, target)| !source.is_empty() && !target.is_empty())
            .for_each(|(source, target)| overview.add_lengths(source, target));
        overview.ratio()
    }

    fn add_lengths(&mut self, source: &str, target: &str) {
        for (count, text) in self.characters.iter_mut().zip([source, target]) {
            *count += f64::from(characters(text));
        }
    }

    /// Counts each name of the source once, and whether the target has it.
    fn add_names(&mut self, source: &str, target: &str) {
        let mut ours: Vec<Cow<'_, str>> = capitalised(source).collect();
        if ours.is_empty() {
            return;
        }
        ours.sort_unstable();
        ours.dedup();
        let mut is_kept = vec![false; ours.len()];
        for word in split(target) {
            if let Ok(at) = ours.binary_search(&folded(word)) {
                is_kept[at] = true;
            }
        }
        for (name, kept) in ours.into_iter().zip(is_kept) {
            if let Some(counts) = self.names.get_mut(&*name) {
                *counts = (counts.0 + 1, counts.1 + u32::from(kept));
            } else {
                self.names.insert(name.into_owned(), (1, u32::from(kept)));
            }
        }
    }

    /// Target characters a source character. A short text does not make its own rule.
    pub(super) fn ratio(&self) -> f32 {
        let [source, target] = self.characters;
        ((200.0 + target) / (200.0 + source)) as f32
    }

    pub(super) fn whole(self) -> Whole {
        let is_name = |(rows, kept): (u32, u32)| rows >= LEAST_ROWS && kept as f32 >= KEPT * rows as f32;
        let names = self.names.into_iter().filter(|(_, counts)| is_name(*counts));
        Whole {
            names: names.map(|(name, _)| name).collect(),
            varied: self.varied,
            double_spaces: self.doubled.map(|count| count as f32 > HABIT * self.rows as f32),
        }
    }
}

impl Whole {
    #[cfg(test)]
    fn new<'d>(rows: impl Iterator<Item = (&'d str, &'d str)>) -> Self {
        let mut overview = Overview::default();
        rows.for_each(|(source, target)| overview.add(source, target));
        overview.whole()
    }

    /// The first name of the source that the target does not have, although it keeps it elsewhere.
    pub(super) fn missing_name(&self, source: &str, target: &str) -> Option<String> {
        if self.names.is_empty() {
            return None;
        }
        let mut missing: Vec<Cow<'_, str>> =
            capitalised(source).filter(|name| self.names.contains(&**name)).collect();
        let mut theirs = split(target);
        while !missing.is_empty() {
            let Some(word) = theirs.next().map(folded) else { break };
            missing.retain(|name| *name != word);
        }
        missing.into_iter().next().map(Cow::into_owned)
    }

    /// Whether the text of one side comes again with another counterpart: of the source, and of the target.
    pub(super) fn varies(&self, source: &str, target: &str) -> (bool, bool) {
        let [ours, theirs] = &self.varied;
        (ours.contains(&xxh3_64(source.as_bytes())), theirs.contains(&xxh3_64(target.as_bytes())))
    }
}

/// The runs of letters and digits.
fn split(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = &rest[run(rest, |c| !c.is_alphanumeric())..];
        let (word, behind) = rest.split_at(run(rest, char::is_alphanumeric));
        rest = behind;
        (!word.is_empty()).then_some(word)
    })
}

/// Bytes of the characters like `like` that a text begins with; those of ASCII, which most are, are not decoded.
fn run(text: &str, like: impl Fn(char) -> bool) -> usize {
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        if byte.is_ascii() {
            if !like(char::from(byte)) {
                break;
            }
            at += 1;
        } else {
            match text[at..].chars().next() {
                Some(c) if like(c) => at += c.len_utf8(),
                _ => break,
            }
        }
    }
    at
}

/// Small letters without accents, so that both languages write a name alike.
fn folded(word: &str) -> Cow<'_, str> {
    if !word.is_ascii() {
        let plain = word.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c));
        plain.flat_map(char::to_lowercase).collect()
    } else if word.bytes().any(|byte| byte.is_ascii_uppercase()) {
        word.to_ascii_lowercase().into()
    } else {
        word.into()
    }
}

/// Words that may be names: with a capital, not at the beginning, of four letters at least.
fn capitalised(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let first = run(text, |c| !c.is_alphanumeric());
    let mut at = first + run(&text[first..], char::is_alphanumeric);
    std::iter::from_fn(move || {
        loop {
            // Few words have a capital, so that one looks for the bytes that it may begin with, and cuts no others.
            let may_be = |byte: &u8| byte.is_ascii_uppercase() || *byte >= 0xc3;
            at += text.as_bytes()[at..].iter().position(may_be)?;
            let within = text[..at].ends_with(char::is_alphanumeric);
            let is_capital = text[at..].starts_with(char::is_uppercase);
            let rest = &text[at..];
            let word = &rest[..run(rest, char::is_alphanumeric)];
            if is_capital && !within && word.chars().nth(3).is_some() {
                at += word.len();
                return Some(folded(word));
            }
            at += rest.chars().next().map_or(0, char::len_utf8);
        }
    })
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
    fn names_are_words_with_a_capital_that_do_not_begin_the_text() {
        let names = |text: &str| capitalised(text).collect::<Vec<_>>().join(" ");
        assert_eq!(
            names("« Le Château de l’Étoile, à Paris ; iPhone, ÉMILE2 et Ève. »"),
            "chateau etoile paris emile2"
        );
        assert_eq!(names("Paris"), "");
        assert_eq!(names("… — Œuvres Œuvres, Ζεύς et Марсель"), "œuvres ζευς марсель");
    }

    proptest::proptest! {
        #[test]
        fn names_are_found_without_cutting_all_words(text in "[a-zA-Zéàçœ ÉŒÇ0-9’'.,\u{a0}«Ωω-]{0,60}") {
            let is_name = |word: &&str| word.starts_with(char::is_uppercase) && word.chars().nth(3).is_some();
            let all: Vec<Cow<'_, str>> = split(&text).skip(1).filter(is_name).map(folded).collect();
            proptest::prop_assert_eq!(capitalised(&text).collect::<Vec<_>>(), all);
        }
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
