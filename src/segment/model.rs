//! The learned part: a weighted sum of features, and the probability that it stands for.
//!
//! p(a sentence ends here) = 1 / (1 + exp(-(scale * sum of weights + offset)))
//!
//! Logistic regression over hashed features (Weinberger et al. 2009), weights of one byte. Scale and offset come from
//! `calibrate.rs`, so that the probability can be taken at its word.

use std::sync::LazyLock;

use super::candidate::Candidate;
use super::context::Context;
use super::features::{BITS, extract, place};
use super::rules::{Known, RULES, Rule};
use crate::model::Language;

/// Numbers before the weights: scale, offset, and one for each rule.
const HEADER: usize = 2 + RULES;

/// Weights of a language.
pub(super) const SIZE: usize = 1 << BITS;

/// The weights of one language.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// Logits that a weight of one stands for.
    pub(super) scale: f32,
    /// Logits added to every sum.
    pub(super) offset: f32,
    /// For each rule that decides alone, the share of its places where a sentence ends all the same.
    pub(super) rules: [f32; RULES],
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
        Weights::from_bytes(bytes).unwrap_or_else(Weights::none)
    }

    /// Weights that say nothing.
    pub(super) fn none() -> Weights {
        Weights { scale: 0.0, offset: 0.0, rules: [0.0; RULES], table: Box::new([0; SIZE]) }
    }

    /// Reads what [`Weights::to_bytes`] wrote; `None` if its length is another.
    pub fn from_bytes(bytes: &[u8]) -> Option<Weights> {
        let (header, table) = bytes.split_at_checked(4 * HEADER)?;
        let numbers: Vec<f32> =
            header.chunks_exact(4).filter_map(|b| Some(f32::from_le_bytes(b.try_into().ok()?))).collect();
        let [scale, offset, rules @ ..] = &numbers[..] else { return None };
        let table: Vec<i8> = table.iter().map(|&b| b.cast_signed()).collect();
        Some(Weights {
            scale: *scale,
            offset: *offset,
            rules: rules.try_into().ok()?,
            table: table.try_into().ok()?,
        })
    }

    /// Scale, offset and the rules' shares (`f32`, the low byte first), then a byte a weight.
    pub fn to_bytes(&self) -> Vec<u8> {
        let numbers = [self.scale, self.offset].into_iter().chain(self.rules);
        let mut bytes: Vec<u8> = numbers.flat_map(f32::to_le_bytes).collect();
        bytes.extend(self.table.iter().map(|&w| w.cast_unsigned()));
        bytes
    }

    /// The same with logits multiplied by `slope`, and `shift` added.
    pub fn calibrated(self, slope: f32, shift: f32) -> Weights {
        Weights { scale: self.scale * slope, offset: self.offset * slope + shift, ..self }
    }

    /// The sum of the weights of a candidate.
    #[inline]
    pub(super) fn sum(&self, candidate: &Candidate, context: &Context, known: Known, rule: Rule) -> i32 {
        let mut sum = 0;
        extract(candidate, context, known, rule, |template, value| {
            sum += i32::from(self.table[place(template, value)]);
        });
        sum
    }

    /// The logit for a sum of weights.
    #[inline]
    pub(super) fn logit(&self, sum: i32) -> f32 {
        self.scale * sum as f32 + self.offset
    }

    /// The probability for a sum of weights.
    #[inline]
    pub(super) fn probability(&self, sum: i32) -> f32 {
        1.0 / (1.0 + (-self.logit(sum)).exp())
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
        let weights = Weights { scale: 0.25, offset: -1.5, rules: [0.5; RULES], table: Box::new([-3; SIZE]) };
        assert_eq!(Weights::from_bytes(&weights.to_bytes()), Some(weights));
        assert_eq!(Weights::from_bytes(b"short"), None);
    }
}
