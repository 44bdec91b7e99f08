//! Learns the bilingual model from folders of `fr<TAB>en` files (`.tsv` or `.tsv.gz`), and writes it with its card:
//!
//! ```text
//! cargo run --release --example vectors -- src/vectors TRAIN_DIR...
//! ```
//!
//! About two minutes on two cores. The result depends on the data and on [`SETTINGS`] alone.

mod data;
mod pack;
mod random;
mod train;

use std::error::Error;
use std::fs;
use std::path::Path;

use data::Data;
use random::Random;
use train::{Settings, Table};

const SETTINGS: Settings = Settings {
    dimensions: 128,
    epochs: 3,
    run: 8,
    runs: 64,
    rate: 0.15,
    temperature: 0.05,
    rows: 125_000,
    bits: 4,
    seed: 1,
};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let out = args.next().ok_or("usage: vectors OUT_DIR TRAIN_DIR...")?;
    let folders: Vec<String> = args.collect();
    let mut random = Random::new(SETTINGS.seed);
    let data = Data::read(&folders, SETTINGS.run, &mut random)?;
    eprintln!("{} pairs, {} words, {} rows", data.len(), data.vocabulary.len(), data.keys.len());
    let mut table = Table::new(&data, &SETTINGS, &mut random);
    let found = table.learn(&data, &SETTINGS, &mut random);
    let (packed, kept) = pack::pack(&data, &table, &SETTINGS);
    fs::write(Path::new(&out).join("vectors.bin"), packed)?;
    fs::write(Path::new(&out).join("card.md"), card(&data, found, kept))?;
    Ok(())
}

/// What the model is, and what it was learned from.
fn card(data: &Data, found: f64, kept: [usize; 2]) -> String {
    let Settings { dimensions, epochs, run, runs, rate, temperature, bits, seed, .. } = SETTINGS;
    let [grams, words] = kept;
    format!(
        "# The bilingual model

`vectors.bin`: vectors of {words} French and English words and of {grams} runs of letters, {dimensions} numbers of {bits} bits \
and a scale each (`file.rs`). Made by `cargo run --release --example vectors -- src/vectors TRAIN_DIR`. No sentence can be read back from it.

Learned from {pairs} pairs of sentences, all human translations, {epochs} times over: contrastive, in batches of {runs} runs of {run} \
neighbouring pairs, with every two neighbours joined as further pairs; temperature {temperature}, AdaGrad a row at {rate}, seed {seed}. \
In the last batches {found:.1} % of the sources found their target first. Before packing there were {rows} rows; the most useful were kept.

| source | pairs | of them learned from | licence |
|---|---|---|---|
{report}
Pairs that share a sentence of four or more words with a gold set of the evaluation had been taken out of the sources.
",
        pairs = data.len(),
        rows = data.keys.len(),
        found = found * 100.0,
        report = data.report,
    )
}
