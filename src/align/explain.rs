//! Why this bead, and not another?
//!
//! The best rival of a bead is the most probable other bead that shares a segment with it. Their gains alone do not say which is
//! better: a 1-1 leaves a segment to its neighbours that a 1-2 takes. So the best path through the one is compared
//! with the best path through the other, between the nearest corners that both paths have. Their difference is close to the
//! logarithm of the odds of the two beads, and each part of it is some evidence's. Time O(corridor · shapes) for each bead.

use std::collections::HashSet;
use std::ops::Range;

use super::posterior::{backward, forward};
use super::search::{bead, best_path};
use super::{Progress, decided, learned};
use crate::error::{Error, Result};
use crate::model::{Bead, SHAPES};
use crate::score::{Corridor, Evidence, GainRow, Gaps};

/// What a bead gains more than it does so that the best path goes through it, in nats: more than any path could lose by that, and
/// little enough for single precision.
const FORCED: f32 = 1_000.0;
/// How many segments before and behind a bead that stands apart are looked at with it.
const AROUND: usize = 8;

/// A bead of a path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The bead, with its probability where that is known.
    pub bead: Bead,
    /// Whether it is unpaired and so is the one of the same side before it.
    pub further: bool,
}

/// The best rival of a bead.
#[derive(Debug, Clone, PartialEq)]
pub struct Rival {
    /// The rival, with the probability that exactly it is right; for an unpaired segment, wherever it stands.
    pub step: Step,
    /// What the best path through the bead has where the best path through the rival differs, less unpaired segments that both
    /// leave so.
    pub ours: Vec<Step>,
    /// What the latter has there.
    pub theirs: Vec<Step>,
}

/// A bead and its best rival.
#[derive(Debug, Clone, PartialEq)]
pub struct Contest {
    /// The bead.
    pub step: Step,
    /// None where no other bead is probable at all.
    pub rival: Option<Rival>,
}

/// A bead and its best rival, and the evidence that knows them.
pub struct Explained<E> {
    /// The bead and its rival, by the positions of `part`, if there is one.
    pub contest: Contest,
    /// For a bead that stands apart from the path of the others: the evidence for what is around it, and where that begins in both
    /// texts.
    pub part: Option<(E, [usize; 2])>,
}

/// Aligns as [`align`](super::align()) does, and finds the best rivals of the beads with these numbers, from 0.
///
/// # Errors
/// Those of [`align`](super::align()), and [`Error::NoRow`] for a number that no bead has.
pub fn explain<E: Evidence>(
    evidence: &mut E,
    numbers: &[usize],
    on_progress: &(dyn Fn(Progress) + Sync),
) -> Result<Vec<Explained<E>>> {
    let corridors = learned(evidence, on_progress)?;
    let (alignment, corridor) = decided(evidence, corridors, on_progress)?;
    let (steps, moved) = (steps(alignment.beads()), alignment.moved());
    let asked = |&number: &usize| {
        let rows = steps.len();
        steps.get(number).copied().ok_or(Error::NoRow { found: number, rows })
    };
    let asked: Vec<Step> = numbers.iter().map(asked).collect::<Result<_>>()?;
    let rivals = rivals(evidence, &corridor, &asked);
    let explained = |((step, rival), number): ((Step, Option<Bead>), &usize)| {
        // No path of the whole leads through what changed places.
        if !step.bead.shape().is_unpaired() && (moved[*number] || !is_inside(&step.bead, &corridor)) {
            return apart(evidence, step);
        }
        let rival = rival.map(|rival| compared(evidence, &corridor, &step.bead, &rival));
        Explained { contest: Contest { step, rival }, part: None }
    };
    Ok(asked.into_iter().zip(rivals).zip(numbers).map(explained).collect())
}

/// Whether a bead begins and ends in a corridor.
fn is_inside(bead: &Bead, corridor: &Corridor) -> bool {
    let (source, target) = (bead.source.as_usize(), bead.target.as_usize());
    corridor.row(source.start).contains(&target.start) && corridor.row(source.end).contains(&target.end)
}

