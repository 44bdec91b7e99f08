//! How good is an alignment of sentences that were found by a splitter? Gold is about other sentences of the same texts, so
//! that both are compared as places of the texts, counted in characters that are not white space.
//!
//! A cut point is a pair of places, one a text, at which a bead ends. Between two beads with both sides, unpaired
//! sentences of the source are taken to come before those of the target, so that no two ways to write down the same
//! alignment differ in their cut points; a passage that changed places has cut points as any other bead. The end of both
//! texts is none, and neither are places within a coarse gold bead or at its edge.
//!
//! Strict counts beads with both sides as pairs of runs of characters; what shares a character with a coarse gold bead is left
//! out.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt;
use std::ops::{AddAssign, Range};

use super::gold::GoldBead;
use super::metrics::Count;
use crate::model::Document;

/// A place in a text: characters before it that are not white space.
type Place = usize;

/// Where each sentence of a document begins and ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places(Vec<Range<Place>>);

impl Places {
    /// Those of the sentences of `document`.
    pub fn new(document: &Document) -> Self {
        let mut done = 0;
        let sentences = document.segments().iter().map(|segment| {
            let start = done;
            done += letters(document.segment(segment)).count();
            start..done
        });
        Self(sentences.collect())
    }

    fn end(&self) -> Place {
        self.0.last().map_or(0, |last| last.end)
    }

    /// The characters of these sentences, what touches joined.
    fn runs(&self, sentences: &[u32]) -> Vec<Range<Place>> {
        let mut found: Vec<_> = sentences.iter().filter_map(|&k| self.0.get(k as usize).cloned()).collect();
        found.sort_by_key(|run| run.start);
        found.dedup_by(|next, run| {
            let touches = run.end == next.start;
            if touches {
                run.end = next.end;
            }
            touches
        });
        found
    }
}

fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !c.is_whitespace())
}

/// The first place at which the texts of two documents differ, white space apart; none where they are the same.
pub fn first_difference(one: &Document, other: &Document) -> Option<usize> {
    let [mut one, mut other] = [one, other].map(|document| letters(document.text().content()));
    let mut place = 0;
    loop {
        match (one.next(), other.next()) {
            (None, None) => return None,
            (a, b) if a != b => return Some(place),
            _ => place += 1,
        }
    }
}

/// A bead as runs of characters of both texts.
type Runs = (Vec<Range<Place>>, Vec<Range<Place>>);

/// Beads of one document, and where the sentences of both sides are.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'b> {
    /// The beads.
    pub beads: &'b [GoldBead],
    /// Where the source sentences are that they name.
    pub source: &'b Places,
    /// Where the target sentences are.
    pub target: &'b Places,
}

impl Placed<'_> {
    /// Pairs of places at which a bead ends, but for the end of both texts.
    fn cut_points(&self) -> BTreeSet<(Place, Place)> {
        let paired = || self.runs().filter(|(source, target)| !source.is_empty() && !target.is_empty());
        let ends = |(source, target): &Runs| Some((source.last()?.end, target.last()?.end));
        // Where the target stands behind each bead with both sides, and where the source begins with each.
        let behind: BTreeMap<Place, Place> = paired().filter_map(|bead| ends(&bead)).collect();
        let begins: BTreeMap<Place, Place> = paired()
            .filter_map(|(source, target)| Some((target.first()?.start, source.first()?.start)))
            .collect();
        let mut points = BTreeSet::new();
        for bead in self.runs() {
            let point = match (bead.0.last(), bead.1.last()) {
                (Some(source), Some(target)) => (source.end, target.end),
                (Some(source), None) => {
                    (source.end, behind.range(..source.end).next_back().map_or(0, |(_, at)| *at))
                }
                (None, Some(target)) => {
                    let next = begins.range(target.end..).next();
                    (next.map_or(self.source.end(), |(_, at)| *at), target.end)
                }
                (None, None) => continue,
            };
            points.insert(point);
        }
        points.remove(&(self.source.end(), self.target.end()));
        points
    }

    fn runs(&self) -> impl Iterator<Item = Runs> {
        self.beads.iter().map(|bead| (self.source.runs(&bead.source), self.target.runs(&bead.target)))
    }
}

/// Runs of both texts that nobody verified.
struct Coarse([Vec<Range<Place>>; 2]);

