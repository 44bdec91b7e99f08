//! Words that translate each other, as a sparse matrix of links between segments.
//!
//! A pair of types with probability p weighs ln(p / q), where q is the chance to meet the more frequent of
//! them in any segment: a rare name is worth several nats, an article nothing. M(i, j) sums the weights of
//! all pairs of types that segments i and j share. Because it is a sum, the links of any run of segments with
//! any other are found from running totals, in constant time a bead.

use std::ops::Range;

use super::REACH;
use super::band::{Band, Stack};
use super::corridor::Corridor;
use super::gains::{Beads, ends, window};
use super::lexicon::Entry;
use super::side::Side;
use super::weights::Bends;
use crate::model::{Bead, paired};

/// The most that one pair of types weighs, and the least that is kept, in nats.
const MOST: f32 = 6.0;
const LEAST: f32 = 0.7;

/// How much a word weighs in the mass of its segment whose translation stands nowhere in the other text,
/// against one whose translation does.
const TRANSLATABLE: f32 = 0.7;
/// How much mass, squared, the general chance is worth against what is learned of neighbours, and how many
/// times the chance between any two segments that between neighbours is before anything is learned.
const PRIOR_MASS: f64 = 3_000.0;
const NEIGHBOURS: f64 = 3.0;

/// The links of two documents.
pub(super) struct Links {
    /// Links of each pair of segments.
    band: Band,
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

/// What the beads that end at one source position share.
pub(super) struct Room {
    linked: Stack,
}

impl Room {
    pub(super) fn new() -> Self {
        Self { linked: Stack::new(REACH) }
    }
}

impl Links {
    /// None yet.
    pub(super) fn none() -> Self {
        Self {
            band: Band::new(&Corridor::all(0, 0), |_, _, _| ()),
            source_mass: Vec::new(),
            target_mass: Vec::new(),
            source_needs: Vec::new(),
            target_needs: Vec::new(),
            chance: 0.0,
        }
    }

    pub(super) fn new(source: &Side, target: &Side, lexicon: &[Entry], corridor: &Corridor) -> Self {
        let mut best = (vec![0.0f32; source.words.len()], vec![0.0f32; target.words.len()]);
        let mut all = 0.0f64;
        // Pairs by source type: those of type s stand from starts[s] on, to starts[s + 1].
        let mut starts = vec![0usize; source.words.len() + 2];
        let mut kept = Vec::with_capacity(lexicon.len());
        for entry in lexicon {
            if let Some(weight) = weight(entry, source, target) {
                let (s, t) = (entry.source as usize, entry.target as usize);
                kept.push((entry.source, entry.target, weight));
                starts[s + 2] += 1;
                best.0[s] = best.0[s].max(weight);
                best.1[t] = best.1[t].max(weight);
                all += f64::from(weight * source.frequency(entry.source) * target.frequency(entry.target));
            }
        }
        for s in 2..starts.len() {
            starts[s] += starts[s - 1];
        }
        let mut pairs = vec![(0u32, 0.0f32); kept.len()];
        for (s, t, weight) in kept {
            let at = &mut starts[s as usize + 1];
            pairs[*at] = (t, weight);
            *at += 1;
        }
        let of_source = |s: u32| &pairs[starts[s as usize]..starts[s as usize + 1]];
        // For each target type, how many of its segments stand before the corridor, which never goes back.
        let mut passed = vec![0u32; target.words.len()];
        let band = Band::new(corridor, |i, targets, values| {
            for &(other, weight) in source.tokens.of(i).iter().flat_map(|&s| of_source(s)) {
                let (postings, passed) = (target.postings.of(other as usize), &mut passed[other as usize]);
                let behind = postings[*passed as usize..].iter();
                *passed += behind.take_while(|&&j| (j as usize) < targets.start).count() as u32;
                let within = postings[*passed as usize..].iter();
                for &j in within.take_while(|&&j| (j as usize) < targets.end) {
                    values[j as usize - targets.start] += weight;
                }
            }
        });
        let (source_mass, target_mass) = (mass(source, &best.0), mass(target, &best.1));
        let most = |mass: &[f32]| f64::from(mass[mass.len() - 1]).max(1.0);
        let chance = (NEIGHBOURS * all / (most(&source_mass) * most(&target_mass))) as f32;
        let (source_needs, target_needs) = (needs(source, best.0), needs(target, best.1));
        Self { band, source_mass, target_mass, source_needs, target_needs, chance }
    }

    /// The same with what was learned of other segments of the two documents.
    pub(super) fn with_chance_of(self, other: &Self) -> Self {
        Self { chance: other.chance, ..self }
    }

