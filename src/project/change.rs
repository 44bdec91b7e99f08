//! What a decision changed, as the history keeps it: every record before and after.

use rusqlite::{OptionalExtension, Row, Transaction, params};
use serde::{Deserialize, Serialize};

use super::row::Origin;
use crate::review::Status;

/// A line of the table `bead`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct BeadRecord {
    pub(super) id: i64,
    pub(super) pair: i64,
    pub(super) position: Vec<u8>,
    pub(super) status: Status,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) source_edit: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) target_edit: Option<String>,
    pub(super) confidence: f64,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) flags: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) why: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) comment: String,
    pub(super) origin: Origin,
    pub(super) revision: i64,
}

pub(super) const BEAD: &str =
    "id, pair, position, status, source_edit, target_edit, confidence, flags, why, comment, origin, revision";

impl BeadRecord {
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        let (status, origin): (String, String) = (row.get(3)?, row.get(10)?);
        Ok(Self {
            id: row.get(0)?,
            pair: row.get(1)?,
            position: row.get(2)?,
            // The table takes no other name.
            status: Status::named(&status).unwrap_or_default(),
            source_edit: row.get(4)?,
            target_edit: row.get(5)?,
            confidence: row.get(6)?,
            flags: row.get(7)?,
            why: row.get(8)?,
            comment: row.get(9)?,
            origin: match origin.as_str() {
                "person" => Origin::Person,
                "memory" => Origin::Memory,
                _ => Origin::Aligner,
            },
            revision: row.get(11)?,
        })
    }

    pub(super) fn load(tx: &Transaction<'_>, id: i64) -> rusqlite::Result<Option<Self>> {
        let mut select = tx.prepare_cached(&format!("SELECT {BEAD} FROM bead WHERE id = ?1"))?;
        select.query_row([id], Self::read).optional()
    }

    pub(super) fn store(&self, tx: &Transaction<'_>) -> rusqlite::Result<()> {
        let set = "pair = ?2, position = ?3, status = ?4, source_edit = ?5, target_edit = ?6, confidence = ?7, flags = ?8, \
                   why = ?9, comment = ?10, origin = ?11, revision = ?12";
        let mut store = tx.prepare_cached(&format!(
            "INSERT INTO bead ({BEAD}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) \
             ON CONFLICT (id) DO UPDATE SET {set}"
        ))?;
        store.execute(params![
            self.id,
            self.pair,
            self.position,
            self.status.name(),
            self.source_edit,
            self.target_edit,
            self.confidence,
            self.flags,
            self.why,
            self.comment,
            self.origin.name(),
            self.revision
        ])?;
        Ok(())
    }

    pub(super) fn delete(tx: &Transaction<'_>, id: i64) -> rusqlite::Result<()> {
        tx.prepare_cached("DELETE FROM bead WHERE id = ?1")?.execute([id])?;
        Ok(())
    }
}

/// A line of the table `segment`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SegmentRecord {
    pub(super) document: i64,
    pub(super) number: u32,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) paragraph: u32,
    pub(super) starts_block: bool,
    pub(super) bead: i64,
}

pub(super) const SEGMENT: &str = "document, number, start, \"end\", paragraph, starts_block, bead";

impl SegmentRecord {
    pub(super) fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            document: row.get(0)?,
            number: row.get(1)?,
            start: row.get(2)?,
            end: row.get(3)?,
            paragraph: row.get(4)?,
            starts_block: row.get(5)?,
            bead: row.get(6)?,
        })
    }

    pub(super) fn load(tx: &Transaction<'_>, document: i64, number: u32) -> rusqlite::Result<Option<Self>> {
        let sql = format!("SELECT {SEGMENT} FROM segment WHERE document = ?1 AND number = ?2");
        tx.prepare_cached(&sql)?.query_row(params![document, number], Self::read).optional()
    }

    pub(super) fn store(&self, tx: &Transaction<'_>) -> rusqlite::Result<()> {
        let mut store = tx.prepare_cached(&format!(
            "INSERT INTO segment ({SEGMENT}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (document, number) DO UPDATE SET \
             start = ?3, \"end\" = ?4, paragraph = ?5, starts_block = ?6, bead = ?7"
        ))?;
        store.execute(params![
            self.document,
            self.number,
            self.start,
            self.end,
            self.paragraph,
            self.starts_block,
            self.bead
        ])?;
        Ok(())
    }

    pub(super) fn delete(tx: &Transaction<'_>, document: i64, number: u32) -> rusqlite::Result<()> {
        let mut delete = tx.prepare_cached("DELETE FROM segment WHERE document = ?1 AND number = ?2")?;
        delete.execute(params![document, number])?;
        Ok(())
    }
}

/// A record before and after a decision; one of them is `None` where the decision made it or took it away.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Step<R> {
    pub(super) before: Option<R>,
    pub(super) after: Option<R>,
}

/// Everything that a decision changed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Change {
    pub(super) beads: Vec<Step<BeadRecord>>,
    pub(super) segments: Vec<Step<SegmentRecord>>,
}

impl Change {
    /// The change that takes this one back.
    pub(super) fn reversed(self) -> Self {
        fn turn<R>(steps: Vec<Step<R>>) -> Vec<Step<R>> {
            steps.into_iter().map(|Step { before, after }| Step { before: after, after: before }).collect()
        }
        Self { beads: turn(self.beads), segments: turn(self.segments) }
    }

    /// Makes every record what it is after the change, its revision the number of the `decision`.
    pub(super) fn carry_out(&mut self, tx: &Transaction<'_>, decision: i64) -> rusqlite::Result<()> {
        for step in &mut self.beads {
            if let (Some(before), None) = (&step.before, &step.after) {
                BeadRecord::delete(tx, before.id)?;
            }
        }
        for step in &mut self.beads {
            if let Some(after) = &mut step.after {
                after.revision = decision;
                after.store(tx)?;
            }
        }
        for step in &self.segments {
            match (&step.before, &step.after) {
                (_, Some(after)) => after.store(tx)?,
                (Some(before), None) => SegmentRecord::delete(tx, before.document, before.number)?,
                (None, None) => {}
            }
        }
        Ok(())
    }
}
