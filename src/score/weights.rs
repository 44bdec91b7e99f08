//! How much each kind of evidence counts.

use std::collections::BTreeSet;

use super::Witness;
use crate::model::{SHAPES, Shape};

/// A kind of evidence for a bead with both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Log odds of the shape's class.
    Shape,
    /// Segments over two.
    Size,
    /// What the lengths in characters cost.
    Length,
    /// Share of words that are linked, times the size.
    Linked,
    /// Share of words that could be, times the size.
    Linkable,
    /// Mass of the links.
    Mass,
    /// What segments at the edge lack of links.
    Edge,
    /// How the first sentences of both sides begin.
    Opening,
    /// How the last ones end.
    Closing,
    /// Lines and paragraphs.
    Layout,
    /// Whether both sides begin with the same marker of an item or a heading.
    Numbered,
    /// Whether one side alone ends in a marker that was cut off from its item.
    Dangling,
    /// Cosine of both sides in the bilingual model.
    Cosine,
    /// Mean cosine of the neighbours.
    Near,
    /// Highest cosine of the neighbours.
    Nearest,
    /// How far the cosine is below that of usual translations.
    Strange,
    /// How far the cosine is below what it usually is in these two documents.
    Unlike,
    /// How far the cosine is below the highest of the neighbours.
    Beaten,
    /// How little segments at the edge are like the other side.
    Stray,
    /// How much the clauses beside both ends are like what stands across them.
    Across,
    /// How much two of them are that are each other's translations.
    Shifted,
    /// How much more often than usual these documents have the shape.
    Habit,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 22] = [
        Kind::Shape,
        Kind::Size,
        Kind::Length,
        Kind::Linked,
        Kind::Linkable,
        Kind::Mass,
        Kind::Edge,
        Kind::Opening,
        Kind::Closing,
        Kind::Layout,
        Kind::Numbered,
        Kind::Dangling,
        Kind::Cosine,
        Kind::Near,
        Kind::Nearest,
        Kind::Strange,
        Kind::Unlike,
        Kind::Beaten,
        Kind::Stray,
        Kind::Across,
        Kind::Shifted,
        Kind::Habit,
    ];

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Shape => "shape",
            Kind::Size => "size",
            Kind::Length => "length",
            Kind::Linked => "linked",
            Kind::Linkable => "linkable",
            Kind::Mass => "mass",
            Kind::Edge => "edge",
            Kind::Opening => "opening",
            Kind::Closing => "closing",
            Kind::Layout => "layout",
            Kind::Numbered => "numbered",
            Kind::Dangling => "dangling",
            Kind::Cosine => "cosine",
            Kind::Near => "near",
            Kind::Nearest => "nearest",
            Kind::Strange => "strange",
            Kind::Unlike => "unlike",
            Kind::Beaten => "beaten",
            Kind::Stray => "stray",
            Kind::Across => "across",
            Kind::Shifted => "shifted",
            Kind::Habit => "habit",
        }
    }
}

/// The line of a table that is of no kind.
const GAPS: &str = "unpaired";

/// Number of kinds.
pub const KINDS: usize = Kind::ALL.len();
/// Classes of shapes that have weights of their own: 1-1, 2-1, 2-2, 3-1, 3-2, 4-1, all larger.
pub const CLASSES: usize = 7;
/// Kinds of evidence for an unpaired segment: that it is a source, a target; that another stands before it; its mass; its highest cosine;
/// how much more often than usual these documents leave a segment of its side unpaired; how far its highest cosine is below what is usual
/// in these documents, or below that of the segment of its side that has the same partner.
pub const GAP_KINDS: usize = 7;
/// The one of them that counts for all further segments in a row.
pub const FURTHER: usize = 2;
/// Those of them that are words, and vectors.
const OF_WORDS: [usize; 1] = [3];
const OF_VECTORS: [usize; 2] = [4, 6];

/// The class of a shape with both sides.
pub fn class(shape: Shape) -> usize {
    match (shape.source.min(shape.target), shape.source.max(shape.target)) {
        (_, 1) => 0,
        (1, 2) => 1,
        (_, 2) => 2,
        (1, 3) => 3,
        (2, 3) => 4,
        (1, 4) => 5,
        _ => 6,
    }
}

