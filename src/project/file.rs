//! The file that a project is in: opened, checked, copied, written to and closed.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use xxhash_rust::xxh3::xxh3_64;

use super::row::{PairId, Side};
use super::work::{DocumentFacts, PairFacts};
use super::{Project, schema};
use crate::error::{Error, Location, Result};

/// How long another program may hold the file before an action gives up.
const PATIENCE: Duration = Duration::from_secs(10);

impl Project {
    /// Opens a project file.
    ///
    /// # Errors
    /// [`Error::Read`] where there is no such file, [`Error::NotProject`] for a file of another kind, of a newer visavis, or one whose
    /// texts were changed; [`Error::Database`] for what SQLite refuses.
    pub fn open(path: &Path) -> Result<Self> {
        let name = path.display().to_string();
        std::fs::File::open(path).map_err(|reason| Error::Read {
            at: Location::file(&name),
            reason,
            hint: ": check the name and the folder",
        })?;
        let not = |found: &str| Error::NotProject { at: Location::file(&name), found: found.to_owned() };
        let connection = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        connection.busy_timeout(PATIENCE)?;
        let application: i32 = connection
            .query_row("PRAGMA application_id", [], |row| row.get(0))
            .map_err(|_| not("another kind of file"))?;
        if application != schema::APPLICATION {
            return Err(not("another kind of file"));
        }
        let version: i32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if version != schema::VERSION {
            return Err(not(&format!(
                "version {version} of the format, and version {} is known",
                schema::VERSION
            )));
        }
        connection.pragma_update(None, "foreign_keys", true)?;
        // A decision is on disk before anyone is told that it is made.
        connection.pragma_update(None, "synchronous", "FULL")?;
        let pairs = pairs(&connection, &name)?;
        let mode: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
        Ok(Self { connection, name, pairs, logs: mode == "wal" })
    }

    /// The same under the name of the place that it will have.
    pub fn named(self, name: impl Into<String>) -> Self {
        Self { name: name.into(), ..self }
    }

    /// Checks the whole file: the database itself, the texts by their hashes, and that each of their characters that is not white
    /// space is in exactly one segment, each segment in one row, and each row has one.
    ///
    /// # Errors
    /// [`Error::NotProject`] or [`Error::Lost`] with what is wrong, [`Error::Database`].
    pub fn verify(&self) -> Result<()> {
        let not = |found: String| Error::NotProject { at: Location::file(&self.name), found };
        let said: String = self.connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        if said != "ok" {
            return Err(not(said));
        }
        let strays = "SELECT (SELECT count(*) FROM segment WHERE bead NOT IN (SELECT id FROM bead)) \
                      + (SELECT count(*) FROM bead WHERE id NOT IN (SELECT bead FROM segment))";
        let strays: i64 = self.connection.query_row(strays, [], |row| row.get(0))?;
        if strays > 0 {
            return Err(not(format!("{strays} rows without a sentence or sentences without a row")));
        }
        for facts in pairs(&self.connection, &self.name)? {
            for side in [Side::Source, Side::Target] {
                self.document(PairId(facts.id), side)?;
            }
        }
        Ok(())
    }

    /// Writes the project as it is now to a new file, on which something can be tried that leaves this one alone.
    ///
    /// # Errors
    /// [`Error::Database`], if there is such a file already, too.
    pub fn copy_to(&self, path: &Path) -> Result<()> {
        self.connection.execute("VACUUM INTO ?1", [path.to_string_lossy()])?;
        Ok(())
    }

    /// Puts everything into the one file. What other programs have still open stays beside it until they close it.
    ///
    /// # Errors
    /// [`Error::Database`]. Nothing is lost then either: the log beside the file holds what is not in it.
    pub fn close(self) -> Result<()> {
        if self.logs {
            self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
            self.connection.busy_timeout(Duration::ZERO)?;
            // Refused while another program has the file open.
            self.connection.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(())).ok();
        }
        self.connection.close().map_err(|(_, reason)| reason.into())
    }

    /// Does the work as one transaction, which is on disk when this returns, or not done at all.
    pub(super) fn transaction<T>(&mut self, work: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        // Not before something is written: who only looks leaves the file as it is, byte for byte.
        if !self.logs {
            self.connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
            self.logs = true;
        }
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&tx)?;
        tx.commit()?;
        Ok(done)
    }
}

/// A document's hash, as the file has it.
pub(super) fn hash(content: &str) -> String {
    format!("{:016x}", xxh3_64(content.as_bytes()))
}

/// The pairs of documents, with their texts, which are those that were written.
pub(super) fn pairs(connection: &Connection, name: &str) -> Result<Vec<PairFacts>> {
    let not = |found: String| Error::NotProject { at: Location::file(name), found };
    let document = |id: i64| -> Result<DocumentFacts> {
        let mut select =
            connection.prepare_cached("SELECT name, language, hash, content FROM document WHERE id = ?1")?;
        let (name, language, hashed, content): (String, String, String, String) =
            select.query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
        if hash(&content) != hashed {
            return Err(not(format!("the text of {name} with changes that visavis did not make")));
        }
        let language = language.parse().map_err(|_| not(format!("the language `{language}`")))?;
        Ok(DocumentFacts { id, name, language, content: content.into() })
    };
    let mut select = connection.prepare_cached("SELECT id, source, target, ratio FROM pair ORDER BY id")?;
    let found: Vec<(i64, i64, i64, f64)> = select
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let facts = |(id, source, target, ratio): (i64, i64, i64, f64)| {
        Ok(PairFacts { id, documents: [document(source)?, document(target)?], ratio: ratio as f32 })
    };
    found.into_iter().map(facts).collect()
}
