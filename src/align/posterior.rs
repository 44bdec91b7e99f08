//! How sure is a bead? The share of all paths, weighted by e^gain, that go through it:
//!
//! p(bead) = F(start) · e^gain(bead) · B(end) / F(n, m)
//!
//! where F sums over the ways from the beginning and B over those to the end. Time and memory O(corridor · shapes). The
//! forward-backward algorithm: Baum & al. (1970); for alignments Durbin & al. (1998), "Biological Sequence Analysis", chapter 4.

use std::ops::Range;

use super::lanes::{DELETED, PAIRED, STATES, common};
use super::scaled::{Lane, Products, Scaled, probabilities, sums};
use crate::model::{SHAPES, Shape};
use crate::score::{Corridor, Evidence, GainRow, REACH, Scattered};

/// Probabilities of the beads that start at one source position.
pub struct Starting<'p> {
    /// The source position.
    pub source: usize,
    /// The first target position.
    pub first: usize,
    /// Shape after shape, by target position: the probability of the bead of this shape that starts there.
    beads: &'p [f32],
    /// By target position: the probability that the source segment here is unpaired there and the one before it too.
    pub further_source: &'p [f32],
    /// By target position: the probability that the target segment there is unpaired here and the one before it too.
    pub further_target: &'p [f32],
}

impl<'p> Starting<'p> {
    /// By target position: the probability of the bead of shape number `shape` that starts there.
    pub fn of(&self, shape: usize) -> &'p [f32] {
        let width = self.beads.len() / SHAPES.len();
        &self.beads[shape * width..][..width]
    }
}

/// Sums over ways, by target position.
#[derive(Clone, Default)]
struct Row {
    /// The target position of the first column.
    first: usize,
    /// By state.
    states: [Lane; STATES],
    /// Forward: what a bead with both sides that starts here goes on from. Backward: what it goes on to.
    any: Lane,
}

impl Row {
    /// Makes it a row of nothing.
    fn begin(&mut self, columns: Range<usize>) {
        self.first = columns.start;
        self.states.iter_mut().chain([&mut self.any]).for_each(|lane| lane.clear(columns.len()));
    }

    /// Target positions.
    fn columns(&self) -> Range<usize> {
        self.first..self.first + self.any.len()
    }
}

/// F: the ways from the beginning to every position of a corridor.
pub struct Forward {
    /// Where each row begins among all positions of the corridor.
    starts: Vec<usize>,
    /// By state.
    states: [Lane; STATES],
    any: Lane,
    /// What the beads gain that end in each row: row after row, shape after shape.
    gains: Vec<f32>,
    gaps: Gaps,
    total: Scaled,
}

impl Forward {
    /// The natural logarithm of the sum over all paths.
    pub fn total(&self) -> f64 {
        self.total.ln()
    }

    /// The gains of the beads that end in a row.
    fn gains(&self, row: usize) -> &[f32] {
        &self.gains[SHAPES.len() * self.starts[row]..SHAPES.len() * self.starts[row + 1]]
    }
}

/// e^gain of unpaired segments.
struct Gaps {
    source: Vec<Scaled>,
    target: Vec<Scaled>,
    further: Scaled,
    scattered: Option<Scattered>,
}

impl Gaps {
    fn of(gaps: &crate::score::Gaps) -> Self {
        let exp = |gains: &[f32]| gains.iter().map(|gain| Scaled::exp(*gain)).collect();
        Self {
            source: exp(&gaps.source),
            target: exp(&gaps.target),
            further: Scaled::exp(gaps.further),
            scattered: gaps.scattered.clone(),
        }
    }
}

/// The shapes with both sides: place in [`SHAPES`], shape.
fn paired_shapes() -> impl Iterator<Item = (usize, Shape)> {
    SHAPES.iter().copied().enumerate().filter(|(_, shape)| !shape.is_unpaired())
}

/// A range that is not empty.
fn some(range: Range<usize>) -> Option<Range<usize>> {
    (!range.is_empty()).then_some(range)
}

