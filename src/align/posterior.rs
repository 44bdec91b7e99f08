//! How sure is a bead? The share of all paths, weighted by e^gain, that go through it:
//!
//! p(bead) = F(start) · e^gain(bead) · B(end) / F(n, m)
//!
//! where every gain is first multiplied by a sharpness, F sums over the ways from the beginning and B over
//! those to the end. Time and memory O(corridor · shapes). The forward-backward algorithm:
//! Baum & al. (1970); for alignments Durbin & al. (1998), "Biological Sequence Analysis", chapter 4.

use super::lanes::{DELETED, INSERTED, LogRow, NEVER, PAIRED, common, log_add, offset};
use super::math::{exp, ln};
use crate::model::SHAPES;
use crate::score::{Corridor, Evidence, GainRow, REACH};

/// Probabilities of the beads that start at one source position.
pub struct Starting<'p> {
    /// The source position.
    pub source: usize,
    /// The first target position.
    pub first: usize,
    /// By shape, then by target position: the probability of the bead of this shape that starts there.
    pub beads: &'p [Vec<f32>],
    /// By target position: the probability that the source segment here is unpaired there and the one before it too.
    pub further_source: &'p [f32],
    /// By target position: the probability that the target segment there is unpaired here and the one before it too.
    pub further_target: &'p [f32],
}

/// The logarithm of a sum of exponentials, of as many columns at a time as the machine can.
#[derive(Default)]
struct LogSum {
    most: Vec<f32>,
    sum: Vec<f32>,
}

impl LogSum {
    fn of<'r>(
        &mut self,
        width: usize,
        ways: &[(usize, &'r [f32], &'r [f32], f32)],
        sharpness: f32,
        into: &mut [f32],
    ) {
        self.most.clear();
        self.most.resize(width, NEVER);
        self.sum.clear();
        self.sum.resize(width, 0.0);
        for &(column, before, gains, shift) in ways {
            for (most, (before, gain)) in self.most[column..].iter_mut().zip(before.iter().zip(gains)) {
                let value = before + shift + sharpness * gain;
                *most = if value > *most { value } else { *most };
            }
        }
        for &(column, before, gains, shift) in ways {
            let ends = self.sum[column..].iter_mut().zip(&self.most[column..]);
            for ((sum, most), (before, gain)) in ends.zip(before.iter().zip(gains)) {
                *sum += exp(before + shift + sharpness * gain - most);
            }
        }
        for (value, (most, sum)) in into.iter_mut().zip(self.most.iter().zip(&self.sum)) {
            *value = if *most > NEVER / 2.0 { most + ln(if *sum > 1.0 { *sum } else { 1.0 }) } else { NEVER };
        }
    }
}

/// F: the ways from the beginning to every position of a corridor.
pub struct Forward {
    rows: Vec<LogRow>,
    /// The gains of all rows, unless they were too many.
    gains: Option<Vec<GainRow>>,
    /// The logarithm of the sum over all paths.
    pub total: f64,
}

/// The most positions whose gains are kept from the forward to the backward sums; each takes 92 bytes.
const KEPT_CELLS: usize = 1 << 20;

