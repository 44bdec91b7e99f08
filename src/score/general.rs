//! What a whole collection of pairs teaches: how the general lexicon is made.

use super::lexicon;
use super::side::Side;
use crate::model::{Bead, Document, Language};

/// Two words that translate each other.
#[derive(Debug, Clone, PartialEq)]
pub struct LexiconEntry {
    /// Source word, in small letters without accents.
    pub source: String,
    /// Target word, likewise.
    pub target: String,
    /// Probability that one stands where the other does.
    pub probability: f32,
    /// Number of segments in which they stand, the geometric mean of both.
    pub frequency: f32,
}

/// The words and marks that stand in at least `least` of the segments, with the share of segments, commonest
/// first.
pub fn common_tokens(document: &Document, language: Language, least: f32) -> Vec<(String, f32)> {
    let side = Side::new(document, language);
    let share = |postings: &[u32]| postings.len() as f32 / side.len().max(1) as f32;
    let mut common: Vec<(String, f32)> = side
        .words
        .iter()
        .zip(side.postings.iter())
        .map(|(word, postings)| (word.clone(), share(postings)))
        .collect();
    common.retain(|(_, share)| *share >= least);
    common.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    common
}

/// The lexicon that `beads` show, with pairs of words that are only spelled alike.
pub fn learn_lexicon(
    source: (&Document, Language),
    target: (&Document, Language),
    beads: &[Bead],
) -> Vec<LexiconEntry> {
    let (source, target) = (Side::new(source.0, source.1), Side::new(target.0, target.1));
    let entry = |entry: lexicon::Entry| LexiconEntry {
        source: source.words[entry.source as usize].clone(),
        target: target.words[entry.target as usize].clone(),
        probability: entry.probability,
        frequency: (source.frequency(entry.source) * target.frequency(entry.target)).sqrt(),
    };
    let spelled = lexicon::by_spelling(&source, &target);
    lexicon::from_beads(&source, &target, beads, &spelled, usize::MAX).into_iter().map(entry).collect()
}
