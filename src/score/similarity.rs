//! Beads whose sides have like vectors in the bilingual model.
//!
//! The cosine of the sums of both sides' vectors; and, because a long or general sentence is like everything, that of the runs
//! of the same size just before and after on either side (the margin of Artetxe & Schwenk 2019, with
//! neighbours in the text for neighbours in space).

mod strays;

use std::ops::Range;

use multiversion::multiversion;

use super::REACH;
use super::band::{Band, Stack};
use super::corridor::Corridor;
use super::gains::Beads;
use super::product::{add, cosine, dots, higher, inverse_length};
use crate::model::{Bead, paired};

/// Translations whose cosine is below this are rare.
pub(super) const USUAL: f32 = 0.45;

/// The cosine that a tenth of all translations are below, before anything is learned, and how many beads that prior knowledge is worth.
const LOW: f32 = 0.3;
const LOW_WORTH: f32 = 20.0;

/// Half of the beads of two texts are less alike only where neither translates the other: the median cosine of stories aligned with
/// other stories was 0.06 to 0.09, that of translations 0.16 for the freest, and above 0.5 for all others.
const NO_TRANSLATION: f32 = 0.12;

/// What translates nothing is like nothing: its highest cosine is so far below what a tenth of the translations are below.
const LIKE_NOTHING: f32 = 0.05;

/// What the mean and the highest cosine of its neighbours are for a bead that has none, being the whole text: what they usually are.
const LONELY: [f32; 2] = [0.3, 0.4];

/// Vectors of all segments of both documents, and what they say in a corridor.
pub(super) struct Similarity {
    dimensions: usize,
    source: Vec<f32>,
    target: Vec<f32>,
    /// 1 / length of the sum of the vectors from each segment on, by number of segments.
    source_scales: Vec<Vec<f32>>,
    target_scales: Vec<Vec<f32>>,
    band: Band,
    /// The cosine that a tenth of the beads of these two documents are below.
    low: f32,
}

/// What the beads that end at one source position share.
pub(super) struct Room {
    below: Stack,
    above: Stack,
    cosines: Vec<f32>,
    others: [Vec<f32>; 2],
}

impl Room {
    pub(super) fn new() -> Self {
        Self {
            below: Stack::new(2 * REACH),
            above: Stack::new(REACH),
            cosines: Vec::new(),
            others: Default::default(),
        }
    }
}

impl Similarity {
    pub(super) fn new(dimensions: usize, source: Vec<f32>, target: Vec<f32>) -> Self {
        let [source_scales, target_scales] = [&source, &target].map(|side| scales(side, dimensions));
        let band = Band::new(&Corridor::all(0, 0), |_, _, _| ());
        Self { dimensions, source, target, source_scales, target_scales, band, low: LOW }
    }

    /// Vectors of both sides, and their size.
    pub(super) fn vectors(&self) -> (usize, &[f32], &[f32]) {
        (self.dimensions, &self.source, &self.target)
    }

    /// The same for some segments only.
    pub(super) fn part(&self, sources: &[usize], targets: &[usize]) -> Self {
        let d = self.dimensions;
        let part = |vectors: &[f32], segments: &[usize]| {
            segments.iter().flat_map(|i| &vectors[i * d..(i + 1) * d]).copied().collect()
        };
        Self { low: self.low, ..Self::new(d, part(&self.source, sources), part(&self.target, targets)) }
    }

    /// Learns from an alignment how much alike translations are in these two documents. Whether they are translations at all, as far as
    /// one can tell: otherwise, nothing is learned.
    pub(super) fn learn(&mut self, beads: &[Bead]) -> bool {
        let mut cosines: Vec<f32> = paired(beads).map(|bead| self.cosine(bead)).collect();
        // Segments without a word that the model knows are like nothing, and say nothing.
        let mut known: Vec<f32> = cosines.iter().copied().filter(|cosine| *cosine != 0.0).collect();
        let half = known.len() / 2;
        if half > 0 && *known.select_nth_unstable_by(half, f32::total_cmp).1 < NO_TRANSLATION {
            return false;
        }
        let tenth = cosines.len() / 10;
        if tenth < cosines.len() {
            let (_, found, _) = cosines.select_nth_unstable_by(tenth, f32::total_cmp);
            let count = beads.len() as f32;
            self.low = (*found * count + LOW * LOW_WORTH) / (count + LOW_WORTH);
        }
        true
    }

    /// The cosine of both sides of a bead.
    fn cosine(&self, bead: &Bead) -> f32 {
        let d = self.dimensions;
        let sum = |vectors: &[f32], run: Range<usize>| {
            let mut sum = vec![0.0; d];
            vectors[run.start * d..run.end * d].chunks_exact(d).for_each(|vector| add(vector, &mut sum));
            sum
        };
        cosine(&sum(&self.source, bead.source.as_usize()), &sum(&self.target, bead.target.as_usize()))
    }

