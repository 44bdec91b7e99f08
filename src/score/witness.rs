//! Witnesses: kinds of evidence as a person would name them, to see what each is worth.

use std::fmt;
use std::str::FromStr;

use super::weights::Kind;

/// A kind of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Witness {
    /// The bilingual model.
    Vectors,
    /// All words: the two lexicons, spelling, numbers, marks and markers.
    Words,
    /// The general lexicon.
    Lexicon,
    /// The lexicon learned from the two documents.
    Document,
    /// Names and cognates: words that are spelled alike.
    Spelling,
    /// Numbers and dates.
    Numbers,
    /// Quotation and dialogue marks, question marks, brackets and the like.
    Marks,
    /// Markers of items and headings.
    Markers,
    /// Lengths in characters.
    Length,
    /// Lines and paragraphs.
    Layout,
}

impl Witness {
    /// All of them.
    pub const ALL: [Witness; 10] = [
        Witness::Vectors,
        Witness::Words,
        Witness::Lexicon,
        Witness::Document,
        Witness::Spelling,
        Witness::Numbers,
        Witness::Marks,
        Witness::Markers,
        Witness::Length,
        Witness::Layout,
    ];

    /// Its name in options and tables.
    pub fn name(self) -> &'static str {
        match self {
            Witness::Vectors => "vectors",
            Witness::Words => "words",
            Witness::Lexicon => "lexicon",
            Witness::Document => "document",
            Witness::Spelling => "spelling",
            Witness::Numbers => "numbers",
            Witness::Marks => "marks",
            Witness::Markers => "markers",
            Witness::Length => "length",
            Witness::Layout => "layout",
        }
    }

    /// The kinds of evidence that are its own.
    pub(super) fn kinds(self) -> &'static [Kind] {
        match self {
            Witness::Vectors => &[
                Kind::Cosine,
                Kind::Near,
                Kind::Nearest,
                Kind::Strange,
                Kind::Unlike,
                Kind::Beaten,
                Kind::Stray,
                Kind::Across,
                Kind::Shifted,
            ],
            Witness::Words => &[
                Kind::Linked,
                Kind::Linkable,
                Kind::Mass,
                Kind::Edge,
                Kind::Opening,
                Kind::Closing,
                Kind::Numbered,
                Kind::Dangling,
            ],
            Witness::Marks => &[Kind::Opening, Kind::Closing],
            Witness::Markers => &[Kind::Numbered, Kind::Dangling],
            Witness::Length => &[Kind::Length],
            Witness::Layout => &[Kind::Layout],
            _ => &[],
        }
    }

    /// Whether a token is its own.
    pub(super) fn says(self, token: &str) -> bool {
        let first = token.chars().next();
        match self {
            Witness::Numbers => first.is_some_and(|c| c.is_ascii_digit()),
            Witness::Marks => first.is_some_and(|c| !c.is_alphanumeric()),
            _ => false,
        }
    }
}

impl fmt::Display for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that no witness has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no evidence is called {0:?}, expected one of {names}", names = Witness::ALL.map(Witness::name).join(", "))]
pub struct NoWitness(pub String);

impl FromStr for Witness {
    type Err = NoWitness;

    fn from_str(name: &str) -> Result<Self, NoWitness> {
        Witness::ALL
            .into_iter()
            .find(|witness| witness.name() == name)
            .ok_or_else(|| NoWitness(name.to_owned()))
    }
}
