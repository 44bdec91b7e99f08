//! Stage 2: text to sentences, each an exact byte range of the text.
//!
//! A line break always ends a sentence. Within a line, every mark that may end one (`. ? ! … : ;`, with what closes
//! behind it) is a candidate. A few rules forbid; all other candidates get a probability from a learned model that
//! weighs the words around, what the tables say of them, and what the rules noticed. Those at or above the cut-off
//! end a sentence. Time is linear in the text: a candidate is judged by what stands within a bounded distance.
//!
//! Why not the sentence boundaries of Unicode (UAX 29)? They know no abbreviation and no incise, and cut
//! between `.` and a `»` that stands behind a no-break space. Grapheme clusters are theirs: no cut ever falls
//! inside one.

mod candidate;
mod context;
mod features;
mod label;
mod model;
mod rules;
mod scan;
pub mod srx;
mod tables;
mod train;
mod word;

use std::ops::Range;

use candidate::{Candidate, Candidates, Mark};
use context::Context;
use features::{extract, place};
use memchr::memchr_iter;
use rules::{Known, Rule};
use tables::Tables;
use unicode_segmentation::GraphemeCursor;

pub use model::Weights;
pub use train::{Gold, learn};

use crate::model::{Language, Line, Segment, Text};

/// Cuts texts of one language into sentences.
#[derive(Clone)]
pub struct Splitter<'w> {
    tables: &'static Tables,
    weights: &'w Weights,
    cutoff: f32,
}

/// A place where a sentence may end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Boundary {
    /// Byte where the sentence would end.
    pub end: usize,
    /// Byte where the next one would begin.
    pub next: usize,
    /// Probability that it does.
    pub probability: f32,
}

/// What was found about a candidate.
struct Verdict<'c> {
    candidate: &'c Candidate,
    probability: f32,
    /// What the model was asked about, where no rule forbade.
    asked: Option<(&'c Context, Known, Rule)>,
}

/// Cuts `text` into sentences by the rules of `language`.
pub fn split(text: &Text, language: Language) -> Vec<Segment> {
    Splitter::new(language).split(text)
}

impl Splitter<'static> {
    /// A splitter with the weights that ship, which cuts where a cut is likelier than not.
    pub fn new(language: Language) -> Self {
        Self { tables: Tables::of(language), weights: Weights::of(language), cutoff: 0.5 }
    }
}

impl<'w> Splitter<'w> {
    /// The same with other weights.
    pub fn with_weights<'o>(self, weights: &'o Weights) -> Splitter<'o> {
        Splitter { tables: self.tables, weights, cutoff: self.cutoff }
    }

    /// The same, but a cut must have this probability.
    pub fn with_cutoff(self, cutoff: f32) -> Self {
        Self { cutoff, ..self }
    }

    /// Cuts `text` into sentences.
    pub fn split(&self, text: &Text) -> Vec<Segment> {
        let mut segments = Vec::new();
        let content = text.content();
        let mut candidates = Candidates::new(self.tables, content);
        for line in text.lines() {
            let lead = text.line(line).len() - text.line(line).trim_start().len();
            let first = line.range.start + lead;
            let mut start = first;
            self.line(&mut candidates, content, first..line.range.end, |content, verdict| {
                let Candidate { end, next, .. } = *verdict.candidate;
                let cuts = verdict.probability >= self.cutoff
                    && is_grapheme_boundary(content, end)
                    && is_grapheme_boundary(content, next);
                if cuts {
                    push(&mut segments, content, start..end, line, start == first);
                    start = next;
                }
                cuts
            });
            push(&mut segments, content, start..line.range.end, line, start == first);
        }
        segments
    }

    /// Every place in `text` where a sentence may end, but for line ends, with its probability.
    pub fn boundaries(&self, text: &str) -> Vec<Boundary> {
        let mut found = Vec::with_capacity(text.len() / 100);
        self.visit(text, |_, &Verdict { candidate: &Candidate { end, next, .. }, probability, .. }| {
            found.push(Boundary { end, next, probability });
            probability >= self.cutoff
        });
        found
    }

    /// Sentences of a text, as byte ranges.
    pub fn sentences(&self, text: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut start = 0;
        self.visit(text, |_, verdict| {
            let cuts = verdict.probability >= self.cutoff;
            if cuts {
                found.push((verdict.candidate.end, verdict.candidate.next));
            }
            cuts
        });
        let mut ends = found.into_iter().peekable();
        let mut out = Vec::new();
        for line in text.split_inclusive('\n') {
            let limit = start + line.len();
            let mut push = |range: Range<usize>| {
                let body = text[range.clone()].trim();
                if !body.is_empty() {
                    let lead = range.start + text[range.clone()].len() - text[range].trim_start().len();
                    out.push(lead..lead + body.len());
                }
            };
            while let Some((end, next)) = ends.next_if(|&(end, _)| end < limit) {
                push(start..end);
                start = next;
            }
            push(start..limit);
            start = limit;
        }
        out
    }

    /// scratch
    pub fn probabilities(&self, text: &str, gold: &[Range<usize>]) -> Vec<(f32, bool)> {
        let ends: std::collections::HashSet<usize> = gold.iter().map(|g| g.end).collect();
        let mut out = Vec::new();
        self.visit(text, |_, v| {
            out.push((v.probability, ends.contains(&v.candidate.end)));
            v.probability >= self.cutoff
        });
        out
    }

    /// Judges every candidate of a text; `see` says whether to cut there.
    fn visit(&self, text: &str, mut see: impl FnMut(&str, &Verdict) -> bool) {
        let mut candidates = Candidates::new(self.tables, text);
        let mut start = 0;
        for end in memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
            let line = text[start..end].trim_end();
            let first = line.len() - line.trim_start().len();
            self.line(&mut candidates, text, start + first..start + line.len(), &mut see);
            start = end + 1;
        }
    }

    #[inline]
    fn line(
        &self,
        candidates: &mut Candidates,
        text: &str,
        line: Range<usize>,
        mut see: impl FnMut(&str, &Verdict) -> bool,
    ) {
        let limit = line.end;
        candidates.line(line);
        while let Some(candidate) = candidates.next() {
            let start = candidates.start();
            let mut context = Context::new(text, start, limit, &candidate);
            let cuts = match &mut context {
                _ if candidate.kind == Mark::Item => {
                    see(text, &Verdict { candidate: &candidate, probability: 1.0, asked: None })
                }
                None => see(text, &Verdict { candidate: &candidate, probability: 0.0, asked: None }),
                Some(context) => {
                    let known = Known {
                        left: self.tables.look_up(text, &context.left[0]),
                        right: self.tables.look_up(text, &context.right[0]),
                    };
                    let rule = if context.is_usual(&candidate, known) {
                        Rule::Open
                    } else {
                        context.look_farther(text, start, limit);
                        rules::decide(self.tables, text, start..limit, &candidate, context, known)
                    };
                    let (probability, asked) = match rule {
                        _ if rule.forbids() => (0.0, None),
                        _ => (
                            self.judge(text, &candidate, context, known, rule),
                            Some((&*context, known, rule)),
                        ),
                    };
                    see(text, &Verdict { candidate: &candidate, probability, asked })
                }
            };
            if cuts {
                candidates.begin(candidate.next);
            }
        }
    }

    #[inline]
    fn judge(&self, text: &str, candidate: &Candidate, context: &Context, known: Known, rule: Rule) -> f32 {
        let mut sum = 0;
        extract(candidate, context, known, rule, |template, value| {
            sum += i32::from(self.weights.table[place(template, value)]);
        });
        self.weights.probability(sum)
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
