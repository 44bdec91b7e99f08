//! Words around a candidate: where they are, what they look like, and a number that stands for them.
//!
//! Words are found and looked at eight bytes at a time, where they are of the usual kind.

use super::bytes::{HIGH, Kind, ONES, eight, hash, kind_at, mix};

/// What a word looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Shape {
    /// There is no word.
    #[default]
    None,
    /// `mot`
    Small,
    /// `Mot`
    Capital,
    /// `A`, one capital.
    Letter,
    /// `MOT`
    Capitals,
    /// `XIV`, more than one letter.
    Roman,
    /// `12`, `1.2`, `12:30`
    Number,
    /// `A4`, `1er`, `12h`
    Mixed,
    /// `a.m`, `U.S`: letters and full stops.
    Dotted,
    /// `a`, one small letter.
    SmallLetter,
    /// `macOS`
    Inner,
    /// No letter or digit.
    Sign,
}

/// A word: bytes of the text without the signs around it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Word {
    pub start: usize,
    pub end: usize,
    /// The same for `Mot` and `mot`; different words nearly always differ.
    pub hash: u64,
    pub shape: Shape,
}

impl Word {
    /// The word in the run of characters `from..to`: from its first letter or digit to its last one. With `last`, what
    /// opens or elides within the run ends what came before: `art` of `l’art` and `(art`.
    #[inline]
    pub(super) fn within(bytes: &[u8], from: usize, to: usize, last: bool) -> Self {
        Self::short(bytes, from, to).unwrap_or_else(|| Self::any(bytes, from, to, last))
    }

    /// The word, if it is a usual one: up to sixteen bytes of letters as French and English have them, a capital at most
    /// the first, at most one sign behind that is no full stop. Looks at eight bytes at once.
    #[inline(always)]
    pub(super) fn short(bytes: &[u8], from: usize, to: usize) -> Option<Self> {
        let width = to - from;
        if width == 0 || width > 16 {
            return None;
        }
        let head = eight(bytes, from, to.min(from + 8));
        let (letters, capitals) = letters(head);
        let count = ((!letters & HIGH).trailing_zeros() / 8) as usize;
        if capitals & !0x80 & below(count) != 0 {
            return None;
        }
        let (count, hash) = match (count, width) {
            (0, _) => return None,
            (8, 9..) => Self::tail(bytes, from, to, head)?,
            _ => (count, mix(count as u64 ^ fold(head & below(count)))),
        };
        let fits = count == width || count + 1 == width && may_trail(bytes[to - 1]);
        // A letter of two bytes alone is one letter: rare.
        if !fits || count == 2 && head & 0x80 != 0 {
            return None;
        }
        let shape = match (capitals & 0x80 != 0, count) {
            (false, 1) => Shape::SmallLetter,
            (false, _) => Shape::Small,
            (true, 1) => Shape::Letter,
            (true, _) => Shape::Capital,
        };
        Some(Self { start: from, end: from + count, hash, shape })
    }

    /// Length and hash of a word of more than eight bytes, of which the first eight are `head`.
    #[inline(never)]
    fn tail(bytes: &[u8], from: usize, to: usize, head: u64) -> Option<(usize, u64)> {
        let tail = eight(bytes, from + 8, to);
        let (letters, capitals) = letters(tail);
        let more = ((!letters & HIGH).trailing_zeros() / 8) as usize;
        let hash = mix((8 + more) as u64 ^ fold(head));
        match capitals & below(more) {
            0 if more > 0 => Some((8 + more, mix(hash ^ fold(tail & below(more))))),
            0 => Some((8, hash)),
            _ => None,
        }
    }

