//! How good the units of a memory are, by what the aligner would make of their texts.
//!
//! Both sides of all units are aligned as two texts, a unit a sentence, without being told which belong together. Where the aligner pairs
//! the sides of a unit, the unit is as probable as that bead. Where it does not, the bead that it prefers leaves the unit at most the
//! rest of the probability. Units in the order of a text are judged best; where each stands alone, its neighbours say nothing.

use super::MemoryUnit;
use crate::error::{Error, Location, Result};
use crate::model::{
    Alignment, Bead, Confidence, Document, LanguageTag, Line, Segment, SourceRange, TargetRange, Text,
};
use crate::pipeline;
use crate::score::Setup;

/// A memory as two documents, a segment a side of a unit, and its units as beads with their confidence.
#[derive(Debug, Clone)]
pub struct Judged {
    /// All source texts, one after the other.
    pub source: Document,
    /// All target texts.
    pub target: Document,
    /// The units in their order.
    pub alignment: Alignment,
    /// Units that begin or end with white space, which stands between the segments.
    pub trimmed: usize,
}

/// Puts the units of a memory that users know as `name` into two documents, and judges them.
///
/// # Errors
/// [`Error::NoText`] for a memory without a unit in both languages, and what [`pipeline::align`] refuses.
pub fn judge(
    name: &str,
    units: &[MemoryUnit],
    languages: (&LanguageTag, &LanguageTag),
    setup: &Setup,
) -> Result<Judged> {
    let source = document(name, units.iter().map(|unit| unit.source.as_str()))?;
    let target = document(name, units.iter().map(|unit| unit.target.as_str()))?;
    let found = pipeline::align((&source, languages.0), (&target, languages.1), setup, &|_| ())?;
    // The bead that each segment of the source is in, and of the target.
    let mut of_source = vec![None; source.segments().len()];
    let mut of_target = vec![None; target.segments().len()];
    for bead in found.beads() {
        for (places, run) in
            [(&mut of_source, bead.source.as_usize()), (&mut of_target, bead.target.as_usize())]
        {
            places.get_mut(run).into_iter().flatten().for_each(|place| *place = Some(*bead));
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut beads = Vec::new();
    for unit in units {
        let (a, b) = (u32::from(!unit.source.trim().is_empty()), u32::from(!unit.target.trim().is_empty()));
        if a + b == 0 {
            continue;
        }
        let (source, target) = (SourceRange::new(i, i + a), TargetRange::new(j, j + b));
        let at = |places: &[Option<Bead>], run: std::ops::Range<usize>| {
            places.get(run).and_then(|run| run.first().copied()).flatten()
        };
        let preferred = at(&of_source, source.as_usize()).or_else(|| at(&of_target, target.as_usize()));
        let confidence = preferred.map_or(0.0, |bead| {
            let probability = f64::from(bead.confidence.value());
            if bead.source == source && bead.target == target { probability } else { 1.0 - probability }
        });
        beads.push(Bead { source, target, confidence: Confidence::new(confidence) });
        (i, j) = (i + a, j + b);
    }
    let alignment = Alignment::new(beads, source.segments().len(), target.segments().len())?;
    let is_trimmed = |unit: &&MemoryUnit| {
        [&unit.source, &unit.target]
            .iter()
            .any(|text| text.trim().len() < text.len() && !text.trim().is_empty())
    };
    let trimmed = units.iter().filter(is_trimmed).count();
    Ok(Judged { source, target, alignment, trimmed })
}

/// Texts as the segments of a document, each a paragraph.
fn document<'t>(name: &str, texts: impl Iterator<Item = &'t str>) -> Result<Document> {
    let (mut content, mut segments) = (String::new(), Vec::new());
    for text in texts.filter(|text| !text.trim().is_empty()) {
        if !content.is_empty() {
            content.push_str("\n\n");
        }
        let start = content.len() + (text.len() - text.trim_start().len());
        content += text;
        let paragraph = u32::try_from(segments.len()).unwrap_or(u32::MAX);
        // In a memory a unit is a sentence, so a paragraph of its own says nothing about it.
        segments.push(Segment { range: start..start + text.trim().len(), paragraph, starts_block: true });
    }
    let line = |segment: &Segment| Line { range: segment.range.clone(), paragraph: segment.paragraph };
    let lines = segments.iter().map(line).collect();
    let at = || Location::file(name);
    Document::new(name, Text::new(content, lines), segments)
        .map_err(|offset| Error::Lost { at: at(), offset })
}
