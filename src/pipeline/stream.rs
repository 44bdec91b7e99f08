//! read -> segment, for a text too long for memory.

use std::io::Read;

use super::{DocumentOptions, segments};
use crate::error::{Error, Location, Result};
use crate::model::{Document, Segment};
use crate::read::{Blocks, Found, Sizes};
use crate::segment::Carry;

/// What a part of a text comes behind.
#[derive(Debug, Clone, Copy, Default)]
pub struct Before {
    /// Sentences before the part.
    pub segments: usize,
    /// Number of the paragraph that the part begins with or goes on with.
    pub paragraph: usize,
    /// Bytes of the decoded text before the part.
    pub bytes: usize,
}

/// A part of a long text.
#[derive(Debug, Clone)]
pub struct Part {
    /// Its sentences. Their numbers, paragraphs and places are counted within the part.
    pub document: Document,
    /// What to add to them.
    pub before: Before,
    /// Whether lines look as if they were cut at a width, found of the first part.
    pub wrapped: bool,
}

/// The parts of a text, cut into sentences one after the other.
///
/// Numbers, paragraphs, places and sentences are those of [`document`](super::document) on the whole text. Only `starts_block`
/// of the first sentence may differ in a part that begins within a line, which only a line longer than a block makes.
pub struct Stream<R> {
    name: String,
    blocks: Blocks<R>,
    options: DocumentOptions,
    sizes: Sizes,
    segments: usize,
    /// What is open where the next part begins.
    carry: Carry,
    failed: bool,
}

impl<R: Read> Stream<R> {
    /// The parts of the text that `input` gives from the first byte of the file that users know as `name`; its
    /// encoding was `found` by a [`Survey`](crate::read::Survey).
    ///
    /// # Errors
    /// [`Error::Reflow`] if lines shall be joined: the width that they were cut at is found from the whole text.
    /// [`Error::Read`] where nothing can be read.
    pub fn new(name: &str, input: R, found: Found, options: &DocumentOptions, sizes: Sizes) -> Result<Self> {
        if options.reflow {
            return Err(Error::Reflow { at: Location::file(name) });
        }
        let blocks = Blocks::new(name, input, found, options.paragraphs, sizes)?;
        Ok(Self {
            name: name.to_owned(),
            blocks,
            options: options.clone(),
            sizes,
            segments: 0,
            carry: Carry::default(),
            failed: false,
        })
    }

    fn part(&mut self) -> Result<Option<Part>> {
        while let Some(block) = self.blocks.next_block()? {
            let mut text = block.text;
            let (mut segments, mut boundaries) = segments(&text, &self.options, self.carry)?;
            if block.open {
                let at = self.place_to_cut(text.content(), &segments);
                self.blocks.carry(text.content(), at)?;
                if at == 0 {
                    continue;
                }
                // A soft line break may stand before; it opens nothing anew, as others do.
                let first =
                    segments.iter().rfind(|segment| segment.starts_block && segment.range.start <= at);
                let line = first.map_or(0, |segment| segment.range.start);
                let new = segments.first().is_some_and(|segment| segment.range.start < line);
                let carry = if new { Carry::default() } else { self.carry };
                self.carry = carry.behind(&text.content()[if new { line } else { 0 }..at]);
                text = text.truncated(at);
                segments.retain(|segment| segment.range.start < at);
                boundaries.retain(|boundary| boundary.next <= at);
            } else {
                self.carry = Carry::default();
            }
            let before = Before { segments: self.segments, paragraph: block.paragraph, bytes: block.offset };
            self.segments += segments.len();
            let document = Document::new(&self.name, text, segments)
                .map_err(|offset| Error::Lost {
                    at: Location::file(&self.name),
                    offset: block.offset + offset,
                })?
                .with_boundaries(boundaries);
            let wrapped = block.wrapped && !self.options.pre_segmented;
            return Ok(Some(Part { document, before, wrapped }));
        }
        Ok(None)
    }

    /// Where the last sentence begins that what follows cannot change; 0 if there is none.
    fn place_to_cut(&self, content: &str, segments: &[Segment]) -> usize {
        let limit = content.len().saturating_sub(self.sizes.margin);
        let starts = segments.iter().skip(1).map(|segment| segment.range.start);
        starts.take_while(|&start| start <= limit).last().unwrap_or(0)
    }
}

impl<R: Read> Iterator for Stream<R> {
    type Item = Result<Part>;

    /// After an error there is nothing more.
    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let part = self.part();
        self.failed = part.is_err();
        part.transpose()
    }
}
