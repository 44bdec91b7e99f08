//! Clauses that are translated across a boundary.
//!
//! Where a translator draws the end of a sentence elsewhere, its last clause stands in the next sentence of the other side: then both
//! sentences are one bead with the next two. Sentences as wholes hardly show it, since most of each is where it is expected. So for every
//! pair of positions the clauses beside it are compared with the sentences on either side of it, each with its most like clause.

use std::ops::Range;

use super::corridor::Corridor;
use super::gains::Beads;
use super::product::{add, dots, higher, inverse_length};

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

/// Vectors of the clauses of a document's segments, of length 1.
#[derive(Clone)]
pub(super) struct Clauses {
    dimensions: usize,
    vectors: Vec<f32>,
    /// Where the clauses of each segment begin; one more than segments.
    starts: Vec<usize>,
    /// Characters of the clause that is being read.
    chars: usize,
}

impl Clauses {
    pub(super) fn new(dimensions: usize) -> Self {
        Self { dimensions, vectors: Vec::new(), starts: vec![0], chars: 0 }
    }

    /// The vector of the clause that is being read, where a segment goes on with so many characters.
    pub(super) fn going_on(&mut self, chars: usize) -> &mut [f32] {
        if self.chars == 0 {
            self.vectors.resize(self.vectors.len() + self.dimensions, 0.0);
        }
        self.chars += chars;
        let from = self.vectors.len() - self.dimensions;
        &mut self.vectors[from..]
    }

    /// A mark that may end a clause.
    pub(super) fn mark(&mut self) {
        if self.chars >= SHORT {
            self.chars = 0;
        }
    }

    /// The end of a segment, whose whole vector is added to `vector`.
    pub(super) fn end(&mut self, vector: &mut [f32]) {
        let (d, from) = (self.dimensions, self.starts[self.starts.len() - 1] * self.dimensions);
        let last = self.vectors.len() - d.min(self.vectors.len());
        if (1..SHORT).contains(&self.chars) && last > from {
            let (before, rest) = self.vectors.split_at_mut(last);
            add(rest, &mut before[last - d..]);
            self.vectors.truncate(last);
        }
        if self.vectors.len() == from {
            self.vectors.resize(from + d, 0.0);
        }
        for clause in self.vectors[from..].chunks_exact_mut(d) {
            add(clause, vector);
            let scale = inverse_length(clause);
            clause.iter_mut().for_each(|x| *x *= scale);
        }
        self.chars = 0;
        self.starts.push(self.vectors.len() / d);
    }

    /// Vectors of the clauses of some segments.
    fn of(&self, segments: Range<usize>) -> &[f32] {
        let [from, to] = [segments.start, segments.end].map(|segment| self.starts[segment] * self.dimensions);
        &self.vectors[from..to]
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
    /// One after the other, as in [`Crossed`].
    values: [Vec<f32>; 2],
}

impl Across {
    pub(super) fn new(source: &Clauses, target: &Clauses, corridor: &Corridor) -> Self {
        let (n, m) = (corridor.sources(), corridor.targets());
        let edges_of = |i: usize, products: &mut Vec<f32>| {
            let targets = corridor.row(i).start.saturating_sub(1)..corridor.row(i + 1).end.min(m);
            Row { first: targets.start, edges: edges(source.of(i..i + 1), target, targets, products) }
        };
        let (mut starts, mut values) = (vec![0], [Vec::new(), Vec::new()]);
        let (mut products, mut above) = (Vec::new(), Row::default());
        for i in 0..=n {
            let below = if i < n { edges_of(i, &mut products) } else { Row::default() };
            for j in corridor.row(i) {
                let inside = (1..n).contains(&i) && (1..m).contains(&j);
                let found = if inside { crossed(&above, &below, j) } else { [0.0; 2] };
                values.iter_mut().zip(found).for_each(|(values, value)| values.push(value));
            }
            starts.push(values[0].len());
            above = below;
        }
        Self { corridor: corridor.clone(), starts, values }
    }

    /// The sums over both ends of beads. Beyond the corridor, nothing is said.
    #[inline(always)]
    pub(super) fn features(&self, beads: &Beads, out: [&mut [f32]; 2]) {
        let (run, starts, ends) = (&beads.sources, beads.starts(), &beads.ends);
        let (above, row) = (self.corridor.row(run.start), self.corridor.row(run.end));
        let held = above.start.max(starts.start)..above.end.min(starts.end);
        let from = self.starts[run.end] + ends.start - row.start;
        for (values, out) in self.values.iter().zip(out) {
            out.copy_from_slice(&values[from..from + ends.len()]);
            if !held.is_empty() {
                let values = &values[self.starts[run.start] + held.start - above.start..][..held.len()];
                let out = &mut out[held.start - starts.start..];
                out.iter_mut().zip(values).for_each(|(out, value)| *out += value);
            }
        }
    }
}

/// The edges of one source segment, given by its clauses, with each of some target segments.
fn edges(clauses: &[f32], target: &Clauses, targets: Range<usize>, products: &mut Vec<f32>) -> Vec<Edges> {
    let d = target.dimensions;
    let others = target.of(targets.clone());
    let width = others.len() / d;
    products.resize(clauses.len() / d * width, 0.0);
    for (clause, row) in clauses.chunks_exact(d).zip(products.chunks_exact_mut(width.max(1))) {
        dots(clause, others, row);
    }
    let row = |c: usize| &products[c * width..][..width];
    let count = clauses.len() / d;
    let from = target.starts[targets.start];
    targets
        .map(|j| {
            let run = target.starts[j] - from..target.starts[j + 1] - from;
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
        let at = position.0 * (target.len() + 1) + position.1;
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
        let axes = |clause: &[f32]| clause.iter().filter(|x| **x > 0.0).count();
        assert_eq!(clauses.vectors.chunks(8).map(axes).collect::<Vec<_>>(), [2, 2, 0]);
    }
}
