//! A conditional random field over beads: weights that make gold paths probable (Lafferty & al. 2001).
//!
//! The gradient of ln p(gold) is the evidence of the gold less the evidence that is expected under the weights.

use visavis::align::{Starting, backward, forward};
use visavis::model::{Bead, SHAPES};
use visavis::score::{
    Beads, CLASSES, Corridor, Evidence, FURTHER, GAP_KINDS, GainRow, Gaps, KINDS, Scorer, Sink, Weights,
    class,
};

use crate::case::{Case, Part, around};

/// How far from the gold beads are looked at, in segments.
const MARGIN: usize = 12;

/// The evidence of a document, worked out once.
pub struct Field {
    pub set: String,
    corridor: Corridor,
    /// By source end, then by shape: the first end, number of ends, and where its values begin in `values`, kind by kind.
    rows: Vec<Vec<(usize, usize, usize)>>,
    values: Vec<f32>,
    gaps: [Vec<[f32; GAP_KINDS]>; 2],
    /// Gold parts alone, and for each bead whether it is in one.
    near: Corridor,
    allowed: Vec<bool>,
    free: [Vec<bool>; 2],
}

struct Collect<'f> {
    rows: Vec<(usize, usize, usize)>,
    values: &'f mut Vec<f32>,
}

impl Sink for Collect<'_> {
    fn put(&mut self, beads: &Beads, said: &[[f32; KINDS]]) {
        self.rows[beads.shape] = (beads.ends.start, said.len(), self.values.len());
        self.values.extend((0..KINDS).flat_map(|kind| said.iter().map(move |said| said[kind])));
    }
}

impl Field {
    /// Works out the evidence of a case around its gold path; nothing if that is not monotone.
    pub fn new(case: &Case, scorer: &mut Scorer) -> Option<Self> {
        let parts = case.parts()?;
        let (n, m) = case.sizes();
        let (corridor, near) = (around(&parts, (n, m), MARGIN), around(&parts, (n, m), 1));
        scorer.prepare(&corridor);
        let mut room = GainRow::default();
        let (mut rows, mut values) = (Vec::new(), Vec::new());
        for end in 0..=n {
            let mut sink = Collect { rows: vec![(0, 0, 0); SHAPES.len()], values: &mut values };
            scorer.features(end, &mut room, &mut sink);
            rows.push(sink.rows);
        }
        let mut allowed = vec![false; values.len() / KINDS];
        let mut free = [vec![false; n], vec![false; m]];
        let unpaired = case.unpaired();
        for (side, unpaired) in free.iter_mut().zip(unpaired) {
            unpaired.into_iter().for_each(|k| side[k] = true);
        }
        for Part { start, end, exact } in &parts {
            for i in start.0..end.0 {
                for j in start.1..end.1 {
                    for (s, shape) in SHAPES.iter().enumerate().filter(|(_, shape)| !shape.is_unpaired()) {
                        let stop = (i + usize::from(shape.source), j + usize::from(shape.target));
                        let fits = if *exact {
                            (i, j) == *start && stop == *end
                        } else {
                            stop.0 <= end.0 && stop.1 <= end.1
                        };
                        let (end, count, at) = rows.get(stop.0).map_or((0, 0, 0), |row: &Vec<_>| row[s]);
                        if fits && stop.1 >= end && stop.1 < end + count {
                            allowed[at / KINDS + stop.1 - end] = true;
                        }
                    }
                }
            }
            if !exact {
                free[0][start.0..end.0].fill(true);
                free[1][start.1..end.1].fill(true);
            }
        }
        let gaps = scorer.gap_features();
        Some(Self { set: case.set.clone(), corridor, near, rows, values, gaps, allowed, free })
    }

    /// Number of source segments.
    pub fn len(&self) -> usize {
        self.gaps[0].len()
    }

