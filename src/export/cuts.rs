//! Where a text must be cut, or must not, so that a CAT tool makes of it the sources of the units, and nothing else.

use std::collections::HashSet;
use std::ops::Range;

/// A place at which general rules are wrong for one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// Whether the text is cut there.
    pub breaks: bool,
    /// What stands before it, enough to tell the place from those that are decided otherwise.
    pub before: String,
    /// What stands behind it.
    pub after: String,
}

/// Characters on either side by which a place is told from others, first and at most.
const NEAR: usize = 12;
const FAR: usize = 200;

/// The places where `wanted` and `general` differ: both are runs of `text` in order, between which there is white space only.
/// At a line end a text is cut anyway, if nothing is said.
pub fn cuts(text: &str, wanted: &[Range<usize>], general: &[Range<usize>]) -> Vec<Cut> {
    let ends = |runs: &[Range<usize>]| -> HashSet<usize> { runs.iter().map(|run| run.end).collect() };
    let (cut, by_rule) = (ends(wanted), ends(general));
    let at_line = |end: &usize| {
        let gap = text.get(*end..).unwrap_or_default();
        gap.chars().take_while(|c| c.is_whitespace()).any(|c| c == '\n')
    };
    let mut places: Vec<(usize, bool)> = Vec::new();
    places.extend(cut.iter().filter(|end| !by_rule.contains(end) && !at_line(end)).map(|&end| (end, true)));
    places.extend(by_rule.iter().filter(|end| !cut.contains(end)).map(|&end| (end, false)));
    places.sort_unstable();
    let inside = places.iter().filter(|(end, _)| *end < text.trim_end().len());
    inside.flat_map(|&(end, breaks)| place(text, end, breaks, &cut)).collect()
}

/// The place at byte `end`, with so much around it that it is mistaken for none of the others; behind a line end a program may
/// cut too.
fn place(text: &str, end: usize, breaks: bool, cut: &HashSet<usize>) -> Vec<Cut> {
    let (left, right) = (text.get(..end).unwrap_or_default(), text.get(end..).unwrap_or_default());
    let gap = right.len() - right.trim_start().len();
    let (space, more) = right.split_at(gap);
    // A program that takes paragraphs one by one sees nothing of the others.
    let (begins, more) = (last_paragraph(left), first_paragraph(more));
    let mut width = NEAR;
    loop {
        let from = left.char_indices().rev().take(width).last().map_or(end, |(at, _)| at).max(begins);
        let to = gap + more.char_indices().nth(width).map_or(more.len(), |(at, _)| at);
        let around = text.get(from..end + to).unwrap_or_default();
        // Elsewhere it may be decided otherwise.
        let same = |at: usize| cut.contains(&(at + end - from)) == breaks;
        if width >= FAR || text.match_indices(around).all(|(at, _)| same(at)) {
            let lines = space.match_indices('\n').map(|(at, _)| at + 1).filter(|_| !breaks);
            let cut = |at: usize| Cut {
                breaks,
                before: text.get(from..end + at).unwrap_or_default().to_owned(),
                after: right.get(at..to).unwrap_or_default().to_owned(),
            };
            return [0].into_iter().chain(lines).map(cut).collect();
        }
        width *= 2;
    }
}

/// Where the paragraph begins that a text ends in.
fn last_paragraph(text: &str) -> usize {
    let mut begins = text.len();
    for line in text.split_inclusive('\n').rev() {
        if line.trim().is_empty() && line.ends_with('\n') {
            break;
        }
        begins -= line.len();
    }
    begins
}

/// The paragraph that a text begins with.
fn first_paragraph(text: &str) -> &str {
    let length: usize =
        text.split_inclusive('\n').take_while(|line| !line.trim().is_empty()).map(str::len).sum();
    text.get(..length).unwrap_or(text).trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, wanted: &[&str], general: &[&str]) -> Vec<(bool, String, String)> {
        let runs = |parts: &[&str]| -> Vec<Range<usize>> {
            let mut at = 0;
            let mut run = |part: &&str| {
                let start = at + text[at..].find(part).unwrap();
                at = start + part.len();
                start..at
            };
            parts.iter().map(&mut run).collect()
        };
        let cuts = cuts(text, &runs(wanted), &runs(general));
        cuts.into_iter().map(|cut| (cut.breaks, cut.before, cut.after)).collect()
    }

    #[test]
    fn only_places_that_differ_are_told() {
        let text = "Un. Deux.\nTrois; quatre.";
        assert!(
            found(text, &["Un.", "Deux.", "Trois; quatre."], &["Un.", "Deux.", "Trois; quatre."]).is_empty()
        );
        assert_eq!(
            found(text, &["Un. Deux.", "Trois;", "quatre."], &["Un.", "Deux.", "Trois; quatre."]),
            [
                (false, "Un.".to_owned(), " Deux.\nTrois;".to_owned()),
                (true, "Deux.\nTrois;".to_owned(), " quatre.".to_owned()),
            ]
        );
    }

    #[test]
    fn a_line_within_a_unit_is_held_together() {
        let text = "Un\ndeux. Trois.";
        assert_eq!(
            found(text, &["Un\ndeux.", "Trois."], &["Un", "deux.", "Trois."]),
            [
                (false, "Un".to_owned(), "\ndeux. Trois.".to_owned()),
                (false, "Un\n".to_owned(), "deux. Trois.".to_owned())
            ]
        );
    }

    #[test]
    fn a_place_is_told_from_its_like() {
        let text = "Il dit non. Oui. Et puis il dit non. Oui. Fin.";
        let cuts = found(
            text,
            &["Il dit non. Oui.", "Et puis il dit non.", "Oui.", "Fin."],
            &["Il dit non.", "Oui.", "Et puis il dit non.", "Oui.", "Fin."],
        );
        assert_eq!(cuts.len(), 1);
        assert!(!text[12..].contains(&(cuts[0].1.clone() + &cuts[0].2)), "{cuts:?}");
    }
}
