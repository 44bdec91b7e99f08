//! Precision, recall and F1 of beads, shape by shape: where an aligner errs.
//!
//! A bead is right when exactly that bead is in the gold. Unpaired beads have shapes too, so they count here, which they
//! do not in the strict figures over all shapes; two sentences left out are right as one 2-0 or as two 1-0, as the gold
//! has them. Coarse beads, and what touches them, count nowhere.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt;
use std::ops::AddAssign;

use super::gold::GoldBead;
use super::metrics::{Count, judged};

/// Shapes that make up less than this share of the gold beads, and of the system's, are shown as one.
const RARE: f64 = 0.005;

/// Source and target sentences of a bead.
type Shape = (usize, usize);

/// Counts of each shape over one or more documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShapeTally(BTreeMap<Shape, Count>);

impl ShapeTally {
    /// Compares the beads of one document with its gold; `coarse` holds positions in `gold`.
    pub fn new(gold: &[GoldBead], system: &[GoldBead], coarse: &BTreeSet<usize>) -> Self {
        let (gold, system) = judged(gold, system, coarse);
        let (gold, system): (HashSet<_>, HashSet<_>) =
            (gold.into_iter().collect(), system.into_iter().collect());
        let mut counts: BTreeMap<Shape, Count> = BTreeMap::new();
        for bead in &gold {
            counts.entry(shape(bead)).or_default().gold += 1;
        }
        for bead in &system {
            let count = counts.entry(shape(bead)).or_default();
            count.system += 1;
            count.hits += usize::from(gold.contains(bead));
        }
        Self(counts)
    }

    /// A shape's name (`2-1`) and its figures: what is most frequent in the gold first, rare shapes last, as `other`.
    pub fn figures(&self) -> Vec<(String, ShapeFigures)> {
        let sum = |counts: &mut dyn Iterator<Item = &Count>| {
            counts.fold(Count::default(), |mut sum, &count| {
                sum += count;
                sum
            })
        };
        let all = sum(&mut self.0.values());
        let rare = |count: &Count| {
            (count.gold as f64) < RARE * all.gold as f64 && (count.system as f64) < RARE * all.system as f64
        };
        let mut usual: Vec<_> = self.0.iter().filter(|(_, count)| !rare(count)).collect();
        usual.sort_by_key(|(shape, count)| (usize::MAX - count.gold, **shape));
        let mut figures: Vec<_> =
            usual.into_iter().map(|((a, b), &count)| (format!("{a}-{b}"), count.into())).collect();
        let others = sum(&mut self.0.values().filter(|count| rare(count)));
        if others != Count::default() {
            figures.push(("other".to_owned(), others.into()));
        }
        figures
    }
}

impl AddAssign for ShapeTally {
    fn add_assign(&mut self, other: Self) {
        for (shape, count) in other.0 {
            *self.0.entry(shape).or_default() += count;
        }
    }
}

fn shape(bead: &GoldBead) -> Shape {
    (bead.source.len(), bead.target.len())
}

/// Figures of the beads of one shape; shown as one line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShapeFigures {
    /// Gold beads of this shape.
    pub gold: usize,
    /// The system's beads of this shape.
    pub system: usize,
    /// Share of the system's beads of this shape that are gold beads.
    pub precision: f64,
    /// Share of the gold beads of this shape that were found.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
}

impl From<Count> for ShapeFigures {
    fn from(count: Count) -> Self {
        Self {
            gold: count.gold,
            system: count.system,
            precision: count.precision(),
            recall: count.recall(),
            f1: count.f1(),
        }
    }
}

impl fmt::Display for ShapeFigures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { gold, system, precision, recall, f1 } = self;
        write!(f, "strict P {precision:.4} R {recall:.4} F1 {f1:.4}  gold {gold:6}  system {system:6}")
    }
}

#[cfg(test)]
mod tests {
    use super::super::gold::parse_beads;
    use super::*;

    fn tally(gold: &str, system: &str, coarse: &[usize]) -> ShapeTally {
        let beads = |content| parse_beads("b", content).unwrap();
        ShapeTally::new(&beads(gold), &beads(system), &coarse.iter().copied().collect())
    }

    fn shown(tally: &ShapeTally) -> String {
        tally.figures().iter().map(|(name, figures)| format!("{name:5} {figures}\n")).collect()
    }

    /// Gold: 1-1 three times, 2-1, 1-2, 1-0. System: 1-1 four times (two right), 2-1 (right), 1-0 twice (one right).
    #[test]
    fn each_shape_has_its_own_figures() {
        let tally = tally("0:0\n1:1\n2,3:2\n4:3,4\n5:\n6:5\n", "0:0\n1:1\n2,3:2\n4:3\n5:\n6:4\n7:\n", &[]);
        insta::assert_snapshot!(shown(&tally), @"
        1-1   strict P 0.5000 R 0.6667 F1 0.5714  gold      3  system      4
        1-0   strict P 0.5000 R 1.0000 F1 0.6667  gold      1  system      2
        1-2   strict P 0.0000 R 0.0000 F1 0.0000  gold      1  system      0
        2-1   strict P 1.0000 R 1.0000 F1 1.0000  gold      1  system      1
        ");
    }

    #[test]
    fn coarse_beads_and_what_touches_them_have_no_shape() {
        insta::assert_snapshot!(shown(&tally("0:0\n1,2:1\n3:2\n", "0:0\n1:1\n2,3:2\n", &[1])), @"1-1   strict P 1.0000 R 0.5000 F1 0.6667  gold      2  system      1");
    }

    #[test]
    fn documents_add_up_and_what_is_rare_in_all_of_them_is_other() {
        let pairs: String = (0..500).map(|i| format!("{i}:{i}\n")).collect();
        let mut sum =
            tally(&format!("{pairs}500,501:500\n502:501,502\n"), &format!("{pairs}500,501:500\n"), &[]);
        assert!(!shown(&sum).contains("2-1"));
        insta::assert_snapshot!(shown(&sum), @"
        1-1   strict P 1.0000 R 1.0000 F1 1.0000  gold    500  system    500
        other strict P 1.0000 R 0.5000 F1 0.6667  gold      2  system      1
        ");
        sum += tally("0,1:0\n2,3:1\n", "0,1:0\n2:1\n3:\n", &[]);
        insta::assert_snapshot!(shown(&sum), @"
        1-1   strict P 0.9980 R 1.0000 F1 0.9990  gold    500  system    501
        2-1   strict P 1.0000 R 0.6667 F1 0.8000  gold      3  system      2
        other strict P 0.0000 R 0.0000 F1 0.0000  gold      1  system      1
        ");
        assert!(ShapeTally::default().figures().is_empty());
    }
}
