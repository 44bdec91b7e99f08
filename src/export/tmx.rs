//! Translation Memory eXchange 1.4 (LISA, 2005).
//!
//! What programs ask for beyond the standard: the version is `1.4`, since `1.4b` is not valid by its own DTD; UTF-8 without a
//! byte order mark; language tags with a hyphen, the same everywhere; and no control character, for which OmegaT
//! gives up the whole file.

use quick_xml::events::{BytesText, Event};
use xxhash_rust::xxh3::xxh3_64;

use super::xml::{Xml, unfit};
use super::{Format, Options, Out, Placed, Unit};
use crate::error::Result;

pub(super) struct Tmx<'w> {
    xml: Xml<'w>,
    options: &'w Options,
    tags: (String, String),
    date: String,
}

impl<'w> Tmx<'w> {
    pub(super) fn new(options: &'w Options, out: Out<'w>) -> Result<Self> {
        let mut xml = Xml::new(out)?;
        let (tags, date) = (options.tags(), options.date.compact());
        xml.event(Event::DocType(BytesText::from_escaped("tmx SYSTEM \"tmx14.dtd\"")))?;
        xml.open("tmx", &[("version", "1.4")])?;
        let header = [
            ("creationtool", "visavis"),
            ("creationtoolversion", env!("CARGO_PKG_VERSION")),
            ("segtype", "sentence"),
            ("o-tmf", "visavis"),
            ("adminlang", "en"),
            ("srclang", tags.0.as_str()),
            ("datatype", "plaintext"),
            ("creationdate", date.as_str()),
        ];
        xml.empty("header", &header)?;
        xml.open("body", &[])?;
        Ok(Self { xml, options, tags, date })
    }
}

/// What a unit is known by when it is exported again: its source and what stands around it, whatever its row's number and
/// its target have become.
fn tuid(placed: &Placed<'_>) -> String {
    let around = [
        placed.unit.document.as_str(),
        placed.before.unwrap_or_default(),
        placed.source,
        placed.after.unwrap_or_default(),
    ];
    format!("{:016x}", xxh3_64(around.join("\0").as_bytes()))
}

/// Why XML cannot hold a unit.
pub(super) fn unfit_for_xml(unit: &Unit) -> Option<String> {
    let texts = [
        ("source", &unit.source),
        ("target", &unit.target),
        ("translator_comments", &unit.note),
        ("document", &unit.document),
    ];
    let (name, text, found) = texts.into_iter().find_map(|(name, text)| Some((name, text, unfit(text)?)))?;
    let column = text.chars().take_while(|c| *c != found).count() + 1;
    Some(format!(
        "column `{name}`: character {column} is U+{:04X}, which XML cannot hold: the row was left out; remove the character",
        u32::from(found)
    ))
}

impl Format for Tmx<'_> {
    fn unfit(&self, unit: &Unit) -> Option<String> {
        unfit_for_xml(unit)
    }

    fn unit(&mut self, placed: &Placed<'_>) -> Result<()> {
        let (unit, xml) = (placed.unit, &mut self.xml);
        let id = tuid(placed);
        let author = self.options.author.as_deref().unwrap_or("visavis");
        let attributes = [
            ("tuid", id.as_str()),
            ("creationdate", self.date.as_str()),
            ("creationid", "visavis"),
            ("changedate", self.date.as_str()),
            ("changeid", author),
        ];
        xml.open("tu", &attributes)?;
        if !unit.note.is_empty() {
            xml.text("note", &[], &unit.note)?;
        }
        if placed.bound {
            for (name, text) in
                [("file", Some(unit.document.as_str())), ("prev", placed.before), ("next", placed.after)]
            {
                if let Some(text) = text.filter(|text| !text.is_empty() && unfit(text).is_none()) {
                    xml.text("prop", &[("type", name)], text)?;
                }
            }
        }
        for (tag, text) in [(&self.tags.0, placed.source), (&self.tags.1, unit.target.as_str())] {
            xml.open("tuv", &[("xml:lang", tag)])?;
            xml.text("seg", &[], text)?;
            xml.close("tuv")?;
        }
        xml.close("tu")
    }

    fn end(mut self: Box<Self>) -> Result<()> {
        self.xml.close("body")?;
        self.xml.close("tmx")?;
        self.xml.end()
    }
}
