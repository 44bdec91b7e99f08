//! What this translator does more often than others: join sentences, cut them, leave them out.
//!
//! The value of a shape is ln(share in the first alignment / usual share), both smoothed.

use crate::model::{Bead, SHAPES, Shape};

/// How many beads the usual shares are worth.
const WORTH: f32 = 10.0;

/// The share of beads that a shape usually has.
fn usual(shape: Shape) -> f32 {
    match (shape.source.min(shape.target), shape.source.max(shape.target)) {
        (0, _) => 0.01,
        (1, 1) => 0.85,
        (1, 2) => 0.05,
        (2, 2) | (1, 3) => 0.008,
        (2, 3) | (1, 4) => 0.002,
        _ => 0.0005,
    }
}

/// By shape, as in [`SHAPES`].
#[derive(Clone)]
pub(super) struct Habits([f32; SHAPES.len()]);

impl Habits {
    /// Before anything is known: none.
    pub(super) fn new() -> Self {
        Self([0.0; SHAPES.len()])
    }

    /// Those that an alignment shows.
    pub(super) fn learn(beads: &[Bead]) -> Self {
        Self(SHAPES.map(|shape| {
            let count = beads.iter().filter(|bead| bead.shape() == shape).count() as f32;
            let share = (count + WORTH * usual(shape)) / (beads.len() as f32 + WORTH);
            (share / usual(shape)).ln()
        }))
    }

    /// The value of a shape, given by its number.
    pub(super) fn of(&self, shape: usize) -> f32 {
        self.0[shape]
    }

    /// Those of unpaired source and target segments.
    pub(super) fn unpaired(&self) -> [f32; 2] {
        let of = |(source, target): (u8, u8)| {
            let found = SHAPES.iter().position(|shape| (shape.source, shape.target) == (source, target));
            found.map_or(0.0, |shape| self.0[shape])
        };
        [of((1, 0)), of((0, 1))]
    }
}
