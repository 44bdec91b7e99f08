//! Can the confidence of rows be believed, and does it send a reviewer to the wrong ones?
//!
//! A row with both sides is right if exactly its bead is in the gold; a row with one side if the gold leaves each of its
//! sentences unpaired, since gold may hold a run of them as one bead where the aligner has one a sentence. Rows that
//! touch a coarse gold bead are left out.

use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::ops::{AddAssign, Range};

use super::gold::GoldBead;
use super::metrics::{Unverified, unpaired};
use crate::model::Bead;

/// Steps of equal width in which confidence is compared with what is right.
pub const BINS: usize = 10;

/// The shares of all rows, the least confident ones, in which wrong rows are counted.
const LEAST: [f64; 3] = [0.05, 0.10, 0.20];

/// A row's confidence, and whether it is right.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Row {
    confidence: f64,
    right: bool,
}

/// The rows of one or more documents, judged by gold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RowTally(Vec<Row>);

impl RowTally {
    /// Judges the beads of one document; `coarse` holds positions in `gold`.
    pub fn new(gold: &[GoldBead], system: &[Bead], coarse: &BTreeSet<usize>) -> Self {
        let unverified = Unverified::new(gold, coarse);
        let verified = gold.iter().enumerate().filter(|(k, _)| !coarse.contains(k)).map(|(_, bead)| bead);
        let beads: HashSet<&GoldBead> = verified.collect();
        let alone = unpaired(beads.iter().copied());
        let right = |bead: &GoldBead| match bead.source.is_empty() || bead.target.is_empty() {
            true => unpaired([bead]).is_subset(&alone),
            false => beads.contains(bead),
        };
        let rows = system.iter().map(|bead| (GoldBead::from(bead), f64::from(bead.confidence.value())));
        let judged = rows.filter(|(bead, _)| !unverified.touches(bead));
        Self(judged.map(|(bead, confidence)| Row { confidence, right: right(&bead) }).collect())
    }

    /// The figures of all rows together.
    pub fn figures(&self) -> RowFigures {
        let mut sorted = self.0.clone();
        sorted.sort_by(|a, b| a.confidence.total_cmp(&b.confidence));
        let wrong = sorted.iter().filter(|row| !row.right).count();
        RowFigures {
            rows: sorted.len(),
            wrong,
            expected_wrong: sorted.iter().fold(0.0, |sum, row| sum + (1.0 - row.confidence)),
            calibration_error: calibration_error(&self.bins()),
            ranking: ranking(&sorted),
            among_least: LEAST.map(|share| wrong_among_least(&sorted, share)),
        }
    }

    /// The rows by confidence, in [`BINS`] steps of equal width; a row of 1 counts in the last.
    pub fn bins(&self) -> [RowBin; BINS] {
        let mut bins = [RowBin::default(); BINS];
        for row in &self.0 {
            if let Some(bin) = bins.get_mut(((row.confidence * BINS as f64) as usize).min(BINS - 1)) {
                bin.rows += 1;
                bin.right += usize::from(row.right);
                bin.confidence += row.confidence;
            }
        }
        bins
    }
}

impl AddAssign for RowTally {
    fn add_assign(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}

/// The rows of one step of confidence.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct RowBin {
    /// How many there are.
    pub rows: usize,
    /// How many of them are right.
    pub right: usize,
    /// Sum of their confidence.
    confidence: f64,
}

impl RowBin {
    /// Mean confidence and share of right rows; none of an empty step.
    pub fn means(&self) -> Option<(f64, f64)> {
        let rows = self.rows as f64;
        (self.rows > 0).then(|| (self.confidence / rows, self.right as f64 / rows))
    }
}

/// The mean distance between confidence and share of right rows, step by step (Naeini et al. 2015).
fn calibration_error(bins: &[RowBin]) -> f64 {
    let rows: usize = bins.iter().map(|bin| bin.rows).sum();
    let apart: f64 = bins.iter().map(|bin| (bin.confidence - bin.right as f64).abs()).sum();
    apart / rows.max(1) as f64
}

/// Runs of rows with the same confidence.
fn ties(sorted: &[Row]) -> impl Iterator<Item = &[Row]> {
    sorted.chunk_by(|a, b| a.confidence == b.confidence)
}

