//! Stage 6: a reviewed table against its project: what the person decided, what the spreadsheet damaged, what must be refused.
//!
//! Rows are found by `id`. What a cell has that was not written there is an edit, damage, or a fault: damage is left out, because the
//! project has what was written; a fault stops everything. What remains is one action, so that a table is taken in whole or not at all.

mod cells;
mod damage;
mod moves;
mod texts;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use crate::error::{Error, Location, Result};
use crate::project::{Action, PairId, Project, ProjectRow, RowId, Seen};
use crate::review::{Reviewed, Status, Table, check, revision_in};

/// Something that was found in a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Line of the file, or row of the sheet, from 1; `None` where it is about the whole table or a row that is not there.
    pub line: Option<usize>,
    /// The row.
    pub row: Option<RowId>,
    /// The column, if it is about one.
    pub column: Option<&'static str>,
    /// What.
    pub what: String,
}

/// What a reviewed table says.
#[derive(Debug, Default)]
pub struct Comparison {
    /// What the person did, as one action; without actions in it if they did nothing.
    pub actions: Vec<Action>,
    /// The same in words.
    pub changes: Vec<Note>,
    /// Damage that was repaired, since the project has what was written.
    pub repairs: Vec<Note>,
    /// What cannot be understood without doubt. The action must not be done if there is any.
    pub faults: Vec<Error>,
}

impl Comparison {
    /// All actions as one.
    pub fn action(&self) -> Action {
        Action::All { actions: self.actions.clone() }
    }
}

/// A row of the table with that of the project.
struct Match<'t> {
    table: &'t Reviewed,
    project: &'t ProjectRow,
}

/// Compares a table that users know as `name` with the project that it was written from.
///
/// # Errors
/// [`Error::Table`] if the table has no `id`s; [`Error::Database`]. What is wrong with single rows is in the
/// [faults](Comparison::faults).
pub fn compare(project: &Project, table: &Table, name: &str) -> Result<Comparison> {
    if table.missing.contains(&"id") {
        return Err(Error::Table {
            at: Location::file(name),
            found: "there is no column `id`".to_owned(),
            expected: "the columns that `visavis align` wrote: put the column back".to_owned(),
        });
    }
    let mut found = Comparison::default();
    of_the_whole(table, &mut found);
    let mut rows: Vec<ProjectRow> = Vec::new();
    for pair in project.pairs() {
        rows.extend(project.rows(pair.id)?);
    }
    let by_id: HashMap<i64, usize> = rows.iter().enumerate().map(|(at, row)| (row.id.0, at)).collect();
    let completed = completed(table, &rows, &by_id);
    let mut reader = Reading { project, name, found, seen: BTreeMap::new(), foreign: None };
    let mut matches = Vec::new();
    for row in completed.iter() {
        if let Some(at) = reader.place(row, &by_id, table)?
            && let Some(ours) = rows.get(at)
        {
            matches.push(Match { table: row, project: ours });
        }
    }
    reader.absent(&rows, &matches);
    let texts = texts::read(&mut reader, &matches)?;
    reader.strange();
    moves::read(&mut reader, &matches, &rows, &texts);
    texts::decide(&mut reader, &matches, &texts, &rows);
    Ok(reader.found)
}

/// What is found of the form of the file.
fn of_the_whole(table: &Table, found: &mut Comparison) {
    let mut note = |what: String| found.repairs.push(Note { line: None, row: None, column: None, what });
    if let Some(encoding) = table.encoding.filter(|encoding| !encoding.starts_with("UTF")) {
        note(format!("the file is in {encoding}, where it was written in UTF-8"));
    }
    for column in &table.unknown {
        note(format!("the column `{column}` was added: it is left out"));
    }
    for column in table.missing.iter().filter(|column| **column != "why") {
        note(format!("the column `{column}` is not there: nothing of it was changed"));
    }
}

/// The rows of the table. A column that is not there says what the project has, and not that everything in it was taken away.
fn completed<'t>(table: &'t Table, rows: &[ProjectRow], by_id: &HashMap<i64, usize>) -> Cow<'t, [Reviewed]> {
    let is_missing = |column: &str| table.missing.contains(&column);
    if !["status", "translator_comments", "src_ids", "tgt_ids"].into_iter().any(is_missing) {
        return Cow::Borrowed(&table.rows);
    }
    let mut completed = table.rows.clone();
    for row in &mut completed {
        let at = cells::number(&row.record.id).and_then(|number| by_id.get(&number));
        let Some(ours) = at.and_then(|at| rows.get(*at)) else { continue };
        let has = ours.record("");
        if is_missing("status") {
            row.status = ours.status;
        }
        if is_missing("translator_comments") {
            row.record.translator_comments = has.translator_comments;
        }
        if is_missing("src_ids") {
            row.record.src_ids = has.src_ids;
        }
        if is_missing("tgt_ids") {
            row.record.tgt_ids = has.tgt_ids;
        }
    }
    Cow::Owned(completed)
}

