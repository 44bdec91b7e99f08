//! What all kinds of evidence say of the beads that end at one source position.

use multiversion::multiversion;

use super::Scorer;
use crate::model::SHAPES;
use crate::score::gains::{Beads, GainRow, Room, Sink, Sum};
use crate::score::weights::Kind;
use crate::score::{links, markers, similarity};

/// What a bead gains that is not tried.
const UNTRIED: f32 = -1e6;

/// Adds up the gains of a row; all that it calls is compiled for two widths of the machine's registers, with the same results.
#[multiversion(targets("x86_64+avx2"))]
fn add_up(scorer: &Scorer, source_end: usize, room: &mut Room, sum: &mut Sum<'_>) {
    scorer.emit(source_end, room, sum);
}

impl Scorer {
    /// The evidence for all beads with both sides that end before source segment `source_end` and in the corridor.
    pub fn features(&self, source_end: usize, into: &mut GainRow, sink: &mut impl Sink) {
        self.emit(source_end, &mut into.room, sink);
    }

    /// The gains of the same beads, as far as they have at most `most` segments.
    pub(super) fn add_up(&self, source_end: usize, most: usize, into: &mut GainRow) {
        into.begin(self.corridor.row(source_end));
        for (s, shape) in SHAPES.iter().enumerate() {
            if usize::from(shape.source + shape.target) > most {
                into.of_mut(s).fill(UNTRIED);
            }
        }
        let GainRow { first, columns, gains, room } = into;
        let mut sum = Sum { weights: &self.by_shape, first: *first, columns: *columns, gains, most };
        add_up(self, source_end, room, &mut sum);
    }

    #[inline(always)]
    fn emit(&self, source_end: usize, room: &mut Room, sink: &mut impl Sink) {
        let row = self.corridor.row(source_end);
        room.begin(row.len());
        let Room { links, similarity, columns } = room;
        let links = links.get_or_insert_with(links::Room::new);
        let similarity = similarity.get_or_insert_with(similarity::Room::new);
        self.links.begin_row(&self.corridor, source_end, links);
        self.similarity.begin_row(&self.corridor, source_end, similarity);
        for (s, shape) in SHAPES.iter().enumerate() {
            let (a, width) = (usize::from(shape.source), usize::from(shape.target));
            let ends = row.start.max(width)..row.end;
            if shape.is_unpaired() || a > source_end || ends.is_empty() || !sink.wants(s) {
                continue;
            }
            let mut columns = columns.each_mut().map(|values| &mut values[..ends.len()]);
            let beads = Beads { shape: s, sources: source_end - a..source_end, width, ends };
            self.emit_outside(&beads, &mut columns, sink);
            self.emit_vectors(&beads, similarity, &mut columns, sink);
            self.emit_links(&beads, links, columns, sink);
        }
    }

    /// What shape, length, layout and punctuation say.
    #[inline(always)]
    fn emit_outside(&self, beads: &Beads, [one, two, ..]: &mut [&mut [f32]; 4], sink: &mut impl Sink) {
        let size = (beads.sources.len() + beads.width - 2) as f32;
        let habit = self.habits.of(beads.shape);
        sink.put_same(beads, [(Kind::Shape, 1.0), (Kind::Size, size), (Kind::Habit, habit)]);
        let sides = (&self.source, &self.target);
        self.length.features(sides, beads, one);
        sink.put(beads, Kind::Length, one);
        if self.layout.features(beads, one) {
            sink.put(beads, Kind::Layout, one);
        }
        self.punctuation.features(sides, beads, [one, two]);
        sink.put_all(beads, [Kind::Opening, Kind::Closing], [one, two]);
        if markers::features(sides, beads, [one, two]) {
            sink.put_all(beads, [Kind::Numbered, Kind::Dangling], [one, two]);
        }
    }

    /// What the bilingual model says of segments and of clauses.
    #[inline(always)]
    fn emit_vectors(
        &self,
        beads: &Beads,
        room: &mut similarity::Room,
        [one, two, three, four]: &mut [&mut [f32]; 4],
        sink: &mut impl Sink,
    ) {
        self.similarity.features(room, beads, [one, two, three]);
        sink.put_all(beads, [Kind::Cosine, Kind::Near, Kind::Nearest], [one, two, three]);
        // In place of the mean and the highest of the neighbours.
        let others = two.iter_mut().zip(three.iter_mut()).zip(four.iter_mut());
        for (own, ((strange, nearest), unlike)) in one.iter().zip(others) {
            *strange = (similarity::USUAL - own).max(0.0);
            *unlike = self.similarity.unlike(*own);
            *nearest = (*nearest - own).max(0.0);
        }
        sink.put_all(beads, [Kind::Strange, Kind::Unlike, Kind::Beaten], [two, four, three]);
        if beads.sources.len() + beads.width > 2 {
            self.similarity.strays(room, beads, one);
            sink.put(beads, Kind::Stray, one);
        }
        if let Some(across) = &self.across {
            across.features(beads, [one, two]);
            sink.put_all(beads, [Kind::Across, Kind::Shifted], [one, two]);
        }
    }

    /// What words that translate each other say.
    #[inline(always)]
    fn emit_links(
        &self,
        beads: &Beads,
        room: &mut links::Room,
        [one, two, three, four]: [&mut [f32]; 4],
        sink: &mut impl Sink,
    ) {
        self.links.features(&self.weights.bends, room, beads, [one, two, three, four]);
        let kinds = [Kind::Linked, Kind::Linkable, Kind::Mass, Kind::Edge];
        sink.put_all(beads, kinds, [one, two, three, four]);
    }
}
