//! The text of a list of segments, and places in it.

use std::ops::Range;

/// A segment within the text of its bead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// Bytes of the bead's text.
    pub(super) within: Range<usize>,
    /// Bytes of the document.
    pub(super) range: Range<usize>,
}

/// The two parts of a segment that is cut, as bytes of the document.
type Halves = (Range<usize>, Range<usize>);

/// The text of segments in document order, and where each is in it. Neighbours keep what stands between them; what the document
/// has apart is joined by a space.
pub(super) fn compose<'r>(
    content: &str,
    ranges: impl Iterator<Item = &'r Range<usize>>,
) -> (String, Vec<Piece>) {
    let (mut text, mut pieces) = (String::new(), Vec::<Piece>::new());
    for range in ranges {
        if let Some(last) = pieces.last() {
            let gap = content.get(last.range.end..range.start).unwrap_or(" ");
            text += if gap.trim().is_empty() { gap } else { " " };
        }
        let from = text.len();
        text += content.get(range.clone()).unwrap_or_default();
        pieces.push(Piece { within: from..text.len(), range: range.clone() });
    }
    (text, pieces)
}

/// The byte at which the character with that number begins; `None` behind the end.
pub(super) fn byte_of(text: &str, character: usize) -> Option<usize> {
    match text.char_indices().nth(character) {
        Some((byte, _)) => Some(byte),
        None => (text.chars().count() == character).then_some(text.len()),
    }
}

/// What goes before a cut at byte `at` of a bead's text: so many whole segments, and the parts of the next one if the cut is within.
pub(super) fn cut(content: &str, pieces: &[Piece], at: usize) -> (usize, Option<Halves>) {
    let whole = pieces.iter().take_while(|piece| piece.within.end <= at).count();
    let Some(piece) = pieces.get(whole).filter(|piece| piece.within.start < at) else { return (whole, None) };
    let place = piece.range.start + (at - piece.within.start);
    let (before, after) = (piece.range.start..place, place..piece.range.end);
    let trimmed = |range: &Range<usize>| {
        let text = content.get(range.clone()).unwrap_or_default();
        let start = range.start + (text.len() - text.trim_start().len());
        start..start + text.trim().len()
    };
    let (before, after) = (trimmed(&before), trimmed(&after));
    match (before.is_empty(), after.is_empty()) {
        (true, _) => (whole, None),
        (_, true) => (whole + 1, None),
        _ => (whole, Some((before, after))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Un.\u{a0} Deux, trois.\nQuatre.";

    #[test]
    fn neighbours_keep_what_stands_between_them() {
        let ranges = [0..3, 6..18, 19..26];
        let (text, pieces) = compose(TEXT, ranges.iter());
        assert_eq!(text, TEXT);
        assert_eq!(pieces[1], Piece { within: 6..18, range: 6..18 });
        let (text, pieces) = compose(TEXT, [0..3, 19..26].iter());
        assert_eq!(text, "Un. Quatre.");
        assert_eq!(pieces[1].within, 4..11);
    }

    #[test]
    fn a_cut_takes_whole_sentences_or_cuts_one() {
        let (_, pieces) = compose(TEXT, [0..3, 6..18, 19..26].iter());
        let cut = |at| cut(TEXT, &pieces, at);
        assert_eq!(cut(0), (0, None));
        assert_eq!((cut(3), cut(5), cut(6)), ((1, None), (1, None), (1, None)));
        assert_eq!(cut(11), (1, Some((6..11, 12..18))));
        assert_eq!(cut(12), (1, Some((6..11, 12..18))));
        assert_eq!(cut(26), (3, None));
    }
}
