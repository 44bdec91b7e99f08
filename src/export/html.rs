//! One page with both texts face to face, to read and to print. It needs no other file and no network.

use quick_xml::events::{BytesText, Event};

use super::tmx::unfit_for_xml;
use super::xml::Xml;
use super::{Format, Options, Out, Placed, Unit};
use crate::error::Result;

/// Rows light up under the pointer; on paper they are not cut.
const STYLE: &str = "
 body { font: 1rem/1.5 Georgia, serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff }
 table { border-collapse: collapse; width: 100%; table-layout: fixed }
 td, th { vertical-align: top; text-align: start; padding: .3rem 1rem .3rem 0; white-space: pre-wrap; overflow-wrap: anywhere }
 th { border-bottom: 1px solid #888; font-weight: normal; font-variant: small-caps }
 tr.first td { padding-top: 1.2rem }
 tbody tr:hover td, tbody tr:target td { background: #fff3c4 }
 td + td { border-left: 1px solid #ddd; padding-left: 1rem }
 tr.todo td { color: #777 }
 p.note { margin: .3rem 0 0; font-size: .85rem; color: #666 }
 @media print { body { margin: 0; max-width: none; font-size: 10pt } tr { break-inside: avoid } thead { display: table-header-group } }
";

pub(super) struct Html<'w> {
    xml: Xml<'w>,
    tags: (String, String),
    /// Document and paragraph of the row before.
    place: Option<(String, String)>,
}

impl<'w> Html<'w> {
    pub(super) fn new(options: &'w Options, out: Out<'w>) -> Result<Self> {
        let mut xml = Xml::bare(out);
        let tags = options.tags();
        xml.event(Event::DocType(BytesText::from_escaped("html")))?;
        xml.open("html", &[("lang", tags.1.as_str())])?;
        xml.open("head", &[])?;
        xml.empty("meta", &[("charset", "utf-8")])?;
        xml.empty("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")])?;
        xml.text("title", &[], &format!("{} – {}", tags.0, tags.1))?;
        xml.open("style", &[])?;
        xml.event(Event::Text(BytesText::from_escaped(STYLE)))?;
        xml.close("style")?;
        xml.close("head")?;
        xml.open("body", &[])?;
        xml.open("table", &[])?;
        xml.open("thead", &[])?;
        xml.open("tr", &[])?;
        xml.text("th", &[("scope", "col")], &tags.0)?;
        xml.text("th", &[("scope", "col")], &tags.1)?;
        xml.close("tr")?;
        xml.close("thead")?;
        xml.open("tbody", &[])?;
        Ok(Self { xml, tags, place: None })
    }
}

impl Format for Html<'_> {
    fn unfit(&self, unit: &Unit) -> Option<String> {
        unfit_for_xml(unit)
    }

    fn unit(&mut self, placed: &Placed<'_>) -> Result<()> {
        let unit = placed.unit;
        let place = (unit.document.clone(), unit.paragraph.clone());
        let class = match self.place.as_ref() == Some(&place) {
            true => unit.status.name().to_owned(),
            false => format!("first {}", unit.status.name()),
        };
        self.place = Some(place);
        let xml = &mut self.xml;
        let id = format!("{}-{}", unit.document, placed.id()).replace(char::is_whitespace, "_");
        xml.open("tr", &[("id", &id), ("class", &class)])?;
        xml.text("td", &[("lang", &self.tags.0)], placed.source)?;
        xml.open("td", &[("lang", &self.tags.1)])?;
        xml.event(Event::Text(BytesText::new(&unit.target)))?;
        if !unit.note.is_empty() {
            xml.text("p", &[("class", "note")], &unit.note)?;
        }
        xml.close("td")?;
        xml.close("tr")
    }

    fn end(mut self: Box<Self>) -> Result<()> {
        for name in ["tbody", "table", "body", "html"] {
            self.xml.close(name)?;
        }
        self.xml.end()
    }
}