/// Sums over the ways from the beginning.
pub fn forward(
    evidence: &impl Evidence,
    corridor: &Corridor,
    sharpness: f32,
    on_row: &dyn Fn(usize),
) -> Forward {
    let gaps = evidence.gaps();
    let further = gaps.further * sharpness;
    let mut now = GainRow::default();
    let mut kept = (corridor.cells() <= KEPT_CELLS).then(Vec::new);
    let mut rows: Vec<LogRow> = Vec::with_capacity(corridor.sources() + 1);
    let mut sum = LogSum::default();
    for i in 0..=corridor.sources() {
        if i % 64 == 0 {
            on_row(i);
        }
        evidence.gains(i, &mut now);
        let gains = &now;
        let mut row = LogRow::default();
        row.begin(corridor.row(i), offset(rows.iter().rev().take(REACH)));
        let ways: Vec<_> = SHAPES
            .iter()
            .enumerate()
            .filter(|(_, shape)| !shape.is_unpaired() && usize::from(shape.source) <= i)
            .filter_map(|(s, shape)| {
                let b = usize::from(shape.target);
                let from = &rows[i - usize::from(shape.source)];
                let ends = common(row.columns(), from.columns(), b);
                let column = ends.start - row.first;
                let before = from.any.get((ends.start.checked_sub(b + from.first)?)..)?.get(..ends.len())?;
                let way = (column, before, &gains.of(s)[column..], (from.offset - row.offset) as f32);
                (!before.is_empty()).then_some(way)
            })
            .collect();
        let [paired, deleted, inserted] = &mut row.states;
        sum.of(paired.len(), &ways, sharpness, paired);
        if i == 0 {
            paired[0] = 0.0;
        } else {
            let from = &rows[i - 1];
            let gain = sharpness * gaps.source[i - 1] + (from.offset - row.offset) as f32;
            for j in common(corridor.row(i), from.columns(), 0) {
                let f = j - from.first;
                deleted[j - row.first] =
                    gain + log_add(from.states[PAIRED][f], from.states[DELETED][f] + further);
            }
        }
        for k in 0..row.any.len() {
            if k > 0 {
                let first = log_add(paired[k - 1], deleted[k - 1]);
                inserted[k] =
                    sharpness * gaps.target[row.first + k - 1] + log_add(first, inserted[k - 1] + further);
            }
            let unpaired = log_add(deleted[k], inserted[k]);
            row.any[k] = match &gaps.scattered {
                None => log_add(paired[k], unpaired),
                Some(scattered) => {
                    let between = scattered.between(i, row.first + k);
                    log_add(paired[k] + sharpness * between, unpaired + sharpness * scattered.chain)
                }
            };
        }
        row.settle();
        rows.push(row);
        if let Some(kept) = &mut kept {
            kept.push(now.taken());
        }
    }
    let last = &rows[corridor.sources()];
    let at = corridor.targets() - last.first;
    let [paired, deleted, inserted] = [0, 1, 2].map(|state| last.states[state][at]);
    let total = last.offset + f64::from(log_add(log_add(paired, deleted), inserted));
    Forward { rows, gains: kept, total }
}

