//! Reviewed rows, whatever holds them: a table, which streams; a workbook; a project.

use std::io::{Cursor, Read};

use anyhow::bail;
use visavis::export::Unit;
use visavis::model::LanguageTag;
use visavis::project::Project;
use visavis::review::{Records, Reviewed, read_table};
use visavis::units::units;

use super::input::Input;

/// What an SQLite database begins with.
pub const DATABASE: &[u8] = b"SQLite format 3\0";
/// What a workbook begins with.
const ZIP: &[u8] = b"PK\x03\x04";

type Stream = Records<Box<dyn Read>>;

/// Reviewed rows.
pub enum Source {
    Table(Box<Stream>),
    /// The rows of a workbook, and the names of columns that are not ours.
    Workbook(Vec<Reviewed>, Vec<String>),
    Project(Box<Project>),
}

impl Source {
    /// Finds out what `input` is, and reads as much as it must.
    pub fn open(input: &Input) -> anyhow::Result<Self> {
        let name = input.name();
        let mut opened = input.open()?;
        let mut head = Vec::new();
        let refused = |reason| input.refused(reason);
        opened.by_ref().take(DATABASE.len() as u64).read_to_end(&mut head).map_err(refused)?;
        if head == DATABASE {
            let Input::File(path) = input else {
                bail!("{name}: is a project file, which must be on disk: name it instead of `-`");
            };
            return Ok(Self::Project(Box::new(Project::open(path)?)));
        }
        if head.starts_with(ZIP) {
            opened.read_to_end(&mut head).map_err(refused)?;
            let table = read_table(&name, &head)?;
            return Ok(Self::Workbook(table.rows, table.unknown));
        }
        let whole: Box<dyn Read> = Box::new(Cursor::new(head).chain(opened));
        Ok(Self::Table(Box::new(Records::new(&name, whole)?)))
    }

    /// Names of columns that are not ours.
    pub fn unknown(&self) -> &[String] {
        match self {
            Self::Table(records) => records.unknown(),
            Self::Workbook(_, unknown) => unknown,
            Self::Project(_) => &[],
        }
    }

    /// The encoding of a table; to be asked for when all its rows are read.
    pub fn encoding(&self) -> &'static str {
        match self {
            Self::Table(records) => records.encoding(),
            _ => "UTF-8",
        }
    }

    /// The languages of the rows, if something says them.
    pub fn languages(&self) -> Option<(LanguageTag, LanguageTag)> {
        match self {
            Self::Project(project) => project.pairs().into_iter().next().map(|pair| pair.languages),
            _ => None,
        }
    }

    /// The rows, in their order; those of a table come once. Where sources are wanted `as_written`, they are what the document of a
    /// project has, whatever a person made of them.
    pub fn units(&mut self, as_written: bool) -> Box<dyn Iterator<Item = Result<Unit, visavis::Error>> + '_> {
        match self {
            Self::Table(records) => Box::new(records.map(|row| row.map(Unit::from))),
            Self::Workbook(rows, _) => Box::new(rows.iter().cloned().map(|row| Ok(row.into()))),
            Self::Project(project) => Box::new(units(project, as_written)),
        }
    }
}
