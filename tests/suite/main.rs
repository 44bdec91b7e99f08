//! One test binary: a file a stage, plus the command from outside.

mod align;
mod apply;
mod apply_files;
#[cfg(all(feature = "review", unix))]
mod broken;
mod cli;
mod clients;
mod clients_export;
mod corpora;
mod corridor;
mod crash;
mod dependencies;
mod evaluate;
mod explain;
mod export;
mod export_sources;
mod gold;
mod memory;
mod model;
#[cfg(all(feature = "review", unix))]
mod page;
mod project;
mod project_history;
mod records;
mod reflow;
mod review;
mod score;
mod segment;
mod splits;
mod srx;
mod stream;
mod support;
