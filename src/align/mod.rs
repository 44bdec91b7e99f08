//! Stage 3: sentences to beads. This module knows positions and evidence, never text.
//!
//! The first pass aligns with evidence that holds for any two texts; from its beads the evidence learns what holds for
//! these two (their lexicon, their length ratio, how their paragraphs correspond). The last aligns again and says how
//! sure it is of every bead. Between them, evidence that learns again gets another pass to learn from.

mod corridor;
mod expected;
mod explain;
mod lanes;
mod line;
mod math;
mod moved;
mod posterior;
mod scaled;
mod search;
mod window;

pub use corridor::find as find_corridor;
pub use expected::expected_path;
pub use explain::{Contest, Explained, Rival, Step, explain};
pub use posterior::{Forward, Starting, backward, forward};
pub use search::best_path;

use crate::error::{Error, Result};
use crate::model::Alignment;
use crate::score::{Corridor, Evidence};

/// Where a bead at the edge of what is near the path before is more probable, the last pass looks farther.
const EDGE: f32 = 0.02;
/// How often it looks farther at such places alone, before it looks everywhere.
const WIDENED: usize = 3;

/// The most pairs of positions that are searched; each takes some 140 bytes. Texts that correspond need some forty-five a sentence.
pub const CELL_LIMIT: usize = 1 << 27;

/// What the aligner is doing, for a progress bar: `done` of `total` rows of the matrix, over all passes.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Rows done.
    pub done: usize,
    /// Rows in all.
    pub total: usize,
}

/// Aligns all source with all target segments, as `evidence` sees them.
///
/// # Errors
/// [`Error::TooLarge`] where more than [`CELL_LIMIT`] pairs of positions would have to be searched.
pub fn align(evidence: &mut impl Evidence, on_progress: &(dyn Fn(Progress) + Sync)) -> Result<Alignment> {
    let corridors = learned(evidence, on_progress)?;
    Ok(decided(evidence, corridors, on_progress)?.0)
}

/// Tells of the rows of a pass.
fn steps<'p, E: Evidence>(
    on_progress: &'p (dyn Fn(Progress) + Sync),
    evidence: &E,
    pass: usize,
) -> impl Fn(usize) + Sync + use<'p, E> {
    let rows = evidence.sources() + 1;
    let total = rows * passes(evidence);
    move |row: usize| on_progress(Progress { done: pass * rows + row, total })
}

/// How often one looks at all rows.
fn passes(evidence: &impl Evidence) -> usize {
    if evidence.learns_again() { 3 } else { 2 }
}

/// All passes but the last, and where the last one looks: near the path that was found, and, if that is not enough, in all of the
/// corridor.
fn learned(
    evidence: &mut impl Evidence,
    on_progress: &(dyn Fn(Progress) + Sync),
) -> Result<(Corridor, Corridor)> {
    let corridor = find_corridor(evidence);
    if corridor.cells() > CELL_LIMIT {
        let (sources, targets) = (evidence.sources(), evidence.targets());
        return Err(Error::TooLarge { sources, targets, limit: CELL_LIMIT as u64 });
    }
    evidence.prepare(&corridor);
    let path = best_path(evidence, &corridor, &steps(on_progress, evidence, 0));
    let mut near = corridor::near(&path, &corridor);
    evidence.learn(&path, &near);
    if evidence.learns_again() {
        let found = expected_path(evidence, &near, &steps(on_progress, evidence, 1));
        near = corridor::near(&found.beads, &corridor);
        evidence.learn(&found.beads, &near);
    }
    Ok((near, corridor))
}

/// The last pass, and where it looked.
fn decided(
    evidence: &mut impl Evidence,
    (near, corridor): (Corridor, Corridor),
    on_progress: &(dyn Fn(Progress) + Sync),
) -> Result<(Alignment, Corridor)> {
    let on_row = steps(on_progress, evidence, passes(evidence) - 1);
    let mut found = expected_path(evidence, &near, &on_row);
    let mut looked = near;
    for round in 0.. {
        let farther = |row: usize| looked.row(row) != corridor.row(row);
        let edges = found.edges.iter().filter(|&&(row, p)| p > EDGE && farther(row));
        let mut edges: Vec<usize> = edges.map(|(row, _)| *row).collect();
        edges.sort_unstable();
        if edges.is_empty() {
            break;
        }
        // Where there are many, one looks everywhere at once.
        let far = round >= WIDENED || edges.len() * corridor::WIDER > evidence.sources();
        looked = if far { corridor.clone() } else { corridor::widened(&looked, &corridor, &edges) };
        evidence.prepare(&looked);
        found = if far {
            expected_path(evidence, &looked, &on_row)
        } else {
            window::anew(evidence, &looked, &found, &edges, corridor::WIDER)
        };
    }
    let beads = moved::recover(evidence, found.beads);
    Ok((Alignment::new(beads, evidence.sources(), evidence.targets())?, looked))
}
