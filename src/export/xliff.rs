//! XLIFF 2.1 (OASIS 2018) and XLIFF 1.2 (OASIS 2008): a file for each source document.

use std::collections::HashSet;

use xxhash_rust::xxh3::xxh3_64;

use super::tmx::unfit_for_xml;
use super::xml::Xml;
use super::{Format, Options, Out, Placed, Unit};
use crate::error::Result;
use crate::review::Status;

/// Which XLIFF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    /// 1.2.
    V12,
    /// 2.1, whose namespace is that of 2.0.
    V21,
}

pub(super) struct Xliff<'w> {
    xml: Xml<'w>,
    version: Version,
    tags: (String, String),
    date: String,
    /// Name of the document at hand, and how many there were.
    document: Option<String>,
    files: usize,
    /// Ids that are not numbers may come twice once they are made valid.
    ids: HashSet<u64>,
}

impl<'w> Xliff<'w> {
    pub(super) fn new(options: &'w Options, out: Out<'w>, version: Version) -> Result<Self> {
        let mut xml = Xml::new(out)?;
        let tags = options.tags();
        match version {
            Version::V12 => {
                xml.open("xliff", &[("version", "1.2"), ("xmlns", "urn:oasis:names:tc:xliff:document:1.2")])?
            }
            Version::V21 => xml.open(
                "xliff",
                &[
                    ("xmlns", "urn:oasis:names:tc:xliff:document:2.0"),
                    ("version", "2.1"),
                    ("srcLang", tags.0.as_str()),
                    ("trgLang", tags.1.as_str()),
                ],
            )?,
        }
        let date = options.date.to_string();
        Ok(Self { xml, version, tags, date, document: None, files: 0, ids: HashSet::new() })
    }

    /// Begins the file for a document; a document that comes back gets another.
    fn open_file(&mut self, document: &str) -> Result<()> {
        if self.document.as_deref() == Some(document) {
            return Ok(());
        }
        self.close_file()?;
        self.document = Some(document.to_owned());
        self.files += 1;
        self.ids.clear();
        let original = if document.is_empty() { "text" } else { document };
        match self.version {
            Version::V12 => {
                let attributes = [
                    ("original", original),
                    ("source-language", self.tags.0.as_str()),
                    ("target-language", self.tags.1.as_str()),
                    ("datatype", "plaintext"),
                    ("date", self.date.as_str()),
                    ("xml:space", "preserve"),
                ];
                self.xml.open("file", &attributes)?;
                self.xml.open("body", &[])
            }
            Version::V21 => {
                let id = format!("f{}", self.files);
                self.xml.open("file", &[("id", &id), ("original", original), ("xml:space", "preserve")])
            }
        }
    }

    fn close_file(&mut self) -> Result<()> {
        if self.document.take().is_some() {
            if self.version == Version::V12 {
                self.xml.close("body")?;
            }
            self.xml.close("file")?;
        }
        Ok(())
    }

    /// An id that is unique in the file and a name by XML's rules.
    fn id(&mut self, placed: &Placed<'_>) -> String {
        let id = placed.id();
        let plain = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        if plain {
            return format!("u{id}"); // ids of rows are unique
        }
        let mut hash = xxh3_64(id.as_bytes());
        while !self.ids.insert(hash) {
            hash = hash.wrapping_add(1);
        }
        format!("x{hash:016x}")
    }
}

impl Format for Xliff<'_> {
    fn unfit(&self, unit: &Unit) -> Option<String> {
        unfit_for_xml(unit)
    }

    fn unit(&mut self, placed: &Placed<'_>) -> Result<()> {
        let unit = placed.unit;
        self.open_file(&unit.document)?;
        let id = self.id(placed);
        let decided = unit.status != Status::Todo;
        let xml = &mut self.xml;
        match self.version {
            Version::V12 => {
                let approved = if decided { "yes" } else { "no" };
                let state = if decided { "signed-off" } else { "needs-review-translation" };
                xml.open("trans-unit", &[("id", &id), ("approved", approved), ("xml:space", "preserve")])?;
                xml.text("source", &[], placed.source)?;
                xml.text("target", &[("state", state)], &unit.target)?;
                if !unit.note.is_empty() {
                    xml.text("note", &[("from", "reviewer")], &unit.note)?;
                }
                xml.close("trans-unit")
            }
            Version::V21 => {
                let state = if decided { "reviewed" } else { "translated" };
                xml.open("unit", &[("id", &id)])?;
                if !unit.note.is_empty() {
                    xml.open("notes", &[])?;
                    xml.text("note", &[("category", "reviewer")], &unit.note)?;
                    xml.close("notes")?;
                }
                xml.open("segment", &[("id", "s"), ("state", state)])?;
                xml.text("source", &[], placed.source)?;
                xml.text("target", &[], &unit.target)?;
                xml.close("segment")?;
                xml.close("unit")
            }
        }
    }

    fn end(mut self: Box<Self>) -> Result<()> {
        if self.files == 0 {
            // A file without any unit is no XLIFF 2.1 either; 1.2 allows it.
            self.open_file("")?;
        }
        self.close_file()?;
        self.xml.close("xliff")?;
        self.xml.end()
    }
}
