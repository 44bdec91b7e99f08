//! The vocabulary that all stages share: no input or output, and no algorithm but what order needs.

mod bead;
mod document;
mod index;
mod language;
mod number;
mod rising;
mod score;
mod word;

pub use bead::{Alignment, Bead, BeadFault, SHAPES, Shape, paired};
pub use document::{Boundary, Document, Line, Recut, Segment, Text};
pub use index::{SourceIdx, SourceRange, TargetIdx, TargetRange};
pub use language::{Language, LanguageTag, TagFault};
pub(crate) use number::has_digit;
pub use number::{Number, numbers, roman};
pub(crate) use rising::rising;
pub use score::Confidence;
pub use word::words;
