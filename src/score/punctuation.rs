//! How the sentences at the edges of a bead begin and end: a question ends as a question, a speech begins as a speech.
//!
//! Signs differ by language, publisher and translator, so that what goes together is learned: the value of two signs is
//! ln(p(x, y) / (p(x) p(y))), where x and y are the signs at the same edge of both sides.

use super::gains::Beads;
use super::side::Side;
use crate::model::{Bead, paired};

/// Signs that are told apart at an edge.
const SIGNS: usize = 8;
/// How many beads it is worth that the same signs go together, which is known before anything is learned.
const WORTH: f32 = 20.0;
/// How much more often than by chance, and others less often, in nats.
const SAME: f32 = 1.5;
/// No two signs say more than this, in nats.
const MOST: f32 = 3.0;

/// The signs at the beginning and at the end of a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Signs {
    opening: u8,
    closing: u8,
}

impl Signs {
    pub(super) fn of(text: &str) -> Self {
        let opening = match text.trim_start().chars().next() {
            Some('—' | '–' | '―' | '-' | '•') => 1,
            Some('«' | '“' | '"' | '„' | '‘' | '\'') => 2,
            Some('(' | '[') => 3,
            Some('.' | '…') => 4,
            Some(c) if c.is_ascii_digit() => 5,
            Some(c) if c.is_lowercase() => 6,
            _ => 0,
        };
        let inner = text.trim_end_matches(|c: char| {
            c.is_whitespace() || matches!(c, '»' | '”' | '"' | '’' | '\'' | ')' | ']' | '—' | '–' | '-')
        });
        let closing = match inner.chars().next_back() {
            Some('.') if !inner.ends_with("..") => 1,
            Some('?') => 2,
            Some('!') => 3,
            Some('…' | '.') => 4,
            Some(':') => 5,
            Some(';') => 6,
            Some(',') => 7,
            _ => 0,
        };
        Self { opening, closing }
    }
}

/// Values by the signs of the source and of the target.
type Table = [[f32; SIGNS]; SIGNS];

#[derive(Clone)]
pub(super) struct Punctuation {
    opening: Table,
    closing: Table,
}

impl Punctuation {
    pub(super) fn new(source: &Side, target: &Side) -> Self {
        let mut punctuation = Self { opening: Table::default(), closing: Table::default() };
        punctuation.learn(source, target, &[]);
        punctuation
    }

    /// Learns from an alignment which signs go together in these two documents.
    pub(super) fn learn(&mut self, source: &Side, target: &Side, beads: &[Bead]) {
        let opening = |signs: &Signs| usize::from(signs.opening);
        let closing = |signs: &Signs| usize::from(signs.closing);
        let sides =
            |bead: &Bead| (&source.signs[bead.source.as_usize()], &target.signs[bead.target.as_usize()]);
        let first = paired(beads).map(sides).map(|(s, t)| (opening(&s[0]), opening(&t[0])));
        let last =
            paired(beads).map(sides).map(|(s, t)| (closing(&s[s.len() - 1]), closing(&t[t.len() - 1])));
        self.opening = table(shares(source, opening), shares(target, opening), first);
        self.closing = table(shares(source, closing), shares(target, closing), last);
    }

    /// What the openings and what the closings of beads say.
    #[inline(always)]
    pub(super) fn features<const W: usize>(
        &self,
        (source, target): (&Side, &Side),
        beads: &Beads,
    ) -> [[f32; W]; 2] {
        let run = &beads.sources;
        let of_opening = &self.opening[usize::from(source.signs[run.start].opening)];
        let of_closing = &self.closing[usize::from(source.signs[run.end - 1].closing)];
        let first = &target.signs[beads.start()..][..W];
        let last = &target.signs[beads.ends.start - 1..][..W];
        let (mut opening, mut closing) = ([0.0; W], [0.0; W]);
        for k in 0..W {
            // The remainder, which changes nothing, tells the compiler that no place is outside the table.
            opening[k] = of_opening[usize::from(first[k].opening) % SIGNS];
            closing[k] = of_closing[usize::from(last[k].closing) % SIGNS];
        }
        [opening, closing]
    }
}

/// How frequent each sign is among the segments of a side.
fn shares(side: &Side, sign: impl Fn(&Signs) -> usize) -> [f32; SIGNS] {
    let mut counts = [0.5; SIGNS];
    side.signs.iter().for_each(|signs| counts[sign(signs)] += 1.0);
    let all: f32 = counts.iter().sum();
    counts.map(|count| count / all)
}

/// What each pair of signs says, by how frequent the signs are on either side and which pairs were found.
fn table(source: [f32; SIGNS], target: [f32; SIGNS], found: impl Iterator<Item = (usize, usize)>) -> Table {
    let mut counts = Table::default();
    let mut known = 0.0;
    for (x, row) in counts.iter_mut().enumerate() {
        for (y, count) in row.iter_mut().enumerate() {
            *count = source[x] * target[y] * if x == y { SAME.exp() } else { (-SAME).exp() };
            known += *count;
        }
    }
    counts.iter_mut().flatten().for_each(|count| *count *= WORTH / known);
    let mut all = WORTH;
    for (x, y) in found {
        counts[x][y] += 1.0;
        all += 1.0;
    }
    for (x, row) in counts.iter_mut().enumerate() {
        for (y, count) in row.iter_mut().enumerate() {
            *count = (*count / all / (source[x] * target[y])).ln().clamp(-MOST, MOST);
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_those_behind_and_before_quotation_marks() {
        for (text, opening, closing) in [
            ("— Viens-tu\u{a0}?", 1, 2),
            ("“Are you coming?”", 2, 2),
            ("« Non ! »", 2, 3),
            ("il dit\u{a0}:", 6, 5),
            ("Et puis...", 0, 4),
            ("Et puis…", 0, 4),
            ("3. Titre", 5, 0),
            ("Fin.)", 0, 1),
            ("", 0, 0),
        ] {
            assert_eq!(Signs::of(text), Signs { opening, closing }, "{text}");
        }
    }

    #[test]
    fn what_goes_together_is_learned() {
        let (source, target) =
            ([0.25, 0.75, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], [0.25, 0.0, 0.75, 0.0, 0.0, 0.0, 0.0, 0.0]);
        let smooth = |shares: [f32; SIGNS]| shares.map(|share| (share + 0.01) / 1.08);
        let of = |found: &[(usize, usize)]| table(smooth(source), smooth(target), found.iter().copied());
        let before = of(&[]);
        assert!(before[0][0] > 0.5 && before[1][2] < 0.1);
        let pairs: Vec<(usize, usize)> =
            std::iter::repeat_n([(1, 2), (1, 2), (1, 2), (0, 0)], 50).flatten().collect();
        let after = of(&pairs);
        assert!(after[1][2] > 0.1 && after[0][2] < -1.0 && after[0][0] > 1.0);
    }
}
