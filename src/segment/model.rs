//! The learned part: a weighted sum of features, and the probability that it stands for.
//!
//! p(a sentence ends here) = 1 / (1 + exp(-(scale * sum of weights + offset)))
//!
//! Logistic regression over hashed features (Weinberger et al. 2009), weights of one byte. Scale and offset come from
//! Platt scaling on texts that the weights were not learnt from, so that the probability can be taken at its word.

use std::sync::LazyLock;

use super::features::BITS;
use crate::model::Language;

/// Bytes before the weights.
const HEADER: usize = 8;

/// Weights of a language.
pub(super) const SIZE: usize = 1 << BITS;

/// The weights of one language.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// Logits that a weight of one stands for.
    pub(super) scale: f32,
    /// Logits added to every sum.
    pub(super) offset: f32,
    pub(super) table: Box<[i8; SIZE]>,
}

impl Weights {
    /// The weights that the library ships.
    pub fn of(language: Language) -> &'static Weights {
        static FRENCH: LazyLock<Weights> =
            LazyLock::new(|| Weights::shipped(include_bytes!("weights/fr.bin")));
        static ENGLISH: LazyLock<Weights> =
            LazyLock::new(|| Weights::shipped(include_bytes!("weights/en.bin")));
        match language {
            Language::French => &FRENCH,
            Language::English => &ENGLISH,
        }
    }

    fn shipped(bytes: &[u8]) -> Weights {
        // A test reads both; a build with other files would say only what the rules say.
        Weights::from_bytes(bytes).unwrap_or(Weights { scale: 0.0, offset: 0.0, table: Box::new([0; SIZE]) })
    }

    /// Reads what [`Weights::to_bytes`] wrote; `None` if its length is another.
    pub fn from_bytes(bytes: &[u8]) -> Option<Weights> {
        let (header, table) = bytes.split_at_checked(HEADER)?;
        let (scale, offset) = header.split_at_checked(4)?;
        let table: Vec<i8> = table.iter().map(|&b| b.cast_signed()).collect();
        Some(Weights {
            scale: f32::from_le_bytes(scale.try_into().ok()?),
            offset: f32::from_le_bytes(offset.try_into().ok()?),
            table: table.try_into().ok()?,
        })
    }

    /// Scale and offset (`f32`, the low byte first), then a byte a weight.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.scale.to_le_bytes().to_vec();
        bytes.extend(self.offset.to_le_bytes());
        bytes.extend(self.table.iter().map(|&w| w.cast_unsigned()));
        bytes
    }

    /// The same with logits multiplied by `slope`, and `shift` added.
    pub fn calibrated(self, slope: f32, shift: f32) -> Weights {
        Weights { scale: self.scale * slope, offset: self.offset * slope + shift, ..self }
    }

    /// The probability for a sum of weights.
    #[inline]
    pub(super) fn probability(&self, sum: i32) -> f32 {
        1.0 / (1.0 + (-(self.scale * sum as f32 + self.offset)).exp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_that_ship_can_be_read() {
        assert!(Weights::from_bytes(include_bytes!("weights/fr.bin")).is_some());
        assert!(Weights::from_bytes(include_bytes!("weights/en.bin")).is_some());
    }

    #[test]
    fn weights_come_back_as_they_were_written() {
        let weights = Weights { scale: 0.25, offset: -1.5, table: Box::new([-3; SIZE]) };
        assert_eq!(Weights::from_bytes(&weights.to_bytes()), Some(weights));
        assert_eq!(Weights::from_bytes(b"short"), None);
    }
}
