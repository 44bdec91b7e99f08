//! How long the stages take, each for itself, on the texts of `corpora/` repeated with variation.
//!
//! ```text
//! cargo bench --manifest-path benches/speed/Cargo.toml                 # all
//! cargo bench --manifest-path benches/speed/Cargo.toml -- align       # what has this in its name
//! ```
//!
//! Each is run for some sizes, in source sentences: what is linear shows the same number of sentences a second for all. Evidence
//! and search use two threads in places, as the program does.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use visavis::align::{best_path, expected_path, find_corridor};
use visavis::evaluate::parse_beads;
use visavis::model::{Document, Language};
use visavis::pipeline::{self, DocumentOptions};
use visavis::score::{Corridor, Evidence, GainRow, Scorer, Setup};
use visavis::segment::Splitter;

const SIZES: [usize; 3] = [500, 2_000, 8_000];
/// Beads that stay together when texts are repeated.
const CHAPTER: usize = 23;

fn main() {
    divan::main();
}

type Bead = [Vec<String>; 2];

/// The beads of the texts that were written for the project.
fn beads() -> &'static [Bead] {
    static BEADS: OnceLock<Vec<Bead>> = OnceLock::new();
    BEADS.get_or_init(|| {
        let mut beads = Vec::new();
        for name in ["story", "contract", "notice"] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpora").join(name);
            let read = |ending: &str| fs::read_to_string(folder.join(format!("{name}.{ending}"))).unwrap();
            let sides =
                ["fr", "en"].map(|ending| read(ending).lines().map(str::to_owned).collect::<Vec<_>>());
            for bead in parse_beads(name, &read("gold")).unwrap() {
                let texts = |side: usize, numbers: &[u32]| {
                    numbers.iter().map(|&k| sides[side][k as usize].clone()).collect::<Vec<_>>()
                };
                beads.push([texts(0, &bead.source), texts(1, &bead.target)]);
            }
        }
        beads
    })
}

/// Sentences of both languages, `size` of the source or a few more. Chapters come in another order in each round, and every other
/// bead begins with a number of its own.
fn sentences(size: usize) -> [Vec<String>; 2] {
    let chapters: Vec<&[Bead]> = beads().chunks(CHAPTER).collect();
    let mut sides = [Vec::new(), Vec::new()];
    let mut count = 0usize;
    for round in 0.. {
        for k in 0..chapters.len() {
            // A step that shares no factor with the number of chapters visits all of them.
            let step = (round % (chapters.len() - 1)) + 1;
            let step = if chapters.len().is_multiple_of(step) { 1 } else { step };
            for bead in chapters[(round + k * step) % chapters.len()] {
                count += 1;
                for (side, texts) in sides.iter_mut().zip(bead) {
                    for (place, text) in texts.iter().enumerate() {
                        let numbered = count.is_multiple_of(2) && place == 0;
                        side.push(if numbered { format!("{} {text}", 10 * count) } else { text.clone() });
                    }
                }
                if sides[0].len() >= size {
                    return sides;
                }
            }
        }
    }
    sides
}

const LANGUAGES: [Language; 2] = [Language::French, Language::English];

fn documents(size: usize) -> [Document; 2] {
    let sides = sentences(size);
    [0, 1].map(|k| {
        let options = DocumentOptions { pre_segmented: true, ..DocumentOptions::new(LANGUAGES[k].into()) };
        pipeline::document("text", sides[k].join("\n").as_bytes(), &options).unwrap().document
    })
}

fn scorer(documents: &[Document; 2]) -> Scorer {
    let [french, english] = documents;
    Scorer::new((french, LANGUAGES[0]), (english, LANGUAGES[1]), &Setup::default())
}

/// Evidence that is ready, and where to look.
fn ready(size: usize) -> (Scorer, Corridor) {
    let mut scorer = scorer(&documents(size));
    let corridor = find_corridor(&scorer);
    scorer.prepare(&corridor);
    (scorer, corridor)
}

/// Places where sentences may end, with their probabilities.
#[divan::bench(args = ["fr", "en"])]
fn split(bencher: Bencher, code: &str) {
    let side = usize::from(code == "en");
    let text = sentences(8_000)[side].join(" ");
    let splitter = Splitter::new(LANGUAGES[side]);
    bencher.counter(BytesCount::of_str(&text)).bench(|| splitter.boundaries(&text));
}

/// Words and vectors of two documents.
#[divan::bench(args = SIZES)]
fn score_begin(bencher: Bencher, size: usize) {
    let documents = documents(size);
    bencher.counter(ItemsCount::new(size)).bench(|| scorer(&documents).sources());
}

/// Links and products of vectors within the corridor.
#[divan::bench(args = SIZES)]
fn score_prepare(bencher: Bencher, size: usize) {
    let (mut scorer, corridor) = ready(size);
    bencher.counter(ItemsCount::new(size)).bench_local(|| scorer.prepare(&corridor));
}

/// Gains of all beads in the corridor.
#[divan::bench(args = SIZES)]
fn score_gains(bencher: Bencher, size: usize) {
    let (scorer, corridor) = ready(size);
    bencher.counter(ItemsCount::new(size)).bench(|| {
        let mut gains = GainRow::default();
        (0..=corridor.sources()).for_each(|end| scorer.gains(end, &mut gains));
        gains
    });
}

#[divan::bench(args = SIZES)]
fn align_corridor(bencher: Bencher, size: usize) {
    let scorer = scorer(&documents(size));
    bencher.counter(ItemsCount::new(size)).bench(|| find_corridor(&scorer).cells());
}

/// The search with its gains.
#[divan::bench(args = SIZES)]
fn align_best_path(bencher: Bencher, size: usize) {
    let (scorer, corridor) = ready(size);
    bencher.counter(ItemsCount::new(size)).bench(|| best_path(&scorer, &corridor, &|_| ()));
}

/// Probabilities of all beads, and the path of most right ones.
#[divan::bench(args = SIZES)]
fn align_expected_path(bencher: Bencher, size: usize) {
    let (scorer, corridor) = ready(size);
    bencher.counter(ItemsCount::new(size)).bench(|| expected_path(&scorer, &corridor, &|_| ()));
}

/// Everything from two documents to an alignment.
#[divan::bench(args = SIZES)]
fn align_whole(bencher: Bencher, size: usize) {
    let documents = documents(size);
    let [(french, fr), (english, en)] =
        [(&documents[0], LANGUAGES[0].into()), (&documents[1], LANGUAGES[1].into())];
    let setup = Setup::default();
    bencher
        .counter(ItemsCount::new(size))
        .bench(|| pipeline::align((french, &fr), (english, &en), &setup, &|_| ()).unwrap());
}
