//! Where one text stands in the other by anchors, for segments that vectors cannot tell from one another.
//!
//! Straight from one anchor to the next; before the first and behind the last as steep as the anchors are, since where one text ends
//! says nothing of where the other does (in a section, the target goes on). An anchor that is much farther from its neighbours
//! in one text than in the other stands there by chance and does not count; at a hole in one text, one of its
//! neighbours is as far in both.

use std::ops::Range;

/// A step that goes at most so many times as far in one text as in the other is even.
const EVEN: usize = 2;

/// A way through anchors.
pub(super) struct Line {
    /// Those that count, ascending in both texts; at least two.
    points: Vec<(usize, usize)>,
    /// How far even steps go in both texts together.
    slope: (usize, usize),
    /// The last target position.
    end: usize,
}

impl Line {
    /// The way through anchors that ascend in both texts, to a target of `end` segments; none if no anchor counts.
    pub(super) fn through(anchors: Vec<(usize, usize)>, end: usize) -> Option<Self> {
        // Texts begin together, and a section begins where the one before was sure.
        let start = (0, 0);
        let points: Vec<(usize, usize)> =
            std::iter::once(start).chain(anchors.into_iter().filter(|anchor| *anchor != start)).collect();
        let steps = points.windows(2).map(|step| (step[1].0 - step[0].0, step[1].1 - step[0].1));
        let steps: Vec<Option<(usize, usize)>> =
            steps.map(|(s, t)| (s.max(t) <= EVEN * s.min(t)).then_some((s, t))).collect();
        let slope = steps.iter().flatten().fold((0, 0), |sum, step| (sum.0 + step.0, sum.1 + step.1));
        let even = |step: Option<usize>| step.and_then(|step| steps.get(step)).is_some_and(Option::is_some);
        let counts = |k: &usize| even(k.checked_sub(1)) || even(Some(*k));
        let points: Vec<(usize, usize)> = (0..points.len()).filter(counts).map(|k| points[k]).collect();
        (!points.is_empty()).then_some(Self { points, slope, end })
    }

    /// Those of its anchors that are at some source segments.
    pub(super) fn anchors(&self, sources: Range<usize>) -> &[(usize, usize)] {
        let before = |position: usize| self.points.partition_point(|point| point.0 < position);
        &self.points[before(sources.start)..before(sources.end)]
    }

    /// The target position where a source position stands.
    pub(super) fn at(&self, source: usize) -> usize {
        let next = self.points.partition_point(|point| point.0 <= source);
        let along = |far: usize, (s, t): (usize, usize)| far * t / s;
        let target = match (next.checked_sub(1).map(|k| self.points[k]), self.points.get(next)) {
            (Some(last), None) => last.1 + along(source - last.0, self.slope),
            (Some(before), Some(behind)) => {
                before.1 + along(source - before.0, (behind.0 - before.0, behind.1 - before.1))
            }
            (None, Some(first)) => first.1.saturating_sub(along(first.0 - source, self.slope)),
            (None, None) => 0,
        };
        target.min(self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(anchors: &[(usize, usize)], sources: &[usize]) -> Option<Vec<usize>> {
        let line = Line::through(anchors.to_vec(), 1_000)?;
        Some(sources.iter().map(|source| line.at(*source)).collect())
    }

    #[test]
    fn a_line_goes_straight_through_its_anchors_and_on_as_steep_as_they_are() {
        assert_eq!(at(&[(10, 10), (20, 30)], &[0, 5, 10, 15, 20, 50]).unwrap(), [0, 5, 10, 20, 30, 75]);
        // Before a target that begins with what is its own, and no farther than it goes.
        assert_eq!(
            at(&[(10, 210), (20, 220)], &[0, 10, 12, 800, 900]).unwrap(),
            [200, 210, 212, 1_000, 1_000]
        );
        assert_eq!(at(&[(300, 100), (310, 110)], &[0, 250, 305]).unwrap(), [0, 50, 105]);
        // The target has a hole, then the source.
        let holes = [(10, 10), (50, 11), (60, 21), (61, 81), (70, 90)];
        assert_eq!(at(&holes, &[10, 30, 50, 60, 61, 80]).unwrap(), [10, 10, 11, 21, 81, 100]);
    }

    #[test]
    fn an_anchor_far_from_its_neighbours_in_one_text_does_not_count() {
        assert_eq!(at(&[(100, 100), (150, 400), (500, 500)], &[100, 150, 500]).unwrap(), [100, 150, 500]);
        assert_eq!(at(&[(100, 400)], &[]), None);
        assert_eq!(at(&[(0, 0)], &[]), None);
        assert_eq!(at(&[], &[]), None);
    }
}
