//! What the XML formats have in common.

use quick_xml::Writer;
use quick_xml::escape::escape;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use quick_xml::name::QName;

use super::Out;
use crate::error::Result;

/// Writes elements, each on a line of its own.
pub(super) struct Xml<'w> {
    writer: Writer<Out<'w>>,
}

impl<'w> Xml<'w> {
    /// Begins with the declaration.
    pub(super) fn new(out: Out<'w>) -> Result<Self> {
        let mut xml = Self::bare(out);
        xml.event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        Ok(xml)
    }

    /// Begins without it.
    pub(super) fn bare(out: Out<'w>) -> Self {
        Self { writer: Writer::new_with_indent(out, b' ', 1) }
    }

    pub(super) fn event(&mut self, event: Event<'_>) -> Result<()> {
        Ok(self.writer.write_event(event)?)
    }

    pub(super) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<()> {
        self.event(Event::Start(start(name, attributes)))
    }

    pub(super) fn close(&mut self, name: &str) -> Result<()> {
        self.event(Event::End(BytesEnd::new(name)))
    }

    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<()> {
        self.event(Event::Empty(start(name, attributes)))
    }

    /// An element that holds `text` as it is, carriage returns too.
    pub(super) fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> Result<()> {
        self.open(name, attributes)?;
        self.event(Event::Text(BytesText::from_escaped(escape(text))))?;
        self.close(name)
    }

    /// Ends the last line.
    pub(super) fn end(mut self) -> Result<()> {
        self.event(Event::Text(BytesText::from_escaped("\n")))
    }
}

fn start<'n>(name: &'n str, attributes: &[(&'n str, &'n str)]) -> BytesStart<'n> {
    let mut start = BytesStart::new(name);
    for (key, value) in attributes {
        // A reader of XML makes a space of a line end here.
        let mut value = escape(*value);
        if value.contains(['\n', '\t']) {
            value = value.replace('\n', "&#10;").replace('\t', "&#9;").into();
        }
        start.push_attribute(Attribute { key: QName(key), value });
    }
    start
}

/// The first character that no XML 1.0 file can hold.
pub(super) fn unfit(text: &str) -> Option<char> {
    // Most texts have neither a control character nor the first byte of the last two.
    if !text.bytes().any(|byte| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r') || byte == 0xef) {
        return None;
    }
    text.chars().find(
        |c| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}'),
    )
}