    /// Compares all segments in a corridor.
    pub(super) fn prepare(&mut self, corridor: &Corridor) {
        let d = self.dimensions;
        self.band = Band::new(corridor, |i, targets, values| {
            let x = &self.source[i * d..(i + 1) * d];
            dots(x, &self.target[targets.start * d..], values);
        });
    }

    /// How far a cosine is below what is usual in these documents.
    #[inline(always)]
    pub(super) fn unlike(&self, cosine: f32) -> f32 {
        (self.low - cosine).max(0.0)
    }

    /// Works out what the beads that end before source segment `end` share.
    #[inline(always)]
    pub(super) fn begin_row(&self, corridor: &Corridor, end: usize, room: &mut Room) {
        let positions = corridor.touched(end);
        room.below.fill(&self.band, (0..end).rev(), positions.clone());
        room.above.fill(&self.band, end..corridor.sources(), positions);
    }

    /// Cosines of some source segments with runs of `b` target segments, one from each position from `first` on. The running
    /// totals of the source segments are those of one row, or of one less another.
    #[inline(always)]
    fn cosines(
        &self,
        sources: Range<usize>,
        (first, b): (usize, usize),
        totals: (&[f32], Option<&[f32]>),
        out: &mut [f32],
    ) {
        let scale = self.source_scales[sources.len()][sources.start];
        let scales = &self.target_scales[b][first..];
        let (high, low) = totals;
        let sums = high.iter().zip(&high[b..]).zip(scales);
        match low {
            None => {
                for (out, ((before, after), other)) in out.iter_mut().zip(sums) {
                    *out = (after - before) * scale * other;
                }
            }
            Some(low) => {
                let lows = low.iter().zip(&low[b..]);
                for (out, (((before, after), other), (less, more))) in out.iter_mut().zip(sums.zip(lows)) {
                    *out = ((after - more) - (before - less)) * scale * other;
                }
            }
        }
    }

    /// The cosines of beads, the means of their neighbours' and the highest of them.
    #[inline(always)]
    pub(super) fn features(&self, room: &mut Room, beads: &Beads, out: [&mut [f32]; 3]) {
        let (run, b, starts) = (&beads.sources, beads.width, beads.starts());
        let (a, count) = (run.len(), starts.len());
        let (sources, targets) = (self.source_scales[1].len(), self.target_scales[1].len());
        let Room { below, above, cosines, others } = room;
        // Starts of the runs on the target side: those of the beads, and b more before and behind them.
        let from = starts.start.saturating_sub(b).max(below.first);
        let to = (starts.end + b).min(targets + 1 - b).min(below.first + below.rows[0].len() - b);
        cosines.resize(to - from, 0.0);
        let at = from - below.first;
        self.cosines(run.clone(), (from, b), (&below.rows[a][at..], None), cosines);
        let [own, mean, most] = out;
        let skip = starts.start - from;
        own.copy_from_slice(&cosines[skip..skip + count]);
        let at = starts.start - below.first;
        others.iter_mut().for_each(|values| values.resize(count, 0.0));
        let [before, after] = others;
        // No closures: they would not be compiled for wide registers.
        let mut neighbours = [None, None];
        if run.start >= a {
            let totals = (&below.rows[2 * a][at..], Some(&below.rows[a][at..]));
            self.cosines(run.start - a..run.start, (starts.start, b), totals, before);
            neighbours[0] = Some(&before[..]);
        }
        if run.end + a <= sources {
            self.cosines(run.end..run.end + a, (starts.start, b), (&above.rows[a][at..], None), after);
            neighbours[1] = Some(&after[..]);
        }
        let [before, after] = neighbours;
        let behind = b.saturating_sub(skip).min(count);
        let ahead = to.min(starts.end + b).saturating_sub(starts.start + b);
        Neighbours { cosines, skip, b, behind, ahead, before, after }.sum_up(mean, most);
    }

    /// How many runs of unpaired segments have one that is like nothing on the other side.
    pub(super) fn runs_of_strangers(&self, beads: &[Bead]) -> usize {
        if beads.iter().all(|bead| !bead.shape().is_unpaired()) {
            return 0;
        }
        let [sources, targets] = self.closest();
        let strange = |bead: &Bead| {
            let (sources, targets) =
                (&sources.cosines[bead.source.as_usize()], &targets.cosines[bead.target.as_usize()]);
            sources.iter().chain(targets).any(|highest| *highest < self.low - LIKE_NOTHING)
        };
        let runs = beads.chunk_by(|one, next| one.shape() == next.shape());
        runs.filter(|run| run[0].shape().is_unpaired() && run.iter().any(strange)).count()
    }

