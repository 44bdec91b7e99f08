//! Segments at the edge of a bead that are not like the other side.

use super::{Room, Similarity};
use crate::score::gains::{Beads, ends, window};

/// Parts of a translation whose cosine with the whole is below this are rare.
const PART: f32 = 0.4;

impl Similarity {
    /// How far the cosines of the segments at the edges of beads with the whole other side are below that of parts of a
    /// translation, summed over the edges of sides with several segments.
    #[inline(always)]
    pub(in crate::score) fn strays<const W: usize>(&self, room: &Room, beads: &Beads) -> [f32; W] {
        let (run, b) = (&beads.sources, beads.width);
        let (a, first) = (run.len(), beads.start());
        let mut strays = [0.0; W];
        if b > 1 {
            let (all, scale) = (room.below.from(a, first), self.source_scales[a][run.start]);
            for at in [0, b - 1] {
                let (from, to): ([f32; W], [f32; W]) = (window(all, at), window(all, at + 1));
                let scales: [f32; W] = window(&self.target_scales[1], first + at);
                for k in 0..W {
                    strays[k] += stray((to[k] - from[k]) * scale * scales[k]);
                }
            }
        }
        if a > 1 {
            let all: ([f32; W], [f32; W]) = ends(room.below.from(a, first), b);
            let others: ([f32; W], [f32; W]) = ends(room.below.from(a - 1, first), b);
            let last: ([f32; W], [f32; W]) = ends(room.below.from(1, first), b);
            let (of_first, of_last) = (self.source_scales[1][run.start], self.source_scales[1][run.end - 1]);
            let scales: [f32; W] = window(&self.target_scales[b], first);
            for k in 0..W {
                let first = (all.1[k] - others.1[k]) - (all.0[k] - others.0[k]);
                let last = last.1[k] - last.0[k];
                strays[k] += stray(first * of_first * scales[k]) + stray(last * of_last * scales[k]);
            }
        }
        strays
    }
}

#[inline(always)]
fn stray(cosine: f32) -> f32 {
    if cosine < PART { PART - cosine } else { 0.0 }
}
