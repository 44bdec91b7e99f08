//! One test binary: a file a stage, plus the command from outside.

mod align;
mod cli;
mod clients;
mod clients_export;
mod corpora;
mod dependencies;
mod explain;
mod export;
mod gold;
mod model;
mod records;
mod reflow;
mod review;
mod score;
mod segment;
mod splits;
mod srx;
mod stream;
mod support;