/// The probability that a right row has more confidence than a wrong one, ties counted half: the area under the ROC curve
/// (Hanley & McNeil 1982). None where all rows are right, or all wrong.
fn ranking(sorted: &[Row]) -> Option<f64> {
    let (mut won, mut wrong_before, mut rights) = (0.0, 0.0, 0.0);
    for tie in ties(sorted) {
        let right = tie.iter().filter(|row| row.right).count() as f64;
        let wrong = tie.len() as f64 - right;
        won += right * (wrong_before + wrong / 2.0);
        wrong_before += wrong;
        rights += right;
    }
    (rights > 0.0 && wrong_before > 0.0).then(|| won / (rights * wrong_before))
}

/// The share of the wrong rows that is found by looking at this share of all rows, the least confident first: of rows with
/// the same confidence, as many are wrong as in any order on average. None where no row is wrong.
fn wrong_among_least(sorted: &[Row], share: f64) -> Option<f64> {
    let mut left = share * sorted.len() as f64;
    let (mut found, mut all) = (0.0, 0.0);
    for tie in ties(sorted) {
        let wrong = tie.iter().filter(|row| !row.right).count() as f64;
        found += wrong * (left / tie.len() as f64).clamp(0.0, 1.0);
        left -= tie.len() as f64;
        all += wrong;
    }
    (all > 0.0).then(|| found / all)
}

/// How far the confidence of rows can be believed; shown as one line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RowFigures {
    /// Rows that were judged.
    pub rows: usize,
    /// Those that are wrong.
    pub wrong: usize,
    /// How many should be by their confidence: the sum of what it lacks to 1.
    pub expected_wrong: f64,
    /// Expected calibration error, from 0: the mean distance between confidence and share of right rows, in ten steps of equal
    /// width.
    pub calibration_error: f64,
    /// Area under the ROC curve of confidence against correctness, from 0; 0.5 is chance.
    pub ranking: Option<f64>,
    /// Shares of the wrong rows that stand among the least confident 5, 10 and 20 % of all rows.
    pub among_least: [Option<f64>; 3],
}

impl fmt::Display for RowFigures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rows, wrong, expected_wrong, calibration_error, ranking, among_least } = self;
        let show = |share: &Option<f64>| share.map_or("-".to_owned(), |share| format!("{share:.4}"));
        write!(f, "rows {rows:6}  wrong {wrong:5}  expected {expected_wrong:8.1}  ")?;
        write!(
            f,
            "calibration error {calibration_error:.4}  ROC area {}  wrong among the least sure",
            show(ranking)
        )?;
        let shares = LEAST.iter().zip(among_least);
        shares.enumerate().try_for_each(|(k, (least, found))| {
            write!(f, "{} {:.0} % {}", if k == 0 { "" } else { "," }, 100.0 * least, show(found))
        })
    }
}

