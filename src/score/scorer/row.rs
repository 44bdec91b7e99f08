//! What all kinds of evidence say of the beads that end at one source position.
//!
//! Rows are short, so that a loop over each of them for each kind takes most of its time to begin and to end. So all kinds are asked
//! about a few beads, as many as a register holds, and what they say is added up before it is stored.

use multiversion::multiversion;

use super::Scorer;
use crate::model::SHAPES;
use crate::score::gains::{BEYOND, Beads, GainRow, Room, Said, Sink, Sum, Told};
use crate::score::product::higher;
use crate::score::weights::Kind;
use crate::score::{links, markers, similarity};

/// What a bead gains that is not tried.
const UNTRIED: f32 = -1e6;
/// How many beads are looked at together: many, some, or few.
const MANY: usize = BEYOND;
const SOME: usize = 16;
const FEW: usize = 8;

/// What the beads of a row share.
struct Shared<'r> {
    links: &'r links::Room,
    similarity: &'r similarity::Room,
}

/// Adds up the gains of a row; all that it calls is compiled for two widths of the machine's registers, with the same results.
#[multiversion(targets("x86_64+avx2"))]
fn add_up(scorer: &Scorer, source_end: usize, most: usize, room: &mut Room, gains: &mut [f32]) {
    scorer.fill(source_end, most, room, gains);
}

impl Scorer {
    /// The evidence for all beads with both sides that end before source segment `source_end` and in the corridor.
    pub fn features(&self, source_end: usize, into: &mut GainRow, sink: &mut impl Sink) {
        let shared = self.shared(source_end, &mut into.room);
        for beads in self.beads(source_end, usize::MAX) {
            let said = (0..beads.ends.len()).map(|k| {
                let mut said = Said::default();
                self.tell(&beads.some(k, 1), &shared, &mut said);
                said.0
            });
            sink.put(&beads, &said.collect::<Vec<_>>());
        }
    }

    /// The gains of the same beads, as far as they have at most `most` segments.
    pub(super) fn add_up(&self, source_end: usize, most: usize, into: &mut GainRow) {
        into.begin_over(self.corridor.row(source_end));
        into.most = most;
        for s in 0..SHAPES.len() {
            if !into.tries(s) {
                into.of_mut(s).fill(UNTRIED);
            }
        }
        add_up(self, source_end, most, &mut into.room, &mut into.gains);
    }

    #[inline(always)]
    fn fill(&self, source_end: usize, most: usize, room: &mut Room, gains: &mut [f32]) {
        let shared = self.shared(source_end, room);
        let row = self.corridor.row(source_end);
        for beads in self.beads(source_end, most) {
            // By end.
            let from = beads.shape * row.len() + beads.ends.start - row.start;
            let gains = &mut gains[from..from + beads.ends.len()];
            let mut done = 0;
            while done < gains.len() {
                let todo = &mut gains[done..];
                done += if todo.len() > SOME && self.fill_some::<MANY>(&beads, done, &shared, todo) {
                    MANY
                } else if todo.len() > FEW && self.fill_some::<SOME>(&beads, done, &shared, todo) {
                    SOME
                } else if self.fill_some::<FEW>(&beads, done, &shared, todo) {
                    FEW
                } else {
                    todo[0] = self.gain_of(&beads.some(done, 1), &shared);
                    1
                };
            }
        }
    }

    /// Fills in the first gains of what is to do in a row, behind those that are `done`, unless some of the beads are at the edge of the
    /// texts. Where there are fewer, beads beyond the row are looked at too, and what is found of them is left.
    #[inline(always)]
    fn fill_some<const W: usize>(
        &self,
        beads: &Beads,
        done: usize,
        shared: &Shared<'_>,
        todo: &mut [f32],
    ) -> bool {
        let some = beads.some(done, W);
        let can = self.similarity.is_inside(&some);
        if can {
            let found = self.gains_of::<W>(&some, shared);
            let count = if todo.len() < W { todo.len() } else { W };
            todo[..count].copy_from_slice(&found[..count]);
        }
        can
    }

