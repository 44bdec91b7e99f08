//! What each kind of evidence says of one bead, for a person who asks.

use super::weights::KINDS;
use super::{Beads, GainRow, Kind, Scorer, Sink, links};
use crate::model::{Bead, SHAPES};

/// What speaks for a bead by witness, in nats; below 0, against it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Testimony {
    /// The bilingual model.
    pub vectors: f32,
    /// Words, numbers and marks.
    pub words: f32,
    /// Lengths in characters.
    pub length: f32,
    /// Lines and paragraphs.
    pub layout: f32,
    /// How usual it is to join so many segments, or to leave one unpaired.
    pub shape: f32,
}

impl Testimony {
    /// All together.
    pub fn total(&self) -> f32 {
        self.vectors + self.words + self.length + self.layout + self.shape
    }

    /// Adds another, `times` times.
    pub fn add(&mut self, other: &Testimony, times: f32) {
        self.vectors += times * other.vectors;
        self.words += times * other.words;
        self.length += times * other.length;
        self.layout += times * other.layout;
        self.shape += times * other.shape;
    }

    /// The witness that a kind of evidence belongs to.
    fn of(&mut self, kind: Kind) -> &mut f32 {
        match kind {
            Kind::Shape | Kind::Size | Kind::Habit => &mut self.shape,
            Kind::Length => &mut self.length,
            Kind::Linked
            | Kind::Linkable
            | Kind::Mass
            | Kind::Edge
            | Kind::Opening
            | Kind::Closing
            | Kind::Numbered
            | Kind::Dangling => &mut self.words,
            Kind::Layout => &mut self.layout,
            Kind::Cosine
            | Kind::Near
            | Kind::Nearest
            | Kind::Strange
            | Kind::Unlike
            | Kind::Beaten
            | Kind::Stray
            | Kind::Across
            | Kind::Shifted => &mut self.vectors,
        }
    }
}

/// A word of one side of a bead and its translation on the other.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkedWords {
    /// Source word, in small letters without accents.
    pub source: String,
    /// Target word, likewise.
    pub target: String,
    /// What the pair weighs as a link, in nats; how much links count is another matter.
    pub weight: f32,
}

/// Weighs what comes for one bead.
struct One<'w> {
    shape: usize,
    end: usize,
    weights: &'w [f32; KINDS],
    testimony: Testimony,
}

impl Sink for One<'_> {
    fn put(&mut self, beads: &Beads, said: &[[f32; KINDS]]) {
        let said = self.end.checked_sub(beads.ends.start).and_then(|at| said.get(at));
        if let Some(said) = said.filter(|_| beads.shape == self.shape) {
            for kind in Kind::ALL {
                *self.testimony.of(kind) += self.weights[kind as usize] * said[kind as usize];
            }
        }
    }
}

impl Scorer {
    /// What speaks for a bead within the corridor; `further` says whether an unpaired segment stands behind another of its side.
    pub fn testimony(&self, bead: &Bead, further: bool) -> Testimony {
        let shape = bead.shape();
        if shape.is_unpaired() {
            return self.of_unpaired(bead, further);
        }
        let shape = SHAPES.iter().position(|other| *other == shape).unwrap_or_default();
        let (weights, end) = (&self.by_shape[shape], bead.target.end.0 as usize);
        let mut one = One { shape, end, weights, testimony: Testimony::default() };
        self.features(bead.source.end.0 as usize, &mut GainRow::default(), &mut one);
        one.testimony
    }

    fn of_unpaired(&self, bead: &Bead, further: bool) -> Testimony {
        let [sources, targets] = self.gap_features();
        let of_bead = sources[bead.source.as_usize()].iter().chain(&targets[bead.target.as_usize()]);
        let mut testimony = Testimony::default();
        let [source, target, again, mass, cosine, habit, alone] = self.weights.gap;
        for features in of_bead {
            testimony.shape += features[0] * source + features[1] * target + features[5] * habit;
            testimony.words += features[3] * mass;
            testimony.vectors += features[4] * cosine + features[6] * alone;
        }
        testimony.shape += if further { again } else { self.habits.of_run() };
        testimony
    }

    /// Pairs of words that translate each other and stand on both sides of a bead, those that weigh most first; each word once.
    pub fn linked_words(&self, bead: &Bead) -> Vec<LinkedWords> {
        let types = |tokens: &[u32]| -> Vec<u32> {
            let mut types = tokens.to_vec();
            types.sort_unstable();
            types
        };
        let (source, target) = (&self.source, &self.target);
        let ours = types(source.tokens.run(bead.source.as_usize()));
        let theirs = types(target.tokens.run(bead.target.as_usize()));
        let mut pairs: Vec<(f32, u32, u32)> = self
            .lexicon
            .iter()
            .filter(|e| ours.binary_search(&e.source).is_ok() && theirs.binary_search(&e.target).is_ok())
            .filter_map(|e| Some((links::weight(e, source, target)?, e.source, e.target)))
            .collect();
        pairs.sort_by(|x, y| y.0.total_cmp(&x.0).then_with(|| (x.1, x.2).cmp(&(y.1, y.2))));
        let mut linked: Vec<(f32, u32, u32)> = Vec::new();
        for pair in pairs {
            if linked.iter().all(|other| other.1 != pair.1 && other.2 != pair.2) {
                linked.push(pair);
            }
        }
        let named = |(weight, s, t): (f32, u32, u32)| LinkedWords {
            source: source.words[s as usize].clone(),
            target: target.words[t as usize].clone(),
            weight,
        };
        linked.into_iter().map(named).collect()
    }
}
