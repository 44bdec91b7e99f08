//! How good is an alignment? Gold files and the figures that compare beads with them.

mod gold;
mod metrics;

pub use gold::{GoldBead, parse_beads, parse_coarse, write_beads};
pub use metrics::{Figures, Tally};
