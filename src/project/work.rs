//! A decision while it is carried out: what it reads and changes, and what all of that was before.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use rusqlite::{Transaction, params};

use super::action::Seen;
use super::change::{BeadRecord, Change, SEGMENT, SegmentRecord, Step};
use super::row::{Origin, RowId, Side};
use super::text::{self, Piece};
use crate::error::{Error, Result};
use crate::model::{Confidence, Language, LanguageTag};
use crate::review::{Inspector, Status};

/// What is known of a pair of documents, and never changes.
#[derive(Debug, Clone)]
pub(super) struct PairFacts {
    pub(super) id: i64,
    /// Source and target.
    pub(super) documents: [DocumentFacts; 2],
    /// Target characters a source character.
    pub(super) ratio: f32,
}

#[derive(Debug, Clone)]
pub(super) struct DocumentFacts {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) language: LanguageTag,
    pub(super) content: Arc<str>,
}

impl PairFacts {
    pub(super) fn side(&self, side: Side) -> &DocumentFacts {
        let [source, target] = &self.documents;
        match side {
            Side::Source => source,
            Side::Target => target,
        }
    }

    fn languages(&self) -> (Language, Language) {
        (self.side(Side::Source).language.language(), self.side(Side::Target).language.language())
    }
}

/// A side of a bead while it is changed.
pub(super) struct SideNow {
    pub(super) segments: Vec<SegmentRecord>,
    pub(super) text: String,
    pub(super) pieces: Vec<Piece>,
}

pub(super) struct Work<'t> {
    pub(super) tx: &'t Transaction<'t>,
    pairs: &'t [PairFacts],
    /// Number of the decision.
    decision: i64,
    /// What changed was, by name.
    beads: BTreeMap<i64, Option<BeadRecord>>,
    segments: BTreeMap<(i64, u32), Option<SegmentRecord>>,
}

impl<'t> Work<'t> {
    pub(super) fn new(tx: &'t Transaction<'t>, pairs: &'t [PairFacts], decision: i64) -> Self {
        Self { tx, pairs, decision, beads: BTreeMap::new(), segments: BTreeMap::new() }
    }

