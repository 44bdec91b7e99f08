//! Learning the weights from texts whose sentences are known.
//!
//! Minimises the sum of -ln p(label) over the candidates that no rule decides, plus `decay / 2` times the sum of
//! squared weights, by stochastic descent with a step of its own for every weight (AdaGrad; Duchi et al. 2011). Weights are the
//! mean of those after the last rounds (Polyak and Juditsky 1992): the last one alone still depends on the order, and is more sure
//! of itself than right. The order is fixed: the same texts give the same weights.

use std::collections::HashSet;
use std::ops::Range;

use super::candidate::Mark;
use super::features::{BITS, extract, place};
use super::model::{SIZE, Weights};
use super::rules::{RULES, Rule};
use super::{Ruling, Splitter, Verdict};
use crate::model::Language;

/// Times that all candidates are gone through.
const ROUNDS: usize = 40;
/// The last of them, over which weights are averaged.
const AVERAGED: usize = 10;
/// First step.
const STEP: f32 = 0.2;

/// A text and its sentences.
#[derive(Debug, Clone)]
pub struct Gold {
    /// The text; lines are cut at `\n`.
    pub text: String,
    /// Bytes of each sentence, in order.
    pub sentences: Vec<Range<usize>>,
    /// How much it counts.
    pub weight: f32,
    /// How much candidates without a mark count.
    pub headlines: f32,
}

/// A candidate that no rule decides.
struct Example {
    places: Vec<u32>,
    ends: bool,
    weight: f32,
}

/// The candidates that the model decides, and how often each rule is right: places, and those where a sentence ends.
fn examples(language: Language, texts: &[&Gold]) -> (Vec<Example>, [(f32, f32); RULES]) {
    let splitter = Splitter::new(language);
    let (mut examples, mut rules) = (Vec::new(), [(0.0, 0.0); RULES]);
    for gold in texts {
        let ends: HashSet<usize> = gold.sentences.iter().map(|s| s.end).collect();
        splitter.visit(&gold.text, |Verdict { candidate, ruling, .. }| {
            let ends = ends.contains(&candidate.end);
            let weight = if candidate.kind == Mark::Headline { gold.headlines } else { gold.weight };
            match ruling {
                &Ruling::Model(context, known, rule) if weight > 0.0 => {
                    let mut places = Vec::with_capacity(32);
                    extract(candidate, context, known, rule, |template, value| {
                        places.push(place(template, value) as u32);
                    });
                    examples.push(Example { places, ends, weight });
                }
                &Ruling::Rule(rule) => {
                    let (count, right) = &mut rules[rule as usize];
                    *count += weight;
                    *right += weight * f32::from(u8::from(ends));
                }
                Ruling::Model(..) => {}
            }
            ends
        });
    }
    (examples, rules)
}

/// The probability that a sentence ends where a rule decided: the share of such places, which never turns the rule round.
fn share(rule: usize, (count, right): (f32, f32)) -> f32 {
    let share = (right + 0.5) / (count + 1.0);
    match rule {
        _ if rule == Rule::NothingBefore as usize => 0.0,
        _ if rule == Rule::NextItem as usize => share.max(0.9),
        _ => share.min(0.4),
    }
}

/// Learns the weights of a language; the greater `decay` is, the nearer to zero they stay.
pub fn learn(language: Language, texts: &[&Gold], decay: f32) -> Weights {
    let (examples, rules) = examples(language, texts);
    let mut count = vec![0f32; 1 << BITS];
    for &place in examples.iter().flat_map(|e| &e.places) {
        count[place as usize] += 1.0;
    }
    let mut weights = vec![0f32; 1 << BITS];
    let mut squares = vec![1e-6f32; 1 << BITS];
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut random = 1u64;
    let mut mean = vec![0f32; 1 << BITS];
    for round in 0..ROUNDS {
        for i in (1..order.len()).rev() {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            order.swap(i, (random >> 33) as usize % (i + 1));
        }
        for &i in &order {
            let example = &examples[i];
            let sum: f32 = example.places.iter().map(|&p| weights[p as usize]).sum();
            let slope = (1.0 / (1.0 + (-sum).exp()) - f32::from(u8::from(example.ends))) * example.weight;
            for &place in &example.places {
                let p = place as usize;
                let gradient = slope + decay * weights[p] / count[p];
                squares[p] += gradient * gradient;
                weights[p] -= STEP * gradient / squares[p].sqrt();
            }
        }
        if round + AVERAGED >= ROUNDS {
            mean.iter_mut().zip(&weights).for_each(|(mean, weight)| *mean += weight / AVERAGED as f32);
        }
    }
    let largest = mean.iter().fold(1e-6f32, |most, w| most.max(w.abs()));
    let scale = largest / 127.0;
    let mut table = Box::new([0; SIZE]);
    for (to, weight) in table.iter_mut().zip(&mean) {
        *to = (weight / scale).round() as i8;
    }
    let rules = std::array::from_fn(|rule| share(rule, rules[rule]));
    Weights { scale, offset: 0.0, rules, table }
}
