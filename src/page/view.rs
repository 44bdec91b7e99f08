//! What the browser is told of rows.

use std::ops::Range;

use serde::Serialize;

use super::doubt::doubt;
use super::marks::marks;
use crate::model::Language;
use crate::project::{Counts, Decision, Origin, ProjectRow, RowId, RowSide, Side};
use crate::review::{Flag, Status};

/// So many bytes of a text are shown; the rest comes when it is asked for.
const SHOWN: usize = 6000;

/// A row without its texts. Numbers, so that a hundred thousand of them stay small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) id: i64,
    /// Position in [`Status::ALL`].
    status: u8,
    /// Thousandths.
    confidence: u16,
    /// A bit for each of [`Flag::ALL`].
    flags: u32,
    /// Characters of its longer side, about.
    length: u32,
    /// A bit for each of: first of its paragraph, heading, moved, made by a person, with a comment.
    bits: u8,
    /// Millionths.
    doubt: u32,
}

impl Line {
    /// The row, with those before and behind it.
    pub(super) fn new(row: &ProjectRow, before: Option<&ProjectRow>, behind: Option<&ProjectRow>) -> Self {
        let flag =
            |bits: u32, flag: &Flag| bits | Flag::ALL.iter().position(|f| f == flag).map_or(0, |at| 1 << at);
        let starts = before.is_none_or(|before| before.paragraph != row.paragraph);
        let ends = behind.is_none_or(|behind| behind.paragraph != row.paragraph);
        let text = row.source.current();
        let heading = starts && ends && text.len() < 120 && text.ends_with(|c: char| c.is_alphanumeric());
        let bits = [
            starts,
            heading,
            is_moved(row, before, behind),
            row.origin == Origin::Person,
            !row.comment.is_empty(),
        ];
        let length = row.source.current().len().max(row.target.current().len());
        Self {
            id: row.id.0,
            status: Status::ALL.iter().position(|status| *status == row.status).unwrap_or(0) as u8,
            confidence: (row.confidence.value() * 1000.0) as u16,
            flags: row.flags.iter().fold(0, flag),
            length: u32::try_from(length).unwrap_or(u32::MAX),
            bits: bits.iter().enumerate().fold(0, |all, (at, bit)| all | u8::from(*bit) << at),
            doubt: (doubt(row, [before, behind]) * 1e6) as u32,
        }
    }
}

/// Whether the row stands elsewhere in the target than among its neighbours.
fn is_moved(row: &ProjectRow, before: Option<&ProjectRow>, behind: Option<&ProjectRow>) -> bool {
    let start = |row: &ProjectRow| row.target.ranges.first().map(|range| range.start);
    let Some(own) = start(row) else { return false };
    before.and_then(start).is_some_and(|before| before > own)
        || behind.and_then(start).is_some_and(|behind| behind < own)
}

/// All rows of a pair, column by column.
#[derive(Debug, Serialize)]
pub(super) struct OutlineView {
    pair: i64,
    /// Number of the last decision that they know of.
    last: u64,
    id: Vec<i64>,
    status: Vec<u8>,
    confidence: Vec<u16>,
    flags: Vec<u32>,
    length: Vec<u32>,
    bits: Vec<u8>,
    doubt: Vec<u32>,
}

impl OutlineView {
    pub(super) fn new(pair: i64, last: u64, lines: &[Line]) -> Self {
        Self {
            pair,
            last,
            id: lines.iter().map(|line| line.id).collect(),
            status: lines.iter().map(|line| line.status).collect(),
            confidence: lines.iter().map(|line| line.confidence).collect(),
            flags: lines.iter().map(|line| line.flags).collect(),
            length: lines.iter().map(|line| line.length).collect(),
            bits: lines.iter().map(|line| line.bits).collect(),
            doubt: lines.iter().map(|line| line.doubt).collect(),
        }
    }
}

