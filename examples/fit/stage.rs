//! Which weights are fitted first, and which beside them.

use visavis::score::{CLASSES, KINDS, Kind, Weights};

/// Weights that are fitted together.
#[derive(Clone, Copy, PartialEq)]
pub enum Stage {
    /// All but those of markers.
    Common,
    /// Those of markers, which few documents have, beside the others: fitted with them, they lead these astray.
    Markers,
}

/// Kinds that are fitted behind the others.
const MARKERS: [Kind; 2] = [Kind::Numbered, Kind::Dangling];

impl Stage {
    /// Whether it fits a parameter.
    pub fn fits(self, parameter: usize) -> bool {
        let of_markers = parameter < KINDS * (CLASSES + 1) && MARKERS.contains(&Kind::ALL[parameter % KINDS]);
        of_markers == (self == Stage::Markers)
    }

    /// Where the climb of a pass begins: at the weights of the pass before it, markers silent until it is their turn.
    pub fn start(self, weights: &[Weights; 3], pass: usize, guess: &[Weights; 3]) -> Weights {
        let before = pass.checked_sub(1).map_or(&guess[0], |before| &weights[before]);
        let (rest, markers) = match self {
            Stage::Common => (before, None),
            Stage::Markers => (&weights[pass], Some(before)),
        };
        let mut start = Weights { bends: weights[pass].bends.clone(), ..rest.clone() };
        for (class, row) in start.paired.iter_mut().enumerate() {
            for kind in MARKERS {
                row[kind as usize] = markers.map_or(0.0, |markers| markers.paired[class][kind as usize]);
            }
        }
        start
    }
}
