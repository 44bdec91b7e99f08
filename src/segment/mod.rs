//! Stage 2: text to sentences, each an exact byte range of the text.
//!
//! A line break ends a sentence, unless it is a soft one (`soft.rs`). Within a line, every mark that may end one
//! (`. ? ! … : ;`, with what closes behind it) is a candidate. A few rules forbid; all other candidates get a probability
//! from a learned model that weighs the words around, what the tables say of them, and what the rules noticed. Those at
//! or above the cut-off end a sentence. Time is linear in the text: a candidate is judged by what stands within a
//! bounded distance.
//!
//! Why not the sentence boundaries of Unicode (UAX 29)? They know no abbreviation and no incise, and cut
//! between `.` and a `»` that stands behind a no-break space. Grapheme clusters are theirs: no cut ever falls
//! inside one.

mod bytes;
mod calibrate;
mod candidate;
mod candidates;
mod closing;
mod context;
mod explain;
mod features;
mod label;
mod listing;
mod model;
mod rules;
mod scan;
mod soft;
pub mod srx;
mod tables;
mod train;
mod word;

use std::ops::Range;

use candidate::{Candidate, Mark};
use candidates::Candidates;
use context::Context;
use memchr::memchr_iter;
use rules::{Known, Rule};
use tables::Tables;
use unicode_segmentation::GraphemeCursor;

pub use calibrate::{Point, calibrate, points};
pub use explain::{Explanation, Reason};
pub use model::Weights;
pub use train::{Gold, learn};

use crate::model::{Boundary, Language, Line, Segment, Text};

/// A sentence ends where that is likelier than not.
pub const CUTOFF: f32 = 0.5;

/// Cuts texts of one language into sentences.
#[derive(Debug, Clone)]
pub struct Splitter<'w> {
    tables: &'static Tables,
    weights: &'w Weights,
    cutoff: f32,
}

/// What is open within a line, where a text begins in its middle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Carry {
    /// Whether the number of `"` is odd.
    pub quoted: bool,
    /// Whether the last guillemet is a `«`.
    pub guillemets: bool,
    /// Whether the sentence before ends with `:` or `;`.
    pub listed: bool,
}

impl Carry {
    /// What is open behind `part`, which goes on where this was.
    pub fn behind(self, part: &str) -> Self {
        let guillemet = part.rfind(['«', '»']).map(|at| part[at..].starts_with('«'));
        Self {
            quoted: self.quoted ^ (part.matches('"').count() % 2 == 1),
            guillemets: guillemet.unwrap_or(self.guillemets),
            listed: part
                .trim_end()
                .chars()
                .next_back()
                .map_or(self.listed, |last| [':', ';'].contains(&last)),
        }
    }
}

/// What was found about a candidate.
struct Verdict<'c> {
    candidate: &'c Candidate,
    probability: f32,
    /// What decided.
    ruling: Ruling<'c>,
}

/// What decides about a candidate.
enum Ruling<'c> {
    /// A rule alone.
    Rule(Rule),
    /// The model, which was shown this.
    Model(&'c Context, Known, Rule),
}

impl Splitter<'static> {
    /// A splitter with the weights that ship, which cuts at [`CUTOFF`].
    pub fn new(language: Language) -> Self {
        Self { tables: Tables::of(language), weights: Weights::of(language), cutoff: CUTOFF }
    }
}

