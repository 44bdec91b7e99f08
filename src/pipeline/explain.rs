//! Why rows are what they are.

use super::evidence;
use crate::align::{self, Progress, Step};
use crate::error::Result;
use crate::model::{Bead, Document, LanguageTag};
use crate::score::{LinkedWords, Scorer, Setup, Testimony};

/// A bead with what speaks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// The bead, with the probability that exactly it is right.
    pub bead: Bead,
    /// What speaks for it.
    pub evidence: Testimony,
    /// Its words that translate each other, those that weigh most first.
    pub words: Vec<LinkedWords>,
}

/// The most probable other bead that shares a segment with a row's.
#[derive(Debug, Clone, PartialEq)]
pub struct RivalCase {
    /// The rival.
    pub case: Case,
    /// The beads that come with the row's, where the best alignment with the rival has others for the same segments.
    pub ours: Vec<Bead>,
    /// Those that come with the rival.
    pub theirs: Vec<Bead>,
    /// What speaks for the former more than for the latter.
    pub difference: Testimony,
}

/// Why a row is what it is.
#[derive(Debug, Clone, PartialEq)]
pub struct ExplainedRow {
    /// Number of the row, from 0.
    pub id: usize,
    /// Its bead.
    pub case: Case,
    /// What else it might have been; none if nothing else is probable at all.
    pub rival: Option<RivalCase>,
}

/// Aligns two documents as [`align`](super::align()) does, and tells why the rows with these numbers are what they are.
///
/// # Errors
/// [`Error::NoText`](crate::Error::NoText) where a document has no sentence, [`Error::NoRow`](crate::Error::NoRow) for a number that
/// no row has.
pub fn explain_rows(
    source: (&Document, &LanguageTag),
    target: (&Document, &LanguageTag),
    setup: &Setup,
    ids: &[usize],
    on_progress: &(dyn Fn(Progress) + Sync),
) -> Result<Vec<ExplainedRow>> {
    let mut evidence = evidence(source, target, setup)?;
    let contests = align::explain(&mut evidence, ids, on_progress)?;
    let row = |(&id, explained): (&usize, align::Explained<Scorer>)| {
        let align::Explained { contest, part } = explained;
        let (evidence, from) = part.as_ref().map_or((&evidence, [0, 0]), |(part, from)| (part, *from));
        let rival = contest.rival.map(|rival| RivalCase {
            case: case(evidence, &rival.step, from),
            ours: beads(&rival.ours, from),
            theirs: beads(&rival.theirs, from),
            difference: difference(evidence, &rival.ours, &rival.theirs),
        });
        ExplainedRow { id, case: case(evidence, &contest.step, from), rival }
    };
    Ok(ids.iter().zip(contests).map(row).collect())
}

/// `from`: where the evidence begins in both texts.
fn case(evidence: &Scorer, step: &Step, from: [usize; 2]) -> Case {
    let bead = &step.bead;
    Case {
        bead: in_whole(bead, from),
        evidence: evidence.testimony(bead, step.further),
        words: evidence.linked_words(bead),
    }
}

fn beads(steps: &[Step], from: [usize; 2]) -> Vec<Bead> {
    steps.iter().map(|step| in_whole(&step.bead, from)).collect()
}

fn in_whole(bead: &Bead, from: [usize; 2]) -> Bead {
    bead.shifted(from.map(|from| from as i64))
}

fn difference(evidence: &Scorer, ours: &[Step], theirs: &[Step]) -> Testimony {
    let mut difference = Testimony::default();
    for (steps, times) in [(ours, 1.0), (theirs, -1.0)] {
        for step in steps {
            difference.add(&evidence.testimony(&step.bead, step.further), times);
        }
    }
    difference
}
