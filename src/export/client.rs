//! CAT tools, and what each of them wants otherwise.

/// A CAT tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Client {
    /// OmegaT.
    OmegaT,
    /// memoQ.
    MemoQ,
    /// Trados Studio.
    Trados,
    /// Phrase.
    Phrase,
    /// Weblate.
    Weblate,
}

impl Client {
    /// All of them with their names.
    pub const ALL: [(&'static str, Client); 5] = [
        ("omegat", Client::OmegaT),
        ("memoq", Client::MemoQ),
        ("trados", Client::Trados),
        ("phrase", Client::Phrase),
        ("weblate", Client::Weblate),
    ];

    /// The one with that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, client)| client)
    }

    /// A language tag in its form: Trados knows languages with a region only.
    pub(super) fn tag(self, tag: &str) -> String {
        match (self, tag) {
            (Client::Trados, "fr") => "fr-FR".to_owned(),
            (Client::Trados, "en") => "en-US".to_owned(),
            _ => tag.to_owned(),
        }
    }
}
