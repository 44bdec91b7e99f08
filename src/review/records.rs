//! Reads a table that a person reviewed, row by row, whatever a spreadsheet made of its form.
//!
//! The encoding, the byte order mark, what stands between the columns and their order are found; columns that are not ours
//! are kept. What a row says is left as it is: whether it was edited or damaged is judged elsewhere, by its `check`.

use std::io::Read;

use csv::StringRecord;

use super::decode::{Decode, Fault, LONGEST};
use super::guard::unguard;
use super::row::Status;
use super::table::{COLUMNS, Delimiter, Record};
use crate::error::{Error, Location, Result};
use crate::model::Confidence;

/// A row as it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Reviewed {
    /// Line of the file that it begins at, from 1.
    pub line: usize,
    /// What was decided; an empty cell is `todo`.
    pub status: Status,
    /// Probability that the pair is right; `None` where the cell is empty.
    pub confidence: Option<Confidence>,
    /// The cells, without guards, with `1-1` for `1–1` and a decimal point; empty where the table has no such column.
    pub record: Record,
    /// The cells of columns that are not ours, as they stand, in the order of [`Records::unknown`].
    pub others: Vec<String>,
}

/// What a column of the table is.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Column {
    /// Position in [`COLUMNS`].
    Ours(usize),
    Unknown,
}

/// The rows of a table, in the order of the file. Memory does not grow with the file; a row has at most 64 MiB.
pub struct Records<R: Read> {
    name: String,
    reader: csv::Reader<Decode<R>>,
    delimiter: Delimiter,
    columns: Vec<Column>,
    unknown: Vec<String>,
    cells: StringRecord,
    ended: bool,
}

