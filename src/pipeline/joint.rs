//! Sentences and beads found together: each text shows where the sentences of the other end.
//!
//! The splitter sees one text. A bead with more sentences on one side than on the other is an occasion to ask whether it missed an end
//! on that other side, or cut once too often on this one. Of a place with probability p to be the end of a sentence, over against the
//! end of a sentence of the other side with probability q, three things may be true:
//!
//! - both are ends, p · q · [`MATCHED`];
//! - neither is one, (1 - p) · (1 - q) · [`MATCHED`];
//! - only the other is one, (1 - p) · q · s: the translator joined two sentences.
//!
//! s is the share of places within sentences over against which the other side has an end: it is learned of the document, each side
//! for itself. Who often makes two sentences of one shows nothing by it; in news, where that is rare, a weak place is enough.
//! What is more probable than all else is done.

use std::ops::Range;

use super::align;
use crate::align::Progress;
use crate::error::Result;
use crate::model::{
    Alignment, Bead, Boundary, Confidence, Document, Language, LanguageTag, Segment, SourceRange, TargetRange,
};
use crate::score::Setup;

/// The share of ends of sentences over against which the other text has one too.
const MATCHED: f32 = 0.35;
/// The share of places within sentences over against which the other text has an end, before a document is seen, and how many
/// places that knowledge is worth.
const JOINED: f32 = 0.2;
const JOINED_WORTH: f32 = 10.0;
/// How probable an end of a sentence is where the splitter sees no place for one.
const UNSEEN: f32 = 0.001;
/// Halves of translations are at least so alike.
const ALIKE: f32 = 0.3;
/// How far the shares of the halves in the two sides may differ.
const UNEVEN: f32 = 0.2;
/// What is done is at least so probable.
const LIKELY: f32 = 0.5;

/// Two documents and the alignment of the sentences that they have now.
#[derive(Debug, Clone)]
pub struct Aligned {
    /// The source.
    pub source: Document,
    /// The target.
    pub target: Document,
    /// Its beads.
    pub alignment: Alignment,
}

/// Aligns two documents, given with their languages, and cuts and joins sentences where the other text shows it.
///
/// # Errors
/// Those of [`align()`].
pub fn align_jointly(
    source: (&Document, &LanguageTag),
    target: (&Document, &LanguageTag),
    setup: &Setup,
    on_progress: &(dyn Fn(Progress) + Sync),
) -> Result<Aligned> {
    let alignment = align(source, target, setup, on_progress)?;
    let sides = [source, target].map(|(document, tag)| Side { document, language: tag.language() });
    let joined = joined(alignment.beads(), &sides);
    let mut recut = Recutting::default();
    for bead in alignment.beads() {
        recut.take(bead, &sides, joined, setup);
    }
    recut.done(source.0, target.0)
}

/// One document.
struct Side<'d> {
    document: &'d Document,
    language: Language,
}

impl Side<'_> {
    fn text(&self, bytes: Range<usize>) -> (&str, Language) {
        (self.document.text().content().get(bytes).unwrap_or_default(), self.language)
    }

    /// Whether a mark stands at a place, behind which a sentence may end.
    fn is_marked(&self, boundary: &Boundary) -> bool {
        let before = self.document.text().content().get(..boundary.end).unwrap_or_default();
        let closing =
            |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '’' | '”' | '»' | '›' | ')' | ']');
        before.trim_end_matches(closing).ends_with(['.', '!', '?', '…', ':', ';'])
    }
}

/// A bead with more segments on one side than on the other.
struct Lopsided<'s> {
    /// The side with fewer segments, 0 or 1, and the segments of it and of the other.
    fewer: usize,
    few: Range<usize>,
    many: Range<usize>,
    ours: &'s [Segment],
    theirs: &'s [Segment],
}