    pub(super) fn pair(&self, id: i64) -> Result<&'t PairFacts> {
        let found = self.pairs.iter().find(|pair| pair.id == id);
        found.ok_or_else(|| refused(None, "documents that are not in the project", "a row of the project"))
    }

    /// The bead of a row, if it is still as the author of the action saw it.
    pub(super) fn bead(&self, seen: Seen) -> Result<BeadRecord> {
        let bead = BeadRecord::load(self.tx, seen.row.0)?;
        let revision = i64::try_from(seen.revision).unwrap_or(i64::MAX);
        match bead {
            // What this very decision changed before, its author knows of.
            Some(bead) if bead.revision == revision => Ok(bead),
            Some(bead) if bead.revision == self.decision && self.was(bead.id) == Some(revision) => Ok(bead),
            _ => Err(self.conflict(seen)?),
        }
    }

    fn was(&self, bead: i64) -> Option<i64> {
        self.beads.get(&bead)?.as_ref().map(|bead| bead.revision)
    }

    /// What became of the row since its author saw it.
    fn conflict(&self, seen: Seen) -> Result<Error> {
        let changed =
            super::history::since(self.tx, seen)?.unwrap_or_else(|| "there is no such row".to_owned());
        Ok(Error::Conflict { row: seen.row.0, changed })
    }

    pub(super) fn put(&mut self, mut bead: BeadRecord) -> Result<()> {
        self.remember(bead.id)?;
        bead.revision = self.decision;
        Ok(bead.store(self.tx)?)
    }

    pub(super) fn remove(&mut self, bead: i64) -> Result<()> {
        self.remember(bead)?;
        Ok(BeadRecord::delete(self.tx, bead)?)
    }

    fn remember(&mut self, bead: i64) -> Result<()> {
        if !self.beads.contains_key(&bead) {
            self.beads.insert(bead, BeadRecord::load(self.tx, bead)?);
        }
        Ok(())
    }

    pub(super) fn put_segment(&mut self, segment: &SegmentRecord) -> Result<()> {
        self.remember_segment(segment.document, segment.number)?;
        Ok(segment.store(self.tx)?)
    }

    pub(super) fn remove_segment(&mut self, segment: &SegmentRecord) -> Result<()> {
        self.remember_segment(segment.document, segment.number)?;
        Ok(SegmentRecord::delete(self.tx, segment.document, segment.number)?)
    }

    fn remember_segment(&mut self, document: i64, number: u32) -> Result<()> {
        if let std::collections::btree_map::Entry::Vacant(vacant) = self.segments.entry((document, number)) {
            vacant.insert(SegmentRecord::load(self.tx, document, number)?);
        }
        Ok(())
    }

    /// Gives segments to a bead.
    pub(super) fn give(
        &mut self,
        segments: impl IntoIterator<Item = SegmentRecord>,
        bead: i64,
    ) -> Result<()> {
        for segment in segments {
            self.put_segment(&SegmentRecord { bead, ..segment })?;
        }
        Ok(())
    }

    /// A side of a bead: its segments in document order, and their text.
    pub(super) fn side(&self, bead: &BeadRecord, side: Side) -> Result<SideNow> {
        let document = self.pair(bead.pair)?.side(side);
        let sql = format!("SELECT {SEGMENT} FROM segment WHERE bead = ?1 AND document = ?2 ORDER BY start");
        let mut select = self.tx.prepare_cached(&sql)?;
        let segments: Vec<SegmentRecord> = select
            .query_map([bead.id, document.id], SegmentRecord::read)?
            .collect::<rusqlite::Result<_>>()?;
        let ranges: Vec<Range<usize>> = segments.iter().map(|segment| segment.start..segment.end).collect();
        let (text, pieces) = text::compose(&document.content, ranges.iter());
        Ok(SideNow { segments, text, pieces })
    }

    /// The text of a side as it shall be used.
    pub(super) fn current(&self, bead: &BeadRecord, side: Side) -> Result<String> {
        match edit(bead, side) {
            Some(edited) => Ok(edited.clone()),
            None => Ok(self.side(bead, side)?.text),
        }
    }

    /// A name for a new row, that none ever had.
    pub(super) fn new_row(&self) -> Result<i64> {
        let highest = "SELECT max(coalesce((SELECT max(id) FROM bead), -1), coalesce((SELECT max(bead) FROM touched), -1))";
        let highest: i64 = self.tx.prepare_cached(highest)?.query_row([], |row| row.get(0))?;
        Ok(highest + 1)
    }

    /// A number for a new segment.
    pub(super) fn new_segment(&self, document: i64) -> Result<u32> {
        let highest = "SELECT max(number) FROM segment WHERE document = ?1";
        let highest: u32 = self.tx.prepare_cached(highest)?.query_row([document], |row| row.get(0))?;
        Ok(highest + 1)
    }

    /// The row behind this one, or before it.
    pub(super) fn neighbour(&self, bead: &BeadRecord, behind: bool) -> Result<Option<BeadRecord>> {
        let sql = match behind {
            true => "SELECT id FROM bead WHERE pair = ?1 AND position > ?2 ORDER BY position LIMIT 1",
            false => "SELECT id FROM bead WHERE pair = ?1 AND position < ?2 ORDER BY position DESC LIMIT 1",
        };
        let mut select = self.tx.prepare_cached(sql)?;
        let mut rows = select.query(params![bead.pair, bead.position])?;
        match rows.next()? {
            Some(row) => Ok(BeadRecord::load(self.tx, row.get(0)?)?),
            None => Ok(None),
        }
    }

    /// Stores a bead that has other segments or texts than before, with what its new texts show; removes it if it has no segment left.
    pub(super) fn settle(&mut self, mut bead: BeadRecord, why: &[String]) -> Result<()> {
        let sides = [self.side(&bead, Side::Source)?, self.side(&bead, Side::Target)?];
        if sides.iter().all(|side| side.segments.is_empty()) {
            return self.remove(bead.id);
        }
        let pair = self.pair(bead.pair)?;
        let [source, target] = sides.map(|side| side.text);
        let (source, target) =
            (bead.source_edit.as_ref().unwrap_or(&source), bead.target_edit.as_ref().unwrap_or(&target));
        let inspector = Inspector::with_ratio(pair.languages(), pair.ratio);
        let found = inspector.inspect(source, target, Confidence::new(bead.confidence));
        let mut flags: Vec<&str> = found.iter().map(|finding| finding.flag.name()).collect();
        // What the aligner says of a new bead it says in `flags` and `why`.
        let said: Vec<String> = bead.flags.split_whitespace().map(str::to_owned).collect();
        flags.extend(
            said.iter().map(String::as_str).filter(|said| !found.iter().any(|f| f.flag.name() == *said)),
        );
        bead.flags = flags.join(" ");
        bead.why = found
            .iter()
            .map(|finding| &finding.why)
            .chain(why)
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join("\n");
        self.put(bead)
    }

    /// Forgets what was said of a bead that a person makes another; it is undecided again.
    pub(super) fn reshaped(bead: BeadRecord) -> BeadRecord {
        BeadRecord {
            status: Status::Todo,
            confidence: 1.0,
            flags: String::new(),
            origin: Origin::Person,
            ..bead
        }
    }

    /// What was changed.
    ///
    /// # Errors
    /// [`Error::NotConserved`] where a character would be lost or used twice, or a row be without text: the action is then not done.
    pub(super) fn finish(self) -> Result<Change> {
        let mut change = Change::default();
        for (id, before) in self.beads {
            let after = BeadRecord::load(self.tx, id)?;
            if after.is_some() {
                let mut select =
                    self.tx.prepare_cached("SELECT EXISTS (SELECT 1 FROM segment WHERE bead = ?1)")?;
                if !select.query_row([id], |row| row.get::<_, bool>(0))? {
                    return Err(Error::NotConserved {
                        what: format!("row {} would have no text", RowId(id)),
                    });
                }
            }
            if before != after {
                change.beads.push(Step { before, after });
            }
        }
        for ((document, number), before) in self.segments {
            let after = SegmentRecord::load(self.tx, document, number)?;
            if before != after {
                change.segments.push(Step { before, after });
            }
        }
        let touched: BTreeSet<i64> = change
            .segments
            .iter()
            .flat_map(|step| [&step.before, &step.after])
            .flatten()
            .map(|s| s.document)
            .collect();
        for document in self.pairs.iter().flat_map(|pair| &pair.documents).filter(|d| touched.contains(&d.id))
        {
            let cut = |step: &&Step<SegmentRecord>| {
                range(step.before.as_ref()) != range(step.after.as_ref())
                    && step.before.as_ref().or(step.after.as_ref()).is_some_and(|s| s.document == document.id)
            };
            let steps = || change.segments.iter().filter(cut);
            let was = characters(&document.content, steps().filter_map(|step| range(step.before.as_ref())));
            let is = characters(&document.content, steps().filter_map(|step| range(step.after.as_ref())));
            if was != is {
                let what = format!("a character of {} would be lost or used twice", document.name);
                return Err(Error::NotConserved { what });
            }
        }
        Ok(change)
    }
}

