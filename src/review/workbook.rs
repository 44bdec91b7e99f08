//! Rows as XLSX, for Excel and LibreOffice: every cell is text and stays what it is, whatever it looks like.

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};
use rust_xlsxwriter::{
    Color, ConditionalFormatFormula, DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Note, Workbook, Worksheet, XlsxError,
};

use super::guard::guard;
use super::records::{Records, Reviewed};
use super::row::Status;
use super::table::{COLUMNS, Delimiter, Record};
use crate::error::{Error, Location, Result};

/// What a cell of Excel holds, in units of UTF-16.
const CELL: usize = 32_767;
/// Rows that a sheet has.
const ROWS: usize = 1 << 20;
/// Widths of the columns in characters: the texts are for reading, the rest is narrow.
const WIDTHS: [f64; 15] = [6.0, 9.0, 12.0, 60.0, 60.0, 10.0, 6.0, 16.0, 30.0, 8.0, 8.0, 6.0, 12.0, 8.0, 40.0];
/// What the header says of the columns that a person may change, or must not.
const NOTES: [(&str, &str); 8] = [
    (
        "status",
        "ok: la paire est bonne\nfix: bonne après correction\nreject: à ne pas utiliser\n\nok: the pair is right\nfix: right after an edit\nreject: not to be used",
    ),
    (
        "action",
        "merge-next: joindre à la ligne suivante\nsplit: couper où ||| est tapé dans les deux textes\n\nmerge-next: join with the next row\nsplit: cut where ||| is typed in both texts",
    ),
    ("source", "Texte source: corrigez-le ici.\n\nThe source text: edit it here."),
    ("target", "Traduction: corrigez-la ici.\n\nThe translation: edit it here."),
    ("translator_comments", "Vos remarques.\n\nYour comments."),
    (
        "src_ids",
        "Numéros des phrases source: changez-les pour déplacer une phrase.\n\nNumbers of the source sentences: edit them to move one.",
    ),
    ("tgt_ids", "Numéros des phrases cible.\n\nNumbers of the target sentences."),
    ("check", "Ne pas modifier.\n\nDo not change."),
];

impl From<XlsxError> for Error {
    fn from(reason: XlsxError) -> Self {
        Error::Workbook(reason.to_string())
    }
}

/// The cells of a record in the order of [`COLUMNS`].
fn cells(record: &Record) -> [&str; 15] {
    [
        &record.id,
        &record.status,
        &record.action,
        &record.source,
        &record.target,
        &record.confidence,
        &record.shape,
        &record.flags,
        &record.translator_comments,
        &record.src_ids,
        &record.tgt_ids,
        &record.para,
        &record.document,
        &record.check,
        &record.why,
    ]
}

/// The rows as a workbook, for people to review: the header stays in view and filters, rows to check are coloured until
/// something is decided, `status` and `action` offer their values.
///
/// # Errors
/// [`Error::CellTooLong`] for a text that Excel would cut, [`Error::Workbook`] for more rows than a sheet has.
pub fn write_workbook(records: &[Record]) -> Result<Vec<u8>> {
    if records.len() >= ROWS {
        let found = format!("{} rows are more than a sheet has: write a CSV", records.len());
        return Err(Error::Workbook(found));
    }
    let mut workbook = Workbook::new();
    // The same rows give the same bytes.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let sheet = workbook.add_worksheet();
    sheet.set_name("pairs")?;
    header(sheet)?;

    let text = Format::new().set_num_format("@").set_align(FormatAlign::Top);
    let wrapped = text.clone().set_text_wrap();
    for (row, record) in (1u32..).zip(records) {
        for ((column, name), cell) in (0u16..).zip(COLUMNS).zip(cells(record)) {
            let length = cell.encode_utf16().count();
            if length > CELL {
                return Err(Error::CellTooLong { row: record.id.clone(), column: name, length, limit: CELL });
            }
            let format = match name {
                "source" | "target" | "flags" | "translator_comments" | "why" => &wrapped,
                _ => &text,
            };
            if cell.is_empty() {
                sheet.write_blank(row, column, format)?;
            } else {
                sheet.write_string_with_format(row, column, cell, format)?;
            }
        }
    }
    let last = u32::try_from(records.len()).unwrap_or(u32::MAX).max(1);
    rules(sheet, last)?;
    Ok(workbook.save_to_buffer()?)
}

