//! The general lexicon: common words, so that two short texts that teach nothing can be aligned too.
//!
//! `general.tsv` was made by `cargo run --release --example lexicon`; `general.md` beside it names its sources.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::{Entry, Side, TypeId};
use crate::model::Language;

/// French word, English word, probability; words in small letters without accents.
static WORDS: LazyLock<Vec<(&str, &str, f32)>> = LazyLock::new(|| {
    let entry = |line: &'static str| {
        let (french, rest) = line.split_once('\t')?;
        let (english, percent) = rest.split_once('\t')?;
        Some((french, english, percent.parse::<f32>().ok()? / 100.0))
    };
    include_str!("general.tsv").lines().filter_map(entry).collect()
});

/// The common words and marks of a language, with the share of sentences that they stand in.
pub(super) fn common(language: Language) -> FxHashMap<&'static str, f32> {
    let share = |line: &'static str| {
        let (code, rest) = line.split_once('\t')?;
        let (word, share) = rest.split_once('\t')?;
        let share = share.parse::<f32>().ok()? / 10_000.0; // hundredths of a percent
        (code == language.code()).then_some((word, share))
    };
    include_str!("common.tsv").lines().filter_map(share).collect()
}

/// The types of a document by their written form.
fn types(side: &Side) -> FxHashMap<&str, TypeId> {
    side.words.iter().map(String::as_str).zip(0..).collect()
}

/// For each type of `side`, how probable its best translation is at all: 0 for a word that the lexicon lacks.
pub(super) fn best(side: &Side) -> Vec<f32> {
    let types = types(side);
    let mut best = vec![0.0f32; side.words.len()];
    for &(french, english, probability) in WORDS.iter() {
        let word = if side.language == Language::French { french } else { english };
        if let Some(&id) = types.get(word) {
            best[id as usize] = best[id as usize].max(probability);
        }
    }
    best
}

/// The entries whose words stand in both documents.
pub(super) fn entries(source: &Side, target: &Side) -> Vec<Entry> {
    let (ours, theirs) = (types(source), types(target));
    let entry = |&(french, english, probability): &(&str, &str, f32)| {
        let (from, to) =
            if source.language == Language::French { (french, english) } else { (english, french) };
        Some(Entry { source: *ours.get(from)?, target: *theirs.get(to)?, probability })
    };
    WORDS.iter().filter_map(entry).collect()
}
