//! What is right.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use visavis::evaluate::parse_beads;

use super::client::{Row, Sides};

pub struct Gold {
    beads: HashSet<Sides>,
    /// The coarse bead of a segment, for each side.
    coarse: [HashMap<u32, usize>; 2],
}

impl Gold {
    /// Of documents with so many segments; `None` where there is no such file. What gold leaves out is unpaired, and a run of unpaired
    /// sentences is unpaired one by one. Within a bead that nobody verified inside, any pairing is as good as another.
    pub fn read(stem: &Path, segments: [usize; 2]) -> Option<Self> {
        let text = |extension: &str| std::fs::read_to_string(super::with(stem, extension)).ok();
        let gold = parse_beads("gold", &text("gold")?).ok()?;
        let unverified: Vec<usize> = text("coarse")
            .map(|lines| lines.lines().filter_map(|line| line.trim().parse().ok()).collect())
            .unwrap_or_default();
        let mut found = Self { beads: HashSet::new(), coarse: Default::default() };
        let mut left = segments.map(|count| (0..count as u32).collect::<HashSet<u32>>());
        for (nth, bead) in gold.into_iter().enumerate() {
            let mut sides = [bead.source, bead.target];
            for (side, left) in sides.iter_mut().zip(&mut left) {
                side.sort_unstable();
                left.retain(|n| !side.contains(n));
            }
            if unverified.contains(&nth) {
                for (side, coarse) in sides.iter().zip(&mut found.coarse) {
                    coarse.extend(side.iter().map(|n| (*n, nth)));
                }
            } else if sides.iter().any(Vec::is_empty) {
                found.alone(sides);
            } else {
                found.beads.insert(sides);
            }
        }
        found.alone(left.map(|side| side.into_iter().collect()));
        Some(found)
    }

    fn alone(&mut self, [source, target]: Sides) {
        self.beads.extend(source.into_iter().map(|n| [vec![n], vec![]]));
        self.beads.extend(target.into_iter().map(|n| [vec![], vec![n]]));
    }

    pub fn is_right(&self, row: &Sides) -> bool {
        self.beads.contains(row) || self.is_unverified(row)
    }

    /// Whether the row lies within a coarse bead, so that nobody can say whether it is right.
    pub fn is_unverified(&self, row: &Sides) -> bool {
        let bead = |(side, coarse): (&Vec<u32>, &HashMap<u32, usize>)| {
            side.iter().map(|n| coarse.get(n).copied()).collect::<Vec<_>>()
        };
        let beads: HashSet<Option<usize>> = row.iter().zip(&self.coarse).flat_map(bead).collect();
        beads.len() == 1 && !beads.contains(&None)
    }

    pub fn wrong(&self, rows: &[Row]) -> usize {
        rows.iter().filter(|row| !self.is_right(&row.sides)).count()
    }

    /// The bead that a wrong row has most of. For a row that reaches into a coarse one, that is its part of it.
    pub fn wanted(&self, row: &Sides) -> Sides {
        let common = |bead: &Sides| {
            let count =
                |(ours, theirs): (&Vec<u32>, &Vec<u32>)| ours.iter().filter(|n| theirs.contains(n)).count();
            row.iter().zip(bead).map(count).sum::<usize>()
        };
        let of_bead = |nth: usize| -> Sides {
            [0, 1].map(|side| {
                row[side].iter().copied().filter(|n| self.coarse[side].get(n) == Some(&nth)).collect()
            })
        };
        let coarse: HashSet<usize> = row
            .iter()
            .zip(&self.coarse)
            .flat_map(|(side, coarse)| side.iter().filter_map(|n| coarse.get(n).copied()))
            .collect();
        let parts: Vec<Sides> = coarse.into_iter().map(of_bead).collect();
        let best = self
            .beads
            .iter()
            .chain(&parts)
            .max_by_key(|bead| (common(bead), std::cmp::Reverse((*bead).clone())));
        best.unwrap().clone()
    }
}
