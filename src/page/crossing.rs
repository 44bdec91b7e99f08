//! Which rows stand elsewhere in the target than in the source, and where.
//!
//! Rows in the longest run that rises in both texts stand where they are; the others crossed over it (Fredman 1975 for the longest
//! rising run; time O(n log n)). Rows that moved together are one crossing, as one line on the page.

use std::ops::Range;

use serde::Serialize;

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
    let stays = rising(&places);
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

/// Which of them are in the longest run with rising starts.
fn rising(places: &[(i64, usize)]) -> Vec<bool> {
    let start = |at: usize| places.get(at).map_or(0, |(_, start)| *start);
    // The last of the best run of each length, and what stands before each in its run.
    let (mut ends, mut before): (Vec<usize>, Vec<Option<usize>>) = (Vec::new(), Vec::new());
    for at in 0..places.len() {
        let length = ends.partition_point(|&end| start(end) < start(at));
        before.push(length.checked_sub(1).and_then(|shorter| ends.get(shorter)).copied());
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut stays = vec![false; places.len()];
    let mut next = ends.last().copied();
    while let Some(at) = next {
        if let Some(stays) = stays.get_mut(at) {
            *stays = true;
        }
        next = before.get(at).copied().flatten();
    }
    stays
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_run_that_rises_stays() {
        let stays = |starts: &[usize]| -> String {
            let places: Vec<(i64, usize)> = starts.iter().map(|start| (0, *start)).collect();
            rising(&places).into_iter().map(|stays| if stays { '-' } else { 'x' }).collect()
        };
        assert_eq!(stays(&[0, 1, 2]), "---");
        assert_eq!(stays(&[0, 5, 1, 2, 3]), "-x---");
        assert_eq!(stays(&[3, 4, 0, 1, 2]), "xx---");
        assert_eq!(stays(&[1, 2, 3, 4, 0]), "----x");
        assert_eq!(stays(&[]), "");
    }
}
