//! Beads whose sides have like vectors in the bilingual model.
//!
//! The cosine of the sums of both sides' vectors; and, because a long or general sentence is like everything, that of the runs
//! of the same size just before and after on either side (the margin of Artetxe & Schwenk 2019, with
//! neighbours in the text for neighbours in space).

mod strays;

use std::ops::Range;

use multiversion::multiversion;

use super::REACH;
use super::band::{Band, Products, Stack};
use super::corridor::Corridor;
use super::gains::{Beads, window};
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
    /// The inner products of all pairs of segments in the widest corridor, of which others are parts.
    products: Products,
    band: Band,
    /// The cosine that a tenth of the beads of these two documents are below.
    low: f32,
}

/// What the beads that end at one source position share.
pub(super) struct Room {
    below: Stack,
    above: Stack,
}

impl Room {
    pub(super) fn new() -> Self {
        Self { below: Stack::new(2 * REACH), above: Stack::new(REACH) }
    }
}

impl Similarity {
    pub(super) fn new(dimensions: usize, source: Vec<f32>, target: Vec<f32>) -> Self {
        let [source_scales, target_scales] = [&source, &target].map(|side| scales(side, dimensions));
        let band = Band::new(&Corridor::all(0, 0), |_, _, _| ());
        let products = Products::default();
        Self { dimensions, source, target, source_scales, target_scales, products, band, low: LOW }
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
        if !self.products.hold(corridor) {
            self.products = Products::new(corridor, |i, targets, values| {
                let x = &self.source[i * d..(i + 1) * d];
                dots(x, &self.target[targets.start * d..], values);
            });
        }
        self.band = Band::new(corridor, |i, targets, values| {
            values.copy_from_slice(self.products.of(i, targets));
        });
    }

    /// How far a cosine is below what is usual in these documents.
    #[inline(always)]
    pub(super) fn unlike(&self, cosine: f32) -> f32 {
        higher(0.0, self.low - cosine)
    }

    /// Works out what the beads that end before source segment `end` share.
    #[inline(always)]
    pub(super) fn begin_row(&self, corridor: &Corridor, end: usize, room: &mut Room) {
        let positions = corridor.touched(end);
        room.below.fill(&self.band, (0..end).rev(), positions.clone());
        room.above.fill(&self.band, end..corridor.sources(), positions);
    }

    /// Cosines of some source segments with runs of `b` target segments, one from each position from `first` on. The running
    /// totals of the source segments, from that position on, are those of one row, or of one less another.
    #[inline(always)]
    fn cosines<const W: usize>(
        &self,
        sources: Range<usize>,
        (first, b): (usize, usize),
        (high, low): (&[f32], Option<&[f32]>),
    ) -> [f32; W] {
        let scale = self.source_scales[sources.len()][sources.start];
        let scales: [f32; W] = window(&self.target_scales[b], first);
        let (before, after): ([f32; W], [f32; W]) = (window(high, 0), window(high, b));
        let mut cosines = [0.0; W];
        match low {
            None => {
                for k in 0..W {
                    cosines[k] = (after[k] - before[k]) * scale * scales[k];
                }
            }
            Some(low) => {
                let (less, more): ([f32; W], [f32; W]) = (window(low, 0), window(low, b));
                for k in 0..W {
                    cosines[k] = ((after[k] - more[k]) - (before[k] - less[k])) * scale * scales[k];
                }
            }
        }
        cosines
    }

    /// Whether beads have neighbours on all sides.
    #[inline(always)]
    pub(super) fn is_inside(&self, beads: &Beads) -> bool {
        let (run, b) = (&beads.sources, beads.width);
        let (sources, targets) = (self.source_scales[1].len(), self.target_scales[1].len());
        run.start >= run.len()
            && run.end + run.len() <= sources
            && beads.start() >= b
            && beads.ends.end - 1 + b <= targets
    }

    /// The cosines of beads, the means of their neighbours' and the highest of them. The beads have neighbours on all sides, or there is
    /// but one.
    #[inline(always)]
    pub(super) fn features<const W: usize>(&self, room: &Room, beads: &Beads) -> [[f32; W]; 3] {
        let own = self.beside_target(room, beads, beads.start());
        let (mut mean, mut most) = ([0.0; W], [0.0; W]);
        if self.is_inside(beads) {
            let first: [f32; W] = self.beside_target(room, beads, beads.start() - beads.width);
            let last: [f32; W] = self.beside_target(room, beads, beads.ends.start);
            let before: [f32; W] = self.before_source(room, beads);
            let after: [f32; W] = self.behind_source(room, beads);
            for k in 0..W {
                mean[k] = (first[k] + last[k] + before[k] + after[k]) / 4.0;
                most[k] = higher(higher(higher(higher(-1.0, first[k]), last[k]), before[k]), after[k]);
            }
        } else {
            let (of_all, highest) = self.of_neighbours(room, beads);
            (mean, most) = ([of_all; W], [highest; W]);
        }
        [own, mean, most]
    }

    /// The cosines of the source segments of beads with as many target segments from another position on.
    #[inline(always)]
    fn beside_target<const W: usize>(&self, room: &Room, beads: &Beads, start: usize) -> [f32; W] {
        let totals = room.below.from(beads.sources.len(), start);
        self.cosines(beads.sources.clone(), (start, beads.width), (totals, None))
    }

    /// The cosines of the target segments of beads with as many source segments before them.
    #[inline(always)]
    fn before_source<const W: usize>(&self, room: &Room, beads: &Beads) -> [f32; W] {
        let (run, start) = (&beads.sources, beads.start());
        let totals = (room.below.from(2 * run.len(), start), Some(room.below.from(run.len(), start)));
        self.cosines(run.start - run.len()..run.start, (start, beads.width), totals)
    }

    /// The same with those behind them.
    #[inline(always)]
    fn behind_source<const W: usize>(&self, room: &Room, beads: &Beads) -> [f32; W] {
        let (run, start) = (&beads.sources, beads.start());
        let totals = (room.above.from(run.len(), start), None);
        self.cosines(run.end..run.end + run.len(), (start, beads.width), totals)
    }

    /// The mean and the highest of the cosines of those neighbours that a bead has.
    fn of_neighbours(&self, room: &Room, bead: &Beads) -> (f32, f32) {
        let (run, start, b) = (&bead.sources, bead.start(), bead.width);
        let (sources, targets) = (self.source_scales[1].len(), self.target_scales[1].len());
        let beside: [Option<[f32; 1]>; 4] = [
            (start >= b).then(|| self.beside_target(room, bead, start - b)),
            (start + 2 * b <= targets).then(|| self.beside_target(room, bead, start + b)),
            (run.start >= run.len()).then(|| self.before_source(room, bead)),
            (run.end + run.len() <= sources).then(|| self.behind_source(room, bead)),
        ];
        let cosines = beside.into_iter().flatten().map(|[cosine]| cosine);
        let count = cosines.clone().count();
        if count == 0 {
            return (LONELY[0], LONELY[1]);
        }
        (cosines.clone().sum::<f32>() / count as f32, cosines.fold(-1.0, higher))
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
