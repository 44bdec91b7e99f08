//! Which rows go out, and which may not: a row whose text changed without anybody's decision stops the export.

use std::collections::{HashMap, HashSet};

use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use super::unit::Unit;
use crate::model::Confidence;
use crate::review::Status;

/// Which rows go out.
#[derive(Debug, Clone)]
pub struct Selection {
    /// Those with one of these statuses.
    pub statuses: Vec<Status>,
    /// Those that are at least so sure; a row without confidence passes.
    pub min_confidence: Option<Confidence>,
    /// Each pair of texts once only.
    pub dedup: bool,
}

impl Default for Selection {
    /// What a person signed off.
    fn default() -> Self {
        Self { statuses: vec![Status::Ok, Status::Fix], min_confidence: None, dedup: false }
    }
}

impl Selection {
    /// Whether a row goes out as far as its status, its texts and its confidence say.
    pub fn admits(&self, unit: &Unit) -> bool {
        let sure = match (self.min_confidence, unit.confidence) {
            (Some(least), Some(found)) => found >= least,
            _ => true,
        };
        self.statuses.contains(&unit.status) && !unit.source.is_empty() && !unit.target.is_empty() && sure
    }
}

/// Messages that are kept of each kind; the rest are counted.
const SHOWN: usize = 10;

/// Places with what is wrong there: some of them, and how many there are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Places {
    /// Line and message of the first ones; a row without line, such as one of a project, is named in the message.
    pub shown: Vec<(usize, String)>,
    /// How many there are in all.
    pub count: usize,
}

impl Places {
    pub(super) fn add(&mut self, unit: &Unit, message: impl FnOnce() -> String) {
        if self.shown.len() < SHOWN {
            let row = if unit.line == 0 { format!("row `{}`: ", unit.id) } else { String::new() };
            self.shown.push((unit.line, row + &message()));
        }
        self.count += 1;
    }
}

/// What became of the rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows in all.
    pub rows: usize,
    /// Units that went out, without variants.
    pub units: usize,
    /// Variants that went out besides.
    pub variants: usize,
    /// Rows with one side only.
    pub unpaired: usize,
    /// Rows of another status.
    pub undecided: usize,
    /// Rows that were not sure enough.
    pub unsure: usize,
    /// Rows whose pair of texts had gone out.
    pub repeated: usize,
    /// Rows that the format cannot hold, which were left out.
    pub unfit: Places,
    /// Rows for which nothing may go out.
    pub refused: Places,
}

/// Row numbers of one document that were seen.
#[derive(Default)]
struct Ids {
    /// A bit each.
    small: Vec<u64>,
    other: HashSet<u64>,
}

/// Numbers up to here have a bit.
const MOST_BITS: usize = 1 << 27;

impl Ids {
    /// Whether `id` is new.
    fn insert(&mut self, id: &str) -> bool {
        let Some(number) = id.parse::<usize>().ok().filter(|&number| number < MOST_BITS) else {
            return self.other.insert(xxh3_64(id.as_bytes()));
        };
        let (word, bit) = (number / 64, 1 << (number % 64));
        if self.small.len() <= word {
            self.small.resize(word + 1, 0);
        }
        let Some(word) = self.small.get_mut(word) else { return true };
        let new = *word & bit == 0;
        *word |= bit;
        new
    }
}

/// Decides row by row.
pub(super) struct Selector<'s> {
    selection: &'s Selection,
    seen: HashSet<u128>,
    ids: HashMap<u64, Ids>,
}

impl<'s> Selector<'s> {
    pub(super) fn new(selection: &'s Selection) -> Self {
        Self { selection, seen: HashSet::new(), ids: HashMap::new() }
    }

    /// Whether `unit` goes out; says in `tally` why not.
    pub(super) fn takes(&mut self, unit: &Unit, tally: &mut Tally) -> bool {
        if !unit.id.is_empty() {
            let ids = self.ids.entry(xxh3_64(unit.document.as_bytes())).or_default();
            if !ids.insert(&unit.id) {
                tally.refused.add(unit, || {
                    format!("the id `{}` stands in a row before, expected each once: remove the row that was copied", unit.id)
                });
                return false;
            }
        }
        if !self.selection.statuses.contains(&unit.status) {
            tally.undecided += 1;
            return false;
        }
        if unit.source.is_empty() || unit.target.is_empty() {
            tally.unpaired += 1;
            return false;
        }
        if let (Some(least), Some(found)) = (self.selection.min_confidence, unit.confidence)
            && found < least
        {
            tally.unsure += 1;
            return false;
        }
        if !unit.action.trim().is_empty() {
            tally.refused.add(unit, || {
                format!(
                    "the action `{}` was not carried out yet: do so with `visavis apply` first",
                    unit.action.trim()
                )
            });
            return false;
        }
        if unit.unchanged == Some(false) && unit.status != Status::Fix {
            tally.refused.add(unit, || {
                format!(
                    "the texts of row `{}` are not those that were written for review, but its status is `{}`: if the edit is \
                     yours, set `fix`; if a spreadsheet changed the row, repair it with `visavis apply`",
                    unit.id, unit.status
                )
            });
            return false;
        }
        if self.selection.dedup && !self.seen.insert(pair(unit)) {
            tally.repeated += 1;
            return false;
        }
        true
    }
}

/// A number for both texts.
fn pair(unit: &Unit) -> u128 {
    let source = xxh3_128(unit.source.as_bytes());
    source.rotate_left(1) ^ xxh3_128(unit.target.as_bytes())
}

/// Which sources went out, and with what target first.
#[derive(Default)]
pub(super) struct Firsts(HashMap<u64, u64>);

impl Firsts {
    /// Whether the source of `unit` went out with another target.
    pub(super) fn differ(&mut self, source: &str, target: &str) -> bool {
        let target = xxh3_64(target.as_bytes());
        *self.0.entry(xxh3_64(source.as_bytes())).or_insert(target) != target
    }
}
