//! Evidence: what speaks for or against a bead. One file a kind.
//!
//! Every kind gives a number for all beads that end at one source position at once: that is what makes the search fast, since a
//! kind can prepare what a row shares and then run over the columns. The gain of a bead, in nats (natural logarithms
//! of odds), is the weighted sum of these numbers.

mod across;
mod band;
mod corridor;
mod evidence;
mod explain;
mod gains;
mod general;
mod habit;
mod layout;
mod length;
mod lexicon;
mod links;
mod lists;
mod numerals;
mod product;
mod punctuation;
mod reading;
mod side;
mod similarity;
mod token;
mod weights;
mod witness;

use across::{Across, Clauses};
pub use corridor::Corridor;
pub use evidence::{Evidence, Gaps, Scattered, Sketch};
pub use explain::{LinkedWords, Testimony};
pub use gains::{GainRow, Sink};
use gains::{Room, Sum};
pub use general::{LexiconEntry, common_tokens, learn_lexicon};
use habit::Habits;
use layout::LayoutEvidence;
use length::LengthEvidence;
use links::Links;
pub use product::{dot, dots};
use punctuation::Punctuation;
pub use reading::Words;
use side::Side;
use similarity::Similarity;
pub use weights::{Bends, CLASSES, GAP_KINDS, KINDS, Kind, Weights, class};
pub use witness::{NoWitness, Witness};

use std::collections::BTreeSet;

use multiversion::multiversion;

use crate::model::{Bead, Document, Language, SHAPES};
use crate::vectors::Vectors;

/// The most segments of one side in a bead.
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

/// Adds up the gains of a row; all that it calls is compiled for several widths of the machine's registers, with the same results.
#[multiversion(targets("x86_64+avx2"))]
fn add_up(scorer: &Scorer, source_end: usize, room: &mut Room, sum: &mut Sum<'_>) {
    scorer.emit(source_end, room, sum);
}

/// Segments in a row that stand before in the same order make a passage that one text repeats.
const LEAST_REPEATED: usize = 3;
/// How much sooner its segments are unpaired than others, in nats.
const REPEATED: f32 = 2.0;

/// The most segments in a bead of the first alignment: larger ones teach nothing.
const FIRST_SIZE: usize = 5;
/// What a bead gains that is not tried.
const UNTRIED: f32 = -1e6;

/// More beads teach hardly more of the words of two documents: of more, every second, third … is looked at. (With at most 500, the strict
/// F1 of all sets is 0.9800 as with all of them; of the longest documents half is left out then.)
const MOST_BEADS: usize = 2_000;

/// Texts of more segments teach enough the first time.
const MOST_AGAIN: usize = 12_000;

/// What evidence is made with.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The bilingual model.
    pub vectors: Vectors,
    /// Weights for the first alignment of two documents, and for those after one and after two have been learned from.
    pub weights: [Weights; 3],
    /// Witnesses that are not heard, to see what they are worth.
    pub without: BTreeSet<Witness>,
}

impl Setup {
    /// How alike two texts are in the bilingual model: a cosine, from -1 to 1.
    pub fn cosine(&self, source: (&str, Language), target: (&str, Language)) -> f32 {
        let [x, y] =
            [source, target].map(|(text, language)| self.vectors.of_texts(language, std::iter::once(text)));
        product::cosine(&x, &y)
    }
}

impl Default for Setup {
    fn default() -> Self {
        Self { vectors: Vectors::built_in(), weights: Weights::passes(), without: BTreeSet::new() }
    }
}

