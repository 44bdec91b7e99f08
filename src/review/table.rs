//! Rows as CSV (RFC 4180) or TSV, in the forms that spreadsheets read without changing anything.

use std::borrow::Cow;
use std::io::Write;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::guard::guard;
use super::row::Row;
use crate::error::Result;

/// What stands between two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Delimiter {
    /// `,`
    #[default]
    Comma,
    /// `;`
    Semicolon,
    /// A tab.
    Tab,
}

impl Delimiter {
    /// All of them.
    pub const ALL: [Delimiter; 3] = [Delimiter::Comma, Delimiter::Semicolon, Delimiter::Tab];

    /// The sign.
    pub fn byte(self) -> u8 {
        match self {
            Delimiter::Comma => b',',
            Delimiter::Semicolon => b';',
            Delimiter::Tab => b'\t',
        }
    }
}

/// The form of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TableFormat {
    /// What stands between two cells.
    pub delimiter: Delimiter,
    /// Whether the file is for Excel: a byte order mark begins it, since Excel takes it for another encoding without
    /// one, and a shape is written `1–1`, since Excel would take `1-1` for a date.
    pub bom: bool,
    /// Whether numbers are written as in French: `0,97`.
    pub decimal_comma: bool,
}

impl TableFormat {
    /// What Excel in a French locale opens with a double click.
    pub const EXCEL: TableFormat =
        TableFormat { delimiter: Delimiter::Semicolon, bom: true, decimal_comma: true };
}

/// A row as it stands in the file: all cells text. The names are chosen so that Weblate's and
/// translate-toolkit's imports find source, target and comments, and misread nothing else.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Number of the row, from 0.
    pub id: String,
    /// `todo`, `ok`, `fix` or `reject`.
    pub status: String,
    /// Empty, `merge-next` or `split`.
    pub action: String,
    /// Source text.
    pub source: String,
    /// Target text.
    pub target: String,
    /// Between 0 and 1.
    pub confidence: String,
    /// Number of source and of target sentences: `1-2`.
    #[serde(rename = "type")]
    pub shape: String,
    /// Names of flags, separated by spaces.
    pub flags: String,
    /// For the reviewer.
    pub translator_comments: String,
    /// Numbers of the source sentences, from 0, joined by `+`: no spreadsheet takes that for a number or a
    /// date.
    pub src_ids: String,
    /// Numbers of the target sentences, likewise.
    pub tgt_ids: String,
    /// Source paragraph, from 0.
    pub para: String,
    /// Name of the source file.
    pub document: String,
    /// Eight letters for the source text and eight for the target text, by which an edit is told from damage; behind them the number
    /// of the decision that changed the row last, in letters too, if one did.
    pub check: String,
    /// What the flags saw.
    #[serde(default)]
    pub why: String,
}

/// The names of the columns in order.
pub const COLUMNS: [&str; 15] = [
    "id",
    "status",
    "action",
    "source",
    "target",
    "confidence",
    "type",
    "flags",
    "translator_comments",
    "src_ids",
    "tgt_ids",
    "para",
    "document",
    "check",
    "why",
];

impl Record {
    /// The cells of a row, as [`Records`](super::Records) reads them: without guards.
    pub fn new(row: &Row<'_>) -> Self {
        let join = |numbers: &mut dyn Iterator<Item = u32>| {
            numbers.map(|n| n.to_string()).collect::<Vec<_>>().join("+")
        };
        Self {
            id: row.id.to_string(),
            status: row.status.to_string(),
            action: String::new(),
            source: row.source.to_owned(),
            target: row.target.to_owned(),
            confidence: format!("{:.3}", row.confidence().value()),
            shape: row.shape().to_string(),
            flags: row.flags.iter().map(|flag| flag.name()).collect::<Vec<_>>().join(" "),
            translator_comments: String::new(),
            src_ids: join(&mut row.bead.source.iter().map(|i| i.0)),
            tgt_ids: join(&mut row.bead.target.iter().map(|j| j.0)),
            para: row.paragraph.to_string(),
            document: row.document.to_owned(),
            check: check(row.source, row.target),
            why: row.why.join("; "),
        }
    }

    /// The cells as a table of that form has them.
    fn in_form(self, format: TableFormat) -> Self {
        let guarded = |text: String| match guard(&text) {
            Cow::Owned(guarded) => guarded,
            Cow::Borrowed(_) => text,
        };
        Self {
            source: guarded(self.source),
            target: guarded(self.target),
            translator_comments: guarded(self.translator_comments),
            document: guarded(self.document),
            why: guarded(self.why),
            confidence: if format.decimal_comma {
                self.confidence.replace('.', ",")
            } else {
                self.confidence
            },
            shape: if format.bom { self.shape.replace('-', "–") } else { self.shape },
            ..self
        }
    }
}

/// The letters for two texts and the number of a decision, by which an edit is told from damage and from what others decided since.
pub fn check_at(source: &str, target: &str, revision: u64) -> String {
    let digits = |n: u64| (0..16).rev().map(move |k| n >> (4 * k) & 15);
    let number = digits(revision).skip_while(|&digit| digit == 0).map(|digit| char::from(b'a' + digit as u8));
    check(source, target).chars().chain(number).collect()
}

/// The number of the decision in a `check`; `None` if it is damaged.
pub fn revision_in(check: &str) -> Option<u64> {
    let letters = check.trim().as_bytes();
    if letters.len() < 16
        || letters.len() > 32
        || !letters.iter().all(|letter| (b'a'..=b'p').contains(letter))
    {
        return None;
    }
    Some(letters.get(16..)?.iter().fold(0, |n, letter| n << 4 | u64::from(letter - b'a')))
}

/// The letters for two texts, by which an edit is told from damage.
pub fn check(source: &str, target: &str) -> String {
    letters(source) + &letters(target)
}

/// Half of a hash as eight letters from `a` to `p`: digits could be taken for a number (`12e34`).
fn letters(text: &str) -> String {
    let hash = xxh3_64(text.as_bytes());
    (0..8).map(|k| char::from(b'a' + (hash >> (4 * k) & 15) as u8)).collect()
}

/// Writes a header and `rows`, lines ended by CRLF.
///
/// # Errors
/// [`crate::Error::Review`] where `out` does not take it.
pub fn write_table(rows: &[Row<'_>], format: TableFormat, out: impl Write) -> Result<()> {
    write_records(rows.iter().map(Record::new), format, out)
}

/// Writes a header and rows that are cells already, without guards; lines ended by CRLF.
///
/// # Errors
/// [`crate::Error::Review`] where `out` does not take it.
pub fn write_records(
    records: impl Iterator<Item = Record>,
    format: TableFormat,
    mut out: impl Write,
) -> Result<()> {
    if format.bom {
        out.write_all("\u{feff}".as_bytes())?;
    }
    let mut writer = csv::WriterBuilder::new()
        .delimiter(format.delimiter.byte())
        .terminator(csv::Terminator::CRLF)
        .has_headers(false)
        .from_writer(out);
    writer.write_record(COLUMNS)?;
    for record in records {
        writer.serialize(record.in_form(format))?;
    }
    writer.flush()?;
    Ok(())
}
