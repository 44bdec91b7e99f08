//! Stage 1: bytes to text. The encoding is found, the lines and paragraphs are marked. Nothing is changed, but
//! that lines which were cut at a width are joined where the user asks for it.

mod encoding;
mod kind;
mod lines;
mod reflow;

use encoding_rs::Encoding;

pub use encoding::encoding_named;
pub use lines::ParagraphRule;
pub use reflow::Reflow;

use crate::error::{Error, Result};
use crate::model::Text;

/// A text has fewer control characters than one in so many.
const CONTROL_SHARE: usize = 50;

/// How to read a file.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReadOptions {
    /// The encoding, where the user knows it; found from the bytes otherwise.
    pub encoding: Option<&'static Encoding>,
    /// What makes a paragraph.
    pub paragraphs: ParagraphRule,
    /// Whether to join lines that were cut at a width.
    pub reflow: bool,
}

/// A text and the encoding that it was in.
#[derive(Debug, Clone)]
pub struct ReadText {
    /// The decoded text; where lines were joined, byte offsets are those of the joined text.
    pub text: Text,
    /// Name of the encoding, as the WHATWG standard has it.
    pub encoding: &'static str,
    /// Whether lines look as if they were cut at a width, in the middle of sentences.
    pub wrapped: bool,
    /// What was joined, where that was asked for.
    pub reflow: Option<Reflow>,
}

/// Decodes `bytes`, the whole content of the file that users know as `name`.
///
/// # Errors
/// [`Error::NotText`] for what is plainly no text, [`Error::Encoding`] where bytes do not fit the encoding:
/// a file is decoded whole or not at all.
pub fn read(name: &str, bytes: &[u8], options: ReadOptions) -> Result<ReadText> {
    kind::refuse_what_is_no_text(name, bytes)?;
    let (content, encoding) = encoding::decode(name, bytes, options.encoding)?;
    refuse_control_characters(name, &content)?;
    let (content, reflow) = match options.reflow {
        true => {
            let (content, reflow) = reflow::reflow(content);
            (content, Some(reflow))
        }
        false => (content, None),
    };
    let lines = lines::lines(&content, options.paragraphs);
    let wrapped = reflow.is_none() && lines::look_wrapped(&content, &lines);
    Ok(ReadText { text: Text::new(content, lines), encoding, wrapped, reflow })
}

/// Refuses what holds a NUL, or more control characters than a text has: a binary file, or the wrong encoding.
fn refuse_control_characters(name: &str, content: &str) -> Result<()> {
    let odd = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}');
    let found = |offset: usize, found: &str| Error::NotText {
        at: lines::location(name, content.as_bytes(), offset),
        found: found.to_owned(),
        way_out: "it is a binary file, or a text in an encoding that must be named (--source-encoding or \
                  --target-encoding, --encoding for one text)",
    };
    if let Some(offset) = content.find('\0') {
        return Err(found(offset, "holds a NUL character"));
    }
    let count = content.chars().filter(|&c| odd(c)).count();
    match content.find(odd) {
        Some(offset) if count * CONTROL_SHARE > content.chars().count() => {
            Err(found(offset, "holds control characters"))
        }
        _ => Ok(()),
    }
}
