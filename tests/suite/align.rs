//! The dynamic programmes against a function that tries everything.

use proptest::prelude::*;
use visavis::align::{Step, align, backward, best_path, expected_path, explain, forward};
use visavis::model::{Bead, SHAPES};
use visavis::score::{Corridor, Evidence, GainRow, Gaps};

/// Gains from a table, any numbers at all.
struct Table {
    corridor: Corridor,
    gains: Vec<f32>,
    further: f32,
}

type Corner = (usize, usize);

impl Table {
    fn new(sources: usize, targets: usize, gains: Vec<f32>) -> Self {
        Self { corridor: Corridor::all(sources, targets), gains, further: 0.5 }
    }

    fn gain(&self, shape: usize, source_end: usize, target_end: usize) -> f32 {
        self.gains[(shape * 7 + source_end * 31 + target_end * 101) % self.gains.len()]
    }

    /// Every path from a place to the end, with its gain; `before` is the shape that led here.
    fn paths(&self, from: Corner, before: Option<usize>) -> Vec<(f64, Vec<(Corner, Corner)>)> {
        if from == (self.sources(), self.targets()) {
            return vec![(0.0, Vec::new())];
        }
        let gaps = self.gaps();
        let mut paths = Vec::new();
        for (s, shape) in SHAPES.iter().enumerate() {
            let end = (from.0 + usize::from(shape.source), from.1 + usize::from(shape.target));
            let inside = end.0 <= self.sources() && self.corridor.row(end.0).contains(&end.1);
            if !inside || (s, before) == (1, Some(2)) {
                continue;
            }
            let further = if before == Some(s) { gaps.further } else { 0.0 };
            let gain = match s {
                1 => gaps.source[from.0] + further,
                2 => gaps.target[from.1] + further,
                _ => self.gain(s, end.0, end.1),
            };
            for (rest, mut places) in self.paths(end, Some(s)) {
                places.insert(0, (from, end));
                paths.push((f64::from(gain) + rest, places));
            }
        }
        paths
    }
}

impl Evidence for Table {
    fn sources(&self) -> usize {
        self.corridor.sources()
    }

    fn targets(&self) -> usize {
        self.corridor.targets()
    }

    fn prepare(&mut self, _: &Corridor) {}

    fn gains(&self, source_end: usize, into: &mut GainRow) {
        let row = self.corridor.row(source_end);
        into.begin(row.clone());
        for s in 0..SHAPES.len() {
            for (gain, j) in into.of_mut(s).iter_mut().zip(row.clone()) {
                *gain = self.gain(s, source_end, j);
            }
        }
    }

    fn gaps(&self) -> Gaps {
        Gaps {
            source: (0..self.sources()).map(|i| self.gain(1, i, 0)).collect(),
            target: (0..self.targets()).map(|j| self.gain(2, 0, j)).collect(),
            further: self.further,
            scattered: None,
        }
    }

    fn learn(&mut self, _: &[Bead], _: &Corridor) {}
}

fn corners(path: &[Bead]) -> Vec<(Corner, Corner)> {
    let corner = |bead: &Bead| {
        let (s, t) = (bead.source.as_usize(), bead.target.as_usize());
        ((s.start, t.start), (s.end, t.end))
    };
    path.iter().map(corner).collect()
}

proptest! {
    #[test]
    fn the_best_path_and_all_probabilities_are_those_of_trying_everything(
        sources in 0usize..=4,
        targets in 0usize..=4,
        gains in prop::collection::vec(-6.0f32..2.0, 97),
        cut in prop::collection::vec((0usize..3, 0usize..3), 5),
    ) {
        let mut table = Table::new(sources, targets, gains);
        let rows = (0..=sources).map(|i| {
            let (low, high) = cut[i];
            (i.saturating_sub(low)).min(targets)..(i + high + 1).min(targets + 1).max(1)
        });
        table.corridor = Corridor::around(rows.collect(), targets);
        let all = table.paths((0, 0), None);
        let best = all.iter().map(|path| path.0).fold(f64::NEG_INFINITY, f64::max);
        let found = corners(&best_path(&table, &table.corridor, &|_| ()));
        let worth = all.iter().find(|path| path.1 == found).map(|path| path.0);
        prop_assert!((worth.unwrap_or(f64::NAN) - best).abs() < 1e-4);

        let total: f64 = all.iter().map(|path| path.0.exp()).sum();
        let before = forward(&table, &table.corridor, &|_| ());
        prop_assert!((before.total() - total.ln()).abs() < 1e-4);
        let mut wrong = None;
        backward(&table.corridor, &before, &mut |starting| {
            for (s, shape) in SHAPES.iter().enumerate() {
                for (k, &p) in starting.of(s).iter().enumerate() {
                    let start = (starting.source, starting.first + k);
                    let end = (start.0 + usize::from(shape.source), start.1 + usize::from(shape.target));
                    let through: f64 =
                        all.iter().filter(|path| path.1.contains(&(start, end))).map(|path| path.0.exp()).sum();
                    if (f64::from(p) - through / total).abs() > 1e-4 {
                        wrong = Some(format!("{start:?} {end:?}: {p}, expected {}", through / total));
                    }
                }
            }
        });
        prop_assert!(wrong.is_none(), "{wrong:?}");
    }
}

