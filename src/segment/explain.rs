//! Why a candidate was cut, or not.

use std::ops::Range;

use super::features::{Template, extract, place};
use super::{Context, Ruling, Splitter, Verdict};
use crate::model::{Boundary, Text};

/// Weights told of a decision.
const MOST: usize = 4;

/// What decided about a candidate.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The place, and its probability.
    pub boundary: Boundary,
    /// Whether a sentence ends there.
    pub cut: bool,
    /// What decided.
    pub reason: Reason,
}

/// What decides about a candidate.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    /// A rule.
    Rule(&'static str),
    /// The weights that said most, the strongest first, in logits: above 0 they speak for a cut.
    Weights(Vec<(String, f32)>),
}

impl Splitter<'_> {
    /// Every place within the lines of `text` where a sentence may end, and why one does or does not.
    pub fn explain(&self, text: &Text) -> Vec<Explanation> {
        let content = text.content();
        let mut found = Vec::new();
        let mut candidates = super::Candidates::new(self.tables, content);
        for line in super::soft::lines(self.tables, text) {
            let first = line.range.end - text.line(&line).trim_start().len();
            self.line(&mut candidates, content, first..line.range.end, |verdict| {
                let boundary = verdict.boundary();
                let cut = self.cuts(content, &boundary);
                let explanation = Explanation { boundary, cut, reason: self.reason(content, verdict) };
                super::keep(&mut found, explanation, |known| known.boundary.end);
                cut
            });
        }
        found
    }

    fn reason(&self, text: &str, verdict: &Verdict) -> Reason {
        let (context, known, rule) = match verdict.ruling {
            Ruling::Rule(rule) => return Reason::Rule(rule.describe()),
            Ruling::Model(context, known, rule) => (context, known, rule),
        };
        let mut weights = Vec::new();
        extract(verdict.candidate, context, known, rule, |template, value| {
            let weight = f32::from(self.weights.table[place(template, value)]) * self.weights.scale;
            let what = match template {
                Template::RuleRight | Template::RuleShapes => rule.describe().to_owned(),
                _ => describe(template, text, verdict.candidate.mark.clone(), context),
            };
            weights.push((what, weight));
        });
        weights.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        weights.truncate(MOST);
        Reason::Weights(weights)
    }
}

/// What a feature is about, for a person.
fn describe(template: Template, text: &str, mark: Range<usize>, context: &Context) -> String {
    let ([near, far], [next, second]) = (&context.left, &context.right);
    let (near, far) = (&text[near.start..near.end], &text[far.start..far.end]);
    let (next, second) = (&text[next.start..next.end], &text[second.start..second.end]);
    let mark = &text[mark];
    match template {
        Template::Always => "any such mark".to_owned(),
        Template::MarkClose => "the mark and the signs around it".to_owned(),
        Template::MarkGapOpener => "the space behind".to_owned(),
        Template::MarkCloseShapes => format!("the shapes of `{near}` and `{next}`, what closes"),
        Template::Right | Template::MarkRight => format!("`{next}` behind `{mark}`"),
        Template::RightSecond => format!("`{second}` as the second word behind"),
        Template::RightShapes => format!("the shapes of `{next} {second}`"),
        Template::RightAfter => format!("the sign behind `{next}`"),
        Template::Left | Template::MarkLeft => format!("`{near}` before `{mark}`"),
        Template::LeftRightShape => format!("`{near}` before a word like `{next}`"),
        Template::LeftLength => format!("the length of `{near}`"),
        Template::LeftPair => format!("`{far} {near}` before"),
        Template::LeftShapes => format!("the shapes of `{far} {near}`"),
        Template::Quotes => "whether a quotation is open".to_owned(),
        Template::Span => "the length of the sentence so far".to_owned(),
        Template::RuleShapes | Template::RuleRight => "a rule".to_owned(),
        Template::Tables => format!("what the tables say of `{near}` and `{next}`"),
        Template::Words => format!("`{near}` before and `{next}` behind"),
        Template::Spaced => "the space before the mark".to_owned(),
        Template::Ahead => "the next mark".to_owned(),
        Template::Behind => "the marks before and behind".to_owned(),
        Template::Heading | Template::HeadingShapes => {
            "how long the part before is, and whether it is a clause".to_owned()
        }
        Template::ListedItem | Template::ListedAlike => {
            "whether the parts look like items of a list".to_owned()
        }
        Template::Careless => "whether the sentence began with a small letter".to_owned(),
    }
}
