//! Stage 8: the page on which a person reviews a project, and the server that gives it to their browser.
//!
//! ```text
//!  browser ──► gate.rs: Host, Origin, cookie, policy ──► routes.rs ──► desk.rs: rows in memory ──► project file
//!     ▲                                                     │            search.rs, view.rs, marks.rs, doubt.rs
//!     └── outline of all rows; texts of those in sight ◄────┘
//! ```
//!
//! Everything that the browser gets is in the program: HTML, CSS and modules of plain JavaScript, which nothing builds. The page knows
//! of every row where it stands, its status and its confidence (some twenty bytes a row); texts come for the rows in sight, filters run
//! here. An action is answered when it is on disk. What others decide comes with `changes`, which the page asks for
//! again and again: the history of the project says which rows were touched, so that several servers on one file see each other too.
//!
//! Why no WebSocket? A question a second costs one look at the history; a connection that breaks has to be told from one that is quiet.

mod assets;
mod crossing;
mod desk;
mod doubt;
mod download;
mod gate;
mod marks;
mod refusal;
mod routes;
mod search;
mod server;
mod view;

pub use server::{Options, Server, interrupted};