impl Coarse {
    fn new(gold: &Placed, coarse: &BTreeSet<usize>) -> Self {
        let beads = || coarse.iter().filter_map(|&k| gold.beads.get(k));
        let mut sides = [
            beads().flat_map(|bead| gold.source.runs(&bead.source)).collect::<Vec<_>>(),
            beads().flat_map(|bead| gold.target.runs(&bead.target)).collect(),
        ];
        sides.iter_mut().for_each(|side| side.sort_by_key(|run| run.start));
        Self(sides)
    }

    /// Whether a place is within or at the edge of one of them.
    fn holds(&self, point: (Place, Place)) -> bool {
        let within = |side: &[Range<Place>], at: Place| {
            let after = side.partition_point(|run| run.start <= at);
            after.checked_sub(1).and_then(|last| side.get(last)).is_some_and(|run| at <= run.end)
        };
        within(&self.0[0], point.0) || within(&self.0[1], point.1)
    }

    /// Whether a bead shares a character with one of them.
    fn touches(&self, bead: &Runs) -> bool {
        let shares = |side: &[Range<Place>], runs: &[Range<Place>]| {
            runs.iter().any(|run| {
                let after = side.partition_point(|other| other.start < run.end);
                after
                    .checked_sub(1)
                    .and_then(|last| side.get(last))
                    .is_some_and(|other| other.end > run.start)
            })
        };
        shares(&self.0[0], &bead.0) || shares(&self.0[1], &bead.1)
    }
}

/// Cut points and beads over one or more documents; shown as one line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CutTally {
    cuts: Count,
    strict: Count,
}

impl CutTally {
    /// Compares beads over sentences that were found with gold over others of the same texts; `coarse` holds positions in the
    /// gold.
    pub fn new(gold: Placed, coarse: &BTreeSet<usize>, system: Placed) -> Self {
        let unverified = Coarse::new(&gold, coarse);
        let points = |placed: Placed| -> HashSet<(Place, Place)> {
            placed.cut_points().into_iter().filter(|point| !unverified.holds(*point)).collect()
        };
        let beads = |placed: Placed| -> HashSet<Runs> {
            placed
                .runs()
                .filter(|bead| !bead.0.is_empty() && !bead.1.is_empty() && !unverified.touches(bead))
                .collect()
        };
        Self {
            cuts: Count::of(&points(system), &points(gold)),
            strict: Count::of(&beads(system), &beads(gold)),
        }
    }
}

impl AddAssign for CutTally {
    fn add_assign(&mut self, other: Self) {
        self.cuts += other.cuts;
        self.strict += other.strict;
    }
}

