//! Finds the places in a line where a sentence may end: a mark, what closes with it, and something after it; and those
//! without a mark.

mod unmarked;

use std::ops::Range;

use super::Carry;
use super::bytes::{space_at, space_before};
use super::candidate::{Candidate, Mark};
use super::closing::{closers, is_mark, marks, note, space_is_missing};
use super::label::{Label, next_bullet};
use super::scan::Events;
use super::tables::Tables;

/// Finds candidates from left to right in one line.
///
/// Quotation marks are counted within the line only, so that one that was forgotten spoils no more than its line;
/// and parity never forbids a cut, it is a witness among others.
pub(super) struct Candidates<'t> {
    text: &'t str,
    tables: &'t Tables,
    /// Where the line ends.
    limit: usize,
    events: Events<'t>,
    /// What was read as part of a candidate.
    done: usize,
    /// Where the sentence began.
    start: usize,
    carry: Carry,
    quoted: bool,
    guillemets: bool,
    depth: u32,
    before: u8,
    last: u8,
    listed: bool,
    part: usize,
    opened: bool,
    /// The label that the sentence begins with.
    label: Option<Label>,
    /// Where the next bullet is, in a sentence that begins with one.
    bullet: Option<usize>,
    /// An event that was given before its turn.
    held: Option<usize>,
}

impl<'t> Candidates<'t> {
    /// Nothing yet: [`Candidates::line`] says where to look.
    pub(super) fn new(tables: &'t Tables, text: &'t str) -> Self {
        Self {
            text,
            tables,
            limit: 0,
            events: Events::new(text.as_bytes()),
            done: 0,
            start: 0,
            carry: Carry::default(),
            quoted: false,
            guillemets: false,
            depth: 0,
            before: 0,
            last: 0,
            listed: false,
            part: 0,
            opened: false,
            label: None,
            bullet: None,
            held: None,
        }
    }

    /// What is open where the next line begins, if that is in the middle of one.
    pub(super) fn carry(&mut self, carry: Carry) {
        self.carry = carry;
    }

    /// Goes on with the line at `line`, which begins behind the last one.
    #[inline]
    pub(super) fn line(&mut self, line: Range<usize>) {
        self.limit = line.end;
        self.done = line.start;
        let Carry { quoted, guillemets, listed } = std::mem::take(&mut self.carry);
        (self.quoted, self.guillemets) = (quoted, guillemets);
        self.begin(line.start);
        self.listed = listed;
        self.events.seek(line);
    }

    /// Where the present sentence began.
    pub(super) fn start(&self) -> usize {
        self.start
    }

    /// Takes note that a sentence begins at `at`.
    pub(super) fn begin(&mut self, at: usize) {
        self.start = at;
        (self.part, self.opened) = (at, false);
        (self.depth, self.before, self.last) = (0, 0, 0);
        let bytes = &self.text.as_bytes()[..self.limit];
        self.listed = match at.checked_sub(2).map(|from| &bytes[from..at]) {
            // Most sentences end so.
            Some(&[last, b' ']) if last.is_ascii_punctuation() => last == b':' || last == b';',
            _ => self.text[..at].trim_end().ends_with([':', ';']),
        };
        self.label = Label::at(bytes, at).map(|(label, _)| label);
        self.bullet = if bytes.get(at) == Some(&0xe2) { next_bullet(bytes, at) } else { None };
    }

