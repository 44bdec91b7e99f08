//! gettext's PO. Each unit has a context, so that one source may have two targets.

use std::fmt::Write as _;

use super::{Format, Options, Out, Placed};
use crate::error::Result;
use crate::review::Status;

pub(super) struct Po<'w> {
    out: Out<'w>,
}

impl<'w> Po<'w> {
    pub(super) fn new(options: &'w Options, out: Out<'w>) -> Result<Self> {
        let tag = options.tags().1.replace('-', "_");
        let plural = match options.target.language() {
            crate::model::Language::French => "n > 1",
            crate::model::Language::English => "n != 1",
        };
        write!(
            out,
            "msgid \"\"\nmsgstr \"\"\n\"Project-Id-Version: visavis\\n\"\n\"PO-Revision-Date: {}\\n\"\n\
             \"Last-Translator: {}\\n\"\n\"Language-Team: none\\n\"\n\"Language: {tag}\\n\"\n\"MIME-Version: 1.0\\n\"\n\
             \"Content-Type: text/plain; charset=UTF-8\\n\"\n\"Content-Transfer-Encoding: 8bit\\n\"\n\
             \"Plural-Forms: nplurals=2; plural=({plural});\\n\"\n\"X-Generator: visavis {}\\n\"\n",
            options.date.gettext(),
            escape(options.author.as_deref().unwrap_or("visavis")),
            env!("CARGO_PKG_VERSION"),
        )?;
        Ok(Self { out })
    }
}

/// A text within quotation marks. gettext knows the escapes of C.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\\' => escaped += "\\\\",
            '"' => escaped += "\\\"",
            '\n' => escaped += "\\n",
            '\r' => escaped += "\\r",
            '\t' => escaped += "\\t",
            '\0'..='\u{1f}' | '\u{7f}' => {
                write!(escaped, "\\{:03o}", u32::from(c)).ok(); // a string takes everything
            }
            _ => escaped.push(c),
        }
    }
    escaped
}

/// A keyword and its text, with a line for each line of the text.
fn field(entry: &mut String, keyword: &str, text: &str) {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    *entry += keyword;
    if lines.len() > 1 {
        *entry += " \"\"\n";
    } else {
        entry.push(' ');
    }
    if lines.is_empty() {
        *entry += "\"\"\n";
    }
    for line in lines {
        writeln!(entry, "\"{}\"", escape(line)).ok(); // a string takes everything
    }
}

impl Format for Po<'_> {
    fn unit(&mut self, placed: &Placed<'_>) -> Result<()> {
        let unit = placed.unit;
        let mut entry = String::from("\n");
        for line in unit.note.split(['\n', '\r']).filter(|line| !line.is_empty()) {
            writeln!(entry, "# {}", line.replace(char::is_control, " ")).ok();
        }
        if unit.status == Status::Todo {
            entry += "#, fuzzy\n";
        }
        field(&mut entry, "msgctxt", &format!("{}:{}", unit.document, placed.id()));
        field(&mut entry, "msgid", placed.source);
        field(&mut entry, "msgstr", &unit.target);
        Ok(self.out.write_all(entry.as_bytes())?)
    }

    /// gettext wants a line end at the end of both texts or of none.
    fn unfit(&self, unit: &super::Unit) -> Option<String> {
        let differ = unit.source.starts_with('\n') != unit.target.starts_with('\n')
            || unit.source.ends_with('\n') != unit.target.ends_with('\n');
        let nul = unit.source.contains('\0') || unit.target.contains('\0');
        match (differ, nul) {
            (true, _) => Some("one text begins or ends with a line end and the other does not, which gettext refuses: the row was left out".to_owned()),
            (_, true) => Some("a text has the character U+0000, which ends a text in gettext: the row was left out".to_owned()),
            _ => None,
        }
    }

    fn end(self: Box<Self>) -> Result<()> {
        Ok(())
    }
}
