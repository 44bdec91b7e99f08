//! Stage 5: the project file, `NAME.visavis`: two texts or more, how they are paired, what people decided, and how they came to it.
//!
//! ```text
//!  create ──► file ──► open ──► rows, outline, counts, history
//!                       │
//!                       ├──► apply(Action) ──► Applied      one transaction, on disk when it returns
//!                       └──► undo, redo ─────► Applied      likewise; without limit, across restarts
//! ```
//!
//! It is a SQLite database; CSV and XLSX are views of it. While it is open, changes go to a write-ahead log beside it;
//! [`Project::close`] makes it one file again. Several programs may have it open: each action names the revision of the rows that
//! its author saw, and is refused with [`Error::Conflict`] if a row has changed since.
//!
//! What always holds, and is seen to in every transaction: each segment of a document is in exactly one row, every row has a segment,
//! and cutting segments otherwise loses no character and doubles none.
//!
//! Why a history of records and not of inverse actions? An inverse needs code for each action that is right for each state; a record
//! from before is right as it stands.

mod action;
mod apply;
mod change;
mod create;
mod file;
mod history;
mod key;
mod pages;
mod read;
mod replace;
mod row;
mod schema;
mod text;
mod work;

use std::sync::Arc;

use rusqlite::{Connection, TransactionBehavior};

pub use action::{Action, Applied, NewBead, Seen, Share};
pub use create::{NewPair, create};
pub use history::{Decision, Kind};
pub use pages::Rows;
pub use row::{Counts, Origin, Outline, Pair, PairId, ProjectRow, RowId, RowSide, Side};

use crate::error::{Error, Location, Result};
use crate::model::{Document, Line, Segment, Text};
use file::pairs;
use work::PairFacts;

/// An open project file.
#[derive(Debug)]
pub struct Project {
    connection: Connection,
    /// What users call it.
    name: String,
    pairs: Vec<PairFacts>,
    /// Whether changes go to a log beside the file.
    logs: bool,
}

impl Project {
    /// What users call the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The pairs of documents, in the order in which they came in.
    pub fn pairs(&self) -> Vec<Pair> {
        let pair = |facts: &PairFacts| {
            let [source, target] = &facts.documents;
            Pair {
                id: PairId(facts.id),
                source: source.name.clone(),
                target: target.name.clone(),
                languages: (source.language.clone(), target.language.clone()),
            }
        };
        self.pairs.iter().map(pair).collect()
    }

    fn facts(&self, pair: PairId) -> Result<&PairFacts> {
        let found = self.pairs.iter().find(|facts| facts.id == pair.0);
        found.ok_or_else(|| work::refused(None, format!("documents {}", pair.0), "documents of the project"))
    }

    /// One document of a pair as it is cut now, so that it can be aligned again. Its segments' positions are not the numbers that
    /// rows have for them, once a segment was cut; ranges are the same.
    ///
    /// # Errors
    /// [`Error::Database`]; [`Error::Lost`] for a damaged file.
    pub fn document(&self, pair: PairId, side: Side) -> Result<Document> {
        let facts = self.facts(pair)?.side(side);
        let mut select = self.connection.prepare_cached(
            "SELECT start, \"end\", paragraph, starts_block FROM segment WHERE document = ?1 ORDER BY start",
        )?;
        let segments: Vec<Segment> = select
            .query_map([facts.id], |row| {
                Ok(Segment {
                    range: row.get(0)?..row.get(1)?,
                    paragraph: row.get(2)?,
                    starts_block: row.get(3)?,
                })
            })?
            .collect::<rusqlite::Result<_>>()?;
        let line = |s: &Segment| Line { range: s.range.clone(), paragraph: s.paragraph };
        let text = Text::new(facts.content.to_string(), segments.iter().map(line).collect());
        let at = || Location::file(&facts.name);
        Document::new(&facts.name, text, segments).map_err(|offset| Error::Lost { at: at(), offset })
    }

    /// The whole text of one document of a pair.
    ///
    /// # Errors
    /// [`Error::Action`] for a pair that is not in the project.
    pub fn content(&self, pair: PairId, side: Side) -> Result<Arc<str>> {
        Ok(self.facts(pair)?.side(side).content.clone())
    }

