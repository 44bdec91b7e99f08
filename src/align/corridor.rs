//! Which pairs of positions are worth a look.
//!
//! Coarse to fine: blocks of segments are compared by the sums of their vectors; what no good path goes through is left
//! out; blocks are quartered within what remains, down to single segments. A position stays if the best path
//! through it comes within [`SLACK`] of the best of all, so that the corridor is narrow where the texts are sure to correspond and wide
//! where they are not, and no distance from the diagonal counts. Time O(n + m) for texts that correspond. Cf. the
//! coarse-to-fine search of Thompson & Koehn (2019), "Vecalign".
//!
//! Where too many positions would stay, since segments are all alike, one begins again with anchors: segments that stand for each
//! other by a number or word of their own. What is still too much is kept along the line through them.

use std::ops::Range;

use super::lanes::{NEVER, common};
use super::line::Line;
use crate::model::Bead;
use crate::score::{Corridor, Evidence, REACH, Rounded, Sketch, dot, higher};

/// Blocks a side, at most, that are compared with all others.
const MOST: usize = 512;
/// How many blocks of a level make one of the level above.
const STEP: usize = 4;
/// A cosine that speaks neither for nor against two blocks.
const CHANCE: f32 = 0.05;
/// How much worse than the best path one may be, in cosines. Of pairs of texts made of stretches, many of them
/// on one side only, five in four thousand were aligned worse than in the full matrix with 3, one in twenty thousand
/// with 5, none of these with 6.
const SLACK: f32 = 6.0;
/// Segments that are looked at on either side of what remains.
const MARGIN: usize = REACH + 2;
/// Segments on either side of a path that are near it; as many of the other text on either side of these.
const NEAR: usize = 3;
/// Rows on either side of an unpaired segment, and positions of the other text there, by which more is near.
const UNSURE: usize = 6;
/// Rows on either side of one where a path goes along the edge, in which one looks farther.
pub(super) const WIDER: usize = 60;
/// The most positions that are kept, for texts that do not correspond, or of sentences that are all alike.
const MOST_CELLS: usize = 1 << 20;

/// With more positions a row, vectors do not tell segments from one another; some hundred are usual.
const CROWDED: usize = 256;
/// What two blocks gain for each anchor that they hold, in cosines: a way is left out where it misses more than [`SLACK`] of them.
const ANCHOR: f32 = 1.0;
/// Fewer anchors may stand there by chance: of words at random places, eight in the same order are hardly half of all.
const LEAST_ANCHORS: usize = 8;
/// How much worse than the best a position may be that is kept because it is near the diagonal, in cosines.
const AS_GOOD: f32 = 0.1;

/// The corridor for two documents.
pub fn find(evidence: &impl Evidence) -> Corridor {
    of_most(evidence, MOST_CELLS)
}

