//! A text, its lines and its segments, all as byte ranges of one decoded string that nothing ever changes.

use std::ops::Range;
use std::sync::Arc;

/// A line that holds more than white space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Bytes of the text, without the line break.
    pub range: Range<usize>,
    /// Paragraph that the line stands in, from 0.
    pub paragraph: u32,
}

/// A decoded text with its lines; what is between the lines is white space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    content: String,
    lines: Vec<Line>,
}

impl Text {
    /// A text whose `lines` were found by the reader: ascending, disjoint, on character boundaries.
    pub(crate) fn new(content: String, lines: Vec<Line>) -> Self {
        Self { content, lines }
    }

    /// The same up to byte `at`, which must be a character boundary.
    pub(crate) fn truncated(mut self, at: usize) -> Self {
        self.content.truncate(at);
        self.lines.retain(|line| line.range.start < at);
        if let Some(last) = self.lines.last_mut() {
            last.range.end = last.range.end.min(at);
        }
        self
    }

    /// The decoded text, not normalised, without a byte order mark.
    pub fn content(&self) -> &str {
        &self.content
    }

    /// The lines that are not blank, in order.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The text of one line.
    pub fn line(&self, line: &Line) -> &str {
        &self.content[line.range.clone()]
    }
}

/// A sentence as the splitter found it, or a sentence-like unit: a title, a caption, a list item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// Bytes of the decoded text; no white space at either end.
    pub range: Range<usize>,
    /// Paragraph that the segment stands in, from 0.
    pub paragraph: u32,
    /// Whether the segment is the first of a paragraph or line, so that layout says something about it.
    pub starts_block: bool,
}

/// A place where a sentence may end, as the splitter judged it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Boundary {
    /// Byte of the text where the sentence would end.
    pub end: usize,
    /// Byte where the next one would begin.
    pub next: usize,
    /// Probability that it does, from 0 to 1.
    pub probability: f32,
}

/// What the aligner did to a segment, because the other text shows where sentences end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Recut {
    /// Nothing: it is as the splitter found it.
    #[default]
    Kept,
    /// It is a part of what the splitter took for one sentence.
    Cut,
    /// It is what the splitter took for several sentences.
    Joined,
}

/// A text cut into segments, such that every character that is not white space is in exactly one.
///
/// A segment's number is its position, from 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    name: String,
    text: Arc<Text>,
    segments: Vec<Segment>,
    boundaries: Vec<Boundary>,
    /// By segment; empty where nothing was recut.
    recut: Vec<Recut>,
}

impl Document {
    /// Puts a text and its segments together.
    ///
    /// # Errors
    /// The byte offset from which a character is in no segment or in two, or at which a segment
    /// is empty or has white space at an end.
    pub fn new(name: impl Into<String>, text: Text, segments: Vec<Segment>) -> Result<Self, usize> {
        let content = text.content();
        let mut done = 0;
        for segment in &segments {
            let Range { start, end } = segment.range;
            let gap = content.get(done..start).ok_or(done)?;
            if !gap.trim().is_empty() {
                return Err(done);
            }
            let body = content.get(start..end).ok_or(start)?;
            if body.is_empty() || body.trim().len() != body.len() {
                return Err(start);
            }
            done = end;
        }
        if !content[done..].trim().is_empty() {
            return Err(done);
        }
        Ok(Self {
            name: name.into(),
            text: Arc::new(text),
            segments,
            boundaries: Vec::new(),
            recut: Vec::new(),
        })
    }

    /// The same document with every place where a sentence may end but line ends, in order: those where it was cut, and
    /// those where it was not.
    pub fn with_boundaries(self, boundaries: Vec<Boundary>) -> Self {
        Self { boundaries, ..self }
    }

    /// The places where sentences may end, in order; empty where lines or rules of a CAT tool decided.
    pub fn boundaries(&self) -> &[Boundary] {
        &self.boundaries
    }

    /// The probability that `segment` ends where it does: 1 where its line ends.
    pub fn ending(&self, segment: &Segment) -> f32 {
        let found = self.boundaries.binary_search_by_key(&segment.range.end, |boundary| boundary.end);
        found.ok().and_then(|at| self.boundaries.get(at)).map_or(1.0, |boundary| boundary.probability)
    }

    /// The probability that a sentence begins where `segment` does: 1 where its line begins.
    pub fn beginning(&self, segment: &Segment) -> f32 {
        let found = self.boundaries.binary_search_by_key(&segment.range.start, |boundary| boundary.next);
        found.ok().and_then(|at| self.boundaries.get(at)).map_or(1.0, |boundary| boundary.probability)
    }

