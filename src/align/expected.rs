//! The path that is expected to have the most right beads, instead of the one whose every bead together is most probable
//! (maximum expected accuracy; Durbin & al. 1998, chapter 4).
//!
//! An unpaired segment is right wherever its bead stands among the others, so that its probability is the sum over all places.

use super::posterior::{DELETION, INSERTION, Starting, backward, forward};
use super::search::bead;
use crate::model::{Bead, SHAPES};
use crate::score::{Corridor, Evidence, REACH};

/// What an unpaired segment that is right counts, against a bead with both sides. With half, two that are unpaired count as much as
/// the pair of them; with a little less, fewer rows are wrong; with much less, too many are paired that have no translation.
const UNPAIRED: f32 = 0.42;
/// Beads that are less probable are on no path.
const LEAST: f32 = 0.003;

/// What is probable: beads with both sides by their start, and unpaired segments.
struct Likely {
    /// By source position, from the last to the first: target position of the start, number of the shape, probability.
    beads: Vec<(usize, u8, f32)>,
    /// Where those of each source position end among them.
    ends: Vec<usize>,
    /// Probability of each source and each target segment to be unpaired.
    unpaired: [Vec<f32>; 2],
    /// Rows in which a path may go along the edge of the corridor where there is more beyond it, with its probability.
    edges: Vec<(usize, f32)>,
}

/// A path with confidences.
pub struct Expected {
    /// Its beads.
    pub beads: Vec<Bead>,
    /// Source positions at which a bead may start at the edge of the corridor, where that is not the edge of the text, with its
    /// probability, if that is not next to nothing.
    pub edges: Vec<(usize, f32)>,
}

/// The path.
pub fn expected_path(
    evidence: &impl Evidence,
    corridor: &Corridor,
    on_row: &(dyn Fn(usize) + Sync),
) -> Expected {
    let (n, m) = (corridor.sources(), corridor.targets());
    let ways = forward(evidence, corridor, on_row);
    let mut likely = Likely {
        beads: Vec::new(),
        ends: Vec::with_capacity(n + 1),
        unpaired: [vec![0.0; n], vec![0.0; m]],
        edges: Vec::new(),
    };
    backward(corridor, &ways, &mut |starting: Starting<'_>| likely.take(&starting, m));
    let beads = best(&likely, corridor);
    Expected { beads, edges: likely.edges }
}

impl Likely {
    fn take(&mut self, starting: &Starting<'_>, targets: usize) {
        let first = starting.first;
        let from = self.beads.len();
        let width = starting.of(DELETION).len();
        for (s, shape) in SHAPES.iter().enumerate().filter(|(_, shape)| !shape.is_unpaired()) {
            let row = starting.of(s);
            // Of most shapes nothing is probable, which is told from many columns at a time.
            if !row.iter().fold(false, |any, p| any | (*p > LEAST)) {
                continue;
            }
            let probable = row.iter().enumerate().filter(|(_, p)| **p > LEAST);
            self.beads.extend(probable.map(|(k, &p)| (first + k, s as u8, p)));
            // At the last column a bead would end beyond.
            let last = width.saturating_sub(1 + usize::from(shape.target));
            for (k, beyond) in [(0, first > 0), (last, first + width <= targets)] {
                if beyond && row.get(k).is_some_and(|p| *p > LEAST) {
                    self.edges.push((starting.source, row[k]));
                }
            }
        }
        self.beads[from..].sort_unstable_by_key(|&(start, shape, _)| (start, shape));
        self.ends.push(self.beads.len());
        if let Some(unpaired) = self.unpaired[0].get_mut(starting.source) {
            *unpaired = starting.of(DELETION).iter().sum::<f32>().min(1.0);
        }
        for (unpaired, p) in self.unpaired[1][first.min(targets)..].iter_mut().zip(starting.of(INSERTION)) {
            *unpaired = (*unpaired + p).min(1.0);
        }
    }
}

/// The path with the most right beads.
fn best(likely: &Likely, corridor: &Corridor) -> Vec<Bead> {
    let (n, m) = (corridor.sources(), corridor.targets());
    // What is expected from each position of a row on, and the shape by which it goes on.
    let mut expected: Vec<Vec<f32>> = vec![Vec::new(); REACH + 1];
    let mut starts = vec![0; n + 1];
    let mut ways: Vec<(u8, f32)> = Vec::with_capacity(corridor.cells());
    for i in (0..=n).rev() {
        let row = corridor.row(i);
        let (first, width) = (row.start, row.len());
        let mut here = std::mem::take(&mut expected[i % (REACH + 1)]);
        here.clear();
        here.resize(width, -1.0f32);
        starts[i] = ways.len();
        ways.resize(starts[i] + width, (u8::MAX, 0.0f32));
        let way = &mut ways[starts[i]..];
        if i == n {
            here[m - first] = 0.0;
        } else {
            let below = corridor.row(i + 1);
            let after = &expected[(i + 1) % (REACH + 1)];
            let p = likely.unpaired[0][i];
            for j in row.start.max(below.start)..row.end.min(below.end) {
                let on = after[j - below.start];
                if on >= 0.0 {
                    here[j - first] = UNPAIRED * p + on;
                    way[j - first] = (DELETION as u8, p);
                }
            }
        }
        let from = if i == n { 0 } else { likely.ends[n - i - 1] };
        let mut beads = likely.beads[from..likely.ends[n - i]].iter().rev().peekable();
        for k in (0..width).rev() {
            while let Some(&(_, s, p)) = beads.next_if(|(start, ..)| *start >= first + k) {
                let shape = SHAPES[usize::from(s)];
                let end = (i + usize::from(shape.source), first + k + usize::from(shape.target));
                if end.0 > n || !corridor.row(end.0).contains(&end.1) {
                    continue;
                }
                let on = expected[end.0 % (REACH + 1)][end.1 - corridor.row(end.0).start];
                if on >= 0.0 && p + on > here[k] {
                    here[k] = p + on;
                    way[k] = (s, p);
                }
            }
            if k + 1 < width && here[k + 1] >= 0.0 {
                let p = likely.unpaired[1][first + k];
                let value = UNPAIRED * p + here[k + 1];
                if value > here[k] {
                    here[k] = value;
                    way[k] = (INSERTION as u8, p);
                }
            }
        }
        expected[i % (REACH + 1)] = here;
    }
    let (mut i, mut j) = (0, 0);
    let mut beads = Vec::new();
    while (i, j) != (n, m) {
        let (s, p) = ways[starts[i] + j - corridor.row(i).start];
        let Some(shape) = SHAPES.get(usize::from(s)) else { break };
        let end = (i + usize::from(shape.source), j + usize::from(shape.target));
        beads.push(bead((i, j), end, f64::from(p)));
        (i, j) = end;
    }
    beads
}
