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
    /// The most segments of beads that are tried.
    pub(super) most: usize,
    pub(super) room: Room,
}

/// Where evidence is worked out.
#[derive(Default)]
pub(super) struct Room {
    pub links: Option<links::Room>,
    pub similarity: Option<similarity::Room>,
}

impl GainRow {
    /// Makes room for beads that end at one of `ends`.
    pub fn begin(&mut self, ends: Range<usize>) {
        self.gains.clear();
        self.begin_over(ends);
    }

    /// The same where all gains that mean anything are to be written: those from before are left there.
    pub(super) fn begin_over(&mut self, ends: Range<usize>) {
        self.first = ends.start;
        self.columns = ends.len();
        self.most = usize::MAX;
        self.gains.resize(SHAPES.len() * ends.len(), 0.0);
    }

    /// The gains, without the room in which they were worked out.
    pub fn taken(&mut self) -> Self {
        Self { gains: std::mem::take(&mut self.gains), room: Room::default(), ..*self }
    }

    /// Whether beads of shape number `shape` are tried.
    pub fn tries(&self, shape: usize) -> bool {
        usize::from(SHAPES[shape].source + SHAPES[shape].target) <= self.most
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
    /// So many of them, from one on.
    #[inline(always)]
    pub(super) fn some(&self, from: usize, count: usize) -> Self {
        let start = self.ends.start + from;
        Self { ends: start..start + count, sources: self.sources.clone(), ..*self }
    }

    /// The target position where the first begins.
    #[inline(always)]
    pub fn start(&self) -> usize {
        self.ends.start - self.width
    }
}

/// Numbers that may be read beyond the end of a row, where beads are looked at together: what is there means nothing.
pub(super) const BEYOND: usize = 32;

/// As many numbers from a place on: those of beads that end at successive positions.
#[inline(always)]
pub(super) fn window<const W: usize>(values: &[f32], from: usize) -> [f32; W] {
    // A slice of that size is never refused.
    <[f32; W]>::try_from(&values[from..from + W]).unwrap_or([0.0; W])
}

/// As many running totals, before beads and behind them, where each has `width` target segments.
#[inline(always)]
pub(super) fn ends<const W: usize>(totals: &[f32], width: usize) -> ([f32; W], [f32; W]) {
    (window(totals, 0), window(totals, width))
}

/// Takes evidence as it comes.
pub trait Sink {
    /// Takes what all kinds say of each of some beads.
    fn put(&mut self, beads: &Beads, said: &[[f32; KINDS]]);
}

/// Takes what kinds of evidence say of as many beads.
pub(super) trait Told<const W: usize> {
    /// Takes what one says.
    fn take(&mut self, kind: Kind, values: [f32; W]);
}

/// Adds up the gains of beads.
pub(super) struct Sum<'w, const W: usize> {
    pub weights: &'w [f32; KINDS],
    pub gains: [f32; W],
}

impl<const W: usize> Told<W> for Sum<'_, W> {
    #[inline(always)]
    fn take(&mut self, kind: Kind, values: [f32; W]) {
        let weight = self.weights[kind as usize];
        for (gain, value) in self.gains.iter_mut().zip(values) {
            *gain += weight * value;
        }
    }
}

/// What all kinds say of a bead: nothing of those that are silent.
#[derive(Default)]
pub(super) struct Said(pub [f32; KINDS]);

impl Told<1> for Said {
    fn take(&mut self, kind: Kind, [value]: [f32; 1]) {
        self.0[kind as usize] = value;
    }
}
