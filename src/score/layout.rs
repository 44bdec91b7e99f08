//! Paragraphs and lines begin at the same places in both texts, more or less: how much so is learned.
//!
//! At both corners of a bead the gain is ln p(x, y) / (p(x) p(y)), where x and y say whether a line or
//! paragraph begins there in the source and in the target; inside a bead, each break gains ln p(break |
//! inside) / p(break). Where a translator kept no paragraphs, counts from an alignment make all of it
//! nearly nothing.

use std::ops::Range;

use super::gains::{Beads, window};
use super::side::Side;
use crate::model::{Bead, paired};

/// How many places the knowledge before anything is learned is worth.
const PRIOR: f32 = 10.0;
/// How far that knowledge holds the breaks of the two sides to go together: 0 not at all, 1 always.
const TOGETHER: f32 = 0.7;

/// How much rarer a break is inside a bead than elsewhere before anything is learned, and what that knowledge
/// is worth.
const INSIDE: f32 = 0.01;
const INSIDE_PRIOR: f32 = 20.0;

pub(super) struct LayoutEvidence {
    source: Breaks,
    target: Breaks,
    /// Gain of a corner by whether the source and the target have a break there.
    corner: [[f32; 2]; 2],
    /// Gain of a break inside a bead.
    inside: f32,
}

/// The breaks of one side.
struct Breaks {
    at: Vec<bool>,
    /// Breaks before each position, and 1 or 0 at it.
    before: Vec<f32>,
    unit: Vec<f32>,
    /// Share of positions with a break.
    share: f32,
}

impl Breaks {
    fn new(side: &Side) -> Self {
        let unit: Vec<f32> = side.breaks.iter().map(|&b| f32::from(u8::from(b))).collect();
        let mut before = vec![0.0];
        for u in &unit {
            before.push(before[before.len() - 1] + u);
        }
        // Without the beginning and the end, which are breaks in any text.
        let inner = unit.len().saturating_sub(2);
        let share = unit.iter().skip(1).take(inner).sum::<f32>() / inner.max(1) as f32;
        Self { at: side.breaks.clone(), before, unit, share }
    }

    /// Breaks strictly inside a run.
    fn inside(&self, run: &Range<usize>) -> f32 {
        if run.is_empty() { 0.0 } else { self.before[run.end] - self.before[run.start + 1] }
    }

    fn speaks(&self) -> bool {
        self.share > 0.0 && self.share < 1.0
    }
}

impl LayoutEvidence {
    pub(super) fn new(source: &Side, target: &Side) -> Self {
        let mut layout = Self {
            source: Breaks::new(source),
            target: Breaks::new(target),
            corner: [[0.0; 2]; 2],
            inside: 0.0,
        };
        layout.learn(&[]);
        layout
    }

    /// What was learned, for some segments only.
    pub(super) fn part(&self, source: &Side, target: &Side) -> Self {
        let side = |side: &Side, whole: &Breaks| Breaks { share: whole.share, ..Breaks::new(side) };
        Self { source: side(source, &self.source), target: side(target, &self.target), ..*self }
    }

    /// What the lines and paragraphs say of beads, if they say anything.
    #[inline(always)]
    pub(super) fn features<const W: usize>(&self, beads: &Beads) -> Option<[f32; W]> {
        if !self.source.speaks() || !self.target.speaks() {
            return None;
        }
        let (run, start, end) = (&beads.sources, beads.start(), beads.ends.start);
        let [first, last] =
            [run.start, run.end].map(|i| self.corner[usize::from(self.source.at[i])].map(|g| g / 2.0));
        let base = first[0] + last[0] + self.source.inside(run) * self.inside;
        let (at_start, at_end) = (first[1] - first[0], last[1] - last[0]);
        let Breaks { unit, before, .. } = &self.target;
        let (opens, closes): ([f32; W], [f32; W]) = (window(unit, start), window(unit, end));
        let (inner, outer): ([f32; W], [f32; W]) = (window(before, start + 1), window(before, end));
        let mut values = [0.0; W];
        for k in 0..W {
            values[k] = base + opens[k] * at_start + closes[k] * at_end + (outer[k] - inner[k]) * self.inside;
        }
        Some(values)
    }

    /// Counts at the corners and inside the beads of an alignment.
    pub(super) fn learn(&mut self, beads: &[Bead]) {
        let (p, q) = (self.source.share.clamp(0.01, 0.99), self.target.share.clamp(0.01, 0.99));
        // Before any count: breaks go together as far as TOGETHER says, by chance otherwise.
        let both = TOGETHER * p.min(q) + (1.0 - TOGETHER) * p * q;
        let mut corner =
            [[1.0 - p - q + both, q - both], [p - both, both]].map(|row| row.map(|share| share * PRIOR));
        let mut inside = [0.0, 0.0];
        for bead in paired(beads) {
            let (s, t) = (bead.source.as_usize(), bead.target.as_usize());
            if s.start > 0 && t.start > 0 {
                corner[usize::from(self.source.at[s.start])][usize::from(self.target.at[t.start])] += 1.0;
            }
            inside[0] += self.source.inside(&s) + self.target.inside(&t);
            inside[1] += (s.len() + t.len() - 2) as f32;
        }
        let total: f32 = corner.iter().flatten().sum();
        for x in 0..2 {
            for y in 0..2 {
                let (row, column) = (corner[x][0] + corner[x][1], corner[0][y] + corner[1][y]);
                self.corner[x][y] = ((corner[x][y] + 0.05) * total / (row * column)).ln();
            }
        }
        // One may be an error of the alignment that is learned from.
        let broken = (inside[0] - 1.0f32).max(0.0) + INSIDE * INSIDE_PRIOR * (p + q) / 2.0;
        self.inside = (broken / (inside[1] + INSIDE_PRIOR) / ((p + q) / 2.0)).ln().min(0.0);
    }
}
