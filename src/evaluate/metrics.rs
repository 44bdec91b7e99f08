//! Precision, recall and F1 of beads, as the field counts them.
//!
//! - strict: a bead counts when exactly that bead is in the gold; unpaired ones are left out on both sides.
//! - links: the same over single (source sentence, target sentence) links.
//! - lax: share of system beads that overlap a gold bead on both sides.
//! - null: precision and recall over the sentences that are left unpaired.
//!
//! Gold beads marked coarse, and the system beads that touch one, count nowhere.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt;
use std::ops::AddAssign;

use super::gold::GoldBead;

/// What was found, what should be, and what is right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Count {
    pub hits: usize,
    pub system: usize,
    pub gold: usize,
}

impl Count {
    pub fn of<T: Eq + std::hash::Hash>(system: &HashSet<T>, gold: &HashSet<T>) -> Self {
        Self { hits: system.intersection(gold).count(), system: system.len(), gold: gold.len() }
    }

    pub fn precision(self) -> f64 {
        ratio(self.hits, self.system)
    }

    pub fn recall(self) -> f64 {
        ratio(self.hits, self.gold)
    }

    pub fn f1(self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 }
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.hits += other.hits;
        self.system += other.system;
        self.gold += other.gold;
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Counts over one or more documents.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    strict: Count,
    links: Count,
    null: Count,
    lax: usize,
}

impl Tally {
    /// Compares the beads of one document with its gold; `coarse` holds positions in `gold`.
    pub fn new(gold: &[GoldBead], system: &[GoldBead], coarse: &BTreeSet<usize>) -> Self {
        let (gold, system) = judged(gold, system, coarse);
        let (gold_pairs, system_pairs) = (paired(&gold), paired(&system));
        let gold_links = links(&gold_pairs);
        let mut owner: HashMap<u32, HashSet<u32>> = HashMap::new();
        for &(i, j) in &gold_links {
            owner.entry(i).or_default().insert(j);
        }
        let overlaps = |bead: &&&GoldBead| {
            bead.source
                .iter()
                .filter_map(|i| owner.get(i))
                .any(|own| bead.target.iter().any(|j| own.contains(j)))
        };
        Self {
            strict: Count::of(&system_pairs, &gold_pairs),
            links: Count::of(&links(&system_pairs), &gold_links),
            null: Count::of(&unpaired(system), &unpaired(gold)),
            lax: system_pairs.iter().filter(overlaps).count(),
        }
    }

    /// The figures that the counts give.
    pub fn figures(&self) -> Figures {
        Figures {
            strict_precision: self.strict.precision(),
            strict_recall: self.strict.recall(),
            strict_f1: self.strict.f1(),
            links_f1: self.links.f1(),
            lax_precision: ratio(self.lax, self.strict.system),
            null_precision: self.null.precision(),
            null_recall: self.null.recall(),
        }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.strict += other.strict;
        self.links += other.links;
        self.null += other.null;
        self.lax += other.lax;
    }
}

/// Sentences of gold beads whose inside nobody verified.
pub(super) struct Unverified {
    source: HashSet<u32>,
    target: HashSet<u32>,
}

impl Unverified {
    pub fn new(gold: &[GoldBead], coarse: &BTreeSet<usize>) -> Self {
        let of = |side: fn(&GoldBead) -> &Vec<u32>| {
            coarse.iter().filter_map(|&k| gold.get(k)).flat_map(side).copied().collect()
        };
        Self { source: of(|bead| &bead.source), target: of(|bead| &bead.target) }
    }

    /// Whether a sentence of `bead` is one of them.
    pub fn touches(&self, bead: &GoldBead) -> bool {
        bead.source.iter().any(|i| self.source.contains(i))
            || bead.target.iter().any(|j| self.target.contains(j))
    }
}

/// The beads that count: those of the gold that are not coarse, and those of the system that touch no coarse one.
pub(super) fn judged<'b>(
    gold: &'b [GoldBead],
    system: &'b [GoldBead],
    coarse: &BTreeSet<usize>,
) -> (Vec<&'b GoldBead>, Vec<&'b GoldBead>) {
    let unverified = Unverified::new(gold, coarse);
    let gold = gold.iter().enumerate().filter(|(k, _)| !coarse.contains(k)).map(|(_, bead)| bead).collect();
    (gold, system.iter().filter(|bead| !unverified.touches(bead)).collect())
}

fn paired<'b>(beads: &[&'b GoldBead]) -> HashSet<&'b GoldBead> {
    beads.iter().copied().filter(|bead| !bead.source.is_empty() && !bead.target.is_empty()).collect()
}

fn links(beads: &HashSet<&GoldBead>) -> HashSet<(u32, u32)> {
    beads
        .iter()
        .flat_map(|bead| bead.source.iter().flat_map(|&i| bead.target.iter().map(move |&j| (i, j))))
        .collect()
}

/// Unpaired sentences: of the source (true) and of the target (false).
pub(super) fn unpaired<'b>(beads: impl IntoIterator<Item = &'b GoldBead>) -> HashSet<(bool, u32)> {
    let mut sentences = HashSet::new();
    for bead in beads {
        if bead.target.is_empty() {
            sentences.extend(bead.source.iter().map(|&i| (true, i)));
        }
        if bead.source.is_empty() {
            sentences.extend(bead.target.iter().map(|&j| (false, j)));
        }
    }
    sentences
}

/// Figures between 0 and 1; shown as one line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figures {
    /// Share of the system's beads that are gold beads.
    pub strict_precision: f64,
    /// Share of the gold beads that were found.
    pub strict_recall: f64,
    /// Harmonic mean of the two.
    pub strict_f1: f64,
    /// The same over single links.
    pub links_f1: f64,
    /// Share of the system's beads that overlap a gold bead on both sides.
    pub lax_precision: f64,
    /// Share of the sentences left unpaired that the gold leaves unpaired.
    pub null_precision: f64,
    /// Share of the gold's unpaired sentences that were left unpaired.
    pub null_recall: f64,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "strict P {:.4} R {:.4} F1 {:.4}  links F1 {:.4}  lax P {:.4}  null P {:.3} R {:.3}",
            self.strict_precision,
            self.strict_recall,
            self.strict_f1,
            self.links_f1,
            self.lax_precision,
            self.null_precision,
            self.null_recall
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::gold::parse_beads;
    use super::*;

    fn figures(gold: &str, system: &str, coarse: &[usize]) -> String {
        let beads = |content| parse_beads("b", content).unwrap();
        Tally::new(&beads(gold), &beads(system), &coarse.iter().copied().collect()).figures().to_string()
    }

    #[test]
    fn figures_are_counted_as_the_field_counts_them() {
        insta::assert_snapshot!(figures("0:0\n1,2:1\n3:\n4:2\n", "0:0\n1:1\n2:\n3:\n4:2\n", &[]), @"strict P 0.6667 R 0.6667 F1 0.6667  links F1 0.8571  lax P 1.0000  null P 0.500 R 1.000");
    }

    #[test]
    fn coarse_beads_and_what_touches_them_count_nowhere() {
        insta::assert_snapshot!(figures("0:0\n1,2:1\n3:2\n", "0:0\n1:1\n2,3:2\n", &[1]), @"strict P 1.0000 R 0.5000 F1 0.6667  links F1 0.6667  lax P 1.0000  null P 0.000 R 0.000");
    }

    #[test]
    fn nothing_against_nothing_is_nothing() {
        insta::assert_snapshot!(figures("", "", &[]), @"strict P 0.0000 R 0.0000 F1 0.0000  links F1 0.0000  lax P 0.0000  null P 0.000 R 0.000");
    }
}
