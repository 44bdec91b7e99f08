//! What stands around a candidate: two words on either side and the signs between.

use std::ops::Range;

use super::bytes::{Kind, apostrophe_at, kind_at, run_end, run_start, space_at, space_before};
use super::candidate::{Candidate, Mark};
use super::closing::is_wide;
use super::listing::Listing;
use super::rules::Known;
use super::tables::{Kinds, elided};
use super::word::{Shape, Word};

/// The most signs that open a sentence.
const MOST_OPENING: usize = 100;

/// What stands before the first word of what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opener {
    None,
    Guillemet,
    Quote,
    Bracket,
    Dash,
    Other,
    /// `[...]`, `(…)`: something was left out.
    Omission,
}

/// What stands between the mark and the end of the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Close {
    None,
    Guillemet,
    Quote,
    Bracket,
    Note,
}

/// What stands between the end of the sentence and what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    Missing,
    Space,
    NoBreak,
    Wide,
}

/// The surroundings of a candidate.
#[derive(Debug)]
pub(super) struct Context {
    /// Words before the mark, the nearest first. None is from before the sentence.
    pub left: [Word; 2],
    /// Words behind, the nearest first; the first is without what follows an apostrophe.
    pub right: [Word; 2],
    /// Where the run of characters begins that the nearest word before the mark is in.
    left_from: usize,
    /// Whether the first word behind ends with an apostrophe.
    pub elided: bool,
    /// The byte behind the first word behind, 0 at the end of the line.
    pub after: u8,
    pub opener: Opener,
    pub close: Close,
    pub gap: Gap,
    /// Whether white space stands before the mark.
    pub spaced: bool,
    /// Bytes since the sentence began.
    pub span: usize,
    /// Whether the sentence began with a small letter.
    pub small: bool,
    /// Whether the mark stands alone in brackets: `(...)`, `(?)`.
    pub alone: bool,
    /// What [`Context::is_usual`] said.
    pub usual: bool,
    /// Of the `:` of a heading and the `;` of a list, what stands on either side.
    pub listing: Option<Listing>,
}

/// A sign that can stand before a sentence. Beyond one that opens nothing, such as `=`, no sentence begins.
#[rustfmt::skip]
fn opens(c: char) -> bool {
    matches!(c,
        '"' | '\'' | '(' | '[' | '{' | ')' | ']' | '}' | '-' | '*' | '@' | '#' | '$' | '<' | '.' | '_' | '~' | '>' | '+' | '^' |
        '«' | '“' | '”' | '‘' | '’' | '‹' | '–' | '—' | '‑' | '―' | '…' |
        '•' | '·' | '▪' | '→' | '⁃' | '‣' | '◦' | '●' | '■' |
        '§' | '©' | '№' | '£' | '€' | '°' | '¿' | '¡'
    ) || c.is_whitespace()
}

impl Context {
    /// What stands around `candidate`, in a sentence that began where `sentence` does and a line that ends where it does;
    /// `None` if nothing follows that could begin a sentence.
    #[inline]
    pub(super) fn new(text: &str, sentence: Range<usize>, candidate: &Candidate) -> Option<Self> {
        let (start, limit) = (sentence.start, sentence.end);
        let bytes = text.as_bytes();
        let (opener, first) = opener(text, candidate.next, limit)?;
        let (head, elided) = head(bytes, first, limit);
        let mut left_from = candidate.mark.start;
        let near = word_before(bytes, start, &mut left_from, true);
        Some(Self {
            left: [near, Word::default()],
            right: [head, Word::default()],
            left_from,
            elided,
            after: if head.end < limit { bytes[head.end] } else { 0 },
            opener,
            close: close(bytes, candidate),
            gap: gap(bytes, candidate),
            spaced: space_before(bytes, candidate.mark.start) > 0,
            span: candidate.mark.start.saturating_sub(start),
            small: begins_small(bytes, start, limit),
            alone: candidate.mark.start > start && b"([".contains(&bytes[candidate.mark.start - 1]),
            usual: false,
            listing: None,
        })
    }

