//! best(i, j) = max over shapes (a, b) of best(i - a, j - b) + gain(i - a..i, j - b..j), with best(0, 0) = 0
//!
//! Time O(n m · shapes), memory a byte a pair of positions for the way back; after Gale & Church (1993), "A
//! Program for Aligning Sentences in Bilingual Corpora", Computational Linguistics 19(1), with more shapes
//! and a gain to be maximised in place of a distance. On a tie the shape that stands first in [`SHAPES`]
//! wins.
//!
//! Why not greedy? One wrong pair forces all that follow to be wrong. Why not a band around the diagonal? It
//! is silently wrong as soon as one side lacks a chapter. A shape of `0-1` reads the row that is being
//! written, so it comes last in every row, from left to right; all others work on whole rows.

use super::lanes::{LogRow, NEVER};
use crate::error::{Error, Result};
use crate::model::{Bead, Confidence, SHAPES, SourceRange, TargetRange};
use crate::score::{Evidence, GainRow, REACH};

/// The most pairs of positions that are searched: 65,536 sentences against as many.
pub const CELL_LIMIT: u64 = 1 << 32;

/// No way leads here.
const NOWHERE: u8 = u8::MAX;

/// The number of pairs of positions of `sources` and `targets` segments.
///
/// # Errors
/// [`Error::TooLarge`] over [`CELL_LIMIT`].
pub fn cells(sources: usize, targets: usize) -> Result<usize> {
    let cells = (sources + 1).checked_mul(targets + 1).filter(|&cells| cells as u64 <= CELL_LIMIT);
    cells.ok_or(Error::TooLarge { sources, targets, limit: CELL_LIMIT })
}

/// The beads of the best path, in order, with full confidence. `on_row` is called now and then with the row
/// reached.
///
/// # Errors
/// [`Error::TooLarge`] over [`CELL_LIMIT`] or where the memory is not to be had.
pub fn best_path(evidence: &impl Evidence, on_row: &dyn Fn(usize)) -> Result<Vec<Bead>> {
    let (n, m) = (evidence.sources(), evidence.targets());
    let width = m + 1;
    let cells = cells(n, m)?;
    let mut way = Vec::new();
    way.try_reserve_exact(cells).map_err(|_| Error::TooLarge {
        sources: n,
        targets: m,
        limit: CELL_LIMIT,
    })?;

    let mut gains = GainRow::new(m);
    let mut rows: [LogRow; REACH + 1] = std::array::from_fn(|_| LogRow::never(width));
    let mut taken = vec![0u32; width];
    for i in 0..=n {
        if i % 64 == 0 {
            on_row(i);
        }
        evidence.gains(i, &mut gains);
        let mut row = std::mem::replace(&mut rows[i % (REACH + 1)], LogRow::never(0));
        row.values.fill(NEVER);
        taken.fill(u32::from(NOWHERE));
        row.offset = if i == 0 { 0.0 } else { rows[(i - 1) % (REACH + 1)].offset };
        if i == 0 {
            row.values[0] = 0.0;
        }
        for (s, shape) in SHAPES.iter().enumerate() {
            let (a, b) = (usize::from(shape.source), usize::from(shape.target));
            if a == 0 || a > i || b > m {
                continue;
            }
            let from = &rows[(i - a) % (REACH + 1)];
            let shift = (from.offset - row.offset) as f32;
            let ends = row.values[b..].iter_mut().zip(&mut taken[b..]);
            for ((best, taken), (before, gain)) in ends.zip(from.values.iter().zip(&gains.of(s)[b..])) {
                let value = before + shift + gain;
                let better = value > *best && *before > NEVER / 2.0;
                *best = if better { value } else { *best };
                *taken = if better { s as u32 } else { *taken };
            }
        }
        let insertion = gains.of(INSERTION);
        for j in 1..width {
            let value = row.values[j - 1] + insertion[j];
            if value > row.values[j] && row.values[j - 1] > NEVER / 2.0 {
                row.values[j] = value;
                taken[j] = INSERTION as u32;
            }
        }
        row.settle();
        way.extend(taken.iter().map(|&s| s as u8));
        rows[i % (REACH + 1)] = row;
    }
    Ok(walk_back(&way, n, m))
}

/// Position of the shape 0-1 in [`SHAPES`].
pub(super) const INSERTION: usize = {
    let mut s = 0;
    while SHAPES[s].source != 0 {
        s += 1;
    }
    s
};

fn walk_back(way: &[u8], n: usize, m: usize) -> Vec<Bead> {
    let (mut i, mut j) = (n, m);
    let mut beads = Vec::new();
    while (i, j) != (0, 0) {
        // 1-0 and 0-1 lead everywhere, so only a defect could end here; `Alignment` would then refuse the
        // beads.
        let Some(shape) = SHAPES.get(usize::from(way[i * (m + 1) + j])) else { break };
        let (from_i, from_j) = (i - usize::from(shape.source), j - usize::from(shape.target));
        beads.push(Bead {
            source: SourceRange::new(from_i as u32, i as u32),
            target: TargetRange::new(from_j as u32, j as u32),
            confidence: Confidence::CERTAIN,
        });
        (i, j) = (from_i, from_j);
    }
    beads.reverse();
    beads
}