/// Sums over the ways from the beginning.
pub fn forward(evidence: &impl Evidence, corridor: &Corridor, on_row: &dyn Fn(usize)) -> Forward {
    let gains_of_gaps = evidence.gaps();
    let gaps = Gaps::of(&gains_of_gaps);
    let scattered = gains_of_gaps.scattered.as_ref();
    let chain = Scaled::exp(scattered.map_or(0.0, |scattered| scattered.chain));
    let cells = corridor.cells();
    let mut all: [Lane; STATES + 1] = std::array::from_fn(|_| Lane::with_capacity(cells));
    let mut starts = Vec::with_capacity(corridor.sources() + 2);
    let mut gains: Vec<f32> = Vec::with_capacity(SHAPES.len() * cells);
    let mut now = GainRow::default();
    let mut lane = Lane::default();
    let mut row = Row::default();
    for i in 0..=corridor.sources() {
        let mut ways = Vec::with_capacity(SHAPES.len());
        if i % 64 == 0 {
            on_row(i);
        }
        let at = gains.len();
        evidence.gains(i, &mut now);
        gains.extend_from_slice(now.all());
        lane.exp_of(&gains[at..]);
        row.begin(corridor.row(i));
        let width = row.any.len();
        let tried = paired_shapes().filter(|(_, shape)| usize::from(shape.source) <= i);
        ways.extend(tried.filter_map(|(s, shape)| {
            let b = usize::from(shape.target);
            let from = i - usize::from(shape.source);
            let columns = corridor.row(from);
            let ends = some(common(row.columns(), columns.clone(), b))?;
            let column = ends.start - row.first;
            let start = starts[from] + ends.start.checked_sub(b + columns.start)?;
            let left = all[STATES].part(start..start + ends.len());
            let right = lane.part(s * width + column..s * width + column + ends.len());
            Some(Products { column, left, right })
        }));
        let [paired, deleted, inserted] = &mut row.states;
        sums(&ways, paired);
        if i == 0 {
            paired.set(0, Scaled::ONE);
        } else {
            let before = corridor.row(i - 1);
            for j in common(corridor.row(i), before.clone(), 0) {
                let f = starts[i - 1] + j - before.start;
                let more = all[DELETED].get(f).times(gaps.further);
                let before = all[PAIRED].get(f).plus(more);
                deleted.set(j - row.first, before.times(gaps.source[i - 1]));
            }
        }
        for k in 0..width {
            let j = row.first + k;
            if k > 0 {
                let first = paired.get(k - 1).plus(deleted.get(k - 1));
                let more = inserted.get(k - 1).times(gaps.further);
                inserted.set(k, first.plus(more).times(gaps.target[j - 1]));
            }
            let unpaired = deleted.get(k).plus(inserted.get(k));
            let any = match scattered {
                None => paired.get(k).plus(unpaired),
                Some(scattered) => {
                    let between = Scaled::exp(scattered.between(i, j));
                    paired.get(k).times(between).plus(unpaired.times(chain))
                }
            };
            row.any.set(k, any);
        }
        starts.push(all[STATES].len());
        all.iter_mut().zip(row.states.iter().chain([&row.any])).for_each(|(all, lane)| all.extend(lane));
    }
    let at = all[STATES].len() - 1;
    starts.push(at + 1);
    let [paired, deleted, inserted, any] = all;
    let total = paired.get(at).plus(deleted.get(at)).plus(inserted.get(at));
    let states = [paired, deleted, inserted];
    Forward { starts, states, any, gains, gaps, total }
}

