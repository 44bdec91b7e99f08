//! Bytes of a text: white space, letters, and numbers that stand for words.
//!
//! All of it looks a bounded distance, so that a candidate costs the same in any text.

/// The most bytes of a word that are looked at.
const LONGEST: usize = 40;

/// A one in every byte.
pub(super) const ONES: u64 = 0x0101_0101_0101_0101;

/// The high bit in every byte.
pub(super) const HIGH: u64 = ONES * 0x80;

/// The high bit of every byte that is a control character or a space, and of those that are `first` or `second`, which are no ASCII.
#[inline]
fn spaces_and(raw: u64, first: u8, second: u8) -> u64 {
    let spaces = !((raw & !HIGH) + ONES * (0x80 - 0x21)) & !raw;
    let is = |b: u8| {
        let other = raw ^ (ONES * u64::from(b));
        !(((other & !HIGH) + ONES * 0x7f) | other)
    };
    (spaces | is(first) | is(second)) & HIGH
}

/// Width of the apostrophe at `at`, 0 if there is none.
#[inline]
pub(super) fn apostrophe_at(bytes: &[u8], at: usize) -> usize {
    match bytes[at] {
        b'\'' => 1,
        0xe2 if bytes.get(at + 1..at + 3) == Some(&[0x80, 0x99]) => 3,
        _ => 0,
    }
}

/// Mixes the bits of a number; each step is a bijection (Stafford's variant 13 of MurmurHash3's finaliser, the
/// last step left out).
#[inline]
pub(super) fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb)
}

/// Eight bytes from `at`, as far as there are so many before `end`; zeros behind.
#[inline]
pub(super) fn eight(bytes: &[u8], at: usize, end: usize) -> u64 {
    let width = (end - at).min(8);
    let raw = match bytes.get(at..at + 8).and_then(|b| b.try_into().ok()) {
        Some(eight) => u64::from_le_bytes(eight),
        None => bytes[at..at + width].iter().rev().fold(0, |all, &b| all << 8 | u64::from(b)),
    };
    if width == 8 { raw } else { raw & ((1 << (8 * width)) - 1) }
}

/// Hash of `bytes[start..end]` that takes capitals for small letters, with or without accent: in ASCII, and in
/// the second byte of `É` and the others of Latin-1, they differ in the bit `0x20`.
#[inline]
pub(super) fn hash(bytes: &[u8], start: usize, end: usize) -> u64 {
    let (mut all, mut at) = ((end - start) as u64, start);
    while at < end {
        all = mix(all ^ (eight(bytes, at, end) | 0x2020_2020_2020_2020));
        at += 8;
    }
    all
}

/// Width of the white space character that begins at `at`, 0 if there is none. No-break spaces count.
#[inline]
pub(super) fn space_at(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        Some(b' ' | b'\t' | 0xb | 0xc | b'\r' | b'\n') => 1,
        Some(0xc2) if bytes.get(at + 1) == Some(&0xa0) => 2,
        Some(0xe2) => match (bytes.get(at + 1), bytes.get(at + 2)) {
            (Some(0x80), Some(0x80..=0x8a | 0xa8 | 0xa9 | 0xaf)) | (Some(0x81), Some(0x9f)) => 3,
            _ => 0,
        },
        Some(0xe3) if bytes.get(at + 1..at + 3) == Some(&[0x80, 0x80]) => 3,
        _ => 0,
    }
}

/// Width of the white space character that ends at `at`.
#[inline]
pub(super) fn space_before(bytes: &[u8], at: usize) -> usize {
    match at.checked_sub(1).map(|last| bytes[last]) {
        Some(b' ' | b'\t' | 0xb | 0xc | b'\r' | b'\n') => 1,
        Some(0x80..=0xbf) => {
            (2..=3).find(|&width| at >= width && space_at(bytes, at - width) == width).unwrap_or(0)
        }
        _ => 0,
    }
}

