//! Long documents, section by section, so that time and memory a sentence stay the same.
//!
//! A section begins where the one before was sure of its beads, at some distance from its end, and looks as far into both texts as the
//! ones before it lead to expect. What is sure of it is kept, and the next section begins behind. Where nothing is sure (a missing part that
//! is longer than the section), it looks twice as far.

use std::ops::Range;

use crate::align::{self, Progress};
use crate::error::Result;
use crate::model::{Alignment, Bead, Document, LanguageTag, SourceRange, TargetRange};
use crate::score::{Scorer, Setup, Words};

/// Documents of more segments than this are aligned in sections.
const WHOLE: usize = 15_000;
/// Source segments that a section looks at, and at most, where nothing is sure.
const SECTION: usize = 10_000;
const LARGEST: usize = 40_000;
/// Target segments that a section looks at beside those that are expected.
const SPARE: usize = 1_000;
/// Segments before the end of what a section looks at that it is not asked about: what they belong to may lie beyond.
const END: usize = 400;
/// Beads in a row that must be sure where a section ends, and how sure.
const RUN: usize = 12;
const SURE: f32 = 0.9;

/// Whether documents of these sizes are aligned in sections.
pub(super) fn are_needed(sources: usize, targets: usize) -> bool {
    sources.max(targets) > WHOLE
}

/// Aligns two documents, given with their languages, section by section.
pub(super) fn align(
    source: (&Document, &LanguageTag),
    target: (&Document, &LanguageTag),
    setup: &Setup,
    on_progress: &(dyn Fn(Progress) + Sync),
) -> Result<Alignment> {
    let (n, m) = (source.0.segments().len(), target.0.segments().len());
    let mut beads: Vec<Bead> = Vec::with_capacity(n.max(m) + n.max(m) / 8);
    let mut at = (0, 0);
    let mut size = SECTION;
    let mut ratio = m as f64 / n as f64;
    let mut words = Default::default();
    while at != (n, m) {
        let expected = (size as f64 * ratio.clamp(0.1, 10.0)) as usize;
        let mut end = ((at.0 + size).min(n), (at.1 + expected + SPARE).min(m));
        // A rest that is hardly more is looked at too.
        if n - end.0 < END && m - end.1 < END + SPARE {
            end = (n, m);
        }
        let of_section = section((source, at.0..end.0), (target, at.1..end.1), setup, &mut words)?;
        let last = end == (n, m);
        let far = (far(end.0, n), far(end.1, m));
        let kept = if last { of_section.len() } else { settled(&of_section, at, far, RUN) };
        let next = reached(&of_section[..kept], at);
        if !last && next.0 - at.0 < size / 8 && next.1 - at.1 < size / 8 {
            if size < LARGEST {
                size *= 2;
                continue;
            }
            // Nothing corresponds here as far as one can look: half of it is kept as it is.
            let half = (at.0 + size / 2, at.1 + expected / 2);
            let some = settled(&of_section, at, half, 0);
            let kept = if some == 0 { of_section.len() } else { some };
            let next = reached(&of_section[..kept], at);
            beads.extend_from_slice(&of_section[..kept]);
            at = next;
        } else {
            beads.extend_from_slice(&of_section[..kept]);
            if !last {
                ratio = (ratio + (next.1 - at.1) as f64 / (next.0 - at.0).max(1) as f64) / 2.0;
            }
            at = next;
            size = SECTION;
        }
        on_progress(Progress { done: at.0, total: n });
    }
    Ok(Alignment::new(beads, n, m)?)
}

/// The beads of a section, numbered as in the documents.
fn section(
    (source, sources): ((&Document, &LanguageTag), Range<usize>),
    (target, targets): ((&Document, &LanguageTag), Range<usize>),
    setup: &Setup,
    words: &mut [Words; 2],
) -> Result<Vec<Bead>> {
    let starts = [sources.start as i64, targets.start as i64];
    if sources.is_empty() || targets.is_empty() {
        return Ok(unpaired(sources, targets));
    }
    let of = |document: &Document, run: Range<usize>| document.stretch(run);
    let (source, target) = ((of(source.0, sources), source.1), (of(target.0, targets), target.1));
    let sides = ((&source.0, source.1.language()), (&target.0, target.1.language()));
    let mut evidence = Scorer::with_words(sides.0, sides.1, setup, words);
    let alignment = align::align(&mut evidence, &|_| ())?;
    Ok(alignment.beads().iter().map(|bead| bead.shifted(starts)).collect())
}

/// What is left of one side where the other has ended.
fn unpaired(sources: Range<usize>, targets: Range<usize>) -> Vec<Bead> {
    let (s, t) = (sources.end as u32, targets.start as u32);
    let confidence = crate::model::Confidence::CERTAIN;
    let left = sources.map(|i| Bead {
        source: SourceRange::new(i as u32, i as u32 + 1),
        target: TargetRange::new(t, t),
        confidence,
    });
    let right = targets.map(|j| Bead {
        source: SourceRange::new(s, s),
        target: TargetRange::new(j as u32, j as u32 + 1),
        confidence,
    });
    left.chain(right).collect()
}

/// How far into a text of `whole` segments a section that ends at `end` is asked about.
fn far(end: usize, whole: usize) -> usize {
    if end == whole { end } else { end.saturating_sub(END) }
}

/// How many beads of a section can be kept: those up to the last that ends at most at `far`, ends a run of as many sure ones, and
/// behind which no bead reaches back.
fn settled(beads: &[Bead], start: (usize, usize), far: (usize, usize), run: usize) -> usize {
    let (mut at, mut used, mut sure, mut kept) = (start, start, 0, 0);
    for (k, bead) in beads.iter().enumerate() {
        used = (used.0 + bead.source.len(), used.1 + bead.target.len());
        at = reached(std::slice::from_ref(bead), at);
        if at.0 > far.0 || at.1 > far.1 {
            break;
        }
        let is_sure = !bead.shape().is_unpaired() && bead.confidence.value() >= SURE;
        sure = if is_sure { sure + 1 } else { 0 };
        if sure >= run && used == at {
            kept = k + 1;
        }
    }
    kept
}

/// The position behind some beads.
fn reached(beads: &[Bead], start: (usize, usize)) -> (usize, usize) {
    beads.iter().fold(start, |at, bead| {
        let target = if bead.target.is_empty() { at.1 } else { bead.target.end.0 as usize };
        let source = if bead.source.is_empty() { at.0 } else { bead.source.end.0 as usize };
        (at.0.max(source), at.1.max(target))
    })
}