    #[inline(never)]
    fn any(bytes: &[u8], from: usize, to: usize, last: bool) -> Self {
        let mut seen = Seen { start: from, end: from, ..Seen::default() };
        let mut at = from;
        while at < to {
            let byte = bytes[at];
            let class = CLASS[usize::from(byte)];
            let width = if class == OTHER {
                let (kind, width) = kind_at(bytes, at);
                match kind {
                    Kind::Sign if last && cuts(bytes, at) => {
                        seen = Seen { start: to, end: to, ..Seen::default() }
                    }
                    Kind::Sign => {}
                    Kind::Capital => seen.letter(at, width, CAPITAL),
                    _ => seen.letter(at, width, SMALL),
                }
                width
            } else {
                match class {
                    SIGN if byte == b'.' => seen.pending += 1,
                    SIGN if last && matches!(byte, b'(' | b'/' | b'"' | b'[' | b'\'') && at + 1 < to => {
                        seen = Seen { start: to, end: to, ..Seen::default() };
                    }
                    SIGN => {}
                    class => seen.letter(at, 1, class),
                }
                1
            };
            at += width;
        }
        let (start, end) = (seen.start, seen.end.min(to));
        // `°C` keeps its degree.
        let degree = last && start >= from + 2 && bytes[start - 2..start] == [0xc2, 0xb0];
        let start = if degree { start - 2 } else { start };
        Self {
            start,
            end,
            hash: hash(bytes, start, end),
            shape: if end == start && to > from { Shape::Sign } else { seen.shape() },
        }
    }
}

/// Whether a sign may stand behind a word without being more than a sign.
#[inline]
fn may_trail(sign: u8) -> bool {
    matches!(sign, b',' | b';' | b':' | b')' | b'!' | b'?' | b'-')
}

/// The first `count` bytes.
#[inline]
fn below(count: usize) -> u64 {
    if count >= 8 { u64::MAX } else { (1 << (8 * count)) - 1 }
}

/// As [`hash`] takes capitals for small letters.
#[inline]
fn fold(raw: u64) -> u64 {
    raw | (ONES * 0x20)
}

/// The high bit of every byte that belongs to a letter: those of ASCII, and small accented ones (`Ã` is the first byte of
/// those, the second is `0xa0` or more). And of every capital.
#[inline]
fn letters(raw: u64) -> (u64, u64) {
    let low = fold(raw) & !HIGH;
    let ascii = (low + ONES * (0x80 - 0x61)) & !(low + ONES * (0x80 - 0x7b)) & !raw & HIGH;
    let lead = raw ^ (ONES * 0xc3);
    let lead = !(((lead & !HIGH) + ONES * 0x7f) | lead) & HIGH;
    // 0x80 is set and 0x40 is not: a second byte; 0x20 set: 0xa0 to 0xbf.
    let second = raw & (!raw << 1) & (raw << 2) & HIGH;
    let capitals = ascii & (!raw << 2);
    (ascii | lead | second & (lead << 8), capitals)
}

/// What was seen of a word.
#[derive(Default)]
struct Seen {
    start: usize,
    end: usize,
    letters: u32,
    capitals: u32,
    digits: u32,
    dots: u32,
    /// Full stops that nothing follows yet.
    pending: u32,
    /// Capitals that are no Roman numerals, and capitals behind small letters.
    plain: u32,
    inner: bool,
    first_is_capital: bool,
}

impl Seen {
    #[inline]
    fn letter(&mut self, at: usize, width: usize, class: u8) {
        if self.letters + self.digits == 0 {
            self.start = at;
            self.first_is_capital = class & CAPITAL != 0;
            self.pending = 0;
        }
        self.end = at + width;
        self.dots += self.pending;
        self.pending = 0;
        if class == DIGIT {
            self.digits += 1;
            return;
        }
        if class & CAPITAL != 0 {
            self.inner |= self.capitals != self.letters;
            self.capitals += 1;
            self.plain += u32::from(class & ROMAN == 0);
        }
        self.letters += 1;
    }

    fn shape(&self) -> Shape {
        match (self.letters, self.capitals, self.digits) {
            (0, _, 0) => Shape::None,
            (0, ..) => Shape::Number,
            (.., 1..) => Shape::Mixed,
            _ if self.dots > 0 => Shape::Dotted,
            (1, 1, _) => Shape::Letter,
            (1, 0, _) => Shape::SmallLetter,
            (_, 0, _) => Shape::Small,
            (all, some, _) if all == some && self.plain == 0 => Shape::Roman,
            (all, some, _) if all == some => Shape::Capitals,
            _ if self.first_is_capital && !self.inner => Shape::Capital,
            _ => Shape::Inner,
        }
    }
}

