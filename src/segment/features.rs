//! What the model sees of a candidate: each feature is a number that stands for a fact, or for facts together.

use super::bytes::mix;
use super::candidate::{Candidate, Mark};
use super::context::Context;
use super::listing::Listing;
use super::rules::{Known, Rule};
use super::word::Shape;

/// Weights of a model, as a power of two.
pub(super) const BITS: u32 = 15;

/// Told from all values of other features.
const USUAL: u64 = 0x2545_f491_4f6c_dd1d;

/// Told from all values of other features.
const HEADLINE: u64 = 0x5bd1_e995_7f4a_7c15;

/// What a feature is about, and its seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Template {
    Always,
    MarkClose,
    MarkGapOpener,
    MarkCloseShapes,
    Right,
    MarkRight,
    RightSecond,
    RightShapes,
    RightAfter,
    Left,
    MarkLeft,
    LeftRightShape,
    LeftLength,
    LeftPair,
    LeftShapes,
    Quotes,
    Span,
    RuleShapes,
    RuleRight,
    Tables,
    Words,
    Spaced,
    Ahead,
    Behind,
    Careless,
    Heading,
    HeadingShapes,
    ListedItem,
    ListedAlike,
}

/// The mark; that of a heading or a list, and a first word that comes again, are others than elsewhere.
fn mark_of(candidate: &Candidate, rule: Rule) -> u64 {
    let long = candidate.kind == Mark::Ellipsis && candidate.mark.len() > 3;
    let lists = matches!(rule, Rule::Heading | Rule::ListedItem);
    candidate.kind as u64 | u64::from(long) << 3 | u64::from(lists || candidate.repeats) << 4
}

/// 0 for nothing, then by halves: 1, 2, 3, 4–5, 6–8 …
fn bucket(span: usize) -> u64 {
    u64::from(((span * span) | 1).ilog2()).min(15)
}

/// The sign behind a word, as far as it matters.
fn class_of(after: u8) -> u64 {
    match after {
        b @ (b' ' | b',' | b'.' | b':' | b';' | b'-' | b')' | b'"' | b'!' | b'?' | b'/' | 0) => u64::from(b),
        b'\'' => 1,
        0x80.. => 2,
        _ => 3,
    }
}

/// The features of the usual end of a sentence, which share no weight with the others.
#[inline]
fn extract_usual(candidate: &Candidate, context: &Context, known: Known, mut see: impl FnMut(Template, u64)) {
    use Template as T;
    let ([left, _], [right, _]) = (&context.left, &context.right);
    let shape = right.shape as u64 | u64::from(context.elided) << 7;
    let state = u64::from(candidate.quoted) | u64::from(candidate.guillemets) << 1;
    see(T::Always, USUAL);
    see(T::Right, right.hash ^ USUAL);
    see(T::RightAfter, class_of(context.after) << 8 ^ shape ^ USUAL);
    see(T::Left, left.hash ^ USUAL);
    see(T::LeftLength, ((left.end - left.start) as u64).min(7) << 8 ^ shape ^ USUAL);
    see(T::Quotes, state << 8 ^ shape ^ USUAL);
    see(T::Tables, u64::from(known.right.bits()) ^ USUAL);
    see(T::Span, bucket(context.span / 4) ^ USUAL);
    see(T::Ahead, u64::from(candidate.ahead.0) ^ bucket(candidate.ahead.1) << 8 ^ USUAL);
}

