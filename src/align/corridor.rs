//! Which pairs of positions are worth a look.
//!
//! Coarse to fine: blocks of segments are compared by the sums of their vectors; what no good path goes through is left
//! out; blocks are quartered within what remains, down to single segments. A position stays if the best path
//! through it comes within [`SLACK`] of the best of all, so that the corridor is narrow where the texts are sure to correspond and wide
//! where they are not, and no distance from the diagonal counts. Time O(n + m) for texts that correspond. Cf. the
//! coarse-to-fine search of Thompson & Koehn (2019), "Vecalign".

use std::ops::Range;

use super::lanes::NEVER;
use crate::model::Bead;
use crate::score::{Corridor, Evidence, REACH, Sketch, dot, dots};

/// Blocks a side, at most, that are compared with all others.
const MOST: usize = 512;
/// How many blocks of a level make one of the level above.
const STEP: usize = 4;
/// A cosine that speaks neither for nor against two blocks.
const CHANCE: f32 = 0.1;
/// How much worse than the best path one may be, in cosines.
const SLACK: f32 = 3.0;
/// Segments that are looked at on either side of what remains.
const MARGIN: usize = REACH + 2;
/// Segments on either side of a path that are near it; as many of the other text on either side of these.
const NEAR: usize = 4;
/// Rows on either side of an unpaired segment in which all of the corridor is near.
const UNSURE: usize = 6;
/// Rows on either side of one where a path goes along the edge, in which one looks farther.
const WIDER: usize = 60;
/// The most positions that are kept, for texts that do not correspond, or of sentences that are all alike.
const MOST_CELLS: usize = 1 << 20;

/// The corridor for two documents.
pub fn find(evidence: &impl Evidence) -> Corridor {
    let (n, m) = (evidence.sources(), evidence.targets());
    let Some(Sketch { dimensions, source, target }) = evidence.sketch() else { return Corridor::all(n, m) };
    if n.min(m) <= 2 * MARGIN {
        return Corridor::all(n, m);
    }
    let [source, target] = without_common(dimensions, [source, target]);
    let mut block = 1;
    while n.max(m).div_ceil(block) > MOST {
        block *= STEP;
    }
    let mut corridor = Corridor::all(n.div_ceil(block), m.div_ceil(block));
    loop {
        let blocks = [&source, &target].map(|side| pooled(side, dimensions, block));
        corridor = narrowed(&corridor, [&blocks[0], &blocks[1]], dimensions);
        if block == 1 {
            return padded(&corridor);
        }
        let finer = block / STEP;
        corridor = finer_grid(&corridor, n.div_ceil(finer), m.div_ceil(finer));
        block = finer;
    }
}

/// What of a corridor is near a path.
pub(super) fn near(path: &[Bead], corridor: &Corridor) -> Corridor {
    let (n, m) = (corridor.sources(), corridor.targets());
    let mut rows: Vec<Range<usize>> = vec![m..0; n + 1];
    let mut widen = |i: usize, from: usize, to: usize| {
        let row = &mut rows[i];
        *row = row.start.min(from)..row.end.max(to);
    };
    for bead in path {
        let (s, t) = (bead.source.as_usize(), bead.target.as_usize());
        for i in s.start.saturating_sub(NEAR)..=(s.end + NEAR).min(n) {
            widen(i, t.start.saturating_sub(NEAR), t.end + NEAR + 1);
        }
    }
    // Where something is left out, it is not sure where: all of the corridor is near.
    for bead in path.iter().filter(|bead| bead.shape().is_unpaired()) {
        let s = bead.source.as_usize();
        let near = s.start.saturating_sub(UNSURE)..(s.end + UNSURE).min(n) + 1;
        near.for_each(|i| rows[i] = corridor.row(i));
    }
    for (i, row) in rows.iter_mut().enumerate() {
        let whole = corridor.row(i);
        *row = row.start.clamp(whole.start, whole.end - 1)..row.end.clamp(whole.start + 1, whole.end);
    }
    Corridor::around(rows, m)
}

/// A corridor that is as wide as another around some rows.
pub(super) fn widened(corridor: &Corridor, whole: &Corridor, rows: &[usize]) -> Corridor {
    let (n, m) = (corridor.sources(), corridor.targets());
    let mut wide: Vec<Range<usize>> = (0..=n).map(|i| corridor.row(i)).collect();
    for row in rows {
        let around = row.saturating_sub(WIDER)..(row + WIDER).min(n) + 1;
        around.for_each(|i| wide[i] = whole.row(i));
    }
    Corridor::around(wide, m)
}

/// Vectors without what all have in common: their part along the mean of both sides.
fn without_common(dimensions: usize, sides: [&[f32]; 2]) -> [Vec<f32>; 2] {
    let mut mean = vec![0.0f32; dimensions];
    for vector in sides.iter().flat_map(|side| side.chunks_exact(dimensions)) {
        mean.iter_mut().zip(vector).for_each(|(m, x)| *m += x);
    }
    let length = dot(&mean, &mean).sqrt().max(f32::MIN_POSITIVE);
    mean.iter_mut().for_each(|m| *m /= length);
    sides.map(|side| {
        let mut side = side.to_vec();
        for vector in side.chunks_exact_mut(dimensions) {
            let along = dot(vector, &mean);
            vector.iter_mut().zip(&mean).for_each(|(x, m)| *x -= along * m);
        }
        side
    })
}

