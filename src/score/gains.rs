//! Where evidence becomes gains: rows of beads that end at one source position.

use std::ops::Range;

use super::weights::{KINDS, Kind};
use super::{links, similarity};
use crate::model::SHAPES;

/// Gains of all beads with both sides that end at one source position: a row a shape, a column an end position in the
/// target.
#[derive(Default)]
pub struct GainRow {
    /// The target position of the first column.
    pub(super) first: usize,
    /// End positions.
    pub(super) columns: usize,
    /// Shape after shape.
    pub(super) gains: Vec<f32>,
    pub(super) room: Room,
}

/// Where evidence is worked out.
#[derive(Default)]
pub(super) struct Room {
    pub links: Option<links::Room>,
    pub similarity: Option<similarity::Room>,
    pub columns: [Vec<f32>; 4],
}

impl Room {
    /// Makes all columns as many as a row has.
    pub fn begin(&mut self, columns: usize) {
        self.columns.iter_mut().for_each(|values| values.resize(columns, 0.0));
    }
}

impl GainRow {
    /// Makes room for beads that end at one of `ends`.
    pub fn begin(&mut self, ends: Range<usize>) {
        self.first = ends.start;
        self.columns = ends.len();
        self.gains.clear();
        self.gains.resize(SHAPES.len() * ends.len(), 0.0);
    }

    /// The gains, without the room in which they were worked out.
    pub fn taken(&mut self) -> Self {
        Self { gains: std::mem::take(&mut self.gains), room: Room::default(), ..*self }
    }

    /// The gains of shape number `shape`, by the target position where the bead ends, from the first of the corridor on. Beads
    /// that would begin before the first segment mean nothing.
    pub fn of(&self, shape: usize) -> &[f32] {
        &self.gains[shape * self.columns..][..self.columns]
    }

    /// The gains of all shapes, shape after shape.
    pub(crate) fn all(&self) -> &[f32] {
        &self.gains
    }

    /// The same to write to.
    pub fn of_mut(&mut self, shape: usize) -> &mut [f32] {
        &mut self.gains[shape * self.columns..][..self.columns]
    }
}

/// Beads of one shape, of the same source segments, that end at successive target positions.
#[derive(Debug, Clone)]
pub struct Beads {
    /// The number of their shape in [`SHAPES`].
    pub shape: usize,
    /// Their source segments.
    pub sources: Range<usize>,
    /// How many target segments each has.
    pub width: usize,
    /// The target positions where they end.
    pub ends: Range<usize>,
}

impl Beads {
    /// The target positions where they begin.
    #[inline(always)]
    pub fn starts(&self) -> Range<usize> {
        self.ends.start - self.width..self.ends.end - self.width
    }
}

/// Takes evidence as it comes: a number for each of some beads.
pub trait Sink {
    /// Whether a shape, given by its number, is wanted.
    fn wants(&self, _shape: usize) -> bool {
        true
    }

    /// Takes what a kind says.
    fn put(&mut self, beads: &Beads, kind: Kind, values: &[f32]);

    /// Takes what several kinds say, in this order.
    fn put_all<const N: usize>(&mut self, beads: &Beads, kinds: [Kind; N], rows: [&[f32]; N]) {
        kinds.into_iter().zip(rows).for_each(|(kind, values)| self.put(beads, kind, values));
    }

    /// Takes what several kinds say of all the beads alike.
    fn put_same<const N: usize>(&mut self, beads: &Beads, values: [(Kind, f32); N]) {
        values.into_iter().for_each(|(kind, value)| self.put(beads, kind, &vec![value; beads.ends.len()]));
    }
}

/// Adds up gains.
pub(super) struct Sum<'r> {
    pub weights: &'r [[f32; KINDS]; SHAPES.len()],
    pub first: usize,
    pub columns: usize,
    pub gains: &'r mut [f32],
    /// The most segments in a bead.
    pub most: usize,
}

impl Sum<'_> {
    /// The gains of some beads.
    #[inline(always)]
    fn of(&mut self, beads: &Beads) -> &mut [f32] {
        let row = &mut self.gains[beads.shape * self.columns..][..self.columns];
        &mut row[beads.ends.start - self.first..beads.ends.end - self.first]
    }
}

impl Sink for Sum<'_> {
    #[inline(always)]
    fn wants(&self, shape: usize) -> bool {
        usize::from(SHAPES[shape].source + SHAPES[shape].target) <= self.most
    }

    #[inline(always)]
    fn put(&mut self, beads: &Beads, kind: Kind, values: &[f32]) {
        let weight = self.weights[beads.shape][kind as usize];
        for (gain, value) in self.of(beads).iter_mut().zip(values) {
            *gain += weight * value;
        }
    }

    // Rows are short, so that to go over the gains once for several of them takes far less time than once for each.
    #[inline(always)]
    fn put_all<const N: usize>(&mut self, beads: &Beads, kinds: [Kind; N], rows: [&[f32]; N]) {
        let weights = kinds.map(|kind| self.weights[beads.shape][kind as usize]);
        let gains = self.of(beads);
        let rows = rows.map(|row| &row[..gains.len()]);
        for (k, gain) in gains.iter_mut().enumerate() {
            for (weight, row) in weights.iter().zip(&rows) {
                *gain += weight * row[k];
            }
        }
    }

    #[inline(always)]
    fn put_same<const N: usize>(&mut self, beads: &Beads, values: [(Kind, f32); N]) {
        let gains = values.map(|(kind, value)| self.weights[beads.shape][kind as usize] * value);
        for sum in self.of(beads) {
            gains.iter().for_each(|gain| *sum += gain);
        }
    }
}
