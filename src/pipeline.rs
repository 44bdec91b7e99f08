//! read -> segment -> align -> review, and nothing else.

mod explain;
mod joint;
mod sections;
mod stream;

use std::sync::Arc;

use encoding_rs::Encoding;

pub use explain::{Case, ExplainedRow, RivalCase, explain_rows};
pub use joint::{Aligned, align_jointly};
pub use stream::{Before, Part, Stream};

use crate::align::{self, Progress};
use crate::error::{Error, Location, Result};
use crate::model::{Alignment, Boundary, Document, LanguageTag, Segment, Text};
use crate::read::{self, ParagraphRule, ReadOptions, Reflow};
use crate::score::{Scorer, Setup};
use crate::segment::{self, Carry, Explanation, Splitter, srx};

/// How to make a document of a file.
#[derive(Debug, Clone)]
pub struct DocumentOptions {
    /// Language of the text.
    pub language: LanguageTag,
    /// Encoding, where the user knows it.
    pub encoding: Option<&'static Encoding>,
    /// What makes a paragraph.
    pub paragraphs: ParagraphRule,
    /// Whether every line is one sentence already.
    pub pre_segmented: bool,
    /// The least probability at which a sentence ends, from 0 to 1; line ends are certain.
    pub cutoff: f32,
    /// Rules of a CAT tool in place of ours.
    pub srx: Option<Arc<srx::Rules>>,
    /// Whether to join lines that were cut at a width.
    pub reflow: bool,
}

impl DocumentOptions {
    /// Running text in that language, everything else found from the bytes.
    pub fn new(language: LanguageTag) -> Self {
        Self {
            language,
            encoding: None,
            paragraphs: ParagraphRule::default(),
            pre_segmented: false,
            cutoff: segment::CUTOFF,
            srx: None,
            reflow: false,
        }
    }
}

impl DocumentOptions {
    fn read(&self) -> ReadOptions {
        ReadOptions { encoding: self.encoding, paragraphs: self.paragraphs, reflow: self.reflow }
    }

    fn splitter(&self) -> Splitter<'static> {
        Splitter::new(self.language.language()).with_cutoff(self.cutoff)
    }
}

/// A document, and what was found out about its file.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The document.
    pub document: Document,
    /// Name of the encoding that the file was in.
    pub encoding: &'static str,
    /// Whether its lines look as if they were cut at a width, so that line ends are no ends of sentences.
    pub wrapped: bool,
    /// What was joined, where that was asked for.
    pub reflow: Option<Reflow>,
}

/// Reads and splits the content of a file that users know as `name`.
///
/// # Errors
/// What [`read::read`] refuses, and what [`srx::split`] does. An empty text makes an empty document.
pub fn document(name: &str, bytes: &[u8], options: &DocumentOptions) -> Result<Loaded> {
    let read::ReadText { text, encoding, wrapped, reflow } = read::read(name, bytes, options.read())?;
    let (segments, boundaries) = segments(&text, options, Carry::default())?;
    let document = Document::new(name, text, segments)
        .map_err(|offset| Error::Lost { at: Location::file(name), offset })?
        .with_boundaries(boundaries);
    Ok(Loaded { document, encoding, wrapped: wrapped && !options.pre_segmented, reflow })
}

/// Reads a text as [`document`] does, and tells of every place in it where a sentence may end why one does or does not.
///
/// # Errors
/// What [`read::read`] refuses.
pub fn explain(name: &str, bytes: &[u8], options: &DocumentOptions) -> Result<(Text, Vec<Explanation>)> {
    let text = read::read(name, bytes, options.read())?.text;
    let explained = options.splitter().explain(&text);
    Ok((text, explained))
}

fn segments(text: &Text, options: &DocumentOptions, carry: Carry) -> Result<(Vec<Segment>, Vec<Boundary>)> {
    match &options.srx {
        _ if options.pre_segmented => Ok((segment::one_per_line(text), Vec::new())),
        Some(rules) => Ok((srx::split(text, rules)?, Vec::new())),
        None => Ok(options.splitter().split_behind(carry, text)),
    }
}

/// Aligns two documents, given with their languages.
///
/// # Errors
/// [`Error::NoText`] where a document has no sentence.
pub fn align(
    source: (&Document, &LanguageTag),
    target: (&Document, &LanguageTag),
    setup: &Setup,
    on_progress: &(dyn Fn(Progress) + Sync),
) -> Result<Alignment> {
    if sections::are_needed(source.0.segments().len(), target.0.segments().len()) {
        refuse_empty([source.0, target.0])?;
        return sections::align(source, target, setup, on_progress);
    }
    align::align(&mut evidence(source, target, setup)?, on_progress)
}

fn refuse_empty(documents: [&Document; 2]) -> Result<()> {
    match documents.into_iter().find(|document| document.segments().is_empty()) {
        Some(document) => Err(Error::NoText { at: Location::file(document.name()) }),
        None => Ok(()),
    }
}

/// What beads of two documents are judged by.
fn evidence(
    source: (&Document, &LanguageTag),
    target: (&Document, &LanguageTag),
    setup: &Setup,
) -> Result<Scorer> {
    refuse_empty([source.0, target.0])?;
    Ok(Scorer::new((source.0, source.1.language()), (target.0, target.1.language()), setup))
}