/// All kinds of evidence together, weighted.
pub struct Scorer {
    source: Side,
    target: Side,
    weights: Weights,
    by_shape: [[f32; KINDS]; SHAPES.len()],
    weights_once_learned: [Weights; 2],
    corridor: Corridor,
    length: LengthEvidence,
    layout: LayoutEvidence,
    punctuation: Punctuation,
    habits: Habits,
    similarity: Similarity,
    /// Clauses of both sides, where they are known, and what they say once something was learned.
    clauses: Option<[Clauses; 2]>,
    across: Option<Across>,
    /// What is known of the words before anything is learned, and what is known now.
    known: Vec<lexicon::Entry>,
    lexicon: Vec<lexicon::Entry>,
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
        let [first, once, again] = weights.each_ref().map(|weights| weights.without(without));
        let side = |(document, language): (&Document, Language), words| {
            let heard = |token: &str| !without.iter().any(|witness| witness.says(token));
            Side::read(document, language, vectors, &heard, words, true)
        };
        let ((source, of_source, source_clauses), (target, of_target, target_clauses)) =
            side_by_side(|| side(source, of_source), || side(target, of_target));
        let similarity = Similarity::new(vectors.dimensions(), of_source, of_target);
        let length = LengthEvidence::new(source.language, target.language);
        let layout = LayoutEvidence::new(&source, &target);
        let punctuation = Punctuation::new(&source, &target);
        let lexicon = lexicon::known(&source, &target, without);
        let by_shape = first.by_shape();
        Self {
            source,
            target,
            weights: first,
            by_shape,
            weights_once_learned: [once, again],
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

    /// The evidence for all beads with both sides that end before source segment `source_end` and in the corridor.
    pub fn features(&self, source_end: usize, into: &mut GainRow, sink: &mut impl Sink) {
        self.emit(source_end, &mut into.room, sink);
    }

    #[inline(always)]
    fn emit(&self, source_end: usize, room: &mut Room, sink: &mut impl Sink) {
        let row = self.corridor.row(source_end);
        room.begin(row.len());
        let Room { links, similarity, columns } = room;
        let links = links.get_or_insert_with(links::Room::new);
        let similarity = similarity.get_or_insert_with(similarity::Room::new);
        self.links.begin_row(&self.corridor, source_end, links);
        self.similarity.begin_row(&self.corridor, source_end, similarity);
        for (s, shape) in SHAPES.iter().enumerate() {
            let (a, b) = (usize::from(shape.source), usize::from(shape.target));
            let ends = row.start.max(b)..row.end;
            if shape.is_unpaired() || a > source_end || ends.is_empty() || !sink.wants(s) {
                continue;
            }
            let run = source_end - a..source_end;
            let [one, two, three, four] = columns.each_mut().map(|values| &mut values[..ends.len()]);
            let first = ends.start;
            let same =
                [(Kind::Shape, 1.0), (Kind::Size, (a + b - 2) as f32), (Kind::Habit, self.habits.of(s))];
            sink.put_same(s, same, first, one);
            self.length.features(&self.source, &self.target, run.clone(), b, ends.clone(), one);
            sink.put(s, Kind::Length, first, one);
            if self.layout.features(run.clone(), b, ends.clone(), one) {
                sink.put(s, Kind::Layout, first, one);
            }
            let sides = (&self.source, &self.target);
            self.punctuation.features(sides, &run, b, ends.clone(), [one, two]);
            sink.put_all(s, [Kind::Opening, Kind::Closing], first, [one, two]);
            self.similarity.features(similarity, run.clone(), b, ends.clone(), [one, two, three]);
            sink.put_all(s, [Kind::Cosine, Kind::Near, Kind::Nearest], first, [one, two, three]);
            // In place of the mean and the highest of the neighbours.
            let others = two.iter_mut().zip(&mut *three).zip(&mut *four);
            for (own, ((strange, nearest), unlike)) in one.iter().zip(others) {
                *strange = (similarity::USUAL - own).max(0.0);
                *unlike = self.similarity.unlike(*own);
                *nearest = (*nearest - own).max(0.0);
            }
            sink.put_all(s, [Kind::Strange, Kind::Unlike, Kind::Beaten], first, [two, four, three]);
            if a + b > 2 {
                self.similarity.strays(similarity, run.clone(), b, ends.clone(), one);
                sink.put(s, Kind::Stray, first, one);
            }
            if let Some(across) = &self.across {
                across.features(&run, b, ends.clone(), [one, two]);
                sink.put_all(s, [Kind::Across, Kind::Shifted], first, [one, two]);
            }
            let bends = &self.weights.bends;
            self.links.features(bends, links, run, b, ends.clone(), [one, two, three, four]);
            let kinds = [Kind::Linked, Kind::Linkable, Kind::Mass, Kind::Edge];
            sink.put_all(s, kinds, first, [one, two, three, four]);
        }
    }

    fn compare_clauses(&mut self, corridor: &Corridor) {
        let clauses = self.clauses.as_ref().filter(|_| self.learned > 0);
        self.across = clauses.map(|[source, target]| Across::new(source, target, corridor));
    }

    /// The evidence for leaving each source and each target segment unpaired.
    pub fn gap_features(&self) -> [Vec<[f32; GAP_KINDS]>; 2] {
        let masses = self.links.masses();
        let best = self.similarity.best();
        let habits = self.habits.unpaired();
        let side = |k: usize, best: &[f32]| {
            let feature = |(mass, best): (&f32, &f32)| {
                let unlike = self.similarity.unlike(*best);
                [f32::from(k == 0), f32::from(k == 1), 0.0, *mass, *best, habits[k], unlike]
            };
            masses[k].iter().zip(best).map(feature).collect()
        };
        [side(0, &best.0), side(1, &best.1)]
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

    fn part(&self, sources: &[usize], targets: &[usize]) -> Option<Self> {
        let (source, target) = (self.source.part(sources), self.target.part(targets));
        Some(Self {
            weights: self.weights.clone(),
            by_shape: self.by_shape,
            weights_once_learned: self.weights_once_learned.clone(),
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
        self.corridor = corridor.clone();
        let Self { source, target, lexicon, similarity, .. } = self;
        let links = || Links::new(source, target, lexicon, corridor);
        let (links, ()) = side_by_side(links, || similarity.prepare(corridor));
        self.compare_clauses(corridor);
        self.links = if self.learned > 0 { links.with_chance_of(&self.links) } else { links };
    }

    fn gains(&self, source_end: usize, into: &mut GainRow) {
        self.gains_up_to(source_end, if self.learned > 0 { usize::MAX } else { FIRST_SIZE }, into);
    }

    fn gains_up_to(&self, source_end: usize, most: usize, into: &mut GainRow) {
        into.begin(self.corridor.row(source_end));
        for (s, shape) in SHAPES.iter().enumerate() {
            if usize::from(shape.source + shape.target) > most {
                into.of_mut(s).fill(UNTRIED);
            }
        }
        let GainRow { first, columns, gains, room } = into;
        let mut sum = Sum { weights: &self.by_shape, first: *first, columns: *columns, gains, most };
        add_up(self, source_end, room, &mut sum);
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
        Gaps { source, target, further: self.weights.gap[2] - run, scattered: None }
    }

    fn learn(&mut self, beads: &[Bead], corridor: &Corridor) {
        self.corridor = corridor.clone();
        // What is paired by chance is not to be believed because it is paired.
        self.teaches = self.similarity.learn(beads) || !self.hears_vectors;
        if !self.teaches {
            return self.prepare(corridor);
        }
        self.set_weights(self.weights_once_learned[self.learned.min(1)].clone());
        self.length.learn(&self.source, &self.target, beads);
        self.layout.learn(beads);
        self.punctuation.learn(&self.source, &self.target, beads);
        self.habits = Habits::learn(beads, self.similarity.runs_of_strangers(beads));
        if self.learns_words {
            self.lexicon = lexicon::from_beads(&self.source, &self.target, beads, &self.known, MOST_BEADS);
        }
        let Self { source, target, lexicon, similarity, .. } = self;
        let links = || Links::new(source, target, lexicon, corridor);
        (self.links, ()) = side_by_side(links, || similarity.prepare(corridor));
        self.links.learn(beads);
        self.learned += 1;
        self.compare_clauses(corridor);
    }

    fn learns_again(&self) -> bool {
        self.teaches && self.sources() + self.targets() <= MOST_AGAIN
    }
}
