//! Labels of list items: `1.`, `2)`, `(a)`, `b.)`, `iv)`, with or without a bullet before.

use super::bytes::{space_at, space_before};

/// The number of an item, and how it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Label {
    style: Style,
    number: u32,
    /// What stands behind: `.`, `)` or both.
    stop: bool,
    bracket: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Digits,
    Small,
    Capital,
}

/// Roman numerals that label items; one letter alone is taken for the letter, but for `i`, which opens lists.
const ROMAN: [&[u8]; 20] = [
    b"i", b"ii", b"iii", b"iv", b"v", b"vi", b"vii", b"viii", b"ix", b"x", b"xi", b"xii", b"xiii", b"xiv",
    b"xv", b"xvi", b"xvii", b"xviii", b"xix", b"xx",
];

/// The place of `letters` among the Roman numerals, from 1; 0 if it is none.
fn roman(letters: &[u8]) -> u32 {
    ROMAN.iter().position(|numeral| letters.eq_ignore_ascii_case(numeral)).map_or(0, |at| at as u32 + 1)
}

impl Label {
    /// The label at `start` and where the last sign of it is.
    pub(super) fn at(bytes: &[u8], start: usize) -> Option<(Label, usize)> {
        let mut at = start;
        // Most sentences begin with a word.
        if let Some([b'A'..=b'Z', b'a'..=b'z']) = bytes.get(start..start + 2) {
            return None;
        }
        // A bullet, a dash or a bracket, and white space.
        while at < bytes.len() && at < start + 5 && !bytes[at].is_ascii_alphanumeric() {
            at += 1;
        }
        let from = at;
        while at < bytes.len() && at < from + 6 && bytes[at].is_ascii_alphanumeric() {
            at += 1;
        }
        let (stop, bracket, width) = match &bytes[at..bytes.len().min(at + 2)] {
            [b'.', b')', ..] => (true, true, 2),
            [b'.', ..] => (true, false, 1),
            [b')', ..] => (false, true, 1),
            _ => return None,
        };
        let word = &bytes[from..at];
        let (style, number) = match word {
            [b'0'..=b'9', ..] if word.len() <= 3 => {
                (Style::Digits, std::str::from_utf8(word).ok()?.parse().ok()?)
            }
            [letter @ b'a'..=b'z'] => (Style::Small, u32::from(letter - b'a' + 1)),
            [letter @ b'A'..=b'Z'] => (Style::Capital, u32::from(letter - b'A' + 1)),
            [b'a'..=b'z', ..] if roman(word) > 0 => (Style::Small, 100 + roman(word)),
            [b'A'..=b'Z', ..] if roman(word) > 0 => (Style::Capital, 100 + roman(word)),
            _ => return None,
        };
        let sign = at + width - 1;
        let space = bytes.get(sign + 1).is_some_and(|&b| b == b' ' || b == 0xc2 || b == 0xe2);
        space.then_some((Label { style, number, stop, bracket }, sign))
    }

    /// Whether `next` is the label that comes after this one.
    pub(super) fn precedes(self, next: Label) -> bool {
        let alike = (self.style, self.stop, self.bracket) == (next.style, next.stop, next.bracket);
        // `i` is a letter and a numeral: `ii` follows it, and `j` too; `v` and `x` likewise.
        let as_roman = |number: u32| match number {
            9 => 101,
            22 => 105,
            24 => 110,
            _ => number,
        };
        alike
            && (next.number == self.number + 1
                || self.style != Style::Digits && as_roman(next.number) == as_roman(self.number) + 1)
    }
}

/// Where the bullet that is at `at` stands again, between spaces and not too far: `• Un • Deux`.
pub(super) fn next_bullet(bytes: &[u8], at: usize) -> Option<usize> {
    const REACH: usize = 1000;
    let bullet = bytes
        .get(at..at + 3)
        .filter(|b| ["•", "▪", "■", "●", "◦", "‣", "⁃"].iter().any(|known| known.as_bytes() == *b))?;
    let rest = &bytes[at + 3..bytes.len().min(at + REACH)];
    let spaced = |offset: &usize| {
        let place = at + 3 + offset;
        space_before(bytes, place) > 0 && space_at(bytes, place + 3) > 0
    };
    memchr::memmem::find_iter(rest, bullet).find(spaced).map(|offset| at + 3 + offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(text: &str) -> Label {
        Label::at(text.as_bytes(), 0).unwrap().0
    }

    #[test]
    fn each_label_has_its_successor() {
        for (one, other) in [
            ("1. Un", "2. Deux"),
            ("9) Un", "10) Deux"),
            ("a.) Un", "b.) Deux"),
            ("(a) Un", "(b) Deux"),
            ("• 9. Un", "• 10. Deux"),
            ("i) Un", "ii) Deux"),
            ("iv) Un", "v) Deux"),
            ("v) Un", "vi) Deux"),
            ("h) Un", "i) Deux"),
        ] {
            assert!(label(one).precedes(label(other)), "{one} {other}");
            assert!(!label(other).precedes(label(one)), "{other} {one}");
        }
        assert!(!label("1. Un").precedes(label("2) Deux")));
        assert!(!label("1. Un").precedes(label("3. Trois")));
    }

    #[test]
    fn what_labels_nothing_is_no_label() {
        for text in ["Un.", "1998. Elle", "3.14 est", "1.", "1.a", "Il (a)"] {
            assert_eq!(Label::at(text.as_bytes(), 0), None, "{text}");
        }
    }
}
