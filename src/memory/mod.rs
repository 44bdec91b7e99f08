//! Translation memories to rows, so that they can be reviewed: what does not fit comes first.

mod judge;
mod po;
mod xml;

use std::io::{BufRead, Cursor, ErrorKind};

use encoding_rs::{Encoding, UTF_8};

pub use judge::{Judged, judge};

use crate::error::{Error, Location, Result};
use crate::model::LanguageTag;
use crate::review::read_table;

/// A translation unit of a memory.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MemoryUnit {
    /// Line of the file that it begins at, from 1, where it is known.
    pub line: Option<usize>,
    /// Text in the source language, exactly as the file has it; tags of inline formatting are left out.
    pub source: String,
    /// Text in the target language.
    pub target: String,
    /// Notes in the memory.
    pub note: String,
}

/// The form of a memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemoryFormat {
    /// TMX, any version.
    Tmx,
    /// XLIFF 1.2 or 2.x.
    Xliff,
    /// Gettext.
    Po,
    /// A CSV or XLSX with columns `source` and `target`.
    Table,
}

impl MemoryFormat {
    /// The form that the end of a file name tells.
    pub fn of(name: &str) -> Option<Self> {
        let extension = name.rsplit_once('.')?.1.to_ascii_lowercase();
        Some(match extension.as_str() {
            "tmx" => Self::Tmx,
            "xliff" | "xlf" | "sdlxliff" | "mxliff" | "mqxliff" => Self::Xliff,
            "po" | "pot" => Self::Po,
            "csv" | "tsv" | "xlsx" => Self::Table,
            _ => return None,
        })
    }
}

/// Reads the units of a memory that users know as `name`, in the order of the file; units without one of the two languages have an
/// empty side.
///
/// # Errors
/// [`Error::Table`] with the place of what cannot be understood, [`Error::Read`] for what cannot be read.
pub fn read_memory(
    name: &str,
    mut from: impl BufRead,
    format: MemoryFormat,
    languages: (&LanguageTag, &LanguageTag),
) -> Result<Vec<MemoryUnit>> {
    let refused = |reason| Error::Read { at: Location::file(name), reason, hint: "" };
    let mark = Encoding::for_bom(from.fill_buf().map_err(refused)?).map(|(encoding, _)| encoding);
    match format {
        // As some CAT tools write it.
        MemoryFormat::Tmx | MemoryFormat::Xliff if mark.is_some_and(|encoding| encoding != UTF_8) => {
            let mut bytes = Vec::new();
            from.read_to_end(&mut bytes).map_err(refused)?;
            let text = UTF_8.decode(&bytes); // the mark decides
            if text.2 {
                return Err(Error::Table {
                    at: Location::file(name),
                    found: format!("there are bytes that are not {}", text.1.name()),
                    expected: "a whole file: export it once more".to_owned(),
                });
            }
            xml::units(name, Cursor::new(text.0.as_bytes()), languages)
        }
        MemoryFormat::Tmx | MemoryFormat::Xliff => xml::units(name, from, languages),
        MemoryFormat::Po => {
            let mut text = String::new();
            from.read_to_string(&mut text).map_err(|reason| match reason.kind() {
                ErrorKind::InvalidData => {
                    let hint = ": save it in UTF-8 once more, as `msgconv -t UTF-8` does";
                    Error::Read { at: Location::file(name), reason, hint }
                }
                _ => refused(reason),
            })?;
            po::units(name, &text)
        }
        MemoryFormat::Table => {
            let mut bytes = Vec::new();
            from.read_to_end(&mut bytes).map_err(refused)?;
            let unit = |row: crate::review::Reviewed| MemoryUnit {
                line: Some(row.line),
                source: row.record.source,
                target: row.record.target,
                note: row.record.translator_comments,
            };
            Ok(read_table(name, &bytes)?.rows.into_iter().map(unit).collect())
        }
    }
}