fn header(sheet: &mut Worksheet) -> Result<()> {
    let bold = Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0xE7_E6_E6))
        .set_border_bottom(FormatBorder::Thin)
        .set_align(FormatAlign::Top);
    for ((column, name), width) in (0u16..).zip(COLUMNS).zip(WIDTHS) {
        sheet.write_string_with_format(0, column, name, &bold)?;
        sheet.set_column_width(column, width)?;
        if let Some((_, said)) = NOTES.iter().find(|(of, _)| *of == name) {
            let note = Note::new(*said)
                .add_author_prefix(false)
                .set_author("visavis")
                .set_width(320)
                .set_height(150);
            sheet.insert_note(0, column, &note)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

/// Filter, values to choose from, and colours.
fn rules(sheet: &mut Worksheet, last: u32) -> Result<()> {
    let end = u16::try_from(COLUMNS.len() - 1).unwrap_or(u16::MAX);
    sheet.autofilter(0, 0, last, end)?;
    let statuses = Status::ALL.map(Status::name);
    sheet.add_data_validation(1, 1, last, 1, &DataValidation::new().allow_list_strings(&statuses)?)?;
    sheet.add_data_validation(
        1,
        2,
        last,
        2,
        &DataValidation::new().allow_list_strings(&["merge-next", "split"])?,
    )?;
    let coloured =
        |rule: &str, format: Format| ConditionalFormatFormula::new().set_rule(rule).set_format(format);
    let background = |rgb: u32| Format::new().set_background_color(Color::RGB(rgb));
    for (rule, format) in [
        ("=OR($B2=\"ok\",$B2=\"fix\")", background(0xE2_EF_DA)),
        ("=$B2=\"reject\"", background(0xED_ED_ED).set_font_color(Color::RGB(0x76_76_76))),
        ("=AND($H2<>\"\",OR($B2=\"todo\",$B2=\"\"))", background(0xFF_F2_CC)),
    ] {
        sheet.add_conditional_format(1, 0, last, end, &coloured(rule, format))?;
    }
    Ok(())
}

/// A reviewed table with what was found out about its form.
#[derive(Debug, Clone)]
pub struct Table {
    /// The rows in the order of the file; the lines of a workbook are its rows, from 1.
    pub rows: Vec<Reviewed>,
    /// Names of columns that are not ours.
    pub unknown: Vec<String>,
    /// Names of our columns that are not there.
    pub missing: Vec<&'static str>,
    /// The encoding of a CSV; `None` for a workbook.
    pub encoding: Option<&'static str>,
    /// What stands between the columns of a CSV; `None` for a workbook.
    pub delimiter: Option<Delimiter>,
}

/// Reads a reviewed table that users know as `name`, a workbook or a CSV in any form that [`Records`] reads.
///
/// # Errors
/// Those of [`Records`]; [`Error::Table`] for a workbook that cannot be read.
pub fn read_table(name: &str, bytes: &[u8]) -> Result<Table> {
    if !bytes.starts_with(b"PK\x03\x04") {
        return table(Records::new(name, bytes)?, true);
    }
    let (csv, places) = as_csv(name, bytes)?;
    // Where a line of that CSV stands in the sheet.
    let place = |line: usize| {
        let behind = places.partition_point(|(from, _)| *from <= line);
        behind.checked_sub(1).and_then(|at| places.get(at)).map_or(line, |(_, row)| *row)
    };
    let moved = |at: Location| Location { line: at.line.map(place), ..at };
    let placed = |error: Error| match error {
        Error::Table { at, found, expected } => Error::Table { at: moved(at), found, expected },
        Error::Cell { at, column, found, expected } => Error::Cell { at: moved(at), column, found, expected },
        other => other,
    };
    let mut table =
        Records::new(name, csv.as_slice()).and_then(|records| table(records, false)).map_err(placed)?;
    for row in &mut table.rows {
        row.line = place(row.line);
    }
    Ok(table)
}

fn table(mut records: Records<&[u8]>, is_csv: bool) -> Result<Table> {
    let mut rows = Vec::new();
    for row in records.by_ref() {
        rows.push(row?);
    }
    Ok(Table {
        rows,
        unknown: records.unknown().to_vec(),
        missing: records.missing().collect(),
        encoding: is_csv.then(|| records.encoding()),
        delimiter: is_csv.then(|| records.delimiter()),
    })
}

/// Lines of a CSV, ascending, and the rows of the sheet that begin there.
type Places = Vec<(usize, usize)>;

/// The first sheet as the CSV that [`Records`] reads, and for each of its rows the line there and the row in the sheet.
fn as_csv(name: &str, bytes: &[u8]) -> Result<(Vec<u8>, Places)> {
    let fault = |found: String| Error::Table {
        at: Location::file(name),
        found,
        expected: "a workbook that `visavis align` wrote: save it as XLSX once more".to_owned(),
    };
    let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes))
        .map_err(|e: calamine::XlsxError| fault(format!("it is no workbook ({e})")))?;
    let sheets = workbook.sheet_names();
    let sheet = sheets.iter().find(|sheet| *sheet == "pairs").or(sheets.first()).cloned().unwrap_or_default();
    let range: Range<Data> =
        workbook.worksheet_range(&sheet).map_err(|e| fault(format!("its sheet cannot be read ({e})")))?;
    let first = range.start().map_or(0, |(row, _)| row as usize);
    let named = |cell: &Data| shown(cell).trim().to_ascii_lowercase();
    let header: Vec<String> = range.rows().next().unwrap_or_default().iter().map(named).collect();
    let mut csv = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(Vec::new());
    let (mut places, mut line) = (Vec::new(), 1);
    for (at, row) in range.rows().enumerate() {
        let cells: Vec<String> = row
            .iter()
            .enumerate()
            .map(|(column, cell)| {
                let text = shown(cell);
                match header.get(column).map(String::as_str) {
                    Some("source" | "target" | "translator_comments" | "document" | "why") => {
                        guard(&text).into_owned()
                    }
                    _ => text,
                }
            })
            .collect();
        places.push((line, first + at + 1));
        // Line ends as a reader of lines counts them.
        let breaks = |cell: &String| cell.replace("\r\n", "\n").matches(['\r', '\n']).count();
        line += 1 + cells.iter().map(breaks).sum::<usize>();
        csv.write_record(&cells)?;
    }
    let csv = csv.into_inner().map_err(|e| Error::Write(std::io::Error::other(e.to_string())))?;
    Ok((csv, places))
}

/// What a person sees in a cell, near enough: a cell that is no text any more was damaged, and is judged as such.
fn shown(cell: &Data) -> String {
    match cell {
        Data::String(text) => text.clone(),
        Data::Error(fault) => fault.to_string(),
        Data::Bool(value) => value.to_string().to_uppercase(),
        other => other.to_string(),
    }
}
