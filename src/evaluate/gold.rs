//! Gold files: a bead a line, `fr:en`, numbers from 0 joined by commas, an empty side for an omission or an
//! addition.

use std::collections::BTreeSet;

use crate::error::{Error, Location, Result};
use crate::model::Bead;

/// A bead of a gold file; its numbers need not be neighbours.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct GoldBead {
    /// Source segments.
    pub source: Vec<u32>,
    /// Target segments.
    pub target: Vec<u32>,
}

impl From<&Bead> for GoldBead {
    fn from(bead: &Bead) -> Self {
        Self {
            source: bead.source.iter().map(|i| i.0).collect(),
            target: bead.target.iter().map(|j| j.0).collect(),
        }
    }
}

/// The beads in `content`, the text of the file that users know as `name`. What follows a second colon is a
/// comment.
///
/// # Errors
/// [`Error::Gold`] with the line that is no bead.
pub fn parse_beads(name: &str, content: &str) -> Result<Vec<GoldBead>> {
    let mut beads = Vec::new();
    for (number, line) in content.lines().enumerate().map(|(i, line)| (i + 1, line.trim())) {
        if line.is_empty() {
            continue;
        }
        let fault = || Error::Gold {
            at: Location::line(name, number),
            found: line.to_owned(),
            expected: "a bead such as `3,4:5`, `7:` or `:8`",
        };
        let mut sides = line.split(':');
        let mut side = || {
            let side = sides.next().ok_or_else(fault)?;
            side.split(',')
                .filter(|n| !n.is_empty())
                .map(|n| n.trim().parse().map_err(|_| fault()))
                .collect::<Result<Vec<u32>>>()
        };
        beads.push(GoldBead { source: side()?, target: side()? });
    }
    Ok(beads)
}

/// The line numbers, from 0, in `content`: gold beads whose inside nobody verified.
///
/// # Errors
/// [`Error::Gold`] where something is no number.
pub fn parse_coarse(name: &str, content: &str) -> Result<BTreeSet<usize>> {
    let number = |word: &str| {
        word.parse().map_err(|_| Error::Gold {
            at: Location::file(name),
            found: word.to_owned(),
            expected: "line numbers from 0, separated by white space",
        })
    };
    content.split_whitespace().map(number).collect()
}

/// The text of a bead file.
pub fn write_beads(beads: &[Bead]) -> String {
    let join = |numbers: &[u32]| numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(",");
    beads.iter().map(GoldBead::from).map(|b| format!("{}:{}\n", join(&b.source), join(&b.target))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gold_file_is_read_and_a_wrong_line_is_named() {
        let beads = parse_beads("g", "0,1:0\n\n2:\n:1,2\n").unwrap();
        assert_eq!(beads.len(), 3);
        assert_eq!(beads[2], GoldBead { source: vec![], target: vec![1, 2] });
        let fault = parse_beads("a.gold", "0:0\n1-1\n").unwrap_err();
        insta::assert_snapshot!(fault, @"a.gold:2: found `1-1`, expected a bead such as `3,4:5`, `7:` or `:8`");
    }
}