/// Classes of bytes; a Roman numeral is a capital too.
const SIGN: u8 = 0;
const SMALL: u8 = 1;
const CAPITAL: u8 = 2;
const DIGIT: u8 = 4;
const ROMAN: u8 = 8;
const OTHER: u8 = 16;

static CLASS: [u8; 256] = {
    let mut class = [SIGN; 256];
    let mut b = 0;
    while b < 256 {
        class[b] = match b as u8 {
            b'I' | b'V' | b'X' | b'L' | b'C' | b'D' | b'M' => CAPITAL | ROMAN,
            b'A'..=b'Z' => CAPITAL,
            b'a'..=b'z' => SMALL,
            b'0'..=b'9' => DIGIT,
            0x80.. => OTHER,
            _ => SIGN,
        };
        b += 1;
    }
    class
};

/// Whether the sign of several bytes at `at` opens or elides: `’`, `«`, `“`. Dashes within words do not.
fn cuts(bytes: &[u8], at: usize) -> bool {
    match bytes[at] {
        0xc2 => bytes.get(at + 1) != Some(&0xb0),
        0xe2 => !matches!(bytes.get(at + 2), Some(0x90..=0x95)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Word {
        Word::within(text.as_bytes(), 0, text.len(), false)
    }

    #[test]
    fn capitals_make_no_other_hash() {
        for (one, other) in [("Mot", "mot"), ("ÉTÉ", "été"), ("L’", "l’")] {
            assert_eq!(of(one).hash, of(other).hash, "{one}");
        }
        for (one, other) in [("mot", "mots"), ("a", "aa"), ("constitution", "constitutiom"), ("été", "éta")]
        {
            assert_ne!(of(one).hash, of(other).hash, "{one}");
        }
        // In the middle of a text and at its end.
        assert_eq!(hash("le mot et le reste".as_bytes(), 3, 6), of("mot").hash);
    }

    #[test]
    fn the_short_way_and_the_long_way_agree() {
        for text in [
            "mot",
            "Mot",
            "A",
            "a",
            "mots,",
            "Mots)",
            "l’art",
            "l'art",
            "ABC",
            "maisons",
            "maisonsx",
            "Maisonsx",
            "été",
            "m.",
            "3a",
            "à",
            "À",
            "Été",
            "préférée",
            "constitution",
            "constitutionne",
            "Constitutions,",
            "constiTution",
            "déjà",
            "cœur",
            "a«",
            "café»",
            "naïveté",
            "gouvernementalx",
            "arrière-pays",
        ] {
            let bytes = text.as_bytes();
            for last in [false, true] {
                let long = Word::any(bytes, 0, bytes.len(), last);
                if let Some(short) = Word::short(bytes, 0, bytes.len()) {
                    assert_eq!(short, long, "{text}");
                }
            }
        }
        for text in ["mots,", "maisonsx", "préférée", "constitutionnel", "Abcdefgh", "déjà", "abcdefghi"]
        {
            assert!(Word::short(text.as_bytes(), 0, text.len()).is_some(), "{text}");
        }
    }

    #[test]
    fn shapes() {
        let shapes = [
            ("mot", Shape::Small),
            ("Été", Shape::Capital),
            ("Jean-Paul", Shape::Inner),
            ("B", Shape::Letter),
            ("à", Shape::SmallLetter),
            ("ONU", Shape::Capitals),
            ("XIV", Shape::Roman),
            ("3,14", Shape::Number),
            ("1er", Shape::Mixed),
            ("U.S", Shape::Dotted),
            ("—", Shape::Sign),
            ("McDonald", Shape::Inner),
        ];
        for (word, shape) in shapes {
            assert_eq!(of(word).shape, shape, "{word}");
        }
    }
}
