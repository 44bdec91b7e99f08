//! Rows of logarithms over target positions.

use std::ops::Range;

/// The logarithm of zero, finite so that differences of it are no NaN.
pub(super) const NEVER: f32 = -1e30;

/// How a path came to a position: by a bead with both sides (or not at all, at the beginning), by an unpaired source segment, by an
/// unpaired target segment.
pub(super) const STATES: usize = 3;
pub(super) const PAIRED: usize = 0;
pub(super) const DELETED: usize = 1;
pub(super) const INSERTED: usize = 2;

/// Logarithms over the target positions of a row of a corridor, kept near zero so that single precision holds on long documents.
#[derive(Clone, Default)]
pub(super) struct LogRow {
    /// What every value lacks.
    pub offset: f64,
    /// The target position of the first column.
    pub first: usize,
    /// By state.
    pub states: [Vec<f32>; STATES],
    /// Of all states together.
    pub any: Vec<f32>,
}

impl LogRow {
    /// Makes it a row of nothing.
    pub(super) fn begin(&mut self, columns: Range<usize>, offset: f64) {
        self.offset = offset;
        self.first = columns.start;
        for values in self.states.iter_mut().chain([&mut self.any]) {
            values.clear();
            values.resize(columns.len(), NEVER);
        }
    }

    /// Target positions.
    pub(super) fn columns(&self) -> Range<usize> {
        self.first..self.first + self.any.len()
    }

    /// Moves the highest value to 0.
    pub(super) fn settle(&mut self) {
        let highest = self.any.iter().copied().fold(NEVER, f32::max);
        if highest > NEVER / 2.0 {
            self.offset += f64::from(highest);
            for value in self.states.iter_mut().chain([&mut self.any]).flatten() {
                *value = if *value > NEVER / 2.0 { *value - highest } else { NEVER };
            }
        }
    }
}

/// The offset to begin a row with: that of the best of the rows that it is reached from. (Another would cost precision where no
/// good path touches a row.)
pub(super) fn offset<'r>(rows: impl Iterator<Item = &'r LogRow>) -> f64 {
    rows.map(|row| row.offset).reduce(f64::max).unwrap_or(0.0)
}

/// The columns that both `ends` and `starts`, moved by `by`, hold.
pub(super) fn common(ends: Range<usize>, starts: Range<usize>, by: usize) -> Range<usize> {
    let range = ends.start.max(starts.start + by)..ends.end.min(starts.end + by);
    if range.is_empty() { ends.start..ends.start } else { range }
}
