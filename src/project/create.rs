//! Aligned documents into a project.

use rusqlite::{Connection, Transaction, params};

use super::change::{BeadRecord, SegmentRecord};
use super::file::hash;
use super::row::{Origin, PairId};
use super::{key, schema};
use crate::error::{Error, Result};
use crate::model::{Document, LanguageTag};
use crate::review::{Overview, Row};

/// Two documents with what the aligner made of them.
#[derive(Debug, Clone, Copy)]
pub struct NewPair<'d> {
    /// The source, and its language.
    pub source: (&'d Document, &'d LanguageTag),
    /// The target, and its language.
    pub target: (&'d Document, &'d LanguageTag),
    /// All rows of their alignment, as [`rows`](crate::review::rows) gives them.
    pub rows: &'d [Row<'d>],
    /// Where they come from.
    pub origin: Origin,
}

/// A project file with these documents, as bytes to be written. The same documents give the same bytes.
///
/// # Errors
/// [`Error::NotConserved`] if `rows` do not hold every segment of both documents once, [`Error::Database`].
pub fn create(pairs: &[NewPair<'_>]) -> Result<Vec<u8>> {
    let mut connection = Connection::open_in_memory()?;
    // Nothing is ever taken back: what goes wrong leaves no project.
    connection.pragma_update_and_check(None, "journal_mode", "OFF", |_| Ok(()))?;
    // Every row is written after those that it names, so that nothing need be looked for.
    connection.pragma_update(None, "foreign_keys", false)?;
    // All that is written has types that keep the rules of the tables; to check a status alone would make a table of all of them a row.
    connection.pragma_update(None, "ignore_check_constraints", true)?;
    schema::create(&connection)?;
    let tx = connection.transaction()?;
    for pair in pairs {
        add(&tx, pair)?;
    }
    schema::index(&tx)?;
    tx.commit()?;
    Ok(connection.serialize("main")?.to_vec())
}

pub(super) fn add(tx: &Transaction<'_>, pair: &NewPair<'_>) -> Result<PairId> {
    let next = |table: &str| -> rusqlite::Result<i64> {
        tx.query_row(&format!("SELECT coalesce(max(id), -1) + 1 FROM {table}"), [], |row| row.get(0))
    };
    let (source, target) =
        (document(tx, next("document")?, pair.source)?, document(tx, next("document")? + 1, pair.target)?);
    let id = next("pair")?;
    let ratio = f64::from(Overview::ratio_of(pair.rows.iter().map(|row| (row.source, row.target))));
    tx.execute(
        "INSERT INTO pair (id, source, target, ratio) VALUES (?1, ?2, ?3, ?4)",
        params![id, source, target, ratio],
    )?;

    // Rows of the first documents have the numbers that the review file gives them. None gets a number that a row had which is gone.
    let highest = "SELECT max(coalesce((SELECT max(id) FROM bead), -1), coalesce((SELECT max(bead) FROM touched), -1)) + 1";
    let first: i64 = tx.query_row(highest, [], |row| row.get(0))?;
    for (nth, row) in pair.rows.iter().enumerate() {
        let bead = first + i64::try_from(nth).unwrap_or(i64::MAX);
        BeadRecord {
            id: bead,
            pair: id,
            position: key::nth(nth),
            status: row.status,
            source_edit: None,
            target_edit: None,
            confidence: f64::from(row.confidence().value()),
            flags: row.flags.iter().map(|flag| flag.name()).collect::<Vec<_>>().join(" "),
            why: row.why.join("\n"),
            comment: String::new(),
            origin: pair.origin,
            revision: 0,
        }
        .store(tx)?;
        segments(tx, source, pair.source.0, row.bead.source.as_usize(), bead)?;
        segments(tx, target, pair.target.0, row.bead.target.as_usize(), bead)?;
    }
    let places = pair.rows.iter().fold([0, 0], |[source, target], row| {
        [source + row.bead.source.len(), target + row.bead.target.len()]
    });
    for (id, (document, _), places) in [(source, pair.source, places[0]), (target, pair.target, places[1])] {
        let held = "SELECT count(*) FROM segment WHERE document = ?1";
        let held: usize = tx.query_row(held, [id], |row| row.get(0))?;
        let all = document.segments().len();
        if [held, places] != [all; 2] {
            let name = document.name();
            let what = format!(
                "{places} places in rows for the {all} sentences of {name}, of which {held} are there"
            );
            return Err(Error::NotConserved { what });
        }
    }
    Ok(PairId(id))
}

fn document(tx: &Transaction<'_>, id: i64, (document, language): (&Document, &LanguageTag)) -> Result<i64> {
    let content = document.text().content();
    let mut insert = tx.prepare_cached(
        "INSERT INTO document (id, name, language, hash, content) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    insert.execute(params![id, document.name(), language.as_str(), hash(content), content])?;
    Ok(id)
}

fn segments(
    tx: &Transaction<'_>,
    document: i64,
    of: &Document,
    range: std::ops::Range<usize>,
    bead: i64,
) -> Result<()> {
    for (number, segment) in range.clone().zip(of.segments().get(range).unwrap_or_default()) {
        SegmentRecord {
            document,
            number: u32::try_from(number).unwrap_or(u32::MAX),
            start: segment.range.start,
            end: segment.range.end,
            paragraph: segment.paragraph,
            starts_block: segment.starts_block,
            bead,
        }
        .store(tx)?;
    }
    Ok(())
}
