//! A number for each pair of segments in a corridor, to be summed over blocks of them.

use std::ops::Range;

use super::corridor::Corridor;
use super::gains::BEYOND;

/// Running totals along the rows: a sum over a run is a difference.
pub(super) struct Band {
    /// Where each row begins in `totals`; one more entry than rows.
    starts: Vec<usize>,
    /// The first target segment of each row.
    firsts: Vec<usize>,
    totals: Vec<f32>,
}

impl Band {
    /// `fill(source, targets, values)` gives the numbers of a source segment and a run of target segments.
    pub(super) fn new(corridor: &Corridor, mut fill: impl FnMut(usize, Range<usize>, &mut [f32])) -> Self {
        let rows = (0..corridor.sources()).map(|source| corridor.segments(source));
        let mut starts = Vec::with_capacity(corridor.sources() + 1);
        starts.push(0);
        let mut firsts = Vec::with_capacity(corridor.sources());
        let mut totals = Vec::with_capacity(rows.clone().map(|targets| targets.len() + 1).sum());
        for (source, targets) in rows.enumerate() {
            let at = totals.len();
            totals.resize(at + targets.len() + 1, 0.0);
            fill(source, targets.clone(), &mut totals[at + 1..]);
            let mut total = 0.0;
            for value in &mut totals[at..] {
                total += *value;
                *value = total;
            }
            firsts.push(targets.start);
            starts.push(totals.len());
        }
        Self { starts, firsts, totals }
    }

    /// The running totals of a row before each of the target positions `positions`, up to what they begin with.
    #[inline(always)]
    pub(super) fn totals(&self, source: usize, positions: Range<usize>) -> &[f32] {
        let row = &self.totals[self.starts[source]..self.starts[source + 1]];
        &row[positions.start - self.firsts[source]..positions.end - self.firsts[source]]
    }

    /// The sum over a source segment and a run of target segments, as far as the corridor holds them.
    pub(super) fn sum(&self, source: usize, targets: Range<usize>) -> f32 {
        let first = self.firsts[source];
        let last = first + self.starts[source + 1] - self.starts[source] - 1;
        let at = |target: usize| self.totals[self.starts[source] + target.clamp(first, last) - first];
        at(targets.end) - at(targets.start)
    }

    /// The first target segment of a row, and its running totals: before each segment and behind the last.
    pub(super) fn row(&self, source: usize) -> (usize, &[f32]) {
        (self.firsts[source], &self.totals[self.starts[source]..self.starts[source + 1]])
    }
}

/// A number for each pair of segments in a corridor.
#[derive(Default)]
pub(super) struct Products {
    /// The target segments of each row, and where its numbers begin.
    rows: Vec<(Range<usize>, usize)>,
    values: Vec<f32>,
}

impl Products {
    /// `fill(source, targets, values)` gives the numbers of a source segment and a run of target segments.
    pub(super) fn new(corridor: &Corridor, mut fill: impl FnMut(usize, Range<usize>, &mut [f32])) -> Self {
        let mut rows = Vec::with_capacity(corridor.sources());
        let mut cells = 0;
        for targets in (0..corridor.sources()).map(|source| corridor.segments(source)) {
            rows.push((targets.clone(), cells));
            cells += targets.len();
        }
        let mut values = vec![0.0; cells];
        for (source, (targets, at)) in rows.iter().enumerate() {
            fill(source, targets.clone(), &mut values[*at..at + targets.len()]);
        }
        Self { rows, values }
    }

    /// Whether all pairs of segments in a corridor have a number.
    pub(super) fn hold(&self, corridor: &Corridor) -> bool {
        let held = |(source, (held, _)): (usize, &(Range<usize>, usize))| {
            let targets = corridor.segments(source);
            held.start <= targets.start && targets.end <= held.end
        };
        self.rows.len() == corridor.sources() && self.rows.iter().enumerate().all(held)
    }

    /// Those of a source segment and a run of target segments.
    pub(super) fn of(&self, source: usize, targets: Range<usize>) -> &[f32] {
        let (held, at) = &self.rows[source];
        &self.values[at + targets.start - held.start..at + targets.end - held.start]
    }
}

/// Sums over the source segments before (or from) a position: `rows[a][k]` is the running total of `a` of them
/// before target position `first + k`.
pub(super) struct Stack {
    pub(super) first: usize,
    pub(super) rows: Vec<Vec<f32>>,
}

impl Stack {
    pub(super) fn new(most: usize) -> Self {
        Self { first: 0, rows: vec![Vec::new(); most + 1] }
    }

    /// The running totals of some of them from a target position on, and a few numbers beyond the last that mean nothing.
    #[inline(always)]
    pub(super) fn from(&self, rows: usize, position: usize) -> &[f32] {
        &self.rows[rows][position - self.first..]
    }

    /// Piles up the rows of `sources`, as they come; those that are not there leave their rows empty.
    #[inline(always)]
    pub(super) fn fill(
        &mut self,
        band: &Band,
        sources: impl Iterator<Item = usize>,
        positions: Range<usize>,
    ) {
        self.first = positions.start;
        self.rows[0].clear();
        self.rows[0].resize(positions.len() + BEYOND, 0.0);
        let mut filled = 1;
        for source in sources.take(self.rows.len() - 1) {
            let (done, todo) = self.rows.split_at_mut(filled);
            todo[0].resize(positions.len() + BEYOND, 0.0);
            let totals = band.totals(source, positions.clone()).iter().zip(&done[filled - 1]);
            for (sum, (new, old)) in todo[0].iter_mut().zip(totals) {
                *sum = new + old;
            }
            filled += 1;
        }
        self.rows[filled..].iter_mut().for_each(Vec::clear);
    }
}
