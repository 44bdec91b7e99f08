//! How sure is a bead? The share of all paths, weighted by e^gain, that go through it:
//!
//! p(bead) = F(start) · e^gain(bead) · B(end) / F(n, m)
//!
//! where every gain is first multiplied by a sharpness, F sums over the ways from the beginning and B over
//! those to the end. Both are needed at the beads asked for only, so each keeps a few rows, and the two run
//! at the same time on two threads. Time O(n m · shapes), memory O(n + m). The forward-backward algorithm:
//! Baum & al. (1970); for alignments Durbin & al. (1998), "Biological Sequence Analysis", chapter 4.

use std::collections::HashMap;

use super::lanes::{LogAdd, LogRow, NEVER};
use super::math::{exp, ln};
use super::search::INSERTION;
use crate::model::{Bead, SHAPES};
use crate::score::{Evidence, GainRow, REACH};

/// The corners of a bead: `(source, target)` positions where it starts and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Positions of its first source and target segment.
    pub start: (usize, usize),
    /// Positions after its last ones.
    pub end: (usize, usize),
}

impl From<&Bead> for Place {
    fn from(bead: &Bead) -> Self {
        let (source, target) = (bead.source.as_usize(), bead.target.as_usize());
        Place { start: (source.start, target.start), end: (source.end, target.end) }
    }
}

/// Wanted values by row: target positions and where to put the value found there.
type Wanted = HashMap<usize, Vec<(usize, usize)>>;

fn wanted(positions: impl Iterator<Item = (usize, usize)>) -> Wanted {
    let mut rows = Wanted::new();
    for (k, (i, j)) in positions.enumerate() {
        rows.entry(i).or_default().push((j, k));
    }
    rows
}

/// The probability of every bead in `places`, all gains multiplied by `sharpness`; 0 for one of a shape that
/// is not among [`SHAPES`]. `on_row` is called now and then with the number of rows done.
pub fn posteriors(
    evidence: &impl Evidence,
    places: &[Place],
    sharpness: f32,
    on_row: &(dyn Fn(usize) + Sync),
) -> Vec<f64> {
    let (forward, backward) = std::thread::scope(|scope| {
        let backward = scope.spawn(|| backward(evidence, places, sharpness));
        let forward = forward(evidence, places, sharpness, on_row);
        (forward, backward.join())
    });
    let (starts, gains, total) = forward;
    // A panic in the other thread is passed on as it is.
    let ends = backward.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    (0..places.len()).map(|k| (starts[k] + gains[k] + ends[k] - total).exp()).collect()
}

/// F at the start of every place, the gain of every place, and F(n, m).
fn forward(
    evidence: &impl Evidence,
    places: &[Place],
    sharpness: f32,
    on_row: &(dyn Fn(usize) + Sync),
) -> (Vec<f64>, Vec<f64>, f64) {
    let (n, m) = (evidence.sources(), evidence.targets());
    let starts = wanted(places.iter().map(|place| place.start));
    let ends = wanted(places.iter().map(|place| place.end));
    let mut at_start = vec![f64::NEG_INFINITY; places.len()];
    let mut of_bead = vec![f64::NEG_INFINITY; places.len()];
    let mut gains = GainRow::new(m);
    let mut rows: [LogRow; REACH + 1] = std::array::from_fn(|_| LogRow::never(m + 1));
    let mut sums = vec![0.0; m + 1];
    let log = LogAdd::new();
    for i in 0..=n {
        if i % 64 == 0 {
            on_row(i);
        }
        evidence.gains(i, &mut gains);
        let mut row = std::mem::replace(&mut rows[i % (REACH + 1)], LogRow::never(0));
        row.values.fill(NEVER);
        row.offset = if i == 0 { 0.0 } else { rows[(i - 1) % (REACH + 1)].offset };
        let offset = row.offset;
        // (values before, gains) of a shape, from the column that both begin at.
        let ways = SHAPES.iter().enumerate().filter_map(|(s, shape)| {
            let (a, b) = (usize::from(shape.source), usize::from(shape.target));
            let from = (a > 0 && a <= i && b <= m).then(|| &rows[(i - a) % (REACH + 1)])?;
            Some(Way {
                column: b,
                shift: (from.offset - offset) as f32,
                from: &from.values,
                gains: &gains.of(s)[b..],
            })
        });
        sum_ways(ways, sharpness, &mut row.values, &mut sums);
        if i == 0 {
            row.values[0] = 0.0;
        }
        let mut before = row.values[0];
        for (value, insertion) in row.values[1..].iter_mut().zip(&gains.of(INSERTION)[1..]) {
            before = log.add(*value, before + sharpness * insertion);
            *value = before;
        }
        row.settle();
        for &(j, k) in starts.get(&i).into_iter().flatten() {
            at_start[k] = row.at(j);
        }
        for &(j, k) in ends.get(&i).into_iter().flatten() {
            let Place { start, end } = places[k];
            let shape = |s: &crate::model::Shape| {
                (usize::from(s.source), usize::from(s.target)) == (end.0 - start.0, end.1 - start.1)
            };
            if let Some(s) = SHAPES.iter().position(shape) {
                of_bead[k] = f64::from(sharpness * gains.of(s)[j]);
            }
        }
        rows[i % (REACH + 1)] = row;
    }
    let total = rows[n % (REACH + 1)].at(m);
    (at_start, of_bead, total)
}

