//! Where compiled rules break a line.
//!
//! A rule that breaks is searched from left to right: `beforebreak` where it next matches, `afterbreak` from there.
//! Only at the places so found are the rules that forbid tried, in the order of the file up to the rule that breaks:
//! `afterbreak` from there, then `beforebreak` as a look-behind, which an automaton reads from
//! right to left and mostly gives up after a character or two.
//!
//! Time is linear in the line: no rule is shown more than [`REACH_BEHIND`] bytes to the left of a place, or
//! 2 × [`REACH`] bytes to the right of where it is searched from. A match longer than that may be missed. Rules such as
//! `\([^)]*\.` then forget a bracket that nobody closed: with 1000 bytes to the left instead of 200, LanguageTool's rules
//! find 0.979 of the boundaries of a French treebank (F1), not 0.981. The library `segment` repeats nothing in a
//! look-behind more than 100 times, which comes to the same.

use std::collections::HashMap;
use std::sync::Arc;

use fancy_regex::{Regex, RegexInput};

use super::pattern::{Use, compile};
use super::xml::RuleSet;
use super::{Result, pattern_fault};

/// How far a rule sees to the right, in bytes.
const REACH: usize = 1000;
/// How far a rule sees to the left of a place, in bytes.
const REACH_BEHIND: usize = 200;

/// What an error says of a regular expression that turns back too often.
pub(super) const TOO_LONG: &str = "it takes too many steps, since it can match in too many ways";

/// The rules of one language, compiled, in the order in which they decide.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The file, for errors.
    name: String,
    breaks: Vec<Break>,
    exceptions: Vec<Exception>,
}

/// A rule that breaks.
#[derive(Debug, Clone)]
struct Break {
    before: Option<Expression>,
    after: Option<Expression>,
    /// How many of the exceptions stand before it.
    exceptions: usize,
}

/// A rule that forbids a break.
#[derive(Debug, Clone)]
struct Exception {
    /// Matches nothing, where `beforebreak` matches up to there.
    before: Option<Expression>,
    after: Option<Expression>,
}

/// A regular expression, and where it stands.
#[derive(Debug, Clone)]
struct Expression {
    regex: Arc<Regex>,
    origin: Arc<Origin>,
}

#[derive(Debug)]
struct Origin {
    rule: String,
    pattern: String,
    line: usize,
}

/// The next match of a rule that breaks.
#[derive(Debug, Clone, Copy)]
struct Match {
    start: usize,
    /// Where the break would be.
    place: usize,
}

impl Rules {
    /// Compiles `sets`, which hold one after the other, of the file `name`.
    pub(super) fn compile(name: &str, sets: &[&RuleSet]) -> Result<Self> {
        let mut compiled: HashMap<(Use, &str), Arc<Regex>> = HashMap::new();
        let mut rules = Self { name: name.to_owned(), breaks: Vec::new(), exceptions: Vec::new() };
        for set in sets {
            for rule in &set.rules {
                let mut expression = |pattern, purpose| -> Result<Option<Expression>> {
                    if str::is_empty(pattern) {
                        return Ok(None);
                    }
                    let regex = match compiled.get(&(purpose, pattern)) {
                        Some(regex) => regex.clone(),
                        None => {
                            let regex = compile(pattern, purpose)
                                .map_err(|fault| pattern_fault(name, rule.line, &set.name, pattern, fault))?;
                            compiled.entry((purpose, pattern)).or_insert(Arc::new(regex)).clone()
                        }
                    };
                    let origin =
                        Origin { rule: set.name.clone(), pattern: pattern.to_owned(), line: rule.line };
                    Ok(Some(Expression { regex, origin: Arc::new(origin) }))
                };
                let before = expression(&rule.before, if rule.breaks { Use::Forward } else { Use::Behind })?;
                let after = expression(&rule.after, Use::Forward)?;
                match rule.breaks {
                    true => rules.breaks.push(Break { before, after, exceptions: rules.exceptions.len() }),
                    false => rules.exceptions.push(Exception { before, after }),
                }
            }
        }
        Ok(rules)
    }

