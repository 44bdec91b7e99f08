//! A part of two documents between two beads that are sure, aligned anew where one has to look farther.

use std::ops::Range;

use super::expected::{Expected, expected_path};
use crate::model::{Bead, SHAPES};
use crate::score::{Corridor, Evidence, GainRow, Gaps};

/// A part begins behind a bead with both sides that is so sure, and ends before one.
const SURE: f32 = 0.99;

/// The same path with the beads around some source positions as another corridor, for which the evidence was prepared, shows them. `around`
/// is how far, and `rows` ascend.
pub(super) fn anew(
    evidence: &impl Evidence,
    corridor: &Corridor,
    found: &Expected,
    rows: &[usize],
    around: usize,
) -> Expected {
    let gaps = evidence.gaps();
    let corners = corners(&found.beads);
    let mut anew = Expected { beads: Vec::with_capacity(found.beads.len()), edges: Vec::new() };
    let mut done = 0;
    for run in parts(&found.beads, &corners, rows, around) {
        let (from, to) = (corners[run.start], corners[run.end]);
        let part = Part {
            evidence,
            gaps: &gaps,
            sources: from.0..to.0,
            targets: from.1..to.1,
            corridor: corridor.part(from.0..to.0, from.1..to.1),
            whole: corridor,
        };
        let Expected { beads, edges } = expected_path(&part, &part.corridor, &|_| ());
        anew.beads.extend_from_slice(&found.beads[done..run.start]);
        anew.beads.extend(beads.iter().map(|bead| bead.shifted([from.0 as i64, from.1 as i64])));
        anew.edges.extend(edges.into_iter().map(|(row, p)| (row + from.0, p)));
        done = run.end;
    }
    anew.beads.extend_from_slice(&found.beads[done..]);
    anew
}

/// The positions before each bead of a path, and behind the last.
fn corners(path: &[Bead]) -> Vec<(usize, usize)> {
    let mut at = (0, 0);
    let mut corners = vec![at];
    for bead in path {
        at = (at.0 + bead.source.len(), at.1 + bead.target.len());
        corners.push(at);
    }
    corners
}

/// Runs of beads from a sure one to another that hold all within `around` of the rows; none touches the next.
fn parts(path: &[Bead], corners: &[(usize, usize)], rows: &[usize], around: usize) -> Vec<Range<usize>> {
    let sure = |bead: &Bead| !bead.shape().is_unpaired() && bead.confidence.value() >= SURE;
    let mut parts: Vec<Range<usize>> = Vec::new();
    for row in rows {
        let low = corners.partition_point(|corner| corner.0 <= row.saturating_sub(around)).max(1) - 1;
        let high = corners.partition_point(|corner| corner.0 < row + around).min(path.len());
        let start = (0..low).rev().find(|&k| sure(&path[k])).map_or(0, |k| k + 1);
        let end = (high..path.len()).find(|&k| sure(&path[k])).unwrap_or(path.len());
        match parts.last_mut() {
            Some(last) if start <= last.end => last.end = last.end.max(end),
            _ => parts.push(start..end),
        }
    }
    parts
}

/// The evidence for a part of two documents, whose beads have the same neighbours as in the whole.
struct Part<'e, E> {
    evidence: &'e E,
    gaps: &'e Gaps,
    sources: Range<usize>,
    targets: Range<usize>,
    corridor: Corridor,
    /// The corridor that the evidence was prepared for.
    whole: &'e Corridor,
}

impl<E: Evidence> Evidence for Part<'_, E> {
    fn sources(&self) -> usize {
        self.sources.len()
    }

    fn targets(&self) -> usize {
        self.targets.len()
    }

    fn prepare(&mut self, _: &Corridor) {}

    fn gains(&self, source_end: usize, into: &mut GainRow) {
        let end = self.sources.start + source_end;
        let mut all = GainRow::default();
        self.evidence.gains(end, &mut all);
        let columns = self.corridor.row(source_end);
        let first = self.targets.start + columns.start - self.whole.row(end).start;
        into.begin(columns.clone());
        for s in 0..SHAPES.len() {
            into.of_mut(s).copy_from_slice(&all.of(s)[first..first + columns.len()]);
        }
    }

    fn gaps(&self) -> Gaps {
        Gaps {
            source: self.gaps.source[self.sources.clone()].to_vec(),
            target: self.gaps.target[self.targets.clone()].to_vec(),
            ..self.gaps.clone()
        }
    }

    fn learn(&mut self, _: &[Bead], _: &Corridor) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::search::bead;

    #[test]
    fn parts_begin_and_end_at_sure_beads_and_are_joined_where_they_touch() {
        // Every fifth pair is sure; the tenth bead is an unpaired source segment.
        let path: Vec<Bead> = (0..40)
            .map(|k| {
                let (i, j) = (k, if k > 10 { k - 1 } else { k });
                let end = (i + 1, if k == 10 { j } else { j + 1 });
                bead((i, j), end, if k % 5 == 0 { 0.995 } else { 0.9 })
            })
            .collect();
        let corners = corners(&path);
        assert_eq!((corners[10], corners[11], corners[40]), ((10, 10), (11, 10), (40, 39)));
        let of = |rows: &[usize]| -> Vec<(usize, usize)> {
            parts(&path, &corners, rows, 3).into_iter().map(|part| (part.start, part.end)).collect()
        };
        assert_eq!(of(&[22]), [(16, 25)]);
        assert_eq!(of(&[13]), [(6, 20)]);
        assert_eq!(of(&[22, 26, 38]), [(16, 30), (31, 40)]);
        assert_eq!(of(&[1, 8]), [(0, 15)]);
    }
}