fn range(segment: Option<&SegmentRecord>) -> Option<Range<usize>> {
    segment.map(|segment| segment.start..segment.end)
}

/// Where the characters stand that are not white space, in order; one that is in two ranges is there twice.
fn characters(content: &str, ranges: impl Iterator<Item = Range<usize>>) -> Vec<usize> {
    let mut places: Vec<usize> = ranges
        .flat_map(|range| {
            let text = content.get(range.clone()).unwrap_or_default();
            text.char_indices().filter(|(_, c)| !c.is_whitespace()).map(move |(at, _)| range.start + at)
        })
        .collect();
    places.sort_unstable();
    places
}

pub(super) fn edit(bead: &BeadRecord, side: Side) -> &Option<String> {
    match side {
        Side::Source => &bead.source_edit,
        Side::Target => &bead.target_edit,
    }
}

pub(super) fn edit_mut(bead: &mut BeadRecord, side: Side) -> &mut Option<String> {
    match side {
        Side::Source => &mut bead.source_edit,
        Side::Target => &mut bead.target_edit,
    }
}

/// An action that cannot be done.
pub(super) fn refused(row: Option<i64>, found: impl Into<String>, expected: impl Into<String>) -> Error {
    Error::Action { row, found: found.into(), expected: expected.into() }
}
