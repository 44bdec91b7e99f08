//! One error for the whole library: where, what was found, what was expected, and the way out.

use std::fmt;
use std::io;

use crate::model::BeadFault;

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// The file as the user named it.
    pub file: String,
    /// Line, from 1, where it is known.
    pub line: Option<usize>,
}

impl Location {
    /// A file as a whole.
    pub fn file(file: impl Into<String>) -> Self {
        Self { file: file.into(), line: None }
    }

    /// A line of a file, from 1.
    pub fn line(file: impl Into<String>, line: usize) -> Self {
        Self { file: file.into(), line: Some(line) }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}", self.file),
            None => f.write_str(&self.file),
        }
    }
}

/// Everything that can go wrong.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The operating system refused to give the bytes.
    #[error("{at}: cannot be read: {reason}{hint}")]
    Read {
        /// The file.
        at: Location,
        /// The system's reason.
        reason: io::Error,
        /// What may help; empty, or beginning with a comma or colon.
        hint: &'static str,
    },
    /// The bytes are no text.
    #[error("{at}: {found}, expected plain text: {way_out}")]
    NotText {
        /// The file, and the line if it was found within.
        at: Location,
        /// What the bytes look like, as a verb and its object.
        found: String,
        /// What the user can do.
        way_out: &'static str,
    },
    /// The bytes do not fit the encoding.
    #[error("{at}: byte {offset} ({byte:#04x}) is not valid {encoding}: {way_out}")]
    Encoding {
        /// The file and line.
        at: Location,
        /// Position in the file, from 0.
        offset: usize,
        /// The byte found there.
        byte: u8,
        /// Name of the encoding that was expected.
        encoding: &'static str,
        /// What the user can do.
        way_out: String,
    },
    /// There is no place to cut a long text at.
    #[error(
        "{at}: no sentence ends within {limit} bytes from byte {offset} of the decoded text on, expected shorter ones: \
         is this the right file?"
    )]
    TooLong {
        /// The file.
        at: Location,
        /// Where that sentence begins, in bytes of the decoded text.
        offset: usize,
        /// The longest sentence, in bytes.
        limit: usize,
    },
    /// Lines can be joined only in a text that is in memory.
    #[error(
        "{at}: lines are joined only in a text that is read whole, expected a shorter one: cut it at chapters"
    )]
    Reflow {
        /// The file.
        at: Location,
    },
    /// There is nothing to align.
    #[error("{at}: no sentence in it, expected text: is this the right file?")]
    NoText {
        /// The file.
        at: Location,
    },
    /// The documents are too long for the aligner.
    #[error(
        "{sources} source sentences against {targets} target sentences are too many for two texts that hardly correspond: the aligner \
         compares at most {limit} pairs: check that one is the translation of the other, or cut both at the same chapter"
    )]
    TooLarge {
        /// Number of source segments.
        sources: usize,
        /// Number of target segments.
        targets: usize,
        /// The most pairs of positions.
        limit: u64,
    },
    /// A row that the alignment does not have.
    #[error("there is no row {found}, expected one of {rows} rows, numbered from 0 to {}", rows.saturating_sub(1))]
    NoRow {
        /// The number that was asked for.
        found: usize,
        /// Number of rows.
        rows: usize,
    },
    /// A gold or bead file that cannot be understood.
    #[error("{at}: found `{found}`, expected {expected}")]
    Gold {
        /// File and line.
        at: Location,
        /// What stands there.
        found: String,
        /// What should.
        expected: &'static str,
    },
    /// A file of segmentation rules that cannot be understood, or could be misunderstood.
    #[error("{at}: found {found}, expected {expected}")]
    Srx {
        /// File and line.
        at: Location,
        /// What stands there.
        found: String,
        /// What should.
        expected: String,
    },
    /// A regular expression of a segmentation rule that cannot be used.
    #[error("{at}: `{pattern}` in `{rule}` cannot be used: {fault}: mend it or remove the rule")]
    SrxPattern {
        /// File and line.
        at: Location,
        /// Name of the rule for a language, or `languagemap`.
        rule: String,
        /// The regular expression as the file has it.
        pattern: String,
        /// What is wrong with it.
        fault: String,
    },
    /// A file of segmentation rules without any for the language of the text.
    #[error("{at}: no rules for `{tag}`, expected a language map that matches it: the file has `{patterns}`")]
    SrxLanguage {
        /// The file.
        at: Location,
        /// The language tag.
        tag: String,
        /// The patterns of its language maps.
        patterns: String,
    },
    /// A folder without the files that it should hold.
    #[error("{at}: {reason}")]
    Folder {
        /// The folder.
        at: Location,
        /// What is missing.
        reason: String,
    },
    /// A review file that cannot be understood as a whole.
    #[error("{at}: {found}, expected {expected}")]
    Table {
        /// The file, and the line where it is known.
        at: Location,
        /// What stands there, as a sentence.
        found: String,
        /// What should, and what to do.
        expected: String,
    },
    /// A cell of a review file that cannot be understood.
    #[error("{at}, column `{column}`: found `{found}`, expected {expected}")]
    Cell {
        /// The file and the line that the row begins at.
        at: Location,
        /// Name of the column.
        column: &'static str,
        /// What stands there.
        found: String,
        /// What should, and what to do.
        expected: String,
    },
    /// A text that no cell of a workbook can hold. Nothing was written.
    #[error(
        "row {row}, column `{column}`: found {length} characters, expected at most {limit}, as many as a cell of Excel holds: write a CSV"
    )]
    CellTooLong {
        /// Number of the row.
        row: String,
        /// Name of the column.
        column: &'static str,
        /// Length of the text, in units of UTF-16.
        length: usize,
        /// The most that a cell holds.
        limit: usize,
    },
    /// A workbook that cannot be made.
    #[error("the workbook cannot be written: {0}")]
    Workbook(String),
    /// This build leaves a format out.
    #[error(
        "this visavis cannot write Parquet, expected one that was built with it: `cargo install --features parquet`"
    )]
    NoParquet,
    /// The review file could not be written.
    #[error("the review file cannot be written: {0}")]
    Review(#[from] csv::Error),
    /// A file that is no project file, or a damaged one.
    #[error(
        "{at}: found {found}, expected a project file of visavis: name another, or make it anew with `visavis align`"
    )]
    NotProject {
        /// The file.
        at: Location,
        /// What it is or has.
        found: String,
    },
    /// The database of a project file refused something.
    #[error("the project file cannot be used: {0}")]
    Database(#[from] rusqlite::Error),
    /// A row has changed since the author of an action saw it. Nothing was done.
    #[error("row {row} has changed since: {changed}: look at it again")]
    Conflict {
        /// The row.
        row: i64,
        /// What was done to it, in words.
        changed: String,
    },
    /// An action that cannot be done. Nothing was.
    #[error("{}found {found}, expected {expected}", row.map(|row| format!("row {row}: ")).unwrap_or_default())]
    Action {
        /// The row, where it is one.
        row: Option<i64>,
        /// What was asked for.
        found: String,
        /// What can be done.
        expected: String,
    },
    /// A decision after which the texts were not whole. Nothing was done.
    #[error("{what}, expected each character in exactly one row: nothing was changed")]
    NotConserved {
        /// What would be lost or doubled.
        what: String,
    },
    /// A result could not be written.
    #[error("the result cannot be written: {0}")]
    Write(#[from] io::Error),
    /// A splitter lost or repeated text. This is a defect of visavis; nothing is written.
    #[error("{at}: byte {offset} would be lost or used twice: please report this")]
    Lost {
        /// The document.
        at: Location,
        /// Byte of the decoded text.
        offset: usize,
    },
    /// The aligner lost or repeated a segment. This is a defect of visavis; nothing is written.
    #[error("{0}: please report this")]
    Beads(#[from] BeadFault),
}

/// What the library's functions return.
pub type Result<T> = std::result::Result<T, Error>;