    /// The next candidate.
    #[inline]
    pub(super) fn next(&mut self) -> Option<Candidate> {
        let bytes = self.text.as_bytes();
        while let Some(at) = self.event() {
            if let Some(bullet) = self.bullet.take_if(|&mut bullet| bullet <= at) {
                self.held = Some(at);
                let end = self.before_spaces(bullet);
                return Some(self.candidate(end..end, Mark::Item, end, bullet));
            }
            // What closes with the last sentence comes after its end was found.
            if at >= self.start {
                (self.before, self.last) = (self.last, bytes[at]);
            }
            if self.label.is_some()
                && matches!(bytes[at], b'.' | b')')
                && let Some(found) = self.item(at)
            {
                return Some(found);
            }
            let found = match bytes[at] {
                b'"' => {
                    let open = self.quoted;
                    self.quoted = !open;
                    if open { self.closer(at, 1) } else { None }
                }
                // A bracket around whole sentences does not hold them together.
                b'(' | b'[' => {
                    self.depth += u32::from(at > self.start);
                    None
                }
                b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    None
                }
                b')' => {
                    self.depth = self.depth.saturating_sub(1);
                    self.closer(at, 1)
                }
                0xab if at > 0 && bytes[at - 1] == 0xc2 => {
                    self.guillemets = true;
                    None
                }
                0xbb if at > 0 && bytes[at - 1] == 0xc2 => {
                    self.guillemets = false;
                    self.closer(at - 1, 2)
                }
                b'.' | b'?' | b'!' if at >= self.done => self.mark(at),
                0xa6 if at >= self.done + 2 && bytes[at - 2..at] == [0xe2, 0x80] => self.mark(at - 2),
                0xef if at >= self.done && self.text[at..].starts_with(is_mark) => self.mark(at),
                b'A'..=b'Z' => self.headline(at),
                b':' | b';' if at >= self.done && space_at(bytes, at + 1) > 0 => self.colon(at),
                _ => None,
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }

    /// The next event; in a sentence with a bullet to come, the end of the line is one too.
    #[inline]
    fn event(&mut self) -> Option<usize> {
        let event = self.held.take().or_else(|| self.events.next());
        event.or(self.bullet.map(|_| self.limit)).filter(|&at| at < self.limit || self.bullet.is_some())
    }

    /// A candidate at the run of marks that begins at `start`.
    #[inline]
    fn mark(&mut self, start: usize) -> Option<Candidate> {
        let (line, bytes) = (&self.text[..self.limit], self.text.as_bytes());
        // Most full stops that end nothing are told by the byte behind them.
        if bytes[start] == b'.'
            && bytes.get(start + 1).is_some_and(|b| b.is_ascii_digit() || b.is_ascii_lowercase())
        {
            let noted = bytes[start + 1].is_ascii_digit()
                && start > self.start
                && bytes[start - 1].is_ascii_lowercase();
            if !noted || note(line, start + 1) == 0 {
                return None;
            }
        }
        // `Fax:? 203.961`: a sign that an encoding lost.
        if bytes[start] == b'?' && start > self.start && bytes[start - 1] == b':' {
            return None;
        }
        let mut mark = start..marks(line, start);
        let mut end = closers(line, mark.end, self.quoted);
        // `possible".` and `! ».`: the mark behind the quote is the last word.
        while end > mark.end && end < self.limit && self.text[end..].starts_with(is_mark) {
            mark = end..marks(line, end);
            end = closers(line, mark.end, self.quoted);
        }
        self.done = end;
        let next = self.over_spaces(end);
        if next >= self.limit || next == end && !space_is_missing(line, self.start, &mark, end) {
            return None;
        }
        let kind = match &line[mark.clone()] {
            "." | "．" => Mark::Stop,
            run if run.contains(['?', '？']) => Mark::Question,
            run if run.contains(['!', '！']) => Mark::Exclamation,
            _ => Mark::Ellipsis,
        };
        Some(self.candidate(mark, kind, end, next))
    }

    #[inline]
    fn candidate(&self, mark: Range<usize>, kind: Mark, end: usize, next: usize) -> Candidate {
        let (quoted, guillemets, depth, before) = (self.quoted, self.guillemets, self.depth, self.before);
        let ahead =
            self.events.ahead(next).map_or((0, 0), |at| (self.text.as_bytes()[at], at.saturating_sub(next)));
        let (listed, part, opened) = (self.listed, self.part, self.opened);
        Candidate {
            mark,
            kind,
            end,
            next,
            quoted,
            guillemets,
            depth,
            before,
            ahead,
            listed,
            part,
            opened,
            repeats: false,
        }
    }

    #[inline]
    fn colon(&mut self, at: usize) -> Option<Candidate> {
        let kind = if self.text.as_bytes()[at] == b':' { Mark::Colon } else { Mark::Semicolon };
        let end = closers(&self.text[..self.limit], at + 1, self.quoted);
        self.done = end;
        let next = self.over_spaces(end);
        let found = (end < next && next < self.limit).then(|| self.candidate(at..at + 1, kind, end, next));
        self.part = at + 1;
        self.opened |= kind == Mark::Colon;
        found
    }

    fn before_spaces(&self, to: usize) -> usize {
        let mut at = to;
        while at > self.start {
            match space_before(self.text.as_bytes(), at) {
                0 => break,
                width => at -= width,
            }
        }
        at
    }

    #[inline]
    fn over_spaces(&self, from: usize) -> usize {
        let bytes = &self.text.as_bytes()[..self.limit];
        if let [b' ', after, ..] = bytes[from..]
            && after.is_ascii_alphanumeric()
        {
            return from + 1;
        }
        let mut at = from;
        while at < self.limit {
            match space_at(bytes, at) {
                0 => break,
                width => at += width,
            }
        }
        at.min(self.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Language;

    fn cut(line: &str) -> Vec<(&str, &str)> {
        let mut candidates = Candidates::new(Tables::of(Language::French), line);
        candidates.line(0..line.len());
        std::iter::from_fn(|| candidates.next()).map(|c| (&line[..c.end], &line[c.next..])).collect()
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
    fn what_closes_without_a_mark_is_a_whole_character() {
        for line in ["« Oui » Paul", "« Oui\u{a0}» Paul", "« Oui» Paul", "(Oui) Paul", "\"Oui\" Paul"] {
            let mut candidates = Candidates::new(Tables::of(Language::French), line);
            candidates.line(0..line.len());
            let found = candidates.next().unwrap();
            assert_eq!((found.kind, &line[found.next..]), (Mark::Closer, "Paul"));
            assert!(["»", ")", "\""].contains(&&line[found.mark.end..found.end]), "{line}");
        }
    }

    #[test]
    fn a_mark_inside_a_word_or_number_is_no_candidate() {
        assert_eq!(cut("3.14 et www.example.org. Fin"), [("3.14 et www.example.org.", "Fin")]);
        assert!(cut("Jean.Dupont@Example.org").is_empty());
        assert!(cut("Fin.").is_empty());
        assert!(cut("Fin. ").is_empty());
        assert!(cut("Fax:? 203 et la suite").is_empty());
    }

    #[test]
    fn a_heading_may_have_no_mark() {
        assert_eq!(
            cut("Les droits de l’homme Tout être humain"),
            [("Les droits de l’homme", "Tout être humain")]
        );
        assert!(cut("Les droits de Paul Dupont").is_empty());
    }

    #[test]
    fn a_full_width_mark_needs_no_space() {
        assert_eq!(
            cut("Il part．Elle reste？Oui"),
            [("Il part．", "Elle reste？Oui"), ("Il part．Elle reste？", "Oui")]
        );
        assert!(cut("3．5 et Ｌe").is_empty());
    }

    #[test]
    fn three_dots_behind_a_full_stop_begin_what_follows() {
        assert_eq!(cut("la fin. . . . Elle est")[0], ("la fin.", ". . . Elle est"));
        for line in ["la fin . . . . Elle est", "la fin. . . Elle est", "la fin.... Elle est"] {
            let [(before, after)] = cut(line)[..] else { panic!("{line}") };
            assert_eq!((before, after), (&line[..line.len() - 9], "Elle est"));
        }
        assert_eq!(cut("la fin. . . . et la suite"), [("la fin. . . .", "et la suite")]);
    }

    #[test]
    fn an_address_may_have_capitals() {
        assert!(cut("Voir Example.Com et Example.ORG - puis").is_empty());
        assert_eq!(cut("Il est parti.Comme toi"), [("Il est parti.", "Comme toi")]);
    }

    #[test]
    fn a_bullet_begins_an_item() {
        assert_eq!(cut("• Un • Deux"), [("• Un", "• Deux")]);
        assert!(cut("Un • Deux").is_empty());
    }

    #[test]
    fn a_space_may_be_missing() {
        assert_eq!(cut("Il est parti.Elle est là"), [("Il est parti.", "Elle est là")]);
        assert!(cut("Les !Kung").is_empty());
        assert_eq!(cut("Ah bon\u{a0}?Oui"), [("Ah bon\u{a0}?", "Oui")]);
    }
}
