//! The dynamic programme against a function that tries everything.

use proptest::prelude::*;
use visavis::align::{Place, best_path, posteriors};
use visavis::model::{Bead, SHAPES};
use visavis::score::{Evidence, GainRow};

/// Gains from a table, any numbers at all.
struct Table {
    sources: usize,
    targets: usize,
    gains: Vec<f32>,
}

impl Table {
    fn gain(&self, shape: usize, source_end: usize, target_end: usize) -> f32 {
        self.gains[(shape * 7 + source_end * 31 + target_end * 101) % self.gains.len()]
    }

    /// Every path from a place to the end, with its gain.
    fn paths(&self, from: (usize, usize)) -> Vec<(f64, Vec<Place>)> {
        if from == (self.sources, self.targets) {
            return vec![(0.0, Vec::new())];
        }
        let mut paths = Vec::new();
        for (s, shape) in SHAPES.iter().enumerate() {
            let end = (from.0 + usize::from(shape.source), from.1 + usize::from(shape.target));
            if end.0 <= self.sources && end.1 <= self.targets {
                let gain = f64::from(self.gain(s, end.0, end.1));
                for (rest, mut places) in self.paths(end) {
                    places.insert(0, Place { start: from, end });
                    paths.push((gain + rest, places));
                }
            }
        }
        paths
    }
}

impl Evidence for Table {
    fn sources(&self) -> usize {
        self.sources
    }

    fn targets(&self) -> usize {
        self.targets
    }

    fn gains(&self, source_end: usize, into: &mut GainRow) {
        for s in 0..SHAPES.len() {
            for (j, gain) in into.of_mut(s).iter_mut().enumerate() {
                *gain = self.gain(s, source_end, j);
            }
        }
    }

    fn learn(&mut self, _: &[Bead]) {}
}

fn places(table: &Table) -> Vec<Place> {
    best_path(table, &|_| ()).unwrap().iter().map(Place::from).collect()
}

proptest! {
    #[test]
    fn the_best_path_and_its_posteriors_are_those_of_trying_everything(
        sources in 0usize..=4,
        targets in 0usize..=4,
        gains in prop::collection::vec(-6.0f32..2.0, 97),
    ) {
        let table = Table { sources, targets, gains };
        let all = table.paths((0, 0));
        let best = all.iter().map(|path| path.0).fold(f64::NEG_INFINITY, f64::max);
        let found = places(&table);
        let worth = all.iter().find(|path| path.1 == found).map(|path| path.0);
        prop_assert!((worth.unwrap_or(f64::NAN) - best).abs() < 1e-4);

        let total: f64 = all.iter().map(|path| path.0.exp()).sum();
        let posterior = posteriors(&table, &found, 1.0, &|_| ());
        for (place, probability) in found.iter().zip(posterior) {
            let through: f64 = all.iter().filter(|path| path.1.contains(place)).map(|path| path.0.exp()).sum();
            prop_assert!((probability - through / total).abs() < 1e-4, "{probability} for {}", through / total);
        }
    }
}

fn flat(sources: usize, targets: usize) -> Table {
    Table { sources, targets, gains: vec![0.0] }
}

#[test]
fn on_a_tie_the_usual_shape_wins() {
    // All paths are worth the same; the last bead is decided first, and 1-1 stands first.
    let found = places(&flat(2, 2));
    assert_eq!(found.last(), Some(&Place { start: (1, 1), end: (2, 2) }));
}

#[test]
fn an_empty_side_leaves_everything_unpaired() {
    assert_eq!(places(&flat(3, 0)).len(), 3);
    assert_eq!(places(&flat(0, 2)).len(), 2);
    assert!(places(&flat(0, 0)).is_empty());
}

#[test]
fn a_bead_of_no_known_shape_has_no_probability() {
    let place = Place { start: (0, 0), end: (5, 5) };
    assert_eq!(posteriors(&flat(5, 5), &[place], 1.0, &|_| ()), [0.0]);
}

#[test]
fn too_many_sentences_are_refused_before_memory_is_taken() {
    let error = best_path(&flat(100_000, 100_000), &|_| ()).unwrap_err();
    insta::assert_snapshot!(error, @"100000 source sentences against 100000 target sentences are too many: the aligner compares at most 4294967296 pairs: cut both texts at the same chapter and align the parts");
}

#[test]
fn posteriors_hold_on_long_documents() {
    // Single precision would be used up after some thousand beads if rows were not settled.
    struct Diagonal(usize);
    impl Evidence for Diagonal {
        fn sources(&self) -> usize {
            self.0
        }
        fn targets(&self) -> usize {
            self.0
        }
        fn gains(&self, source_end: usize, into: &mut GainRow) {
            for (s, shape) in SHAPES.iter().enumerate() {
                let right = shape.source == 1 && shape.target == 1;
                into.of_mut(s).fill(-90.0);
                if right {
                    into.of_mut(s)[source_end] = -25.0;
                }
            }
        }
        fn learn(&mut self, _: &[Bead]) {}
    }
    let table = Diagonal(1500);
    let found: Vec<Place> = best_path(&table, &|_| ()).unwrap().iter().map(Place::from).collect();
    assert_eq!(found.len(), 1500);
    let posterior = posteriors(&table, &found, 1.0, &|_| ());
    assert!(posterior.iter().all(|p| (0.0..=1.0001).contains(p)));
    assert!(posterior[700] > 0.0 && (posterior[700] - posterior[800]).abs() < 0.02);
}
