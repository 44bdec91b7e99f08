//! What the aligner asks, by position.

use super::corridor::Corridor;
use super::gains::GainRow;
use crate::model::Bead;

/// Vectors of both documents' segments, one after the other.
pub struct Sketch<'v> {
    /// Numbers in a vector.
    pub dimensions: usize,
    /// Those of the source.
    pub source: &'v [f32],
    /// Those of the target.
    pub target: &'v [f32],
}

/// What it gains to leave segments unpaired, in nats.
#[derive(Debug, Clone, PartialEq)]
pub struct Gaps {
    /// For each source segment.
    pub source: Vec<f32>,
    /// For each target segment.
    pub target: Vec<f32>,
    /// What is added where another unpaired segment of the same side stands before.
    pub further: f32,
    /// For segments that are left over, which do not follow each other in their texts.
    pub scattered: Option<Scattered>,
}

/// Where segments that are left over stand, and what that costs.
#[derive(Debug, Clone, PartialEq)]
pub struct Scattered {
    /// What is added where a bead with both sides does not continue another, in nats.
    pub chain: f32,
    /// By source position: whether a run of segments begins or ends there.
    pub source: Vec<bool>,
    /// The same by target position.
    pub target: Vec<bool>,
}

impl Scattered {
    /// What is added to a bead with both sides behind another that ends at these positions.
    pub fn between(&self, source: usize, target: usize) -> f32 {
        if self.source[source] || self.target[target] { self.chain } else { 0.0 }
    }
}

/// What the aligner asks about two documents, by position.
pub trait Evidence: Sync {
    /// Number of source segments.
    fn sources(&self) -> usize;

    /// Number of target segments.
    fn targets(&self) -> usize;

    /// What a first look goes by; without it, all pairs of positions are looked at.
    fn sketch(&self) -> Option<Sketch<'_>> {
        None
    }

    /// Pairs of a source and a target segment that stand for each other by themselves, both ascending, for where vectors do not tell one
    /// segment from another. Worked out anew at each call.
    fn anchors(&self) -> Vec<(usize, usize)> {
        Vec::new()
    }

    /// The same evidence for some of the segments only, as if nothing stood between them; `sources` and `targets` ascend. Nothing
    /// where evidence cannot be parted.
    fn part(&self, _sources: &[usize], _targets: &[usize]) -> Option<Self>
    where
        Self: Sized,
    {
        None
    }

    /// Gets ready for the pairs of positions of a corridor.
    fn prepare(&mut self, corridor: &Corridor);

    /// Writes the gains of all beads with both sides that end before source segment `source_end` and in the corridor.
    fn gains(&self, source_end: usize, into: &mut GainRow);

    /// The same, where only beads of at most `most` segments are asked for.
    fn gains_up_to(&self, source_end: usize, _most: usize, into: &mut GainRow) {
        self.gains(source_end, into);
    }

    /// What it gains to leave segments unpaired.
    fn gaps(&self) -> Gaps;

    /// Learns from an alignment what holds for these two documents, and gets ready for another corridor.
    fn learn(&mut self, beads: &[Bead], corridor: &Corridor);

    /// Whether an alignment with what was learned teaches more.
    fn learns_again(&self) -> bool {
        false
    }
}
