//! Rules that know about a candidate: some forbid it, the others are witnesses that the model weighs.

use std::ops::Range;

use super::bytes::{Kind as Sign, kind_at};
use super::candidate::{Candidate, Mark};
use super::context::{Close, Context, Gap, Opener};
use super::label::Label;
use super::listing::Listing;
use super::tables::{Kind, Kinds, Tables};
use super::word::Shape;

/// How far a closing bracket may be for its inside to be kept in one sentence, in bytes.
const BRACKET_REACH: usize = 300;

/// What a rule knows about a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// Only signs follow in the line: they belong to this sentence.
    NothingFollows,
    /// Only signs stand before: they belong to what follows.
    NothingBefore,
    /// The full stop and the next word are kept together by a no-break space.
    NoBreakSpace,
    /// An abbreviation that is part of what follows.
    Abbreviation,
    /// An abbreviation before a number or a letter, and there it is.
    Reference,
    /// An initial or acronym before a name.
    Initial,
    /// A number, letter or Roman numeral that counts an item or a heading; what stands in square brackets before a sentence.
    ListNumber,
    /// A small letter behind what closes, an ellipsis, a semicolon: the sentence goes on.
    SmallLetter,
    /// Something left out: `(...)`.
    Omission,
    /// A source in brackets behind a quotation: `» (Dupont 1999).`
    Citation,
    /// A semicolon before no word that begins sentences: most often a name.
    SemicolonName,
    /// A bracket that opened within the sentence is still open, and closes soon.
    InBrackets,
    /// No rule knows.
    Open,
    /// A closing quotation mark, then a name or `I` and a verb of saying.
    Reporting,
    /// The label of the next item of a list follows.
    NextItem,
    /// An abbreviation that may end a sentence.
    MayEnd,
    /// A colon behind what is like a heading, and before what begins a sentence.
    Heading,
    /// A semicolon in what is like a list.
    ListedItem,
}

/// The number of rules.
pub(super) const RULES: usize = Rule::ListedItem as usize + 1;

impl Rule {
    /// Whether the rule alone decides that no sentence ends there.
    pub(super) fn forbids(self) -> bool {
        (self as u8) < Rule::Open as u8
    }

    /// What to tell a person.
    pub(super) fn describe(self) -> &'static str {
        match self {
            Rule::NothingFollows => "only signs follow",
            Rule::NothingBefore => "only signs stand before",
            Rule::NoBreakSpace => "a no-break space keeps the full stop and the next word together",
            Rule::Abbreviation => "an abbreviation before a word",
            Rule::Reference => "an abbreviation before a number or letter",
            Rule::Open => "no rule",
            Rule::InBrackets => "inside brackets",
            Rule::Reporting => "a quotation that goes on being told",
            Rule::ListNumber => "the number or label of an item",
            Rule::Initial => "an initial before a name",
            Rule::SmallLetter => "a small letter follows",
            Rule::Citation => "the source of the quotation follows",
            Rule::SemicolonName => "a semicolon before what may be a name",
            Rule::Omission => "something was left out",
            Rule::NextItem => "the next item of a list",
            Rule::Heading => "a heading before its text",
            Rule::ListedItem => "an item of a list",
            Rule::MayEnd => "an abbreviation that may end a sentence",
        }
    }
}

/// What the tables say of the words next to a candidate.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Known {
    /// Of the word before the mark.
    pub left: Kinds,
    /// Of the word behind.
    pub right: Kinds,
}

