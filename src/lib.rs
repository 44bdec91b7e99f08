//! visavis
#![allow(missing_docs)]
pub mod model;
pub mod read;
pub mod segment;
pub mod score;
pub mod align;
pub mod review;
pub mod evaluate;
pub mod pipeline;
mod error;
pub use error::{Error, Location, Result};