impl<R: Read> Records<R> {
    /// Begins to read a table that users know as `name`: finds its form and reads its header.
    ///
    /// # Errors
    /// [`Error::Table`] where there is no header with the columns `source` and `target`, or where a name stands twice;
    /// [`Error::Encoding`] where the bytes do not fit the encoding, [`Error::Read`] where they do not come.
    pub fn new(name: &str, from: R) -> Result<Self> {
        let mut decode = Decode::new(from);
        let head = decode.head().map_err(|reason| refused(name, 1, reason))?;
        let (delimiter, declared) = delimiter(head);
        let reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter.byte())
            .buffer_capacity(1 << 16)
            .from_reader(decode);
        let mut records = Self {
            name: name.to_owned(),
            reader,
            delimiter,
            columns: Vec::new(),
            unknown: Vec::new(),
            cells: StringRecord::new(),
            ended: false,
        };
        if declared {
            records.next_row()?;
        }
        records.header()?;
        Ok(records)
    }

    /// What stands between the columns.
    pub fn delimiter(&self) -> Delimiter {
        self.delimiter
    }

    /// Whether a byte order mark begins the file.
    pub fn has_mark(&self) -> bool {
        self.reader.get_ref().marked
    }

    /// The name of the encoding. Until the first row that is not ASCII it reads UTF-8, so ask when all rows are read. What is not
    /// `UTF-8` or `UTF-16` is damage: signs that the encoding does not have, such as narrow no-break spaces, are lost.
    pub fn encoding(&self) -> &'static str {
        self.reader.get_ref().encoding().name()
    }

    /// Names of the columns that are not ours, in the order of the file.
    pub fn unknown(&self) -> &[String] {
        &self.unknown
    }

    /// Names of our columns that the file does not have.
    pub fn missing(&self) -> impl Iterator<Item = &'static str> + '_ {
        let has = |at: usize| self.columns.contains(&Column::Ours(at));
        COLUMNS.into_iter().enumerate().filter(move |(at, _)| !has(*at)).map(|(_, name)| name)
    }

    /// Reads the next row that is not blank; gives its line.
    fn next_row(&mut self) -> Result<Option<usize>> {
        loop {
            let more = self.reader.read_record(&mut self.cells);
            let byte = self.cells.position().map_or(0, csv::Position::byte);
            let line = self.reader.get_mut().row_at(byte);
            match more {
                Ok(false) => return Ok(None),
                Ok(true) if self.cells.iter().all(str::is_empty) => {}
                Ok(true) => return Ok(Some(line)),
                Err(fault) => {
                    return Err(match fault.into_kind() {
                        csv::ErrorKind::Io(reason) => refused(&self.name, line, reason),
                        other => Error::Table {
                            at: Location::line(&self.name, line),
                            found: format!("{other:?}"),
                            expected: "a row of a table".to_owned(),
                        },
                    });
                }
            }
        }
    }

    fn header(&mut self) -> Result<()> {
        let line = self.next_row()?;
        let fault = |found: String, expected: &str| Error::Table {
            at: Location::line(&self.name, line.unwrap_or(1)),
            found,
            expected: expected.to_owned(),
        };
        if line.is_none() {
            return Err(fault(
                "there is no row".to_owned(),
                "a header that names the columns: is this the right file?",
            ));
        }
        for cell in &self.cells {
            let ours = COLUMNS.iter().position(|name| name.eq_ignore_ascii_case(cell.trim()));
            let column = ours.map_or(Column::Unknown, Column::Ours);
            if ours.is_some() && self.columns.contains(&column) {
                let found = format!("the column `{}` stands twice", cell.trim());
                return Err(fault(found, "each name once: remove the column that was added"));
            }
            self.columns.push(column);
        }
        for name in ["source", "target"] {
            if self.missing().any(|missing| missing == name) {
                let columns: Vec<&str> = self.cells.iter().take(COLUMNS.len()).collect();
                let found = format!("there is no column `{name}`, but {}", columns.join(", "));
                let way_out = "the header that `visavis align` wrote: put the names of the columns back into the first row";
                return Err(fault(shorten(&found), way_out));
            }
        }
        // Empty names at the end are columns that a spreadsheet made of nothing.
        while self.columns.last() == Some(&Column::Unknown)
            && self.cells.get(self.columns.len() - 1).is_some_and(|name| name.trim().is_empty())
        {
            self.columns.pop();
        }
        let names = self.columns.iter().zip(&self.cells).filter(|(column, _)| **column == Column::Unknown);
        self.unknown = names.map(|(_, name)| name.trim().to_owned()).collect();
        Ok(())
    }

    fn row(&self, line: usize) -> Result<Reviewed> {
        let at = || Location::line(&self.name, line);
        let (found, expected) = (self.cells.len(), self.columns.len());
        if found < expected || self.cells.iter().skip(expected).any(|cell| !cell.is_empty()) {
            return Err(Error::Table {
                at: at(),
                found: format!("the row has {found} cells"),
                expected: format!(
                    "{expected}, as many as the header: look for a quotation mark or a cut in this row or the one before"
                ),
            });
        }
        let mut record = Record::default();
        let mut others = Vec::new();
        for (column, cell) in self.columns.iter().zip(&self.cells) {
            match column {
                Column::Unknown => others.push(cell.to_owned()),
                Column::Ours(at) => {
                    if let Some(place) = cell_of(&mut record, *at) {
                        place.push_str(cell);
                    }
                }
            }
        }
        for text in [
            &mut record.source,
            &mut record.target,
            &mut record.document,
            &mut record.translator_comments,
            &mut record.why,
        ] {
            if unguard(text).len() < text.len() {
                text.remove(0);
            }
        }
        if record.shape.contains(['–', '\u{2011}', '−']) {
            record.shape = record.shape.replace(['–', '\u{2011}', '−'], "-");
        }
        if record.confidence.contains(',') {
            record.confidence = record.confidence.replace(',', ".");
        }
        let cell = |column: &'static str, found: &str, expected: &str| Error::Cell {
            at: at(),
            column,
            found: shorten(found),
            expected: expected.to_owned(),
        };
        let status = Status::named(&record.status)
            .ok_or_else(|| cell("status", &record.status, "`todo`, `ok`, `fix` or `reject`"))?;
        let confidence = confidence(&record.confidence).map_err(|()| {
            cell("confidence", &record.confidence, "a number from 0 to 1, such as 0.97, or nothing")
        })?;
        Ok(Reviewed { line, status, confidence, record, others })
    }
}