    /// What each segment is most like on the other side, in the corridor: sources, targets.
    pub(super) fn closest(&self) -> [Closest; 2] {
        let [mut sources, mut targets] =
            [&self.source_scales, &self.target_scales].map(|scales| Closest::new(scales[1].len()));
        let mut cosines = Vec::new();
        for (i, scale) in self.source_scales[1].iter().enumerate() {
            let (first, totals) = self.band.row(i);
            let (count, scales) = (totals.len() - 1, &self.target_scales[1][first..]);
            cosines.resize(count, 0.0);
            of_row(*scale, totals, &scales[..count], &mut cosines);
            for (j, cosine) in (first..).zip(&cosines) {
                sources.see(i, j, *cosine);
                targets.see(j, i, *cosine);
            }
        }
        [sources, targets]
    }
}

/// What each segment of one side is most like on the other side.
pub(super) struct Closest {
    /// The highest cosine of each.
    pub cosines: Vec<f32>,
    /// The segment of the other side with which it has that.
    partners: Vec<u32>,
}

impl Closest {
    fn new(segments: usize) -> Self {
        Self { cosines: vec![0.0; segments], partners: vec![0; segments] }
    }

    #[inline(always)]
    fn see(&mut self, segment: usize, partner: usize, cosine: f32) {
        if cosine > self.cosines[segment] {
            (self.cosines[segment], self.partners[segment]) = (cosine, partner as u32);
        }
    }

    /// How much more like another segment of this side what each is most like is; nothing for most segments that have a translation.
    pub(super) fn taken<'c>(&'c self, others: &'c Self) -> impl Iterator<Item = f32> + 'c {
        let of_partner = |(cosine, partner): (&f32, &u32)| {
            others.cosines.get(*partner as usize).map_or(0.0, |other| (other - cosine).max(0.0))
        };
        self.cosines.iter().zip(&self.partners).map(of_partner)
    }
}

/// The cosines of a segment with others, from running totals.
#[multiversion(targets("x86_64+avx2"))]
fn of_row(scale: f32, totals: &[f32], scales: &[f32], cosines: &mut [f32]) {
    let totals = totals.iter().zip(&totals[1..]);
    for ((cosine, (before, after)), other) in cosines.iter_mut().zip(totals).zip(scales) {
        *cosine = (after - before) * scale * other;
    }
}

/// The cosines of the neighbours of some beads.
struct Neighbours<'r> {
    /// On the target side, where the neighbours are beads of the same source segments: their cosines from `skip` before on.
    cosines: &'r [f32],
    skip: usize,
    b: usize,
    /// The first bead that has one before it, and the first that has none behind it.
    behind: usize,
    ahead: usize,
    /// On the source side, if there are any.
    before: Option<&'r [f32]>,
    after: Option<&'r [f32]>,
}

impl Neighbours<'_> {
    /// The mean and the highest for each bead.
    #[inline(always)]
    fn sum_up(&self, mean: &mut [f32], most: &mut [f32]) {
        let &Self { cosines, skip, b, behind, ahead, before, after } = self;
        let mut whole = 0..0;
        if let (Some(before), Some(after)) = (before, after)
            && behind < ahead
        {
            whole = behind..ahead;
            // All four, without a question for each.
            let (first, last) = (&cosines[skip + behind - b..], &cosines[skip + behind + b..]);
            let beside = first.iter().zip(last).zip(before[whole.clone()].iter().zip(&after[whole.clone()]));
            let out = mean[whole.clone()].iter_mut().zip(&mut most[whole.clone()]);
            for ((mean, most), ((first, last), (before, after))) in out.zip(beside) {
                *mean = (first + last + before + after) / 4.0;
                *most = higher(higher(higher(higher(-1.0, *first), *last), *before), *after);
            }
        }
        for k in (0..whole.start).chain(whole.end..mean.len()) {
            let beside = [
                (k >= behind).then(|| cosines[skip + k - b]),
                (k < ahead).then(|| cosines[skip + k + b]),
                before.map(|before| before[k]),
                after.map(|after| after[k]),
            ];
            (mean[k], most[k]) = of_neighbours(beside.into_iter().flatten());
        }
    }
}

/// The mean and the highest of the cosines of neighbours.
fn of_neighbours(cosines: impl Iterator<Item = f32> + Clone) -> (f32, f32) {
    let count = cosines.clone().count();
    if count == 0 {
        return (LONELY[0], LONELY[1]);
    }
    (cosines.clone().sum::<f32>() / count as f32, cosines.fold(-1.0, higher))
}

/// 1 / length of the sum of the vectors of each run of up to [`REACH`] segments, by size and beginning.
fn scales(vectors: &[f32], dimensions: usize) -> Vec<Vec<f32>> {
    let segments = vectors.len() / dimensions;
    let mut scales: Vec<Vec<f32>> =
        (0..=REACH).map(|a| Vec::with_capacity(if a > 0 { segments } else { 0 })).collect();
    let mut sum = vec![0.0; dimensions];
    for start in 0..segments {
        sum.fill(0.0);
        for (a, segment) in (1..=REACH).zip(start..segments) {
            add(&vectors[segment * dimensions..(segment + 1) * dimensions], &mut sum);
            scales[a].push(inverse_length(&sum));
        }
    }
    scales
}
