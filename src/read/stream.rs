//! A text too long for memory, block by block: each ends where a line ends, if there is such a place.

use std::io::{ErrorKind, Read};

use super::ParagraphRule;
use super::control::Controls;
use super::encoding::Decoding;
use super::lines::{self, Paragraphs};
use super::survey::Found;
use crate::error::{Error, Location, Result};
use crate::model::Text;

/// The most bytes that are asked for at once.
const PIECE: usize = 1 << 16;

/// How much of a text is in memory at a time, in bytes.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// A block.
    pub block: usize,
    /// A line longer than a block is cut where a sentence ends, at least so far before the end of what is known of it.
    pub margin: usize,
    /// The longest sentence.
    pub sentence: usize,
}

impl Default for Sizes {
    fn default() -> Self {
        Self { block: 4 << 20, margin: 64 << 10, sentence: 256 << 20 }
    }
}

/// A part of a text.
#[derive(Debug)]
pub struct Block {
    /// The part; paragraphs are counted from `paragraph`.
    pub text: Text,
    /// Where it begins in the decoded text, in bytes.
    pub offset: usize,
    /// Number of the paragraph that it begins with or goes on with, from 0.
    pub paragraph: usize,
    /// Whether it is the beginning of a line that goes on with unknown characters. Such a block must be handed back,
    /// see [`Blocks::carry`].
    pub open: bool,
    /// Whether lines look as if they were cut at a width; judged by the first block.
    pub wrapped: bool,
}

/// The blocks of a text. What they hold is what [`read`](super::read) gives, lines were not joined.
pub struct Blocks<R> {
    name: String,
    input: R,
    sizes: Sizes,
    decoding: Decoding,
    controls: Controls,
    paragraphs: Paragraphs,
    /// Decoded and in no block yet.
    pending: String,
    /// So many bytes of it make a block.
    wanted: usize,
    raw: Vec<u8>,
    ended: bool,
    offset: usize,
    paragraph: usize,
}

impl<R: Read> Blocks<R> {
    /// The text that `input` gives from the first byte of the file that users know as `name`.
    ///
    /// # Errors
    /// [`Error::Read`] where the byte order mark cannot be read.
    pub fn new(name: &str, mut input: R, found: Found, rule: ParagraphRule, sizes: Sizes) -> Result<Self> {
        let mut mark = vec![0; found.mark];
        input.read_exact(&mut mark).map_err(|reason| unreadable(name, reason))?;
        Ok(Self {
            name: name.to_owned(),
            input,
            sizes,
            decoding: Decoding::new(name, found),
            controls: Controls::new(name),
            paragraphs: Paragraphs::new(rule),
            pending: String::new(),
            wanted: sizes.block,
            raw: vec![0; sizes.block.clamp(1, PIECE)],
            ended: false,
            offset: 0,
            paragraph: 0,
        })
    }

    /// The next block; `None` at the end.
    ///
    /// # Errors
    /// As [`read`](super::read), with the place in the whole text, and [`Error::Read`].
    pub fn next_block(&mut self) -> Result<Option<Block>> {
        while !self.ended && self.pending.len() < self.wanted.max(1) {
            self.fill()?;
        }
        if self.pending.is_empty() {
            return Ok(None);
        }
        let end = if self.ended { Some(self.pending.len()) } else { lines::last_end(&self.pending) };
        let (offset, paragraph, open) = (self.offset, self.paragraph, end.is_none());
        let rest = self.pending.split_off(end.unwrap_or(self.pending.len()));
        let content = std::mem::replace(&mut self.pending, rest);
        let lines = match open {
            true => self.paragraphs.clone().lines(&content), // comes again, in part or whole
            false => self.paragraphs.lines(&content),
        };
        let wrapped = offset == 0 && lines::look_wrapped(&content, &lines);
        if !open {
            self.advance(content.len());
        }
        Ok(Some(Block { text: Text::new(content, lines), offset, paragraph, open, wrapped }))
    }

    /// Takes an open block back from byte `at` on, to be the beginning of the next; what is before is done with.
    /// From 0 the next one will be longer.
    ///
    /// # Errors
    /// [`Error::TooLong`] where that would be longer than a sentence may be.
    pub fn carry(&mut self, content: &str, at: usize) -> Result<()> {
        let rest = content.len() - at;
        if at == 0 && rest > self.sizes.sentence {
            let at = Location::file(&self.name);
            return Err(Error::TooLong { at, offset: self.offset, limit: self.sizes.sentence });
        }
        if at > 0 {
            self.paragraphs.lines(&content[..at]);
        }
        self.pending.insert_str(0, &content[at..]);
        self.advance(at);
        self.wanted = if at == 0 { 2 * rest } else { rest + self.sizes.block };
        Ok(())
    }

    /// Goes on by `bytes` of the decoded text.
    fn advance(&mut self, bytes: usize) {
        self.offset += bytes;
        self.paragraph += self.paragraphs.renumber() as usize;
        self.wanted = self.sizes.block;
    }

    fn fill(&mut self) -> Result<()> {
        let count = match self.input.read(&mut self.raw) {
            Err(reason) if reason.kind() == ErrorKind::Interrupted => return Ok(()),
            read => read.map_err(|reason| unreadable(&self.name, reason))?,
        };
        self.ended = count == 0;
        let (from, before) = (self.pending.len(), self.decoding.lines);
        self.decoding.decode(&self.raw[..count], self.ended, &mut self.pending)?;
        self.controls.feed(&self.pending[from..], before)?;
        if self.ended { self.controls.finish() } else { Ok(()) }
    }
}

fn unreadable(name: &str, reason: std::io::Error) -> Error {
    Error::Read { at: Location::file(name), reason, hint: "" }
}
