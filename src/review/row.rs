//! Rows: what a person sees of a bead, and decides on.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::flags::{Finding, Flag, Inspector};
use crate::model::{Alignment, Bead, Confidence, Document, Language, Recut, Shape};

/// What a person decided about a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
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
    /// What each of them saw, a sentence each.
    pub why: Vec<String>,
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
    let inspector = Inspector::new((source.1, target.1), alignment.beads().iter().map(texts));
    let mut paragraph = 0;
    let moved = alignment.moved();
    let row = |(id, bead): (usize, &Bead)| {
        let (text, translation) = texts(bead);
        if let Some(first) =
            source.0.segments().get(bead.source.start.0 as usize).filter(|_| !bead.source.is_empty())
        {
            paragraph = first.paragraph;
        }
        let (flags, why) = inspector
            .inspect(text, translation, bead.confidence)
            .into_iter()
            .chain(of_aligner(source.0, target.0, bead, moved.get(id).copied().unwrap_or_default()))
            .map(|finding| (finding.flag, finding.why))
            .unzip();
        Row {
            id,
            status: Status::default(),
            source: text,
            target: translation,
            bead: *bead,
            flags,
            why,
            paragraph,
            document: source.0.name(),
        }
    };
    alignment.beads().iter().enumerate().map(row).collect()
}

/// What the aligner did that a person should know.
fn of_aligner(source: &Document, target: &Document, bead: &Bead, moved: bool) -> Vec<Finding> {
    let recut = |kind: Recut| {
        bead.source.as_usize().any(|i| source.recut(i) == kind)
            || bead.target.as_usize().any(|j| target.recut(j) == kind)
    };
    let findings = [
        (Flag::Moved, moved, "the target stands elsewhere in its text"),
        (Flag::Cut, recut(Recut::Cut), "a sentence was cut here, where the other text begins a new one"),
        (Flag::Joined, recut(Recut::Joined), "what looked like several sentences is one in the other text"),
    ];
    let raised = findings.into_iter().filter(|(_, raised, _)| *raised);
    raised.map(|(flag, _, why)| Finding { flag, why: format!("{flag}: {why}") }).collect()
}
