//! All kinds of evidence together, and what they learn from an alignment.

mod row;

use super::across::{Across, Clauses};
use super::anchors::anchors;
use super::corridor::Corridor;
use super::evidence::{Evidence, Gaps, Sketch};
use super::gains::GainRow;
use super::habit::Habits;
use super::layout::LayoutEvidence;
use super::length::LengthEvidence;
use super::lexicon;
use super::links::Links;
use super::punctuation::Punctuation;
use super::reading::Words;
use super::side::Side;
use super::similarity::Similarity;
use super::weights::{FURTHER, GAP_KINDS, KINDS, Weights};
use super::{Setup, Witness};
use crate::model::{Bead, Document, Language, SHAPES};

/// Segments in a row that stand before in the same order make a passage that one text repeats.
const LEAST_REPEATED: usize = 3;
/// How much sooner its segments are unpaired than others, in nats.
const REPEATED: f32 = 2.0;

/// The most segments in a bead of the first alignment: larger ones teach nothing.
const FIRST_SIZE: usize = 5;

/// More beads teach hardly more of the words of two documents: of more, every second, third … is looked at. (Of texts of 3,000 to
/// 20,000 sentences, the strict F1 was 0.0005 lower with half as many.)
const MOST_BEADS: usize = 2_000;

/// Two texts of more segments, counted together, teach enough the first time.
const MOST_AGAIN: usize = 12_000;

/// All kinds of evidence together, weighted.
pub struct Scorer {
    pub(super) source: Side,
    pub(super) target: Side,
    /// Weights for the alignments before anything was learned, once something was, and from then on.
    passes: [Weights; 3],
    /// Those that count now, and by shape.
    pub(super) weights: Weights,
    pub(super) by_shape: [[f32; KINDS]; SHAPES.len()],
    corridor: Corridor,
    length: LengthEvidence,
    layout: LayoutEvidence,
    punctuation: Punctuation,
    pub(super) habits: Habits,
    similarity: Similarity,
    /// Clauses of both sides, where they are known, and what they say once something was learned.
    clauses: Option<[Clauses; 2]>,
    across: Option<Across>,
    /// What is known of the words before anything is learned, and what is known now.
    known: Vec<lexicon::Entry>,
    pub(super) lexicon: Vec<lexicon::Entry>,
    learns_words: bool,
    hears_vectors: bool,
    /// Whether the last alignment was one of translations, as far as one can tell.
    teaches: bool,
    /// From how many alignments something was learned.
    learned: usize,
    links: Links,
}

impl Scorer {
    /// Evidence that holds for any two texts; [`Evidence::learn`] adds what holds for these.
    pub fn new(source: (&Document, Language), target: (&Document, Language), setup: &Setup) -> Self {
        Self::with_words(source, target, setup, &mut Default::default())
    }

    /// The same, with the words of texts in these languages that were read before.
    pub fn with_words(
        source: (&Document, Language),
        target: (&Document, Language),
        setup: &Setup,
        [of_source, of_target]: &mut [Words; 2],
    ) -> Self {
        let Setup { vectors, weights, without } = setup;
        let passes = weights.each_ref().map(|weights| weights.without(without));
        let side = |(document, language): (&Document, Language), words| {
            let heard = |token: &str| !without.iter().any(|witness| witness.says(token));
            Side::read(document, language, vectors, &heard, words)
        };
        let ((source, of_source, source_clauses), (target, of_target, target_clauses)) =
            side_by_side(|| side(source, of_source), || side(target, of_target));
        let similarity = Similarity::new(vectors.dimensions(), of_source, of_target);
        let length = LengthEvidence::new(source.language, target.language);
        let layout = LayoutEvidence::new(&source, &target);
        let punctuation = Punctuation::new(&source, &target);
        let lexicon = lexicon::known(&source, &target, without);
        Self {
            source,
            target,
            weights: passes[0].clone(),
            by_shape: passes[0].by_shape(),
            passes,
            corridor: Corridor::all(0, 0),
            length,
            layout,
            punctuation,
            habits: Habits::new(),
            similarity,
            clauses: source_clauses.zip(target_clauses).map(|(source, target)| [source, target]),
            across: None,
            known: lexicon.clone(),
            lexicon,
            learns_words: !without.contains(&Witness::Document),
            hears_vectors: !without.contains(&Witness::Vectors),
            teaches: true,
            learned: 0,
            links: Links::none(),
        }
    }

    /// Weighs what was learned anew.
    pub fn set_weights(&mut self, weights: Weights) {
        self.by_shape = weights.by_shape();
        self.weights = weights;
    }

    /// Compares both sides in a corridor. The links come back, since what is known of their chance is the caller's.
    fn compare(&mut self, corridor: &Corridor) -> Links {
        self.corridor = corridor.clone();
        let Self { source, target, lexicon, similarity, .. } = self;
        let links = || Links::new(source, target, lexicon, corridor);
        let (links, ()) = side_by_side(links, || similarity.prepare(corridor));
        let clauses = self.clauses.as_ref().filter(|_| self.learned > 0);
        self.across = clauses.map(|[source, target]| Across::new(source, target, corridor));
        links
    }

