//! Beads, and alignments that exist only when their beads tile both documents.

use std::collections::BTreeMap;
use std::fmt;

use super::{Confidence, SourceRange, TargetRange};

/// How many source and target segments a bead joins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shape {
    /// Number of source segments.
    pub source: u8,
    /// Number of target segments.
    pub target: u8,
}

impl Shape {
    const fn new(source: u8, target: u8) -> Self {
        Self { source, target }
    }

    /// Whether one side is empty.
    pub fn is_unpaired(self) -> bool {
        self.source == 0 || self.target == 0
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.source, self.target)
    }
}

/// The shapes that the aligner considers, the usual ones first: on a tie the earlier shape wins.
pub const SHAPES: [Shape; 23] = [
    Shape::new(1, 1),
    Shape::new(1, 0),
    Shape::new(0, 1),
    Shape::new(2, 1),
    Shape::new(1, 2),
    Shape::new(2, 2),
    Shape::new(3, 1),
    Shape::new(1, 3),
    Shape::new(3, 2),
    Shape::new(2, 3),
    Shape::new(4, 1),
    Shape::new(1, 4),
    Shape::new(3, 3),
    Shape::new(4, 2),
    Shape::new(2, 4),
    Shape::new(5, 1),
    Shape::new(1, 5),
    Shape::new(4, 3),
    Shape::new(3, 4),
    Shape::new(5, 2),
    Shape::new(2, 5),
    Shape::new(6, 1),
    Shape::new(1, 6),
];

/// A run of source segments and the run of target segments that translates it; one of them may be empty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bead {
    /// The source segments.
    pub source: SourceRange,
    /// The target segments.
    pub target: TargetRange,
    /// Probability that exactly this bead is right.
    pub confidence: Confidence,
}

impl Bead {
    /// How many segments it joins.
    pub fn shape(&self) -> Shape {
        let small = |n: usize| u8::try_from(n).unwrap_or(u8::MAX);
        Shape::new(small(self.source.len()), small(self.target.len()))
    }

    /// The same bead where so many segments more stand before both texts.
    #[must_use]
    pub fn shifted(&self, [sources, targets]: [i64; 2]) -> Self {
        let at = |place: u32, by: i64| (i64::from(place) + by) as u32;
        Self {
            source: SourceRange::new(at(self.source.start.0, sources), at(self.source.end.0, sources)),
            target: TargetRange::new(at(self.target.start.0, targets), at(self.target.end.0, targets)),
            ..*self
        }
    }
}

/// The beads with both sides.
pub fn paired(beads: &[Bead]) -> impl Iterator<Item = &Bead> {
    beads.iter().filter(|bead| !bead.shape().is_unpaired())
}

/// Why a list of beads is no alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BeadFault {
    /// A source segment is in no bead, or in two.
    #[error("source sentence {0} is in {1} beads, expected 1")]
    Source(usize, usize),
    /// A target segment is in no bead, or in two.
    #[error("target sentence {0} is in {1} beads, expected 1")]
    Target(usize, usize),
}

/// Beads in which every source and every target segment stands exactly once, in source order.
#[derive(Debug, Clone, PartialEq)]
pub struct Alignment {
    beads: Vec<Bead>,
}

impl Alignment {
    /// Checks that `beads` tile `sources` source and `targets` target segments.
    ///
    /// # Errors
    /// The first segment that is not in exactly one bead.
    pub fn new(beads: Vec<Bead>, sources: usize, targets: usize) -> Result<Self, BeadFault> {
        let uses = |count: usize, runs: &mut dyn Iterator<Item = std::ops::Range<usize>>| {
            let mut uses = vec![0; count];
            for run in runs {
                for index in run {
                    if index >= count {
                        return Some((index, 1));
                    }
                    uses[index] += 1;
                }
            }
            uses.iter().position(|&n| n != 1).map(|index| (index, uses[index]))
        };
        if let Some((index, n)) = uses(sources, &mut beads.iter().map(|b| b.source.as_usize())) {
            return Err(BeadFault::Source(index, n));
        }
        if let Some((index, n)) = uses(targets, &mut beads.iter().map(|b| b.target.as_usize())) {
            return Err(BeadFault::Target(index, n));
        }
        Ok(Self { beads })
    }

