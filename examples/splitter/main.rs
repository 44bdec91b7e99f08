//! Learns the weights of the splitter from texts whose sentences are known, and writes them with a card that says from
//! what, and how good they are on texts that they were not learnt from:
//!
//! ```text
//! cargo run --release --example splitter -- DATA_DIR src/segment/weights
//! ```
//!
//! The figures come from ten parts of each text, each split by weights learnt from the other nine, with the two numbers
//! that make probabilities of sums from those nine too. What is written comes from all parts. The same texts give the
//! same weights, but for the last digit of a machine's `exp`.
//!
//! With the name of a set as a third argument, every error that is counted in its figure is shown on the standard error.

mod load;
mod sets;

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::ops::Range;
use std::path::Path;

use visavis::evaluate::{Calibration, SplitTally, split_errors};
use visavis::model::Language;
use visavis::read::{ReadOptions, read};
use visavis::segment::{Gold, Point, Splitter, Weights, calibrate, learn, points};

use load::{folds, in_paragraphs, load};
use sets::{ENGLISH, FRENCH, HELD_OUT, Kind, Set, set};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// How near to zero weights are kept, as it did best on the other parts: French texts agree less with each other.
const DECAY: [(Language, f32); 2] = [(Language::French, 3.0), (Language::English, 0.5)];
/// Parts of each text.
const FOLDS: usize = 10;

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let (Some(data), Some(out)) = (args.next(), args.next()) else {
        return Err("usage: splitter DATA_DIR OUT_DIR [SET]".into());
    };
    let shown = args.next().unwrap_or_default();
    let (data, out) = (Path::new(&data), Path::new(&out));
    let mut card = String::from(
        "# The weights of the splitter\n\nWritten by `cargo run --release --example splitter -- DATA_DIR src/segment/weights`: logistic regression over hashed \
         features (`features.rs`), a byte a weight. No text can be read back from them.\n",
    );
    for ((language, decay), sets) in DECAY.into_iter().zip([&FRENCH[..], &ENGLISH]) {
        let weights = train(data, language, sets, decay, &shown, &mut card)?;
        fs::write(out.join(format!("{}.bin", language.code())), weights.to_bytes())?;
    }
    fs::write(out.join("card.md"), &card)?;
    print!("{card}");
    Ok(())
}