impl Splitter<'_> {
    /// The same with other weights.
    pub fn with_weights(self, weights: &Weights) -> Splitter<'_> {
        Splitter { tables: self.tables, weights, cutoff: self.cutoff }
    }

    /// The same, but a cut must have this probability, from 0 to 1.
    pub fn with_cutoff(self, cutoff: f32) -> Self {
        Self { cutoff, ..self }
    }

    /// Cuts `text` into sentences; with them, every place within its lines where one may end.
    pub fn split(&self, text: &Text) -> (Vec<Segment>, Vec<Boundary>) {
        self.split_behind(Carry::default(), text)
    }

    /// The same for a text that begins within a line, of which `carry` says what is open.
    pub fn split_behind(&self, carry: Carry, text: &Text) -> (Vec<Segment>, Vec<Boundary>) {
        let content = text.content();
        let (mut segments, mut boundaries) = (Vec::new(), Vec::new());
        let mut candidates = Candidates::new(self.tables, content);
        candidates.carry(carry);
        for line in soft::lines(self.tables, text) {
            let first = line.range.end - text.line(&line).trim_start().len();
            let mut start = first;
            self.line(&mut candidates, content, first..line.range.end, |verdict| {
                let boundary = verdict.boundary();
                let cuts = self.cuts(content, &boundary);
                if cuts {
                    push(&mut segments, content, start..boundary.end, &line, start == first);
                    start = boundary.next;
                }
                keep(&mut boundaries, boundary, |known| known.end);
                cuts
            });
            push(&mut segments, content, start..line.range.end, &line, start == first);
        }
        (segments, boundaries)
    }

    /// Every place within the lines of `text` where a sentence may end, with its probability; lines end at `\n`.
    pub fn boundaries(&self, text: &str) -> Vec<Boundary> {
        let mut found = Vec::with_capacity(text.len() / 100);
        self.visit(text, |verdict| {
            keep(&mut found, verdict.boundary(), |known| known.end);
            verdict.probability >= self.cutoff
        });
        found
    }

    /// Whether a sentence ends there, for good: never within what a reader sees as one character.
    fn cuts(&self, content: &str, boundary: &Boundary) -> bool {
        boundary.probability >= self.cutoff
            && boundary.probability > 0.0
            && is_grapheme_boundary(content, boundary.end)
            && is_grapheme_boundary(content, boundary.next)
    }

    /// Judges every candidate of a text; `see` says whether to cut there.
    fn visit(&self, text: &str, mut see: impl FnMut(&Verdict) -> bool) {
        let mut candidates = Candidates::new(self.tables, text);
        let mut start = 0;
        for end in memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
            let line = text[start..end].trim_end();
            let first = line.len() - line.trim_start().len();
            self.line(&mut candidates, text, start + first..start + line.len(), &mut see);
            start = end + 1;
        }
    }

    /// Judges every candidate of a line.
    #[inline]
    fn line(
        &self,
        candidates: &mut Candidates,
        text: &str,
        line: Range<usize>,
        mut see: impl FnMut(&Verdict) -> bool,
    ) {
        let limit = line.end;
        candidates.line(line);
        while let Some(candidate) = candidates.next() {
            let sentence = candidates.start()..limit;
            let mut context = Context::new(text, sentence.clone(), &candidate);
            let (probability, ruling) = match &mut context {
                _ if candidate.kind == Mark::Item => {
                    (self.weights.rules[Rule::NextItem as usize], Ruling::Rule(Rule::NextItem))
                }
                None => {
                    (self.weights.rules[Rule::NothingFollows as usize], Ruling::Rule(Rule::NothingFollows))
                }
                Some(context) => self.rule(text, sentence, &candidate, context),
            };
            if see(&Verdict { candidate: &candidate, probability, ruling }) {
                candidates.begin(candidate.next);
            }
        }
    }

    /// What the rules say of a candidate, or else the model.
    #[inline]
    fn rule<'c>(
        &self,
        text: &str,
        sentence: Range<usize>,
        candidate: &Candidate,
        context: &'c mut Context,
    ) -> (f32, Ruling<'c>) {
        let known = Known {
            left: self.tables.look_up(text, &context.left[0]),
            right: self.tables.look_up(text, &context.right[0]),
        };
        context.usual = context.is_usual(candidate, known);
        let rule = if context.usual {
            Rule::Open
        } else {
            rules::decide(self.tables, text, sentence, candidate, context, known)
        };
        if rule.forbids() {
            return (self.weights.rules[rule as usize], Ruling::Rule(rule));
        }
        let sum = self.weights.sum(candidate, context, known, rule);
        (self.weights.probability(sum), Ruling::Model(context, known, rule))
    }
}

impl Verdict<'_> {
    fn boundary(&self) -> Boundary {
        Boundary { end: self.candidate.end, next: self.candidate.next, probability: self.probability }
    }
}

/// Takes each line of `text` as one sentence.
///
/// Layout says something only where empty lines make paragraphs.
pub fn one_per_line(text: &Text) -> Vec<Segment> {
    let mut segments: Vec<Segment> = Vec::new();
    for line in text.lines() {
        let starts_block = segments.last().is_none_or(|before| before.paragraph != line.paragraph);
        push(&mut segments, text.content(), line.range.clone(), line, starts_block);
    }
    segments
}

/// Adds what was found about a place, in place of what a mark or a capital said of it before the label of an item was seen
/// there: one place, one judgement.
fn keep<T>(found: &mut Vec<T>, new: T, end: impl Fn(&T) -> usize) {
    while found.last().is_some_and(|last| end(last) >= end(&new)) {
        found.pop();
    }
    found.push(new);
}

fn is_grapheme_boundary(content: &str, at: usize) -> bool {
    let ascii = |b: Option<&u8>| b.is_some_and(|&b| b < 0x80 && b != b'\r');
    let bytes = content.as_bytes();
    // Between two ASCII characters there is always a boundary, but for CR and LF.
    at > 0 && ascii(bytes.get(at - 1)) && ascii(bytes.get(at))
        || GraphemeCursor::new(at, content.len(), true).is_boundary(content, 0).unwrap_or(true)
}

/// Adds `content[range]`, a part of `line`, without white space at its ends.
fn push(segments: &mut Vec<Segment>, content: &str, range: Range<usize>, line: &Line, starts_block: bool) {
    let part = &content[range.clone()];
    let body = part.trim();
    if !body.is_empty() {
        let from = range.start + part.len() - part.trim_start().len();
        segments.push(Segment { range: from..from + body.len(), paragraph: line.paragraph, starts_block });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_judged_once_though_a_label_follows_it() {
        for (language, line, ends) in [
            (Language::French, "1. le bon art. 2. la bonne p.  3. fin", vec![14, 29]),
            (Language::French, "1. le bon art. \u{2009} • 2. deux", vec![14]),
            (Language::English, "H) foo • I) bar", vec![6]),
        ] {
            let found = Splitter::new(language).boundaries(line);
            let cuts = found.iter().filter(|boundary| boundary.probability >= CUTOFF);
            assert_eq!(cuts.map(|boundary| boundary.end).collect::<Vec<_>>(), ends, "{line}");
            assert!(found.windows(2).all(|pair| pair[0].next <= pair[1].end), "{found:?}");
        }
    }

    #[test]
    fn a_sentence_ends_before_all_white_space() {
        for line in ["mot.\u{a0} The end", "mot\u{a0} The end", "1. mot  2. mot", "mot.\u{3000}The end"] {
            for boundary in Splitter::new(Language::English).boundaries(line) {
                let (before, after) = (&line[..boundary.end], &line[boundary.next..]);
                assert!(before.trim_end() == before && after.trim_start() == after, "{line:?}: {boundary:?}");
            }
        }
    }
}
