//! The general lexicon: common words, so that two short texts that teach nothing can be aligned too.
//!
//! `general.tsv` was made by `cargo run --release --example lexicon`; `general.md` beside it names its sources.

use std::collections::HashMap;

use super::{Entry, Side, TypeId};
use crate::model::Language;

/// French word, English word, probability in percent; words in small letters without accents.
const TABLE: &str = include_str!("general.tsv");

/// Language, word or mark, and the share of sentences that it stands in, in percent of a percent.
const COMMON: &str = include_str!("common.tsv");

/// The common words and marks of a language, with the share of sentences that they stand in.
pub(super) fn common(language: Language) -> HashMap<&'static str, f32> {
    let share = |line: &'static str| {
        let mut cells = line.split('\t').skip_while(|&code| code != language.code()).skip(1);
        Some((cells.next()?, cells.next()?.parse::<f32>().ok()? / 10_000.0))
    };
    COMMON.lines().filter_map(share).collect()
}

/// For each type of `side`, how probable its best translation is at all: 0 for a word that the lexicon lacks.
pub(super) fn best(side: &Side) -> Vec<f32> {
    let types: HashMap<&str, usize> = side.words.iter().map(String::as_str).zip(0..).collect();
    let mut best = vec![0.0f32; side.words.len()];
    for line in TABLE.lines() {
        let mut cells = line.split('\t');
        let (french, english) = (cells.next().unwrap_or(""), cells.next().unwrap_or(""));
        let word = if side.language == Language::French { french } else { english };
        if let (Some(&id), Some(Ok(percent))) = (types.get(word), cells.next().map(str::parse::<f32>)) {
            best[id] = best[id].max(percent / 100.0);
        }
    }
    best
}

/// The entries whose words stand in both documents.
pub(super) fn entries(source: &Side, target: &Side) -> Vec<Entry> {
    let types = |side: &Side| -> HashMap<String, TypeId> { side.words.iter().cloned().zip(0..).collect() };
    let (ours, theirs) = (types(source), types(target));
    let entry = |line: &str| {
        let mut cells = line.split('\t');
        let (french, english) = (cells.next()?, cells.next()?);
        let (from, to) =
            if source.language == Language::French { (french, english) } else { (english, french) };
        let (source, target) = (*ours.get(from)?, *theirs.get(to)?);
        Some(Entry { source, target, probability: cells.next()?.parse::<f32>().ok()? / 100.0 })
    };
    TABLE.lines().filter_map(entry).collect()
}
