//! Which pairs of positions are looked at.

use std::ops::Range;

use super::REACH;

/// For each source position, a run of target positions; no run begins or ends before the one before it.
#[derive(Debug, Clone, PartialEq)]
pub struct Corridor {
    rows: Vec<Range<usize>>,
}

impl Corridor {
    /// All pairs of positions of `sources` and `targets` segments.
    pub fn all(sources: usize, targets: usize) -> Self {
        Self { rows: vec![0..targets + 1; sources + 1] }
    }

    /// The least corridor that holds `rows`, one a source position, and a way from the beginning to the end.
    pub fn around(mut rows: Vec<Range<usize>>, targets: usize) -> Self {
        if let Some(first) = rows.first_mut() {
            first.start = 0;
            first.end = first.end.max(1);
        }
        if let Some(last) = rows.last_mut() {
            last.end = targets + 1;
            last.start = last.start.min(targets);
        }
        for k in 1..rows.len() {
            rows[k].end = rows[k].end.max(rows[k - 1].end).min(targets + 1);
        }
        for k in (1..rows.len()).rev() {
            // A step from row to row must be possible, so that neighbours share a position.
            rows[k - 1].start = rows[k - 1].start.min(rows[k].start);
        }
        for k in 1..rows.len() {
            if rows[k].start >= rows[k - 1].end {
                rows[k - 1].end = rows[k].start + 1;
            }
        }
        Self { rows }
    }

    /// Number of source segments.
    pub fn sources(&self) -> usize {
        self.rows.len() - 1
    }

    /// Number of target segments.
    pub fn targets(&self) -> usize {
        self.rows[self.rows.len() - 1].end - 1
    }

    /// The target positions beside a source position.
    pub fn row(&self, position: usize) -> Range<usize> {
        self.rows[position].clone()
    }

    /// Number of pairs of positions.
    pub fn cells(&self) -> usize {
        self.rows.iter().map(Range::len).sum()
    }

    /// What of it lies between two positions that it holds.
    pub fn part(&self, sources: Range<usize>, targets: Range<usize>) -> Self {
        let rows = self.rows[sources.start..=sources.end].iter().map(|row| {
            let low = row.start.clamp(targets.start, targets.end);
            low - targets.start..row.end.clamp(low + 1, targets.end + 1) - targets.start
        });
        Self::around(rows.collect(), targets.len())
    }

    /// The target segments that source segment `index` is compared with: those of beads that hold it, and of their neighbours.
    pub(super) fn segments(&self, index: usize) -> Range<usize> {
        let low = self.rows[index.saturating_sub(REACH)].start.saturating_sub(2 * REACH);
        let high = self.rows[(index + 2 * REACH + 1).min(self.sources())].end - 1 + REACH;
        low..high.min(self.targets())
    }

    /// The positions that beads ending at source position `end` touch, with their neighbours.
    pub(super) fn touched(&self, end: usize) -> Range<usize> {
        let row = self.row(end);
        row.start.saturating_sub(2 * REACH)..(row.end + REACH).min(self.targets() + 1)
    }
}
