//! Rows of logarithms over target positions.

use crate::score::math::{exp, ln};

/// The logarithm of zero, finite so that differences of it are no NaN.
pub(super) const NEVER: f32 = -1e30;

/// ln(e^a + e^b).
#[inline(always)]
pub(super) fn log_add(a: f32, b: f32) -> f32 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    let difference = low - high;
    if difference < -17.0 { high } else { high + ln(1.0 + exp(difference)) }
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
