//! Stage 4: beads to rows that a person decides on, and rows to a spreadsheet.

mod flags;
mod guard;
mod row;
mod table;

pub use flags::{Finding, Flag, Inspector};
pub use guard::{guard, unguard};
pub use row::{Row, Status, rows};
pub use table::{COLUMNS, Delimiter, Record, TableFormat, write_table};
