//! How much each kind of evidence counts.

use crate::model::Shape;

/// Weights of the evidence, in nats.
///
/// They were found by `cargo run --release --example fit` on published gold: all of alibi and bible_sent,
/// five tales of bilinguator, two statutes of canada_laws, four of the six books of transread and three of
/// its stress variants, two perturbations of pud, and windows of about 20 beads cut from these and from
/// perturbed_ntrex. Layout was set by hand on the corpora of this project, since gold files have none.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// Log odds of shapes against 1-1: unpaired, 2-1, 2-2, 3-1, 3-2, 4-1; mirrored shapes alike.
    pub shapes: [f32; 6],
    /// Weight of the length evidence.
    pub length: f32,
    /// What a bead gains whose words are all linked, times its size.
    pub overlap: f32,
    /// The share of linked words that speaks neither for nor against a bead.
    pub overlap_base: f32,
    /// How many times the links that chance would make are taken off before the links are counted.
    pub chance: f32,
    /// What a unit of linked mass gains.
    pub mass: f32,
    /// How many units of mass are assumed to be half linked before any word is looked at.
    pub overlap_prior: f32,
    /// What it costs a bead that its first or last segment on a side with several is linked to nothing.
    pub edge: f32,
    /// How fast links lower that cost.
    pub edge_links: f32,
    /// What a unit of mass costs in an unpaired segment.
    pub unpaired_mass: f32,
    /// Weight of the layout evidence.
    pub layout: f32,
}

impl Weights {
    /// For the first alignment of two documents, and for those after it has been learned from.
    pub const PASSES: [Weights; 2] = [
        Weights {
            shapes: [-9.7, -1.6, -8.0, -12.6, -12.0, -24.0],
            length: 1.93,
            overlap: 8.99,
            overlap_base: 0.28,
            chance: 1.67,
            mass: 1.4,
            overlap_prior: 0.3,
            edge: 6.97,
            edge_links: 0.8,
            unpaired_mass: -0.17,
            layout: 1.5,
        },
        Weights {
            shapes: [-8.2, -3.4, -8.0, -11.0, -12.0, -18.4],
            length: 1.97,
            overlap: 6.96,
            overlap_base: 0.47,
            chance: 1.67,
            mass: 1.3,
            overlap_prior: 0.43,
            edge: 5.96,
            edge_links: 3.58,
            unpaired_mass: -0.12,
            layout: 1.5,
        },
    ];

    /// What a segment at the edge of a bead costs, with the mass that it has and the mass that is linked.
    #[inline(always)]
    pub(super) fn edge(&self, mass: f32, linked: f32) -> f32 {
        self.edge * mass / (mass + 3.0 + self.edge_links * linked)
    }

    /// The log odds of a shape before any evidence.
    pub(super) fn shape(&self, shape: Shape) -> f32 {
        match (shape.source.min(shape.target), shape.source.max(shape.target)) {
            (0, _) => self.shapes[0],
            (1, 1) => 0.0,
            (1, 2) => self.shapes[1],
            (2, 2) => self.shapes[2],
            (1, 3) => self.shapes[3],
            (2, 3) => self.shapes[4],
            _ => self.shapes[5],
        }
    }
}
