//! A place in a line where a sentence may end.

use std::ops::Range;

/// The mark at a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Stop,
    Ellipsis,
    Question,
    Exclamation,
    Colon,
    Semicolon,
    /// None, but something closes: `» `, `) `.
    Closer,
    /// None, but a word follows that begins sentences: titles and headings often have no mark.
    Headline,
    /// None, but the label of the next item of a list follows.
    Item,
}

/// A place where a sentence may end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    /// The last run of marks: `.`, `?!`, `…`. Empty if nothing but a closer is there.
    pub mark: Range<usize>,
    /// What the run is.
    pub kind: Mark,
    /// Where the sentence would end: after closing quotes, brackets and footnote marks.
    pub end: usize,
    /// Where the next sentence would begin; `end` if a space is missing.
    pub next: usize,
    /// Whether an odd number of `"` stands before the mark in the line.
    pub quoted: bool,
    /// Whether a `«` is open.
    pub guillemets: bool,
    /// Brackets open since the sentence began.
    pub depth: u32,
    /// The last mark, quote or bracket before this one in the sentence, 0 if there is none.
    pub before: u8,
    /// The next one, and how far it is: 0 if there is none near by.
    pub ahead: (u8, usize),
    /// Whether the sentence before this one, in the same line, ends with `:` or `;`.
    pub listed: bool,
    /// Where the part of the sentence begins that the mark ends: behind the last `:` or `;`.
    pub part: usize,
    /// Whether a `:` stands before that part.
    pub opened: bool,
    /// Of a place without a mark, whether the word behind is the first one of the sentence: what stands below a headline
    /// often begins with its first words.
    pub repeats: bool,
}