    /// Looks at the second words on both sides too.
    #[inline]
    pub(super) fn look_farther(&mut self, text: &str, sentence: Range<usize>) {
        let (start, limit) = (sentence.start, sentence.end);
        let bytes = text.as_bytes();
        let head = self.right[0].end;
        let mut at = if self.elided { head } else { run_end(bytes, head, limit) };
        self.right[1] = word_after(bytes, &mut at, limit);
        let mut to = self.left_from;
        self.left[1] = word_before(bytes, start, &mut to, false);
    }

    /// Whether this is the usual end of a sentence: a full stop behind a small word, a space, a word with a capital. Most
    /// candidates are; two words are enough to judge them.
    #[inline]
    pub(super) fn is_usual(&self, candidate: &Candidate, known: Known) -> bool {
        candidate.kind == Mark::Stop
            && self.left[0].shape == Shape::Small
            && (self.right[0].shape == Shape::Capital || self.elided && self.right[0].shape == Shape::Letter)
            && (self.close, self.gap, self.opener) == (Close::None, Gap::Space, Opener::None)
            && known.left == Kinds::default()
            && candidate.depth == 0
            && self.span > 12
            && !self.small
            && !self.spaced
    }
}

/// Whether the first letter of the few bytes at `from` is small.
#[inline]
fn begins_small(bytes: &[u8], from: usize, limit: usize) -> bool {
    let mut at = from;
    while at < limit.min(from + 8) {
        let (kind, width) = kind_at(bytes, at);
        if kind != Kind::Sign {
            return kind == Kind::Small;
        }
        at += width;
    }
    false
}

/// What opens at `from`, and where the first letter or digit is. The number of signs is bounded, so that a line of
/// nothing but marks is not read again from each of them.
#[inline]
fn opener(text: &str, from: usize, limit: usize) -> Option<(Opener, usize)> {
    if kind_at(text.as_bytes(), from).0 != Kind::Sign {
        return Some((Opener::None, from));
    }
    let mut opener = Opener::None;
    for (offset, c) in text[from..limit].char_indices().take(MOST_OPENING) {
        if kind_at(text.as_bytes(), from + offset).0 != Kind::Sign {
            return Some((opener, from + offset));
        }
        if !opens(c) {
            return c.is_alphanumeric().then_some((opener, from + offset));
        }
        if opener == Opener::Bracket && (c == '.' || c == '…') {
            opener = Opener::Omission;
        }
        if opener == Opener::None {
            opener = match c {
                '«' | '‹' => Opener::Guillemet,
                '"' | '“' | '”' | '\'' | '‘' | '’' => Opener::Quote,
                '(' | '[' | '{' => Opener::Bracket,
                '-' | '–' | '—' | '―' | '‑' => Opener::Dash,
                _ => Opener::Other,
            };
        }
    }
    None
}

/// The word at `from`, up to and without its apostrophe, and whether it has one.
#[inline]
pub(super) fn head(bytes: &[u8], from: usize, limit: usize) -> (Word, bool) {
    let to = run_end(bytes, from, limit);
    if let Some(word) = Word::short(bytes, from, to) {
        return (word, false);
    }
    for at in from..to.min(from + 9) {
        let width = apostrophe_at(bytes, at);
        if width > 0 && at > from && at + width < to {
            let word = Word::within(bytes, from, at, false);
            return (Word { end: at + width, hash: elided(word.hash), ..word }, true);
        }
    }
    (Word::within(bytes, from, to, false), false)
}

/// The word behind `at`; leaves `at` where its run ends.
#[inline]
pub(super) fn word_after(bytes: &[u8], at: &mut usize, limit: usize) -> Word {
    while *at < limit {
        match space_at(bytes, *at) {
            0 => break,
            width => *at += width,
        }
    }
    let from = (*at).min(limit);
    *at = run_end(bytes, from, limit);
    Word::within(bytes, from, *at, false)
}

