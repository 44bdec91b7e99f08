//! Evidence: what speaks for or against a bead. One file a kind.
//!
//! Every kind gives a gain, in nats (natural logarithms of odds), for all beads that end at one source
//! position at once: that is what makes the search fast, since a kind can prepare what a row shares and then
//! run over the columns.
//!
//! The place for a bilingual model: one more file here, one more term in [`Scorer::gains`].

mod layout;
mod length;
mod lexicon;
mod links;
mod side;
mod token;
mod weights;

use layout::LayoutEvidence;
use length::LengthEvidence;
use links::{Links, Room};
use side::Side;
pub use weights::Weights;

use crate::model::{Bead, Document, Language, SHAPES};

/// The most source segments in a bead.
pub const REACH: usize = {
    let (mut reach, mut s) = (0, 0);
    while s < SHAPES.len() {
        if SHAPES[s].source > reach {
            reach = SHAPES[s].source;
        }
        s += 1;
    }
    reach as usize
};

/// Gains of all beads that end at one source position: a row a shape, a column an end position in the target.
pub struct GainRow {
    rows: Vec<Vec<f32>>,
    /// Where the links are worked out.
    room: Room,
}

impl GainRow {
    /// Room for `targets` segments.
    pub fn new(targets: usize) -> Self {
        Self { rows: vec![vec![0.0; targets + 1]; SHAPES.len()], room: Room::new(targets) }
    }

    /// The gains of shape number `shape`, by the target position where the bead ends. Columns before the
    /// shape's width mean nothing, nor does a row whose shape reaches before the first source segment.
    pub fn of(&self, shape: usize) -> &[f32] {
        &self.rows[shape]
    }

    /// The same to write to.
    pub fn of_mut(&mut self, shape: usize) -> &mut [f32] {
        &mut self.rows[shape]
    }
}

/// What the aligner asks about two documents, by position.
pub trait Evidence: Sync {
    /// Number of source segments.
    fn sources(&self) -> usize;

    /// Number of target segments.
    fn targets(&self) -> usize;

    /// Writes the gains of all beads that end before source segment `source_end`.
    fn gains(&self, source_end: usize, into: &mut GainRow);

    /// Learns from a first alignment what holds for these two documents.
    fn learn(&mut self, beads: &[Bead]);
}

/// All kinds of evidence together, weighted.
pub struct Scorer {
    source: Side,
    target: Side,
    weights: Weights,
    weights_once_learned: Weights,
    length: LengthEvidence,
    layout: LayoutEvidence,
    /// What is known of the words before anything is learned.
    known: Vec<lexicon::Entry>,
    links: Links,
}

impl Scorer {
    /// Evidence that holds for any two texts; [`Evidence::learn`] adds what holds for these.
    pub fn new(
        source: (&Document, Language),
        target: (&Document, Language),
        [first, learned]: [Weights; 2],
    ) -> Self {
        let (source, target) = (Side::new(source.0, source.1), Side::new(target.0, target.1));
        let length = LengthEvidence::new(source.language, target.language);
        let layout = LayoutEvidence::new(&source, &target);
        let known = lexicon::known(&source, &target);
        let links = Links::new(&source, &target, &known);
        Self { source, target, weights: first, weights_once_learned: learned, length, layout, known, links }
    }

    /// Weighs what was learned anew.
    pub fn set_weights(&mut self, weights: Weights) {
        self.weights = weights;
    }
}

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
    let share = |postings: &Vec<u32>| postings.len() as f32 / side.len().max(1) as f32;
    let mut common: Vec<(String, f32)> = side
        .words
        .iter()
        .zip(&side.postings)
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
    lexicon::from_beads(&source, &target, beads, &spelled).into_iter().map(entry).collect()
}

impl Evidence for Scorer {
    fn sources(&self) -> usize {
        self.source.len()
    }

    fn targets(&self) -> usize {
        self.target.len()
    }

    fn gains(&self, source_end: usize, into: &mut GainRow) {
        let GainRow { rows, room } = into;
        self.links.prepare(&self.weights, source_end, room);
        for (shape, row) in SHAPES.iter().zip(rows) {
            let (a, b) = (usize::from(shape.source), usize::from(shape.target));
            if a > source_end || b > self.targets() {
                continue;
            }
            row.fill(self.weights.shape(*shape));
            if shape.is_unpaired() {
                self.links.add_unpaired(&self.weights, a, source_end, row);
                continue;
            }
            let source_start = source_end - a;
            self.length.add(&self.weights, &self.source, &self.target, source_start..source_end, b, row);
            self.layout.add(&self.weights, source_start..source_end, b, row);
            self.links.add_paired(&self.weights, source_start..source_end, b, room, row);
        }
    }

    fn learn(&mut self, beads: &[Bead]) {
        self.weights = self.weights_once_learned.clone();
        self.length.learn(&self.source, &self.target, beads);
        self.layout.learn(beads);
        let lexicon = lexicon::from_beads(&self.source, &self.target, beads, &self.known);
        self.links = Links::new(&self.source, &self.target, &lexicon);
        self.links.learn(beads);
    }
}