/// B at the end of every place.
fn backward(evidence: &impl Evidence, places: &[Place], sharpness: f32) -> Vec<f64> {
    let (n, m) = (evidence.sources(), evidence.targets());
    let ends = wanted(places.iter().map(|place| place.end));
    let mut at_end = vec![f64::NEG_INFINITY; places.len()];
    // Beads are known by their end, so the gains of the rows that can be reached are kept beside the rows.
    let mut gains: [GainRow; REACH + 1] = std::array::from_fn(|_| GainRow::new(m));
    let mut rows: [LogRow; REACH + 1] = std::array::from_fn(|_| LogRow::never(m + 1));
    let mut sums = vec![0.0; m + 1];
    let log = LogAdd::new();
    for i in (0..=n).rev() {
        evidence.gains(i, &mut gains[i % (REACH + 1)]);
        let mut row = std::mem::replace(&mut rows[i % (REACH + 1)], LogRow::never(0));
        row.values.fill(NEVER);
        row.offset = if i == n { 0.0 } else { rows[(i + 1) % (REACH + 1)].offset };
        let offset = row.offset;
        let ways = SHAPES.iter().enumerate().filter_map(|(s, shape)| {
            let (a, b) = (usize::from(shape.source), usize::from(shape.target));
            let from = (a > 0 && i + a <= n && b <= m).then(|| &rows[(i + a) % (REACH + 1)])?;
            let gains = &gains[(i + a) % (REACH + 1)].of(s)[b..];
            Some(Way { column: 0, shift: (from.offset - offset) as f32, from: &from.values[b..], gains })
        });
        sum_ways(ways, sharpness, &mut row.values, &mut sums);
        if i == n {
            row.values[m] = 0.0;
        }
        let mut after = row.values[m];
        let insertions = &gains[i % (REACH + 1)].of(INSERTION)[1..];
        for (value, insertion) in row.values[..m].iter_mut().zip(insertions).rev() {
            after = log.add(*value, after + sharpness * insertion);
            *value = after;
        }
        row.settle();
        for &(j, k) in ends.get(&i).into_iter().flatten() {
            at_end[k] = row.at(j);
        }
        rows[i % (REACH + 1)] = row;
    }
    at_end
}

/// One shape's way into a row: from `from[k] + shift` by `gains[k]` to column `column + k`.
struct Way<'r> {
    column: usize,
    shift: f32,
    from: &'r [f32],
    gains: &'r [f32],
}

/// Sets `values` to the logarithm of the sum over all ways; `sums` is room to work in.
fn sum_ways<'r>(
    ways: impl Iterator<Item = Way<'r>> + Clone,
    sharpness: f32,
    values: &mut [f32],
    sums: &mut [f32],
) {
    for way in ways.clone() {
        for (value, (before, gain)) in values[way.column..].iter_mut().zip(way.from.iter().zip(way.gains)) {
            let this = before + way.shift + sharpness * gain;
            *value = if this > *value { this } else { *value };
        }
    }
    sums.fill(0.0);
    for way in ways {
        let into = sums[way.column..].iter_mut().zip(&values[way.column..]);
        for ((sum, highest), (before, gain)) in into.zip(way.from.iter().zip(way.gains)) {
            *sum += exp(before + way.shift + sharpness * gain - highest);
        }
    }
    for (value, sum) in values.iter_mut().zip(sums.iter()) {
        *value = if *sum > 0.0 { *value + ln(*sum) } else { NEVER };
    }
}
