//! Stage 1: bytes to text. The encoding is found, the lines and paragraphs are marked. Nothing is changed, but
//! that lines which were cut at a width are joined where the user asks for it.

mod control;
mod encoding;
mod kind;
mod lines;
mod plausible;
mod reflow;
mod stream;
mod survey;

use encoding_rs::Encoding;

pub use encoding::encoding_named;
pub use lines::ParagraphRule;
pub(crate) use plausible::likeliest;
pub use reflow::Reflow;
pub use stream::{Block, Blocks, Sizes};
pub use survey::{Found, Survey};

use control::Controls;
use lines::LineCount;

use crate::error::Result;
use crate::model::Text;

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
/// [`Error::NotText`](crate::Error::NotText) for what is plainly no text,
/// [`Error::Encoding`](crate::Error::Encoding) where bytes do not fit the encoding:
/// a file is decoded whole or not at all.
pub fn read(name: &str, bytes: &[u8], options: ReadOptions) -> Result<ReadText> {
    let (content, encoding) = encoding::decode(name, bytes, options.encoding)?;
    let mut controls = Controls::new(name);
    controls.feed(&content, LineCount::default())?;
    controls.finish()?;
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