fn train(
    data: &Path,
    language: Language,
    sets: &[Set],
    decay: f32,
    shown: &str,
    card: &mut String,
) -> Result<Weights> {
    let code = language.code();
    writeln!(card, "\n## {}\n", if code == "fr" { "French" } else { "English" })?;
    writeln!(card, "| learnt from | sentences | weight of marks | of places without |\n|---|---|---|---|")?;
    let mut parts: Vec<(usize, usize, Gold)> = Vec::new();
    for (number, set) in sets.iter().enumerate() {
        let texts = load(data, code, set)?;
        let sentences: usize = texts.iter().map(|gold| gold.sentences.len()).sum();
        writeln!(card, "| {} | {sentences} | {} | {} |", set.about, set.weight, set.headlines)?;
        for text in &texts {
            parts.extend(folds(text).into_iter().enumerate().map(|(fold, part)| (number, fold, part)));
        }
    }

    let (mut found, mut models): (Vec<Vec<Point>>, Vec<Weights>) = (Vec::new(), Vec::new());
    for fold in 0..FOLDS {
        let in_fold = |inside: bool| parts.iter().filter(move |part| (part.1 == fold) == inside);
        let others: Vec<&Gold> = in_fold(false).map(|part| &part.2).collect();
        let weights = learn(language, &others, decay);
        let own: Vec<&Gold> = in_fold(true).map(|part| &part.2).collect();
        found.push(points(language, &weights, &own));
        models.push(weights);
    }
    // Parts are measured by numbers that they have no share in.
    let calibrated = |(fold, model): (usize, Weights)| {
        let (slope, shift) = calibrate(&[&found[..fold], &found[fold + 1..]].concat().concat());
        model.calibrated(slope, shift)
    };
    let models: Vec<Weights> = models.into_iter().enumerate().map(calibrated).collect();
    let (slope, shift) = calibrate(&found.concat());

    let mut figures: BTreeMap<String, (SplitTally, Calibration)> = BTreeMap::new();
    for (number, fold, gold) in
        parts.iter().filter(|part| part.2.weight > 0.0 && sets[part.0].kind != Kind::Cases)
    {
        let splitter = Splitter::new(language).with_weights(&models[*fold]);
        let name = sets[*number].name.rsplit('/').next().unwrap_or_default();
        if name == shown {
            show(&splitter, gold)?;
        }
        measure(&splitter, name, gold, figures.entry(name.to_owned()).or_default())?;
        if gold.weight == 1.0 {
            measure(&splitter, name, gold, figures.entry("all of weight 1".to_owned()).or_default())?;
        }
        let paragraphs = in_paragraphs(gold);
        let name = format!("{name}, in paragraphs of five");
        measure(&splitter, &name, &paragraphs, figures.entry(name.clone()).or_default())?;
    }
    writeln!(
        card,
        "\n| measured on other parts of the text | sentence F1 | boundary F1 | calibration |\n|---|---|---|---|"
    )?;
    tell(card, &figures)?;

    let all: Vec<&Gold> = parts.iter().map(|part| &part.2).collect();
    let weights = learn(language, &all, decay).calibrated(slope, shift);
    let splitter = Splitter::new(language).with_weights(&weights);
    let mut figures = BTreeMap::new();
    for (_, name) in HELD_OUT.iter().filter(|(of, _)| *of == language) {
        for gold in load(data, code, &set(name, Kind::Lines, 1.0, 1.0, ""))? {
            if *name == shown {
                show(&splitter, &gold)?;
            }
            measure(&splitter, name, &gold, figures.entry((*name).to_owned()).or_default())?;
            measure(&splitter, name, &gold, figures.entry("both".to_owned()).or_default())?;
        }
    }
    if figures.len() < 3 {
        figures.remove("both");
    }
    writeln!(
        card,
        "\n| measured on texts that nothing was learnt from | sentence F1 | boundary F1 | calibration |\n|---|---|---|---|"
    )?;
    tell(card, &figures)?;
    Ok(weights)
}

fn tell(card: &mut String, figures: &BTreeMap<String, (SplitTally, Calibration)>) -> Result<()> {
    for (name, (tally, calibration)) in figures {
        writeln!(card, "| {name} | {} | {} | {calibration} |", tally.sentences(), tally.boundaries())?;
    }
    Ok(())
}

/// Shows every place within a line where a sentence was cut or not against the gold, with the probability.
fn show(splitter: &Splitter, gold: &Gold) -> Result<()> {
    const AROUND: usize = 70;
    let text = read("gold", gold.text.as_bytes(), ReadOptions::default())?.text;
    let (segments, boundaries) = splitter.split(&text);
    let found: Vec<Range<usize>> = segments.into_iter().map(|segment| segment.range).collect();
    for (end, missed) in split_errors(&gold.text, &gold.sentences, &found) {
        let probability = boundaries.iter().find(|boundary| boundary.end == end).map(|b| b.probability);
        let before: Vec<char> = gold.text[..end].chars().rev().take(AROUND).collect();
        let before: String = before.into_iter().rev().collect();
        let behind: String = gold.text[end..].chars().take(AROUND).collect();
        let what = if missed { "missed" } else { "extra" };
        eprintln!("{what} {:.3}: {before:?} | {behind:?}", probability.unwrap_or(-1.0));
    }
    Ok(())
}

fn measure(splitter: &Splitter, name: &str, gold: &Gold, to: &mut (SplitTally, Calibration)) -> Result<()> {
    let text = read(name, gold.text.as_bytes(), ReadOptions::default())?.text;
    let (segments, boundaries) = splitter.split(&text);
    let found: Vec<Range<usize>> = segments.into_iter().map(|segment| segment.range).collect();
    to.0 += SplitTally::new(&gold.text, &gold.sentences, &found);
    to.1 += Calibration::new(&gold.text, &gold.sentences, &boundaries);
    Ok(())
}
