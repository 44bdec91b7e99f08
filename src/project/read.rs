//! Rows out of the tables.

use std::collections::HashMap;
use std::ops::Range;

use rusqlite::{Connection, OptionalExtension, params};

use super::change::{BEAD, BeadRecord, SEGMENT, SegmentRecord};
use super::row::{Counts, Outline, PairId, ProjectRow, RowId, RowSide, Side};
use super::text;
use super::work::{PairFacts, edit};
use crate::error::Result;
use crate::model::Confidence;
use crate::review::Flag;

fn side(pair: &PairFacts, bead: &BeadRecord, side: Side, segments: &[&SegmentRecord]) -> RowSide {
    let ranges: Vec<Range<usize>> = segments.iter().map(|segment| segment.start..segment.end).collect();
    let (text, _) = text::compose(&pair.side(side).content, ranges.iter());
    let edited = edit(bead, side).clone();
    RowSide { text, edited, segments: segments.iter().map(|segment| segment.number).collect(), ranges }
}

fn flags(names: &str) -> Vec<Flag> {
    names.split_whitespace().filter_map(Flag::named).collect()
}

/// A row of the segments of its bead, in document order.
fn row(pair: &PairFacts, bead: BeadRecord, segments: &[SegmentRecord], paragraph: u32) -> ProjectRow {
    let of = |document: i64| segments.iter().filter(move |segment| segment.document == document);
    let [source, target] = [Side::Source, Side::Target]
        .map(|which| side(pair, &bead, which, &of(pair.side(which).id).collect::<Vec<_>>()));
    let paragraph = of(pair.side(Side::Source).id).next().map_or(paragraph, |segment| segment.paragraph);
    ProjectRow {
        id: RowId(bead.id),
        revision: bead.revision.unsigned_abs(),
        pair: PairId(bead.pair),
        status: bead.status,
        source,
        target,
        confidence: Confidence::new(bead.confidence),
        flags: flags(&bead.flags),
        why: bead.why.lines().map(str::to_owned).collect(),
        comment: bead.comment,
        origin: bead.origin,
        paragraph,
    }
}

/// All rows of a pair, in order.
pub(super) fn rows(connection: &Connection, pair: &PairFacts) -> Result<Vec<ProjectRow>> {
    let mut segments: HashMap<i64, Vec<SegmentRecord>> = HashMap::new();
    for document in &pair.documents {
        let sql = format!("SELECT {SEGMENT} FROM segment WHERE document = ?1 ORDER BY start");
        let mut select = connection.prepare_cached(&sql)?;
        for segment in select.query_map([document.id], SegmentRecord::read)? {
            let segment = segment?;
            segments.entry(segment.bead).or_default().push(segment);
        }
    }
    let mut select =
        connection.prepare_cached(&format!("SELECT {BEAD} FROM bead WHERE pair = ?1 ORDER BY position"))?;
    let mut rows = Vec::new();
    let mut paragraph = 0;
    for bead in select.query_map([pair.id], BeadRecord::read)? {
        let bead = bead?;
        let own = segments.remove(&bead.id).unwrap_or_default();
        let row = row(pair, bead, &own, paragraph);
        paragraph = row.paragraph;
        rows.push(row);
    }
    Ok(rows)
}

/// At most `limit` rows of a pair behind a place in its order, and the place of the last one, if there was any. `paragraph` is that
/// of the row before them.
pub(super) fn page(
    connection: &Connection,
    pair: &PairFacts,
    after: &[u8],
    mut paragraph: u32,
    limit: usize,
) -> Result<(Vec<ProjectRow>, Option<Vec<u8>>)> {
    let of_bead = format!("SELECT {SEGMENT} FROM segment WHERE bead = ?1 ORDER BY start");
    let mut own = connection.prepare_cached(&of_bead)?;
    let mut select = connection.prepare_cached(&format!(
        "SELECT {BEAD} FROM bead WHERE pair = ?1 AND position > ?2 ORDER BY position LIMIT ?3"
    ))?;
    let (mut rows, mut last) = (Vec::new(), None);
    for bead in select.query_map(params![pair.id, after, limit], BeadRecord::read)? {
        let bead = bead?;
        let segments: Vec<SegmentRecord> =
            own.query_map([bead.id], SegmentRecord::read)?.collect::<rusqlite::Result<_>>()?;
        last = Some(bead.position.clone());
        let row = row(pair, bead, &segments, paragraph);
        paragraph = row.paragraph;
        rows.push(row);
    }
    Ok((rows, last))
}

