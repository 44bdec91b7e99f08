//! Which rows stand elsewhere in the target than in the source, and where.
//!
//! Rows in the longest run that rises in both texts stand where they are; the others crossed over it. Rows that moved together
//! are one crossing, as one line on the page. Time O(n log n).

use std::ops::Range;

use serde::Serialize;

use crate::model::rising;
use crate::project::ProjectRow;

/// Rows that follow each other in both texts, and stand elsewhere in the target.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Crossing {
    first: i64,
    last: i64,
    /// The row behind whose target theirs stands; `None` if before all.
    after: Option<i64>,
}

/// The crossings of rows in source order.
pub(super) fn crossings<'r>(rows: impl Iterator<Item = &'r ProjectRow>) -> Vec<Crossing> {
    let start = |row: &ProjectRow| row.target.ranges.iter().map(|range: &Range<usize>| range.start).min();
    let places: Vec<(i64, usize)> = rows.filter_map(|row| Some((row.id.0, start(row)?))).collect();
    let stays = rising(&places.iter().map(|(_, start)| *start).collect::<Vec<usize>>());
    let mut kept: Vec<(usize, i64)> = places
        .iter()
        .zip(&stays)
        .filter(|(_, stays)| **stays)
        .map(|((id, start), _)| (*start, *id))
        .collect();
    kept.sort_unstable();
    // How many of those that stay are before a place in the target.
    let before = |start: usize| kept.partition_point(|(other, _)| *other < start);
    let mut found: Vec<(Crossing, usize)> = Vec::new();
    let mut open = None;
    for (&(id, start), &stays) in places.iter().zip(&stays) {
        let gap = before(start);
        match found.last_mut() {
            _ if stays => open = None,
            Some((crossing, last)) if open == Some(gap) && *last < start => {
                crossing.last = id;
                *last = start;
            }
            _ => {
                let after = gap.checked_sub(1).and_then(|at| kept.get(at)).map(|(_, id)| *id);
                found.push((Crossing { first: id, last: id, after }, start));
                open = Some(gap);
            }
        }
    }
    found.into_iter().map(|(crossing, _)| crossing).collect()
}
