//! Stage 7: what nobody decided on, aligned anew around what somebody did.
//!
//! Rows between two decided ones are a stretch: their sentences are aligned as two documents of their own. Rows that a person accepted,
//! corrected, rejected or made are never touched, so a stretch holds the same sentences before and after.

use std::ops::Range;

use crate::error::{Error, Result};
use crate::model::{Alignment, Bead, Document, LanguageTag, Line, Segment, Text};
use crate::pipeline;
use crate::project::{Action, NewBead, Origin, PairId, Project, ProjectRow, RowId, Side};
use crate::review::{Flag, Status};
use crate::score::Setup;

/// What aligning a pair anew would change; `None` if nothing.
///
/// # Errors
/// Those of [`Project::rows`] and [`pipeline::align`].
pub fn realign(project: &Project, pair: PairId, setup: &Setup) -> Result<Option<Action>> {
    anew(project, pair, &project.rows(pair)?, setup, (is_decided, whole))
}

/// What aligning some rows of a pair anew would change; `None` if nothing. `rows` follow each other, and those of which `stays` says
/// so are left as they are, as are those at the ends that come out the same.
///
/// # Errors
/// Those of [`Project::content`] and [`pipeline::align`].
pub fn realign_rows(
    project: &Project,
    pair: PairId,
    rows: &[ProjectRow],
    setup: &Setup,
    stays: impl Fn(&ProjectRow) -> bool,
) -> Result<Option<Action>> {
    anew(project, pair, rows, setup, (stays, trimmed))
}

/// The most probable other pairing of a row and of what it shares sentences with; `None` if no other is probable at all. `rows` follow
/// each other, and those of which `stays` says so are left as they are.
///
/// If aligning the stretch around the row anew pairs the row otherwise, that is the other pairing; else it is the best rival of the bead.
///
/// # Errors
/// Those of [`Project::content`] and [`pipeline::align`].
pub fn rival(
    project: &Project,
    rows: &[ProjectRow],
    row: RowId,
    setup: &Setup,
    stays: impl Fn(&ProjectRow) -> bool,
) -> Result<Option<Action>> {
    let Some(pair) = rows.first().map(|row| row.pair) else { return Ok(None) };
    let Some(facts) = project.pairs().into_iter().find(|facts| facts.id == pair) else { return Ok(None) };
    let contents = [project.content(pair, Side::Source)?, project.content(pair, Side::Target)?];
    let texts =
        Texts { contents: contents.each_ref().map(|content| &**content), languages: &facts.languages };
    let free = |row: &ProjectRow| !stays(row);
    let stretch = rows
        .chunk_by(|a, b| free(a) == free(b))
        .find(|stretch| stretch.iter().any(|other| other.id == row && free(other)));
    let Some(stretch) = stretch else { return Ok(None) };
    texts.rival(stretch, row, setup)
}

/// Makes an action of rows and of the beads that take their place.
type Replace = fn(&[ProjectRow], Vec<NewBead>) -> Action;

/// `stays` says which rows are kept, `replace` makes an action of a stretch and its new beads.
fn anew(
    project: &Project,
    pair: PairId,
    rows: &[ProjectRow],
    setup: &Setup,
    (stays, replace): (impl Fn(&ProjectRow) -> bool, Replace),
) -> Result<Option<Action>> {
    let Some(facts) = project.pairs().into_iter().find(|facts| facts.id == pair) else { return Ok(None) };
    let contents = [project.content(pair, Side::Source)?, project.content(pair, Side::Target)?];
    let texts =
        Texts { contents: contents.each_ref().map(|content| &**content), languages: &facts.languages };
    let mut actions = Vec::new();
    for stretch in rows.chunk_by(|a, b| stays(a) == stays(b)) {
        let free = stretch.first().is_some_and(|row| !stays(row));
        if free && let Some(by) = texts.stretch(stretch, setup)? {
            actions.push(replace(stretch, by));
        }
    }
    Ok((!actions.is_empty()).then_some(Action::All { actions }))
}

fn whole(rows: &[ProjectRow], by: Vec<NewBead>) -> Action {
    Action::Replace { rows: rows.iter().map(ProjectRow::seen).collect(), by }
}