/// The word before `to`; `last` makes it without what opens or elides within it, as `l’art` and `(art`.
#[inline]
fn word_before(bytes: &[u8], start: usize, to: &mut usize, last: bool) -> Word {
    while *to > start {
        match space_before(bytes, *to) {
            0 => break,
            width => *to -= width,
        }
    }
    let end = (*to).max(start);
    *to = run_start(bytes, start, end);
    let word = Word::within(bytes, *to, end, last);
    if word.start == word.end && *to > start && last {
        // Nothing but signs, as the `»` of `! ».`.
        return word_before(bytes, start, to, false);
    }
    word
}

fn close(bytes: &[u8], candidate: &Candidate) -> Close {
    if candidate.mark.end == candidate.end && !candidate.mark.is_empty() {
        return Close::None;
    }
    let closing = &bytes[candidate.mark.end..candidate.end];
    let ends = |with: &[u8]| closing.ends_with(with);
    if closing.is_empty() {
        Close::None
    } else if ends("»".as_bytes()) || ends("›".as_bytes()) {
        Close::Guillemet
    } else if ends(b")") || ends(b"}") || ends(b"]") && !closing.contains(&b'[') {
        Close::Bracket
    } else if ends(b"\"")
        || ends(b"'")
        || ends("”".as_bytes())
        || ends("’".as_bytes())
        || ends("“".as_bytes())
    {
        Close::Quote
    } else {
        Close::Note
    }
}

fn gap(bytes: &[u8], candidate: &Candidate) -> Gap {
    let gap = &bytes[candidate.end..candidate.next];
    match gap {
        [] if is_wide(bytes, candidate.mark.start) => Gap::Space,
        [] => Gap::Missing,
        [b' '] => Gap::Space,
        // U+00A0, U+202F, U+2007, and thin spaces, which stand for them: not what is wider.
        [0xc2, 0xa0] | [0xe2, 0x80, 0xaf | 0x87 | 0x89 | 0x8a] => Gap::NoBreak,
        _ => Gap::Wide,
    }
}

impl Context {
    /// Whether the word before the mark is the first of its sentence.
    pub(super) fn is_first(&self) -> bool {
        self.left[1].shape == Shape::None
    }

    /// The third word behind, which few ask for.
    pub(super) fn third(&self, text: &str) -> Word {
        let bytes = text.as_bytes();
        let mut at = run_end(bytes, self.right[1].end, bytes.len());
        word_after(bytes, &mut at, bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::super::candidates::Candidates;
    use super::super::tables::Tables;
    use super::*;
    use crate::model::Language;

    fn words(text: &str) -> (Vec<&str>, Vec<&str>, Opener) {
        let mut candidates = Candidates::new(Tables::of(Language::French), text);
        candidates.line(0..text.len());
        let candidate = candidates.next().unwrap();
        let mut context = Context::new(text, 0..text.len(), &candidate).unwrap();
        context.look_farther(text, 0..text.len());
        let words = |words: [Word; 2]| words.iter().map(|w| &text[w.start..w.end]).collect();
        (words(context.left), words(context.right), context.opener)
    }

    #[test]
    fn only_spaces_that_hold_together_are_no_break() {
        let gap_of = |text: &str| {
            let mut candidates = Candidates::new(Tables::of(Language::French), text);
            candidates.line(0..text.len());
            let candidate = candidates.next().unwrap();
            gap(text.as_bytes(), &candidate)
        };
        for space in ["\u{a0}", "\u{202f}", "\u{2007}", "\u{2009}"] {
            assert_eq!(gap_of(&format!("Fin.{space}Il")), Gap::NoBreak, "{space:?}");
        }
        for space in ["  ", "\t", "\u{2002}", "\u{2003}", "\u{3000}", "\u{a0} "] {
            assert_eq!(gap_of(&format!("Fin.{space}Il")), Gap::Wide, "{space:?}");
        }
    }

    #[test]
    fn two_words_on_either_side() {
        let (left, right, opener) = words("Il a dit (l’art. 3 du code).");
        assert_eq!((left, right), (vec!["art", "dit"], vec!["3", "du"]));
        assert_eq!(opener, Opener::None);
        let (left, right, opener) = words("« Bonjour\u{a0}! » — « L’homme est là, dit-il.");
        assert_eq!((left, right), (vec!["Bonjour", ""], vec!["L’", "homme"]));
        assert_eq!(opener, Opener::Dash);
    }
}
