//! Stage 4: beads to rows that a person decides on, and rows to a spreadsheet and back.

mod decode;
mod flags;
mod guard;
mod records;
mod row;
mod table;
mod workbook;

pub use flags::{Finding, Flag, Inspector, Overview};
pub use guard::{guard, unguard};
pub use records::{Records, Reviewed};
pub use row::{Row, Status, rows};
pub use table::{
    COLUMNS, Delimiter, Record, TableFormat, check, check_at, revision_in, write_records, write_table,
};
pub use workbook::{Table, read_table, write_workbook};