/// One row, if it is there.
pub(super) fn one(connection: &Connection, pairs: &[PairFacts], id: RowId) -> Result<Option<ProjectRow>> {
    let mut select = connection.prepare_cached(&format!("SELECT {BEAD} FROM bead WHERE id = ?1"))?;
    let Some(bead) = select.query_row([id.0], BeadRecord::read).optional()? else { return Ok(None) };
    let Some(pair) = pairs.iter().find(|pair| pair.id == bead.pair) else { return Ok(None) };
    let sql = format!("SELECT {SEGMENT} FROM segment WHERE bead = ?1 ORDER BY start");
    let mut select = connection.prepare_cached(&sql)?;
    let segments: Vec<SegmentRecord> =
        select.query_map([id.0], SegmentRecord::read)?.collect::<rusqlite::Result<_>>()?;
    // That of the last row before it that has a source.
    let before = "SELECT paragraph FROM bead JOIN segment ON segment.bead = bead.id AND document = ?1 \
                  WHERE pair = ?2 AND position < ?3 ORDER BY position DESC, start LIMIT 1";
    let source = pair.side(Side::Source).id;
    let paragraph = match segments.iter().any(|segment| segment.document == source) {
        true => 0,
        false => connection
            .prepare_cached(before)?
            .query_row(params![source, pair.id, bead.position], |row| row.get(0))
            .optional()?
            .unwrap_or(0),
    };
    Ok(Some(row(pair, bead, &segments, paragraph)))
}

/// The row before another one.
pub(super) fn before(connection: &Connection, row: RowId) -> Result<Option<RowId>> {
    let mut select = connection.prepare_cached(
        "SELECT bead.id FROM bead JOIN bead AS this ON this.id = ?1 AND bead.pair = this.pair \
         AND bead.position < this.position ORDER BY bead.position DESC LIMIT 1",
    )?;
    Ok(select.query_row([row.0], |row| row.get(0).map(RowId)).optional()?)
}

/// All rows of a pair without their texts, in order.
pub(super) fn outline(connection: &Connection, pair: PairId) -> Result<Vec<Outline>> {
    let mut select =
        connection.prepare_cached(&format!("SELECT {BEAD} FROM bead WHERE pair = ?1 ORDER BY position"))?;
    let found = select.query_map([pair.0], |row| {
        let bead = BeadRecord::read(row)?;
        Ok(Outline {
            id: RowId(bead.id),
            revision: bead.revision.unsigned_abs(),
            status: bead.status,
            confidence: bead.confidence as f32,
            flags: flags(&bead.flags),
        })
    })?;
    Ok(found.collect::<rusqlite::Result<_>>()?)
}

/// The position of each segment of a document, by its number.
pub(super) fn order(connection: &Connection, document: i64) -> Result<Vec<u32>> {
    let mut select =
        connection.prepare_cached("SELECT number FROM segment WHERE document = ?1 ORDER BY start")?;
    let mut order = Vec::new();
    for (position, number) in (0u32..).zip(select.query_map([document], |row| row.get::<_, usize>(0))?) {
        let number = number?;
        if order.len() <= number {
            order.resize(number + 1, 0);
        }
        if let Some(place) = order.get_mut(number) {
            *place = position;
        }
    }
    Ok(order)
}

pub(super) fn counts(connection: &Connection) -> Result<Counts> {
    let mut counts = Counts::default();
    let mut select = connection.prepare_cached("SELECT status, count(*) FROM bead GROUP BY status")?;
    let mut found = select.query([])?;
    while let Some(row) = found.next()? {
        let (status, n): (String, i64) = (row.get(0)?, row.get(1)?);
        let n = n.unsigned_abs();
        counts.rows += n;
        match status.as_str() {
            "ok" => counts.ok = n,
            "fix" => counts.fix = n,
            "reject" => counts.reject = n,
            _ => counts.todo = n,
        }
    }
    let mut select = connection.prepare_cached("SELECT undone, count(*) FROM undoable GROUP BY undone")?;
    let mut found = select.query([])?;
    while let Some(row) = found.next()? {
        let n: i64 = row.get(1)?;
        if row.get(0)? { counts.redoable = n.unsigned_abs() } else { counts.undoable = n.unsigned_abs() }
    }
    Ok(counts)
}
