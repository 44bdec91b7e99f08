//! What a person wrote into the rows: texts, statuses, actions, comments.

use std::collections::{HashMap, HashSet};

use super::damage::{Verdict, judge};
use super::{Match, Reading, cells, says_something, shorten};
use crate::error::{Error, Result};
use crate::project::{Action, ProjectRow, RowId, Seen, Side};
use crate::review::{Status, check, revision_in};

/// What the texts of a row say.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// New texts, source and target.
    edits: [Option<String>; 2],
    /// Where to split, in characters of the new source and the new target; in order.
    cuts: Vec<(usize, usize)>,
    merge: bool,
    /// The project has a newer row, of which the table says nothing.
    pub(super) outdated: bool,
}

/// Reads the texts of all rows.
pub(super) fn read(reading: &mut Reading<'_>, matches: &[Match<'_>]) -> Result<Vec<Said>> {
    matches.iter().map(|row| one(reading, row)).collect()
}

fn one(reading: &mut Reading<'_>, row: &Match<'_>) -> Result<Said> {
    let (record, ours) = (&row.table.record, row.project);
    let mut said = Said::default();
    match revision_in(&record.check) {
        Some(revision)
            if revision != ours.revision
                && !reading.project.is_as_seen(Seen { row: ours.id, revision })? =>
        {
            said.outdated = true;
            outdated(reading, row, revision)?;
            return Ok(said);
        }
        Some(_) if !is_of(&record.check, ours) => {
            said.outdated = true;
            let (line, rows) = reading.foreign.unwrap_or((row.table.line, 0));
            reading.foreign = Some((line, rows + 1));
            return Ok(said);
        }
        Some(_) => {}
        // Whether the row was decided on before or after the table was written, only its `check` tells.
        None if ours.revision > 0 && differs(row) => {
            said.outdated = true;
            let expected = "the letters that were written there: the row was decided on, and nothing else tells whether before or after \
                            this table was written";
            reading.fault(row.table, "check", &record.check, expected);
            return Ok(said);
        }
        None if record.check.is_empty() => {}
        None => reading.repaired(row, "check", "the check was damaged"),
    }
    if !record.shape.is_empty() && record.shape != ours.shape() {
        reading.repaired(row, "type", "the type was changed, by a date perhaps: it says nothing");
    }
    let action = record.action.trim().to_lowercase();
    let splits = match action.as_str() {
        "" => false,
        "split" => true,
        "merge-next" | "merge" => {
            said.merge = true;
            false
        }
        _ => {
            reading.fault(row.table, "action", &record.action, "`merge-next`, `split` or nothing");
            false
        }
    };
    let mut places: [Vec<usize>; 2] = Default::default();
    for (side, (column, cell)) in
        [Side::Source, Side::Target].into_iter().zip([("source", &record.source), ("target", &record.target)])
    {
        let at = side as usize;
        let written = ours.side(side).current();
        let (text, marks) = if splits { cells::marked(written, cell) } else { (cell.clone(), Vec::new()) };
        if !splits && cell.contains(cells::MARK) && !written.contains(cells::MARK) {
            reading.fault(row.table, column, cell, "`split` in the column `action`, or no `|||`");
            continue;
        }
        let verdict = judge(written, &text);
        // Marks stand in the text as the row will have it, whatever is mended in it.
        let now = match &verdict {
            Verdict::Edited(text, _) => text,
            _ => written,
        };
        if let Some(list) = places.get_mut(at) {
            *list = marks.iter().map(|&count| cells::place_behind(now, count)).collect();
        }
        match verdict {
            Verdict::Same => {}
            // Nobody knows which signs a damaged one stands for.
            Verdict::Damaged(_)
                if !marks.is_empty() && cells::dense(&text).count() != cells::dense(written).count() =>
            {
                let expected = format!("the marks in `{}` as it was written", shorten(written));
                reading.fault(row.table, column, cell, expected);
            }
            Verdict::Damaged(what) => reading.repaired(row, column, what),
            Verdict::Edited(text, repaired) => {
                if let Some(what) = repaired {
                    reading.repaired(row, column, what);
                }
                if row.table.status == Status::Reject && written.is_empty() {
                    continue;
                }
                reading.changed(row, column, format!("`{}` for `{}`", shorten(&text), shorten(written)));
                if let Some(edit) = said.edits.get_mut(at) {
                    *edit = Some(text);
                }
            }
            Verdict::Doubtful(_) if row.table.status == Status::Reject => {
                reading.repaired(row, column, "the row is rejected, and its text stays as it was");
            }
            Verdict::Doubtful(what) => {
                let expected =
                    format!("`{}` as it was written, or a text that replaces it: {what}", shorten(written));
                reading.fault(row.table, column, cell, expected);
            }
        }
    }
    if splits {
        let [source, target] = places;
        if source.is_empty() && target.is_empty() || source.len() != target.len() {
            let found = format!("{} in the source and {} in the target", source.len(), target.len());
            reading.fault(
                row.table,
                "action",
                &found,
                "as many `|||` in the source as in the target, and one at least",
            );
        } else {
            reading.changed(row, "action", format!("split in {}", source.len() + 1));
            said.cuts = source.into_iter().zip(target).collect();
        }
    }
    if said.merge {
        reading.changed(row, "action", "merged with the next row");
    }
    Ok(said)
}

/// Whether a `check` was written for the texts that a row has.
fn is_of(found: &str, row: &ProjectRow) -> bool {
    found.trim().starts_with(&check(row.source.current(), row.target.current()))
}

