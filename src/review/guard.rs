//! Text that a spreadsheet would run as a formula is guarded, so that it can be unguarded without loss.
//!
//! A cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return gets an apostrophe before it. So
//! does a cell that begins with an apostrophe; therefore taking exactly one away gives back every text. (The
//! usual guard leaves the last case alone, and then `'tis` and a guarded `tis` cannot be told apart.) An apostrophe before
//! any other sign is none of ours: a person typed it, and it stays.

use std::borrow::Cow;

const GUARD: char = '\'';
/// What is guarded when a cell begins with it.
const GUARDED: [char; 7] = ['=', '+', '-', '@', '\t', '\r', GUARD];

/// The cell for `text`.
pub fn guard(text: &str) -> Cow<'_, str> {
    if text.starts_with(GUARDED) { Cow::Owned(format!("{GUARD}{text}")) } else { Cow::Borrowed(text) }
}

/// The text in `cell`.
pub fn unguard(cell: &str) -> &str {
    cell.strip_prefix(GUARD).filter(|text| text.starts_with(GUARDED)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_becomes_text_and_every_text_comes_back() {
        for (text, cell) in [
            ("=1+1", "'=1+1"),
            ("- Oui, dit-il.", "'- Oui, dit-il."),
            ("'tis", "''tis"),
            ("''", "'''"),
            ("— Oui", "— Oui"),
            ("", ""),
        ] {
            assert_eq!(guard(text), cell);
            assert_eq!(unguard(cell), text);
        }
    }

    #[test]
    fn an_apostrophe_that_a_person_typed_stays() {
        assert_eq!(unguard("'Tis so."), "'Tis so.");
        assert_eq!(unguard("'"), "'");
    }

    proptest::proptest! {
        #[test]
        fn guarding_loses_nothing(text in "[=+@'\t\r\\-]{0,3}.*") {
            let cell = guard(&text);
            proptest::prop_assert_eq!(unguard(&cell), text.as_str());
            proptest::prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']));
        }
    }
}
