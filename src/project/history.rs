//! What was decided, in order, and the way back.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde::Serialize;

use super::action::{Action, Applied, Seen};
use super::change::Change;
use super::row::{PairId, RowId};
use super::work::PairFacts;
use super::work::Work;
use crate::error::{Error, Result};

/// What an entry of the history did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// An action was done.
    Act,
    /// It was undone.
    Undo,
    /// It was done again.
    Redo,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Act => "act",
            Kind::Undo => "undo",
            Kind::Redo => "redo",
        }
    }
}

/// An entry of the history; none is ever changed or taken away.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decision {
    /// Its number, from 1.
    pub number: u64,
    /// When, in seconds since 1970.
    pub at: i64,
    /// Who, as they named themselves.
    pub author: String,
    /// What was done.
    pub kind: Kind,
    /// Number of the decision whose action was done, undone or redone; its own for [`Kind::Act`].
    pub of: u64,
    /// The action.
    pub action: Action,
    /// Rows that it made, changed or took away.
    pub rows: Vec<RowId>,
}

/// An entry in words, for a person who finds a row changed.
pub(super) fn in_words(kind: &str, author: &str, action: &str) -> String {
    let action =
        serde_json::from_str::<Action>(action).map_or_else(|_| "it was changed".to_owned(), |a| a.in_words());
    let by = if author.is_empty() { String::new() } else { format!(" ({author})") };
    match kind {
        "undo" => format!("undone: {action}{by}"),
        "redo" => format!("redone: {action}{by}"),
        _ => format!("{action}{by}"),
    }
}

/// What was done to a row since someone saw it, in words; `None` if nothing was, or if there never was such a row.
pub(super) fn since(connection: &Connection, seen: Seen) -> Result<Option<String>> {
    let mut select = connection.prepare_cached(
        "SELECT kind, author, action FROM touched JOIN decision ON number = decision WHERE bead = ?1 AND number > ?2 \
         ORDER BY number",
    )?;
    let revision = i64::try_from(seen.revision).unwrap_or(i64::MAX);
    let said = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let changes: Vec<(String, String, String)> =
        select.query_map(params![seen.row.0, revision], said)?.collect::<rusqlite::Result<_>>()?;
    let words: Vec<String> =
        changes.iter().map(|(kind, author, action)| in_words(kind, author, action)).collect();
    if !words.is_empty() {
        return Ok(Some(words.join("; ")));
    }
    let now: Option<i64> = connection
        .query_row("SELECT revision FROM bead WHERE id = ?1", [seen.row.0], |row| row.get(0))
        .optional()?;
    let other = |now: i64| format!("its revision is {now}, and revision {revision} was named");
    Ok(now.filter(|now| *now != revision).map(other))
}

/// Whether a row is what it was at that revision: what was done to it since is undone, and nothing from before is.
pub(super) fn is_as_seen(connection: &Connection, seen: Seen) -> Result<bool> {
    let mut select = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM bead WHERE id = ?1 AND revision >= ?2) \
         AND NOT EXISTS (SELECT 1 FROM touched JOIN decision ON number = touched.decision \
         LEFT JOIN undoable ON undoable.decision = number WHERE bead = ?1 AND number > ?2 \
         AND CASE kind WHEN 'act' THEN undoable.undone IS 0 ELSE of <= ?2 END)",
    )?;
    let revision = i64::try_from(seen.revision).unwrap_or(i64::MAX);
    Ok(select.query_row(params![seen.row.0, revision], |row| row.get(0))?)
}

/// The number of the next decision.
pub(super) fn next(tx: &Transaction<'_>) -> rusqlite::Result<i64> {
    tx.query_row("SELECT coalesce(max(number), 0) + 1 FROM decision", [], |row| row.get(0))
}

/// Does an action as one decision; one that changes nothing leaves no trace.
pub(super) fn act(
    tx: &Transaction<'_>,
    pairs: &[PairFacts],
    action: &Action,
    author: &str,
) -> Result<Applied> {
    let decision = next(tx)?;
    let mut work = Work::new(tx, pairs, decision);
    work.act(action)?;
    let change = work.finish()?;
    if change == Change::default() {
        return Ok(applied(decision - 1, &change));
    }
    // What could be redone can not any more; the history keeps what it was.
    tx.prepare_cached("DELETE FROM undoable WHERE undone")?.execute([])?;
    record(tx, decision, Kind::Act, decision, author, &json(action)?, &change)?;
    tx.prepare_cached("INSERT INTO undoable (decision, undone) VALUES (?1, 0)")?.execute([decision])?;
    Ok(applied(decision, &change))
}

/// Does what a table with that hash says, and remembers it.
pub(super) fn take(
    tx: &Transaction<'_>,
    pairs: &[PairFacts],
    action: &Action,
    author: &str,
    hash: &str,
) -> Result<Applied> {
    let last = last(tx)?;
    let applied = act(tx, pairs, action, author)?;
    if applied.decision > last {
        let mut insert =
            tx.prepare_cached("INSERT OR REPLACE INTO taken (hash, decision) VALUES (?1, ?2)")?;
        insert.execute(params![hash, applied.decision])?;
    }
    Ok(applied)
}