/// Sums over the ways to the end, and gives the probabilities of all beads, from the last source position to the first.
pub fn backward(corridor: &Corridor, forward: &Forward, on_row: &mut dyn FnMut(Starting<'_>)) {
    let (n, m) = (corridor.sources(), corridor.targets());
    let Forward { gaps, .. } = forward;
    let Gaps { scattered, .. } = gaps;
    let chain = Scaled::exp(scattered.as_ref().map_or(0.0, |scattered| scattered.chain));
    let scale = forward.total.inverse();
    let mut rows: [Row; REACH + 1] = Default::default();
    // e^gain of the beads that end in the rows that follow.
    let mut exps: [Lane; REACH + 1] = Default::default();
    let mut beads: Vec<f32> = Vec::new();
    let mut furthers = [Vec::new(), Vec::new()];
    for i in (0..=n).rev() {
        let mut row = std::mem::take(&mut rows[i % (REACH + 1)]);
        row.begin(corridor.row(i));
        let width = row.any.len();
        let (mut shapes, mut ways) = (Vec::with_capacity(SHAPES.len()), Vec::with_capacity(SHAPES.len()));
        let tried = paired_shapes().filter(|(_, shape)| i + usize::from(shape.source) <= n);
        let found = tried.filter_map(|(s, shape)| {
            let (a, b) = (usize::from(shape.source), usize::from(shape.target));
            let from = &rows[(i + a) % (REACH + 1)];
            // Ends in that row whose starts are in this one.
            let ends = some(common(from.columns(), row.columns(), b))?;
            let at = ends.start - from.first..ends.end - from.first;
            let gains = s * from.any.len();
            let right = exps[(i + a) % (REACH + 1)].part(gains + at.start..gains + at.end);
            let column = ends.start.checked_sub(b + row.first)?;
            Some((s, Products { column, left: from.states[PAIRED].part(at), right }))
        });
        for (s, products) in found {
            shapes.push(s);
            ways.push(products);
        }
        // What follows with a bead of two sides is the same for all states.
        sums(&ways, &mut row.any);
        let [paired, deleted, inserted] = &mut row.states;
        let below = (i < n).then(|| &rows[(i + 1) % (REACH + 1)]);
        let before = forward.starts[i];
        beads.clear();
        beads.resize(SHAPES.len() * width, 0.0);
        furthers.iter_mut().for_each(|values| values.resize(width, 0.0));
        for k in (0..width).rev() {
            let j = row.first + k;
            let next = row.any.get(k);
            let (next, resumed) = match scattered {
                _ if (i, j) == (n, m) => (Scaled::ONE, Scaled::ONE),
                None => (next, next),
                Some(scattered) => (next.times(Scaled::exp(scattered.between(i, j))), next.times(chain)),
            };
            let insert = if k + 1 < width { gaps.target[j].times(inserted.get(k + 1)) } else { Scaled::ZERO };
            let delete = match below {
                Some(from) if from.columns().contains(&j) => {
                    gaps.source[i].times(from.states[DELETED].get(j - from.first))
                }
                _ => Scaled::ZERO,
            };
            let (more_inserted, more_deleted) = (insert.times(gaps.further), delete.times(gaps.further));
            inserted.set(k, resumed.plus(more_inserted));
            deleted.set(k, resumed.plus(insert).plus(more_deleted));
            paired.set(k, next.plus(insert).plus(delete));
            let [from_paired, from_deleted, from_inserted] =
                forward.states.each_ref().map(|lane| lane.get(before + k));
            let probability = |from: Scaled, on: Scaled| from.times(scale).times(on).probability();
            furthers[0][k] = probability(from_deleted, more_deleted);
            beads[DELETION * width + k] = probability(from_paired, delete) + furthers[0][k];
            furthers[1][k] = probability(from_inserted, more_inserted);
            beads[INSERTION * width + k] =
                probability(from_paired.plus(from_deleted), insert) + furthers[1][k];
        }
        for (s, Products { column, left, right }) in shapes.into_iter().zip(&ways) {
            let len = left.len();
            let starts = forward.any.part(before + column..before + column + len);
            probabilities(&starts, left, right, scale, &mut beads[s * width + column..]);
        }
        on_row(Starting {
            source: i,
            first: row.first,
            beads: &beads,
            further_source: &furthers[0],
            further_target: &furthers[1],
        });
        exps[i % (REACH + 1)].exp_of(forward.gains(i));
        rows[i % (REACH + 1)] = row;
    }
}

/// Positions of the shapes 1-0 and 0-1 in [`SHAPES`].
pub(super) const DELETION: usize = 1;
pub(super) const INSERTION: usize = 2;