/// The confidence of step `bin` of [`BINS`].
pub(super) fn step(bin: usize) -> Range<f64> {
    bin as f64 / BINS as f64..(bin + 1) as f64 / BINS as f64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::gold::parse_beads;
    use super::*;
    use crate::model::{Confidence, SourceRange, TargetRange};

    fn bead(source: (u32, u32), target: (u32, u32), confidence: f64) -> Bead {
        Bead {
            source: SourceRange::new(source.0, source.1),
            target: TargetRange::new(target.0, target.1),
            confidence: Confidence::new(confidence),
        }
    }

    fn tally(rows: &[(f64, bool)]) -> RowTally {
        RowTally(rows.iter().map(|&(confidence, right)| Row { confidence, right }).collect())
    }

    #[test]
    fn unpaired_sentences_are_judged_one_by_one_and_coarse_beads_not_at_all() {
        let gold = parse_beads("g", "0:0\n1,2:\n3:1\n4,5:2\n6:3\n").unwrap();
        let system = [
            bead((0, 1), (0, 1), 0.9),
            bead((1, 2), (1, 1), 0.8),
            bead((2, 3), (1, 1), 0.5),
            bead((3, 4), (1, 1), 0.25),
            bead((4, 4), (1, 2), 0.25),
            bead((4, 6), (2, 3), 0.75),
            bead((6, 7), (3, 4), 0.1),
        ];
        let rows = RowTally::new(&gold, &system, &BTreeSet::new());
        assert_eq!(
            rows.0.iter().map(|row| row.right).collect::<Vec<_>>(),
            [true, true, true, false, false, true, true]
        );
        insta::assert_snapshot!(rows.figures(), @"rows      7  wrong     2  expected      3.5  calibration error 0.3500  ROC area 0.8000  wrong among the least sure 5 % 0.0000, 10 % 0.0000, 20 % 0.2000");
        let rows = RowTally::new(&gold, &system, &[3].into());
        assert_eq!(rows.0.len(), 6);
        let run =
            RowTally::new(&gold, &[bead((1, 3), (0, 0), 0.5), bead((2, 4), (0, 0), 0.5)], &BTreeSet::new());
        assert_eq!(run.0.iter().map(|row| row.right).collect::<Vec<_>>(), [true, false]);
    }

    #[test]
    fn a_perfect_order_finds_all_wrong_rows_first_and_no_order_finds_its_share() {
        let sure: Vec<(f64, bool)> = (0..100).map(|k| (k as f64 / 100.0, k >= 10)).collect();
        let figures = tally(&sure).figures();
        assert_eq!((figures.ranking, figures.among_least[1]), (Some(1.0), Some(1.0)));
        assert!((figures.among_least[0].unwrap() - 0.5).abs() < 1e-9);
        let same: Vec<(f64, bool)> = (0..100).map(|k| (0.9, k >= 10)).collect();
        let figures = tally(&same).figures();
        assert_eq!(figures.ranking, Some(0.5));
        assert!((figures.among_least[2].unwrap() - 0.2).abs() < 1e-9);
        assert!(figures.calibration_error < 1e-9);
    }

    #[test]
    fn without_a_wrong_row_or_without_any_there_is_nothing_to_rank() {
        insta::assert_snapshot!(tally(&[(1.0, true)]).figures(), @"rows      1  wrong     0  expected      0.0  calibration error 0.0000  ROC area -  wrong among the least sure 5 % -, 10 % -, 20 % -");
        insta::assert_snapshot!(tally(&[]).figures(), @"rows      0  wrong     0  expected      0.0  calibration error 0.0000  ROC area -  wrong among the least sure 5 % -, 10 % -, 20 % -");
    }

    /// Everything counted anew, pair by pair and row by row.
    fn brute_force(rows: &[(f64, bool)]) -> (f64, Option<f64>, [Option<f64>; 3]) {
        let count = rows.len() as f64;
        let mut apart = 0.0;
        for k in 0..10 {
            let within: Vec<_> =
                rows.iter().filter(|row| row.0 >= step(k).start && (row.0 < step(k).end || k == 9)).collect();
            if !within.is_empty() {
                let size = within.len() as f64;
                let mean = within.iter().map(|row| row.0).sum::<f64>() / size;
                let right = within.iter().filter(|row| row.1).count() as f64 / size;
                apart += size / count * (mean - right).abs();
            }
        }
        let [rights, wrongs] =
            [true, false].map(|right| rows.iter().filter(|row| row.1 == right).collect::<Vec<_>>());
        let (mut won, mut pairs) = (0.0, 0.0);
        for right in &rights {
            for wrong in &wrongs {
                pairs += 1.0;
                won += if right.0 > wrong.0 {
                    1.0
                } else if right.0 == wrong.0 {
                    0.5
                } else {
                    0.0
                };
            }
        }
        let among = [5.0, 10.0, 20.0].map(|percent| {
            let looked_at = percent * count / 100.0;
            let seen = wrongs.iter().map(|wrong| {
                let before = rows.iter().filter(|row| row.0 < wrong.0).count() as f64;
                let beside = rows.iter().filter(|row| row.0 == wrong.0).count() as f64;
                ((looked_at - before) / beside).clamp(0.0, 1.0)
            });
            (!wrongs.is_empty()).then(|| seen.sum::<f64>() / wrongs.len() as f64)
        });
        (apart, (pairs > 0.0).then(|| won / pairs), among)
    }

    proptest! {
        #[test]
        fn figures_agree_with_counting_pair_by_pair(
            rows in prop::collection::vec((0u32..=20, any::<bool>()), 1..120)
        ) {
            let rows: Vec<(f64, bool)> = rows.into_iter().map(|(k, right)| (f64::from(k) / 20.0, right)).collect();
            let figures = tally(&rows).figures();
            let (apart, ranking, among) = brute_force(&rows);
            let close = |a: Option<f64>, b: Option<f64>| match (a, b) {
                (Some(a), Some(b)) => (a - b).abs() < 1e-9,
                (a, b) => a == b,
            };
            prop_assert!((figures.calibration_error - apart).abs() < 1e-9, "{} {apart}", figures.calibration_error);
            prop_assert!(close(figures.ranking, ranking), "{:?} {ranking:?}", figures.ranking);
            prop_assert!(figures.among_least.iter().zip(among).all(|(a, b)| close(*a, b)), "{figures:?} {among:?}");
            let halves = rows.split_at(rows.len() / 2);
            let mut sum = tally(halves.0);
            sum += tally(halves.1);
            prop_assert_eq!(sum.figures(), figures);
        }
    }
}
