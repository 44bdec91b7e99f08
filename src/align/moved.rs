//! Passages that changed places.
//!
//! A path from the beginning to the end cannot pair them: they are left over on both sides, or forced into doubtful beads. What is left
//! over is put together, as if nothing stood between, and aligned again, until no more is found. Two runs that correspond are far from
//! each other anywhere in the two texts, so that a chain of beads has to pay for its place: ln of the number of places. A short
//! bead that is like another by chance cannot.

mod insert;

use std::collections::{BTreeMap, BTreeSet};

use insert::with;

use super::expected_path;
use super::find_corridor;
use crate::model::{Bead, Confidence, SHAPES, SourceRange, TargetRange, paired};
use crate::score::{Corridor, Evidence, GainRow, Gaps, Scattered};

/// Beads that are less sure may be given up for a chain elsewhere.
const DOUBTFUL: f32 = 0.5;
/// Beads of a chain are at least as sure.
const SURE: f32 = 0.5;
/// What a chain pays beside the logarithm of the number of places, in nats.
const MOVE: f32 = 2.0;
/// How often what is left over is aligned: every time may pair what could not be paired at once, since it crosses what was.
const ROUNDS: usize = 8;
/// The most pairs of segments that are left over, so that they are aligned again: more are texts that do not correspond.
const MOST_PAIRS: usize = 1 << 24;
/// Of more, all is tried without a first look.
const MOST_LOOKED_AT: usize = 1 << 20;
/// The share of what a chain pays that its pairs of single segments gain at least.
const PROMISING: f32 = 0.5;
/// The number of the shape 1-1.
const SINGLE: usize = 0;
/// What a bead gains that cannot be.
const IMPOSSIBLE: f32 = -1e6;

/// Pairs what is left over of `beads`, in their order.
pub(super) fn recover<E: Evidence>(evidence: &E, mut beads: Vec<Bead>) -> Vec<Bead> {
    let sizes = (evidence.sources(), evidence.targets());
    let mut alone = Alone::default();
    let mut chains: BTreeSet<u32> = BTreeSet::new();
    for _ in 0..ROUNDS {
        let Some(round) = round(evidence, &beads) else { break };
        alone = round.alone;
        if round.found.is_empty() {
            break;
        }
        chains.extend(round.found.iter().map(|bead| bead.source.start.0));
        beads = with(&beads, round.found, sizes);
    }
    if !chains.is_empty() {
        let filled = filled(evidence, &beads, &chains, &mut alone);
        beads = with(&beads, filled, sizes);
    }
    // What is unpaired is so only if it is unpaired among what is left over, too.
    for bead in beads.iter_mut().filter(|bead| bead.shape().is_unpaired()) {
        if let Some(p) = alone.of(bead) {
            bead.confidence = Confidence::new(f64::from(bead.confidence.value() * p));
        }
    }
    beads
}

/// How probable it is that source and target segments that are left over are in no other bead, either.
#[derive(Default)]
struct Alone {
    sources: BTreeMap<usize, f32>,
    targets: BTreeMap<usize, f32>,
}

impl Alone {
    /// What a bead of what is left over says of its segments, if it stands in the whole with probability `sure`.
    fn learn(&mut self, bead: &Bead, (sources, targets): (&[usize], &[usize]), sure: f32) {
        let p = bead.confidence.value();
        let alone = if bead.shape().is_unpaired() { p } else { 1.0 - p * sure };
        self.sources.extend(bead.source.as_usize().map(|i| (sources[i], alone)));
        self.targets.extend(bead.target.as_usize().map(|j| (targets[j], alone)));
    }

    /// That of an unpaired segment.
    fn of(&self, bead: &Bead) -> Option<f32> {
        let found = match bead.target.is_empty() {
            true => self.sources.get(&bead.source.as_usize().start),
            false => self.targets.get(&bead.target.as_usize().start),
        };
        found.copied()
    }
}