impl fmt::Display for CutTally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let show =
            |count: Count| format!("P {:.4} R {:.4} F1 {:.4}", count.precision(), count.recall(), count.f1());
        write!(f, "cuts {}  strict {}", show(self.cuts), show(self.strict))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::gold::parse_beads;
    use super::*;

    /// Sentences of these lengths.
    fn places(lengths: &[usize]) -> Places {
        let ends = lengths.iter().scan(0, |end, length| {
            *end += length;
            Some(*end - length..*end)
        });
        Places(ends.collect())
    }

    /// Beads over sentences of these lengths, against gold over others.
    fn tally(
        (gold, gold_sides): (&str, [&[usize]; 2]),
        coarse: &[usize],
        (system, sides): (&str, [&[usize]; 2]),
    ) -> CutTally {
        let beads = |content| parse_beads("b", content).unwrap();
        let (gold, system) = (beads(gold), beads(system));
        let [gold_source, gold_target, source, target] =
            [gold_sides[0], gold_sides[1], sides[0], sides[1]].map(places);
        CutTally::new(
            Placed { beads: &gold, source: &gold_source, target: &gold_target },
            &coarse.iter().copied().collect(),
            Placed { beads: &system, source: &source, target: &target },
        )
    }

    #[test]
    fn a_sentence_cut_in_two_and_joined_again_by_a_bead_is_no_error() {
        let gold = ("0:0\n1:1\n2:2\n", [&[5, 5, 5][..], &[6, 6, 6]]);
        insta::assert_snapshot!(tally(gold, &[], ("0:0\n1,2:1\n3:2\n", [&[5, 2, 3, 5], &[6, 6, 6]])), @"cuts P 1.0000 R 1.0000 F1 1.0000  strict P 1.0000 R 1.0000 F1 1.0000");
        // One cut more than the gold has, and one bead of two halves.
        insta::assert_snapshot!(tally(gold, &[], ("0:0\n1:1\n2:2\n3:3\n", [&[5, 2, 3, 5], &[6, 3, 3, 6]])), @"cuts P 0.6667 R 1.0000 F1 0.8000  strict P 0.5000 R 0.6667 F1 0.5714");
        // A cut that the splitter did not make cannot be found.
        insta::assert_snapshot!(tally(gold, &[], ("0:0,1\n1:2\n", [&[10, 5], &[6, 6, 6]])), @"cuts P 1.0000 R 0.5000 F1 0.6667  strict P 0.5000 R 0.3333 F1 0.4000");
    }

    #[test]
    fn the_order_in_which_unpaired_sentences_are_written_down_does_not_count() {
        let sides = [&[5, 5, 5][..], &[6, 6, 6]];
        let gold = ("0:0\n1:\n:1\n2:2\n", sides);
        let found = "cuts P 1.0000 R 1.0000 F1 1.0000  strict P 1.0000 R 1.0000 F1 1.0000";
        assert_eq!(tally(gold, &[], ("0:0\n:1\n1:\n2:2\n", sides)).to_string(), found);
        assert_eq!(tally(gold, &[], ("0:0\n1:\n2:2\n:1\n", sides)).to_string(), found);
        // One bead of what the gold leaves unpaired: three cuts become two.
        insta::assert_snapshot!(tally(gold, &[], ("0:0\n1:1\n2:2\n", sides)), @"cuts P 1.0000 R 0.6667 F1 0.8000  strict P 0.6667 R 1.0000 F1 0.8000");
    }

    #[test]
    fn passages_that_changed_places_have_cut_points_too() {
        let sides = [&[5, 5, 5][..], &[6, 6, 6]];
        let gold = ("0:1\n1:0\n2:2\n", sides);
        assert_eq!(
            tally(gold, &[], gold),
            tally(("0:0\n1:1\n2:2\n", sides), &[], ("0:0\n1:1\n2:2\n", sides))
        );
        insta::assert_snapshot!(tally(gold, &[], ("0:0\n1:1\n2:2\n", sides)), @"cuts P 0.0000 R 0.0000 F1 0.0000  strict P 0.3333 R 0.3333 F1 0.3333");
    }

    #[test]
    fn nothing_counts_within_a_coarse_bead_or_at_its_edge() {
        let gold = ("0:0\n1,2:1,2\n3:3\n4:4\n", [&[5, 5, 5, 5, 5][..], &[6, 6, 6, 6, 6]]);
        let whole = tally(gold, &[1], ("0:0\n1:1\n2:2\n3:3\n4:4\n", gold.1));
        insta::assert_snapshot!(whole, @"cuts P 1.0000 R 1.0000 F1 1.0000  strict P 1.0000 R 1.0000 F1 1.0000");
        assert_eq!((whole.cuts.gold, whole.strict.gold), (1, 3));
        insta::assert_snapshot!(tally(gold, &[1], ("0,1:0\n2,3:1,2,3\n4:4\n", gold.1)), @"cuts P 1.0000 R 1.0000 F1 1.0000  strict P 1.0000 R 0.3333 F1 0.5000");
    }

    proptest! {
        /// On the same sentences, an alignment without crossings is compared as its path is.
        #[test]
        fn cut_points_are_the_corners_of_the_path(
            steps in prop::collection::vec((0usize..4, 1usize..9, 1usize..9), 1..20)
        ) {
            let (mut beads, mut lengths) = (Vec::new(), [Vec::new(), Vec::new()]);
            let (mut corners, mut at) = (BTreeSet::new(), (0, 0));
            let mut inserted = false;
            for (kind, source, target) in steps {
                // Unpaired sentences of the source come first.
                let kind = if kind == 2 && inserted { 0 } else { kind };
                inserted = kind == 3;
                let mut bead = GoldBead { source: Vec::new(), target: Vec::new() };
                if kind != 3 {
                    bead.source.push(lengths[0].len() as u32);
                    lengths[0].push(source);
                    at.0 += source;
                }
                if kind != 2 {
                    bead.target.push(lengths[1].len() as u32);
                    lengths[1].push(target);
                    at.1 += target;
                }
                beads.push(bead);
                corners.insert(at);
            }
            corners.remove(&at);
            let [source, target] = lengths.map(|side| places(&side));
            let placed = Placed { beads: &beads, source: &source, target: &target };
            prop_assert_eq!(placed.cut_points(), corners);
        }
    }
}
