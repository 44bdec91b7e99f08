//! What stands on either side of `:` and `;`: headings, and the items of lists within a line.
//!
//! `Hémorragie : Il convient de …` is a heading and what stands below it, `Il répondit : Il convient de …` is one
//! sentence; `; l'Union nationale des déportés ; l'Association des …` are items, `; il tue tous les rats ;` goes on. What
//! tells them apart is whether a clause is there: nearly every one has one of a few pronouns and auxiliaries, which
//! are a table. Looks a bounded distance, so that a line of nothing but marks costs no more than others.

use std::ops::Range;

use super::bytes::{run_end, space_at};
use super::candidate::Candidate;
use super::context::head;
use super::tables::{Kind, Tables};
use super::word::{Shape, Word};

/// How far is looked to either side, in bytes; a longer part is no heading and no item.
const REACH: usize = 300;

/// A part of a line between two marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Part {
    /// Words of it.
    pub words: u32,
    /// Whether one of them tells that a clause is there.
    pub clause: bool,
    /// Hash of its first word.
    pub first: u64,
    /// What stands at its beginning: a word, or [`Shape::Sign`] for a dash or a bullet.
    pub shape: Shape,
    /// Whether both its ends were found.
    pub whole: bool,
    /// The mark that ends it, 0 if there is none.
    pub end: u8,
}

/// What stands on either side of a `:` or `;`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Listing {
    /// Before, from the last `:` or `;` of the sentence on.
    pub left: Part,
    /// Behind, up to the next mark.
    pub right: Part,
    /// Whether a `:` stands before in the sentence.
    pub opened: bool,
}

impl Listing {
    /// What stands around `candidate`; `rest` is what follows in the line.
    pub(super) fn new(tables: &Tables, bytes: &[u8], candidate: &Candidate, rest: Range<usize>) -> Self {
        let (start, mark) = (candidate.part, candidate.mark.start);
        let mut left = Part { whole: mark <= start + REACH, ..Part::default() };
        if left.whole {
            for run in runs(bytes, start.min(mark)..mark) {
                left.add(tables, bytes, run);
                if left.clause {
                    // Neither a heading nor an item, so that nothing else is asked: most marks of a novel.
                    return Self { left, right: Part::default(), opened: candidate.opened };
                }
            }
        }
        let far = rest.end.min(rest.start + REACH);
        let mut right = Part::default();
        for run in runs(bytes, rest.start..far) {
            right.add(tables, bytes, run.clone());
            let last = bytes[run.end - 1];
            if b".;:?!".contains(&last) {
                (right.end, right.whole) = (last, true);
                break;
            }
        }
        right.whole |= far == rest.end;
        Self { left, right, opened: candidate.opened }
    }
}

impl Listing {
    /// Whether an item of a list may follow; `listed` says that one stands before this sentence.
    pub(super) fn may_list(&self, tables: &Tables, listed: bool) -> bool {
        let list = self.opened || listed || self.right.end == b';';
        let right = self.right.whole && (self.right.words > 1 || self.right.end == b':');
        list && right
            && !self.left.clause
            && !self.right.clause
            && !tables.lists(self.right.first, Kind::Joins)
    }

    /// Whether what stands before is like a heading: it begins with a capital, is short and no clause. Who
    /// speaks in a play stands there in capitals.
    pub(super) fn may_head(&self, tables: &Tables) -> bool {
        const MOST_WORDS: u32 = 12;
        let Part { words, clause, shape, whole, first, .. } = self.left;
        let capital = matches!(shape, Shape::Capital | Shape::Inner);
        let short = whole && !clause && words <= MOST_WORDS;
        short && capital && !tables.lists(first, Kind::NoHeading)
    }
}

impl Part {
    fn add(&mut self, tables: &Tables, bytes: &[u8], run: Range<usize>) {
        let (word, elided) = head(bytes, run.start, run.end);
        if self.shape == Shape::None {
            self.shape = word.shape;
        }
        if word.start == word.end {
            return;
        }
        if self.words == 0 {
            self.first = word.hash;
        }
        self.words += 1;
        // `qu’il`, `dit-il`
        let behind = match bytes[run.clone()].iter().rposition(|&b| b == b'-') {
            _ if elided => word.end,
            Some(hyphen) => run.start + hyphen + 1,
            None => run.end,
        };
        let last = Word::within(bytes, behind, run.end, false);
        self.clause |= [word, last].iter().any(|word| {
            tables.lists(word.hash, Kind::Clause)
                || word.shape == Shape::Small && tables.ends_like_a_verb(&bytes[word.start..word.end])
        });
    }
}

/// The runs of characters that are not white space.
fn runs(bytes: &[u8], range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut at = range.start;
    std::iter::from_fn(move || {
        while at < range.end {
            match space_at(bytes, at) {
                0 => break,
                width => at += width,
            }
        }
        let from = at.min(range.end);
        at = run_end(bytes, from, range.end);
        (from < at).then_some(from..at)
    })
}