/// Calls `see` with every feature: its template, and its value.
#[inline]
pub(super) fn extract(
    candidate: &Candidate,
    context: &Context,
    known: Known,
    rule: Rule,
    mut see: impl FnMut(Template, u64),
) {
    use Template as T;
    if context.usual {
        return extract_usual(candidate, context, known, see);
    }
    // A capital without a mark is another question than a mark: no weight is shared.
    let world = if candidate.kind == Mark::Headline { HEADLINE } else { 0 };
    let mut see = |template, value: u64| see(template, value ^ world);
    let mark = mark_of(candidate, rule);
    let [l1, l2] = &context.left;
    let [r1, r2] = &context.right;
    let shape = |shape: Shape| shape as u64;
    let elided = u64::from(context.elided);
    let (s_l1, s_r1) = (shape(l1.shape), shape(r1.shape) << 1 | elided);
    let (open, close, gap) = (context.opener as u64, context.close as u64, context.gap as u64);
    let after = class_of(context.after);
    let span = bucket(context.span / 4);

    see(T::Always, mark);
    see(T::MarkClose, mark | close << 8 | open << 16);
    see(T::MarkGapOpener, mark | gap << 8 | open << 16 | s_r1 << 24);
    see(T::MarkCloseShapes, mark | close << 8 | s_r1 << 16 | s_l1 << 24);
    see(T::Right, r1.hash);
    see(T::MarkRight, r1.hash ^ mix(mark | s_r1 << 8));
    see(T::RightSecond, r2.hash);
    see(T::RightShapes, mark | s_r1 << 8 | shape(r2.shape) << 16);
    see(T::RightAfter, mark | s_r1 << 8 | after << 16);
    see(T::Left, l1.hash);
    see(T::MarkLeft, l1.hash ^ mix(mark | s_l1 << 8));
    see(T::LeftRightShape, l1.hash ^ mix(s_r1));
    see(T::LeftLength, mark | ((l1.end - l1.start) as u64).min(7) << 8 | s_l1 << 16 | s_r1 << 24);
    see(T::LeftPair, l1.hash ^ mix(l2.hash));
    see(T::LeftShapes, mark | s_l1 << 8 | shape(l2.shape) << 16 | s_r1 << 24);
    see(T::Careless, mark | u64::from(context.small) << 8 | s_r1 << 16 | s_l1 << 24);
    let state = u64::from(candidate.quoted) | u64::from(candidate.guillemets) << 1;
    see(T::Quotes, mark | state << 8 | close << 16 | s_r1 << 24 | open << 32);
    see(T::Span, mark | span << 8 | s_r1 << 16);
    let rule_id = rule as u64;
    see(T::RuleShapes, rule_id | s_r1 << 8 | s_l1 << 16 | shape(l2.shape) << 24 | shape(r2.shape) << 32);
    see(T::RuleRight, r1.hash ^ mix(rule_id));
    let (left, right) = (u64::from(known.left.bits()), u64::from(known.right.bits()));
    see(T::Tables, left | right << 16 | mark << 32);
    see(T::Words, l1.hash ^ mix(r1.hash));
    let starter = u64::from(known.right.starts());
    let (next, distance) = candidate.ahead;
    see(T::Ahead, mark | u64::from(next) << 8 | bucket(distance) << 16 | s_r1 << 24);
    see(T::Behind, mark | u64::from(candidate.before) << 8 | u64::from(next) << 16 | s_r1 << 24);
    if let Some(Listing { left, right, opened }) = context.listing {
        let clauses = u64::from(left.clause) | u64::from(right.clause) << 1 | u64::from(left.whole) << 2;
        let state = u64::from(candidate.listed) | u64::from(opened) << 1;
        let (words, items) = (bucket(left.words as usize), bucket(right.words as usize));
        let alike = u64::from(left.first == right.first) | u64::from(left.shape == right.shape) << 1;
        let (first, small) = (shape(left.shape), u64::from(context.small));
        see(T::Heading, mark | words << 8 | clauses << 16 | starter << 24 | s_r1 << 32);
        see(T::HeadingShapes, mark | first << 8 | clauses << 16 | starter << 24 | s_r1 << 32 | small << 40);
        see(T::ListedItem, mark | state << 8 | clauses << 16 | u64::from(right.end) << 24 | s_r1 << 32);
        see(T::ListedAlike, mark | alike << 8 | clauses << 16 | items << 24 | words << 32);
    }
    see(T::Spaced, mark | u64::from(context.spaced) << 8 | s_r1 << 16 | starter << 24);
}

/// The weight that a feature has, of `1 << BITS`: Knuth's multiplicative hashing.
#[inline]
pub(super) fn place(template: Template, value: u64) -> usize {
    let seed = (template as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((value ^ seed).wrapping_mul(0xd6e8_feb8_6659_fd93) >> (64 - BITS)) as usize
}