/// A bead among the segments around it on both sides, as if there were no others.
fn apart<E: Evidence>(evidence: &E, step: Step) -> Explained<E> {
    let around = |run: Range<usize>, all: usize| -> Vec<usize> {
        (run.start.saturating_sub(AROUND)..(run.end + AROUND).min(all)).collect()
    };
    let sources = around(step.bead.source.as_usize(), evidence.sources());
    let targets = around(step.bead.target.as_usize(), evidence.targets());
    let Some(mut part) = evidence.part(&sources, &targets) else {
        return Explained { contest: Contest { step, rival: None }, part: None };
    };
    let corridor = Corridor::all(sources.len(), targets.len());
    part.prepare(&corridor);
    let from = [sources[0], targets[0]];
    let step = Step { bead: step.bead.shifted(from.map(|from| -(from as i64))), ..step };
    let rival = rivals(&part, &corridor, &[step]).pop().flatten();
    let rival = rival.map(|rival| compared(&part, &corridor, &step.bead, &rival));
    Explained { contest: Contest { step, rival }, part: Some((part, from)) }
}

/// The most probable other bead that shares a segment with each of the beads; for an unpaired segment, one that pairs it.
fn rivals(evidence: &impl Evidence, corridor: &Corridor, asked: &[Step]) -> Vec<Option<Bead>> {
    let (n, m) = (corridor.sources(), corridor.targets());
    let mut found: Vec<Option<Bead>> = vec![None; asked.len()];
    let mut alone = [vec![0.0f64; n], vec![0.0f64; m]];
    let better = |best: &Option<Bead>, p: f32| best.is_none_or(|best| p > best.confidence.value());
    let before = forward(evidence, corridor, &|_| ());
    backward(corridor, &before, &mut |starting| {
        let i = starting.source;
        for (s, shape) in SHAPES.iter().enumerate() {
            for (j, &p) in (starting.first..).zip(starting.of(s)).filter(|(_, p)| **p > 0.0) {
                match (shape.source, shape.target) {
                    (_, 0) => alone[0][i] += f64::from(p),
                    (0, _) => alone[1][j] += f64::from(p),
                    (a, b) => {
                        let end = (i + usize::from(a), j + usize::from(b));
                        for (best, step) in found.iter_mut().zip(asked) {
                            let candidate = bead((i, j), end, f64::from(p));
                            if better(best, p)
                                && !same(&candidate, &step.bead)
                                && share(&candidate, &step.bead)
                            {
                                *best = Some(candidate);
                            }
                        }
                    }
                }
            }
        }
    });
    for (best, step) in found.iter_mut().zip(asked).filter(|(_, step)| !step.bead.shape().is_unpaired()) {
        let Bead { source, target, .. } = step.bead;
        // At any place that the corridor has: where they stand, the path through them shows.
        let (i, j) = (source.start.0 as usize, target.start.0 as usize);
        let left = source.as_usize().map(|k| bead((k, j), (k + 1, j), alone[0][k]));
        let right = target.as_usize().map(|k| bead((i, k), (i, k + 1), alone[1][k]));
        for candidate in left.chain(right).filter(|candidate| candidate.confidence.value() > 0.0) {
            if better(best, candidate.confidence.value()) {
                *best = Some(candidate);
            }
        }
    }
    found
}

/// Whether two beads are the same; an unpaired segment is, wherever it stands.
fn same(x: &Bead, y: &Bead) -> bool {
    x.shape() == y.shape()
        && (x.source.is_empty() || x.source == y.source)
        && (x.target.is_empty() || x.target == y.target)
}

/// Whether two beads have a segment in common.
fn share(x: &Bead, y: &Bead) -> bool {
    let (a, b) = (x.source, y.source);
    let (c, d) = (x.target, y.target);
    a.start.max(b.start) < a.end.min(b.end) || c.start.max(d.start) < c.end.min(d.end)
}

/// The beads of a path, each with what it owes to the one before it.
fn steps(path: &[Bead]) -> Vec<Step> {
    let before = std::iter::once(None).chain(path.iter().map(Some));
    let step = |(bead, before): (&Bead, Option<&Bead>)| {
        let further = bead.shape().is_unpaired() && before.is_some_and(|b| b.shape() == bead.shape());
        Step { bead: *bead, further }
    };
    path.iter().zip(before).map(step).collect()
}