/// The decision as which a table was taken in, if it still holds.
pub(super) fn taken(connection: &Connection, hash: &str) -> Result<Option<u64>> {
    let sql = "SELECT decision FROM taken JOIN undoable USING (decision) WHERE hash = ?1 AND NOT undone";
    let mut select = connection.prepare_cached(sql)?;
    Ok(select.query_row([hash], |row| row.get(0)).optional()?)
}

/// Takes back the last decision that is not undone, or does the last one again that is; `None` if there is none, or another one than
/// the `only` one that it may be.
pub(super) fn back_or_forth(
    tx: &Transaction<'_>,
    kind: Kind,
    only: Option<u64>,
    author: &str,
) -> Result<Option<Applied>> {
    let sql = match kind {
        Kind::Redo => "SELECT min(decision) FROM undoable WHERE undone",
        _ => "SELECT max(decision) FROM undoable WHERE NOT undone",
    };
    let of: Option<i64> = tx.prepare_cached(sql)?.query_row([], |row| row.get(0))?;
    let Some(of) = of.filter(|of| only.is_none_or(|only| only == of.unsigned_abs())) else {
        return Ok(None);
    };
    let mut select = tx.prepare_cached("SELECT action, change FROM decision WHERE number = ?1")?;
    let (action, change): (String, String) = select.query_row([of], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let change: Change = serde_json::from_str(&change).map_err(std::io::Error::from)?;
    let mut change = if kind == Kind::Redo { change } else { change.reversed() };
    let decision = next(tx)?;
    change.carry_out(tx, decision)?;
    record(tx, decision, kind, of, author, &action, &change)?;
    let mut update = tx.prepare_cached("UPDATE undoable SET undone = ?2 WHERE decision = ?1")?;
    update.execute(params![of, kind == Kind::Undo])?;
    Ok(Some(applied(decision, &change)))
}

fn record(
    tx: &Transaction<'_>,
    decision: i64,
    kind: Kind,
    of: i64,
    author: &str,
    action: &str,
    change: &Change,
) -> Result<()> {
    let at =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let at = i64::try_from(at).unwrap_or(i64::MAX);
    // What an undo changed is what the action did, the other way round.
    let change_text = match kind {
        Kind::Act => json(change)?,
        _ => String::new(),
    };
    let mut insert = tx.prepare_cached(
        "INSERT INTO decision (number, at, author, kind, of, action, change) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    insert.execute(params![decision, at, author, kind.name(), of, action, change_text])?;
    let mut touch = tx.prepare_cached("INSERT INTO touched (bead, decision) VALUES (?1, ?2)")?;
    for step in &change.beads {
        if let Some(bead) = step.after.as_ref().or(step.before.as_ref()) {
            touch.execute([bead.id, decision])?;
        }
    }
    Ok(())
}

fn json(value: &impl Serialize) -> Result<String> {
    Ok(serde_json::to_string(value).map_err(std::io::Error::from)?)
}

fn applied(decision: i64, change: &Change) -> Applied {
    let mut applied =
        Applied { decision: decision.unsigned_abs(), changed: vec![], removed: vec![], pairs: vec![] };
    for step in &change.beads {
        let Some(bead) = step.after.as_ref().or(step.before.as_ref()) else { continue };
        let rows = if step.after.is_some() { &mut applied.changed } else { &mut applied.removed };
        rows.push(RowId(bead.id));
        applied.pairs.push(PairId(bead.pair));
    }
    applied.pairs.sort_unstable();
    applied.pairs.dedup();
    applied
}

/// Entries behind the one with number `after`, oldest first, at most `limit`.
pub(super) fn entries(connection: &Connection, after: u64, limit: usize) -> Result<Vec<Decision>> {
    let mut select = connection.prepare_cached(
        "SELECT number, at, author, kind, of, action FROM decision WHERE number > ?1 ORDER BY number LIMIT ?2",
    )?;
    let mut rows_of = connection.prepare_cached("SELECT bead FROM touched WHERE decision = ?1")?;
    let mut found = select
        .query(params![i64::try_from(after).unwrap_or(i64::MAX), i64::try_from(limit).unwrap_or(i64::MAX)])?;
    let mut entries = Vec::new();
    while let Some(row) = found.next()? {
        let (number, of): (i64, i64) = (row.get(0)?, row.get(4)?);
        let (kind, action): (String, String) = (row.get(3)?, row.get(5)?);
        let rows =
            rows_of.query_map([number], |row| row.get(0).map(RowId))?.collect::<rusqlite::Result<_>>()?;
        entries.push(Decision {
            number: number.unsigned_abs(),
            at: row.get(1)?,
            author: row.get(2)?,
            kind: match kind.as_str() {
                "undo" => Kind::Undo,
                "redo" => Kind::Redo,
                _ => Kind::Act,
            },
            of: of.unsigned_abs(),
            action: serde_json::from_str(&action).map_err(|fault| Error::Write(fault.into()))?,
            rows,
        });
    }
    Ok(entries)
}

/// Number of the last decision, 0 if there is none.
pub(super) fn last(connection: &Connection) -> Result<u64> {
    let last: Option<i64> = connection
        .query_row("SELECT number FROM decision ORDER BY number DESC LIMIT 1", [], |row| row.get(0))
        .optional()?;
    Ok(last.unwrap_or(0).unsigned_abs())
}
