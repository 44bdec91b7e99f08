//! Which rows a person wants to see.

use fancy_regex::{Regex, RegexBuilder};
use serde::Deserialize;

use crate::error::{Error, Result};
use crate::project::{Origin, ProjectRow};
use crate::review::{Flag, Status};

/// How often a pattern may try again within one text before the row counts as not found.
const TRIES: usize = 100_000;

/// What is asked for; what is not is `None` or empty.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Filter {
    pub(super) pair: i64,
    /// Words, or a pattern.
    q: String,
    regex: bool,
    /// Names of statuses, separated by commas.
    status: String,
    /// Name of a flag, `any`, `person` or `comment`.
    flag: String,
}

/// A filter that is ready.
pub(super) struct Search {
    text: Option<Regex>,
    statuses: Vec<Status>,
    flag: Wanted,
}

enum Wanted {
    All,
    Flagged,
    ByPerson,
    Commented,
    Flag(Flag),
}

impl Search {
    /// # Errors
    /// [`Error::Action`] for a pattern that cannot be understood, or a name that is none.
    pub(super) fn new(filter: &Filter) -> Result<Self> {
        let refused =
            |found: String, expected: &str| Error::Action { row: None, found, expected: expected.to_owned() };
        let pattern = if filter.regex { filter.q.clone() } else { as_pattern(&filter.q) };
        let text = match filter.q.is_empty() {
            true => None,
            false => Some(
                RegexBuilder::new(&pattern)
                    .case_insensitive(true)
                    .backtrack_limit(TRIES)
                    .build()
                    .map_err(|fault| refused(format!("`{}`: {fault}", filter.q), "a regular expression"))?,
            ),
        };
        let flag = match filter.flag.as_str() {
            "" => Wanted::All,
            "any" => Wanted::Flagged,
            "person" => Wanted::ByPerson,
            "comment" => Wanted::Commented,
            name => {
                let flag = Flag::named(name);
                Wanted::Flag(flag.ok_or_else(|| refused(format!("the flag `{name}`"), "one of visavis"))?)
            }
        };
        let status = |name: &str| {
            Status::named(name)
                .ok_or_else(|| refused(format!("the status `{name}`"), "`todo`, `ok`, `fix` or `reject`"))
        };
        let statuses =
            filter.status.split(',').filter(|name| !name.is_empty()).map(status).collect::<Result<_>>()?;
        Ok(Self { text, statuses, flag })
    }

    pub(super) fn finds(&self, row: &ProjectRow) -> bool {
        let flag = match self.flag {
            Wanted::All => true,
            Wanted::Flagged => !row.flags.is_empty(),
            Wanted::ByPerson => row.origin == Origin::Person,
            Wanted::Commented => !row.comment.is_empty(),
            Wanted::Flag(flag) => row.flags.contains(&flag),
        };
        let texts = || [row.source.current(), row.target.current(), row.comment.as_str()];
        let matches = |text: &Regex| texts().into_iter().any(|t| text.is_match(t).unwrap_or(false));
        flag && (self.statuses.is_empty() || self.statuses.contains(&row.status))
            && self.text.as_ref().is_none_or(matches)
    }
}

/// Words as a person types them: any white space for a space, either apostrophe, either hyphen.
fn as_pattern(words: &str) -> String {
    let mut pattern = String::new();
    for part in words.trim().split_inclusive(|c: char| c.is_whitespace() || "'’-\u{2011}".contains(c)) {
        let mut chars = part.chars();
        let last = chars.next_back();
        match last {
            Some(c) if c.is_whitespace() => pattern += &(escape(chars.as_str()) + r"[\s\u{a0}\u{202f}]+"),
            Some('\'' | '’') => pattern += &(escape(chars.as_str()) + "['’]"),
            Some('-' | '\u{2011}') => pattern += &(escape(chars.as_str()) + r"[-\u{2011}]"),
            _ => pattern += &escape(part),
        }
    }
    pattern
}

fn escape(text: &str) -> String {
    fancy_regex::escape(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_however_they_are_typed() {
        let found = |q: &str, text: &str| {
            let search = Search::new(&Filter { q: q.to_owned(), ..Filter::default() }).unwrap();
            search.text.unwrap().is_match(text).unwrap()
        };
        assert!(found("l'été 1 000 €", "Pendant L’ÉTÉ\u{a0}1\u{202f}000\u{a0}€."));
        assert!(found("(a+b)?", "soit (A+B)? non"));
        assert!(!found("a.c", "abc"));
        assert!(found("vis-à-vis", "vis\u{2011}à\u{2011}vis"));
    }

    #[test]
    fn a_pattern_that_is_none_is_refused_and_one_that_explodes_ends() {
        let regex = |q: &str| Search::new(&Filter { q: q.to_owned(), regex: true, ..Filter::default() });
        assert!(regex("(").is_err());
        let search = regex(r"(a|aa)+(?=c)\b").unwrap();
        assert!(!search.text.unwrap().is_match(&"a".repeat(5000)).unwrap_or(false));
    }
}