    /// The rows of a pair, in order: that of the source, but where a person moved something.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub fn rows(&self, pair: PairId) -> Result<Vec<ProjectRow>> {
        read::rows(&self.connection, self.facts(pair)?)
    }

    /// The same, one after the other.
    ///
    /// # Errors
    /// [`Error::Action`] for a pair that is not in the project, [`Error::Database`].
    pub fn each_row(&self, pair: PairId) -> Result<Rows<'_>> {
        Ok(Rows::new(self.connection.unchecked_transaction()?, self.facts(pair)?))
    }

    /// Where each segment of a document stands in it, from 0, by its number.
    ///
    /// # Errors
    /// [`Error::Action`] for a pair that is not in the project, [`Error::Database`].
    pub fn order(&self, pair: PairId, side: Side) -> Result<Vec<u32>> {
        read::order(&self.connection, self.facts(pair)?.side(side).id)
    }

    /// One row; `None` if there is none of that name, or none any more.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub fn row(&self, row: RowId) -> Result<Option<ProjectRow>> {
        read::one(&self.connection, &self.pairs, row)
    }

    /// The row before this one in its documents; `None` for the first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub fn row_before(&self, row: RowId) -> Result<Option<RowId>> {
        read::before(&self.connection, row)
    }

    /// The rows of a pair without their texts, in order.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub fn outline(&self, pair: PairId) -> Result<Vec<Outline>> {
        read::outline(&self.connection, pair)
    }

    /// How far the review is, over all documents.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub fn counts(&self) -> Result<Counts> {
        read::counts(&self.connection)
    }

    /// Number of the last decision, 0 if there is none: what was read before it may have changed.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub fn last_decision(&self) -> Result<u64> {
        history::last(&self.connection)
    }

    /// Decisions behind the one with number `after`, oldest first, at most `limit`.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub fn history(&self, after: u64, limit: usize) -> Result<Vec<Decision>> {
        history::entries(&self.connection, after, limit)
    }

    /// What was done to a row since someone saw it, in words; `None` if nothing was, or if there never was such a row.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub fn changed_since(&self, seen: Seen) -> Result<Option<String>> {
        history::since(&self.connection, seen)
    }

    /// Whether a row is what it was when someone saw it, since whatever was done to it was undone.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub fn is_as_seen(&self, seen: Seen) -> Result<bool> {
        history::is_as_seen(&self.connection, seen)
    }

    /// Does an action, whole or not at all. It is on disk when this returns.
    ///
    /// # Errors
    /// [`Error::Conflict`] if a row that it names has changed since its author saw it, [`Error::Action`] for what cannot be done,
    /// [`Error::NotConserved`] if a character would be lost or used twice, [`Error::Database`].
    pub fn apply(&mut self, action: &Action, author: &str) -> Result<Applied> {
        let pairs = self.pairs.clone();
        self.transaction(|tx| history::act(tx, &pairs, action, author))
    }

    /// Does an action as [`apply`](Self::apply) would, and takes it back: what it would do, or why it cannot be done.
    ///
    /// # Errors
    /// Those of [`apply`](Self::apply).
    pub fn try_out(&mut self, action: &Action) -> Result<Applied> {
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let applied = history::act(&tx, &self.pairs, action, "")?;
        tx.rollback()?;
        Ok(applied)
    }

    /// Does what a reviewed table says, which is known by the hash of its bytes from then on.
    ///
    /// # Errors
    /// Those of [`apply`](Self::apply).
    pub fn take(&mut self, action: &Action, author: &str, hash: &str) -> Result<Applied> {
        let pairs = self.pairs.clone();
        self.transaction(|tx| history::take(tx, &pairs, action, author, hash))
    }

    /// The decision as which a table with that hash was taken in; `None` if it was not, or if that was undone.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub fn taken(&self, hash: &str) -> Result<Option<u64>> {
        history::taken(&self.connection, hash)
    }

    /// Takes back the last decision that is not undone; `None` if there is none.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub fn undo(&mut self, author: &str) -> Result<Option<Applied>> {
        self.transaction(|tx| history::back_or_forth(tx, Kind::Undo, None, author))
    }

    /// Takes back the decision with that number; `None` if it is undone already, or if another one was made since, which may need it.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub fn undo_only(&mut self, number: u64, author: &str) -> Result<Option<Applied>> {
        self.transaction(|tx| history::back_or_forth(tx, Kind::Undo, Some(number), author))
    }

    /// Does again what was undone last; `None` if nothing was, or something else was decided since.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub fn redo(&mut self, author: &str) -> Result<Option<Applied>> {
        self.transaction(|tx| history::back_or_forth(tx, Kind::Redo, None, author))
    }

    /// Adds documents that were aligned.
    ///
    /// # Errors
    /// Those of [`create`].
    pub fn add(&mut self, pair: &NewPair<'_>) -> Result<PairId> {
        let id = self.transaction(|tx| create::add(tx, pair))?;
        self.pairs = pairs(&self.connection, &self.name)?;
        Ok(id)
    }
}
