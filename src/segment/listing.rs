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

/// The most words of a heading.
const MOST_WORDS: u32 = 12;

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
    /// What stands around `candidate`, a `:` before `rest` of the line, if it may stand between a heading and what is
    /// below it. A heading begins with a capital, is short and no clause. Who speaks in a play stands there in capitals.
    pub(super) fn heading(
        tables: &Tables,
        bytes: &[u8],
        candidate: &Candidate,
        rest: Range<usize>,
    ) -> Option<Self> {
        let (whole, before) = before(candidate);
        if !whole {
            return None;
        }
        let mut left = Part { whole, ..Part::default() };
        for run in runs(bytes, before) {
            left.add(tables, bytes, run);
            // Most colons of a novel are told by the first words of their sentence.
            if left.clause || left.words > MOST_WORDS || !matches!(left.shape, Shape::Capital | Shape::Inner)
            {
                return None;
            }
        }
        if left.shape == Shape::None || tables.lists(left.first, Kind::NoHeading) {
            return None;
        }
        let mut right = Part::default();
        right.read(tables, bytes, rest, |_| true);
        Some(Self { left, right, opened: candidate.opened })
    }

    /// What stands around `candidate`, a `;` before `rest` of the line, if an item of a list may follow, whose first word
    /// is `first`: neither part is a clause, and something else tells of a list, such as a `:` before or a `;` behind.
    pub(super) fn item(
        tables: &Tables,
        bytes: &[u8],
        candidate: &Candidate,
        first: &Word,
        rest: Range<usize>,
    ) -> Option<Self> {
        let near = rest.start..rest.end.min(rest.start + REACH);
        let goes_on = || memchr::memchr(b';', &bytes[near]).is_some();
        if tables.lists(first.hash, Kind::Joins) || !(candidate.opened || candidate.listed || goes_on()) {
            return None;
        }
        // Clauses have their pronoun at the beginning, so that what follows decides sooner than what stands before.
        let mut right = Part::default();
        right.read(tables, bytes, rest, |part| !part.clause);
        let list = candidate.opened || candidate.listed || right.end == b';';
        let item = right.whole && (right.words > 1 || right.end == b':');
        if !list || !item || right.clause {
            return None;
        }
        let (whole, before) = before(candidate);
        let mut left = Part { whole, ..Part::default() };
        if whole {
            for run in runs(bytes, before) {
                left.add(tables, bytes, run);
                if left.clause {
                    return None;
                }
            }
        }
        Some(Self { left, right, opened: candidate.opened })
    }
}

/// The part before the mark of `candidate`, and whether its beginning is near enough.
fn before(candidate: &Candidate) -> (bool, Range<usize>) {
    let (start, mark) = (candidate.part, candidate.mark.start);
    (mark <= start + REACH, start.min(mark)..mark)
}

impl Part {
    /// Takes the words of `rest` up to the next mark, as long as `goes_on` says so.
    fn read(&mut self, tables: &Tables, bytes: &[u8], rest: Range<usize>, goes_on: impl Fn(&Part) -> bool) {
        let far = rest.end.min(rest.start + REACH);
        for run in runs(bytes, rest.start..far) {
            let last = bytes[run.end - 1];
            self.add(tables, bytes, run);
            if b".;:?!".contains(&last) {
                (self.end, self.whole) = (last, true);
                break;
            }
            if !goes_on(self) {
                return;
            }
        }
        self.whole |= far == rest.end;
    }

    fn add(&mut self, tables: &Tables, bytes: &[u8], run: Range<usize>) {
        let short = Word::short(bytes, run.start, run.end);
        let (word, elided) = match short {
            Some(word) => (word, false),
            None => head(bytes, run.start, run.end),
        };
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
        let tells = |word: &Word| {
            tables.lists(word.hash, Kind::Clause)
                || word.shape == Shape::Small && tables.ends_like_a_verb(&bytes[word.start..word.end])
        };
        self.clause |= tells(&word);
        if short.is_some() || self.clause {
            return;
        }
        // `qu’il`, `dit-il`
        let behind = match memchr::memrchr(b'-', &bytes[run.clone()]) {
            _ if elided => word.end,
            Some(hyphen) => run.start + hyphen + 1,
            None => return,
        };
        self.clause |= tells(&Word::within(bytes, behind, run.end, false));
    }
}

/// Whether a clause stands in `part`.
pub(super) fn is_clause(tables: &Tables, part: &[u8]) -> bool {
    let mut seen = Part::default();
    runs(part, 0..part.len()).for_each(|run| seen.add(tables, part, run));
    seen.clause
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
