//! What a project tells of its rows.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::action::Seen;
use crate::model::{Confidence, LanguageTag};
use crate::review::{Flag, Record, Status, check_at};

/// Names a row of a project, in all its documents. No row ever gets the name of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RowId(pub i64);

impl fmt::Display for RowId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Names a pair of documents of a project, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PairId(pub i64);

/// One of the two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The text.
    Source,
    /// Its translation.
    Target,
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Side::Source => "source",
            Side::Target => "target",
        })
    }
}

/// Who made a row what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// The aligner paired its sentences.
    Aligner,
    /// A person did: by merging, splitting or moving.
    Person,
    /// An imported memory had it.
    Memory,
}

impl Origin {
    pub(super) fn name(self) -> &'static str {
        match self {
            Origin::Aligner => "aligner",
            Origin::Person => "person",
            Origin::Memory => "memory",
        }
    }
}

/// Two documents of a project.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// Its name in the project.
    pub id: PairId,
    /// Name of the source file.
    pub source: String,
    /// Name of the target file.
    pub target: String,
    /// Languages of source and target.
    pub languages: (LanguageTag, LanguageTag),
}

/// One side of a row.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RowSide {
    /// Exact text of the document; empty if the row has none of its segments. What the document has apart is joined by a space.
    pub text: String,
    /// What a person made of it, if they changed it.
    pub edited: Option<String>,
    /// Numbers of its segments, in document order. They are the positions at which the segments stood when the document came
    /// into the project; a segment that a person cut from another has the next number that was free.
    pub segments: Vec<u32>,
    /// Bytes of the document, a range a segment.
    pub ranges: Vec<Range<usize>>,
}

impl RowSide {
    /// The text as it shall be used: the edited one if there is one.
    pub fn current(&self) -> &str {
        self.edited.as_deref().unwrap_or(&self.text)
    }

    /// Where each segment stands in [`text`](Self::text), in bytes.
    pub fn pieces(&self) -> Vec<Range<usize>> {
        let mut at = 0;
        let piece = |range: &Range<usize>| {
            // Between segments stands white space, with which none begins.
            let rest = self.text.get(at..).unwrap_or_default();
            let from = at + rest.len() - rest.trim_start().len();
            at = from + range.len();
            from..at
        };
        self.ranges.iter().map(piece).collect()
    }
}

/// A bead of a project with its texts and all that was decided.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProjectRow {
    /// Its name.
    pub id: RowId,
    /// Number of the decision that changed it last, 0 if none did. An action names the revision that its author saw.
    pub revision: u64,
    /// The documents that it belongs to.
    pub pair: PairId,
    /// What was decided.
    pub status: Status,
    /// The source side.
    pub source: RowSide,
    /// The target side.
    pub target: RowSide,
    /// Probability that exactly this bead is right, from 0 to 1; 1 if a person made it.
    #[serde(serialize_with = "probability")]
    pub confidence: Confidence,
    /// Why it deserves a look.
    pub flags: Vec<Flag>,
    /// What each flag saw, a sentence each.
    pub why: Vec<String>,
    /// A person's words.
    pub comment: String,
    /// Who made it what it is.
    pub origin: Origin,
    /// Source paragraph, from 0; for a row without source, that of the row before it.
    pub paragraph: u32,
}

fn probability<S: serde::Serializer>(confidence: &Confidence, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f32(confidence.value())
}

impl ProjectRow {
    /// That side.
    pub fn side(&self, side: Side) -> &RowSide {
        match side {
            Side::Source => &self.source,
            Side::Target => &self.target,
        }
    }

    /// The row as an action that changes it now must name it.
    pub fn seen(&self) -> Seen {
        Seen { row: self.id, revision: self.revision }
    }

    /// The cells of the row in a review file, without guards; `document` is the name of its source file.
    pub fn record(&self, document: &str) -> Record {
        let ids = |side: &RowSide| side.segments.iter().map(u32::to_string).collect::<Vec<_>>().join("+");
        let (source, target) = (self.source.current(), self.target.current());
        Record {
            id: self.id.to_string(),
            status: self.status.to_string(),
            action: String::new(),
            source: source.to_owned(),
            target: target.to_owned(),
            confidence: format!("{:.3}", self.confidence.value()),
            shape: self.shape(),
            flags: self.flags.iter().map(|flag| flag.name()).collect::<Vec<_>>().join(" "),
            translator_comments: self.comment.clone(),
            src_ids: ids(&self.source),
            tgt_ids: ids(&self.target),
            para: self.paragraph.to_string(),
            document: document.to_owned(),
            check: check_at(source, target, self.revision),
            why: self.why.join("; "),
        }
    }

    /// How many source and target segments it joins: `1-2`.
    pub fn shape(&self) -> String {
        format!("{}-{}", self.source.segments.len(), self.target.segments.len())
    }
}

/// A row without its texts, for lists that are too long to be shown whole.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outline {
    /// Its name.
    pub id: RowId,
    /// Number of the decision that changed it last.
    pub revision: u64,
    /// What was decided.
    pub status: Status,
    /// Probability that exactly this bead is right, from 0 to 1.
    pub confidence: f32,
    /// Why it deserves a look.
    pub flags: Vec<Flag>,
}

/// How far a review is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Rows in all.
    pub rows: u64,
    /// Rows with nothing decided.
    pub todo: u64,
    /// Rows that are right.
    pub ok: u64,
    /// Rows that are right after an edit.
    pub fix: u64,
    /// Rows that must not be used.
    pub reject: u64,
    /// Decisions that can be undone.
    pub undoable: u64,
    /// Decisions that can be redone.
    pub redoable: u64,
}