struct Reading<'p> {
    project: &'p Project,
    name: &'p str,
    found: Comparison,
    /// Rows of the table by id.
    seen: BTreeMap<i64, &'p Reviewed>,
    /// Line of the first row that was written from other texts than the project has, and how many there are.
    foreign: Option<(usize, usize)>,
}

impl<'p> Reading<'p> {
    fn fault(&mut self, row: &Reviewed, column: &'static str, found: &str, expected: impl Into<String>) {
        let at = Location::line(self.name, row.line);
        self.found.faults.push(Error::Cell { at, column, found: shorten(found), expected: expected.into() });
    }

    fn repaired(&mut self, row: &Match<'_>, column: &'static str, what: impl Into<String>) {
        let (line, id) = (Some(row.table.line), Some(row.project.id));
        self.found.repairs.push(Note { line, row: id, column: Some(column), what: what.into() });
    }

    fn changed(&mut self, row: &Match<'_>, column: &'static str, what: impl Into<String>) {
        let (line, id) = (Some(row.table.line), Some(row.project.id));
        self.found.changes.push(Note { line, row: id, column: Some(column), what: what.into() });
    }

    /// Where the project has a row of the table; `None` if it has not, or if the row says nothing.
    fn place(
        &mut self,
        row: &'p Reviewed,
        by_id: &HashMap<i64, usize>,
        table: &Table,
    ) -> Result<Option<usize>> {
        let id = &row.record.id;
        let Some(number) = cells::number(id) else {
            let expected = "the number that was written there: take it from the file before it was damaged, or remove the row";
            self.fault(row, "id", id, expected);
            return Ok(None);
        };
        if let Some(first) = self.seen.insert(number, row) {
            self.seen.insert(number, first);
            if first.record == row.record {
                let what = "the row stands twice with the same content: one is left out".to_owned();
                let line = Some(row.line);
                self.found.repairs.push(Note { line, row: Some(RowId(number)), column: None, what });
            } else {
                let expected = format!(
                    "each row once: it stands in line {} too, otherwise: remove one of them",
                    first.line
                );
                self.fault(row, "id", id, expected);
            }
            return Ok(None);
        }
        if let Some(at) = by_id.get(&number) {
            return Ok(Some(*at));
        }
        let revision = revision_in(&row.record.check).unwrap_or(0);
        let gone = self.project.changed_since(Seen { row: RowId(number), revision })?;
        match gone {
            Some(what) if !says_something(row, table) => {
                let what = format!(
                    "the row is gone since the file was written ({what}), and the file says nothing of it"
                );
                let line = Some(row.line);
                self.found.repairs.push(Note { line, row: Some(RowId(number)), column: None, what });
            }
            Some(what) => self.found.faults.push(Error::Conflict { row: number, changed: what }),
            None => self.fault(
                row,
                "id",
                id,
                "the number of a row that was written: remove the row, or use the right project",
            ),
        }
        Ok(None)
    }

    /// What was written from other texts is no edit of these.
    fn strange(&mut self) {
        let Some((line, rows)) = self.foreign else { return };
        self.found.faults.push(Error::Table {
            at: Location::line(self.name, line),
            found: match rows {
                1 => format!("the `check` of the row is for other texts than {} has", self.project.name()),
                _ => format!(
                    "{rows} rows, of which this is the first, have a `check` for other texts than {} has",
                    self.project.name()
                ),
            },
            expected: "a table that was written from this project, with each row's own `check`: were the texts aligned anew since? \
                       Then write the table anew too"
                .to_owned(),
        });
    }

    /// Rows that the file does not have stay as they are.
    fn absent(&mut self, rows: &[ProjectRow], matches: &[Match<'_>]) {
        let pairs: HashSet<PairId> = matches.iter().map(|row| row.project.pair).collect();
        let newest = matches.iter().filter_map(|row| revision_in(&row.table.record.check)).max().unwrap_or(0);
        for row in rows.iter().filter(|row| pairs.contains(&row.pair) && row.revision <= newest) {
            if !self.seen.contains_key(&row.id.0) {
                let what = "the row was deleted: it stays as the project has it".to_owned();
                self.found.repairs.push(Note { line: None, row: Some(row.id), column: None, what });
            }
        }
        let order: HashMap<RowId, usize> = rows.iter().enumerate().map(|(at, row)| (row.id, at)).collect();
        if !matches.is_sorted_by_key(|row| order.get(&row.project.id)) {
            let what = "the rows were sorted: the project keeps its order".to_owned();
            self.found.repairs.push(Note { line: None, row: None, column: None, what });
        }
    }
}

/// Whether a person wrote anything into the row, as far as can be told without the project.
fn says_something(row: &Reviewed, table: &Table) -> bool {
    let record = &row.record;
    let letters = check(&record.source, &record.target);
    let unchanged =
        table.missing.contains(&"check") || record.check.trim().get(..16) == Some(letters.as_str());
    row.status != Status::Todo || !record.action.trim().is_empty() || !unchanged
}

/// As much of a cell as a message can show.
fn shorten(text: &str) -> String {
    let mut shown: String = text.chars().take(80).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}
