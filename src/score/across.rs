//! Clauses that are translated across a boundary.
//!
//! Where a translator draws the end of a sentence elsewhere, its last clause stands in the next sentence of the other side: then both
//! sentences are one bead with the next two. Sentences as wholes hardly show it, since most of each is where it is expected. So for every
//! pair of positions the clauses beside it are compared with the sentences on either side of it, each with its most like clause.

use std::ops::Range;

use super::corridor::Corridor;
use super::gains::{BEYOND, Beads, window};
use super::product::{add, higher};
use super::rounded::Rounded;

/// A clause has at least so many characters; shorter ones belong to their neighbours.
const SHORT: usize = 10;
/// What a clause is like that stands in no translation, in cosine.
const CHANCE: f32 = 0.2;

/// Marks that end a clause.
const ENDS: [char; 14] = [',', ';', ':', '.', '!', '?', '…', '—', '–', ')', '»', '”', '"', '’'];

/// Whether a clause ends behind a chunk.
pub(super) fn ends_clause(chunk: &str) -> bool {
    chunk.ends_with(ENDS)
}

/// Vectors of the clauses of a document's segments.
#[derive(Clone)]
pub(super) struct Clauses {
    dimensions: usize,
    vectors: Rounded,
    /// Where the clauses of each segment begin; one more than segments.
    starts: Vec<usize>,
    /// Vectors of the clauses of the segment that is being read.
    open: Vec<f32>,
    /// Characters of the clause that is being read.
    chars: usize,
}

impl Clauses {
    pub(super) fn new(dimensions: usize) -> Self {
        Self { dimensions, vectors: Rounded::new(dimensions), starts: vec![0], open: Vec::new(), chars: 0 }
    }

    /// The vector of the clause that is being read, where a segment goes on with so many characters.
    pub(super) fn going_on(&mut self, chars: usize) -> &mut [f32] {
        if self.chars == 0 {
            self.open.resize(self.open.len() + self.dimensions, 0.0);
        }
        self.chars += chars;
        let from = self.open.len() - self.dimensions;
        &mut self.open[from..]
    }

    /// A mark that may end a clause.
    pub(super) fn mark(&mut self) {
        if self.chars >= SHORT {
            self.chars = 0;
        }
    }

    /// The end of a segment, whose whole vector is added to `vector`.
    pub(super) fn end(&mut self, vector: &mut [f32]) {
        let d = self.dimensions;
        if (1..SHORT).contains(&self.chars) && self.open.len() > d {
            let last = self.open.len() - d;
            let (before, rest) = self.open.split_at_mut(last);
            add(rest, &mut before[last - d..]);
            self.open.truncate(last);
        }
        if self.open.is_empty() {
            self.open.resize(d, 0.0);
        }
        for clause in self.open.chunks_exact(d) {
            add(clause, vector);
            self.vectors.push(clause);
        }
        self.open.clear();
        self.chars = 0;
        self.starts.push(self.vectors.len());
    }

    /// The clauses of some segments.
    fn of(&self, segments: Range<usize>) -> Range<usize> {
        self.starts[segments.start]..self.starts[segments.end]
    }
}

/// How like the clauses at the edges of a source and a target segment are to the most like clause of the other: the first and the last
/// of the source, the first and the last of the target.
type Edges = [f32; 4];

const FIRST: usize = 0;
const LAST: usize = 1;

/// The edges of one source segment with each of some target segments, from `first` on.
#[derive(Default)]
struct Row {
    first: usize,
    edges: Vec<Edges>,
}

impl Row {
    /// Those with a target segment; nothing is like one that is not among them.
    fn at(&self, target: usize) -> Edges {
        target.checked_sub(self.first).and_then(|k| self.edges.get(k)).copied().unwrap_or_default()
    }
}

/// What the clauses beside a pair of positions say: how much more they are like what stands across it than like what stands over against
/// them; and how much two of them are so that are like each other, one on either side.
type Crossed = [f32; 2];

/// What the clauses say in a corridor.
pub(super) struct Across {
    corridor: Corridor,
    /// Where the values of each row begin.
    starts: Vec<usize>,
    /// One after the other, as in [`Crossed`], with room before and behind them.
    values: [Vec<f32>; 2],
}

impl Across {
    pub(super) fn new(source: &Clauses, target: &Clauses, corridor: &Corridor) -> Self {
        let (n, m) = (corridor.sources(), corridor.targets());
        let edges_of = |i: usize, cosines: &mut Vec<f32>| {
            let targets = corridor.row(i).start.saturating_sub(1)..corridor.row(i + 1).end.min(m);
            Row { first: targets.start, edges: edges((source, i), (target, targets), cosines) }
        };
        let (mut starts, mut values) = (vec![BEYOND], [vec![0.0; BEYOND], vec![0.0; BEYOND]]);
        values.iter_mut().for_each(|values| values.reserve_exact(corridor.cells() + BEYOND));
        let (mut cosines, mut above) = (Vec::new(), Row::default());
        for i in 0..=n {
            let below = if i < n { edges_of(i, &mut cosines) } else { Row::default() };
            for j in corridor.row(i) {
                let inside = (1..n).contains(&i) && (1..m).contains(&j);
                let found = if inside { crossed(&above, &below, j) } else { [0.0; 2] };
                values.iter_mut().zip(found).for_each(|(values, value)| values.push(value));
            }
            starts.push(values[0].len());
            above = below;
        }
        values.iter_mut().for_each(|values| values.resize(values.len() + BEYOND, 0.0));
        Self { corridor: corridor.clone(), starts, values }
    }

