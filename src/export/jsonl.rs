//! JSON Lines: an object a unit.

use serde::Serialize;

use super::{Format, Options, Out, Placed};
use crate::error::Result;

pub(super) struct Jsonl<'w> {
    out: Out<'w>,
    tags: (String, String),
}

/// A line.
#[derive(Serialize)]
struct Line<'u> {
    id: &'u str,
    document: &'u str,
    source_lang: &'u str,
    target_lang: &'u str,
    source: &'u str,
    target: &'u str,
    status: &'u str,
    confidence: Option<f32>,
    flags: Vec<&'u str>,
    note: &'u str,
    previous: Option<&'u str>,
    next: Option<&'u str>,
}

impl<'w> Jsonl<'w> {
    pub(super) fn new(options: &'w Options, out: Out<'w>) -> Self {
        Self { out, tags: options.tags() }
    }
}

impl Format for Jsonl<'_> {
    fn unit(&mut self, placed: &Placed<'_>) -> Result<()> {
        let unit = placed.unit;
        let line = Line {
            id: &placed.id(),
            document: &unit.document,
            source_lang: &self.tags.0,
            target_lang: &self.tags.1,
            source: placed.source,
            target: &unit.target,
            status: unit.status.name(),
            confidence: unit.confidence.map(|confidence| confidence.value()),
            flags: unit.flags.split_whitespace().collect(),
            note: &unit.note,
            previous: placed.before,
            next: placed.after,
        };
        serde_json::to_writer(&mut *self.out, &line).map_err(std::io::Error::from)?;
        Ok(self.out.write_all(b"\n")?)
    }

    fn end(self: Box<Self>) -> Result<()> {
        Ok(())
    }
}