    /// The places within a segment where a sentence may end, though the splitter did not cut there.
    pub fn inside(&self, segment: &Segment) -> &[Boundary] {
        let from = self.boundaries.partition_point(|boundary| boundary.end <= segment.range.start);
        let to = self.boundaries.partition_point(|boundary| boundary.next < segment.range.end);
        self.boundaries.get(from..to).unwrap_or_default()
    }

    /// The same document with its segments cut also at some of its boundaries, and with some of its segments, given by their
    /// numbers, joined to the one before; both in order.
    pub fn recut_at(&self, cuts: &[Boundary], joins: &[usize]) -> Self {
        if cuts.is_empty() && joins.is_empty() {
            return self.clone();
        }
        let (mut cuts, mut joins) = (cuts.iter().peekable(), joins.iter().peekable());
        let (mut segments, mut recut): (Vec<Segment>, Vec<Recut>) = (Vec::new(), Vec::new());
        for (i, segment) in self.segments.iter().enumerate() {
            if joins.next_if_eq(&&i).is_some()
                && let (Some(before), Some(was)) = (segments.last_mut(), recut.last_mut())
            {
                before.range.end = segment.range.end;
                *was = Recut::Joined;
                continue;
            }
            let mut rest = segment.clone();
            let mut kind = Recut::Kept;
            while let Some(boundary) = cuts.next_if(|boundary| boundary.next < segment.range.end) {
                if boundary.end > rest.range.start {
                    segments.push(Segment { range: rest.range.start..boundary.end, ..rest.clone() });
                    kind = Recut::Cut;
                    recut.push(kind);
                    rest = Segment { range: boundary.next..rest.range.end, starts_block: false, ..rest };
                }
            }
            segments.push(rest);
            recut.push(kind);
        }
        Self { segments, recut, ..self.clone() }
    }

    /// Some neighbouring segments of the same text, for looking at; the rest of the text belongs to no segment of it.
    pub(crate) fn stretch(&self, run: Range<usize>) -> Self {
        let segments = self.segments.get(run).unwrap_or_default().to_vec();
        Self {
            name: self.name.clone(),
            text: self.text.clone(),
            segments,
            boundaries: Vec::new(),
            recut: Vec::new(),
        }
    }

    /// What the aligner did to segment number `index`.
    pub fn recut(&self, index: usize) -> Recut {
        self.recut.get(index).copied().unwrap_or_default()
    }

    /// The same document under another name.
    pub fn renamed(self, name: impl Into<String>) -> Self {
        Self { name: name.into(), ..self }
    }

    /// The file's name, as reports show it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &Text {
        &self.text
    }

    /// The segments in order.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The text of one segment.
    pub fn segment(&self, segment: &Segment) -> &str {
        &self.text.content[segment.range.clone()]
    }

    /// The exact text from the first segment of a run to its last, with what stands between them;
    /// empty for an empty run.
    pub fn run(&self, run: Range<usize>) -> &str {
        match self.segments.get(run) {
            Some([first, .., last]) => &self.text.content[first.range.start..last.range.end],
            Some([only]) => self.segment(only),
            _ => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(content: &str, ranges: &[Range<usize>]) -> Result<Document, usize> {
        let segments = ranges
            .iter()
            .map(|range| Segment { range: range.clone(), paragraph: 0, starts_block: false })
            .collect();
        Document::new("t", Text::new(content.to_owned(), Vec::new()), segments)
    }

    #[test]
    fn segments_that_lose_or_repeat_a_character_make_no_document() {
        assert!(document("Un. Deux.", &[0..3, 4..9]).is_ok());
        assert_eq!(document("Un. Deux.", &[0..2, 2..3]), Err(3));
        assert_eq!(document("Un. Deux.", &[0..3, 2..9]), Err(3));
        assert_eq!(document("Un. Deux.", &[0..4, 4..9]), Err(0));
        assert_eq!(document("é", &[0..1, 1..2]), Err(0));
    }

    #[test]
    fn a_run_is_the_exact_text_between_its_ends() {
        let document = document("Un.\u{a0} Deux.\n\nTrois.", &[0..3, 6..11, 13..19]).unwrap();
        assert_eq!(document.run(0..3), "Un.\u{a0} Deux.\n\nTrois.");
        assert_eq!(document.run(1..2), "Deux.");
        assert_eq!(document.run(1..1), "");
    }
}
