//! Evidence: what speaks for or against a bead. One file a kind.
//!
//! Every kind gives a number for all beads that end at one source position at once: that is what makes the search fast, since a
//! kind can prepare what a row shares and then run over the columns. The gain of a bead, in nats (natural logarithms
//! of odds), is the weighted sum of these numbers.

mod across;
mod anchors;
mod band;
mod corridor;
mod evidence;
mod explain;
mod gains;
mod general;
mod habit;
mod layout;
mod length;
mod lexicon;
mod links;
mod lists;
mod markers;
mod numerals;
mod product;
mod punctuation;
mod reading;
mod rounded;
mod scorer;
mod side;
mod similarity;
mod token;
mod weights;
mod witness;

pub use corridor::Corridor;
pub use evidence::{Evidence, Gaps, Scattered, Sketch};
pub use explain::{LinkedWords, Testimony};
pub use gains::{Beads, GainRow, Sink};
pub use general::{LexiconEntry, common_tokens, learn_lexicon};
pub(crate) use product::higher;
pub use product::{dot, dots};
pub use reading::Words;
pub(crate) use rounded::Rounded;
pub use scorer::Scorer;
pub use weights::{Bends, CLASSES, FURTHER, GAP_KINDS, KINDS, Kind, Weights, class};
pub use witness::{NoWitness, Witness};

use std::collections::BTreeSet;

use crate::model::{Language, SHAPES};
use crate::vectors::Vectors;

/// The most segments of one side in a bead.
pub const REACH: usize = {
    let (mut reach, mut s) = (0, 0);
    while s < SHAPES.len() {
        if SHAPES[s].source > reach {
            reach = SHAPES[s].source;
        }
        s += 1;
    }
    reach as usize
};

/// What evidence is made with.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The bilingual model.
    pub vectors: Vectors,
    /// Weights for the first alignment of two documents, and for those after one and after two have been learned from.
    pub weights: [Weights; 3],
    /// Witnesses that are not heard, to see what they are worth.
    pub without: BTreeSet<Witness>,
}

impl Setup {
    /// How alike two texts are in the bilingual model: a cosine, from -1 to 1.
    pub fn cosine(&self, source: (&str, Language), target: (&str, Language)) -> f32 {
        let [x, y] =
            [source, target].map(|(text, language)| self.vectors.of_texts(language, std::iter::once(text)));
        product::cosine(&x, &y)
    }
}

impl Default for Setup {
    fn default() -> Self {
        Self { vectors: Vectors::built_in(), weights: Weights::passes(), without: BTreeSet::new() }
    }
}
