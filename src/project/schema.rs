//! The tables of a project file.
//!
//! A segment names its bead, so that no segment can be in two, and a bead that is named must be there when a transaction ends.
//! `decision` is only ever added to; `undoable` says which decisions can be undone and which redone;
//! `taken` which reviewed tables were taken in, and as which decision.

use rusqlite::Connection;

/// `vis1`, by which `file` and SQLite's own tools tell whose file it is.
pub(super) const APPLICATION: i32 = 0x7669_7331;
/// Of the tables; a newer one is refused.
pub(super) const VERSION: i32 = 1;

const TABLES: &str = "
CREATE TABLE document (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    hash TEXT NOT NULL,
    content TEXT NOT NULL
) STRICT;
CREATE TABLE pair (
    id INTEGER PRIMARY KEY,
    source INTEGER NOT NULL UNIQUE REFERENCES document (id),
    target INTEGER NOT NULL UNIQUE REFERENCES document (id),
    ratio REAL NOT NULL
) STRICT;
CREATE TABLE bead (
    id INTEGER PRIMARY KEY,
    pair INTEGER NOT NULL REFERENCES pair (id),
    position BLOB NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('todo', 'ok', 'fix', 'reject')),
    source_edit TEXT,
    target_edit TEXT,
    confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    flags TEXT NOT NULL,
    why TEXT NOT NULL,
    comment TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('aligner', 'person', 'memory')),
    revision INTEGER NOT NULL,
    UNIQUE (pair, position)
) STRICT;
CREATE TABLE segment (
    document INTEGER NOT NULL REFERENCES document (id),
    number INTEGER NOT NULL,
    start INTEGER NOT NULL,
    \"end\" INTEGER NOT NULL CHECK (\"end\" > start),
    paragraph INTEGER NOT NULL,
    starts_block INTEGER NOT NULL,
    bead INTEGER NOT NULL REFERENCES bead (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (document, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE decision (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    author TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('act', 'undo', 'redo')),
    of INTEGER NOT NULL REFERENCES decision (number),
    action TEXT NOT NULL,
    change TEXT NOT NULL
) STRICT;
CREATE TABLE touched (
    bead INTEGER NOT NULL,
    decision INTEGER NOT NULL REFERENCES decision (number),
    PRIMARY KEY (bead, decision)
) STRICT, WITHOUT ROWID;
CREATE TABLE taken (
    hash TEXT PRIMARY KEY,
    decision INTEGER NOT NULL REFERENCES decision (number)
) STRICT;
CREATE TABLE undoable (
    decision INTEGER PRIMARY KEY REFERENCES decision (number),
    undone INTEGER NOT NULL
) STRICT;
";

/// By which segments are found. They are made when the tables are full, so that they need not be kept while these are filled.
const INDEXES: &str = "
CREATE INDEX segment_bead ON segment (bead);
CREATE INDEX segment_start ON segment (document, start);
";

/// Makes the indexes of the tables.
pub(super) fn index(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(INDEXES)
}

/// Makes the tables in an empty database, without [indexes](index).
pub(super) fn create(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(TABLES)?;
    connection.pragma_update(None, "application_id", APPLICATION)?;
    connection.pragma_update(None, "user_version", VERSION)
}