impl<R: Read> Iterator for Records<R> {
    type Item = Result<Reviewed>;

    /// The next row. After an error there is none.
    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let row = self.next_row().and_then(|line| line.map(|line| self.row(line)).transpose());
        self.ended = !matches!(row, Ok(Some(_)));
        row.transpose()
    }
}

/// What stands between the columns: that by which the header has most of our names. Also whether the first line is
/// no header but `sep=;`, by which Excel is told so.
fn delimiter(head: &[u8]) -> (Delimiter, bool) {
    let lines = head.split(|byte| matches!(byte, b'\r' | b'\n'));
    let first = lines.filter(|line| !line.is_empty()).map(String::from_utf8_lossy).next().unwrap_or_default();
    if let Some(sign) = first.trim_matches('"').strip_prefix("sep=") {
        let declared =
            Delimiter::ALL.into_iter().find(|delimiter| sign.as_bytes().first() == Some(&delimiter.byte()));
        if let Some(delimiter) = declared {
            return (delimiter, true);
        }
    }
    let names = |delimiter: &Delimiter| {
        let cells = first.split(char::from(delimiter.byte()));
        cells
            .filter(|cell| COLUMNS.contains(&cell.trim().trim_matches('"').to_ascii_lowercase().as_str()))
            .count()
    };
    // The first of equals.
    let mut found = Delimiter::Comma;
    for delimiter in Delimiter::ALL {
        if names(&delimiter) > names(&found) {
            found = delimiter;
        }
    }
    (found, false)
}

/// The cell of a column, by its position in [`COLUMNS`].
fn cell_of(record: &mut Record, column: usize) -> Option<&mut String> {
    Some(match COLUMNS.get(column).copied()? {
        "id" => &mut record.id,
        "status" => &mut record.status,
        "action" => &mut record.action,
        "source" => &mut record.source,
        "target" => &mut record.target,
        "confidence" => &mut record.confidence,
        "type" => &mut record.shape,
        "flags" => &mut record.flags,
        "translator_comments" => &mut record.translator_comments,
        "src_ids" => &mut record.src_ids,
        "tgt_ids" => &mut record.tgt_ids,
        "para" => &mut record.para,
        "document" => &mut record.document,
        "check" => &mut record.check,
        "why" => &mut record.why,
        _ => return None,
    })
}

/// A probability; a spreadsheet may have made a percentage of it.
fn confidence(cell: &str) -> std::result::Result<Option<Confidence>, ()> {
    let (number, whole) = match cell.trim().strip_suffix('%') {
        Some(percentage) => (percentage.trim(), 100.0),
        None => (cell.trim(), 1.0),
    };
    if number.is_empty() {
        return Ok(None);
    }
    let value: f64 = number.parse().map_err(|_| ())?;
    let value = value / whole;
    if (0.0..=1.0).contains(&value) { Ok(Some(Confidence::new(value))) } else { Err(()) }
}

/// As much of a cell as a message can show.
fn shorten(text: &str) -> String {
    let mut shown: Vec<char> = text.chars().take(81).collect();
    if shown.len() > 80 {
        shown.pop();
        shown.push('…');
    }
    shown.into_iter().collect()
}

/// The error for what stopped reading.
fn refused(name: &str, line: usize, reason: std::io::Error) -> Error {
    match reason.get_ref().and_then(|inner| inner.downcast_ref::<Fault>()) {
        Some(&Fault::Encoding { line, offset, byte, encoding }) => Error::Encoding {
            at: Location::line(name, line),
            offset,
            byte,
            encoding,
            way_out: "save the table as CSV in UTF-8 once more, from the file before it was damaged"
                .to_owned(),
        },
        Some(Fault::Endless) => Error::Table {
            at: Location::line(name, line),
            found: format!("a row from here on is longer than {} MiB", LONGEST >> 20),
            expected: "the quotation mark that ends a cell: put it where it is missing".to_owned(),
        },
        None => Error::Read { at: Location::file(name), reason, hint: "" },
    }
}
