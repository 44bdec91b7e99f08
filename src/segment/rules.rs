//! The rules that decide whether a candidate ends its sentence. The first one that applies decides.

use super::candidate::{Candidate, is_no_break};
use super::tables::{Abbreviation, Tables};

/// The rule that decided about a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// Only punctuation follows in the line: it belongs to this sentence.
    NothingFollows,
    /// A small letter follows: an incise, or an ellipsis within a sentence.
    SmallLetterFollows,
    /// The full stop and the next word are kept together by a no-break space.
    NoBreakSpace,
    /// A bracket that opened within the sentence is still open.
    InBrackets,
    /// A closing quotation mark, a name and a verb of saying.
    Reporting,
    /// An abbreviation that is part of what follows.
    Abbreviation,
    /// A number, letter or Roman numeral that counts an item or a heading.
    ListNumber,
    /// An initial or acronym before a name.
    Initial,
    /// A mark, then the beginning of a sentence.
    SentenceBegins,
}

impl Rule {
    pub(super) fn cuts(self) -> bool {
        self == Rule::SentenceBegins
    }
}

/// The most signs that open a sentence.
const MOST_OPENING: usize = 100;

/// What begins after a candidate.
struct Next<'t> {
    /// The first letter or digit.
    first: char,
    /// From there on.
    body: &'t str,
    /// Whether a quotation mark, bracket or dash comes before it.
    opened: bool,
    /// Whether that is a bracket.
    bracket: bool,
}

/// The first letter or digit, over signs that open a sentence. The number of those is bounded, so that a line of nothing
/// but marks is not read again from each of them.
fn look_ahead(rest: &str) -> Option<Next<'_>> {
    // Beyond a sign that opens nothing, such as `=` or `/`, no sentence begins.
    let opens = |c: char| c.is_whitespace() || "«“”‘’\"'‹([{–—-•*§©№@#$£€°<¿¡…._~‑―".contains(c);
    let (at, first) = rest.char_indices().take(MOST_OPENING).find(|&(_, c)| !opens(c))?;
    first.is_alphanumeric().then_some(Next {
        first,
        body: &rest[at..],
        opened: at > 0,
        bracket: rest.starts_with(['(', '[']),
    })
}

/// The rule for `candidate` in `line`, where the sentence began at `start`. `in_brackets` says whether a
/// bracket that opened within the sentence is open at the candidate and closed later.
pub(super) fn decide(
    tables: &Tables,
    line: &str,
    start: usize,
    candidate: &Candidate,
    in_brackets: bool,
) -> Rule {
    let Some(next) = look_ahead(&line[candidate.next..]) else { return Rule::NothingFollows };
    if next.first.is_lowercase() {
        return Rule::SmallLetterFollows;
    }
    let full_stop = &line[candidate.mark.clone()] == ".";
    let gap = &line[candidate.end..candidate.next];
    if full_stop && gap.chars().all(is_no_break) {
        return Rule::NoBreakSpace;
    }
    if in_brackets {
        return Rule::InBrackets;
    }
    let closing = &line[candidate.mark.end..candidate.end];
    if closing.contains(['"', '”', '’', '»']) && names_speaker(tables, next.body) {
        return Rule::Reporting;
    }
    if !full_stop || !closing.is_empty() {
        return Rule::SentenceBegins;
    }
    let before = &line[start..candidate.mark.start];
    full_stop_rule(tables, before, &next).unwrap_or(Rule::SentenceBegins)
}

/// `Paul said`, `Mr. Paul Dupont replied`: capitals, then a verb of saying.
fn names_speaker(tables: &Tables, body: &str) -> bool {
    let mut words =
        body.split([' ', '\u{a0}']).map(|word| word.trim_end_matches([',', '.', ':', ';', '!', '?']));
    let name = words.next().is_some_and(|word| !tables.is_starter(word));
    name && words
        .take(3)
        .scan(true, |capitals, word| {
            let go_on = *capitals;
            *capitals = word.chars().next().is_some_and(char::is_uppercase);
            go_on.then_some(word)
        })
        .any(|word| tables.is_reporting(word))
}

/// What a full stop behind `before` is, if it is not simply the end of a sentence.
fn full_stop_rule(tables: &Tables, before: &str, next: &Next<'_>) -> Option<Rule> {
    let word = last_word(before);
    let prior = before[..before.len() - word.len()].trim_end();
    if word.is_empty() {
        return None;
    }
    if counts(word) && (prior.is_empty() || prior.ends_with([';', ':'])) {
        return Some(Rule::ListNumber);
    }
    let next_word = next.body.split(|c: char| c.is_whitespace() || c == ',').next().unwrap_or("");
    let starter = tables.is_starter(next_word.trim_end_matches(['.', ':', ';', '!', '?']));
    match tables.abbreviation(word) {
        Some(Abbreviation::BeforeWord) => return Some(Rule::Abbreviation),
        Some(Abbreviation::BeforeNumber) if next.first.is_ascii_digit() || is_reference(next_word) => {
            return Some(Rule::Abbreviation);
        }
        Some(Abbreviation::BeforeNumber) if word.chars().count() > 1 => return None,
        Some(Abbreviation::MayEnd) if next.bracket => return Some(Rule::Abbreviation),
        Some(Abbreviation::MayEnd) => return None,
        Some(Abbreviation::BeforeNumber) | None => {}
    }
    // `plan B. Il` and `20 °C. Les` end a sentence, `Lyndon B. Johnson` does not.
    if is_initials(word)
        && !starter
        && !next.opened
        && !prior.ends_with(|c: char| c.is_ascii_digit() || c == '°')
    {
        return Some(Rule::Initial);
    }
    None
}

/// The word at the end of `before`, without quotes or brackets that open it and without an elided `l’`.
fn last_word(before: &str) -> &str {
    let from = before
        .rfind(char::is_whitespace)
        .map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
    let word = before[from..].trim_start_matches(|c: char| !c.is_alphanumeric() && c != '°' && c != '§');
    word.rsplit(['\'', '’', '/', '(', '«', '“', '"']).next().unwrap_or(word)
}

/// `1`, `2.1`, `a`, `B`, `IV`: what numbers an item.
fn counts(word: &str) -> bool {
    let roman = |w: &str| w.chars().all(|c| "IVXLC".contains(c));
    let mut parts = word.split('.');
    parts.all(|part| part.len() <= 3 && !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()))
        || word.chars().count() == 1 && word.chars().all(char::is_alphabetic)
        || word.len() <= 5 && roman(word)
}

/// `L`, `IV`, `B-2`: a letter or Roman numeral as what a reference names.
fn is_reference(word: &str) -> bool {
    let word = word.trim_end_matches(['.', ')', ',', ';']);
    let capitals = word.chars().take_while(|c| c.is_ascii_uppercase()).count();
    capitals > 0
        && capitals == word.chars().take_while(|c| c.is_alphabetic()).count()
        && (capitals == 1 || word.chars().all(|c| "IVXLCDM".contains(c)))
}

/// `J`, `J.-P`, `U.S`, `S.N.C.F`: single capitals between full stops.
fn is_initials(word: &str) -> bool {
    let mut parts = word.split(['.', '-']).filter(|part| !part.is_empty()).peekable();
    parts.peek().is_some()
        && parts.all(|part| {
            let mut chars = part.chars();
            chars.next().is_some_and(char::is_uppercase) && chars.next().is_none()
        })
}