/// Sums of `block` vectors at a time, of length 1.
fn pooled(vectors: &[f32], dimensions: usize, block: usize) -> Vec<f32> {
    let mut pooled = Vec::with_capacity(vectors.len().div_ceil(block));
    for part in vectors.chunks(block * dimensions) {
        let at = pooled.len();
        pooled.resize(at + dimensions, 0.0f32);
        let sum = &mut pooled[at..];
        for vector in part.chunks_exact(dimensions) {
            sum.iter_mut().zip(vector).for_each(|(s, x)| *s += x);
        }
        let length = dot(sum, sum).sqrt() + 1e-6;
        sum.iter_mut().for_each(|s| *s /= length);
    }
    pooled
}

/// The positions that good paths go through; blocks may stand against nothing at no cost.
fn narrowed(corridor: &Corridor, [source, target]: [&[f32]; 2], dimensions: usize) -> Corridor {
    let (n, m) = (corridor.sources(), corridor.targets());
    let mut gains: Vec<Vec<f32>> = Vec::with_capacity(n);
    for i in 0..n {
        // Of the blocks that begin at the positions of this row.
        let x = &source[i * dimensions..(i + 1) * dimensions];
        let row = corridor.row(i);
        let others = row.start..row.end.min(m);
        let mut row = vec![0.0; others.len()];
        dots(x, &target[others.start * dimensions..others.end * dimensions], &mut row);
        row.iter_mut().for_each(|gain| *gain -= CHANCE);
        gains.push(row);
    }
    let at = |row: &Range<usize>, values: &[f32], j: usize| {
        if row.contains(&j) { values[j - row.start] } else { NEVER }
    };
    let mut before: Vec<Vec<f32>> = Vec::with_capacity(n + 1);
    for i in 0..=n {
        let row = corridor.row(i);
        let mut values: Vec<f32> = Vec::with_capacity(row.len());
        for j in row.clone() {
            let mut best = if (i, j) == (0, 0) { 0.0 } else { NEVER };
            if j > row.start {
                best = best.max(values[j - 1 - row.start]);
            }
            if i > 0 {
                let above = corridor.row(i - 1);
                best = best.max(at(&above, &before[i - 1], j));
                if j > 0 && above.contains(&(j - 1)) {
                    best = best.max(before[i - 1][j - 1 - above.start] + gains[i - 1][j - 1 - above.start]);
                }
            }
            values.push(best);
        }
        before.push(values);
    }
    let mut rows: Vec<Range<usize>> = vec![0..0; n + 1];
    let mut middles = vec![0; n + 1];
    let mut after: Vec<f32> = Vec::new();
    let total = before[n][m - corridor.row(n).start];
    for i in (0..=n).rev() {
        let row = corridor.row(i);
        let mut values = vec![NEVER; row.len()];
        for j in row.clone().rev() {
            let k = j - row.start;
            let mut best = if (i, j) == (n, m) { 0.0 } else { NEVER };
            if j + 1 < row.end {
                best = best.max(values[k + 1]);
            }
            if i < n {
                let below = corridor.row(i + 1);
                best = best.max(at(&below, &after, j));
                if j < m {
                    best = best.max(at(&below, &after, j + 1) + gains[i][k]);
                }
            }
            values[k] = best;
        }
        let kept = |k: &usize| before[i][*k] + values[*k] >= total - SLACK;
        let low = (0..row.len()).find(kept).unwrap_or(0);
        let high = (0..row.len()).rev().find(kept).unwrap_or(row.len() - 1);
        rows[i] = row.start + low..row.start + high + 1;
        let through = |k: usize| before[i][k] + values[k];
        let highest = (0..row.len()).map(through).fold(NEVER, f32::max);
        // Of positions that are as good, the one nearest to the diagonal.
        let diagonal = i * m / n.max(1);
        middles[i] = row
            .clone()
            .filter(|j| through(j - row.start) >= highest - 0.1)
            .min_by_key(|j| j.abs_diff(diagonal))
            .unwrap_or(row.start);
        after = values;
    }
    // As wide as there is room for.
    let mut widest = m + 1;
    while rows.iter().map(|row| row.len().min(widest)).sum::<usize>() > MOST_CELLS && widest > 4 * MARGIN {
        widest /= 2;
    }
    for (row, middle) in rows.iter_mut().zip(middles) {
        if row.len() > widest {
            *row = row.start.max(middle.saturating_sub(widest / 2))..row.end.min(middle + widest / 2 + 1);
        }
    }
    Corridor::around(rows, m)
}

/// The same corridor over blocks of a quarter of the size.
fn finer_grid(corridor: &Corridor, sources: usize, targets: usize) -> Corridor {
    let rows = (0..=sources).map(|i| {
        let [low, high] = [i / STEP, i.div_ceil(STEP).min(corridor.sources())].map(|i| corridor.row(i));
        (low.start.saturating_sub(1) * STEP).min(targets)..((high.end + 1) * STEP).min(targets + 1)
    });
    Corridor::around(rows.collect(), targets)
}

/// Room for beads on both sides.
fn padded(corridor: &Corridor) -> Corridor {
    let (n, m) = (corridor.sources(), corridor.targets());
    let rows = (0..=n).map(|i| {
        let low = corridor.row(i.saturating_sub(MARGIN)).start.saturating_sub(MARGIN);
        let high = (corridor.row((i + MARGIN).min(n)).end + MARGIN).min(m + 1);
        low..high
    });
    Corridor::around(rows.collect(), m)
}