impl<'s> Lopsided<'s> {
    fn new(bead: &Bead, sides: &[Side<'s>; 2]) -> Option<Self> {
        let runs = [bead.source.as_usize(), bead.target.as_usize()];
        let fewer = usize::from(runs[1].len() < runs[0].len());
        let [few, many] = [fewer, 1 - fewer].map(|side| runs[side].clone());
        let segments = |side: usize, run: &Range<usize>| sides[side].document.segments().get(run.clone());
        let (ours, theirs) = (segments(fewer, &few)?, segments(1 - fewer, &many)?);
        (!few.is_empty() && few.len() < many.len()).then_some(Self { fewer, few, many, ours, theirs })
    }

    /// The bytes of both sides from the first segment to the last.
    fn whole(&self) -> Option<[Range<usize>; 2]> {
        let bytes = |run: &[Segment]| Some(run.first()?.range.start..run.last()?.range.end);
        Some([bytes(self.ours)?, bytes(self.theirs)?])
    }

    /// Of a place in the side with fewer segments and a segment of the other: how far the shares of the sides that stand before
    /// them differ.
    fn apart(&self, whole: &[Range<usize>; 2], end: usize, begin: usize) -> f32 {
        let share = |at: usize, of: &Range<usize>| (at - of.start) as f32 / of.len().max(1) as f32;
        (share(end, &whole[0]) - share(begin, &whole[1])).abs()
    }
}

/// By side, for places behind a mark and for others: the share of those within sentences over against which the other side has
/// an end.
fn joined(beads: &[Bead], sides: &[Side<'_>; 2]) -> [[f32; 2]; 2] {
    let mut counts = [[(JOINED * JOINED_WORTH, JOINED_WORTH); 2]; 2];
    for bead in beads.iter().filter(|bead| !bead.shape().is_unpaired()) {
        for (side, run) in [(0, bead.source.as_usize()), (1, bead.target.as_usize())] {
            let document = sides[side].document;
            let inside = document.segments().get(run).unwrap_or_default();
            for boundary in inside.iter().flat_map(|segment| document.inside(segment)) {
                counts[side][usize::from(sides[side].is_marked(boundary))].1 += 1.0 - boundary.probability;
            }
        }
        let Some(bead) = Lopsided::new(bead, sides) else { continue };
        let Some(whole) = bead.whole() else { continue };
        let document = sides[bead.fewer].document;
        for boundary in bead.ours.iter().flat_map(|segment| document.inside(segment)) {
            let mut begins = bead.theirs.iter().skip(1).map(|segment| segment.range.start);
            if begins.any(|begin| bead.apart(&whole, boundary.end, begin) <= UNEVEN) {
                let marked = usize::from(sides[bead.fewer].is_marked(boundary));
                counts[bead.fewer][marked].0 += 1.0 - boundary.probability;
            }
        }
    }
    counts.map(|side| side.map(|(joined, places)| joined / places))
}

/// How probable it is that both are ends, and that neither is: a place with probability `p`, over against an end of the other side
/// with probability `q`.
fn ends(p: f32, q: f32, joined: f32) -> [f32; 2] {
    let [p, q] = [p, q].map(|x| x.clamp(UNSEEN, 1.0 - UNSEEN));
    let both = p * q * MATCHED;
    let neither = (1.0 - p) * (1.0 - q) * MATCHED;
    let all = both + neither + (1.0 - p) * q * joined;
    [both / all, neither / all]
}

/// What changes, as it is found.
#[derive(Default)]
struct Recutting {
    /// Segments of each side that are cut, and where.
    cuts: [Vec<(usize, Boundary)>; 2],
    /// Segments of each side that are joined to the one before.
    joins: [Vec<usize>; 2],
    /// Beads as runs of half segments of both sides, with their confidence.
    beads: Vec<([Range<usize>; 2], Confidence)>,
}

impl Recutting {
    fn take(&mut self, bead: &Bead, sides: &[Side<'_>; 2], joined: [[f32; 2]; 2], setup: &Setup) {
        let mut first =
            [bead.source.as_usize(), bead.target.as_usize()].map(|run| 2 * run.start..2 * run.end);
        let lopsided = Lopsided::new(bead, sides);
        let found = lopsided.as_ref().map(|bead| (bead, halves(bead, sides, joined[bead.fewer][0], setup)));
        match found {
            Some((lopsided, Some(Halves { segment, boundary, middle, probability }))) => {
                let confidence = Confidence::new(bead.confidence.value() as f64 * f64::from(probability));
                let (fewer, many) = (lopsided.fewer, 1 - lopsided.fewer);
                let mut second = first.clone();
                (first[fewer].end, second[fewer].start) = (2 * segment + 1, 2 * segment + 1);
                (first[many].end, second[many].start) = (2 * middle, 2 * middle);
                self.cuts[fewer].push((segment, boundary));
                self.beads.extend([(first, confidence), (second, confidence)]);
            }
            other => {
                if let Some((lopsided, _)) = other.filter(|(bead, _)| bead.few.len() == 1) {
                    let many = 1 - lopsided.fewer;
                    let none = |segment: &Segment| {
                        let q = sides[many].document.beginning(segment);
                        ends(UNSEEN, q, joined[lopsided.fewer][1])[1] > LIKELY
                    };
                    let rest = lopsided.many.clone().zip(lopsided.theirs).skip(1);
                    self.joins[many].extend(rest.filter(|(_, segment)| none(segment)).map(|(k, _)| k));
                }
                self.beads.push((first, bead.confidence));
            }
        }
    }

    fn done(mut self, source: &Document, target: &Document) -> Result<Aligned> {
        self.cuts.iter_mut().for_each(|cuts| cuts.sort_unstable_by_key(|(segment, _)| *segment));
        self.joins.iter_mut().for_each(|joins| joins.sort_unstable());
        let number = |side: usize, half: usize| {
            let segment = half / 2;
            let cuts = self.cuts[side].partition_point(|(cut, _)| *cut < segment);
            let joins = self.joins[side].partition_point(|join| *join < segment);
            (segment + cuts - joins + half % 2) as u32
        };
        let bead = |([source, target], confidence): &([Range<usize>; 2], Confidence)| Bead {
            source: SourceRange::new(number(0, source.start), number(0, source.end)),
            target: TargetRange::new(number(1, target.start), number(1, target.end)),
            confidence: *confidence,
        };
        let beads: Vec<Bead> = self.beads.iter().map(bead).collect();
        let recut = |document: &Document, side: usize| {
            let cuts: Vec<Boundary> = self.cuts[side].iter().map(|(_, boundary)| *boundary).collect();
            document.recut_at(&cuts, &self.joins[side])
        };
        let (source, target) = (recut(source, 0), recut(target, 1));
        let alignment = Alignment::new(beads, source.segments().len(), target.segments().len())?;
        Ok(Aligned { source, target, alignment })
    }
}

/// Where a bead falls into two.
struct Halves {
    /// The segment that is cut, and where.
    segment: usize,
    boundary: Boundary,
    /// The segment of the other side with which the second half begins.
    middle: usize,
    /// How probable it is that there is one.
    probability: f32,
}

/// The best place to cut a segment of the side with fewer, so that both halves of the bead are translations; if there is one.
fn halves(bead: &Lopsided<'_>, sides: &[Side<'_>; 2], joined: f32, setup: &Setup) -> Option<Halves> {
    let [few_side, many_side] = [&sides[bead.fewer], &sides[1 - bead.fewer]];
    let whole = bead.whole()?;
    let mut best: Option<(f32, Halves)> = None;
    for (k, segment) in bead.ours.iter().enumerate() {
        let places = few_side.document.inside(segment).iter();
        for boundary in places.filter(|boundary| !few_side.is_marked(boundary)) {
            for (q, begins) in bead.theirs.iter().enumerate().skip(1) {
                let [probability, _] =
                    ends(boundary.probability, many_side.document.beginning(begins), joined);
                let apart = bead.apart(&whole, boundary.end, begins.range.start);
                let before = bead.theirs.get(q - 1).map_or(whole[1].start, |segment| segment.range.end);
                if probability <= LIKELY || apart > UNEVEN {
                    continue;
                }
                let [ours, theirs] = &whole;
                let cosine = |ours, theirs| setup.cosine(few_side.text(ours), many_side.text(theirs));
                let first = cosine(ours.start..boundary.end, theirs.start..before);
                let second = cosine(boundary.next..ours.end, begins.range.start..theirs.end);
                let score = (probability / (1.0 - probability)).ln() + first + second - apart;
                if first.min(second) >= ALIKE && best.as_ref().is_none_or(|(other, _)| score > *other) {
                    let (segment, middle) = (bead.few.start + k, bead.many.start + q);
                    best = Some((score, Halves { segment, boundary: *boundary, middle, probability }));
                }
            }
        }
    }
    best.map(|(_, halves)| halves)
}
