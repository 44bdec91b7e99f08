//! Stage 2: text to sentences, each an exact byte range of the text.
//!
//! A line break always ends a sentence. Within a line, every mark that may end one (`. ? ! …`, with what
//! closes behind it) is a candidate, and the first of a list of rules that applies decides. Time is linear in
//! the text.
//!
//! Why not the sentence boundaries of Unicode (UAX 29)? They know no abbreviation and no incise, and cut
//! between `.` and a `»` that stands behind a no-break space. Grapheme clusters are theirs: no cut ever falls
//! inside one.

mod candidate;
mod rules;
pub mod srx;
mod tables;

use candidate::Candidates;
use tables::Tables;
use unicode_segmentation::GraphemeCursor;

use crate::model::{Language, Line, Segment, Text};

/// How far a closing bracket may be for its inside to be kept in one sentence, in bytes.
const BRACKET_REACH: usize = 300;

/// Cuts `text` into sentences by the rules of `language`.
pub fn split(text: &Text, language: Language) -> Vec<Segment> {
    let tables = Tables::of(language);
    let mut segments = Vec::new();
    for line in text.lines() {
        split_line(tables, text.line(line), line, &mut segments);
    }
    segments
}

/// Takes each line of `text` as one sentence.
///
/// Layout says something only where empty lines make paragraphs.
pub fn one_per_line(text: &Text) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    for line in text.lines() {
        let starts_block = segments.last().is_none_or(|before| before.paragraph != line.paragraph);
        push(&mut segments, text.line(line), 0, text.line(line).len(), line, starts_block);
    }
    segments
}

fn split_line(tables: &Tables, content: &str, line: &Line, segments: &mut Vec<Segment>) {
    let mut start = content.len() - content.trim_start().len();
    let first = start;
    let (mut depth, mut counted) = (0usize, start);
    for candidate in Candidates::new(content) {
        for c in content[counted..candidate.end].bytes() {
            match c {
                // A bracket around whole sentences does not hold them together.
                b'(' | b'[' if counted > start || c != content.as_bytes()[start] => depth += 1,
                b')' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            counted += 1;
        }
        let in_brackets = depth > 0 && closes_soon(&content[candidate.end..]);
        let cuts = rules::decide(tables, content, start, &candidate, in_brackets).cuts();
        if cuts
            && is_grapheme_boundary(content, candidate.end)
            && is_grapheme_boundary(content, candidate.next)
        {
            push(segments, content, start, candidate.end, line, start == first);
            start = candidate.next;
            depth = 0;
            counted = counted.max(start);
        }
    }
    push(segments, content, start, content.len(), line, start == first);
}

/// Whether a closing bracket comes before an opening one, near by.
fn closes_soon(rest: &str) -> bool {
    rest.bytes().take(BRACKET_REACH).find(|b| b"()[]".contains(b)).is_some_and(|b| b")]".contains(&b))
}

fn is_grapheme_boundary(content: &str, at: usize) -> bool {
    GraphemeCursor::new(at, content.len(), true).is_boundary(content, 0).unwrap_or(true)
}

/// Adds `content[start..end]`, a part of `line`, without white space at its ends.
fn push(
    segments: &mut Vec<Segment>,
    content: &str,
    start: usize,
    end: usize,
    line: &Line,
    starts_block: bool,
) {
    let body = content[start..end].trim();
    if !body.is_empty() {
        let lead = content[start..end].len() - content[start..end].trim_start().len();
        let from = line.range.start + start + lead;
        segments.push(Segment { range: from..from + body.len(), paragraph: line.paragraph, starts_block });
    }
}
