//! Beads that were found among those that were known.

use crate::model::{Bead, Confidence, SourceRange, TargetRange, paired};

/// How sure it is that a segment is unpaired that was in a bead given up.
const FREED: f64 = 0.5;

/// The same beads with `found` in place of those that share a segment with them, in source order.
pub(super) fn with(beads: &[Bead], found: Vec<Bead>, (sources, targets): (usize, usize)) -> Vec<Bead> {
    let mut taken = [vec![false; sources], vec![false; targets]];
    let take = |taken: &mut [Vec<bool>; 2], bead: &Bead| {
        taken[0][bead.source.as_usize()].fill(true);
        taken[1][bead.target.as_usize()].fill(true);
    };
    found.iter().for_each(|bead| take(&mut taken, bead));
    let mut kept = found;
    for bead in paired(beads) {
        let [of_source, of_target] = &taken;
        let segments = of_source[bead.source.as_usize()].iter().chain(&of_target[bead.target.as_usize()]);
        if segments.copied().all(|taken| !taken) {
            kept.push(*bead);
        }
    }
    kept.iter().for_each(|bead| take(&mut taken, bead));
    // What was unpaired before is as sure as it was.
    let mut sure = [sources, targets].map(|segments| vec![Confidence::new(FREED); segments]);
    for bead in beads.iter().filter(|bead| bead.shape().is_unpaired()) {
        sure[0][bead.source.as_usize()].fill(bead.confidence);
        sure[1][bead.target.as_usize()].fill(bead.confidence);
    }
    let alone = |side: usize| {
        let free = (0..).zip(&taken[side]).zip(&sure[side]).filter(|((_, taken), _)| !**taken);
        free.map(|((at, _), sure)| (at, *sure))
    };
    let (no_source, no_target) = (SourceRange::new(0, 0), TargetRange::new(0, 0));
    let omission =
        |(i, confidence)| Bead { source: SourceRange::new(i, i + 1), target: no_target, confidence };
    let addition =
        |(j, confidence)| Bead { source: no_source, target: TargetRange::new(j, j + 1), confidence };
    kept.extend(alone(0).map(omission));
    kept.sort_by_key(|bead| bead.source.start.0);
    in_order(kept, alone(1).map(addition), targets)
}

/// Beads in source order, with `additions` in target order among them: each stands behind the bead that holds the target segment
/// before it. Their empty sides get their positions.
fn in_order(beads: Vec<Bead>, additions: impl Iterator<Item = Bead>, targets: usize) -> Vec<Bead> {
    let mut holder = vec![0; targets];
    for (k, bead) in beads.iter().enumerate() {
        holder[bead.target.as_usize()].fill(k + 1);
    }
    let mut behind: Vec<Vec<Bead>> = vec![Vec::new(); beads.len() + 1];
    for bead in additions {
        let j = bead.target.as_usize().start;
        holder[j] = if j == 0 { 0 } else { holder[j - 1] };
        behind[holder[j]].push(bead);
    }
    let mut behind = behind.into_iter();
    let mut all = behind.next().unwrap_or_default();
    for (mut bead, behind) in beads.into_iter().zip(behind) {
        if bead.target.is_empty() {
            let at = all.last().map_or(0, |before: &Bead| before.target.end.0);
            bead.target = TargetRange::new(at, at);
        }
        all.push(bead);
        let source = SourceRange::new(bead.source.end.0, bead.source.end.0);
        all.extend(behind.into_iter().map(|bead| Bead { source, ..bead }));
    }
    all
}
