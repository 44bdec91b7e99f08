//! Long sentences translate into long sentences.
//!
//! d² = (t - c s)² / (v (t + c s) / 2 + v₀), gain = -½ d² / (1 + d² / FAR)
//!
//! for s source and t target characters: the variance grows with the length as in Gale & Church (1993), but
//! what is far off costs FAR / 2 at most (Geman & McClure 1985), so that one free translation does not
//! outweigh all else. c and v are learned from an alignment.

use super::gains::{Beads, ends};
use super::side::Side;
use crate::model::{Bead, Language, paired};

/// Square of the number of standard deviations at which the cost is half of what it can be.
const FAR: f32 = 16.0;
/// Variance that even the shortest texts have, in square characters.
const LEAST_VARIANCE: f32 = 12.0;
/// Variance a character before anything is learned, and how many beads that prior knowledge is worth.
const VARIANCE: f32 = 3.0;
const PRIOR_BEADS: f32 = 20.0;
/// Characters of a usual sentence.
const USUAL_LENGTH: f32 = 60.0;
/// English has fewer characters than French: the mean over the twelve sources of the general lexicon and four gold sets,
/// which go from 0.77 (everyday sentences) to 1.02 (novels).
const ENGLISH_PER_FRENCH: f32 = 0.87;

#[derive(Clone)]
pub(super) struct LengthEvidence {
    /// Target characters a source character.
    ratio: f32,
    /// Variance a character.
    variance: f32,
    /// The ratio that is usual for these languages.
    usual: f32,
}

impl LengthEvidence {
    pub(super) fn new(source: Language, target: Language) -> Self {
        let ratio = match (source, target) {
            (Language::French, Language::English) => ENGLISH_PER_FRENCH,
            (Language::English, Language::French) => 1.0 / ENGLISH_PER_FRENCH,
            _ => 1.0,
        };
        Self { ratio, variance: VARIANCE, usual: ratio }
    }

    /// What the lengths of beads cost.
    #[inline(always)]
    pub(super) fn features<const W: usize>(
        &self,
        (source, target): (&Side, &Side),
        beads: &Beads,
    ) -> [f32; W] {
        let run = &beads.sources;
        let expected = (source.chars[run.end] - source.chars[run.start]) * self.ratio;
        let half = self.variance / 2.0 * FAR;
        let (before, behind): ([f32; W], [f32; W]) = ends(&target.chars[beads.start()..], beads.width);
        let mut costs = [0.0; W];
        for k in 0..W {
            let length = behind[k] - before[k];
            let difference = length - expected;
            let variance = half * (length + expected) + LEAST_VARIANCE * FAR;
            let square = difference * difference;
            costs[k] = -FAR / 2.0 * square / (variance + square);
        }
        costs
    }

    /// Learns the ratio and the variance from beads with both sides.
    pub(super) fn learn(&mut self, source: &Side, target: &Side, beads: &[Bead]) {
        let lengths = |bead: &Bead| {
            let (s, t) = (bead.source.as_usize(), bead.target.as_usize());
            (source.chars[s.end] - source.chars[s.start], target.chars[t.end] - target.chars[t.start])
        };
        let lengths: Vec<(f32, f32)> = paired(beads).map(lengths).collect();
        let prior = PRIOR_BEADS * USUAL_LENGTH;
        let sum = |f: fn(&(f32, f32)) -> f32| lengths.iter().map(f).sum::<f32>();
        self.ratio = (sum(|p| p.1) + prior * self.usual) / (sum(|p| p.0) + prior);
        // The mean of the lower three quarters: what is far off is an error of the alignment.
        let mut squares: Vec<f32> = lengths
            .iter()
            .map(|&(s, t)| {
                let expected = s * self.ratio;
                ((t - expected).powi(2) - LEAST_VARIANCE).max(0.0) / ((t + expected) / 2.0 + 1.0)
            })
            .collect();
        squares.sort_unstable_by(f32::total_cmp);
        let kept = &squares[..squares.len() * 3 / 4];
        // For a Gaussian, the mean of the lower three quarters of squares is 0.37 of the variance.
        let sum = kept.iter().sum::<f32>() / 0.37;
        self.variance = (sum + PRIOR_BEADS * VARIANCE) / (kept.len() as f32 + PRIOR_BEADS);
    }
}
