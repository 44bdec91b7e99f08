//! Stage 1: bytes to text. The encoding is found, the lines and paragraphs are marked, nothing is changed.

mod encoding;
mod kind;
mod lines;

use encoding_rs::Encoding;

pub use encoding::encoding_named;
pub use lines::ParagraphRule;

use crate::error::{Error, Result};
use crate::model::Text;

/// How to read a file.
#[derive(Debug, Clone, Copy, Default)]
pub struct ReadOptions {
    /// The encoding, where the user knows it; found from the bytes otherwise.
    pub encoding: Option<&'static Encoding>,
    /// What makes a paragraph.
    pub paragraphs: ParagraphRule,
}

/// A text and the encoding that it was in.
#[derive(Debug, Clone)]
pub struct ReadText {
    /// The decoded text.
    pub text: Text,
    /// Name of the encoding, as the WHATWG standard has it.
    pub encoding: &'static str,
}

/// Decodes `bytes`, the whole content of the file that users know as `name`.
///
/// # Errors
/// [`Error::NotText`] for what is plainly no text, [`Error::Encoding`] where bytes do not fit the encoding:
/// a file is decoded whole or not at all.
pub fn read(name: &str, bytes: &[u8], options: ReadOptions) -> Result<ReadText> {
    kind::refuse_what_is_no_text(name, bytes)?;
    let (content, encoding) = encoding::decode(name, bytes, options.encoding)?;
    if let Some(offset) = content.find('\0') {
        return Err(Error::NotText {
            at: lines::location(name, content.as_bytes(), offset),
            found: "holds a NUL character".to_owned(),
            way_out: "it is a binary file, or a text in an encoding to be named with --source-encoding or \
                      --target-encoding",
        });
    }
    let lines = lines::lines(&content, options.paragraphs);
    Ok(ReadText { text: Text::new(content, lines), encoding })
}
