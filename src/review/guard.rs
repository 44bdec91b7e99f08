//! Text that a spreadsheet would run as a formula is guarded, so that it can be unguarded without loss.
//!
//! A cell that begins with `=`, `+`, `-`, `@`, a tab or a carriage return gets an apostrophe before it. So
//! does a cell that begins with an apostrophe; therefore taking exactly one away gives back every text. (The
//! usual guard leaves the last case alone, and then `'tis` and a guarded `tis` cannot be told apart.)

use std::borrow::Cow;

const GUARD: char = '\'';

/// The cell for `text`.
pub fn guard(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', GUARD]) {
        Cow::Owned(format!("{GUARD}{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text in `cell`.
pub fn unguard(cell: &str) -> &str {
    cell.strip_prefix(GUARD).unwrap_or(cell)
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

    proptest::proptest! {
        #[test]
        fn guarding_loses_nothing(text in "[=+@'\t\r\\-]{0,3}.*") {
            let cell = guard(&text);
            proptest::prop_assert_eq!(unguard(&cell), text.as_str());
            proptest::prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']));
        }
    }
}