    /// The places in `line` where a sentence ends, ascending, in bytes; neither its beginning nor its end.
    ///
    /// # Errors
    /// [`Error::SrxPattern`](crate::Error::SrxPattern) for a regular expression that takes too long on this line.
    pub fn breaks(&self, line: &str) -> Result<Vec<usize>> {
        let mut places = Vec::new();
        let mut last = 0;
        let mut next: Vec<Option<Match>> =
            self.breaks.iter().map(|rule| self.find(rule, line, 0)).collect::<Result<_>>()?;
        // Of the rules that match at the same place the first one counts: before it stand the fewest exceptions.
        while let Some((place, rule)) =
            next.iter().enumerate().filter_map(|(rule, found)| Some((found.as_ref()?.place, rule))).min()
        {
            let cuts = place > last
                && place < line.len()
                && !self.is_exception(line, place, self.breaks[rule].exceptions)?;
            for (rule, found) in self.breaks.iter().zip(&mut next) {
                while let Some(Match { start, place: at }) = *found {
                    *found = match () {
                        () if cuts && start < place => self.find(rule, line, place)?,
                        () if at <= place => self.find(rule, line, after_match(line, start, at))?,
                        () => break,
                    };
                }
            }
            if cuts {
                places.push(place);
                last = place;
            }
        }
        Ok(places)
    }

    /// The first match of a rule that breaks, from `from` on.
    fn find(&self, rule: &Break, line: &str, from: usize) -> Result<Option<Match>> {
        let mut from = from;
        while from <= line.len() {
            let Some(before) = &rule.before else {
                let Some(after) = &rule.after else { return Ok(None) };
                let found = self.search(after, line, from)?;
                return Ok(found.map(|(start, _)| Match { start, place: start }));
            };
            let Some((start, place)) = self.search(before, line, from)? else { return Ok(None) };
            if self.holds(&rule.after, line, place)? {
                return Ok(Some(Match { start, place }));
            }
            from = after_match(line, start, place);
        }
        Ok(None)
    }

    /// Whether one of the first `count` exceptions holds at `place`.
    fn is_exception(&self, line: &str, place: usize, count: usize) -> Result<bool> {
        for Exception { before, after } in &self.exceptions[..count] {
            if self.holds(after, line, place)? && self.holds(before, line, place)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether `expression` matches from `place` on; none always does.
    fn holds(&self, expression: &Option<Expression>, line: &str, place: usize) -> Result<bool> {
        let Some(expression) = expression else { return Ok(true) };
        let window = Window::around(line, place, place);
        Ok(self.run(expression, window.input(place).anchored(true))?.is_some())
    }

    /// The first match of `expression` from `from` on: start and end.
    fn search(&self, expression: &Expression, line: &str, from: usize) -> Result<Option<(usize, usize)>> {
        let mut from = from;
        loop {
            let window = Window::around(line, from, from + REACH);
            let found = self.run(expression, window.input(from))?;
            let found = found.map(|(start, end)| (start + window.offset, end + window.offset));
            let is_last = window.offset + window.text.len() == line.len();
            // What begins in the second half is found again with all that follows it.
            match found.filter(|&(start, _)| is_last || start < from + REACH) {
                None if !is_last => from = boundary(line, from + REACH),
                found => return Ok(found),
            }
        }
    }

    fn run(&self, expression: &Expression, input: RegexInput<'_, str>) -> Result<Option<(usize, usize)>> {
        match expression.regex.find_input(input) {
            Ok(found) => Ok(found.map(|found| (found.start(), found.end()))),
            Err(_) => {
                let Origin { rule, pattern, line } = &*expression.origin;
                Err(pattern_fault(&self.name, *line, rule, pattern, TOO_LONG.to_owned()))
            }
        }
    }
}

/// Where to search on behind a match: one character further if it was empty.
fn after_match(line: &str, start: usize, end: usize) -> usize {
    if end > start {
        end
    } else {
        line.get(end..).and_then(|rest| rest.chars().next()).map_or(end + 1, |c| end + c.len_utf8())
    }
}

/// The first boundary between characters from `at` on.
fn boundary(line: &str, at: usize) -> usize {
    (at..line.len()).find(|&at| line.is_char_boundary(at)).unwrap_or(line.len())
}

/// A part of a line that a regular expression is shown.
struct Window<'l> {
    text: &'l str,
    /// Where it begins in the line.
    offset: usize,
    is_end: bool,
}

impl<'l> Window<'l> {
    /// What a rule sees before `start` and after `end`.
    fn around(line: &'l str, start: usize, end: usize) -> Self {
        let from = boundary(line, start.saturating_sub(REACH_BEHIND));
        let to = boundary(line, end.saturating_add(REACH));
        Self { text: &line[from..to], offset: from, is_end: to == line.len() }
    }

    /// A search from `place` in the line on. `^` and `$` match at the ends of the line only.
    fn input(&self, place: usize) -> RegexInput<'l, str> {
        RegexInput::new(self.text)
            .from_pos(place - self.offset)
            .start_text(self.offset == 0)
            .end_text(self.is_end)
    }
}
