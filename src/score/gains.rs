//! Where evidence becomes gains: rows of beads that end at one source position.

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
    pub fn begin(&mut self, ends: std::ops::Range<usize>) {
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

/// Takes evidence as it comes: values of a kind for beads of shape number `shape`, for successive ends from target position
/// `end` on.
pub trait Sink {
    /// Whether a shape, given by its number, is wanted.
    fn wants(&self, _shape: usize) -> bool {
        true
    }

    /// Takes a row.
    fn put(&mut self, shape: usize, kind: Kind, end: usize, values: &[f32]);

    /// Takes a row of each kind, which are equally long, in this order.
    fn put_all<const N: usize>(&mut self, shape: usize, kinds: [Kind; N], end: usize, rows: [&[f32]; N]) {
        kinds.into_iter().zip(rows).for_each(|(kind, values)| self.put(shape, kind, end, values));
    }

    /// Takes a row of one value for each kind. `room`, which is as long, may be overwritten.
    fn put_same<const N: usize>(
        &mut self,
        shape: usize,
        values: [(Kind, f32); N],
        end: usize,
        room: &mut [f32],
    ) {
        for (kind, value) in values {
            room.fill(value);
            self.put(shape, kind, end, room);
        }
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
    /// What beads of a shape gain, from those that end at a position on.
    #[inline(always)]
    fn from(&mut self, shape: usize, end: usize) -> &mut [f32] {
        &mut self.gains[shape * self.columns..][..self.columns][end - self.first..]
    }
}

impl Sink for Sum<'_> {
    #[inline(always)]
    fn wants(&self, shape: usize) -> bool {
        usize::from(SHAPES[shape].source + SHAPES[shape].target) <= self.most
    }

    #[inline(always)]
    fn put(&mut self, shape: usize, kind: Kind, end: usize, values: &[f32]) {
        let weight = self.weights[shape][kind as usize];
        for (gain, value) in self.from(shape, end).iter_mut().zip(values) {
            *gain += weight * value;
        }
    }

    // Rows are short, so that to go over the gains once for several of them takes far less time than once for each.
    #[inline(always)]
    fn put_all<const N: usize>(&mut self, shape: usize, kinds: [Kind; N], end: usize, rows: [&[f32]; N]) {
        let weights = kinds.map(|kind| self.weights[shape][kind as usize]);
        let gains = self.from(shape, end);
        let count = gains.len().min(rows[0].len());
        let rows = rows.map(|row| &row[..count]);
        for (k, gain) in gains[..count].iter_mut().enumerate() {
            for (weight, row) in weights.iter().zip(&rows) {
                *gain += weight * row[k];
            }
        }
    }

    #[inline(always)]
    fn put_same<const N: usize>(
        &mut self,
        shape: usize,
        values: [(Kind, f32); N],
        end: usize,
        _: &mut [f32],
    ) {
        let gains = values.map(|(kind, value)| self.weights[shape][kind as usize] * value);
        for sum in self.from(shape, end) {
            gains.iter().for_each(|gain| *sum += gain);
        }
    }
}
