//! How much each kind of evidence counts.

use crate::model::Shape;

/// Weights of the evidence, in nats. They are not guessed: `cargo run --release --example fit` found them by
/// maximising the probability of the gold beads of several sets.
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
    /// What a unit of mass costs in an unpaired segment.
    pub unpaired_mass: f32,
    /// Weight of the layout evidence.
    pub layout: f32,
}

impl Weights {
    /// For the first alignment of two documents, and for those after it has been learned from.
    pub const PASSES: [Weights; 2] = [
        Weights {
            shapes: [-5.2, -3.2, -8.0, -6.5, -10.0, -9.0],
            length: 0.9,
            overlap: 3.1,
            overlap_base: 0.9,
            chance: 0.0,
            mass: 0.15,
            overlap_prior: 0.6,
            unpaired_mass: -0.05,
            layout: 0.7,
        },
        Weights {
            shapes: [-6.0, -3.2, -12.0, -6.5, -12.0, -9.0],
            length: 0.9,
            overlap: 3.1,
            overlap_base: 0.9,
            chance: 0.0,
            mass: 0.15,
            overlap_prior: 0.6,
            unpaired_mass: -0.05,
            layout: 0.7,
        },
    ];

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