/// Leaves the rows at both ends out that are as they were.
fn trimmed(mut rows: &[ProjectRow], mut by: Vec<NewBead>) -> Action {
    while let ([rest @ .., last], Some(bead)) = (rows, by.last())
        && is_same(last, bead)
    {
        rows = rest;
        by.pop();
    }
    let same = rows.iter().zip(&by).take_while(|(row, bead)| is_same(row, bead)).count();
    by.drain(..same);
    whole(rows.get(same..).unwrap_or_default(), by)
}

fn is_same(row: &ProjectRow, bead: &NewBead) -> bool {
    bead.source == row.source.ranges && bead.target == row.target.ranges
}

/// Whether a person had a hand in the row.
pub fn is_decided(row: &ProjectRow) -> bool {
    let edited = row.source.edited.is_some() || row.target.edited.is_some();
    row.status != Status::Todo || edited || row.origin == Origin::Person
}

struct Texts<'t> {
    contents: [&'t str; 2],
    languages: &'t (LanguageTag, LanguageTag),
}

impl Texts<'_> {
    /// The beads of a stretch; `None` if they are as they were.
    fn stretch(&self, rows: &[ProjectRow], setup: &Setup) -> Result<Option<Vec<NewBead>>> {
        let Some(free) = self.free(rows)? else { return Ok(None) };
        let alignment =
            align((&free.source.0, &self.languages.0), (&free.target.0, &self.languages.1), setup)?;
        let beads: Vec<NewBead> = alignment.beads().iter().map(|bead| free.bead(bead)).collect();
        if !beads.iter().all(|bead| self.is_whole(bead)) {
            return Ok(None);
        }
        let same = beads.len() == rows.len() && beads.iter().zip(rows).all(|(bead, row)| is_same(row, bead));
        Ok((!same).then_some(beads))
    }

    /// Another pairing of the row in its stretch, and of the rows that this takes sentences from.
    fn rival(&self, rows: &[ProjectRow], row: RowId, setup: &Setup) -> Result<Option<Action>> {
        let Some(free) = self.free(rows)? else { return Ok(None) };
        let (source, target) = ((&free.source.0, &self.languages.0), (&free.target.0, &self.languages.1));
        let alignment = align(source, target, setup)?;
        let beads: Vec<NewBead> = alignment.beads().iter().map(|bead| free.bead(bead)).collect();
        let Some(asked) = rows.iter().find(|other| other.id == row) else { return Ok(None) };
        if let Some(nth) = beads.iter().position(|bead| is_same(asked, bead)) {
            let explained = pipeline::explain_rows(source, target, setup, &[nth], &|_| ())?;
            let Some(rival) = explained.into_iter().next().and_then(|row| row.rival) else { return Ok(None) };
            // The rows that the rival takes sentences from must be there as the aligner sees them.
            let [ours, theirs] = [&rival.ours, &rival.theirs]
                .map(|beads| -> Vec<NewBead> { beads.iter().map(|bead| free.bead(bead)).collect() });
            let old: Vec<&ProjectRow> =
                rows.iter().filter(|row| ours.iter().any(|bead| is_same(row, bead))).collect();
            if old.len() == ours.len() && !theirs.is_empty() && theirs.iter().all(|bead| self.is_whole(bead))
            {
                return Ok(Some(replaced(&old, theirs)));
            }
            return Ok(None);
        }
        Ok(mended(rows, &beads, asked)
            .filter(|(_, by)| by.iter().all(|bead| self.is_whole(bead)))
            .map(|(old, by)| replaced(&old, by)))
    }

    /// The sentences of some rows as documents; `None` where a side has none.
    fn free(&self, rows: &[ProjectRow]) -> Result<Option<Free>> {
        let [source, target] = [Side::Source, Side::Target].map(|side| {
            let mut ranges: Vec<Range<usize>> =
                rows.iter().flat_map(|row| row.side(side).ranges.clone()).collect();
            ranges.sort_by_key(|range| range.start);
            ranges
        });
        if source.is_empty() || target.is_empty() {
            return Ok(None);
        }
        let [ours, theirs] = self.contents;
        Ok(Some(Free { source: (part(ours, &source)?, source), target: (part(theirs, &target)?, target) }))
    }

    /// A decided row may stand between two sentences; a bead that reaches over it is no improvement.
    fn is_whole(&self, bead: &NewBead) -> bool {
        let whole = |content: &str, ranges: &[Range<usize>]| {
            let gap = |two: &[Range<usize>]| match two {
                [a, b] => content.get(a.end..b.start).is_some_and(|gap| gap.trim().is_empty()),
                _ => true,
            };
            ranges.windows(2).all(gap)
        };
        let [ours, theirs] = self.contents;
        whole(ours, &bead.source) && whole(theirs, &bead.target)
    }
}

