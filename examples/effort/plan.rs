//! Which keys make a wanted bead of rows: the fewest, and of as few those that leave most of the other rows right.

use std::collections::HashSet;

use super::client::Sides;
use super::gold::Gold;

/// What a key of the page does; positions count rows from the first of a window.
#[derive(Clone, Copy, Debug)]
pub enum Key {
    /// A row and the next one.
    Merge(usize),
    /// So many segments of each side stay, the others go into a new row behind.
    Split(usize, [usize; 2]),
    /// The first segment of a side to the row before, or the last one to the next row.
    Shift { from: usize, side: usize, down: bool },
    /// A side of a row and of the next one.
    Swap(usize, usize),
    /// Sentences of a side picked up here and put down there.
    Carry { from: usize, to: usize, side: usize },
}

impl Key {
    /// How often something is pressed that changes the project or takes part in that.
    pub fn decisions(self) -> usize {
        match self {
            Self::Carry { .. } => 2,
            _ => 1,
        }
    }
}

/// The longest plan that is searched for, and how many are looked at.
const DEPTH: usize = 3;
const MOST: usize = 60_000;

/// Rows after a key, or `None` where it does nothing.
pub fn after(rows: &[Sides], key: Key) -> Option<Vec<Sides>> {
    let mut rows = rows.to_vec();
    match key {
        Key::Merge(at) => {
            let next = (at + 1 < rows.len()).then(|| rows.remove(at + 1))?;
            for (own, more) in rows[at].iter_mut().zip(next) {
                own.extend(more);
                own.sort_unstable();
            }
        }
        Key::Split(at, kept) => {
            let row = rows[at].clone();
            let whole = row.iter().zip(kept).all(|(side, kept)| kept == side.len());
            if whole || kept == [0, 0] {
                return None;
            }
            let behind = [row[0][kept[0]..].to_vec(), row[1][kept[1]..].to_vec()];
            rows[at] = [row[0][..kept[0]].to_vec(), row[1][..kept[1]].to_vec()];
            rows.insert(at + 1, behind);
        }
        Key::Shift { from, side, down } => {
            let to = if down { from + 1 } else { from.checked_sub(1)? };
            if to >= rows.len() || rows[from][side].is_empty() {
                return None;
            }
            let moved = if down { rows[from][side].pop()? } else { rows[from][side].remove(0) };
            rows[to][side].push(moved);
            rows[to][side].sort_unstable();
        }
        Key::Swap(at, side) => {
            if at + 1 >= rows.len() || rows[at][side].is_empty() && rows[at + 1][side].is_empty() {
                return None;
            }
            let own = std::mem::take(&mut rows[at][side]);
            rows[at][side] = std::mem::replace(&mut rows[at + 1][side], own);
        }
        Key::Carry { from, to, side } => {
            let moved = std::mem::take(&mut rows[from][side]);
            rows[to][side].extend(moved);
            rows[to][side].sort_unstable();
        }
    }
    rows.retain(|row| row.iter().any(|side| !side.is_empty()));
    Some(rows)
}

fn keys(rows: &[Sides]) -> Vec<Key> {
    let mut keys = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        for side in 0..2 {
            keys.extend([true, false].map(|down| Key::Shift { from: at, side, down }));
            keys.push(Key::Swap(at, side));
        }
        keys.push(Key::Merge(at));
        for source in 0..=row[0].len() {
            keys.extend((0..=row[1].len()).map(|target| Key::Split(at, [source, target])));
        }
    }
    keys
}

/// The keys that make a row of the bead.
pub fn plan(rows: &[Sides], bead: &Sides, gold: &Gold) -> Vec<Key> {
    let right = |rows: &[Sides]| rows.iter().filter(|row| gold.is_right(row)).count();
    let mut seen: HashSet<Vec<Sides>> = HashSet::new();
    let mut edge: Vec<(Vec<Sides>, Vec<Key>)> = vec![(rows.to_vec(), Vec::new())];
    for _ in 0..DEPTH {
        let mut next = Vec::new();
        let mut best: Option<(isize, Vec<Key>)> = None;
        for (rows, path) in &edge {
            for key in keys(rows) {
                let Some(made) = after(rows, key) else { continue };
                let path: Vec<Key> = path.iter().copied().chain([key]).collect();
                if made.contains(bead) {
                    // Fewest wrong rows: of as many right ones, those in fewer rows.
                    let worth = 2 * right(&made) as isize - made.len() as isize;
                    if best.as_ref().is_none_or(|(most, _)| worth > *most) {
                        best = Some((worth, path));
                    }
                } else if seen.len() < MOST && seen.insert(made.clone()) {
                    next.push((made, path));
                }
            }
        }
        if let Some((_, path)) = best {
            return path;
        }
        edge = next;
    }
    joined(rows, bead)
}

/// All that has a part of the bead in one row, and then what does not belong to it off again; what lies far away is carried first.
fn joined(rows: &[Sides], bead: &Sides) -> Vec<Key> {
    let has = |row: &Sides| row.iter().zip(bead).any(|(own, wanted)| own.iter().any(|n| wanted.contains(n)));
    let (Some(first), Some(last)) = (rows.iter().position(has), rows.iter().rposition(has)) else {
        return Vec::new();
    };
    let mut keys: Vec<Key> = (first..last).map(|_| Key::Merge(first)).collect();
    let merged = keys.iter().fold(rows.to_vec(), |rows, key| after(&rows, *key).unwrap_or(rows));
    let row = &merged[first];
    let before = [0, 1].map(|side| row[side].iter().take_while(|n| !bead[side].contains(n)).count());
    let before = [0, 1].map(|side| if bead[side].is_empty() { 0 } else { before[side] });
    let mut at = first;
    if before != [0, 0] {
        keys.push(Key::Split(first, before));
        at += 1;
    }
    let rest = [0, 1].map(|side| row[side].len() - before[side]);
    let own = [0, 1].map(|side| bead[side].len().min(rest[side]));
    if own != rest {
        keys.push(Key::Split(at, own));
    }
    keys
}