    /// Which beads changed places: those that the longest chain of beads in the order of both texts, counted in segments, leaves
    /// out. Unpaired ones never did. Time O(beads · log beads).
    pub fn moved(&self) -> Vec<bool> {
        let paired: Vec<usize> =
            (0..self.beads.len()).filter(|&k| !self.beads[k].shape().is_unpaired()).collect();
        let mut moved = vec![false; self.beads.len()];
        // Most beads are in order, so that one look is enough.
        let target = |k: usize| self.beads[k].target.start.0;
        if paired.windows(2).all(|pair| target(pair[0]) < target(pair[1])) {
            return moved;
        }
        // Ends of chains by target position: heavier chains only, the farther they reach.
        let mut ends: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
        let mut before: Vec<Option<usize>> = vec![None; self.beads.len()];
        for &k in &paired {
            let bead = &self.beads[k];
            let own = bead.source.len() + bead.target.len();
            let longest = ends.range(..target(k)).next_back().map(|(_, &chain)| chain);
            let weight = own + longest.map_or(0, |(weight, _)| weight);
            before[k] = longest.map(|(_, last)| last);
            if ends.range(..=target(k)).next_back().is_some_and(|(_, (other, _))| *other >= weight) {
                continue;
            }
            let lighter: Vec<u32> = ends
                .range(target(k)..)
                .take_while(|(_, (other, _))| *other <= weight)
                .map(|(at, _)| *at)
                .collect();
            for at in lighter {
                ends.remove(&at);
            }
            ends.insert(target(k), (weight, k));
        }
        paired.iter().for_each(|&k| moved[k] = true);
        let mut at = ends.last_key_value().map(|(_, (_, last))| *last);
        while let Some(k) = at {
            moved[k] = false;
            at = before[k];
        }
        moved
    }

    /// The beads in source order; what has no source stands where it belongs in the target.
    pub fn beads(&self) -> &[Bead] {
        &self.beads
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bead(source: (u32, u32), target: (u32, u32)) -> Bead {
        Bead {
            source: SourceRange::new(source.0, source.1),
            target: TargetRange::new(target.0, target.1),
            confidence: Confidence::CERTAIN,
        }
    }

    #[test]
    fn the_fewest_segments_are_said_to_have_moved() {
        let moved = |targets: &[u32]| {
            let beads = (0..).zip(targets).map(|(i, &j)| bead((i, i + 1), (j, j + 1))).collect();
            let alignment = Alignment::new(beads, targets.len(), targets.len()).unwrap();
            let moved = alignment.moved();
            (0..targets.len()).filter(|&k| moved[k]).collect::<Vec<_>>()
        };
        assert_eq!(moved(&[0, 1, 2, 3]), [0usize; 0]);
        assert_eq!(moved(&[0, 4, 1, 2, 3, 5]), [1]);
        assert_eq!(moved(&[3, 4, 0, 1, 2]), [0, 1]);
        assert_eq!(moved(&[0, 2, 3, 4, 1, 5]), [4]);
    }

    #[test]
    fn beads_that_do_not_tile_are_no_alignment() {
        let (a, b) = (bead((0, 1), (0, 2)), bead((1, 2), (2, 2)));
        assert!(Alignment::new(vec![a, b], 2, 2).is_ok());
        assert_eq!(Alignment::new(vec![a], 2, 2), Err(BeadFault::Source(1, 0)));
        assert_eq!(Alignment::new(vec![a, b, b], 2, 2), Err(BeadFault::Source(1, 2)));
        assert_eq!(Alignment::new(vec![a, b], 2, 3), Err(BeadFault::Target(2, 0)));
        assert_eq!(Alignment::new(vec![a, b], 2, 1), Err(BeadFault::Target(1, 1)));
    }
}
