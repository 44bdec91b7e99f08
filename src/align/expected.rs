//! The path that is expected to have the most right beads, instead of the one whose every bead together is most probable
//! (maximum expected accuracy; Durbin & al. 1998, chapter 4).

use super::posterior::{Starting, backward, forward};
use super::search::bead;
use crate::model::{Bead, SHAPES};
use crate::score::{Corridor, Evidence};

/// What an unpaired segment that is right counts, against a bead with both sides.
const UNPAIRED: f32 = 0.5;

/// The path, with confidences; gains are first multiplied by `sharpness`.
pub fn expected_path(
    evidence: &impl Evidence,
    corridor: &Corridor,
    sharpness: f32,
    on_row: &(dyn Fn(usize) + Sync),
) -> Vec<Bead> {
    let (n, m) = (corridor.sources(), corridor.targets());
    let before = forward(evidence, corridor, sharpness, on_row);
    // By source position, from the last to the first: what is expected from each target position on, by which shape, how probable.
    let mut expected: Vec<Vec<f32>> = vec![Vec::new(); n + 1];
    let mut ways: Vec<Vec<(u8, f32)>> = vec![Vec::new(); n + 1];
    backward(evidence, corridor, sharpness, &before, &mut |starting: Starting<'_>| {
        let (i, first) = (starting.source, starting.first);
        let width = corridor.row(i).len();
        let mut here = vec![-1.0f32; width];
        let mut way = vec![(u8::MAX, 0.0f32); width];
        for (s, shape) in SHAPES.iter().enumerate() {
            let (a, b) = (usize::from(shape.source), usize::from(shape.target));
            if a == 0 || i + a > n {
                continue;
            }
            let worth = if b == 0 { UNPAIRED } else { 1.0 };
            let ends = corridor.row(i + a);
            let after = &expected[i + a];
            let starts =
                first.max(ends.start.saturating_sub(b))..(first + width).min(ends.end.saturating_sub(b));
            for start in starts {
                let k = start - first;
                let p = starting.beads[s][k];
                let value = worth * p + after[start + b - ends.start];
                if value > here[k] && after[start + b - ends.start] >= 0.0 {
                    here[k] = value;
                    way[k] = (s as u8, p);
                }
            }
        }
        if i == n {
            here[m - first] = 0.0;
        }
        for k in (0..width.saturating_sub(1)).rev() {
            let p = starting.beads[2][k];
            let value = UNPAIRED * p + here[k + 1];
            if value > here[k] && here[k + 1] >= 0.0 {
                here[k] = value;
                way[k] = (2, p);
            }
        }
        expected[i] = here;
        ways[i] = way;
    });
    let (mut i, mut j) = (0, 0);
    let mut beads = Vec::new();
    while (i, j) != (n, m) {
        let (s, p) = ways[i][j - corridor.row(i).start];
        let Some(shape) = SHAPES.get(usize::from(s)) else { break };
        let end = (i + usize::from(shape.source), j + usize::from(shape.target));
        beads.push(bead((i, j), end, f64::from(p)));
        (i, j) = end;
    }
    beads
}