    /// Learns from an alignment how many links neighbours have that are no translations of each other.
    pub(super) fn learn(&mut self, beads: &[Bead]) {
        let (mut linked, mut most) = (0.0f64, 0.0f64);
        let paired: Vec<&Bead> = paired(beads).collect();
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
        f64::from(self.band.sum(i, run.clone()))
    }

    /// Works out what the beads that end before source segment `end` share.
    #[inline(always)]
    pub(super) fn begin_row(&self, corridor: &Corridor, end: usize, room: &mut Room) {
        room.linked.fill(&self.band, (0..end).rev(), corridor.touched(end));
    }

    /// For beads: the share of what could be linked that is, the same with nothing linked, the mass that is linked, and what
    /// segments at the edge lack.
    #[inline(always)]
    pub(super) fn features<const W: usize>(
        &self,
        bends: &Bends,
        room: &Room,
        beads: &Beads,
    ) -> [[f32; W]; 4] {
        let (run, b) = (&beads.sources, beads.width);
        let a = run.len();
        let start = beads.start();
        let totals = room.linked.from(a, start);
        let all: ([f32; W], [f32; W]) = ends(totals, b);
        // Of a × b pairs of segments, as many as the longer side has translate each other; the rest share
        // words by chance.
        let right = a.max(b) as f32 / (a * b) as f32;
        let chance = bends.chance * self.chance * (1.0 - right);
        let source = self.source_mass[run.end] - self.source_mass[run.start];
        let size = (a + b) as f32 / 2.0;
        let at_most = Most { source, chance: chance * source, size, prior: bends.prior, right };
        let [share, need, worth] = most_features(&at_most, all, ends(&self.target_mass[start..], b));
        let mut edge = [0.0; W];
        if a > 1 {
            // The links of the first source segment are those of all less those of all but the first.
            let others: ([f32; W], [f32; W]) = ends(room.linked.from(a - 1, start), b);
            let last: ([f32; W], [f32; W]) = ends(room.linked.from(1, start), b);
            let needs = (self.source_needs[run.start], self.source_needs[run.end - 1]);
            for (k, edge) in edge.iter_mut().enumerate() {
                let first = (all.1[k] - all.0[k]) - (others.1[k] - others.0[k]);
                *edge -= bends.edge(needs.0, first) + bends.edge(needs.1, last.1[k] - last.0[k]);
            }
        }
        if b > 1 {
            let needs: ([f32; W], [f32; W]) = ends(&self.target_needs[start..], b - 1);
            let (second, before_last): ([f32; W], [f32; W]) = (window(totals, 1), window(totals, b - 1));
            for k in 0..W {
                edge[k] -= bends.edge(needs.0[k], second[k] - all.0[k])
                    + bends.edge(needs.1[k], all.1[k] - before_last[k]);
            }
        }
        [share, need, worth, edge]
    }

    /// Mass of each segment: sources, targets.
    pub(super) fn masses(&self) -> [Vec<f32>; 2] {
        [&self.source_mass, &self.target_mass]
            .map(|mass| mass.windows(2).map(|pair| pair[1] - pair[0]).collect())
    }
}

/// What beads of the same source segments and as many target segments have in common.
struct Most {
    /// Mass of the source segments, and links by chance for a unit of target mass.
    source: f32,
    chance: f32,
    size: f32,
    prior: f32,
    right: f32,
}

/// The share that is linked, what could be, and the mass that is, from running totals of links and of target mass at the starts and
/// ends of beads.
#[inline(always)]
fn most_features<const W: usize>(
    of: &Most,
    (from, to): ([f32; W], [f32; W]),
    (light, heavy): ([f32; W], [f32; W]),
) -> [[f32; W]; 3] {
    let Most { source, chance, size, prior, right } = *of;
    let (mut share, mut need, mut worth) = ([0.0; W], [0.0; W], [0.0; W]);
    for k in 0..W {
        let target = heavy[k] - light[k];
        let most = if source < target { source } else { target };
        let shared = to[k] - from[k] - chance * target;
        let shared = if shared < most { shared } else { most };
        let all = (source + target) / 2.0;
        let part = size / (all + prior);
        share[k] = part * shared;
        need[k] = part * all;
        worth[k] = right * shared;
    }
    [share, need, worth]
}

/// What a pair of types weighs, unless that is too little to be kept.
pub(super) fn weight(entry: &Entry, source: &Side, target: &Side) -> Option<f32> {
    let chance = source.chances[entry.source as usize].max(target.chances[entry.target as usize]);
    Some((entry.probability / chance).ln().min(MOST)).filter(|weight| *weight >= LEAST)
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
    for types in side.tokens.iter() {
        total += types.iter().map(|&id| f64::from(best[id as usize])).sum::<f64>();
        mass.push(total as f32);
    }
    mass
}