/// Where the run of characters that are not white space and ends at `to` begins, at `floor` at the earliest.
#[inline]
pub(super) fn run_start(bytes: &[u8], floor: usize, to: usize) -> usize {
    let floor = floor.max(to.saturating_sub(LONGEST));
    let mut at = to;
    while at > floor {
        if at >= floor + 8 {
            // Of the wide spaces, only those that must not be broken stand within runs often enough to matter.
            let found = spaces_and(eight(bytes, at - 8, at), 0xa0, 0xaf);
            at -= (found.leading_zeros() / 8) as usize;
            if found == 0 {
                continue;
            }
        }
        let last = bytes[at - 1];
        if last <= b' ' || (last == 0xa0 || last == 0xaf) && space_before(bytes, at) > 0 {
            break;
        }
        at -= 1;
    }
    // A window may begin inside a character.
    while at < to && (0x80..0xc0).contains(&bytes[at]) {
        at += 1;
    }
    at
}

/// Where the run of characters that are not white space and begins at `from` ends, at `limit` at the latest.
#[inline]
pub(super) fn run_end(bytes: &[u8], from: usize, limit: usize) -> usize {
    let limit = limit.min(from + LONGEST);
    let mut at = from;
    while at < limit {
        if at + 8 <= limit {
            let found = spaces_and(eight(bytes, at, at + 8), 0xc2, 0xe2);
            at += (found.trailing_zeros() / 8) as usize;
            if found == 0 {
                continue;
            }
        }
        let b = bytes[at];
        if b <= b' ' || (b == 0xc2 || b == 0xe2) && space_at(bytes, at) > 0 {
            return at;
        }
        at += 1;
    }
    while at > from && bytes.get(at).is_some_and(|b| (0x80..0xc0).contains(b)) {
        at -= 1;
    }
    at
}

/// What a byte is, in a letter or for itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Capital,
    Small,
    Digit,
    Sign,
}

/// Kind and width of the character at `at`. Letters beyond Latin count as small: they have no capitals, or
/// stand in French and English as foreign words.
#[inline]
pub(super) fn kind_at(bytes: &[u8], at: usize) -> (Kind, usize) {
    match bytes[at] {
        b'a'..=b'z' => (Kind::Small, 1),
        b'A'..=b'Z' => (Kind::Capital, 1),
        b'0'..=b'9' => (Kind::Digit, 1),
        0..=0x7f => (Kind::Sign, 1),
        0xc3 => match bytes.get(at + 1) {
            Some(0x97 | 0xb7) => (Kind::Sign, 2),
            Some(0x80..=0x9e) => (Kind::Capital, 2),
            _ => (Kind::Small, 2),
        },
        0xc4 | 0xc5 => match bytes.get(at + 1) {
            // Capitals and small letters of Latin Extended-A take turns.
            Some(low) if low & 1 == 0 => (Kind::Capital, 2),
            _ => (Kind::Small, 2),
        },
        0xc2 => match bytes.get(at + 1) {
            Some(0xaa | 0xb5 | 0xba) => (Kind::Small, 2),
            _ => (Kind::Sign, 2),
        },
        // Greek and Cyrillic capitals.
        0xce if matches!(bytes.get(at + 1), Some(0x86..=0xab)) => (Kind::Capital, 2),
        0xd0 if matches!(bytes.get(at + 1), Some(0x80..=0xaf)) => (Kind::Capital, 2),
        0xc4..=0xdf => (Kind::Small, 2),
        0xe2 => (Kind::Sign, 3),
        0xe3 if bytes.get(at + 1) == Some(&0x80) => (Kind::Sign, 3),
        // Full-width signs.
        0xef if bytes.get(at + 1) == Some(&0xbc)
            && matches!(bytes.get(at + 2), Some(0x81..=0x8f | 0x9a..=0xa0)) =>
        {
            (Kind::Sign, 3)
        }
        0xe0..=0xef => (Kind::Small, 3),
        0xf0.. => (Kind::Sign, 4),
        _ => (Kind::Sign, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_of_every_width() {
        for space in [" ", "\t", "\u{a0}", "\u{202f}"] {
            let text = format!("a{space}b");
            assert_eq!(space_at(text.as_bytes(), 1), space.len(), "{space:?}");
            assert_eq!(space_before(text.as_bytes(), 1 + space.len()), space.len(), "{space:?}");
            assert_eq!(run_end(text.as_bytes(), 0, text.len()), 1);
            assert_eq!(run_start(text.as_bytes(), 0, text.len()), text.len() - 1);
        }
        assert_eq!(space_at("é".as_bytes(), 0), 0);
        assert_eq!(space_before("à".as_bytes(), 2), 0);
    }
}