/// All paths of a table with their gains, as beads without place where they are unpaired.
struct Everything(Vec<(f64, Vec<(Corner, Corner)>)>);

impl Everything {
    /// The bead; an unpaired segment is the same wherever it stands.
    fn named(&(start, end): &(Corner, Corner)) -> (Corner, Corner) {
        match (start.0 == end.0, start.1 == end.1) {
            (true, _) => ((usize::MAX, start.1), (usize::MAX, end.1)),
            (_, true) => ((start.0, usize::MAX), (end.0, usize::MAX)),
            _ => (start, end),
        }
    }

    fn through(&self, bead: (Corner, Corner)) -> impl Iterator<Item = f64> {
        let held = move |path: &&(f64, Vec<(Corner, Corner)>)| path.1.iter().any(|b| Self::named(b) == bead);
        self.0.iter().filter(held).map(|path| path.0)
    }

    fn probability(&self, bead: (Corner, Corner)) -> f64 {
        self.through(bead).map(f64::exp).sum::<f64>() / self.0.iter().map(|path| path.0.exp()).sum::<f64>()
    }

    fn best(&self, bead: (Corner, Corner)) -> f64 {
        self.through(bead).fold(f64::NEG_INFINITY, f64::max)
    }

    /// The probability of the best rival.
    fn rival(&self, bead: (Corner, Corner)) -> f64 {
        let unpaired = |b: &(Corner, Corner)| b.0.0 == usize::MAX || b.0.1 == usize::MAX;
        let meet = |a: usize, b: usize, c: usize, d: usize| a != usize::MAX && a.max(c) < b.min(d);
        let shares = |b: &(Corner, Corner)| {
            (b.0.0 != usize::MAX && meet(bead.0.0, bead.1.0, b.0.0, b.1.0))
                || (b.0.1 != usize::MAX && meet(bead.0.1, bead.1.1, b.0.1, b.1.1))
        };
        let all = self.0.iter().flat_map(|path| path.1.iter().map(Self::named));
        let rivals = all.filter(|b| *b != bead && shares(b) && !(unpaired(b) && unpaired(&bead)));
        rivals.map(|b| self.probability(b)).fold(0.0, f64::max)
    }
}

/// What steps of a path gain.
fn worth(table: &Table, steps: &[Step]) -> f64 {
    let gaps = table.gaps();
    let gain = |step: &Step| {
        let (s, t) = (step.bead.source.as_usize(), step.bead.target.as_usize());
        let shape = SHAPES.iter().position(|shape| *shape == step.bead.shape()).unwrap();
        let further = if step.further { gaps.further } else { 0.0 };
        f64::from(match shape {
            1 => gaps.source[s.start] + further,
            2 => gaps.target[t.start] + further,
            _ => table.gain(shape, s.end, t.end),
        })
    };
    steps.iter().map(gain).sum()
}

