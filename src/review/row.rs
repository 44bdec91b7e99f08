//! Rows: what a person sees of a bead, and decides on.

use std::fmt;

use super::flags::{self, Flag};
use crate::model::{Alignment, Bead, Confidence, Document, Language, Shape};

/// What a person decided about a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Status {
    /// Nothing yet.
    #[default]
    Todo,
    /// The pair is right.
    Ok,
    /// The pair is right after an edit.
    Fix,
    /// The pair is wrong and must not be used.
    Reject,
}

impl Status {
    /// All of them.
    pub const ALL: [Status; 4] = [Status::Todo, Status::Ok, Status::Fix, Status::Reject];

    /// The name in the review file.
    pub fn name(self) -> &'static str {
        match self {
            Status::Todo => "todo",
            Status::Ok => "ok",
            Status::Fix => "fix",
            Status::Reject => "reject",
        }
    }

    /// The status that a cell names, in any letter case; an empty one is nothing yet.
    pub fn named(cell: &str) -> Option<Self> {
        let cell = cell.trim();
        if cell.is_empty() {
            return Some(Status::Todo);
        }
        Status::ALL.into_iter().find(|status| status.name().eq_ignore_ascii_case(cell))
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A bead with its texts, ready for review.
#[derive(Debug, Clone, PartialEq)]
pub struct Row<'d> {
    /// Number of the row, from 0.
    pub id: usize,
    /// What was decided.
    pub status: Status,
    /// Exact text of the source segments; empty if there are none.
    pub source: &'d str,
    /// Exact text of the target segments; empty if there are none.
    pub target: &'d str,
    /// The bead.
    pub bead: Bead,
    /// Why the row deserves a look.
    pub flags: Vec<Flag>,
    /// Source paragraph, from 0; for a row without source, that of the row before it.
    pub paragraph: u32,
    /// Name of the source file.
    pub document: &'d str,
}

impl Row<'_> {
    /// How many segments the row joins.
    pub fn shape(&self) -> Shape {
        self.bead.shape()
    }

    /// Probability that exactly this bead is right.
    pub fn confidence(&self) -> Confidence {
        self.bead.confidence
    }
}

/// The rows of an alignment, in its order. The documents are those that were aligned, with their languages.
pub fn rows<'d>(
    source: (&'d Document, Language),
    target: (&'d Document, Language),
    alignment: &Alignment,
) -> Vec<Row<'d>> {
    let texts = |bead: &Bead| (source.0.run(bead.source.as_usize()), target.0.run(bead.target.as_usize()));
    let inspector = flags::Inspector::new((source.1, target.1), alignment.beads().iter().map(texts));
    let mut paragraph = 0;
    let row = |(id, bead): (usize, &Bead)| {
        let (text, translation) = texts(bead);
        if let Some(first) =
            source.0.segments().get(bead.source.start.0 as usize).filter(|_| !bead.source.is_empty())
        {
            paragraph = first.paragraph;
        }
        Row {
            id,
            status: Status::default(),
            source: text,
            target: translation,
            bead: *bead,
            flags: inspector.flags(text, translation, bead.confidence),
            paragraph,
            document: source.0.name(),
        }
    };
    alignment.beads().iter().enumerate().map(row).collect()
}
