//! Words that translate each other, as a sparse matrix of links between segments.
//!
//! A pair of types with probability p weighs ln(p / q), where q is the chance to meet the more frequent of
//! them in any segment: a rare name is worth several nats, an article nothing. M(i, j) sums the weights of
//! all pairs of types that segments i and j share. Because it is a sum, the links of any run of segments with
//! any other are found from running totals, in constant time a bead.

use std::ops::Range;

use super::REACH;
use super::lexicon::Entry;
use super::side::Side;
use super::weights::Weights;
use crate::model::Bead;

/// The most that one pair of types weighs, and the least that is kept, in nats.
const MOST: f32 = 6.0;
const LEAST: f32 = 0.7;
/// The most cells of the matrix that are visited, so that memory stays bounded on long texts; frequent pairs
/// go first.
const CELLS: usize = 16_000_000;

/// How much a word weighs in the mass of its segment whose translation stands nowhere in the other text,
/// against one whose translation does.
const TRANSLATABLE: f32 = 0.7;
/// How much mass, squared, the general chance is worth against what is learned of neighbours, and how many
/// times the chance between any two segments that between neighbours is before anything is learned.
const PRIOR_MASS: f64 = 3_000.0;
const NEIGHBOURS: f64 = 3.0;

/// The links of two documents.
pub(super) struct Links {
    /// Where each source segment's links begin in `cells`; one more entry than segments.
    starts: Vec<usize>,
    /// Target segment and weight.
    cells: Vec<(u32, f32)>,
    /// Mass of all types before each position: what could be linked at most.
    source_mass: Vec<f32>,
    target_mass: Vec<f32>,
    /// Mass of each segment, with that of words whose translation stands nowhere in the other text.
    source_needs: Vec<f32>,
    target_needs: Vec<f32>,
    /// Links that a unit of source mass has with a unit of target mass in a segment near by that does not
    /// translate it.
    chance: f32,
}

/// What the beads that end at one source position share, by target position; the first index is a number of
/// segments.
pub(super) struct Room {
    /// Links between the last a source segments and all target segments before each position.
    linked: Vec<Vec<f32>>,
    /// Cost of each target segment at the edge of a bead with the last a source segments.
    target_edges: Vec<Vec<f32>>,
    /// Cost of the last source segment at the edge of a bead with b target segments, from the position where
    /// they start.
    source_edges: Vec<Vec<f32>>,
}

impl Room {
    pub(super) fn new(targets: usize) -> Self {
        let rows = || vec![vec![0.0; targets + 1]; REACH + 1];
        Self { linked: rows(), target_edges: rows(), source_edges: rows() }
    }
}

