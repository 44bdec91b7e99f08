//! read -> segment, for a text too long for memory.

use std::io::Read;

use super::{DocumentOptions, segments};
use crate::error::{Error, Location, Result};
use crate::model::{Document, Segment};
use crate::read::{Blocks, Found, Sizes};

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
/// Numbers, paragraphs, places and sentences are those of [`document`](super::document) on the whole text. Two things
/// may differ in a part that begins within a line, which only a line longer than a block makes: `starts_block` of its
/// first sentence, and sentences that begin or end with a `"` between spaces, if the line never has an even number of
/// those where a sentence ends.
pub struct Stream<R> {
    name: String,
    blocks: Blocks<R>,
    options: DocumentOptions,
    sizes: Sizes,
    segments: usize,
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
            failed: false,
        })
    }

    fn part(&mut self) -> Result<Option<Part>> {
        while let Some(block) = self.blocks.next_block()? {
            let mut text = block.text;
            let (mut segments, mut boundaries) = segments(&text, &self.options)?;
            if block.open {
                let at = self.place_to_cut(text.content(), &segments);
                self.blocks.carry(text.content(), at)?;
                if at == 0 {
                    continue;
                }
                text = text.truncated(at);
                segments.retain(|segment| segment.range.start < at);
                boundaries.retain(|boundary| boundary.next <= at);
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

    /// Where the last sentence begins that what follows the beginning of a line cannot change; 0 if there is none.
    ///
    /// The splitter tells `"` that opens from `"` that closes by counting them in the line, so that a place is best
    /// before which their number is even.
    fn place_to_cut(&self, content: &str, segments: &[Segment]) -> usize {
        let limit = content.len().saturating_sub(self.sizes.margin);
        let (mut best, mut last, mut odd, mut counted) = (0, 0, false, 0);
        for segment in segments.iter().skip(1).take_while(|segment| segment.range.start <= limit) {
            last = segment.range.start;
            odd ^= content[counted..last].matches('"').count() % 2 == 1;
            counted = last;
            if !odd {
                best = last;
            }
        }
        if best > 0 { best } else { last }
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
