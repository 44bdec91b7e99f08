//! What stands between the last word of a sentence and its end: marks, quotation marks and brackets that close, footnote
//! marks. In all of it `line` is the text up to the end of the line, so that places are those of the text.

use std::ops::Range;

use super::bytes::{Kind, kind_at, run_end, run_start, space_at, space_before};

/// Spaces at which a line must not be broken: French typography puts them before `; : ! ? »` and after `«`.
pub(super) fn is_no_break(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}' | '\u{2060}')
}

pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '.' | '?' | '!' | '…' | '．' | '？' | '！')
}

/// Whether the mark at `at` is a full-width one, which has the space behind it within.
pub(super) fn is_wide(bytes: &[u8], at: usize) -> bool {
    bytes.get(at) == Some(&0xef)
}

/// The end of the run of marks that begins at `from`, over no-break spaces as in `Quoi ? !`.
#[inline]
pub(super) fn marks(line: &str, from: usize) -> usize {
    let bytes = line.as_bytes();
    match bytes[from..] {
        [b'.' | b'?' | b'!'] => return from + 1,
        [b'.' | b'?' | b'!', b' ', after, ..] if after != b'.' => return from + 1,
        _ => {}
    }
    if omits(line, from) {
        return from + 1;
    }
    let mut end = from;
    for (offset, c) in line[from..].char_indices() {
        let at = from + offset;
        if is_mark(c) {
            end = at + c.len_utf8();
        } else if c == ' ' && bytes[at - 1] == b'.' && bytes.get(at + 1) == Some(&b'.') {
            // `. . .` is an ellipsis, ` .NET` is not.
            if bytes.get(at + 2).is_some_and(|b| b.is_ascii_alphanumeric()) {
                break;
            }
        } else if !is_no_break(c) {
            break;
        }
    }
    end
}

/// Whether the full stop at `from` ends a sentence behind which something is left out: `fin. . . . La suite`. Of four dots the
/// first is the full stop where no space stands before it, and the three others belong to what follows, as `[…]` does.
fn omits(line: &str, from: usize) -> bool {
    let bytes = line.as_bytes();
    let behind_word =
        from.checked_sub(1).is_some_and(|last| bytes[last] != b'.' && space_before(bytes, from) == 0);
    if bytes[from] != b'.' || !behind_word {
        return false;
    }
    let mut at = from + 1;
    for _ in 0..3 {
        match space_at(bytes, at) {
            width if width > 0 && bytes.get(at + width) == Some(&b'.') => at += width + 1,
            _ => return false,
        }
    }
    let width = space_at(bytes, at);
    width > 0 && at + width < bytes.len() && kind_at(bytes, at + width).0 == Kind::Capital
}

/// The end of what closes with a mark at `from`.
#[inline]
pub(super) fn closers(line: &str, from: usize, quoted: bool) -> usize {
    match line.as_bytes()[from..] {
        [] => from,
        [b' ', after, ..] if after != b'"' && after != 0xc2 => from,
        [b, ..] if b.is_ascii_alphabetic() => from,
        _ => all_closers(line, from, quoted),
    }
}

/// The width of footnote numbers at `from` that lost their raised position, 0 if there are none: `text.12 The`,
/// `text.3 4 The`. A space and a capital must follow.
pub(super) fn note(line: &str, from: usize) -> usize {
    let bytes = line.as_bytes();
    let digits = |at: usize| bytes[at..].iter().take(4).take_while(|b| b.is_ascii_digit()).count();
    let mut end = from;
    for _ in 0..3 {
        let width = digits(end);
        let behind = end + width;
        if !(1..=3).contains(&width) || bytes.get(behind) != Some(&b' ') {
            return 0;
        }
        match bytes.get(behind + 1) {
            Some(b) if b.is_ascii_digit() => end = behind + 1,
            Some(b) if b.is_ascii_uppercase() || *b == 0xc3 => return behind - from,
            _ => return 0,
        }
    }
    0
}

fn all_closers(line: &str, from: usize, mut quoted: bool) -> usize {
    let mut end = from;
    loop {
        let rest = &line[end..];
        let mut chars = rest.chars();
        let Some(c) = chars.next() else { return end };
        let after = chars.clone().next();
        let at_edge = after.is_none_or(|a| !a.is_alphanumeric());
        if end == from && c.is_ascii_digit() {
            match note(line, end) {
                0 => return end,
                width => end += width,
            }
            continue;
        }
        let straight = c == '"' || c.is_whitespace() && after == Some('"');
        end += match c {
            ')' | ']' | '}' | '»' | '”' | '›' => c.len_utf8(),
            '"' | '\'' | '’' | '“' if at_edge => c.len_utf8(),
            '¹' | '²' | '³' | '⁰'..='⁹' => c.len_utf8(),
            '[' => match footnote(rest) {
                Some(width) => width,
                None => return end,
            },
            _ if c.is_whitespace() => match after {
                Some('»') => c.len_utf8() + '»'.len_utf8(),
                Some('"') if quoted && chars.nth(1).is_none_or(char::is_whitespace) => c.len_utf8() + 1,
                _ => return end,
            },
            _ => return end,
        };
        quoted ^= straight;
    }
}

/// Whether a sentence may begin at `end`, behind `mark` and without a space: `parti.Elle`, not in `www.Example.org`. The
/// present one began at `start`.
pub(super) fn space_is_missing(line: &str, start: usize, mark: &Range<usize>, end: usize) -> bool {
    let bytes = line.as_bytes();
    if is_wide(bytes, mark.start) {
        return kind_at(bytes, end).0 == Kind::Capital;
    }
    // French has a no-break space before the mark; `!Kung` has a plain one.
    let before = line[start..mark.start].trim_end_matches(is_no_break).chars().next_back();
    let (after, width) = kind_at(bytes, end);
    let stop = mark.len() == 1 && bytes[mark.start] == b'.';
    let begins = |before: char| {
        let small = bytes.get(end + width).is_some_and(|_| kind_at(bytes, end + width).0 == Kind::Small);
        after == Kind::Capital && (before.is_lowercase() || before.is_ascii_digit() && small)
    };
    let fits = |before: char| match stop {
        true => begins(before),
        // `Y!J` is a name.
        false => {
            after == Kind::Small && before.is_alphanumeric()
                || after == Kind::Capital && (before.is_lowercase() || before.is_ascii_digit())
        }
    };
    if !before.is_some_and(fits) {
        return false;
    }
    let run = &bytes[run_start(bytes, start, mark.start)..run_end(bytes, end, line.len())];
    let address = run.iter().any(|b| b"@/_=".contains(b))
        || run.starts_with(b"www.")
        || stop && ends_address(&bytes[end..line.len()]);
    !address
}

/// Whether `rest` begins as an address on the web ends: `Example.Com`.
fn ends_address(rest: &[u8]) -> bool {
    let word = rest.iter().take_while(|b| b.is_ascii_alphanumeric()).count();
    [&b"com"[..], b"org", b"net", b"edu", b"gov"].iter().any(|end| rest[..word].eq_ignore_ascii_case(end))
}

/// The width of a footnote mark such as `[12]` at the beginning of `rest`.
fn footnote(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('[')?;
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    (1..=3).contains(&digits).then_some(())?;
    inner[digits..].starts_with(']').then_some(digits + 2)
}