    /// The evidence for leaving each source and each target segment unpaired.
    pub fn gap_features(&self) -> [Vec<[f32; GAP_KINDS]>; 2] {
        let (masses, habits) = (self.links.masses(), self.habits.unpaired());
        let closest = self.similarity.closest();
        let side = |k: usize| {
            let others = closest[k].cosines.iter().zip(closest[k].taken(&closest[1 - k]));
            let feature = |(mass, (cosine, taken)): (&f32, (&f32, f32))| {
                // Where both sides have a hole, what stands in one is like nothing; elsewhere, what it is like has a translation already.
                let alone = taken.max(self.similarity.unlike(*cosine));
                [f32::from(k == 0), f32::from(k == 1), 0.0, *mass, *cosine, habits[k], alone]
            };
            masses[k].iter().zip(others).map(feature).collect()
        };
        [side(0), side(1)]
    }
}

/// Does two things at once, on two threads.
fn side_by_side<A: Send, B>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B) -> (A, B) {
    std::thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        // A panic in the other thread is passed on as it is.
        (one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), other)
    })
}

impl Evidence for Scorer {
    fn sources(&self) -> usize {
        self.source.len()
    }

    fn targets(&self) -> usize {
        self.target.len()
    }

    fn sketch(&self) -> Option<Sketch<'_>> {
        let (dimensions, source, target) = self.similarity.vectors();
        Some(Sketch { dimensions, source, target })
    }

    fn anchors(&self) -> Vec<(usize, usize)> {
        anchors(&self.source, &self.target)
    }

    fn part(&self, sources: &[usize], targets: &[usize]) -> Option<Self> {
        let (source, target) = (self.source.part(sources), self.target.part(targets));
        Some(Self {
            passes: self.passes.clone(),
            weights: self.weights.clone(),
            by_shape: self.by_shape,
            length: self.length.clone(),
            layout: self.layout.part(&source, &target),
            punctuation: self.punctuation.clone(),
            habits: self.habits.clone(),
            similarity: self.similarity.part(sources, targets),
            clauses: None,
            across: None,
            known: self.known.clone(),
            lexicon: self.lexicon.clone(),
            learns_words: self.learns_words,
            hears_vectors: self.hears_vectors,
            teaches: self.teaches,
            learned: self.learned,
            links: Links::none().with_chance_of(&self.links),
            corridor: Corridor::all(0, 0),
            source,
            target,
        })
    }

    fn prepare(&mut self, corridor: &Corridor) {
        let links = self.compare(corridor);
        self.links = if self.learned > 0 { links.with_chance_of(&self.links) } else { links };
    }

    fn gains(&self, source_end: usize, into: &mut GainRow) {
        self.gains_up_to(source_end, if self.learned > 0 { usize::MAX } else { FIRST_SIZE }, into);
    }

    fn gains_up_to(&self, source_end: usize, most: usize, into: &mut GainRow) {
        self.add_up(source_end, most, into);
    }

    fn gaps(&self) -> Gaps {
        let weigh =
            |features: &[f32; GAP_KINDS]| features.iter().zip(&self.weights.gap).map(|(f, w)| f * w).sum();
        let [mut source, mut target] =
            self.gap_features().map(|side| -> Vec<f32> { side.iter().map(weigh).collect() });
        // What one text alone repeats is paired where it stands first.
        let repeated = [&self.source, &self.target].map(|side| side.repeated(LEAST_REPEATED));
        let counts = repeated.each_ref().map(|side| side.iter().filter(|again| **again).count());
        for (k, gaps) in [&mut source, &mut target].into_iter().enumerate() {
            if counts[k] > 2 * counts[1 - k] {
                for (gap, again) in gaps.iter_mut().zip(&repeated[k]) {
                    *gap += if *again { REPEATED } else { 0.0 };
                }
            }
        }
        let run = self.habits.of_run();
        source.iter_mut().chain(&mut target).for_each(|gap| *gap += run);
        Gaps { source, target, further: self.weights.gap[FURTHER] - run, scattered: None }
    }

    fn learn(&mut self, beads: &[Bead], corridor: &Corridor) {
        // What is paired by chance is not to be believed because it is paired.
        self.teaches = self.similarity.learn(beads) || !self.hears_vectors;
        if !self.teaches {
            return self.prepare(corridor);
        }
        self.learned += 1;
        self.set_weights(self.passes[self.learned.min(2)].clone());
        self.length.learn(&self.source, &self.target, beads);
        self.layout.learn(beads);
        self.punctuation.learn(&self.source, &self.target, beads);
        self.habits = Habits::learn(beads, self.similarity.runs_of_strangers(beads));
        if self.learns_words {
            self.lexicon = lexicon::from_beads(&self.source, &self.target, beads, &self.known, MOST_BEADS);
        }
        self.links = self.compare(corridor);
        self.links.learn(beads);
    }

    fn learns_again(&self) -> bool {
        self.teaches && self.sources() + self.targets() <= MOST_AGAIN
    }
}
