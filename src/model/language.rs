//! The two languages, and BCP 47 tags that name one of them.

use std::fmt;
use std::str::FromStr;

/// A language that visavis can split and align.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// French, `fr`.
    French,
    /// English, `en`.
    English,
}

impl Language {
    /// The language that a text is in, by the commonest words of either; `None` where they do not tell.
    pub fn guess(text: &str) -> Option<Self> {
        const FRENCH: [&str; 12] =
            ["le", "la", "les", "des", "est", "dans", "que", "une", "pour", "qui", "et", "du"];
        const ENGLISH: [&str; 12] =
            ["the", "of", "and", "to", "in", "is", "that", "was", "for", "with", "it", "be"];
        let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).take(20_000);
        let (mut french, mut english) = (0, 0);
        for word in words {
            french += usize::from(FRENCH.contains(&word));
            english += usize::from(ENGLISH.contains(&word));
        }
        match (french, english) {
            (f, e) if f >= 8 && f > 3 * e => Some(Language::French),
            (f, e) if e >= 8 && e > 3 * f => Some(Language::English),
            _ => None,
        }
    }

    /// The two-letter code.
    pub fn code(self) -> &'static str {
        match self {
            Language::French => "fr",
            Language::English => "en",
        }
    }
}

/// A BCP 47 tag such as `fr`, `fr-CA` or `en-Latn-GB`, in the usual letter case.
///
/// The hyphen matters: CAT tools silently match nothing for `fr_CA`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageTag {
    language: Language,
    tag: String,
}

impl LanguageTag {
    /// The language that the tag's first part names.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The whole tag.
    pub fn as_str(&self) -> &str {
        &self.tag
    }
}

impl From<Language> for LanguageTag {
    fn from(language: Language) -> Self {
        Self { language, tag: language.code().to_owned() }
    }
}

impl fmt::Display for LanguageTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.tag)
    }
}

/// Why a text is no language tag that visavis can use.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TagFault {
    /// An underscore where BCP 47 has a hyphen.
    #[error("`{found}` has an underscore, expected a hyphen: `{mended}`")]
    Underscore {
        /// What was given.
        found: String,
        /// The same with hyphens.
        mended: String,
    },
    /// Neither French nor English.
    #[error(
        "`{found}` is not a language that visavis splits, expected `fr` or `en`, with a region if you like: `fr-CA`, `en-GB`"
    )]
    Unsupported {
        /// What was given.
        found: String,
    },
    /// A part that BCP 47 does not allow.
    #[error(
        "`{found}` is not a language tag: `{part}` is not 1 to 8 letters or digits, expected a form like `fr-CA`"
    )]
    Malformed {
        /// What was given.
        found: String,
        /// The part at fault.
        part: String,
    },
}

impl FromStr for LanguageTag {
    type Err = TagFault;

    fn from_str(found: &str) -> Result<Self, TagFault> {
        let owned = || found.to_owned();
        if found.contains('_') {
            return Err(TagFault::Underscore { found: owned(), mended: found.replace('_', "-") });
        }
        let mut parts = found.split('-');
        let language = match parts.next().map(str::to_ascii_lowercase).as_deref() {
            Some("fr" | "fra" | "fre") => Language::French,
            Some("en" | "eng") => Language::English,
            _ => return Err(TagFault::Unsupported { found: owned() }),
        };
        let mut tag = language.code().to_owned();
        for part in parts {
            if part.is_empty() || part.len() > 8 || !part.bytes().all(|b| b.is_ascii_alphanumeric()) {
                return Err(TagFault::Malformed { found: owned(), part: part.to_owned() });
            }
            tag.push('-');
            tag += &usual_case(part);
        }
        Ok(Self { language, tag })
    }
}

/// RFC 5646, 2.1.1: regions in capitals, scripts with one, all else small.
fn usual_case(part: &str) -> String {
    let lower = part.to_ascii_lowercase();
    match lower.len() {
        2 => lower.to_ascii_uppercase(),
        4 if lower.bytes().all(|b| b.is_ascii_alphabetic()) => lower[..1].to_ascii_uppercase() + &lower[1..],
        _ => lower,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_gets_the_usual_letter_case() {
        let tag: LanguageTag = "FR-latn-ca".parse().unwrap();
        assert_eq!((tag.as_str(), tag.language()), ("fr-Latn-CA", Language::French));
    }

    #[test]
    fn a_wrong_tag_says_what_to_write() {
        let fault = |tag: &str| tag.parse::<LanguageTag>().unwrap_err().to_string();
        insta::assert_snapshot!(fault("fr_CA"), @"`fr_CA` has an underscore, expected a hyphen: `fr-CA`");
        insta::assert_snapshot!(fault("de"), @"`de` is not a language that visavis splits, expected `fr` or `en`, with a region if you like: `fr-CA`, `en-GB`");
        insta::assert_snapshot!(fault("fr-"), @"`fr-` is not a language tag: `` is not 1 to 8 letters or digits, expected a form like `fr-CA`");
    }
}