/// Whether the row says anything but what the project has.
fn differs(row: &Match<'_>) -> bool {
    let (record, ours) = (&row.table.record, row.project);
    let is_edited = |written: &str, cell: &str| {
        !matches!(judge(written, &cells::marked(written, cell).0), Verdict::Same | Verdict::Damaged(_))
    };
    row.table.status != ours.status
        || is_edited(ours.source.current(), &record.source)
        || is_edited(ours.target.current(), &record.target)
        || is_edited(&ours.comment, &record.translator_comments)
}

/// A row that was decided on elsewhere since the table was written.
fn outdated(reading: &mut Reading<'_>, row: &Match<'_>, revision: u64) -> Result<()> {
    let (record, ours) = (&row.table.record, row.project);
    let same = record.source == ours.source.current()
        && record.target == ours.target.current()
        && row.table.status == ours.status
        && record.action.trim().is_empty();
    let comment = record.translator_comments.trim();
    let comments = !comment.is_empty() && comment != ours.comment.trim();
    // Sentences are moved by a person, or were by others; these change the texts too.
    let moves = is_of(&record.check, ours)
        && [(&record.src_ids, &ours.source), (&record.tgt_ids, &ours.target)]
            .into_iter()
            .any(|(cell, side)| cells::numbers(cell).is_some_and(|numbers| numbers != side.segments));
    let more = comments || moves;
    if same && !more {
        return Ok(());
    }
    let table = crate::review::Table {
        rows: Vec::new(),
        unknown: Vec::new(),
        missing: Vec::new(),
        encoding: None,
        delimiter: None,
    };
    if more || says_something(row.table, &table) {
        // The words for it are read from the history, which may be long; a person reads the first of them.
        let changed = match reading.found.faults.len() < 20 {
            true => reading.project.changed_since(Seen { row: ours.id, revision })?,
            false => None,
        };
        let changed = changed.unwrap_or_else(|| "the table is older or newer than the project".to_owned());
        reading.found.faults.push(Error::Conflict { row: ours.id.0, changed });
    }
    Ok(())
}

/// Makes actions of what the rows say; moves were made before.
pub(super) fn decide(reading: &mut Reading<'_>, matches: &[Match<'_>], said: &[Said], rows: &[ProjectRow]) {
    let moved: HashSet<RowId> = reading
        .found
        .actions
        .iter()
        .flat_map(|action| match action {
            Action::Assign { shares } => shares.iter().map(|share| share.row.row).collect(),
            _ => Vec::new(),
        })
        .collect();
    let next: HashMap<RowId, RowId> = rows
        .windows(2)
        .filter_map(|two| two.first().zip(two.get(1)))
        .filter(|(a, b)| a.pair == b.pair)
        .map(|(a, b)| (a.id, b.id))
        .collect();
    let by_id: HashMap<RowId, &ProjectRow> = rows.iter().map(|row| (row.id, row)).collect();
    let mut absorbed: HashSet<RowId> = HashSet::new();
    let mut merges = Vec::new();
    let (mut structure, mut decisions) = (Vec::new(), Vec::new());
    for (row, said) in matches.iter().zip(said).filter(|(_, said)| !said.outdated) {
        let ours = row.project;
        let edited = said.edits.iter().any(Option::is_some);
        // A pair that is right after an edit.
        let status = match row.table.status {
            Status::Ok if edited => Status::Fix,
            status => status,
        };
        if edited {
            let [source, target] = said.edits.clone();
            structure.push(Action::Edit { row: ours.seen(), source, target, status });
        }
        // From the last cut on, what is before it keeps the name of the row.
        for &(source_at, target_at) in said.cuts.iter().rev() {
            structure.push(Action::Split { row: ours.seen(), source_at, target_at, status });
        }
        if said.merge {
            match next.get(&ours.id).and_then(|id| by_id.get(id)) {
                Some(behind) => {
                    absorbed.insert(behind.id);
                    merges.push(Action::Merge { first: ours.seen(), second: behind.seen() });
                }
                None => reading.fault(row.table, "action", "merge-next", "a row that another one follows"),
            }
        }
        let reshaped = moved.contains(&ours.id) || said.merge || !said.cuts.is_empty();
        if status != ours.status && (status != row.table.status || !edited) {
            reading.changed(row, "status", format!("{status} for {}", ours.status));
        }
        if status != ours.status && !edited && said.cuts.is_empty() || reshaped && status != Status::Todo {
            decisions.push((ours.id, Action::SetStatus { rows: vec![ours.seen()], status }));
        }
        // Before rows are merged, so that what is said of one that is taken in stays too.
        let comment = &row.table.record.translator_comments;
        let mut say = |text: String| structure.push(Action::Comment { row: ours.seen(), text });
        match judge(&ours.comment, comment) {
            Verdict::Edited(text, _) => {
                reading.changed(row, "translator_comments", shorten(&text));
                say(text);
            }
            Verdict::Doubtful(_) if comment.trim().is_empty() => {
                reading.changed(row, "translator_comments", "the comment is taken away");
                say(String::new());
            }
            Verdict::Doubtful(what) => {
                let expected =
                    format!("`{}` as it was written, or other words: {what}", shorten(&ours.comment));
                reading.fault(row.table, "translator_comments", comment, expected);
            }
            Verdict::Same | Verdict::Damaged(_) => {}
        }
    }
    let actions = &mut reading.found.actions;
    actions.extend(structure);
    // The last first, so that a row that is merged itself has what it takes in already.
    let order: HashMap<RowId, usize> = rows.iter().enumerate().map(|(at, row)| (row.id, at)).collect();
    merges.sort_by_key(|merge| match merge {
        Action::Merge { first, .. } => std::cmp::Reverse(order.get(&first.row)),
        _ => std::cmp::Reverse(None),
    });
    actions.extend(merges);
    actions.extend(decisions.into_iter().filter(|(id, _)| !absorbed.contains(id)).map(|(_, action)| action));
}