/// What is not simply multiplied.
#[derive(Debug, Clone, PartialEq)]
pub struct Bends {
    /// How many times the links that chance would make are taken off before the links are counted.
    pub chance: f32,
    /// How many units of mass are assumed to be unlinked before any word is looked at.
    pub prior: f32,
    /// How fast links lower what the edge of a bead costs.
    pub edge_links: f32,
}

impl Bends {
    /// What a segment at the edge of a bead lacks, with the mass that it has and the mass that is linked.
    #[inline(always)]
    pub(super) fn edge(&self, mass: f32, linked: f32) -> f32 {
        mass / (mass + 3.0 + self.edge_links * linked)
    }
}

/// Weights of the evidence, in nats.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// By class and kind.
    pub paired: [[f32; KINDS]; CLASSES],
    /// By kind of evidence for unpaired segments.
    pub gap: [f32; GAP_KINDS],
    /// What is not simply multiplied.
    pub bends: Bends,
}

impl Weights {
    /// For the first alignment of two documents, and for those after one and after two have been learned from.
    ///
    /// They were found by `cargo run --release --example fit`; `weights/card.md` says on what.
    pub fn passes() -> [Weights; 3] {
        let first = Bends { chance: 1.67, prior: 0.3, edge_links: 0.8 };
        let learned = Bends { chance: 1.67, prior: 0.43, edge_links: 3.58 };
        [
            Self::parse(include_str!("weights/first.tsv"), first),
            Self::parse(include_str!("weights/second.tsv"), learned.clone()),
            Self::parse(include_str!("weights/third.tsv"), learned),
        ]
    }

    /// Reads a table as [`Weights::table`] writes it.
    fn parse(table: &str, bends: Bends) -> Self {
        let mut weights = Self { paired: [[0.0; KINDS]; CLASSES], gap: [0.0; GAP_KINDS], bends };
        for line in table.lines() {
            let mut cells = line.split('\t');
            let name = cells.next().unwrap_or_default();
            let numbers = cells.filter_map(|cell| cell.parse::<f32>().ok());
            if let Some(kind) = Kind::ALL.iter().position(|kind| kind.name() == name) {
                weights.paired.iter_mut().zip(numbers).for_each(|(class, number)| class[kind] = number);
            } else if name == GAPS {
                weights.gap.iter_mut().zip(numbers).for_each(|(gap, number)| *gap = number);
            }
        }
        weights
    }

    /// A line a kind, a column a class of shapes; then the gaps.
    pub fn table(&self) -> String {
        let mut table = String::from("# kind\t1-1\t2-1\t2-2\t3-1\t3-2\t4-1\tlarger\n");
        let mut line = |name: &str, numbers: &mut dyn Iterator<Item = f32>| {
            table += name;
            numbers.for_each(|number| table += &format!("\t{number:.3}"));
            table.push('\n');
        };
        for kind in Kind::ALL {
            line(kind.name(), &mut self.paired.iter().map(|class| class[kind as usize]));
        }
        line("# gaps\tsource\ttarget\tfurther\tmass\tcosine\thabit\talone", &mut std::iter::empty());
        line(GAPS, &mut self.gap.iter().copied());
        table
    }

    /// The same without what some witnesses say.
    pub(super) fn without(&self, witnesses: &BTreeSet<Witness>) -> Self {
        let mut weights = self.clone();
        for kind in witnesses.iter().flat_map(|witness| witness.kinds()) {
            weights.paired.iter_mut().for_each(|class| class[*kind as usize] = 0.0);
        }
        for (witness, kinds) in [(Witness::Words, &OF_WORDS[..]), (Witness::Vectors, &OF_VECTORS)] {
            let unheard = kinds.iter().filter(|_| witnesses.contains(&witness));
            unheard.for_each(|kind| weights.gap[*kind] = 0.0);
        }
        weights
    }

    /// The weights of each shape; those of shapes with an empty side mean nothing.
    pub(super) fn by_shape(&self) -> [[f32; KINDS]; SHAPES.len()] {
        SHAPES.map(|shape| self.paired[class(shape)])
    }
}