/// A corridor that keeps at most so many positions at each level, as long as it is some margins wide.
fn of_most(evidence: &impl Evidence, most_cells: usize) -> Corridor {
    let (n, m) = (evidence.sources(), evidence.targets());
    let Some(Sketch { dimensions, source, target }) = evidence.sketch() else { return Corridor::all(n, m) };
    if n.min(m) <= 2 * MARGIN {
        return Corridor::all(n, m);
    }
    let common = common_direction(dimensions, [source, target]);
    let mut largest = 1;
    while n.max(m).div_ceil(largest) > MOST {
        largest *= STEP;
    }
    let whole = Corridor::all(n.div_ceil(largest), m.div_ceil(largest));
    let (mut corridor, mut block) = (whole.clone(), largest);
    let (mut line, mut looked) = (None, false);
    loop {
        let wide = corridor.cells() > CROWDED * corridor.sources();
        if wide && corridor.cells() > most_cells && !looked {
            // Vectors do not tell segments from one another, so that what they left out says little, too.
            looked = true;
            let anchors = evidence.anchors();
            line = if anchors.len() < LEAST_ANCHORS { None } else { Line::through(anchors, m) };
            if line.is_some() {
                (corridor, block) = (whole.clone(), largest);
            }
        }
        let blocks = [source, target].map(|side| pooled(side, &common, block));
        let grid = Grid { block, most_cells, line: line.as_ref() };
        corridor = narrowed(&corridor, &blocks, &grid);
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
    // Where something is left out, it is not sure where.
    let mut unsure = vec![false; n + 1];
    for bead in path.iter().filter(|bead| bead.shape().is_unpaired()) {
        let s = bead.source.as_usize();
        unsure[s.start.saturating_sub(UNSURE)..=(s.end + UNSURE).min(n)].fill(true);
    }
    for (i, (row, unsure)) in rows.iter_mut().zip(unsure).enumerate() {
        let more = if unsure { UNSURE } else { 0 };
        *row = row.start.saturating_sub(more)..row.end + more;
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

/// What all vectors have in common: their mean, of length 1.
fn common_direction(dimensions: usize, sides: [&[f32]; 2]) -> Vec<f32> {
    let mut mean = vec![0.0f32; dimensions];
    for vector in sides.iter().flat_map(|side| side.chunks_exact(dimensions)) {
        mean.iter_mut().zip(vector).for_each(|(m, x)| *m += x);
    }
    let length = dot(&mean, &mean).sqrt().max(f32::MIN_POSITIVE);
    mean.iter_mut().for_each(|m| *m /= length);
    mean
}

/// Sums of `block` vectors at a time, without their part along `common`, of length 1.
fn pooled(vectors: &[f32], common: &[f32], block: usize) -> Rounded {
    let dimensions = common.len();
    let mut pooled = Rounded::new(dimensions);
    let mut sum = vec![0.0f32; dimensions];
    for part in vectors.chunks(block * dimensions) {
        sum.fill(0.0);
        for vector in part.chunks_exact(dimensions) {
            sum.iter_mut().zip(vector).for_each(|(s, x)| *s += x);
        }
        let along = dot(&sum, common);
        sum.iter_mut().zip(common).for_each(|(s, m)| *s -= along * m);
        pooled.push(&sum);
    }
    pooled
}

/// A level of blocks.
struct Grid<'l> {
    /// Segments in a block.
    block: usize,
    most_cells: usize,
    /// Where the texts stand in each other, if anchors tell.
    line: Option<&'l Line>,
}

/// The positions that good paths go through; blocks may stand against nothing at no cost.
fn narrowed(
    corridor: &Corridor,
    [source, target]: &[Rounded; 2],
    &Grid { block, most_cells, line }: &Grid,
) -> Corridor {
    let (n, m) = (corridor.sources(), corridor.targets());
    // Of the blocks that begin at each position, and of the ways from the beginning to it: row after row.
    let cells = corridor.cells();
    let (mut gains, mut before) = (vec![0.0f32; cells], vec![NEVER; cells]);
    let mut starts = Vec::with_capacity(n + 1);
    let mut start = 0;
    for i in 0..=n {
        let row = corridor.row(i);
        let (done, here) = before.split_at_mut(start);
        let here = &mut here[..row.len()];
        match i.checked_sub(1) {
            None => here[0] = 0.0,
            Some(above) => {
                let (row_above, above) = (corridor.row(above), starts[above]);
                let (values, gains) = (&done[above..start], &gains[above..start]);
                // From the position above at no cost, from the one before it by the block between them.
                for by in [0, 1] {
                    let ends = common(row.clone(), row_above.clone(), by);
                    let from = ends.start.saturating_sub(by + row_above.start);
                    let ways = values[from..].iter().zip(&gains[from..]);
                    let here = &mut here[ends.start - row.start..ends.end - row.start];
                    for (best, (value, gain)) in here.iter_mut().zip(ways) {
                        *best = higher(*best, value + if by == 1 { *gain } else { 0.0 });
                    }
                }
            }
        }
        let mut highest = NEVER;
        for value in here {
            highest = higher(highest, *value);
            *value = highest;
        }
        let others = row.start..row.end.min(m);
        if i < n {
            let here = &mut gains[start..start + others.len()];
            source.cosines(i, target, others.clone(), here);
            here.iter_mut().for_each(|gain| *gain -= CHANCE);
            let anchors = line.map_or(&[][..], |line| line.anchors(i * block..(i + 1) * block));
            for j in anchors.iter().map(|anchor| anchor.1 / block).filter(|j| others.contains(j)) {
                here[j - others.start] += ANCHOR;
            }
        }
        starts.push(start);
        start += row.len();
    }
    let mut rows: Vec<Range<usize>> = vec![0..0; n + 1];
    let mut middles = vec![0; n + 1];
    let crowded = cells > most_cells;
    let total = before[start - 1];
    let (mut after, mut values): (Vec<f32>, Vec<f32>) = Default::default();
    for i in (0..=n).rev() {
        let row = corridor.row(i);
        values.clear();
        values.resize(row.len(), NEVER);
        if i == n {
            values[row.len() - 1] = 0.0;
        } else {
            let below = corridor.row(i + 1);
            for j in common(row.clone(), below.clone(), 0) {
                values[j - row.start] = after[j - below.start];
            }
            // Where the block below and beside begins.
            let ends = common(below.clone(), row.clone(), 1);
            let columns = ends.start.saturating_sub(1 + row.start)..;
            let gains = &gains[starts[i]..][columns.clone()];
            let on = &after[ends.start - below.start..ends.end - below.start];
            for (best, (on, gain)) in values[columns].iter_mut().zip(on.iter().zip(gains)) {
                *best = higher(*best, on + gain);
            }
        }
        let mut highest = NEVER;
        for value in values.iter_mut().rev() {
            highest = higher(highest, *value);
            *value = highest;
        }
        std::mem::swap(&mut values, &mut after);
        // Through each position.
        values.clear();
        values.extend(before[starts[i]..].iter().zip(&after).map(|(before, after)| before + after));
        let kept = |value: &f32| *value >= total - SLACK;
        let low = values.iter().position(kept).unwrap_or(0);
        let high = values.iter().rposition(kept).unwrap_or(row.len() - 1);
        rows[i] = row.start + low..row.start + high + 1;
        if !crowded {
            continue;
        }
        let highest = values.iter().copied().fold(NEVER, f32::max);
        // Of all that is kept, the one nearest to the anchors; without any, of positions that are as good, the one nearest to the
        // diagonal.
        let (wanted, slack) = match line {
            Some(line) => (line.at(i * block) / block, SLACK),
            None => (i * m / n.max(1), AS_GOOD),
        };
        middles[i] = row
            .clone()
            .filter(|j| values[j - row.start] >= highest - slack)
            .min_by_key(|j| j.abs_diff(wanted))
            .unwrap_or(row.start);
    }
    // As wide as there is room for.
    let mut widest = m + 1;
    while rows.iter().map(|row| row.len().min(widest)).sum::<usize>() > most_cells && widest > 4 * MARGIN {
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
        let row = corridor.row(i);
        let [above, below] = [i.saturating_sub(MARGIN), (i + MARGIN).min(n)].map(|i| corridor.row(i));
        let low = above.start.min(row.start.saturating_sub(MARGIN));
        let high = below.end.max(row.end + MARGIN).min(m + 1);
        low..high
    });
    Corridor::around(rows.collect(), m)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::{GainRow, Gaps};

    /// Segments that are all alike, with anchors.
    struct Alike {
        vectors: [Vec<f32>; 2],
        anchors: Vec<(usize, usize)>,
    }

    impl Evidence for Alike {
        fn sources(&self) -> usize {
            self.vectors[0].len() / 2
        }

        fn targets(&self) -> usize {
            self.vectors[1].len() / 2
        }

        fn sketch(&self) -> Option<Sketch<'_>> {
            Some(Sketch { dimensions: 2, source: &self.vectors[0], target: &self.vectors[1] })
        }

        fn anchors(&self) -> Vec<(usize, usize)> {
            self.anchors.clone()
        }

        fn prepare(&mut self, _: &Corridor) {}

        fn gains(&self, _: usize, _: &mut GainRow) {}

        fn gaps(&self) -> Gaps {
            Gaps { source: Vec::new(), target: Vec::new(), further: 0.0, scattered: None }
        }

        fn learn(&mut self, _: &[Bead], _: &Corridor) {}
    }

    /// How many of some pairs of segments are not in the corridor that has room for 80 positions a segment, and its positions.
    fn missed(targets: usize, pairs: &[(usize, usize)], anchors: Vec<(usize, usize)>) -> (usize, usize) {
        let vectors = [vec![1.0; 2 * pairs.len()], vec![1.0; 2 * targets]];
        let corridor = of_most(&Alike { vectors, anchors }, 80 * pairs.len());
        let holds =
            |i: usize, j: usize| corridor.row(i).contains(&j) && corridor.row(i + 1).contains(&(j + 1));
        (pairs.iter().filter(|(i, j)| !holds(*i, *j)).count(), corridor.cells())
    }

    #[test]
    fn a_crowded_corridor_goes_through_anchors_and_on_behind_the_last() {
        // The target has 200 segments of its own in the middle and 300 at the end.
        let pairs: Vec<(usize, usize)> = (0..1_500).map(|i| (i, if i < 703 { i } else { i + 200 })).collect();
        let is_anchor = |step: usize, i: usize| i < 1_350 && (i % step == 3 || i == 702);
        let few = |step: usize| pairs.iter().copied().filter(|(i, _)| is_anchor(step, *i)).collect();
        let (without, _) = missed(2_000, &pairs, Vec::new());
        assert!(without > 1_000, "{without} pairs are missed without anchors");
        for step in [10, 100] {
            let (missed, cells) = missed(2_000, &pairs, few(step));
            assert_eq!(missed, 0, "one segment of {step} is an anchor");
            assert!(cells < 1_500 * 120, "{cells} positions");
        }
        // One that stands elsewhere by chance.
        let mut wrong: Vec<(usize, usize)> = few(10);
        wrong.iter_mut().filter(|(i, _)| *i == 403).for_each(|(_, j)| *j = 412);
        assert_eq!(missed(2_000, &pairs, wrong).0, 0);
    }

    #[test]
    fn a_few_anchors_alone_may_stand_there_by_chance() {
        let pairs: Vec<(usize, usize)> = (0..1_500).map(|i| (i, i)).collect();
        assert_eq!(missed(1_500, &pairs, Vec::new()).0, 0);
        assert_eq!(missed(1_500, &pairs, vec![(400, 700), (500, 900), (600, 1_000)]).0, 0);
    }
}
