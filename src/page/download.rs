//! Files that the page gives: the table for a spreadsheet, and the memory for a CAT tool.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::export::{self, Date, Kind, Options, Selection};
use crate::project::Project;
use crate::review::{Status, TableFormat, write_records, write_workbook};
use crate::units::units;

/// Which file is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Form {
    Csv,
    Xlsx,
    Tmx,
}

/// Which rows a memory gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Rows {
    /// Those that are right as they are.
    Ok,
    /// Those that are right, as they are or after an edit.
    #[default]
    Signed,
    /// Those that nobody decided on too.
    All,
}

impl Rows {
    fn statuses(self) -> Vec<Status> {
        match self {
            Self::Ok => vec![Status::Ok],
            Self::Signed => Selection::default().statuses,
            Self::All => vec![Status::Ok, Status::Fix, Status::Todo],
        }
    }
}

impl Form {
    pub(super) fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Tmx => "application/x-tmx+xml",
        }
    }

    pub(super) fn disposition(self) -> &'static str {
        match self {
            Self::Csv => "attachment; filename=\"pairs.csv\"",
            Self::Xlsx => "attachment; filename=\"pairs.xlsx\"",
            Self::Tmx => "attachment; filename=\"memory.tmx\"",
        }
    }
}

/// The file, and how many rows are in it.
///
/// # Errors
/// [`Error::Action`] where rows that may not go out stop a memory, and where no row would be in it.
pub(super) fn file(project: &Project, form: Form, rows: Rows) -> Result<(Vec<u8>, usize)> {
    match form {
        Form::Tmx => memory(project, rows),
        Form::Csv | Form::Xlsx => table(project, form),
    }
}

/// The rows of all documents, as they are reviewed.
fn table(project: &Project, form: Form) -> Result<(Vec<u8>, usize)> {
    let mut records = Vec::new();
    for pair in project.pairs() {
        records.extend(project.rows(pair.id)?.iter().map(|row| row.record(&pair.source)));
    }
    let count = records.len();
    if form == Form::Xlsx {
        return Ok((write_workbook(&records)?, count));
    }
    let mut bytes = Vec::new();
    write_records(records.into_iter(), TableFormat::default(), &mut bytes)?;
    Ok((bytes, count))
}

fn memory(project: &Project, rows: Rows) -> Result<(Vec<u8>, usize)> {
    let refused =
        |found: String, expected: &str| Error::Action { row: None, found, expected: expected.to_owned() };
    let Some(pair) = project.pairs().into_iter().next() else {
        return Err(refused("a project without documents".to_owned(), "a document"));
    };
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let options = Options::new(pair.languages.0, pair.languages.1, Date::from_seconds(now));
    let options =
        Options { selection: Selection { statuses: rows.statuses(), ..Selection::default() }, ..options };
    let mut bytes = Vec::new();
    let format = export::begin(Kind::Tmx, &options, &mut bytes, None)?;
    let (tally, _) = export::export(units(project, false), &options, format)?;
    if let Some((_, reason)) = tally.refused.shown.first() {
        return Err(refused(
            format!("{} rows that may not go out: {reason}", tally.refused.count),
            "rows whose edits are decided on",
        ));
    }
    match tally.units {
        0 => Err(refused(
            "no row that would go out".to_owned(),
            "rows with one of the statuses chosen and two sides",
        )),
        count => Ok((bytes, count)),
    }
}