/// The rule for `candidate`, in a sentence that began where `sentence` does and a line that ends where it does.
pub(super) fn decide(
    tables: &Tables,
    text: &str,
    sentence: Range<usize>,
    candidate: &Candidate,
    context: &mut Context,
    known: Known,
) -> Rule {
    let (start, limit) = (sentence.start, sentence.end);
    if context.left[0].shape == Shape::None {
        context.look_farther(text, sentence.clone());
        if context.left[1].shape == Shape::None {
            return Rule::NothingBefore;
        }
    }
    let next = context.right[0].shape;
    let small_letter = matches!(next, Shape::Small | Shape::SmallLetter);
    let small = small_letter && context.opener == Opener::None;
    let lists = matches!(context.opener, Opener::Dash | Opener::Other);
    if matches!(candidate.kind, Mark::Colon | Mark::Semicolon)
        && candidate.depth == 0
        && context.opener == Opener::None
        && let Some(rule) = listing(tables, text, limit, candidate, context, known)
    {
        context.look_farther(text, sentence);
        return rule;
    }
    if candidate.kind == Mark::Semicolon && !lists && (small_letter || !known.right.starts()) {
        return if small_letter { Rule::SmallLetter } else { Rule::SemicolonName };
    }
    // Most semicolons need no second words.
    context.look_farther(text, sentence);
    let marked = !matches!(candidate.kind, Mark::Headline | Mark::Colon | Mark::Semicolon);
    let heads = || context.is_first() || is_heading(tables, text, start, context);
    if marked && (counts(text, context) && heads() || is_label(text, limit, start, candidate)) {
        return Rule::ListNumber;
    }
    if candidate.kind == Mark::Headline && is_tagged(&text.as_bytes()[start..candidate.end]) {
        return Rule::ListNumber;
    }
    let stop = candidate.kind == Mark::Stop;
    if stop && context.gap == Gap::NoBreak && context.close == Close::None {
        return Rule::NoBreakSpace;
    }
    if candidate.kind == Mark::Ellipsis && context.close == Close::Bracket && context.alone {
        return Rule::Omission;
    }
    let asks = matches!(candidate.kind, Mark::Question | Mark::Exclamation);
    // `Que faire ? se demanda Jean.`, `Il hésita… puis partit.`, `(Oui !) dit-il`, `Oui ! — dit-il`
    let goes_on = (asks && tables.has_incises() || candidate.kind == Mark::Ellipsis) && !context.small
        || marked && matches!(context.close, Close::Guillemet | Close::Quote | Close::Bracket);
    let dashed = asks && context.opener == Opener::Dash;
    if small && goes_on || small_letter && dashed {
        return Rule::SmallLetter;
    }
    let quotes = matches!(context.close, Close::Quote | Close::Guillemet);
    if quotes && context.opener == Opener::Bracket && is_citation(&text.as_bytes()[candidate.next..limit]) {
        return Rule::Citation;
    }
    // `& Co. KG`, `Bros. Ltd.`
    let is_form = |hash| tables.lists(hash, Kind::Company);
    if stop
        && known.left.has(Kind::MayEnd)
        && is_form(context.left[0].hash)
        && is_form(context.right[0].hash)
        && !small
    {
        return Rule::Abbreviation;
    }
    let by_word = match context.close {
        Close::None | Close::Note if stop => full_stop(text, context, known, small),
        _ => Rule::Open,
    };
    if by_word.forbids() {
        return by_word;
    }
    if candidate.depth > 0 && closes_soon(&text.as_bytes()[candidate.end..limit]) {
        return Rule::InBrackets;
    }
    if quotes && names_speaker(tables, text, context, known) {
        return Rule::Reporting;
    }
    by_word
}

/// What a colon or semicolon is between a heading and its text or between items; the context keeps what it was found from.
fn listing(
    tables: &Tables,
    text: &str,
    limit: usize,
    candidate: &Candidate,
    context: &mut Context,
    known: Known,
) -> Option<Rule> {
    let small = matches!(context.right[0].shape, Shape::Small | Shape::SmallLetter);
    let (bytes, rest) = (text.as_bytes(), candidate.next..limit);
    // Looking at whole parts costs more than all else, and few places ask for it.
    let rule = match candidate.kind {
        Mark::Colon if tables.is_small_behind_colon() && known.right.starts() && !small => {
            context.listing = Listing::heading(tables, bytes, candidate, rest);
            Rule::Heading
        }
        Mark::Semicolon if small => {
            context.listing = Listing::item(tables, bytes, candidate, &context.right[0], rest);
            Rule::ListedItem
        }
        _ => return None,
    };
    context.listing.map(|_| rule)
}

/// Whether `rest` begins with a short bracket that a mark stands behind.
fn is_citation(rest: &[u8]) -> bool {
    const LONGEST: usize = 100;
    let end = rest.iter().take(LONGEST).position(|&b| b == b')');
    end.is_some_and(|end| matches!(rest.get(end + 1), Some(b'.' | b',' | b';' | b':')))
}

/// Whether a closing bracket comes before an opening one, near by; pairs of square brackets are passed over.
fn closes_soon(rest: &[u8]) -> bool {
    let mut inner = 0;
    for b in rest.iter().take(BRACKET_REACH) {
        match (b, inner) {
            (b')' | b']', 0) => return true,
            (b'(', 0) => return false,
            (b'[', _) => inner += 1,
            (b']', _) => inner -= 1,
            _ => {}
        }
    }
    false
}

/// Whether `before` is nothing but tags in square brackets: `[note] [12:30]`.
fn is_tagged(before: &[u8]) -> bool {
    const LONGEST: usize = 40;
    let mut at = 0;
    while at < before.len() {
        let close = before[at..].iter().take(LONGEST).position(|&b| b == b']');
        match (before[at], close) {
            (b' ', _) => at += 1,
            (b'[', Some(close)) => at += close + 1,
            _ => return false,
        }
    }
    at > 0
}