/// Beads for what is left over on both sides between two neighbours of which one is in a chain, given by the beginnings of its beads:
/// what stands there has no place of its own to pay for.
fn filled<E: Evidence>(evidence: &E, beads: &[Bead], chains: &BTreeSet<u32>, alone: &mut Alone) -> Vec<Bead> {
    let paired: Vec<&Bead> = paired(beads).collect();
    let taken: BTreeSet<usize> = paired.iter().flat_map(|bead| bead.target.as_usize()).collect();
    let in_chain = |pair: &&[&Bead]| pair.iter().any(|bead| chains.contains(&bead.source.start.0));
    let hole = |from: u32, to: u32| (from as usize..to as usize).collect::<Vec<usize>>();
    let mut filled = Vec::new();
    for pair in paired.windows(2).filter(in_chain) {
        let sources = hole(pair[0].source.end.0, pair[1].source.start.0);
        let targets = hole(pair[0].target.end.0, pair[1].target.start.0);
        let small = sources.len().saturating_mul(targets.len()) <= MOST_LOOKED_AT;
        let empty = sources.is_empty() || targets.is_empty();
        if empty || !small || targets.iter().any(|j| taken.contains(j)) {
            continue;
        }
        let Some(mut part) = evidence.part(&sources, &targets) else { continue };
        let corridor = Corridor::all(sources.len(), targets.len());
        part.prepare(&corridor);
        let sure = pair[0].confidence.value().min(pair[1].confidence.value());
        for bead in expected_path(&part, &corridor, &|_| ()).beads {
            alone.learn(&bead, (&sources, &targets), sure);
            if !bead.shape().is_unpaired() {
                filled.push(placed(&bead, &sources, &targets, bead.confidence.value() * sure));
            }
        }
    }
    filled
}

/// A bead of what is left over, as a bead of the whole.
fn placed(bead: &Bead, sources: &[usize], targets: &[usize], confidence: f32) -> Bead {
    let (s, t) = (sources[bead.source.start.0 as usize], targets[bead.target.start.0 as usize]);
    let (a, b) = (bead.source.len(), bead.target.len());
    Bead {
        source: SourceRange::new(s as u32, (s + a) as u32),
        target: TargetRange::new(t as u32, (t + b) as u32),
        confidence: Confidence::new(f64::from(confidence)),
    }
}

/// What is left over, aligned again.
struct Round {
    /// The beads of chains that are worth their place.
    found: Vec<Bead>,
    alone: Alone,
}

/// Aligns what is left over once more; nothing if it is not worth it.
fn round<E: Evidence>(evidence: &E, beads: &[Bead]) -> Option<Round> {
    let left = |bead: &&Bead| bead.shape().is_unpaired() || bead.confidence.value() < DOUBTFUL;
    let mut sources: Vec<usize> = beads.iter().filter(left).flat_map(|bead| bead.source.as_usize()).collect();
    let mut targets: Vec<usize> = beads.iter().filter(left).flat_map(|bead| bead.target.as_usize()).collect();
    sources.sort_unstable();
    targets.sort_unstable();
    if sources.is_empty() || targets.is_empty() || sources.len().saturating_mul(targets.len()) > MOST_PAIRS {
        return None;
    }
    let places = (sources.len() * targets.len()) as f32;
    let place = places.ln() + MOVE;
    if !promising(evidence, &mut sources, &mut targets, place) {
        return None;
    }
    let mut part = evidence.part(&sources, &targets)?;
    let corridor = find_corridor(&part);
    part.prepare(&corridor);
    let apart = Apart {
        part: &part,
        corridor: &corridor,
        source: ends_of_runs(&sources),
        target: ends_of_runs(&targets),
        place,
    };
    let known = |bead: &Bead| beads.iter().any(|old| (old.source, old.target) == (bead.source, bead.target));
    let path = expected_path(&apart, &corridor, &|_| ()).beads;
    let mut alone = Alone::default();
    path.iter().for_each(|bead| alone.learn(bead, (&sources, &targets), 1.0));
    let found = path
        .into_iter()
        .filter(|bead| !bead.shape().is_unpaired() && bead.confidence.value() >= SURE)
        .map(|bead| placed(&bead, &sources, &targets, bead.confidence.value()))
        .filter(|bead| !known(bead))
        .collect();
    Some(Round { found, alone })
}

