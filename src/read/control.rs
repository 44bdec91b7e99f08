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
        self.of += piece.chars().count();
        if may_have_odd(piece) {
            let mut places = piece.char_indices().filter(|(_, c)| odd(*c)).map(|(at, _)| at);
            let first = places.next();
            self.odd += usize::from(first.is_some()) + places.count();
            if self.first.is_none() {
                self.first = first.map(place);
            }
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

/// Whether a text may have such characters: it has their bytes. All are looked at, many at a time.
fn may_have_odd(text: &str) -> bool {
    let bytes = text.as_bytes();
    let alone = |byte: u8| byte < b'\t' || (b'\r' + 1..b' ').contains(&byte) || byte == 0x7f;
    let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    bytes.iter().fold(false, |any, byte| any | alone(*byte))
        || pairs.fold(false, |any, (first, second)| any | (*first == 0xc2 && *second < 0xa0))
}

fn refused(at: Location, found: &str) -> Error {
    Error::NotText {
        at,
        found: found.to_owned(),
        way_out: "it is a binary file, or a text in an encoding that must be named (--source-encoding or \
                  --target-encoding, --encoding for one text)",
    }
}