/// `Paul said`, `Mr. Paul Dupont replied`: a capital, then a verb of saying.
fn names_speaker(tables: &Tables, text: &str, context: &Context, known: Known) -> bool {
    let [name, second] = &context.right;
    let capital = |shape| matches!(shape, Shape::Capital | Shape::Capitals | Shape::Inner);
    let reports = |word| tables.look_up(text, word).has(Kind::Reporting);
    if &text[name.start..name.end] == "I" {
        return reports(second);
    }
    capital(name.shape)
        && !known.right.starts()
        && (reports(second) || capital(second.shape) && reports(&context.third(text)))
}

/// What a full stop is, if it is not simply the end of a sentence.
fn full_stop(text: &str, context: &Context, known: Known, small: bool) -> Rule {
    let [word, prior] = &context.left;
    let next = &context.right[0];
    if word.shape == Shape::None || word.shape == Shape::Sign {
        return Rule::Open;
    }
    let bytes = text.as_bytes();
    // The `M` of `1,5 M$.` is no abbreviation.
    if bytes[word.end] != b'.' {
        let number = bytes[word.end..].starts_with("°.".as_bytes()) && next.shape == Shape::Number;
        return if number { Rule::Reference } else { Rule::Open };
    }
    let behind_list =
        prior.end < word.start && bytes[prior.end..word.start].iter().any(|b| b";:".contains(b));
    if counts(text, context) && behind_list {
        return Rule::ListNumber;
    }
    // `A` begins sentences, the `A.` of `U. S. A.` does not.
    let starter = known.right.starts() && !(next.shape == Shape::Letter && context.after == b'.');
    if known.left.has(Kind::BeforeWord) || known.left.has(Kind::Note) && context.is_first() {
        return Rule::Abbreviation;
    }
    if context.close == Close::Note && known.left.has(Kind::BeforeNumber) {
        return Rule::Reference;
    }
    // `le 3. de`, `Module 1.8.2. de`
    let number = &bytes[word.start..word.end];
    let ordinal = word.shape == Shape::Number && (number.len() <= 3 || number.contains(&b'.'));
    if small && (ordinal || known.left.has(Kind::MayEnd) || known.left.has(Kind::BeforeNumber)) {
        return Rule::Abbreviation;
    }
    if known.left.has(Kind::BeforeNumber) {
        if next.shape == Shape::Number || next.shape == Shape::Mixed || is_reference(text, context) {
            return Rule::Reference;
        }
        if word.end - word.start > 1 {
            return Rule::MayEnd;
        }
    }
    if known.left.has(Kind::MayEnd) {
        return if context.opener == Opener::Bracket { Rule::Abbreviation } else { Rule::MayEnd };
    }
    // `plan B. Il` and `20 °C. Les` end a sentence, `Lyndon B. Johnson` does not.
    let initials = match word.shape {
        Shape::Letter => true,
        Shape::Dotted | Shape::Inner | Shape::Capitals => is_initials(&text[word.start..word.end]),
        _ => false,
    };
    let measured = word.shape == Shape::Letter && prior.shape == Shape::Number;
    let follows =
        context.opener == Opener::None || word.shape == Shape::Dotted && context.opener == Opener::Bracket;
    if initials && (small || !starter) && follows && !measured {
        return Rule::Initial;
    }
    Rule::Open
}

/// Whether the sentence is nothing but the label of an item up to the candidate.
fn is_label(text: &str, limit: usize, start: usize, candidate: &Candidate) -> bool {
    candidate.end - start <= 12
        && Label::at(&text.as_bytes()[..limit], start).is_some_and(|(_, sign)| sign + 1 == candidate.end)
}

/// Whether the word before the number is the first one and names a part of a text: `Section 3.`
fn is_heading(tables: &Tables, text: &str, start: usize, context: &Context) -> bool {
    let word = &context.left[1];
    word.start <= start + 2 && tables.look_up(text, word).has(Kind::Heading)
}

/// `1`, `2.1`, `a`, `B`, `IV`: what numbers an item.
fn counts(text: &str, context: &Context) -> bool {
    let word = &context.left[0];
    match word.shape {
        Shape::Number => text[word.start..word.end]
            .split('.')
            .all(|part| part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit())),
        Shape::Letter | Shape::SmallLetter => true,
        Shape::Roman => word.end - word.start <= 5,
        _ => false,
    }
}

/// `L`, `IV`, `B-2`: a letter or Roman numeral as what a reference names.
fn is_reference(text: &str, context: &Context) -> bool {
    let next = &context.right[0];
    if context.elided {
        return false;
    }
    match next.shape {
        Shape::Letter => text.as_bytes()[next.start].is_ascii_uppercase(),
        Shape::Roman => true,
        _ => false,
    }
}

/// `J`, `J.-P`, `U.S`, `S.N.C.F`: single capitals between full stops.
fn is_initials(word: &str) -> bool {
    let mut parts = word.split(['.', '-']).filter(|part| !part.is_empty());
    word.contains('.')
        && parts.all(|part| {
            let (kind, width) = kind_at(part.as_bytes(), 0);
            kind == Sign::Capital && width == part.len()
        })
}
