//! Places without a mark where a sentence may end: what closes, the next label of a list, a word that begins sentences.

use super::super::bytes::{Kind, kind_at, run_start};
use super::super::candidate::{Candidate, Mark};
use super::super::context::head;
use super::super::label::Label;
use super::super::tables;
use super::Candidates;

impl Candidates<'_> {
    /// A candidate at a closing sign without a mark, where a capital follows.
    pub(super) fn closer(&mut self, at: usize, width: usize) -> Option<Candidate> {
        let bytes = self.text.as_bytes();
        let end = at + width;
        let next = self.over_spaces(end);
        let fits =
            at >= self.done && end < next && next < self.limit && kind_at(bytes, next).0 == Kind::Capital;
        if !fits {
            return None;
        }
        self.done = end;
        Some(self.candidate(at..at, Mark::Closer, end, next))
    }

    /// A candidate before the label that ends with the sign at `at`, if it is the next one of the list.
    pub(super) fn item(&mut self, at: usize) -> Option<Candidate> {
        let bytes = &self.text.as_bytes()[..self.limit];
        let mut begin = run_start(bytes, self.start, at);
        if begin < self.done || begin <= self.start {
            return None;
        }
        let (next, sign) = Label::at(bytes, begin)?;
        if !(at..at + 2).contains(&sign) || !self.label?.precedes(next) {
            return None;
        }
        // A bullet before the label is part of it.
        let mut end = self.before_spaces(begin);
        let run = run_start(bytes, self.start, end);
        let bullet = |b: &u8| !b.is_ascii_alphanumeric() && !b".:;,!?)".contains(b);
        if run > self.start && end - run <= 3 && bytes[run..end].iter().all(bullet) {
            (begin, end) = (run, self.before_spaces(run));
        }
        if end < self.done || end >= begin {
            return None;
        }
        self.label = Some(next);
        Some(self.candidate(end..end, Mark::Item, end, begin))
    }

    /// A candidate before a capital at `at`, if a word is there that begins sentences.
    #[inline]
    pub(super) fn headline(&mut self, at: usize) -> Option<Candidate> {
        let bytes = self.text.as_bytes();
        // Behind an accented letter or what closes, not behind a bullet or what opens.
        let opened = match bytes[at - 2] {
            0x80.. => !matches!(
                bytes[at.saturating_sub(4)..at - 1],
                [.., 0xc3 | 0xc5, _] | [.., 0xc2, 0xbb] | [_, 0x80, 0x99 | 0x9d]
            ),
            _ => false,
        };
        let behind = |offset: usize| bytes.get(at + offset).copied().unwrap_or(b' ');
        let repeats = bytes[at] == bytes[self.start]
            && at > self.start + 12
            && bytes.get(self.start..self.start + 4) == bytes.get(at..at + 4);
        let may_start = repeats || self.tables.may_start(bytes[at], behind(1), behind(2));
        if at < self.done + 3 || opened || !may_start {
            return None;
        }
        // `13 A fuse`, `LEASE OF A WORKSHOP`
        let letter = behind(1) == b' ' && !bytes[at - 2].is_ascii_lowercase();
        let (word, _) = head(bytes, at, self.limit);
        let starts = !letter && self.tables.look_up(self.text, &word).has(tables::Kind::Starter);
        let repeats = !starts && repeats && head(bytes, self.start, self.limit).0.hash == word.hash;
        let found = || Candidate { repeats, ..self.candidate(at - 1..at - 1, Mark::Headline, at - 1, at) };
        (starts || repeats).then(found)
    }
}
