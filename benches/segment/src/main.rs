//! Splits one text by several splitters, in turns and in one thread, and prints megabytes a second.
//!
//! ```text
//! cargo run --release --manifest-path benches/segment/Cargo.toml -- LANG FILE...
//! ```
//!
//! The files are repeated until there are 4 MB; each splitter goes through all of it [`ROUNDS`] times, and the best time
//! counts, since nothing but other work on the machine makes a round slower. Rounds are short, so that some are left alone.

use std::hint::black_box;
use std::time::Instant;

use icu_segmenter::SentenceSegmenter;
use visavis::model::Language;
use visavis::segment::Splitter;

const SIZE: usize = 4_000_000;
const ROUNDS: usize = 40;

type Count<'a> = Box<dyn FnMut(&str) -> usize + 'a>;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (code, language) = match args.next().as_deref() {
        Some("fr") => ("fr", Language::French),
        Some("en") => ("en", Language::English),
        _ => return Err("usage: visavis-bench-segment fr|en FILE...".into()),
    };
    let mut once = String::new();
    for file in args {
        once += &std::fs::read_to_string(file)?;
    }
    let text = once.repeat(SIZE.div_ceil(once.len().max(1)));
    let splitter = Splitter::new(language);
    let icu = SentenceSegmenter::new(Default::default());
    let mut rivals: Vec<(&str, Count)> = vec![
        ("visavis, with probabilities", Box::new(|text| splitter.boundaries(text).len())),
        ("icu_segmenter", Box::new(|text| icu.segment_str(text).count())),
        ("sentencex", Box::new(|text| sentencex::get_sentence_boundaries(code, text).len())),
    ];
    let mut best = vec![f64::INFINITY; rivals.len()];
    let mut found = vec![0; rivals.len()];
    for _ in 0..ROUNDS {
        for (i, (_, split)) in rivals.iter_mut().enumerate() {
            let start = Instant::now();
            found[i] = black_box(split(black_box(&text)));
            best[i] = best[i].min(start.elapsed().as_secs_f64());
        }
    }
    for (i, (name, _)) in rivals.iter().enumerate() {
        let speed = text.len() as f64 / 1e6 / best[i];
        println!("{name:28} {speed:8.1} MB/s {:6.2} x  {} found", speed * best[1] / (text.len() as f64 / 1e6), found[i]);
    }
    Ok(())
}
