//! Rows of logarithms over target positions.

use super::math::{exp, ln};

/// The logarithm of zero, finite so that differences of it are no NaN.
pub(super) const NEVER: f32 = -1e30;

/// ln(e^a + e^b), from a table: a chain of them cannot be worked on in parallel, so that what counts is how
/// soon each is there. The error is at most 1e-5.
pub(super) struct LogAdd {
    /// ln(1 + e^-x) for x = 0, 1/64, 2/64, …
    table: Vec<f32>,
}

impl LogAdd {
    const STEPS: f32 = 64.0;
    const REACH: f32 = 17.0;

    pub(super) fn new() -> Self {
        let entries = (Self::STEPS * Self::REACH) as usize + 2;
        Self { table: (0..entries).map(|k| ln(1.0 + exp(-(k as f32) / Self::STEPS))).collect() }
    }

    #[inline(always)]
    pub(super) fn add(&self, a: f32, b: f32) -> f32 {
        let (high, low) = if a > b { (a, b) } else { (b, a) };
        let at = (high - low) * Self::STEPS;
        if at >= Self::REACH * Self::STEPS {
            return high;
        }
        let k = at as usize;
        let [from, to] = [self.table[k], self.table[k + 1]];
        high + from + (to - from) * (at - k as f32)
    }
}

/// A row of logarithms over target positions, kept near zero so that single precision holds on long documents.
#[derive(Clone)]
pub(super) struct LogRow {
    /// What every value lacks.
    pub offset: f64,
    /// One value a target position.
    pub values: Vec<f32>,
}

impl LogRow {
    pub(super) fn never(width: usize) -> Self {
        Self { offset: 0.0, values: vec![NEVER; width] }
    }

    /// Moves the highest value to 0.
    pub(super) fn settle(&mut self) {
        let highest = self.values.iter().copied().fold(NEVER, f32::max);
        if highest > NEVER / 2.0 {
            self.offset += f64::from(highest);
            for value in &mut self.values {
                *value = (*value - highest).max(NEVER);
            }
        }
    }

    /// The logarithm at one position.
    pub(super) fn at(&self, position: usize) -> f64 {
        self.offset + f64::from(self.values[position])
    }
}
