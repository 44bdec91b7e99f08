//! One document as the evidence sees it.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64;

use super::across::Clauses;
use super::lexicon;
use super::lists::Lists;
use super::markers::Marker;
use super::punctuation::Signs;
use super::reading::{Read, Reading, Words};
use crate::model::{Document, Language};
use crate::vectors::Vectors;

/// A token type of one document.
pub(super) type TypeId = u32;

/// How many segments the usual chance of a type is worth against its frequency in the document.
const USUAL_WORTH: f32 = 50.0;
/// The usual chance of a type that is not among the common ones.
const RARE: f32 = 0.002;

/// Lengths, layout and tokens of one document, all by position.
pub(super) struct Side {
    pub language: Language,
    /// Number of characters before each position, without white space; one more entry than segments.
    pub chars: Vec<f32>,
    /// Whether a paragraph or line begins at each position; the last entry, the end, is one too.
    pub breaks: Vec<bool>,
    /// How each segment begins and ends.
    pub signs: Vec<Signs>,
    /// With which marker each begins.
    pub markers: Vec<Marker>,
    /// A hash of the text of each segment.
    hashes: Vec<u64>,
    /// The token types of each segment, ascending, each once.
    pub tokens: Lists,
    /// The written form of each type.
    pub words: Arc<Vec<String>>,
    /// The segments in which each type stands, ascending.
    pub postings: Lists,
    /// The chance to meet each type in any segment.
    pub chances: Vec<f32>,
    /// How probable it is that each type is translated by some word that we would recognise.
    pub translatable: Vec<f32>,
}

impl Side {
    /// Tokens alone, without vectors.
    pub(super) fn new(document: &Document, language: Language) -> Self {
        Self::read(document, language, &Vectors::none(), &|_| true, &mut Words::default()).0
    }

    /// A document, the vectors of its segments, one after the other, and those of their clauses, unless the model knows nothing;
    /// tokens that are not `wanted` are left out. `words`
    /// are those of documents in this language that were read before.
    pub(super) fn read(
        document: &Document,
        language: Language,
        model: &Vectors,
        wanted: &dyn Fn(&str) -> bool,
        words: &mut Words,
    ) -> (Self, Vec<f32>, Option<Clauses>) {
        let segments = document.segments();
        let mut side = Side {
            language,
            chars: vec![0.0],
            breaks: Vec::with_capacity(segments.len() + 1),
            signs: Vec::with_capacity(segments.len()),
            markers: Vec::with_capacity(segments.len()),
            hashes: Vec::with_capacity(segments.len()),
            tokens: Lists::with_capacity(segments.len()),
            words: Arc::default(),
            postings: Lists::with_capacity(0),
            chances: Vec::new(),
            translatable: Vec::new(),
        };
        let d = model.dimensions();
        let mut vectors = vec![0.0; d * segments.len()];
        let mut reading = Reading::new(language, model, wanted, words);
        let mut before = 0usize;
        for (i, segment) in segments.iter().enumerate() {
            let text = document.segment(segment);
            let Read { types, chars } = reading.segment(text, &mut vectors[i * d..(i + 1) * d]);
            before += chars;
            side.chars.push(before as f32);
            side.breaks.push(segment.starts_block);
            side.signs.push(Signs::of(text));
            side.markers.push(Marker::of(text, language));
            side.hashes.push(xxh3_64(text.as_bytes()));
            side.tokens.push(types);
        }
        side.postings = side.tokens.postings(reading.words.len());
        let clauses = reading.clauses;
        side.words = Arc::new(reading.words);
        side.breaks.push(true);
        side.chances = side.expected_chances();
        side.translatable = lexicon::translatable(&side);
        (side, vectors, clauses)
    }

    /// Some segments only, as if nothing stood between them; types and what is known of them stay.
    pub(super) fn part(&self, segments: &[usize]) -> Self {
        let mut side = Side {
            language: self.language,
            chars: vec![0.0],
            breaks: Vec::new(),
            signs: Vec::new(),
            markers: Vec::new(),
            hashes: Vec::new(),
            tokens: Lists::with_capacity(segments.len()),
            words: self.words.clone(),
            postings: Lists::with_capacity(0),
            chances: self.chances.clone(),
            translatable: self.translatable.clone(),
        };
        let mut before = 0.0;
        for &i in segments {
            before += self.chars[i + 1] - self.chars[i];
            side.chars.push(before);
            side.breaks.push(self.breaks[i]);
            side.signs.push(self.signs[i]);
            side.markers.push(self.markers[i]);
            side.hashes.push(self.hashes[i]);
            side.tokens.push(self.tokens.of(i));
        }
        side.postings = side.tokens.postings(self.words.len());
        side.breaks.push(true);
        side
    }

    /// From the document and from what is usual: in three sentences, a name that stands in one of them is
    /// still rare.
    fn expected_chances(&self) -> Vec<f32> {
        let usual = lexicon::usual_chances(self.language);
        let segments = self.len() as f32 + USUAL_WORTH;
        let chance = |(word, postings): (&String, &[u32])| {
            let usual = usual.get(word.as_str()).copied().unwrap_or(RARE);
            (postings.len() as f32 + USUAL_WORTH * usual) / segments
        };
        self.words.iter().zip(self.postings.iter()).map(chance).collect()
    }

    /// Whether each segment is one of at least `least` in a row that stand before in the same order.
    pub(super) fn repeated(&self, least: usize) -> Vec<bool> {
        let mut repeated = vec![false; self.len()];
        let mut seen: FxHashMap<u64, usize> = FxHashMap::default();
        // Where the segment before stood before, and how long the run is.
        let (mut copied, mut run) = (None, 0);
        for (i, hash) in self.hashes.iter().enumerate() {
            let goes_on = copied.map(|at: usize| at + 1).filter(|&at| self.hashes[at] == *hash && at < i);
            let first = seen.insert(*hash, i);
            (copied, run) = match goes_on {
                Some(at) => (Some(at), run + 1),
                None => (first, usize::from(first.is_some())),
            };
            if run >= least {
                repeated[i + 1 - run..=i].fill(true);
            }
        }
        repeated
    }

    /// Number of segments.
    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Number of segments in which a type stands.
    pub(super) fn frequency(&self, id: TypeId) -> f32 {
        self.postings.of(id as usize).len() as f32
    }
}
