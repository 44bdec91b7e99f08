//! Carries actions out. Whole segments change hands; one is cut only where a person, or an aligner anew, cuts within it.

use std::collections::{BTreeMap, BTreeSet};

use super::action::{Action, Seen, Share};
use super::change::{BeadRecord, SegmentRecord};
use super::key;
use super::row::Side;
use super::text;
use super::work::{Work, edit, edit_mut, refused};
use crate::error::Result;
use crate::review::{Flag, Status};

const SIDES: [Side; 2] = [Side::Source, Side::Target];

impl Work<'_> {
    pub(super) fn act(&mut self, action: &Action) -> Result<()> {
        match action {
            Action::SetStatus { rows, status } => rows.iter().try_for_each(|&row| {
                let bead = self.bead(row)?;
                self.put(BeadRecord { status: *status, ..bead })
            }),
            Action::Edit { row, source, target, status } => {
                self.edit(*row, [source.as_deref(), target.as_deref()], *status)
            }
            Action::Comment { row, text } => {
                let bead = self.bead(*row)?;
                self.put(BeadRecord { comment: text.clone(), ..bead })
            }
            Action::Merge { first, second } => self.merge(*first, *second),
            Action::Split { row, source_at, target_at, status } => {
                self.split(*row, [*source_at, *target_at], *status)
            }
            Action::Move { from, to, side, segments } => self.hand_over(*from, *to, *side, segments),
            Action::Swap { first, second, side } => self.swap(*first, *second, *side),
            Action::Assign { shares } => self.assign(shares),
            Action::Replace { rows, by } => self.replace(rows, by),
            Action::All { actions } => actions.iter().try_for_each(|action| self.act(action)),
        }
    }

    fn edit(&mut self, row: Seen, texts: [Option<&str>; 2], status: Status) -> Result<()> {
        let mut bead = self.bead(row)?;
        for (side, text) in SIDES.into_iter().zip(texts) {
            let Some(text) = text else { continue };
            let own = self.side(&bead, side)?.text;
            if text.trim().is_empty() && !own.is_empty() {
                let found = format!("an empty {side}");
                return Err(refused(Some(bead.id), found, "a text, or the status `reject`"));
            }
            *edit_mut(&mut bead, side) = (text != own).then(|| text.to_owned());
        }
        bead.status = status;
        bead.flags = aligner_flags(&bead.flags);
        let said = aligner_words(&bead.why);
        self.settle(bead, &said)
    }

    fn merge(&mut self, first: Seen, second: Seen) -> Result<()> {
        let (first, second) = (self.bead(first)?, self.bead(second)?);
        if self.neighbour(&first, true)?.is_none_or(|next| next.id != second.id) {
            let expected = format!("the row behind row {}", first.id);
            return Err(refused(Some(second.id), "a row that stands elsewhere", expected));
        }
        let mut merged = Work::reshaped(first.clone());
        for side in SIDES {
            let (ours, theirs) = (self.side(&first, side)?, self.side(&second, side)?);
            if edit(&first, side).is_some() || edit(&second, side).is_some() {
                let (a, b) = (self.current(&first, side)?, self.current(&second, side)?);
                let content = &self.pair(first.pair)?.side(side).content;
                let between = match (ours.segments.last(), theirs.segments.first()) {
                    (Some(last), Some(next)) => {
                        content.get(last.end..next.start).filter(|gap| gap.trim().is_empty())
                    }
                    _ => None,
                };
                let between = if a.is_empty() || b.is_empty() { "" } else { between.unwrap_or(" ") };
                *edit_mut(&mut merged, side) = Some(a + between + &b);
            }
            self.give(theirs.segments, first.id)?;
        }
        merged.comment = joined(&first.comment, &second.comment);
        self.remove(second.id)?;
        self.settle(merged, &[])
    }

    fn split(&mut self, row: Seen, at: [usize; 2], status: Status) -> Result<()> {
        let bead = self.bead(row)?;
        let mut first = BeadRecord { status, ..Work::reshaped(bead.clone()) };
        let position = {
            let next = self.neighbour(&bead, true)?;
            key::between(&bead.position, next.as_ref().map(|next| next.position.as_slice()))
        };
        let mut second =
            BeadRecord { id: self.new_row()?, position, comment: String::new(), ..first.clone() };
        // Its segments may name it before it has what they bring.
        self.put(second.clone())?;
        let mut sizes = [0; 2];
        for (side, at) in SIDES.into_iter().zip(at) {
            let now = self.side(&bead, side)?;
            let current = edit(&bead, side).as_ref().unwrap_or(&now.text);
            let Some(byte) = text::byte_of(current, at) else {
                let (found, expected) =
                    (format!("a cut behind character {at} of the {side}"), "one within the text");
                return Err(refused(Some(bead.id), found, expected));
            };
            let (before, behind) = current.split_at(byte);
            let place = if edit(&bead, side).is_none() || now.text.starts_with(before) {
                byte
            } else if now.text.ends_with(behind) {
                now.text.len() - behind.len()
            } else {
                let found = format!("a cut within a {side} that was edited");
                return Err(refused(Some(bead.id), found, "a split first and an edit then: undo the edit"));
            };
            if edit(&bead, side).is_some() {
                *edit_mut(&mut first, side) = Some(before.trim_end().to_owned());
                *edit_mut(&mut second, side) = Some(behind.trim_start().to_owned());
            }
            let content = self.pair(bead.pair)?.side(side).content.clone();
            let (whole, cut) = text::cut(&content, &now.pieces, place);
            let mut segments = now.segments.into_iter();
            let kept = segments.by_ref().take(whole).count();
            let mut cuts = (0, 0);
            if let Some((before, after)) = cut
                && let Some(segment) = segments.next()
            {
                let number = self.new_segment(segment.document)?;
                self.put_segment(&SegmentRecord { start: before.start, end: before.end, ..segment.clone() })?;
                let rest = SegmentRecord {
                    number,
                    start: after.start,
                    end: after.end,
                    starts_block: false,
                    ..segment
                };
                self.give([rest], second.id)?;
                cuts = (1, 1);
            }
            let rest = segments.len();
            self.give(segments, second.id)?;
            sizes[0] += kept + cuts.0;
            sizes[1] += rest + cuts.1;
            for (part, bead) in [(kept + cuts.0, &mut first), (rest + cuts.1, &mut second)] {
                // An edit that is what the document has is none; an edit of nothing is none either.
                let own = self.side(bead, side)?.text;
                if part == 0 && edit(bead, side).as_ref().is_some_and(|text| text.is_empty())
                    || edit(bead, side).as_ref() == Some(&own)
                {
                    *edit_mut(bead, side) = None;
                }
            }
        }
        if sizes.contains(&0) {
            return Err(refused(
                Some(bead.id),
                "a cut that leaves nothing on one side of it",
                "one within the row",
            ));
        }
        self.settle(first, &[])?;
        self.settle(second, &[])
    }

    fn hand_over(&mut self, from: Seen, to: Seen, side: Side, numbers: &[u32]) -> Result<()> {
        let (giver, taker) = (self.bead(from)?, self.bead(to)?);
        let share = |seen: Seen, segments: [Vec<u32>; 2]| {
            let [source, target] = segments;
            Share { row: seen, source, target }
        };
        let mut theirs = [self.numbers(&giver, Side::Source)?, self.numbers(&giver, Side::Target)?];
        let mut ours = [self.numbers(&taker, Side::Source)?, self.numbers(&taker, Side::Target)?];
        let at = side as usize;
        for &number in numbers {
            let place = theirs.get(at).and_then(|list| list.iter().position(|&n| n == number));
            let (Some(place), Some(list), Some(taken)) = (place, theirs.get_mut(at), ours.get_mut(at)) else {
                let found = format!("{side} sentence {number}, which it has not");
                return Err(refused(Some(giver.id), found, "one of its own"));
            };
            list.remove(place);
            taken.push(number);
        }
        self.assign(&[share(from, theirs), share(to, ours)])
    }

    fn numbers(&self, bead: &BeadRecord, side: Side) -> Result<Vec<u32>> {
        Ok(self.side(bead, side)?.segments.iter().map(|segment| segment.number).collect())
    }

    fn swap(&mut self, first: Seen, second: Seen, side: Side) -> Result<()> {
        let (mut a, mut b) = (self.bead(first)?, self.bead(second)?);
        if a.pair != b.pair || a.id == b.id {
            return Err(refused(
                Some(b.id),
                "a row to swap with itself or of another text",
                "two rows of one text",
            ));
        }
        let (ours, theirs) = (self.side(&a, side)?.segments, self.side(&b, side)?.segments);
        let edits = (edit(&a, side).clone(), edit(&b, side).clone());
        self.give(theirs, a.id)?;
        self.give(ours, b.id)?;
        (*edit_mut(&mut a, side), *edit_mut(&mut b, side)) = (edits.1, edits.0);
        self.settle(Work::reshaped(a), &[])?;
        self.settle(Work::reshaped(b), &[])
    }

    fn assign(&mut self, shares: &[Share]) -> Result<()> {
        let mut beads = Vec::new();
        for share in shares {
            beads.push(self.bead(share.row)?);
        }
        let Some(pair) = beads.first().map(|bead| bead.pair) else { return Ok(()) };
        if let Some(other) = beads.iter().find(|bead| bead.pair != pair) {
            return Err(refused(Some(other.id), "a row of another text", "rows of one text"));
        }
        for side in SIDES {
            let mut pool: BTreeMap<u32, SegmentRecord> = BTreeMap::new();
            for bead in &beads {
                pool.extend(
                    self.side(bead, side)?.segments.into_iter().map(|segment| (segment.number, segment)),
                );
            }
            for (share, bead) in shares.iter().zip(&beads) {
                let wanted = match side {
                    Side::Source => &share.source,
                    Side::Target => &share.target,
                };
                let had: BTreeSet<u32> = self.numbers(bead, side)?.into_iter().collect();
                if edit(bead, side).is_some() && had != wanted.iter().copied().collect() {
                    let found = format!("a sentence moved to or from a {side} that was edited");
                    return Err(refused(
                        Some(bead.id),
                        found,
                        "a move first and an edit then: undo the edit",
                    ));
                }
                for number in wanted {
                    let Some(segment) = pool.remove(number) else {
                        let found = format!("{side} sentence {number}");
                        let expected = "each sentence of these rows once, and no other";
                        return Err(refused(Some(bead.id), found, expected));
                    };
                    if segment.bead != bead.id {
                        self.give([segment], bead.id)?;
                    }
                }
            }
            if let Some((number, segment)) = pool.first_key_value() {
                let found = format!("nothing for {side} sentence {number}");
                return Err(refused(Some(segment.bead), found, "each sentence of these rows once"));
            }
        }
        beads.into_iter().try_for_each(|bead| self.settle(Work::reshaped(bead), &[]))
    }
}

pub(super) fn joined(a: &str, b: &str) -> String {
    if a.is_empty() || b.is_empty() { format!("{a}{b}") } else { format!("{a}\n{b}") }
}

/// Flags that the texts do not show, so that they stay when a text changes.
fn aligner_flags(flags: &str) -> String {
    flags.split_whitespace().filter(|flag| !is_of_texts(flag)).collect::<Vec<_>>().join(" ")
}

/// What is said of a bead but by flags that the texts show.
fn aligner_words(why: &str) -> Vec<String> {
    let of_texts = |line: &&str| line.split_once(": ").is_some_and(|(flag, _)| is_of_texts(flag));
    why.lines().filter(|line| !of_texts(line)).map(str::to_owned).collect()
}

fn is_of_texts(flag: &str) -> bool {
    Flag::named(flag).is_some_and(Flag::is_of_texts)
}