proptest! {
    #[test]
    fn rivals_are_those_of_trying_everything(
        sources in 0usize..=4,
        targets in 1usize..=4,
        gains in prop::collection::vec(-6.0f32..2.0, 97),
    ) {
        let mut table = Table::new(sources, targets, gains);
        let everything = Everything(table.paths((0, 0), None));
        let beads = align(&mut table, &|_| ()).unwrap().beads().to_vec();
        let numbers: Vec<usize> = (0..beads.len()).collect();
        let contests = explain(&mut table, &numbers, &|_| ()).unwrap();
        for (bead, contest) in corners(&beads).iter().map(Everything::named).zip(&contests) {
            let expected = everything.rival(bead);
            let Some(rival) = &contest.contest.rival else {
                prop_assert!(expected < 1e-9, "no rival of {bead:?}, expected one of {expected}");
                continue;
            };
            let step = rival.step;
            let found = f64::from(step.bead.confidence.value());
            prop_assert!((found - expected).abs() < 1e-4, "{bead:?}: {found}, expected {expected}");
            let other = Everything::named(&corners(&[step.bead])[0]);
            prop_assert!((everything.probability(other) - found).abs() < 1e-4);
            // The paths differ by what their beads between two corners do.
            let difference = worth(&table, &rival.ours) - worth(&table, &rival.theirs);
            let expected = everything.best(bead) - everything.best(other);
            prop_assert!((difference - expected).abs() < 1e-2, "{bead:?} against {other:?}: {difference}, expected {expected}");
        }
    }
}

fn path(table: &Table) -> Vec<(Corner, Corner)> {
    corners(&best_path(table, &table.corridor, &|_| ()))
}

fn flat(sources: usize, targets: usize) -> Table {
    Table { further: 0.0, ..Table::new(sources, targets, vec![0.0]) }
}

#[test]
fn on_a_tie_the_usual_shape_wins() {
    // All paths are worth the same; the last bead is decided first, and 1-1 stands first.
    assert_eq!(path(&flat(2, 2)).last(), Some(&((1, 1), (2, 2))));
}

#[test]
fn an_empty_side_leaves_everything_unpaired() {
    let best = |table: &Table| best_path(table, &table.corridor, &|_| ()).len();
    let expected = |table: &Table| expected_path(table, &table.corridor, &|_| ()).beads.len();
    for length in [&best as &dyn Fn(&Table) -> usize, &expected] {
        assert_eq!((length(&flat(3, 0)), length(&flat(0, 2)), length(&flat(0, 0))), (3, 2, 0));
    }
}

/// Only 1-1 is right, and everything costs much.
struct Diagonal(Corridor);

impl Evidence for Diagonal {
    fn sources(&self) -> usize {
        self.0.sources()
    }

    fn targets(&self) -> usize {
        self.0.targets()
    }

    fn prepare(&mut self, _: &Corridor) {}

    fn gains(&self, source_end: usize, into: &mut GainRow) {
        into.begin(self.0.row(source_end));
        for s in 0..SHAPES.len() {
            into.of_mut(s).fill(-900.0);
        }
        into.of_mut(0)[source_end] = -25.0;
    }

    fn gaps(&self) -> Gaps {
        Gaps {
            source: vec![-900.0; self.sources()],
            target: vec![-900.0; self.targets()],
            further: 0.0,
            scattered: None,
        }
    }

    fn learn(&mut self, _: &[Bead], _: &Corridor) {}
}

#[test]
fn probabilities_hold_on_long_documents() {
    // Single precision would be used up after some thousand beads if rows were not settled.
    let diagonal = Diagonal(Corridor::all(1500, 1500));
    let found = expected_path(&diagonal, &diagonal.0, &|_| ()).beads;
    assert_eq!(found.len(), 1500);
    let least = found.iter().map(|bead| bead.confidence.value()).fold(1.0, f32::min);
    assert!(least > 0.999, "{least}");
}
#[test]
fn every_segment_is_in_one_bead_of_every_path() {
    let gains: Vec<f32> = (0..97).map(|k| ((k * 37) % 97) as f32 / 12.0 - 6.0).collect();
    let table = Table::new(40, 33, gains);
    let before = forward(&table, &table.corridor, &|_| ());
    let mut covered = [vec![0.0f32; 40], vec![0.0f32; 33]];
    backward(&table.corridor, &before, &mut |starting| {
        for (s, shape) in SHAPES.iter().enumerate() {
            for (k, &p) in starting.of(s).iter().enumerate().filter(|(_, p)| **p > 0.0) {
                let start = [starting.source, starting.first + k];
                for (side, length) in [shape.source, shape.target].into_iter().enumerate() {
                    covered[side][start[side]..start[side] + usize::from(length)]
                        .iter_mut()
                        .for_each(|c| *c += p);
                }
            }
        }
    });
    for sum in covered.iter().flatten() {
        assert!((sum - 1.0).abs() < 1e-3, "{sum}");
    }
}
