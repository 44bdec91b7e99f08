//! Places in a line where a sentence may end: a mark, what closes with it, white space, and something after it.

use std::ops::Range;

/// A place where a sentence may end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    /// The last run of marks: `.`, `?!`, `…`.
    pub mark: Range<usize>,
    /// Where the sentence would end: after closing quotes, brackets and footnote marks.
    pub end: usize,
    /// Where the next sentence would begin.
    pub next: usize,
}

/// Spaces at which a line must not be broken: French typography puts them before `; : ! ? »` and after `«`.
pub(super) fn is_no_break(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}' | '\u{2060}')
}

fn is_mark(c: char) -> bool {
    matches!(c, '.' | '?' | '!' | '…' | '‽')
}

/// Finds candidates from left to right. Quotation marks are counted within the line only, so that one that
/// was forgotten spoils no more than its line; and parity never forbids a cut, it only tells `"` that closes
/// from `"` that opens where white space stands on both sides of it.
pub(super) struct Candidates<'t> {
    line: &'t str,
    at: usize,
    quotes: usize,
    counted: usize,
}

impl<'t> Candidates<'t> {
    pub(super) fn new(line: &'t str) -> Self {
        Self { line, at: 0, quotes: 0, counted: 0 }
    }

    /// The end of the run of marks that begins at `from`, over no-break spaces as in `Quoi ? !`.
    fn marks(&self, from: usize) -> usize {
        let mut end = from;
        for (offset, c) in self.line[from..].char_indices() {
            if is_mark(c) {
                end = from + offset + c.len_utf8();
            } else if !is_no_break(c) {
                break;
            }
        }
        end
    }

    /// The end of what closes with a mark at `from`.
    fn closers(&mut self, from: usize) -> usize {
        let mut end = from;
        loop {
            let rest = &self.line[end..];
            let mut chars = rest.chars();
            let Some(c) = chars.next() else { return end };
            let after = chars.clone().next();
            let at_edge = after.is_none_or(|a| !a.is_alphanumeric());
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
                    Some('"') if chars.nth(1).is_none_or(char::is_whitespace) && self.quote_is_open(end) => {
                        c.len_utf8() + 1
                    }
                    _ => return end,
                },
                _ => return end,
            };
        }
    }

    /// Whether an odd number of `"` stands before `to` in the line.
    fn quote_is_open(&mut self, to: usize) -> bool {
        self.quotes += self.line[self.counted..to].matches('"').count();
        self.counted = to;
        self.quotes % 2 == 1
    }
}

/// The width of a footnote mark such as `[12]` at the beginning of `rest`.
fn footnote(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('[')?;
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    (1..=3).contains(&digits).then_some(())?;
    inner[digits..].starts_with(']').then_some(digits + 2)
}

impl Iterator for Candidates<'_> {
    type Item = Candidate;

    fn next(&mut self) -> Option<Candidate> {
        loop {
            let start = self.at + self.line[self.at..].find(is_mark)?;
            let mut mark = start..self.marks(start);
            let mut end = self.closers(mark.end);
            // `possible".` and `! ».`: the mark behind the quote is the last word.
            while self.line[end..].starts_with(is_mark) {
                mark = end..self.marks(end);
                end = self.closers(mark.end);
            }
            self.at = end;
            let rest = &self.line[end..];
            let body = rest.trim_start();
            if body.is_empty() {
                return None;
            }
            let next = self.line.len() - body.len();
            if next > end {
                return Some(Candidate { mark, end, next });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(line: &str) -> Vec<(&str, &str)> {
        Candidates::new(line).map(|c| (&line[..c.end], &line[c.next..])).collect()
    }

    #[test]
    fn what_closes_stays_with_the_mark() {
        assert_eq!(cut("« Oui ! » Il"), [("« Oui ! »", "Il")]);
        assert_eq!(cut("« Oui.\u{202f}»\u{a0}Il"), [("« Oui.\u{202f}»", "Il")]);
        assert_eq!(cut("(\"Oui\".) Il"), [("(\"Oui\".)", "Il")]);
        assert_eq!(cut("habitants.[12] Elle"), [("habitants.[12]", "Elle")]);
        assert_eq!(cut("Quoi\u{202f}?\u{202f}! Il"), [("Quoi\u{202f}?\u{202f}!", "Il")]);
    }

    #[test]
    fn a_straight_quote_between_spaces_closes_when_one_is_open() {
        assert_eq!(cut("\" Oui. \" Il"), [("\" Oui. \"", "Il")]);
        assert_eq!(cut("Oui. \" Il"), [("Oui.", "\" Il")]);
    }

    #[test]
    fn a_mark_inside_a_word_or_number_is_no_candidate() {
        assert_eq!(cut("3.14 et www.example.org. Fin"), [("3.14 et www.example.org.", "Fin")]);
        assert!(cut("Fin.").is_empty());
        assert!(cut("Fin. ").is_empty());
    }
}