/// A row that has changed, and the one that it stands behind.
#[derive(Debug, Serialize)]
pub(super) struct Changed {
    after: Option<i64>,
    /// Id, status, confidence, flags, length, bits, doubt: the columns of [`OutlineView`].
    line: (i64, u8, u16, u32, u32, u8, u32),
}

impl Changed {
    pub(super) fn new(line: Line, after: Option<i64>) -> Self {
        let Line { id, status, confidence, flags, length, bits, doubt } = line;
        Self { after, line: (id, status, confidence, flags, length, bits, doubt) }
    }
}

/// What has changed since someone looked.
#[derive(Debug, Default, Serialize)]
pub(super) struct Delta {
    /// Number of the last decision.
    pub(super) last: u64,
    /// So much has changed that all is better read again.
    pub(super) reload: bool,
    /// In document order.
    pub(super) changed: Vec<(i64, Changed)>,
    pub(super) removed: Vec<i64>,
    pub(super) counts: Counts,
    /// What others did, in words.
    pub(super) news: Vec<News>,
}

/// A decision in words.
#[derive(Debug, Serialize)]
pub(super) struct News {
    pub(super) author: String,
    pub(super) what: &'static str,
    pub(super) kind: crate::project::Kind,
    pub(super) rows: Vec<i64>,
}

impl From<Decision> for News {
    fn from(entry: Decision) -> Self {
        let rows = entry.rows.iter().take(3).map(|row| row.0).collect();
        Self { author: entry.author, what: entry.action.name(), kind: entry.kind, rows }
    }
}

/// A row with its texts.
#[derive(Debug, Serialize)]
pub(super) struct RowView {
    id: RowId,
    revision: u64,
    pair: i64,
    status: Status,
    confidence: f32,
    flags: Vec<Flag>,
    why: Vec<String>,
    comment: String,
    origin: Origin,
    source: SideView,
    target: SideView,
}

/// One side of a row. Places count units of UTF-16, as JavaScript does.
#[derive(Debug, Serialize)]
struct SideView {
    text: String,
    edited: bool,
    /// Units in all, where `text` is cut short.
    cut: Option<usize>,
    /// Number, beginning and end of each segment; empty for a text that was edited.
    segments: Vec<(u32, usize, usize)>,
    marks: Vec<(usize, usize)>,
}

impl RowView {
    /// `whole` texts, or what can be shown of them.
    pub(super) fn new(row: &ProjectRow, languages: (Language, Language), whole: bool) -> Self {
        let side = |side, language| side_view(row.side(side), language, side, &row.why, whole);
        Self {
            id: row.id,
            revision: row.revision,
            pair: row.pair.0,
            status: row.status,
            confidence: row.confidence.value(),
            flags: row.flags.clone(),
            why: row.why.clone(),
            comment: row.comment.clone(),
            origin: row.origin,
            source: side(Side::Source, languages.0),
            target: side(Side::Target, languages.1),
        }
    }
}

fn side_view(side: &RowSide, language: Language, which: Side, why: &[String], whole: bool) -> SideView {
    let all = side.current();
    let long = !whole && all.len() > SHOWN;
    let end = if long { (0..=SHOWN).rfind(|at| all.is_char_boundary(*at)).unwrap_or(0) } else { all.len() };
    let text = all.get(..end).unwrap_or_default();
    let units = |text: &str| text.encode_utf16().count();
    let place = |byte: usize| units(all.get(..byte).unwrap_or_default());
    let range = |range: Range<usize>| (place(range.start), place(range.end));
    let pieces = if side.edited.is_some() || end < all.len() { Vec::new() } else { side.pieces() };
    let segments = side.segments.iter().zip(pieces).map(|(number, piece)| {
        let (from, to) = range(piece);
        (*number, from, to)
    });
    SideView {
        text: text.to_owned(),
        edited: side.edited.is_some(),
        cut: (end < all.len()).then(|| units(all)),
        segments: segments.collect(),
        marks: marks(text, language, which, why).into_iter().map(range).collect(),
    }
}
