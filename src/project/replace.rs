//! Other beads in the place of rows: what an aligner found anew.

use std::collections::BTreeMap;
use std::ops::Range;

use super::action::{NewBead, Seen};
use super::apply::joined;
use super::change::{BeadRecord, SegmentRecord};
use super::key;
use super::row::{Origin, Side};
use super::work::{Work, refused};
use crate::error::Result;
use crate::review::Status;

type Ranges = [Vec<Range<usize>>; 2];

impl Work<'_> {
    /// Beads that were there already keep their rows; the others get new ones, between those.
    pub(super) fn replace(&mut self, rows: &[Seen], by: &[NewBead]) -> Result<()> {
        let beads = self.undecided(rows)?;
        let Some(first) = beads.first() else { return Ok(()) };
        let mut pools: [BTreeMap<(usize, usize), SegmentRecord>; 2] = Default::default();
        let mut old: Vec<(Ranges, &BeadRecord)> = Vec::new();
        for bead in &beads {
            let mut ranges = Ranges::default();
            for (side, (pool, ranges)) in
                [Side::Source, Side::Target].into_iter().zip(pools.iter_mut().zip(&mut ranges))
            {
                for segment in self.side(bead, side)?.segments {
                    ranges.push(segment.start..segment.end);
                    pool.insert((segment.start, segment.end), segment);
                }
            }
            old.push((ranges, bead));
        }

        // Which rows stay, in order.
        let mut kept: Vec<Option<&BeadRecord>> = Vec::new();
        let mut from = 0;
        for bead in by {
            let same = |(ranges, _): &(Ranges, _)| ranges[0] == bead.source && ranges[1] == bead.target;
            let found = old.get(from..).and_then(|rest| rest.iter().position(same));
            kept.push(found.and_then(|at| old.get(from + at)).map(|(_, record)| *record));
            from += found.map_or(0, |at| at + 1);
        }
        let mut position = self.neighbour(first, false)?.map(|before| before.position).unwrap_or_default();
        let gone = |bead: &&BeadRecord| !kept.iter().flatten().any(|stays| stays.id == bead.id);
        let mut comments =
            beads.iter().filter(gone).fold(String::new(), |said, bead| joined(&said, &bead.comment));
        for bead in beads.iter().filter(gone) {
            self.remove(bead.id)?;
        }

        let mut records = Vec::new();
        for (at, bead) in by.iter().enumerate() {
            let confidence = f64::from(bead.confidence.clamp(0.0, 1.0));
            let flags = bead.flags.iter().map(|flag| flag.name()).collect::<Vec<_>>().join(" ");
            let record = match kept.get(at).copied().flatten() {
                Some(record) => {
                    BeadRecord { confidence, flags, origin: origin(bead, record.origin), ..record.clone() }
                }
                None => {
                    // Rows that are not replaced may stand between those that are.
                    let here = BeadRecord { position: position.clone(), ..first.clone() };
                    let next = self.neighbour(&here, true)?.map(|next| next.position);
                    BeadRecord {
                        id: self.new_row()?,
                        position: key::between(&position, next.as_deref()),
                        confidence,
                        flags,
                        comment: std::mem::take(&mut comments),
                        origin: origin(bead, Origin::Aligner),
                        ..first.clone()
                    }
                }
            };
            position.clone_from(&record.position);
            self.put(record.clone())?;
            records.push(record);
        }
        for (side, pool) in [Side::Source, Side::Target].into_iter().zip(pools) {
            let document = self.pair(first.pair)?.side(side).id;
            let ranges =
                |bead: &NewBead| if side == Side::Source { bead.source.clone() } else { bead.target.clone() };
            let wanted = by
                .iter()
                .zip(&records)
                .flat_map(|(bead, record)| ranges(bead).into_iter().map(|r| (r, record.id)));
            self.deal(document, pool, wanted.collect())?;
        }
        records.into_iter().zip(by).try_for_each(|(record, bead)| self.settle(record, &bead.why))
    }

    /// The rows, in order, if nobody decided on them.
    fn undecided(&self, rows: &[Seen]) -> Result<Vec<BeadRecord>> {
        let mut beads = Vec::new();
        for &row in rows {
            let bead = self.bead(row)?;
            if bead.status != Status::Todo || bead.source_edit.is_some() || bead.target_edit.is_some() {
                let found = format!("the status `{}` or an edited text", bead.status);
                return Err(refused(Some(bead.id), found, "a row that nobody decided on"));
            }
            beads.push(bead);
        }
        beads.sort_by(|a, b| a.position.cmp(&b.position));
        let pair = beads.first().map(|bead| bead.pair);
        match beads.iter().find(|bead| Some(bead.pair) != pair) {
            Some(other) => Err(refused(Some(other.id), "a row of another text", "rows of one text")),
            None => Ok(beads),
        }
    }

    /// Gives segments of `pool` to beads by their ranges. Ranges that are none of them become segments in the place of those that
    /// nobody wants; that both hold the same text is seen to when the decision ends.
    fn deal(
        &mut self,
        document: i64,
        mut pool: BTreeMap<(usize, usize), SegmentRecord>,
        wanted: Vec<(Range<usize>, i64)>,
    ) -> Result<()> {
        let mut cuts = Vec::new();
        for (range, bead) in wanted {
            match pool.remove(&(range.start, range.end)) {
                Some(segment) if segment.bead == bead => {}
                Some(segment) => self.give([segment], bead)?,
                None => cuts.push((range, bead)),
            }
        }
        for (Range { start, end }, bead) in cuts {
            let within = |s: &&SegmentRecord| s.start <= start && start < s.end;
            let Some(model) = pool.values().find(within).filter(|_| start < end) else {
                let found = format!("bytes {start} to {end}");
                return Err(refused(None, found, "the text of the rows that are replaced"));
            };
            let (paragraph, starts_block) = (model.paragraph, model.starts_block && model.start == start);
            let number = self.new_segment(document)?;
            self.put_segment(&SegmentRecord { document, number, start, end, paragraph, starts_block, bead })?;
        }
        pool.values().try_for_each(|segment| self.remove_segment(segment))
    }
}

fn origin(bead: &NewBead, otherwise: Origin) -> Origin {
    if bead.chosen { Origin::Person } else { otherwise }
}
