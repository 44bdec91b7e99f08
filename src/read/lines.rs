//! Lines and paragraphs.

use std::ops::Range;

use crate::error::Location;
use crate::model::Line;

/// What makes a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ParagraphRule {
    /// Lines up to an empty line, or one that holds white space only.
    #[default]
    EmptyLine,
    /// Each line.
    Line,
}

/// The lines of `content` that are not blank. CRLF, LF, CR, NEL (U+0085), U+2028 and U+2029 end a line;
/// U+2029 and the form feed end the paragraph too.
pub(super) fn lines(content: &str, rule: ParagraphRule) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut paragraph = 0;
    let mut open = false; // whether the paragraph has a line
    let close = |open: &mut bool, paragraph: &mut u32| {
        *paragraph += u32::from(*open);
        *open = false;
    };
    for (range, end) in split(content) {
        if content[range.clone()].trim().is_empty() {
            close(&mut open, &mut paragraph);
        } else {
            lines.push(Line { range, paragraph });
            open = true;
        }
        if rule == ParagraphRule::Line || matches!(end, "\u{2029}" | "\u{c}") {
            close(&mut open, &mut paragraph);
        }
    }
    lines
}

/// As many lines must go on in the next one, and this share of all lines, before a text counts as wrapped.
const WRAPPED_LINES: usize = 10;
const WRAPPED_SHARE: f32 = 0.3;

/// Whether the lines of paragraphs were cut at a width: many end in the middle of a sentence, and the next one
/// goes on with a small letter.
pub(super) fn look_wrapped(content: &str, lines: &[Line]) -> bool {
    let text = |line: &Line| content[line.range.clone()].trim();
    let goes_on = |pair: &&[Line]| {
        pair[0].paragraph == pair[1].paragraph
            && text(&pair[0]).ends_with(|c: char| c.is_alphanumeric() || c == ',')
            && text(&pair[1]).starts_with(char::is_lowercase)
    };
    let count = lines.windows(2).filter(goes_on).count();
    count >= WRAPPED_LINES && count as f32 >= WRAPPED_SHARE * lines.len() as f32
}

/// All lines with what ends each.
pub(super) fn split(content: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut start = 0;
    let mut ended = false;
    std::iter::from_fn(move || {
        if ended {
            return None;
        }
        let rest = &content[start..];
        let end = rest.find(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}', '\u{c}']).unwrap_or(rest.len());
        let tail = &rest[end..];
        let width = if tail.starts_with("\r\n") { 2 } else { tail.chars().next().map_or(0, char::len_utf8) };
        ended = width == 0;
        let line = (start..start + end, &tail[..width]);
        start += end + width;
        Some(line)
    })
}

/// The line, from 1, in which byte `offset` of `bytes` stands; a lone CR counts as a line end.
pub(super) fn location(name: &str, bytes: &[u8], offset: usize) -> Location {
    let before = &bytes[..offset.min(bytes.len())];
    let ends = before
        .iter()
        .enumerate()
        .filter(|&(i, &b)| b == b'\n' || b == b'\r' && bytes.get(i + 1) != Some(&b'\n'))
        .count();
    Location::line(name, ends + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(content: &str, rule: ParagraphRule) -> Vec<(&str, u32)> {
        lines(content, rule).into_iter().map(|line| (&content[line.range], line.paragraph)).collect()
    }

    #[test]
    fn every_kind_of_line_end_ends_a_line() {
        let expected = [("a", 0), ("b", 0), ("c", 0), ("d", 0), ("e", 0), ("f", 1)];
        assert_eq!(found("a\r\nb\nc\rd\u{85}e\u{2028}\r\r\r\nf", ParagraphRule::EmptyLine), expected);
    }

    #[test]
    fn an_empty_or_blank_line_ends_a_paragraph_and_several_make_one_break() {
        assert_eq!(
            found("\n\na\n \u{a0}\t\n\n\nb\nc\n", ParagraphRule::EmptyLine),
            [("a", 0), ("b", 1), ("c", 1)]
        );
    }

    #[test]
    fn on_request_every_line_is_a_paragraph() {
        assert_eq!(found("a\nb\n\nc", ParagraphRule::Line), [("a", 0), ("b", 1), ("c", 2)]);
    }

    #[test]
    fn lines_that_were_cut_at_a_width_are_noticed() {
        let wrapped = |content: &str| look_wrapped(content, &lines(content, ParagraphRule::EmptyLine));
        assert!(wrapped(
            &"Il y avait au fond du jardin\nun vieux puits que personne\nn'utilisait plus.\n\n".repeat(9)
        ));
        assert!(!wrapped(
            &"Il y avait un puits.\nPersonne ne l'utilisait.\n\n- un seau\n- une corde\n".repeat(9)
        ));
    }

    #[test]
    fn a_location_counts_lines_from_one() {
        assert_eq!(location("f", b"a\r\nb\rc\n", 5).line, Some(3));
    }
}
