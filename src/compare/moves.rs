//! Sentences that a person moved by editing `src_ids` and `tgt_ids`.

use std::collections::{BTreeMap, HashSet};

use super::texts::Said;
use super::{Match, Reading, cells};
use crate::error::{Error, Location};
use crate::project::{Action, PairId, ProjectRow, RowId, Share, Side};

/// Finds the sentences that stand in other rows than before.
pub(super) fn read(reading: &mut Reading<'_>, matches: &[Match<'_>], rows: &[ProjectRow], said: &[Said]) {
    let mut wanted: BTreeMap<RowId, [Vec<u32>; 2]> = BTreeMap::new();
    let mut moved: HashSet<RowId> = HashSet::new();
    for (row, _) in matches.iter().zip(said).filter(|(_, said)| !said.outdated) {
        let (record, ours) = (&row.table.record, row.project);
        let mut lists = [ours.source.segments.clone(), ours.target.segments.clone()];
        for (list, (column, cell)) in
            lists.iter_mut().zip([("src_ids", &record.src_ids), ("tgt_ids", &record.tgt_ids)])
        {
            match cells::numbers(cell) {
                // A spreadsheet that cannot keep a list of numbers leaves none; who empties one moves its sentences elsewhere.
                Some(numbers) if numbers != *list => {
                    let (mut a, mut b) = (numbers.clone(), list.clone());
                    a.sort_unstable();
                    b.sort_unstable();
                    if a != b {
                        moved.insert(ours.id);
                        *list = numbers;
                    }
                }
                Some(_) => {}
                None => reading.repaired(
                    row,
                    column,
                    "the list of numbers was damaged: it stays as it was written",
                ),
            }
        }
        wanted.insert(ours.id, lists);
    }
    if moved.is_empty() {
        return;
    }
    // Who only takes a number out of a row, or puts one in, has not said where it comes from or goes to.
    let pairs: HashSet<PairId> =
        rows.iter().filter(|row| moved.contains(&row.id)).map(|row| row.pair).collect();
    let mut faults = 0;
    for side in [Side::Source, Side::Target] {
        let at = side as usize;
        let mut uses: BTreeMap<(PairId, u32), Vec<RowId>> = BTreeMap::new();
        let concerned = || rows.iter().filter(|row| pairs.contains(&row.pair));
        for row in concerned() {
            for number in &row.side(side).segments {
                uses.entry((row.pair, *number)).or_default();
            }
        }
        for row in concerned() {
            let now = wanted.get(&row.id).and_then(|lists| lists.get(at)).unwrap_or(&row.side(side).segments);
            for number in now {
                uses.entry((row.pair, *number)).or_default().push(row.id);
            }
        }
        let known: HashSet<(PairId, u32)> = concerned()
            .flat_map(|row| row.side(side).segments.iter().map(|number| (row.pair, *number)))
            .collect();
        for ((pair, number), users) in uses {
            if users.len() == 1 && known.contains(&(pair, number)) {
                continue;
            }
            let column = if side == Side::Source { "src_ids" } else { "tgt_ids" };
            let had = concerned().find(|row| row.pair == pair && row.side(side).segments.contains(&number));
            let at = users.iter().find(|user| moved.contains(user)).copied().or(had.map(|row| row.id));
            let expected = match (users.len(), known.contains(&(pair, number))) {
                (_, false) => {
                    format!("numbers that stood in the table: there is no {side} sentence {number}")
                }
                (0, true) => format!(
                    "every sentence once: {side} sentence {number} is in no row now: write its number into one"
                ),
                _ => {
                    let users: Vec<String> = users.iter().map(RowId::to_string).collect();
                    format!(
                        "every sentence once: {side} sentence {number} is in rows {}",
                        users.join(" and ")
                    )
                }
            };
            let of = at.and_then(|id| matches.iter().find(|row| row.project.id == id));
            let place =
                of.map_or(Location::file(reading.name), |row| Location::line(reading.name, row.table.line));
            let found = of.map_or(String::new(), |row| match side {
                Side::Source => row.table.record.src_ids.clone(),
                Side::Target => row.table.record.tgt_ids.clone(),
            });
            reading.found.faults.push(Error::Cell { at: place, column, found, expected });
            faults += 1;
        }
    }
    if faults > 0 {
        return;
    }
    let mut shares: BTreeMap<PairId, Vec<Share>> = BTreeMap::new();
    for row in matches.iter().filter(|row| moved.contains(&row.project.id)) {
        let Some([source, target]) = wanted.remove(&row.project.id) else { continue };
        let share = Share { row: row.project.seen(), source, target };
        shares.entry(row.project.pair).or_default().push(share);
        reading.changed(
            row,
            "src_ids",
            format!("sentences {} and {}", row.table.record.src_ids, row.table.record.tgt_ids),
        );
    }
    reading.found.actions.extend(shares.into_values().map(|shares| Action::Assign { shares }));
}
