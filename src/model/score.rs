//! Numbers that mean something, each with its own type.

/// Probability that a bead is right as it stands, between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Confidence(f32);

impl Confidence {
    /// Certainty.
    pub const CERTAIN: Confidence = Confidence(1.0);

    /// Clamps `probability` to 0..=1; what is not a number counts as 0.
    pub fn new(probability: f64) -> Self {
        if probability.is_nan() { Self(0.0) } else { Self(probability.clamp(0.0, 1.0) as f32) }
    }

    /// The probability, between 0 and 1.
    pub fn value(self) -> f32 {
        self.0
    }
}
