//! Sentences and beads found together: each text shows where the sentences of the other end.
//!
//! The splitter sees one text. A bead with more sentences on one side than on the other is an occasion to ask whether it missed an end
//! on that other side: it has places where it was unsure, and at one of them both halves may translate halves of the other side. Then the
//! sentence is cut there. The odds that the splitter gives to a place are multiplied by what it is worth that an end of the other side
//! stands over against it; how much that is depends on what stands there ([`worth`]). Likewise two sentences that one sentence translates may be one, where the splitter was unsure of their
//! boundary.

use std::ops::Range;

use super::align;
use crate::align::Progress;
use crate::error::Result;
use crate::model::{
    Alignment, Bead, Boundary, Confidence, Document, Language, LanguageTag, SourceRange, TargetRange,
};
use crate::score::Setup;

/// What it is worth that an end of the other side stands over against a place, in nats. It is the logarithm of how much oftener that
/// happens at ends of sentences than within them.
const USUAL: f32 = 0.6;
/// Behind a colon, before speech on both sides.
const ANNOUNCED: f32 = 0.9;
/// Behind a mark that ends sentences, before speech on both sides: an abbreviation, as the splitter may have taken the last word for, is
/// seldom followed by speech, and far seldomer just where the other text begins some.
const SPEECH: f32 = 4.2;
/// Halves of translations are at least so alike.
const ALIKE: f32 = 0.3;
/// How far the shares of the halves in the two sides may differ.
const UNEVEN: f32 = 0.2;
/// Two sentences whose boundary is less probable are one, where one sentence translates them.
const SURE: f32 = 0.9;

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
    let mut recut = Recutting::default();
    for bead in alignment.beads() {
        recut.take(bead, &sides, setup);
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
    fn take(&mut self, bead: &Bead, sides: &[Side<'_>; 2], setup: &Setup) {
        let runs = [bead.source.as_usize(), bead.target.as_usize()];
        let fewer = usize::from(runs[1].len() < runs[0].len());
        let many = 1 - fewer;
        let uneven = runs[fewer].len() < runs[many].len() && !runs[fewer].is_empty();
        let mut first = runs.clone().map(|run| 2 * run.start..2 * run.end);
        let halves = || halves([&sides[fewer], &sides[many]], [&runs[fewer], &runs[many]], setup);
        match uneven.then(halves).flatten() {
            Some(Halves { segment, boundary, middle, probability }) => {
                let confidence = Confidence::new(bead.confidence.value() as f64 * f64::from(probability));
                let mut second = first.clone();
                (first[fewer].end, second[fewer].start) = (2 * segment + 1, 2 * segment + 1);
                (first[many].end, second[many].start) = (2 * middle, 2 * middle);
                self.cuts[fewer].push((segment, boundary));
                self.beads.extend([(first, confidence), (second, confidence)]);
            }
            None => {
                if runs[fewer].len() == 1 {
                    let document = sides[many].document;
                    let unsure =
                        |i: &usize| document.segments().get(*i).is_some_and(|s| document.beginning(s) < SURE);
                    self.joins[many].extend(runs[many].clone().skip(1).filter(unsure));
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

/// What it is worth that a segment of the other side begins at byte `begin` over against a place, in nats; `None` where it shows
/// nothing.
///
/// Where one side alone has a dash or a quotation mark behind such a mark, the two places are no translations of each other. A colon is so often
/// translated by a full stop that an end over against it shows something only before speech; before a small letter it shows nothing behind
/// any mark.
fn worth((side, place): (&Side<'_>, &Boundary), (other, begin): (&Side<'_>, usize)) -> Option<f32> {
    let opens = |text: &str| text.starts_with(|c: char| !c.is_alphanumeric());
    let content = side.document.text().content();
    let behind = content.get(place.next..).unwrap_or_default();
    let ours = opens(behind);
    let theirs = opens(other.document.text().content().get(begin..).unwrap_or_default());
    let closing = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '’' | '”' | '»' | '›' | ')' | ']');
    let before = content.get(..place.end).unwrap_or_default().trim_end_matches(closing);
    let small = || behind.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase);
    match before.chars().next_back() {
        Some('.' | '!' | '?' | '…' | ':' | ';') if small() => None,
        Some(':' | ';') => (ours && theirs).then_some(ANNOUNCED),
        Some('.' | '!' | '?' | '…') if ours && theirs => Some(SPEECH),
        Some('.' | '!' | '?' | '…') => (ours == theirs).then_some(USUAL),
        _ if is_number(before) => None,
        _ => Some(USUAL),
    }
}

/// Whether the last word of `text` is a number, Roman ones too: `CHAPTER VIII`. Whether a heading ends behind that of a chapter, each
/// text decides for itself.
fn is_number(text: &str) -> bool {
    let word = text.rsplit(char::is_whitespace).next().unwrap_or_default();
    let all = |digit: fn(char) -> bool| !word.is_empty() && word.chars().all(digit);
    all(|c| c.is_ascii_digit()) || all(|c| matches!(c, 'I' | 'V' | 'X' | 'L' | 'C' | 'D' | 'M'))
}

/// The best place to cut a segment of the `few`, so that both halves of the bead are translations; if there is one.
fn halves(
    [few_side, many_side]: [&Side<'_>; 2],
    [few, many]: [&Range<usize>; 2],
    setup: &Setup,
) -> Option<Halves> {
    let ours = few_side.document.segments().get(few.clone())?;
    let theirs = many_side.document.segments().get(many.clone())?;
    let (whole, other) = (
        ours.first()?.range.start..ours.last()?.range.end,
        theirs.first()?.range.start..theirs.last()?.range.end,
    );
    let mut best: Option<(f32, Halves)> = None;
    for (k, segment) in ours.iter().enumerate() {
        for boundary in few_side.document.inside(segment) {
            let p = boundary.probability.clamp(0.001, 0.999);
            let own = (p / (1.0 - p)).ln();
            if own + SPEECH < 0.0 {
                continue;
            }
            for q in 1..theirs.len() {
                let Some(worth) = worth((few_side, boundary), (many_side, theirs[q].range.start)) else {
                    continue;
                };
                let odds = own + worth;
                if odds < 0.0 {
                    continue;
                }
                let share = |at: usize, of: &Range<usize>| (at - of.start) as f32 / of.len() as f32;
                let uneven = (share(boundary.end, &whole) - share(theirs[q].range.start, &other)).abs();
                if uneven > UNEVEN {
                    continue;
                }
                let cosine = |ours, theirs| setup.cosine(few_side.text(ours), many_side.text(theirs));
                let first = cosine(whole.start..boundary.end, other.start..theirs[q].range.start);
                let second = cosine(boundary.next..whole.end, theirs[q].range.start..other.end);
                if first.min(second) < ALIKE {
                    continue;
                }
                let score = odds + first + second - uneven;
                if best.as_ref().is_none_or(|(other, _)| score > *other) {
                    let probability = 1.0 / (1.0 + (-odds).exp());
                    let found = Halves {
                        segment: few.start + k,
                        boundary: *boundary,
                        middle: many.start + q,
                        probability,
                    };
                    best = Some((score, found));
                }
            }
        }
    }
    best.map(|(_, halves)| halves)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::{self, DocumentOptions};

    /// What a place before `|` is worth over against the beginning of `other`.
    fn found(text: &str, other: &str) -> Option<f32> {
        let document = |text: &str, language: Language| {
            pipeline::document("t", text.as_bytes(), &DocumentOptions::new(language.into())).unwrap().document
        };
        let (before, after) = text.split_once('|').unwrap();
        let (english, french) =
            (document(&format!("{before} {after}"), Language::English), document(other, Language::French));
        let place = Boundary { end: before.len(), next: before.len() + 1, probability: 0.1 };
        let side = |document, language| Side { document, language };
        worth((&side(&english, Language::English), &place), (&side(&french, Language::French), 0))
    }

    #[test]
    fn what_an_end_on_the_other_side_shows_depends_on_what_stands_there() {
        assert_eq!(found("a School of Art.|“I loved it”", "« J’adorais »"), Some(SPEECH));
        assert_eq!(found("a School of Art.|“I loved it”", "J’adorais"), None);
        assert_eq!(found("she said:|‘Stop’", "– Attendez"), Some(ANNOUNCED));
        assert_eq!(found("she said:|It was late", "Il était tard"), None);
        assert_eq!(found("is it so?|and then", "Et alors"), None);
        assert_eq!(found("CHAPTER VIII|The Queen", "Le croquet"), None);
        assert_eq!(found("a hard winter|The snow", "La neige"), Some(USUAL));
    }
}