    /// The sums over both ends of beads. Beyond the corridor, nothing is said.
    #[inline(always)]
    pub(super) fn features<const W: usize>(&self, beads: &Beads) -> [[f32; W]; 2] {
        let (run, start) = (&beads.sources, beads.start());
        let above = self.corridor.row(run.start);
        let from = self.starts[run.end] + beads.ends.start - self.corridor.row(run.end).start;
        // Which of them begin in the corridor.
        let (first, behind) = (above.start.saturating_sub(start), above.end.saturating_sub(start));
        let before = (first < W && behind > 0).then(|| self.starts[run.start] + start - above.start);
        let mut sums = [[0.0; W]; 2];
        for (values, sums) in self.values.iter().zip(&mut sums) {
            *sums = window(values, from);
            let Some(before) = before else { continue };
            let values: [f32; W] = window(values, before);
            for k in 0..W {
                sums[k] += if k >= first && k < behind { values[k] } else { 0.0 };
            }
        }
        sums
    }
}

/// The edges of one source segment with each of some target segments. `cosines` is room to work in.
fn edges(
    (source, segment): (&Clauses, usize),
    (target, targets): (&Clauses, Range<usize>),
    cosines: &mut Vec<f32>,
) -> Vec<Edges> {
    let (clauses, others) = (source.of(segment..segment + 1), target.of(targets.clone()));
    let (count, width) = (clauses.len(), others.len());
    cosines.resize(count * width, 0.0);
    for (clause, row) in clauses.zip(cosines.chunks_exact_mut(width.max(1))) {
        source.vectors.cosines(clause, &target.vectors, others.clone(), row);
    }
    let row = |c: usize| &cosines[c * width..][..width];
    targets
        .map(|j| {
            let clauses = target.of(j..j + 1);
            let run = clauses.start - others.start..clauses.end - others.start;
            let column = |k: usize| highest((0..count).map(|c| row(c)[k]));
            [
                highest(row(0)[run.clone()].iter().copied()),
                highest(row(count - 1)[run.clone()].iter().copied()),
                column(run.start),
                column(run.end - 1),
            ]
        })
        .collect()
}

fn highest(values: impl Iterator<Item = f32>) -> f32 {
    values.fold(0.0, higher)
}

/// What the clauses beside a pair of positions within the texts say, from the source segments before and behind it, at target position
/// `j`.
fn crossed(above: &Row, below: &Row, j: usize) -> Crossed {
    let (before, after) = (above.at(j - 1), below.at(j));
    let (aslant, back) = (above.at(j), below.at(j - 1));
    let more =
        |edge: usize, across: Edges, against: Edges| (across[edge] - against[edge].max(CHANCE)).max(0.0);
    let of_source = [more(FIRST, back, after), more(LAST, aslant, before)];
    let of_target = [more(2 + FIRST, aslant, after), more(2 + LAST, back, before)];
    // The last clause of the source before it and the first of the target behind it are each other's; or the other way round.
    let shifted = [of_source[LAST] * of_target[FIRST], of_source[FIRST] * of_target[LAST]];
    [of_source.iter().chain(&of_target).sum(), shifted[0].sqrt() + shifted[1].sqrt()]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Segments of clauses, each the number of an axis.
    fn clauses(segments: &[&[usize]]) -> Clauses {
        let mut clauses = Clauses::new(8);
        for segment in segments {
            for &axis in *segment {
                clauses.going_on(SHORT)[axis] = 3.0;
                clauses.mark();
            }
            clauses.end(&mut [0.0; 8]);
        }
        clauses
    }

    fn between(source: &[&[usize]], target: &[&[usize]], position: (usize, usize)) -> Crossed {
        let corridor = Corridor::all(source.len(), target.len());
        let across = Across::new(&clauses(source), &clauses(target), &corridor);
        let at = across.starts[position.0] + position.1;
        [across.values[0][at], across.values[1][at]]
    }

    #[test]
    fn a_clause_that_stands_behind_the_boundary_on_the_other_side_is_seen() {
        let source: &[&[usize]] = &[&[0, 1], &[2]];
        assert_eq!(between(source, &[&[0, 1], &[2]], (1, 1)), [0.0; 2]);
        let far = |[across, shifted]: Crossed| across > 1.0 && shifted > 0.5;
        assert!(far(between(source, &[&[0], &[1, 2]], (1, 1))));
        // From the other side as well.
        assert!(far(between(&[&[0], &[1, 2]], source, (1, 1))));
        // What is on either side is across nothing.
        let both: &[&[usize]] = &[&[0, 1], &[1, 2]];
        assert_eq!(between(both, both, (1, 1)), [0.0; 2]);
        assert_eq!(between(source, &[&[0], &[1, 2]], (0, 0)), [0.0; 2]);
    }

    #[test]
    fn short_clauses_belong_to_their_neighbours() {
        let mut clauses = Clauses::new(8);
        for (chars, axis) in [(4, 0), (SHORT, 1), (SHORT, 2), (3, 3)] {
            clauses.going_on(chars)[axis] = 1.0;
            clauses.mark();
        }
        clauses.end(&mut [0.0; 8]);
        clauses.end(&mut [0.0; 8]); // a segment without a known word has one clause too
        assert_eq!(clauses.starts, [0, 2, 3]);
        let mut axes = Clauses::new(8);
        for axis in 0..4 {
            axes.going_on(SHORT)[axis] = 1.0;
            axes.mark();
        }
        axes.end(&mut [0.0; 8]);
        let mut cosines = [0.0; 4];
        for (clause, both) in [[0, 1], [2, 3]].into_iter().enumerate() {
            clauses.vectors.cosines(clause, &axes.vectors, 0..4, &mut cosines);
            let like: Vec<usize> = (0..4).filter(|&axis| cosines[axis] > 0.7).collect();
            assert_eq!(like, both);
        }
    }
}