    /// The beads of a row, by shape.
    #[inline(always)]
    fn beads(&self, source_end: usize, most: usize) -> impl Iterator<Item = Beads> {
        let row = self.corridor.row(source_end);
        SHAPES.iter().enumerate().filter_map(move |(shape, size)| {
            let (a, width) = (usize::from(size.source), usize::from(size.target));
            let ends = row.start.max(width)..row.end;
            let none = size.is_unpaired() || a > source_end || ends.is_empty() || a + width > most;
            (!none).then(|| Beads { shape, sources: source_end - a..source_end, width, ends })
        })
    }

    /// Works out what the beads of a row share.
    #[inline(always)]
    fn shared<'r>(&self, source_end: usize, room: &'r mut Room) -> Shared<'r> {
        let links = room.links.get_or_insert_with(links::Room::new);
        let similarity = room.similarity.get_or_insert_with(similarity::Room::new);
        self.links.begin_row(&self.corridor, source_end, links);
        self.similarity.begin_row(&self.corridor, source_end, similarity);
        Shared { links, similarity }
    }

    /// The gain of a bead at the edge of the texts.
    fn gain_of(&self, bead: &Beads, shared: &Shared<'_>) -> f32 {
        let [gain] = self.gains_of(bead, shared);
        gain
    }

    #[inline(always)]
    fn gains_of<const W: usize>(&self, beads: &Beads, shared: &Shared<'_>) -> [f32; W] {
        let mut sum = Sum { weights: &self.by_shape[beads.shape], gains: [0.0; W] };
        self.tell(beads, shared, &mut sum);
        sum.gains
    }

    /// Tells all that is known of some beads.
    #[inline(always)]
    fn tell<const W: usize>(&self, beads: &Beads, shared: &Shared<'_>, told: &mut impl Told<W>) {
        self.tell_outside(beads, told);
        self.tell_vectors(beads, shared.similarity, told);
        let [linked, linkable, mass, edge] = self.links.features(&self.weights.bends, shared.links, beads);
        told.take(Kind::Linked, linked);
        told.take(Kind::Linkable, linkable);
        told.take(Kind::Mass, mass);
        told.take(Kind::Edge, edge);
    }

    /// What shape, length, layout and punctuation say.
    #[inline(always)]
    fn tell_outside<const W: usize>(&self, beads: &Beads, told: &mut impl Told<W>) {
        let size = (beads.sources.len() + beads.width - 2) as f32;
        told.take(Kind::Shape, [1.0; W]);
        told.take(Kind::Size, [size; W]);
        told.take(Kind::Habit, [self.habits.of(beads.shape); W]);
        let sides = (&self.source, &self.target);
        told.take(Kind::Length, self.length.features(sides, beads));
        if let Some(layout) = self.layout.features(beads) {
            told.take(Kind::Layout, layout);
        }
        let [opening, closing] = self.punctuation.features(sides, beads);
        told.take(Kind::Opening, opening);
        told.take(Kind::Closing, closing);
        if let Some([numbered, dangling]) = markers::features(sides, beads) {
            told.take(Kind::Numbered, numbered);
            told.take(Kind::Dangling, dangling);
        }
    }

    /// What the bilingual model says of segments and of clauses.
    #[inline(always)]
    fn tell_vectors<const W: usize>(&self, beads: &Beads, room: &similarity::Room, told: &mut impl Told<W>) {
        let [own, mean, most] = self.similarity.features(room, beads);
        told.take(Kind::Cosine, own);
        told.take(Kind::Near, mean);
        told.take(Kind::Nearest, most);
        let (mut strange, mut unlike, mut beaten) = (own, own, own);
        for k in 0..W {
            strange[k] = higher(0.0, similarity::USUAL - own[k]);
            unlike[k] = self.similarity.unlike(own[k]);
            beaten[k] = higher(0.0, most[k] - own[k]);
        }
        told.take(Kind::Strange, strange);
        told.take(Kind::Unlike, unlike);
        told.take(Kind::Beaten, beaten);
        if beads.sources.len() + beads.width > 2 {
            told.take(Kind::Stray, self.similarity.strays(room, beads));
        }
        if let Some(across) = &self.across {
            let [across, shifted] = across.features(beads);
            told.take(Kind::Across, across);
            told.take(Kind::Shifted, shifted);
        }
    }
}
