//! Tables that CAT tools import. No cell is guarded: these files are not for spreadsheets.

use super::{Client, Format, Options, Out, Placed};
use crate::error::Result;
use crate::review::Status;

pub(super) struct Sheet<'w> {
    writer: csv::Writer<Out<'w>>,
    client: Option<Client>,
}

impl<'w> Sheet<'w> {
    /// Weblate and translate-toolkit know columns by name; Phrase and memoQ want a column a language.
    pub(super) fn new(options: &'w Options, out: Out<'w>) -> Result<Self> {
        if options.client == Some(Client::MemoQ) {
            out.write_all("\u{feff}".as_bytes())?; // by which memoQ knows UTF-8
        }
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        let (source, target) = options.tags();
        match options.client {
            Some(Client::Phrase) => writer.write_record(["key", &source, &target, "comment"])?,
            Some(Client::MemoQ | Client::Trados) => {
                writer.write_record(["id", &source, &target, "comment"])?
            }
            _ => writer.write_record(["context", "source", "target", "fuzzy", "translator_comments"])?,
        }
        Ok(Self { writer, client: options.client })
    }
}

impl Format for Sheet<'_> {
    fn unit(&mut self, placed: &Placed<'_>) -> Result<()> {
        let unit = placed.unit;
        let key = format!("{}:{}", unit.document, placed.id());
        let (source, target, note) = (placed.source, unit.target.as_str(), unit.note.as_str());
        match self.client {
            Some(Client::Phrase | Client::MemoQ | Client::Trados) => {
                self.writer.write_record([key.as_str(), source, target, note])?;
            }
            _ => {
                let fuzzy = if unit.status == Status::Todo { "True" } else { "" };
                self.writer.write_record([key.as_str(), source, target, fuzzy, note])?;
            }
        }
        Ok(())
    }

    fn end(mut self: Box<Self>) -> Result<()> {
        Ok(self.writer.flush()?)
    }
}
