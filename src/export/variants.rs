//! Typographic variants of a text, by which a CAT tool finds it exactly however it was typed.

use crate::model::Language;

/// The other ways in which `text` may be typed: with straight or curly apostrophes, and in French with a no-break
/// space, a narrow one or an ordinary one before double punctuation and within guillemets, or as the Imprimerie nationale has
/// it. Never the text itself.
pub fn variants(text: &str, language: Language) -> Vec<String> {
    let spacings: &[Option<Spacing>] = match language {
        Language::French => &[
            None,
            Some(Spacing::Same('\u{a0}')),
            Some(Spacing::Same('\u{202f}')),
            Some(Spacing::Same(' ')),
            Some(Spacing::Rule),
        ],
        Language::English => &[None],
    };
    let mut found: Vec<String> = Vec::new();
    for apostrophe in [None, Some('\''), Some('’')] {
        for spacing in spacings {
            let variant = written(text, apostrophe, *spacing);
            if variant != text && !found.contains(&variant) {
                found.push(variant);
            }
        }
    }
    found
}

/// Which space stands at double punctuation.
#[derive(Debug, Clone, Copy)]
enum Spacing {
    Same(char),
    /// A narrow one before `; ! ?`, a wide one before `:` and within guillemets.
    Rule,
}

fn written(text: &str, apostrophe: Option<char>, spacing: Option<Spacing>) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        out.push(match c {
            // Between letters only: elsewhere it may be a quotation mark.
            '\'' | '’'
                if before.is_some_and(char::is_alphabetic) && next.is_some_and(char::is_alphabetic) =>
            {
                apostrophe.unwrap_or(c)
            }
            ' ' | '\u{a0}' | '\u{202f}' => match (spacing, before, next) {
                (Some(Spacing::Same(space)), Some('«'), _)
                | (Some(Spacing::Same(space)), _, Some(':' | ';' | '!' | '?' | '»')) => space,
                (Some(Spacing::Rule), _, Some(';' | '!' | '?')) => '\u{202f}',
                (Some(Spacing::Rule), Some('«'), _) | (Some(Spacing::Rule), _, Some(':' | '»')) => '\u{a0}',
                _ => c,
            },
            _ => c,
        });
        before = Some(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_french_text_has_variants_of_apostrophes_and_spaces() {
        let found = variants("L’été\u{202f}!", Language::French);
        assert_eq!(found, ["L’été\u{a0}!", "L’été !", "L'été\u{202f}!", "L'été\u{a0}!", "L'été !",]);
        assert_eq!(variants("«\u{a0}Oui\u{a0}?\u{a0}»", Language::French)[2], "«\u{a0}Oui\u{202f}?\u{a0}»");
    }

    #[test]
    fn a_text_without_them_has_none() {
        assert!(variants("Il pleut.", Language::French).is_empty());
        assert!(variants("“Is it so ?” ‘Yes.’", Language::English).is_empty());
        assert_eq!(variants("It's", Language::English), ["It’s"]);
    }
}
