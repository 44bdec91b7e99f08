//! Translation units: rows that a person reviewed, on their way out.

use crate::error::Result;
use crate::model::Confidence;
use crate::review::{Reviewed, Status, check, revision_in};

/// A row that may go out.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// Line of the file that it was read from, from 1; 0 where it has none.
    pub line: usize,
    /// Its id in the review file.
    pub id: String,
    /// Name of the source file.
    pub document: String,
    /// Source text; empty where there is none.
    pub source: String,
    /// Target text; empty where there is none.
    pub target: String,
    /// What was decided.
    pub status: Status,
    /// Probability that the pair is right, where it is known.
    pub confidence: Option<Confidence>,
    /// What the reviewer wrote.
    pub note: String,
    /// Why the row deserves a look: names of flags.
    pub flags: String,
    /// Source paragraph as the review file has it.
    pub paragraph: String,
    /// First and last source sentence, from 0, where they are known: two rows are neighbours if nothing is between them.
    pub sentences: Option<(u64, u64)>,
    /// An action that was asked for and not yet carried out.
    pub action: String,
    /// Whether the texts are those that were written for review; `None` where nothing tells.
    pub unchanged: Option<bool>,
}

impl From<Reviewed> for Unit {
    fn from(row: Reviewed) -> Self {
        let Reviewed { line, status, confidence, record, .. } = row;
        let unchanged =
            (!record.check.is_empty()).then(|| is_of(&record.check, &record.source, &record.target));
        Self {
            line,
            sentences: ends(&record.src_ids),
            id: record.id,
            document: record.document,
            source: record.source,
            target: record.target,
            status,
            confidence,
            note: record.translator_comments,
            flags: record.flags,
            paragraph: record.para,
            action: record.action,
            unchanged,
        }
    }
}

/// Whether a `check` was written for these texts, before or after a decision.
fn is_of(found: &str, source: &str, target: &str) -> bool {
    revision_in(found).is_some() && found.trim().starts_with(&check(source, target))
}

/// The first and the last of `3+4+5`.
fn ends(ids: &str) -> Option<(u64, u64)> {
    let mut numbers = ids.split('+').map(|id| id.trim().parse().ok());
    let first = numbers.next()??;
    Some((first, numbers.next_back().unwrap_or(Some(first))?))
}

/// Where units come from, in source order: a review file, or whatever else holds reviewed rows.
pub trait Units: Iterator<Item = Result<Unit>> {}

impl<I: Iterator<Item = Result<Unit>>> Units for I {}

/// A unit with what stands around it, as a format writes it.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'u> {
    /// The unit.
    pub unit: &'u Unit,
    /// The source text to write: that of the unit, or a typographic variant of it.
    pub source: &'u str,
    /// Number of the variant; 0 is the text itself.
    pub variant: usize,
    /// Source text before it in the document, where that is known.
    pub before: Option<&'u str>,
    /// Source text after it.
    pub after: Option<&'u str>,
    /// Whether it holds only where that stands around it: another unit has this source too.
    pub bound: bool,
}

impl Placed<'_> {
    /// An id that no other unit of the document has.
    pub fn id(&self) -> String {
        match self.variant {
            0 => self.unit.id.clone(),
            variant => format!("{}-{variant}", self.unit.id),
        }
    }
}