impl Links {
    pub(super) fn new(source: &Side, target: &Side, lexicon: &[Entry]) -> Self {
        let mut weighted: Vec<(f32, &Entry)> = lexicon
            .iter()
            .filter_map(|entry| {
                let chance = source.chances[entry.source as usize].max(target.chances[entry.target as usize]);
                let weight = (entry.probability / chance).ln().min(MOST);
                (weight >= LEAST).then_some((weight, entry))
            })
            .collect();
        let visits = |entry: &Entry| {
            source.postings[entry.source as usize].len() * target.postings[entry.target as usize].len()
        };
        weighted.sort_by_key(|(_, entry)| (visits(entry), entry.source, entry.target));
        let mut budget = CELLS;
        weighted.retain(|(_, entry)| {
            let fits = visits(entry) <= budget;
            budget = if fits { budget - visits(entry) } else { 0 };
            fits
        });

        let mut of_source: Vec<Vec<(u32, f32)>> = vec![Vec::new(); source.words.len()];
        let mut best = (vec![0.0f32; source.words.len()], vec![0.0f32; target.words.len()]);
        for (weight, entry) in weighted {
            let (s, t) = (entry.source as usize, entry.target as usize);
            of_source[s].push((entry.target, weight));
            best.0[s] = best.0[s].max(weight);
            best.1[t] = best.1[t].max(weight);
        }
        let (mut starts, mut cells) = (vec![0], Vec::new());
        let mut sums = vec![0.0f32; target.len()];
        let mut touched = Vec::new();
        for types in &source.tokens {
            for &(other, weight) in types.iter().flat_map(|&s| &of_source[s as usize]) {
                for &j in &target.postings[other as usize] {
                    if sums[j as usize] == 0.0 {
                        touched.push(j);
                    }
                    sums[j as usize] += weight;
                }
            }
            touched.sort_unstable();
            cells.extend(touched.iter().map(|&j| (j, std::mem::take(&mut sums[j as usize]))));
            touched.clear();
            starts.push(cells.len());
        }
        let (source_mass, target_mass) = (mass(source, &best.0), mass(target, &best.1));
        let all: f64 = cells.iter().map(|&(_, weight)| f64::from(weight)).sum();
        let most = |mass: &[f32]| f64::from(mass[mass.len() - 1]).max(1.0);
        let chance = (NEIGHBOURS * all / (most(&source_mass) * most(&target_mass))) as f32;
        let (source_needs, target_needs) = (needs(source, best.0), needs(target, best.1));
        Self { starts, cells, source_mass, target_mass, source_needs, target_needs, chance }
    }

    /// Learns from an alignment how many links neighbours have that are no translations of each other.
    pub(super) fn learn(&mut self, beads: &[Bead]) {
        let (mut linked, mut most) = (0.0f64, 0.0f64);
        let paired: Vec<&Bead> = beads.iter().filter(|bead| !bead.shape().is_unpaired()).collect();
        for neighbours in paired.windows(2) {
            for (s, t) in [(neighbours[0], neighbours[1]), (neighbours[1], neighbours[0])] {
                let (source, target) = (s.source.as_usize(), t.target.as_usize());
                linked += source.clone().map(|i| self.between(i, &target)).sum::<f64>();
                let mass = |mass: &[f32], run: &Range<usize>| f64::from(mass[run.end] - mass[run.start]);
                most += mass(&self.source_mass, &source) * mass(&self.target_mass, &target);
            }
        }
        let (prior, of) = (f64::from(self.chance) * PRIOR_MASS, PRIOR_MASS);
        self.chance = ((linked + prior) / (most + of)) as f32;
    }

    /// The links between a source segment and a run of target segments.
    fn between(&self, i: usize, run: &Range<usize>) -> f64 {
        let row = &self.cells[self.starts[i]..self.starts[i + 1]];
        let from = row.partition_point(|&(j, _)| (j as usize) < run.start);
        row[from..]
            .iter()
            .take_while(|&&(j, _)| (j as usize) < run.end)
            .map(|&(_, weight)| f64::from(weight))
            .sum()
    }

    /// Works out what the beads that end before source segment `end` share.
    pub(super) fn prepare(&self, weights: &Weights, end: usize, room: &mut Room) {
        for a in 1..room.linked.len().min(end + 1) {
            let (done, todo) = room.linked.split_at_mut(a);
            let row = &mut todo[0];
            row.fill(0.0);
            for &(j, weight) in &self.cells[self.starts[end - a]..self.starts[end - a + 1]] {
                row[j as usize + 1] = weight;
            }
            let mut total = 0.0;
            for (cell, fewer) in row.iter_mut().zip(&done[a - 1]) {
                total += *cell;
                *cell = total + fewer;
            }
            let edges = room.target_edges[a].iter_mut().zip(row.windows(2).zip(&self.target_needs));
            for (edge, (links, &mass)) in edges {
                *edge = weights.edge(mass, links[1] - links[0]);
            }
        }
        if end > 0 {
            let mass = self.source_needs[end - 1];
            for b in 1..room.source_edges.len() {
                let links = &room.linked[1];
                let edges =
                    room.source_edges[b].iter_mut().zip(links.iter().zip(links.get(b..).unwrap_or_default()));
                for (edge, (low, high)) in edges {
                    *edge = weights.edge(mass, high - low);
                }
            }
        }
    }

