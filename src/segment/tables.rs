//! The tables in `tables/*.txt`, which need no Rust to be edited.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::model::Language;

/// What an abbreviation says about the full stop behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Abbreviation {
    BeforeWord,
    BeforeNumber,
    MayEnd,
}

/// The tables of one language.
pub(super) struct Tables {
    abbreviations: HashMap<&'static str, Abbreviation>,
    starters: HashSet<&'static str>,
    reporting: HashSet<&'static str>,
}

impl Tables {
    pub(super) fn of(language: Language) -> &'static Tables {
        static FRENCH: LazyLock<Tables> = LazyLock::new(|| Tables::parse(include_str!("tables/fr.txt")));
        static ENGLISH: LazyLock<Tables> = LazyLock::new(|| Tables::parse(include_str!("tables/en.txt")));
        match language {
            Language::French => &FRENCH,
            Language::English => &ENGLISH,
        }
    }

    fn parse(source: &'static str) -> Tables {
        let mut tables =
            Tables { abbreviations: HashMap::new(), starters: HashSet::new(), reporting: HashSet::new() };
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            let Some((kind, entries)) = line.split_once(':') else { continue };
            for entry in entries.split_whitespace() {
                match kind {
                    "before-word" => _ = tables.abbreviations.insert(entry, Abbreviation::BeforeWord),
                    "before-number" => _ = tables.abbreviations.insert(entry, Abbreviation::BeforeNumber),
                    "may-end" => _ = tables.abbreviations.insert(entry, Abbreviation::MayEnd),
                    "starter" => _ = tables.starters.insert(entry),
                    "reporting" => _ = tables.reporting.insert(entry),
                    _ => debug_assert!(false, "unknown kind `{kind}` in a table"),
                }
            }
        }
        tables
    }

    /// The kind of `word`, which stands before a full stop.
    pub(super) fn abbreviation(&self, word: &str) -> Option<Abbreviation> {
        self.abbreviations.get(word).or_else(|| self.abbreviations.get(small_first(word)?.as_str())).copied()
    }

    /// The abbreviations of a kind, sorted.
    pub(super) fn abbreviations(&self, kind: Abbreviation) -> Vec<&'static str> {
        sorted(self.abbreviations.iter().filter(|entry| *entry.1 == kind).map(|(&word, _)| word))
    }

    /// The words that begin sentences, sorted, in small letters; those that are elided end with `'`.
    pub(super) fn starters(&self) -> Vec<&'static str> {
        sorted(self.starters.iter().copied())
    }

    /// The verbs that tell who spoke, sorted.
    pub(super) fn reporting(&self) -> Vec<&'static str> {
        sorted(self.reporting.iter().copied())
    }

    /// Whether `word` begins sentences rather than names.
    pub(super) fn is_starter(&self, word: &str) -> bool {
        let word = word.to_lowercase().replace('’', "'");
        let elided = word.split_inclusive('\'').next().unwrap_or("");
        self.starters.contains(word.as_str()) || self.starters.contains(elided)
    }

    /// Whether `word` is a verb that tells who spoke.
    pub(super) fn is_reporting(&self, word: &str) -> bool {
        self.reporting.contains(word)
    }
}

/// In an order that does not change from run to run.
fn sorted(words: impl Iterator<Item = &'static str>) -> Vec<&'static str> {
    let mut words: Vec<_> = words.collect();
    words.sort_unstable();
    words
}

/// `Art` as `art`; nothing for `ART`, which may be another word.
fn small_first(word: &str) -> Option<String> {
    let mut chars = word.chars();
    let first = chars.next().filter(|c| c.is_uppercase())?;
    let rest = chars.as_str();
    (!rest.is_empty() && !rest.chars().any(char::is_uppercase))
        .then(|| first.to_lowercase().chain(rest.chars()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_tables_has_a_known_kind() {
        // `parse` asserts it; the counts show that it read something.
        assert!(Tables::of(Language::French).abbreviations.len() > 80);
        assert!(Tables::of(Language::English).starters.len() > 50);
    }

    #[test]
    fn a_small_entry_matches_with_a_capital_and_a_capital_entry_only_so() {
        let french = Tables::of(Language::French);
        assert_eq!(french.abbreviation("Art"), Some(Abbreviation::BeforeNumber));
        assert_eq!(french.abbreviation("Me"), Some(Abbreviation::BeforeWord));
        assert_eq!(french.abbreviation("me"), None);
        assert!(french.is_starter("L’homme") && !french.is_starter("Dupont"));
    }
}