    /// ln p(gold), and its gradient added to `gradient`.
    pub fn gradient(&self, weights: &Weights, gradient: &mut Gradient) -> f64 {
        let mut gains = vec![0.0f32; self.allowed.len()];
        for row in &self.rows {
            for (shape, &(_, count, at)) in SHAPES.iter().zip(row) {
                let gains = &mut gains[at / KINDS..][..count];
                for (kind, weight) in weights.paired[class(*shape)].iter().enumerate() {
                    let values = &self.values[at + kind * count..][..count];
                    gains.iter_mut().zip(values).for_each(|(gain, value)| *gain += weight * value);
                }
            }
        }
        let mut of = |gold: bool, sign: f64| -> f64 {
            let weighted = Weighted { field: self, gains: &gains, weights, gold };
            let corridor = if gold { &self.near } else { &self.corridor };
            let before = forward(&weighted, corridor, &|_| ());
            let total = before.total();
            backward(corridor, &before, &mut |starting| self.expect(&starting, sign, gradient));
            total
        };
        let gold = of(true, 1.0);
        let all = of(false, -1.0);
        gold - all
    }

    /// Adds what is expected of the beads that start at a source position.
    fn expect(&self, starting: &Starting<'_>, sign: f64, gradient: &mut Gradient) {
        let (i, first) = (starting.source, starting.first);
        for (s, shape) in SHAPES.iter().enumerate() {
            let (a, b) = (usize::from(shape.source), usize::from(shape.target));
            let p = starting.of(s);
            if shape.is_unpaired() {
                let further = if b == 0 { starting.further_source } else { starting.further_target };
                let mut whole = 0.0;
                for (k, (p, f)) in p.iter().zip(further).enumerate() {
                    if b == 0 {
                        whole += p;
                    } else if *p > 0.0 {
                        for (g, value) in gradient.gap.iter_mut().zip(&self.gaps[1][first + k]) {
                            *g += sign * f64::from(p * value);
                        }
                    }
                    gradient.gap[FURTHER] += sign * f64::from(*f);
                }
                if whole > 0.0 {
                    for (g, value) in gradient.gap.iter_mut().zip(&self.gaps[0][i]) {
                        *g += sign * f64::from(whole * value);
                    }
                }
                continue;
            }
            if i + a >= self.rows.len() {
                continue;
            }
            let (end, count, at) = self.rows[i + a][s];
            let class = &mut gradient.paired[class(*shape)];
            for (k, p) in p.iter().enumerate().filter(|(_, p)| **p > 1e-7) {
                let column = first + k + b;
                if column < end || column >= end + count {
                    continue;
                }
                for (kind, g) in class.iter_mut().enumerate() {
                    *g += sign * f64::from(p * self.values[at + kind * count + column - end]);
                }
            }
        }
    }
}

/// By class and kind, and by kind of gap.
#[derive(Clone, Default)]
pub struct Gradient {
    pub paired: [[f64; KINDS]; CLASSES],
    pub gap: [f64; GAP_KINDS],
}

/// A field with gains; with the gold paths only, or with all.
struct Weighted<'f> {
    field: &'f Field,
    gains: &'f [f32],
    weights: &'f Weights,
    gold: bool,
}

const BLOCKED: f32 = -1e6;

impl Evidence for Weighted<'_> {
    fn sources(&self) -> usize {
        self.field.len()
    }

    fn targets(&self) -> usize {
        self.field.gaps[1].len()
    }

    fn prepare(&mut self, _: &Corridor) {}

    fn gains(&self, source_end: usize, into: &mut GainRow) {
        let corridor = if self.gold { &self.field.near } else { &self.field.corridor };
        let columns = corridor.row(source_end);
        into.begin(columns.clone());
        for s in 0..SHAPES.len() {
            let (end, count, at) = self.field.rows[source_end][s];
            let both = columns.start.max(end)..columns.end.min(end + count);
            let row = into.of_mut(s);
            for column in both {
                let k = at / KINDS + column - end;
                let blocked = self.gold && !self.field.allowed[k];
                row[column - columns.start] = if blocked { BLOCKED } else { self.gains[k] };
            }
        }
    }

    fn gaps(&self) -> Gaps {
        let side = |k: usize| -> Vec<f32> {
            let weigh = |(features, free): (&[f32; GAP_KINDS], &bool)| -> f32 {
                let sum: f32 = features.iter().zip(&self.weights.gap).map(|(f, w)| f * w).sum();
                if self.gold && !free { BLOCKED } else { sum }
            };
            self.field.gaps[k].iter().zip(&self.field.free[k]).map(weigh).collect()
        };
        Gaps { source: side(0), target: side(1), further: self.weights.gap[FURTHER], scattered: None }
    }

    fn learn(&mut self, _: &[Bead], _: &Corridor) {}
}
