//! Segments at the edge of a bead that are not like the other side.

use super::{Room, Similarity};
use crate::score::gains::Beads;

/// Parts of a translation whose cosine with the whole is below this are rare.
const PART: f32 = 0.4;

impl Similarity {
    /// How far the cosines of the segments at the edges of beads with the whole other side are below that of parts of a
    /// translation, summed over the edges of sides with several segments.
    #[inline(always)]
    pub(in crate::score) fn strays(&self, room: &Room, beads: &Beads, out: &mut [f32]) {
        let (run, b) = (&beads.sources, beads.width);
        let (a, first) = (run.len(), beads.starts().start);
        let at = first - room.below.first;
        let of = |rows: usize| &room.below.rows[rows][at..];
        out.fill(0.0);
        if b > 1 {
            let (all, scale) = (of(a), self.source_scales[a][run.start]);
            let scales = &self.target_scales[1][first..];
            for at in [0, b - 1] {
                target_strays(scale, &scales[at..], (&all[at..], &all[at + 1..]), out);
            }
        }
        if a > 1 {
            let (all, others, last) = (of(a), of(a - 1), of(1));
            let scales = [run.start, run.end - 1].map(|i| self.source_scales[1][i]);
            let other = &self.target_scales[b][first..];
            source_strays(scales, other, [all, &all[b..], others, &others[b..], last, &last[b..]], out);
        }
    }
}

#[inline(always)]
fn stray(cosine: f32) -> f32 {
    if cosine < PART { PART - cosine } else { 0.0 }
}

/// Adds how far a target segment strays from some source segments, whose running totals stand before and behind it.
#[inline(always)]
fn target_strays(scale: f32, scales: &[f32], (from, to): (&[f32], &[f32]), out: &mut [f32]) {
    let count = out.len();
    let (scales, from, to) = (&scales[..count], &from[..count], &to[..count]);
    for (k, out) in out.iter_mut().enumerate() {
        *out += stray((to[k] - from[k]) * scale * scales[k]);
    }
}

/// Adds how far the first and the last of some source segments stray from runs of target segments, with the running totals of all,
/// of all but the first, and of the last before and behind the runs.
#[inline(always)]
fn source_strays(scales: [f32; 2], other: &[f32], totals: [&[f32]; 6], out: &mut [f32]) {
    let count = out.len();
    let other = &other[..count];
    let [all, all_behind, others, others_behind, last, last_behind] = totals.map(|row| &row[..count]);
    for (k, out) in out.iter_mut().enumerate() {
        let of_first = (all_behind[k] - others_behind[k]) - (all[k] - others[k]);
        let of_last = last_behind[k] - last[k];
        *out += stray(of_first * scales[0] * other[k]) + stray(of_last * scales[1] * other[k]);
    }
}