    /// Adds to `row` the gains of beads of the source segments `run` and `b` target segments; `room` was
    /// prepared for the end of the run.
    pub(super) fn add_paired(
        &self,
        weights: &Weights,
        run: Range<usize>,
        b: usize,
        room: &Room,
        row: &mut [f32],
    ) {
        let a = run.len();
        let linked = &room.linked[a];
        if a > 1 {
            // The links of the first source segment are those of all less those of all but the first.
            let mass = self.source_needs[run.start];
            let all = linked.iter().zip(&linked[b..]);
            let others = room.linked[a - 1].iter().zip(&room.linked[a - 1][b..]);
            let last = &room.source_edges[b];
            for (gain, ((all, others), last)) in row[b..].iter_mut().zip(all.zip(others).zip(last)) {
                *gain -= last + weights.edge(mass, (all.1 - all.0) - (others.1 - others.0));
            }
        }
        if b > 1 {
            let edges = room.target_edges[a].iter().zip(&room.target_edges[a][b - 1..]);
            for (gain, (first, last)) in row[b..].iter_mut().zip(edges) {
                *gain -= first + last;
            }
        }
        // Of a × b pairs of segments, as many as the longer side has translate each other; the rest share
        // words by chance.
        let right = a.max(b) as f32 / (a * b) as f32;
        let chance = weights.chance * self.chance * (1.0 - right);
        let worth = weights.mass * right;
        let source = self.source_mass[run.end] - self.source_mass[run.start];
        let overlap = weights.overlap * (a + b) as f32 / 2.0;
        let (prior, base) = (weights.overlap_prior, weights.overlap_base);
        let linked = linked.iter().zip(&linked[b..]);
        let mass = self.target_mass.iter().zip(&self.target_mass[b..]);
        for (gain, ((low, high), (before, after))) in row[b..].iter_mut().zip(linked.zip(mass)) {
            let target = after - before;
            let most = if source < target { source } else { target };
            let shared = high - low - chance * source * target;
            let shared = if shared < most { shared } else { most };
            let all = (source + target) / 2.0;
            *gain += overlap * ((shared + prior * base) / (all + prior) - base) + worth * shared;
        }
    }

    /// Adds to `row` what it costs to leave segments unpaired: `a` source segments, or else one target segment.
    pub(super) fn add_unpaired(&self, weights: &Weights, a: usize, end: usize, row: &mut [f32]) {
        if a > 0 {
            let cost = weights.unpaired_mass * (self.source_mass[end] - self.source_mass[end - a]);
            row.iter_mut().for_each(|gain| *gain -= cost);
        } else {
            let mass = self.target_mass.iter().zip(&self.target_mass[1..]);
            for (gain, (before, after)) in row[1..].iter_mut().zip(mass) {
                *gain -= weights.unpaired_mass * (after - before);
            }
        }
    }
}

/// What each segment of a document could be linked by if the other text translated it.
fn needs(side: &Side, mut best: Vec<f32>) -> Vec<f32> {
    for ((best, probability), chance) in best.iter_mut().zip(&side.translatable).zip(&side.chances) {
        let weight = TRANSLATABLE * (probability / chance).ln();
        if weight > *best {
            *best = weight.min(MOST);
        }
    }
    side.tokens.iter().map(|types| types.iter().map(|&id| best[id as usize]).sum()).collect()
}

/// Running total of the best weights of a document's types.
fn mass(side: &Side, best: &[f32]) -> Vec<f32> {
    let mut total = 0.0f64;
    let mut mass = vec![0.0];
    for types in &side.tokens {
        total += types.iter().map(|&id| f64::from(best[id as usize])).sum::<f64>();
        mass.push(total as f32);
    }
    mass
}
