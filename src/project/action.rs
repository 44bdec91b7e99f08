//! What a person, or an aligner on their behalf, does to a project.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::row::{PairId, RowId, Side};
use crate::review::{Flag, Status};

/// A row as the author of an action saw it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The row.
    pub row: RowId,
    /// Its revision then. If the row has another one by now, the action is refused.
    pub revision: u64,
}

/// A bead that shall take the place of others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewBead {
    /// Bytes of the source document, a range a segment. A range that is no segment yet becomes one.
    pub source: Vec<Range<usize>>,
    /// Bytes of the target document.
    pub target: Vec<Range<usize>>,
    /// Probability that exactly this bead is right, from 0 to 1.
    pub confidence: f32,
    /// What the aligner says of it; flags about the texts are found anew.
    #[serde(default)]
    pub flags: Vec<Flag>,
    /// Evidence in words, a sentence each.
    #[serde(default)]
    pub why: Vec<String>,
    /// Whether a person chose just this bead among others, so that it counts as paired by them.
    #[serde(default)]
    pub chosen: bool,
}

/// The segments that a row shall have.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// The row.
    pub row: Seen,
    /// Numbers of source segments.
    pub source: Vec<u32>,
    /// Numbers of target segments.
    pub target: Vec<u32>,
}

/// A change of a project. It is done whole or not at all, and can be undone.
///
/// As JSON an action is an object whose `do` is its name in lower case with hyphens: `{"do": "set-status", "rows": [{"row": 3,
/// "revision": 0}], "status": "ok"}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Action {
    /// Says of rows that they are right, wrong, or undecided again.
    SetStatus {
        /// The rows.
        rows: Vec<Seen>,
        /// What they become.
        status: Status,
    },
    /// Gives a row other texts. A side that is `None` stays; one that gets the document's own text is unedited again.
    Edit {
        /// The row.
        row: Seen,
        /// Its new source.
        source: Option<String>,
        /// Its new target.
        target: Option<String>,
        /// What the row becomes, [`Status::Fix`] as a rule.
        status: Status,
    },
    /// Gives a row a comment in place of the one it has.
    Comment {
        /// The row.
        row: Seen,
        /// The comment.
        text: String,
    },
    /// Makes one row of two that follow each other; it keeps the name of the first and is undecided.
    Merge {
        /// The first.
        first: Seen,
        /// The one behind it.
        second: Seen,
    },
    /// Makes two rows of one. A cut between sentences keeps them whole, a cut within one makes two of it.
    Split {
        /// The row.
        row: Seen,
        /// How many characters of the current source go into the first row.
        source_at: usize,
        /// How many characters of the current target do.
        target_at: usize,
        /// What both become.
        #[serde(default)]
        status: Status,
    },
    /// Gives segments of one row to another. A row that has none left is gone.
    Move {
        /// The row that has them.
        from: Seen,
        /// The row that gets them.
        to: Seen,
        /// The side that they are on.
        side: Side,
        /// Their numbers.
        segments: Vec<u32>,
    },
    /// Exchanges one side of two rows.
    Swap {
        /// One row.
        first: Seen,
        /// The other.
        second: Seen,
        /// The side.
        side: Side,
    },
    /// Gives rows other segments, all of which they have among them already. A row that gets none is gone.
    Assign {
        /// The rows with what they shall have.
        shares: Vec<Share>,
    },
    /// Puts beads in the place of rows that have the same text among them. Rows that a person decided on are refused.
    Replace {
        /// The rows, of one pair of documents.
        rows: Vec<Seen>,
        /// The beads, in order.
        by: Vec<NewBead>,
    },
    /// Several actions as one. Rows that they change may be named by the revision from before all of them.
    All {
        /// The actions, in order.
        actions: Vec<Action>,
    },
}

/// What an action, an undo or a redo did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Applied {
    /// Number of the decision, which is the revision of every row that changed; of the last one before where nothing did.
    pub decision: u64,
    /// Rows that are new or have changed, in no order.
    pub changed: Vec<RowId>,
    /// Rows that are gone.
    pub removed: Vec<RowId>,
    /// The documents whose rows those are.
    pub pairs: Vec<PairId>,
}

impl Applied {
    /// The number of the decision, if it changed anything; what changes nothing is none.
    pub fn made(&self) -> Option<u64> {
        (!self.pairs.is_empty()).then_some(self.decision)
    }
}

impl Action {
    /// Says of one row that it is right.
    pub fn accept(row: Seen) -> Self {
        Action::SetStatus { rows: vec![row], status: Status::Ok }
    }

    /// Says of one row that it is wrong.
    pub fn reject(row: Seen) -> Self {
        Action::SetStatus { rows: vec![row], status: Status::Reject }
    }

    /// Its name, as its JSON has it.
    pub fn name(&self) -> &'static str {
        match self {
            Action::SetStatus { .. } => "set-status",
            Action::Edit { .. } => "edit",
            Action::Comment { .. } => "comment",
            Action::Merge { .. } => "merge",
            Action::Split { .. } => "split",
            Action::Move { .. } => "move",
            Action::Swap { .. } => "swap",
            Action::Assign { .. } => "assign",
            Action::Replace { .. } => "replace",
            Action::All { .. } => "all",
        }
    }

    /// What it does, in words for a person who finds the row changed: `it was merged`.
    pub fn in_words(&self) -> String {
        match self {
            Action::SetStatus { status, .. } => format!("its status became {status}"),
            Action::Edit { .. } => "its text was edited".to_owned(),
            Action::Comment { .. } => "it got a comment".to_owned(),
            Action::Merge { .. } => "it was merged".to_owned(),
            Action::Split { .. } => "it was split".to_owned(),
            Action::Move { side, .. } => format!("a {side} sentence was moved"),
            Action::Swap { side, .. } => format!("its {side} was exchanged with another row's"),
            Action::Assign { .. } => "sentences were moved".to_owned(),
            Action::Replace { .. } => "it was aligned anew".to_owned(),
            Action::All { actions } if actions.len() == 1 => {
                actions.first().map(Action::in_words).unwrap_or_default()
            }
            Action::All { .. } => "a reviewed file was applied".to_owned(),
        }
    }
}
