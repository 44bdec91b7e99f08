//! Lines and paragraphs.

use std::ops::Range;

use crate::error::Location;
use crate::model::Line;

/// What ends a line; CR and LF end it together.
const ENDS: [char; 6] = ['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}', '\u{c}'];

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
    Paragraphs::new(rule).lines(content)
}

/// Counts paragraphs in a text that comes piece by piece, cut behind line ends.
#[derive(Debug, Clone)]
pub(super) struct Paragraphs {
    rule: ParagraphRule,
    /// The paragraph at hand.
    number: u32,
    /// Whether it has a line.
    open: bool,
}

impl Paragraphs {
    pub(super) fn new(rule: ParagraphRule) -> Self {
        Self { rule, number: 0, open: false }
    }

    /// The lines of the next piece; a line may be cut at its end.
    pub(super) fn lines(&mut self, piece: &str) -> Vec<Line> {
        let mut lines = Vec::new();
        for (range, end) in split(piece) {
            if !piece[range.clone()].trim().is_empty() {
                lines.push(Line { range, paragraph: self.number });
                self.open = true;
            } else if !end.is_empty() {
                self.close();
            }
            if self.rule == ParagraphRule::Line && !end.is_empty() || matches!(end, "\u{2029}" | "\u{c}") {
                self.close();
            }
        }
        lines
    }

    /// The number of the paragraph at hand, which is 0 from here on.
    pub(super) fn renumber(&mut self) -> u32 {
        std::mem::take(&mut self.number)
    }

    fn close(&mut self) {
        self.number += u32::from(self.open);
        self.open = false;
    }
}

/// The end of the last line of a text that goes on with unknown characters, such that no sentence goes on behind it whatever they
/// are; `None` if there is none for certain.
pub(super) fn last_end(content: &str) -> Option<usize> {
    let ends = content.rmatch_indices(ENDS).map(|(at, end)| at + end.len());
    // What is behind may be the second half of CRLF, or a line of nothing but a mark; a space before makes a soft line break.
    let mut certain = ends.filter(|&end| {
        let line = content[..end].strip_suffix('\n').unwrap_or(&content[..end]);
        !line.trim_end_matches('\r').ends_with(' ')
            && content[end..].starts_with(|c| !matches!(c, '\n' | '.' | '?' | '!'))
    });
    certain.next()
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
        let end = line_end(rest);
        let tail = &rest[end..];
        let width = if tail.starts_with("\r\n") { 2 } else { tail.chars().next().map_or(0, char::len_utf8) };
        ended = width == 0;
        let line = (start..start + end, &tail[..width]);
        start += end + width;
        Some(line)
    })
}

/// Where the first line of a text ends.
fn line_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    // Before the first of these that are ASCII, only signs of several bytes can be one.
    let end = memchr::memchr3(b'\n', b'\r', b'\x0c', bytes).unwrap_or(bytes.len());
    let wide = memchr::memchr2_iter(0xc2, 0xe2, &bytes[..end]);
    wide.into_iter().find(|at| text[*at..].starts_with(ENDS)).unwrap_or(end)
}

/// Counts the lines of a text that comes piece by piece; LF, CRLF and CR end a line.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct LineCount {
    ends: usize,
    after_cr: bool,
}

impl LineCount {
    pub(super) fn feed(&mut self, piece: &[u8]) {
        let count = |sign: u8| memchr::memchr_iter(sign, piece).count();
        let returns = count(b'\r');
        self.ends += count(b'\n') + returns;
        self.ends -= usize::from(self.after_cr && piece.first() == Some(&b'\n'));
        if returns > 0 {
            self.ends -= piece.windows(2).filter(|pair| pair == b"\r\n").count();
        }
        self.after_cr = piece.last().map_or(self.after_cr, |&byte| byte == b'\r');
    }

    /// The line behind what was counted, from 1.
    pub(super) fn location(&self, name: &str) -> Location {
        Location::line(name, self.ends + 1)
    }

    /// The same behind `piece`.
    pub(super) fn behind(mut self, piece: &str) -> Self {
        self.feed(piece.as_bytes());
        self
    }
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
        let mut count = LineCount::default();
        for (piece, line) in [("", 1), ("a\r\nb", 2), ("\r", 3), ("\nc\r", 4), ("d", 4), ("\n\r\n", 6)] {
            count.feed(piece.as_bytes());
            assert_eq!(count.location("f").line, Some(line), "{piece:?}");
        }
    }
}
