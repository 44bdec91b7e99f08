//! How good is an alignment, or a text's sentences? Gold files and the figures that compare with them.

mod calibration;
mod cuts;
mod gold;
mod metrics;
mod plot;
mod shapes;
mod splits;

pub use calibration::{BINS, RowBin, RowFigures, RowTally};
pub use cuts::{CutTally, Placed, Places, first_difference};
pub use gold::{GoldBead, parse_beads, parse_coarse, write_beads};
pub use metrics::{Figures, Tally};
pub use plot::reliability_plot;
pub use shapes::{ShapeFigures, ShapeTally};
pub use splits::{Calibration, Case, SplitTally, parse_bounds, parse_cases, split_errors};
