//! Markers of items and headings: `(a)`, `3.`, `II)`, `Chapitre IV`.
//!
//! Two segments that begin with the same marker go together, and those that begin with different ones do not. A marker that stands alone,
//! cut off from its item, belongs to what follows it: a bead does not end behind it on one side only.

use super::gains::Beads;
use super::numerals;
use super::side::Side;
use crate::model::{Language, roman};

/// The marker at the beginning of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Marker {
    counted: Option<Counted>,
    /// Whether it is the whole segment, and written as that of an item: `3.`
    alone: bool,
}

/// What a marker counts by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Counted {
    Number(u16),
    Letter(u8),
}

impl Marker {
    pub(super) fn of(text: &str, language: Language) -> Self {
        let text = text.trim();
        let inner = text.strip_prefix(['(', '[']).unwrap_or(text);
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
        let (label, behind) = inner.split_at(end);
        let rest = behind.trim_start_matches(['.', ')', ']', '°', 'º', '-', '–', '—', ':']);
        let closes = rest.len() < behind.len() && !rest.starts_with(|c: char| c.is_alphanumeric());
        let enclosed = inner.len() < text.len() || behind.starts_with(')');
        match closes.then(|| counted(label, enclosed)).flatten() {
            Some(counted) => Self { counted: Some(counted), alone: rest.is_empty() },
            None => Self { counted: numerals::of_heading(text, language).map(Counted::Number), alone: false },
        }
    }

    fn is_none(self) -> bool {
        self.counted.is_none()
    }

    /// 1 where two segments begin with the same marker, -1 where with different ones of a kind.
    fn agrees(self, other: Marker) -> f32 {
        match (self.counted, other.counted) {
            (Some(x), Some(y)) if x == y => 1.0,
            (Some(Counted::Number(_)), Some(Counted::Number(_)))
            | (Some(Counted::Letter(_)), Some(Counted::Letter(_))) => -1.0,
            _ => 0.0,
        }
    }
}

/// What a label of figures or letters counts by. Capital letters that are no numeral are initials, as small ones are words, unless `enclosed`.
fn counted(label: &str, enclosed: bool) -> Option<Counted> {
    match label.as_bytes() {
        [] => None,
        digits if digits.iter().all(u8::is_ascii_digit) => {
            label.parse().ok().filter(|number| *number < 1_000).map(Counted::Number)
        }
        [letter] if enclosed => Some(Counted::Letter(letter.to_ascii_lowercase())),
        [b'I' | b'V' | b'X'] => roman(label).map(|number| Counted::Number(number as u16)),
        [_] => None,
        _ => {
            let capitals = label.to_ascii_uppercase();
            let numeral = numerals::numeral(&capitals).filter(|_| enclosed || capitals == label);
            numeral.map(|number| Counted::Number(number as u16))
        }
    }
}

/// What the markers of both sides say of beads, if anything: that their items agree, that one side ends in a marker alone.
#[inline(always)]
pub(super) fn features<const W: usize>(
    (source, target): (&Side, &Side),
    beads: &Beads,
) -> Option<[[f32; W]; 2]> {
    let run = &beads.sources;
    let (ours, last) = (source.markers[run.start], source.markers[run.end - 1].alone);
    let (first, theirs) =
        (&target.markers[beads.start()..][..W], &target.markers[beads.ends.start - 1..][..W]);
    if ours.is_none() && !last && theirs.iter().all(|marker| !marker.alone) {
        return None;
    }
    let (mut numbered, mut dangling) = ([0.0; W], [0.0; W]);
    for k in 0..W {
        numbered[k] = ours.agrees(first[k]);
        dangling[k] = f32::from(u8::from(last != theirs[k].alone));
    }
    Some([numbered, dangling])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Marker {
        Marker::of(text, Language::French)
    }

    #[test]
    fn markers_are_numbers_numerals_letters_and_headings() {
        let (number, letter) = (|n| Some(Counted::Number(n)), |c| Some(Counted::Letter(c)));
        for (text, counted, alone) in [
            ("3.", number(3), true),
            ("(12)", number(12), true),
            ("3. Titre", number(3), false),
            ("IV. – Titre", number(4), false),
            ("(iii) le ministre", number(3), false),
            ("a) le ministre", letter(b'a'), false),
            ("(B) le ministre", letter(b'b'), false),
            ("Chapitre XII", number(12), false),
            ("1° Le ministre", number(1), false),
            // Neither years, initials, numbers of a sentence nor its words are markers.
            ("1914. La guerre", None, false),
            ("3.5 pour cent", None, false),
            ("3 hommes", None, false),
            ("A. Dumas", None, false),
            ("M. Dumas", None, false),
            ("a. Dumas", None, false),
            ("Il vit.", None, false),
            ("", None, false),
        ] {
            assert_eq!(of(text), Marker { counted, alone }, "{text}");
        }
    }

    #[test]
    fn markers_of_a_kind_agree_or_do_not() {
        for (x, y, agrees) in
            [("Chapitre IV", "4.", 1.0), ("a)", "(b)", -1.0), ("1.", "a)", 0.0), ("Il vit", "1.", 0.0)]
        {
            assert_eq!(of(x).agrees(of(y)), agrees, "{x} {y}");
        }
    }
}
