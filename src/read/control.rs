//! Control characters: a text has hardly any, a binary file or the wrong encoding has many.

use super::lines::LineCount;
use crate::error::{Error, Location, Result};

/// A text has fewer control characters than one in so many.
const SHARE: usize = 50;
/// The share is judged from so many characters on, and at the end.
const FROM: usize = 1 << 20;

/// Counts the control characters of a text that comes piece by piece.
#[derive(Debug)]
pub(super) struct Controls {
    name: String,
    odd: usize,
    of: usize,
    first: Option<Location>,
}

impl Controls {
    pub(super) fn new(name: &str) -> Self {
        Self { name: name.to_owned(), odd: 0, of: 0, first: None }
    }

    /// Takes in the next piece, which begins behind the lines of `before`.
    ///
    /// # Errors
    /// [`Error::NotText`] for a NUL, and where too many of all characters are controls.
    pub(super) fn feed(&mut self, piece: &str, before: LineCount) -> Result<()> {
        let place = |at: usize| before.behind(&piece[..at]).location(&self.name);
        if let Some(at) = piece.find('\0') {
            return Err(refused(place(at), "holds a NUL character"));
        }
        let odd = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}');
        let (mut count, mut first) = (0, None);
        for (at, c) in piece.char_indices() {
            self.of += 1;
            if odd(c) {
                count += 1;
                first.get_or_insert(at);
            }
        }
        self.odd += count;
        if self.first.is_none() {
            self.first = first.map(place);
        }
        if self.of >= FROM { self.finish() } else { Ok(()) }
    }

    /// Judges what there was.
    pub(super) fn finish(&self) -> Result<()> {
        match &self.first {
            Some(at) if self.odd * SHARE > self.of => Err(refused(at.clone(), "holds control characters")),
            _ => Ok(()),
        }
    }
}

fn refused(at: Location, found: &str) -> Error {
    Error::NotText {
        at,
        found: found.to_owned(),
        way_out: "it is a binary file, or a text in an encoding that must be named (--source-encoding or \
                  --target-encoding, --encoding for one text)",
    }
}
