//! Words that translate each other, as a sparse matrix of links between segments.
//!
//! A pair of types with probability p weighs ln(p / q), where q is the chance to meet the more frequent of them in any
//! segment: a rare name is worth several nats, an article nothing. M(i, j) sums the weights of all pairs of types
//! that segments i and j share. Because it is a sum, the links of any run of segments with any other are found from
//! running totals, in constant time a bead.

use std::ops::Range;

use super::lexicon::Entry;
use super::side::Side;
use super::weights::Weights;

/// The most that one pair of types weighs, and the least that is kept, in nats.
const MOST: f32 = 6.0;
const LEAST: f32 = 0.7;
/// The most cells of the matrix that are visited, so that memory stays bounded on long texts; frequent pairs go first.
const CELLS: usize = 16_000_000;

/// The links of two documents.
pub(super) struct Links {
    /// Where each source segment's links begin in `cells`; one more entry than segments.
    starts: Vec<usize>,
    /// Target segment and weight.
    cells: Vec<(u32, f32)>,
    /// Mass of all types before each position: what could be linked at most.
    source_mass: Vec<f32>,
    target_mass: Vec<f32>,
    /// Links a unit of source mass has with a unit of target mass, between any two segments.
    chance: f32,
}

impl Links {
    pub(super) fn new(source: &Side, target: &Side, lexicon: &[Entry]) -> Self {
        let (n, m) = (source.len().max(1) as f32, target.len().max(1) as f32);
        let mut weighted: Vec<(f32, &Entry)> = lexicon
            .iter()
            .filter_map(|entry| {
                let chance = (source.frequency(entry.source) / n).max(target.frequency(entry.target) / m);
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
        let chance = (all / (most(&source_mass) * most(&target_mass))) as f32;
        Self { starts, cells, source_mass, target_mass, chance }
    }

    /// For a = 1, 2, …: writes to `room[a]` the links between source segments `end - a..end` and all target segments
    /// before each position.
    pub(super) fn sum_rows(&self, end: usize, room: &mut [Vec<f32>]) {
        for a in 1..room.len().min(end + 1) {
            let (done, todo) = room.split_at_mut(a);
            let row = &mut todo[0];
            row.fill(0.0);
            for &(j, weight) in &self.cells[self.starts[end - a]..self.starts[end - a + 1]] {
                row[j as usize + 1] = weight;
            }
            let mut total = 0.0;
            if a == 1 {
                for cell in row.iter_mut() {
                    total += *cell;
                    *cell = total;
                }
            } else {
                for (cell, fewer) in row.iter_mut().zip(&done[a - 1]) {
                    total += *cell;
                    *cell = total + fewer;
                }
            }
        }
    }

    /// Adds to `row` the gains of beads of the source segments `run` and `b` target segments; `linked` is
    /// what [`Links::sum_rows`] wrote for as many source segments.
    pub(super) fn add_paired(&self, weights: &Weights, run: Range<usize>, b: usize, linked: &[f32], row: &mut [f32]) {
        let source = self.source_mass[run.end] - self.source_mass[run.start];
        let size = (run.len() + b) as f32 / 2.0;
        let overlap = weights.overlap * size;
        let prior = weights.overlap_prior;
        let base = weights.overlap_base;
        let chance = weights.chance * self.chance * source;
        let linked = linked.iter().zip(&linked[b..]);
        let mass = self.target_mass.iter().zip(&self.target_mass[b..]);
        for (gain, ((low, high), (before, after))) in row[b..].iter_mut().zip(linked.zip(mass)) {
            let target = after - before;
            let shared = high - low - chance * target;
            let all = (source + target) / 2.0;
            *gain += overlap * ((shared + prior * base) / (all + prior) - base) + weights.mass * shared;
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