/// Sums over the ways to the end, and gives the probabilities of all beads, from the last source position to the first.
pub fn backward(
    evidence: &impl Evidence,
    corridor: &Corridor,
    sharpness: f32,
    forward: &Forward,
    on_row: &mut dyn FnMut(Starting<'_>),
) {
    let (n, m) = (corridor.sources(), corridor.targets());
    let gaps = evidence.gaps();
    let further = gaps.further * sharpness;
    // Beads are known by their end, so the gains of the rows that can be reached are kept beside the rows.
    let mut recent: [GainRow; REACH + 1] = Default::default();
    let mut rows: [LogRow; REACH + 1] = Default::default();
    let mut sum = LogSum::default();
    let mut beads: Vec<Vec<f32>> = vec![Vec::new(); SHAPES.len()];
    let mut furthers = [Vec::new(), Vec::new()];
    for i in (0..=n).rev() {
        if forward.gains.is_none() {
            evidence.gains(i, &mut recent[i % (REACH + 1)]);
        }
        let gains = |end: usize| forward.gains.as_ref().map_or(&recent[end % (REACH + 1)], |kept| &kept[end]);
        let mut row = std::mem::take(&mut rows[i % (REACH + 1)]);
        let offset = offset((1..=REACH.min(n - i)).map(|a| &rows[(i + a) % (REACH + 1)]));
        row.begin(corridor.row(i), offset);
        let width = row.any.len();
        let ways: Vec<_> = SHAPES
            .iter()
            .enumerate()
            .filter(|(_, shape)| !shape.is_unpaired() && i + usize::from(shape.source) <= n)
            .filter_map(|(s, shape)| {
                let (a, b) = (usize::from(shape.source), usize::from(shape.target));
                let from = &rows[(i + a) % (REACH + 1)];
                // Ends in that row whose starts are in this one.
                let ends = common(from.columns(), row.columns(), b);
                let at = ends.start - from.first..ends.end - from.first;
                let gains = &gains(i + a).of(s)[at.clone()];
                let column = ends.start.checked_sub(b + row.first)?;
                let way = (s, column, &from.states[PAIRED][at], gains, (from.offset - offset) as f32);
                (!ends.is_empty()).then_some(way)
            })
            .collect();
        // What follows with a bead of two sides is the same for all states.
        let plain: Vec<_> =
            ways.iter().map(|&(_, column, after, gains, shift)| (column, after, gains, shift)).collect();
        sum.of(width, &plain, sharpness, &mut row.any);
        let [paired, deleted, inserted] = &mut row.states;
        let below = (i < n).then(|| &rows[(i + 1) % (REACH + 1)]);
        for k in (0..width).rev() {
            let j = row.first + k;
            let next = row.any[k];
            let (next, resumed) = match &gaps.scattered {
                _ if (i, j) == (n, m) => (0.0, 0.0),
                None => (next, next),
                Some(scattered) => {
                    (next + sharpness * scattered.between(i, j), next + sharpness * scattered.chain)
                }
            };
            let insert = if k + 1 < width { sharpness * gaps.target[j] + inserted[k + 1] } else { NEVER };
            let delete = match below {
                Some(from) if from.columns().contains(&j) => {
                    let shift = (from.offset - offset) as f32;
                    sharpness * gaps.source[i] + from.states[DELETED][j - from.first] + shift
                }
                _ => NEVER,
            };
            inserted[k] = log_add(resumed, insert + further);
            deleted[k] = log_add(log_add(resumed, insert), delete + further);
            paired[k] = log_add(log_add(next, insert), delete);
            row.any[k] = paired[k];
        }
        // Probabilities.
        let before = &forward.rows[i];
        let scale = (before.offset + offset - forward.total) as f32;
        beads.iter_mut().chain(&mut furthers).for_each(|values| {
            values.clear();
            values.resize(width, 0.0);
        });
        for &(s, column, after, gains, shift) in &ways {
            let starts = beads[s][column..].iter_mut().zip(&before.any[column..]);
            for ((p, start), (after, gain)) in starts.zip(after.iter().zip(gains)) {
                let value = start + after + shift + sharpness * gain + scale;
                *p = if value > -30.0 { exp(if value < 0.0 { value } else { 0.0 }) } else { 0.0 };
            }
        }
        let probability = |value: f32| if value > -30.0 { exp(value.min(0.0)) } else { 0.0 };
        for k in 0..width {
            let j = row.first + k;
            if let Some(from) = below.filter(|from| from.columns().contains(&j)) {
                let shift = (from.offset - offset) as f32;
                let after = sharpness * gaps.source[i] + from.states[DELETED][j - from.first] + shift + scale;
                furthers[0][k] = probability(before.states[DELETED][k] + further + after);
                beads[DELETION][k] = probability(before.states[PAIRED][k] + after) + furthers[0][k];
            }
            if k + 1 < width {
                let after = sharpness * gaps.target[j] + inserted[k + 1] + scale;
                furthers[1][k] = probability(before.states[INSERTED][k] + further + after);
                let first = log_add(before.states[PAIRED][k], before.states[DELETED][k]);
                beads[INSERTION][k] = probability(first + after) + furthers[1][k];
            }
        }
        on_row(Starting {
            source: i,
            first: row.first,
            beads: &beads,
            further_source: &furthers[0],
            further_target: &furthers[1],
        });
        row.settle();
        rows[i % (REACH + 1)] = row;
    }
}

/// Positions of the shapes 1-0 and 0-1 in [`SHAPES`].
pub(super) const DELETION: usize = 1;
pub(super) const INSERTION: usize = 2;
