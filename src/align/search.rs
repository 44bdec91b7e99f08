//! best(i, j) = max over shapes (a, b) of best(i - a, j - b) + gain(i - a..i, j - b..j), with best(0, 0) = 0
//!
//! Time and bytes O(corridor · shapes); after Gale & Church (1993), "A Program for Aligning Sentences in Bilingual Corpora",
//! Computational Linguistics 19(1), with more shapes and a gain to be maximised in place of a distance. A run of
//! unpaired segments gains something else for its first than for the others (affine gaps: Gotoh 1982), so that
//! a path's state counts too; unpaired source segments come before unpaired target segments, so that no two paths differ in their
//! order only.

use multiversion::multiversion;

use super::lanes::{DELETED, INSERTED, LogRow, NEVER, PAIRED, common, offset};
use crate::model::{Bead, Confidence, SHAPES, SourceRange, TargetRange};
use crate::score::{Corridor, Evidence, GainRow, REACH};

/// The way to a cell: the shape by which its paired state was reached, and from which state each other one came.
#[derive(Clone, Copy, Default)]
struct Way {
    shape: u8,
    /// Two bits each: the best of all states, where DELETED came from, where INSERTED came from.
    states: u8,
}

/// The beads of the best path, in order, with full confidence. `on_row` is called now and then with the row
/// reached.
pub fn best_path(evidence: &impl Evidence, corridor: &Corridor, on_row: &dyn Fn(usize)) -> Vec<Bead> {
    let n = corridor.sources();
    let gaps = evidence.gaps();
    let mut gains = GainRow::default();
    let mut rows: [LogRow; REACH + 1] = Default::default();
    let mut starts = vec![0];
    let mut ways: Vec<Way> = Vec::with_capacity(corridor.cells());
    // As large as a gain, so that the compiler can work on as many columns at a time.
    let mut shapes: Vec<u32> = Vec::new();
    for i in 0..=n {
        if i % 64 == 0 {
            on_row(i);
        }
        evidence.gains(i, &mut gains);
        let mut row = std::mem::take(&mut rows[i % (REACH + 1)]);
        let offset = offset((1..=REACH.min(i)).map(|a| &rows[(i - a) % (REACH + 1)]));
        row.begin(corridor.row(i), offset);
        let at = ways.len();
        ways.resize(at + row.any.len(), Way::default());
        let way = &mut ways[at..];
        shapes.clear();
        shapes.resize(way.len(), 0);
        let [paired, deleted, inserted] = &mut row.states;
        for (s, shape) in SHAPES.iter().enumerate() {
            let (a, b) = (usize::from(shape.source), usize::from(shape.target));
            if shape.is_unpaired() || a > i || !gains.tries(s) {
                continue;
            }
            let from = &rows[(i - a) % (REACH + 1)];
            let shift = (from.offset - offset) as f32;
            let ends = common(corridor.row(i), from.columns(), b);
            if ends.is_empty() {
                continue;
            }
            let before = &from.any[ends.start - b - from.first..];
            let columns = ends.start - row.first..ends.end - row.first;
            let (gains, shapes) = (&gains.of(s)[columns.clone()], &mut shapes[columns.clone()]);
            improve(before, gains, (shift, s as u32), &mut paired[columns], shapes);
        }
        way.iter_mut().zip(&shapes).for_each(|(way, shape)| way.shape = *shape as u8);
        if i == 0 {
            paired[0] = 0.0;
        } else {
            let from = &rows[(i - 1) % (REACH + 1)];
            let gain = gaps.source[i - 1] + (from.offset - offset) as f32;
            for j in common(corridor.row(i), from.columns(), 0) {
                let (k, f) = (j - row.first, j - from.first);
                let (first, more) = (from.states[PAIRED][f], from.states[DELETED][f] + gaps.further);
                let further = more > first;
                deleted[k] = if further { more } else { first } + gain;
                way[k].states |= (u8::from(further) * (DELETED as u8)) << 2;
            }
        }
        for k in 0..row.any.len() {
            if k > 0 {
                let from = [paired[k - 1], deleted[k - 1], inserted[k - 1] + gaps.further];
                let best = highest(from);
                inserted[k] = from[best] + gaps.target[row.first + k - 1];
                way[k].states |= (best as u8) << 4;
            }
            let all = [paired[k], deleted[k], inserted[k]];
            let best = highest(all);
            row.any[k] = all[best];
            way[k].states |= best as u8;
        }
        row.settle();
        starts.push(ways.len());
        rows[i % (REACH + 1)] = row;
    }
    walk_back(&ways, &starts, corridor)
}

/// Takes the beads of a shape where they are better, from what the ways to their starts gain and what they gain themselves.
#[multiversion(targets("x86_64+avx2"))]
fn improve(before: &[f32], gains: &[f32], (shift, shape): (f32, u32), best: &mut [f32], shapes: &mut [u32]) {
    for (((before, gain), best), found) in before.iter().zip(gains).zip(best).zip(shapes) {
        let value = before + shift + gain;
        let better = value > *best && *before > NEVER / 2.0;
        *best = if better { value } else { *best };
        *found = if better { shape } else { *found };
    }
}

/// The first of the highest.
fn highest(values: [f32; 3]) -> usize {
    (1..3).fold(0, |best, k| if values[k] > values[best] { k } else { best })
}

fn walk_back(ways: &[Way], starts: &[usize], corridor: &Corridor) -> Vec<Bead> {
    let (mut i, mut j) = (corridor.sources(), corridor.targets());
    let mut beads = Vec::new();
    let way = |i: usize, j: usize| ways[starts[i] + j - corridor.row(i).start];
    let mut state = usize::from(way(i, j).states & 3);
    while (i, j) != (0, 0) {
        let here = way(i, j);
        let (from, next) = match state {
            DELETED => ((i - 1, j), Some(usize::from(here.states >> 2 & 3))),
            INSERTED => ((i, j - 1), Some(usize::from(here.states >> 4 & 3))),
            _ => {
                let shape = SHAPES[usize::from(here.shape)];
                ((i - usize::from(shape.source), j - usize::from(shape.target)), None)
            }
        };
        beads.push(bead(from, (i, j), 1.0));
        (i, j) = from;
        state = next.unwrap_or_else(|| usize::from(way(i, j).states & 3));
    }
    beads.reverse();
    beads
}

/// The bead between two corners.
pub(super) fn bead(start: (usize, usize), end: (usize, usize), probability: f64) -> Bead {
    Bead {
        source: SourceRange::new(start.0 as u32, end.0 as u32),
        target: TargetRange::new(start.1 as u32, end.1 as u32),
        confidence: Confidence::new(probability),
    }
}
