//! Segmentation Rules eXchange (SRX) 2.0, LISA/GALA 2008: the rules of a CAT tool in place of ours.
//!
//! ```text
//!  bytes ── xml ──► rule sets, maps ── language tag ──► rules in order ── engine ──► places of breaks
//!                                                          ▲ pattern: regular expressions of ICU and Java
//! ```
//!
//! At each place, the first rule whose `beforebreak` matches up to there and whose `afterbreak` matches from
//! there decides. The standard leaves open which places a `beforebreak` that can match in several ways is tried at;
//! as in the Java library `segment`, Okapi and OmegaT, rules that break are searched from left to right, each match
//! beginning where the last one ended and none before the last break, while a rule that forbids holds wherever it can
//! match. The authors of rules try them with those programs.
//!
//! A line break always ends a sentence, as with our own rules, so rules about line breaks change nothing.
//!
//! Why not the crate `srx`? It splits 27 of LanguageTool's 34 French test cases as LanguageTool does, this
//! all of them.

mod engine;
mod export;
mod omegat;
mod pattern;
mod translate;
mod xml;

use std::ops::Range;

pub use engine::Rules;
pub use export::{Exception, export, export_for};
pub use omegat::omegat;
use pattern::Use;

use crate::error::{Error, Location, Result};
use crate::model::{Segment, Text};

/// The content of an SRX file, of which only the rules of the languages asked for are compiled.
#[derive(Debug, Clone)]
pub struct Srx {
    name: String,
    content: xml::Content,
}

impl Srx {
    /// Reads a file that users know as `name`.
    ///
    /// # Errors
    /// [`Error::Srx`] with the line, where the file is no SRX 2.0 or could be misunderstood. SRX 1.0 is read where
    /// it has one map of languages.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Self> {
        Ok(Self { name: name.to_owned(), content: xml::read(name, bytes)? })
    }

    /// The rules for a language tag such as `fr` or `fr-CA`, compiled.
    ///
    /// A pattern of the file is compared with the whole tag in any letter case, with a hyphen or an underscore.
    /// With `cascade="yes"`, the rules of all maps that match hold, in the order of the maps; else those of the first.
    ///
    /// # Errors
    /// [`Error::SrxLanguage`] where no map matches, [`Error::SrxPattern`] for a regular expression that
    /// cannot be understood.
    pub fn rules(&self, tag: &str) -> Result<Rules> {
        let mut sets = Vec::new();
        for map in &self.content.maps {
            let pattern = pattern::compile(&map.pattern, Use::Whole)
                .map_err(|fault| self.pattern_fault(map.line, "languagemap", &map.pattern, fault))?;
            let is_match = |tag: &str| {
                let found = pattern.is_match(tag);
                found.map_err(|_| {
                    self.pattern_fault(map.line, "languagemap", &map.pattern, engine::TOO_LONG.to_owned())
                })
            };
            if is_match(tag)? || is_match(&tag.replace('-', "_"))? {
                sets.push(&self.content.sets[map.set]);
                if !self.content.cascade {
                    break;
                }
            }
        }
        if sets.is_empty() {
            let patterns: Vec<&str> = self.content.maps.iter().map(|map| map.pattern.as_str()).collect();
            return Err(Error::SrxLanguage {
                at: Location::file(&self.name),
                tag: tag.to_owned(),
                patterns: patterns.join("`, `"),
            });
        }
        Rules::compile(&self.name, &sets)
    }

    fn pattern_fault(&self, line: usize, rule: &str, pattern: &str, fault: String) -> Error {
        pattern_fault(&self.name, line, rule, pattern, fault)
    }
}

fn pattern_fault(name: &str, line: usize, rule: &str, pattern: &str, fault: String) -> Error {
    Error::SrxPattern {
        at: Location::line(name, line),
        rule: rule.to_owned(),
        pattern: pattern.to_owned(),
        fault,
    }
}

/// Cuts `text` into sentences by `rules`: line by line, and never within a grapheme cluster.
///
/// # Errors
/// [`Error::SrxPattern`] for a regular expression that takes too long on this text.
pub fn split(text: &Text, rules: &Rules) -> Result<Vec<Segment>> {
    let mut segments = Vec::new();
    for line in text.lines() {
        let content = text.line(line);
        let shift = line.range.start;
        let mut push = |part: Range<usize>, first| {
            super::push(&mut segments, text.content(), shift + part.start..shift + part.end, line, first);
        };
        let first = content.len() - content.trim_start().len();
        let mut start = first;
        for place in rules.breaks(content)? {
            let end = content[..place].trim_end().len();
            let next = content.len() - content[place..].trim_start().len();
            let whole = [end, place, next].iter().all(|&at| super::is_grapheme_boundary(content, at));
            if end > start && whole {
                push(start..end, start == first);
                start = next;
            }
        }
        push(start..content.len(), start == first);
    }
    Ok(segments)
}