/// Two documents of the sentences that may be paired anew, with the places of these in their texts.
struct Free {
    source: (Document, Vec<Range<usize>>),
    target: (Document, Vec<Range<usize>>),
}

impl Free {
    fn bead(&self, bead: &Bead) -> NewBead {
        let cut = |ranges: &[Range<usize>], run: Range<usize>| ranges.get(run).unwrap_or_default().to_vec();
        NewBead {
            source: cut(&self.source.1, bead.source.as_usize()),
            target: cut(&self.target.1, bead.target.as_usize()),
            confidence: bead.confidence.value(),
            flags: Vec::<Flag>::new(),
            why: Vec::new(),
            chosen: false,
        }
    }
}

/// What a person took is sure.
fn replaced(rows: &[&ProjectRow], mut by: Vec<NewBead>) -> Action {
    for bead in &mut by {
        (bead.confidence, bead.chosen) = (1.0, true);
    }
    Action::All { actions: vec![Action::Replace { rows: rows.iter().map(|row| row.seen()).collect(), by }] }
}

/// The fewest rows with one among them that other beads can take the place of, and these beads.
fn mended<'r>(
    rows: &'r [ProjectRow],
    beads: &[NewBead],
    asked: &ProjectRow,
) -> Option<(Vec<&'r ProjectRow>, Vec<NewBead>)> {
    type Sides = [Vec<Range<usize>>; 2];
    let of_row = |row: &ProjectRow| -> Sides { [row.source.ranges.clone(), row.target.ranges.clone()] };
    let of_bead = |bead: &NewBead| -> Sides { [bead.source.clone(), bead.target.clone()] };
    let share = |a: &Sides, b: &Sides| a.iter().zip(b).any(|(a, b)| a.iter().any(|range| b.contains(range)));
    let mut held = of_row(asked);
    loop {
        let by: Vec<&NewBead> = beads.iter().filter(|bead| share(&of_bead(bead), &held)).collect();
        let old: Vec<&ProjectRow> =
            rows.iter().filter(|row| by.iter().any(|bead| share(&of_bead(bead), &of_row(row)))).collect();
        let size = held.iter().map(Vec::len).sum::<usize>();
        held = Sides::default();
        for row in &old {
            for (held, own) in held.iter_mut().zip(of_row(row)) {
                held.extend(own);
            }
        }
        if held.iter().map(Vec::len).sum::<usize>() == size {
            return (!old.is_empty()).then(|| (old, by.into_iter().cloned().collect()));
        }
    }
}

/// Aligns a stretch. The one place where the aligner is called.
fn align(
    source: (&Document, &LanguageTag),
    target: (&Document, &LanguageTag),
    setup: &Setup,
) -> Result<Alignment> {
    pipeline::align(source, target, setup, &|_| ())
}

/// Some sentences of a text as a document: neighbours stay neighbours, others become paragraphs.
fn part(content: &str, ranges: &[Range<usize>]) -> Result<Document> {
    let (mut text, mut segments, mut paragraph) = (String::new(), Vec::new(), 0);
    let mut before: Option<&Range<usize>> = None;
    for range in ranges {
        let gap = before.map(|before| content.get(before.end..range.start).unwrap_or_default());
        let near = gap.is_some_and(|gap| gap.trim().is_empty());
        let breaks = gap.is_none_or(|gap| !near || gap.contains('\n'));
        if gap.is_some() {
            text += if near { gap.unwrap_or_default() } else { "\n\n" };
            paragraph += u32::from(!near || gap.is_some_and(|gap| gap.matches('\n').count() > 1));
        }
        let start = text.len();
        text += content.get(range.clone()).unwrap_or_default();
        segments.push(Segment { range: start..text.len(), paragraph, starts_block: breaks });
        before = Some(range);
    }
    let line = |segment: &Segment| Line { range: segment.range.clone(), paragraph: segment.paragraph };
    let lines = segments.iter().map(line).collect();
    let name = "part of a text";
    let lost = |offset| Error::Lost { at: crate::error::Location::file(name), offset };
    Document::new(name, Text::new(text, lines), segments).map_err(lost)
}