type Corner = (u32, u32);

fn start(bead: &Bead) -> Corner {
    (bead.source.start.0, bead.target.start.0)
}

fn end(bead: &Bead) -> Corner {
    (bead.source.end.0, bead.target.end.0)
}

fn compared(evidence: &impl Evidence, corridor: &Corridor, ours: &Bead, theirs: &Bead) -> Rival {
    let [(path, own), (other_path, rival)] = [ours, theirs].map(|bead| {
        let first = corridor.row(bead.source.end.0 as usize).start;
        let path = steps(&best_path(&Through { evidence, bead, first }, corridor, &|_| ()));
        let step = path.iter().copied().find(|step| same(&step.bead, bead));
        (path, step.unwrap_or(Step { bead: *bead, further: false }))
    });
    // A corner at which one path goes on with a further unpaired segment and the other does not is none that they share.
    let places = |path: &[Step]| -> Vec<(Corner, bool)> {
        let next = path.iter().skip(1).map(|step| step.further).chain([false]);
        path.iter().map(|step| end(&step.bead)).zip(next).collect()
    };
    let theirs_too: HashSet<(Corner, bool)> = places(&other_path).into_iter().collect();
    let common = places(&path).into_iter().filter(|place| theirs_too.contains(place));
    let corners: Vec<Corner> = common.map(|(corner, _)| corner).collect();
    let within = |x: Corner, y: Corner| x.0 <= y.0 && x.1 <= y.1;
    let both = [&own.bead, &rival.bead];
    let from = corners.iter().copied().rfind(|&corner| both.iter().all(|bead| within(corner, start(bead))));
    let to = corners.iter().copied().find(|&corner| both.iter().all(|bead| within(end(bead), corner)));
    let (from, to) = (from.unwrap_or_default(), to.unwrap_or((u32::MAX, u32::MAX)));
    let between = |path: &[Step]| -> Vec<Step> {
        let inside = |step: &&Step| within(from, start(&step.bead)) && within(end(&step.bead), to);
        path.iter().filter(inside).copied().collect()
    };
    let (mine, other) = (between(&path), between(&other_path));
    let alike = |x: &Step, y: &Step| same(&x.bead, &y.bead) && x.further == y.further;
    let less = |path: &[Step], other: &[Step]| -> Vec<Step> {
        path.iter().filter(|step| !other.iter().any(|o| alike(step, o))).copied().collect()
    };
    let bead = Bead { confidence: theirs.confidence, ..rival.bead };
    Rival { step: Step { bead, ..rival }, ours: less(&mine, &other), theirs: less(&other, &mine) }
}

/// Evidence by which the best path goes through a bead.
struct Through<'e, E> {
    evidence: &'e E,
    bead: &'e Bead,
    /// The first target position of the row in which the bead ends.
    first: usize,
}

impl<E: Evidence> Evidence for Through<'_, E> {
    fn sources(&self) -> usize {
        self.evidence.sources()
    }

    fn targets(&self) -> usize {
        self.evidence.targets()
    }

    fn prepare(&mut self, _: &Corridor) {}

    fn gains(&self, source_end: usize, into: &mut GainRow) {
        self.evidence.gains(source_end, into);
        let (shape, end) = (self.bead.shape(), end(self.bead));
        if source_end == end.0 as usize && !shape.is_unpaired() {
            for (s, _) in SHAPES.iter().enumerate().filter(|(_, other)| **other == shape) {
                into.of_mut(s)[end.1 as usize - self.first] += FORCED;
            }
        }
    }

    fn gaps(&self) -> Gaps {
        let mut gaps = self.evidence.gaps();
        if self.bead.shape().is_unpaired() {
            gaps.source[self.bead.source.as_usize()].iter_mut().for_each(|gain| *gain += FORCED);
            gaps.target[self.bead.target.as_usize()].iter_mut().for_each(|gain| *gain += FORCED);
        }
        gaps
    }

    fn learn(&mut self, _: &[Bead], _: &Corridor) {}
}