/// Leaves only runs of which one of each side may hold a chain that is worth its place; whether there are any.
///
/// Most of what is left over has no counterpart. What pairs of single segments gain in two runs, in ascending order, tells soon.
fn promising<E: Evidence>(
    evidence: &E,
    sources: &mut Vec<usize>,
    targets: &mut Vec<usize>,
    place: f32,
) -> bool {
    let corridor = Corridor::all(sources.len(), targets.len());
    if corridor.cells() > MOST_LOOKED_AT {
        return true;
    }
    let Some(mut part) = evidence.part(sources, targets) else { return false };
    part.prepare(&corridor);
    let gaps = part.gaps();
    let ends = [ends_of_runs(sources), ends_of_runs(targets)];
    let mut kept = [vec![false; sources.len()], vec![false; targets.len()]];
    let (mut above, mut here) = (vec![0.0f32; targets.len() + 1], vec![0.0f32; targets.len() + 1]);
    let mut found = vec![false; targets.len()];
    let mut gains = GainRow::default();
    let mut start = 0;
    for i in 0..sources.len() {
        part.gains_up_to(i + 1, 2, &mut gains);
        let row = gains.of(SINGLE);
        let mut from = 0;
        for j in 0..targets.len() {
            // Of what is left over, every unpaired segment is a further one.
            let gain = row[j + 1] - gaps.source[i] - gaps.target[j] - 2.0 * gaps.further;
            let (before, beside) = if j == from { (0.0, 0.0) } else { (above[j], here[j]) };
            here[j + 1] = (before + gain.max(0.0)).max(beside).max(above[j + 1]);
            if ends[1][j] {
                if here[j + 1] >= PROMISING * place {
                    found[from..=j].fill(true);
                }
                from = j + 1;
            }
        }
        std::mem::swap(&mut above, &mut here);
        if ends[0][i] {
            if found.contains(&true) {
                kept[0][start..=i].fill(true);
                kept[1].iter_mut().zip(&found).for_each(|(kept, found)| *kept |= found);
            }
            found.fill(false);
            above.fill(0.0);
            start = i + 1;
        }
    }
    for (segments, kept) in [sources, targets].into_iter().zip(&kept) {
        let mut kept = kept.iter();
        segments.retain(|_| kept.next() == Some(&true));
    }
    kept[0].contains(&true)
}

/// Whether each of the segments is the last before a hole.
fn ends_of_runs(segments: &[usize]) -> Vec<bool> {
    let mut ends: Vec<bool> = segments.windows(2).map(|pair| pair[0] + 1 != pair[1]).collect();
    ends.push(true);
    ends
}

/// Evidence for what is left over: no bead goes over a hole, and every chain pays for its place.
struct Apart<'e, E> {
    part: &'e E,
    corridor: &'e Corridor,
    source: Vec<bool>,
    target: Vec<bool>,
    place: f32,
}

impl<E: Evidence> Evidence for Apart<'_, E> {
    fn sources(&self) -> usize {
        self.part.sources()
    }

    fn targets(&self) -> usize {
        self.part.targets()
    }

    fn prepare(&mut self, _: &Corridor) {}

    fn gains(&self, source_end: usize, into: &mut GainRow) {
        self.part.gains(source_end, into);
        let columns = self.corridor.row(source_end);
        let broken = |ends: &[bool], start: usize, end: usize| ends[start..end - 1].contains(&true);
        for (s, shape) in SHAPES.iter().enumerate().filter(|(_, shape)| !shape.is_unpaired()) {
            let (a, b) = (usize::from(shape.source), usize::from(shape.target));
            if a > source_end {
                continue;
            }
            let row = into.of_mut(s);
            if broken(&self.source, source_end - a, source_end) {
                row.fill(IMPOSSIBLE);
            } else if b > 1 {
                for (gain, end) in row.iter_mut().zip(columns.clone()) {
                    if end >= b && broken(&self.target, end - b, end) {
                        *gain = IMPOSSIBLE;
                    }
                }
            }
        }
    }

    fn gaps(&self) -> Gaps {
        // To be unpaired is what one expects of what is left over: nothing has to begin.
        let Gaps { mut source, mut target, further, .. } = self.part.gaps();
        source.iter_mut().chain(&mut target).for_each(|gain| *gain += further);
        let ends = |ends: &[bool]| std::iter::once(true).chain(ends.iter().copied()).collect();
        let scattered =
            Scattered { chain: -self.place, source: ends(&self.source), target: ends(&self.target) };
        Gaps { source, target, further: 0.0, scattered: Some(scattered) }
    }

    fn learn(&mut self, _: &[Bead], _: &Corridor) {}
}
