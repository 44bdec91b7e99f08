//! Aligns a French text with its English translation, sentence by sentence.
//!
//! ```text
//!  bytes            Text             Document          Alignment           Row
//!    │   read        │    segment       │     align        │     review      │
//!    └──────────────►└─────────────────►└─────────────────►└────────────────►└──► CSV ──► export ──► TMX, XLIFF …
//!      encoding,       sentences as       beads with         flags, check,
//!      paragraphs      byte ranges        confidence         spreadsheet forms
//!                                           ▲
//!                                         score: length, words, layout
//! ```
//!
//! [`pipeline`] joins the stages; each can be used alone. The vocabulary is in [`model`]. No function of the
//! library prints, and none changes a text: every sentence is a byte range of the decoded file.
//!
//! ```
//! use visavis::model::Language;
//! use visavis::pipeline::{self, DocumentOptions};
//! use visavis::review::rows;
//! use visavis::score::Setup;
//!
//! let (fr, en) = (Language::French, Language::English);
//! let french = pipeline::document("fr.txt", "Il pleut. Elle sort.".as_bytes(), &DocumentOptions::new(fr.into()))?.document;
//! let english = pipeline::document("en.txt", b"It rains. She goes out.", &DocumentOptions::new(en.into()))?.document;
//! let alignment = pipeline::align((&french, &fr.into()), (&english, &en.into()), &Setup::default(), &|_| ())?;
//! let rows = rows((&french, fr), (&english, en), &alignment);
//! assert_eq!((rows[0].source, rows[0].target), ("Il pleut.", "It rains."));
//! # Ok::<(), visavis::Error>(())
//! ```

#![deny(
    missing_docs,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic
)]

pub mod model;

pub mod read;

pub mod segment;

pub mod vectors;

pub mod score;

pub mod align;

pub mod review;

pub mod project;

pub mod compare;
pub mod export;

pub mod pipeline;

pub mod realign;
pub mod units;

pub mod memory;

#[cfg(feature = "review")]
pub mod page;

pub mod evaluate;

mod error;

pub use error::{Error, Location, Result};
