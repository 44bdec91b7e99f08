//! Learns the weights of the splitter from texts whose sentences are known, and writes them with a card that says from
//! what, and how good they are on texts that they were not learnt from:
//!
//! ```text
//! cargo run --release --example splitter -- DATA_DIR src/segment/weights
//! ```
//!
//! The figures come from ten parts of each text, each split by weights learnt from the other nine. From the same ten come
//! the two numbers that make probabilities of sums. The weights that are written are learnt from all parts. The same
//! texts give the same weights, but for the last digit of a machine's `exp`.
//!
//! With the name of a set as a third argument, every error that is counted in its figure is shown on the standard error.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use visavis::evaluate::{Calibration, SplitTally, parse_bounds, split_errors};
use visavis::model::Language;
use visavis::read::{ReadOptions, read};
use visavis::segment::{Gold, Point, Splitter, Weights, calibrate, learn, points};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// How near to zero weights are kept, as it did best on the other parts: French texts agree less with each other.
const DECAY: [(Language, f32); 2] = [(Language::French, 3.0), (Language::English, 0.5)];
/// Parts of each text.
const FOLDS: usize = 10;
/// Sentences of a paragraph, where a file has one sentence a line and no paragraphs.
const PARAGRAPH: usize = 5;
/// Pairs of a heading and what stands below it, of each file of documentation.
const HEADINGS: usize = 1500;

/// A set of texts: where it is, how much its marks count, how much places without a mark count, what it is.
struct Set {
    name: &'static str,
    kind: Kind,
    weight: f32,
    headlines: f32,
    about: &'static str,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// A text with `.bounds`.
    Bounds,
    /// A folder of files with a sentence a line; the running text beside, where there is one.
    Lines,
    /// A file of pairs, in which headings stand before what they head.
    Headings,
    /// Our own cases.
    Cases,
}

const fn set(name: &'static str, kind: Kind, weight: f32, headlines: f32, about: &'static str) -> Set {
    Set { name, kind, weight, headlines, about }
}

const FRENCH: [Set; 8] = [
    set(
        "segment/fr/gsd-dev.lines",
        Kind::Bounds,
        1.0,
        1.0,
        "UD French GSD, dev: web, news, encyclopaedia; CC BY-SA 4.0",
    ),
    set(
        "segment/fr/sequoia-dev.lines",
        Kind::Bounds,
        1.0,
        1.0,
        "UD French Sequoia, dev: news, parliament, medicine, encyclopaedia; LGPL-LR",
    ),
    set("segment/fr/sequoia-train.lines", Kind::Bounds, 1.0, 1.0, "UD French Sequoia, train; LGPL-LR"),
    set(
        "segment/fr/rhapsodie-dev",
        Kind::Bounds,
        0.02,
        0.02,
        "UD French Rhapsodie, dev: speech; CC BY-SA 4.0",
    ),
    set(
        "align/transread",
        Kind::Lines,
        0.2,
        0.2,
        "TransRead: novels; CC BY-SA 4.0, texts of Project Gutenberg",
    ),
    set("align/alibi", Kind::Lines, 0.2, 0.2, "Alibi: stories; CC BY-SA 4.0, texts of Wikisource"),
    set("align/ntrex", Kind::Lines, 0.0, 0.1, "NTREX: news; CC BY-SA 4.0; places without a mark only"),
    set("fr", Kind::Cases, 1.0, 1.0, "cases written for this project, tests/cases/segment"),
];

const ENGLISH: [Set; 14] = [
    set("segment/en/ewt-dev", Kind::Bounds, 1.0, 1.0, "UD English EWT, dev: web; CC BY-SA 4.0"),
    set(
        "align/transread",
        Kind::Lines,
        0.1,
        0.1,
        "TransRead: novels; CC BY-SA 4.0, texts of Project Gutenberg",
    ),
    set("align/alibi", Kind::Lines, 0.1, 0.1, "Alibi: stories; CC BY-SA 4.0, texts of Wikisource"),
    set(
        "align/rustbook",
        Kind::Lines,
        0.0,
        0.3,
        "The Rust Programming Language; MIT or Apache-2.0; headings only",
    ),
    set("align/libreoffice_help", Kind::Lines, 0.0, 0.3, "LibreOffice help; MPL-2.0; headings only"),
    set(
        "align/udhr",
        Kind::Lines,
        0.0,
        0.3,
        "Universal Declaration of Human Rights; public domain; headings only",
    ),
    set("train/php_manual", Kind::Headings, 0.0, 0.02, "PHP manual; CC BY 3.0; headings only"),
    set(
        "train/gnome_user_docs",
        Kind::Headings,
        0.0,
        0.02,
        "GNOME user documentation; CC BY 3.0; headings only",
    ),
    set("train/mozilla_org", Kind::Headings, 0.0, 0.02, "mozilla.org; MPL-2.0; headings only"),
    set("train/react_docs", Kind::Headings, 0.0, 0.02, "React documentation; CC BY 4.0; headings only"),
    set("train/django_docs", Kind::Headings, 0.0, 0.02, "Django documentation; BSD-3-Clause; headings only"),
    set("train/python_docs", Kind::Headings, 0.0, 0.02, "Python documentation; PSF licence; headings only"),
    set(
        "train/libreoffice_help",
        Kind::Headings,
        0.0,
        0.02,
        "LibreOffice help, other pages; MPL-2.0; headings only",
    ),
    set("en", Kind::Cases, 1.0, 1.0, "cases written for this project, tests/cases/segment"),
];

/// In the gold of this French text a sentence goes on over `. — ` and a capital, against all others.
const UNCUT: &str = "AlicesAdventuresInWonderland";

/// Nothing is learnt from these.
const HELD_OUT: [(Language, &str); 3] =
    [(Language::French, "align/pud"), (Language::English, "align/pud"), (Language::English, "align/ntrex")];

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

fn load(data: &Path, code: &str, set: &Set) -> Result<Vec<Gold>> {
    let path = data.join(set.name);
    let mut texts = match set.kind {
        Kind::Bounds => {
            let text = fs::read_to_string(with_ending(&path, "txt"))?;
            let bounds = with_ending(&path, "bounds");
            let sentences = parse_bounds(set.name, &fs::read_to_string(bounds)?, &text)?;
            vec![(text, sentences)]
        }
        Kind::Lines => {
            let mut files: Vec<PathBuf> =
                fs::read_dir(&path)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
            files.sort();
            files.retain(|file| file.extension().is_some_and(|ending| ending == code));
            files.retain(|file| code != "fr" || file.file_stem().is_none_or(|name| name != UNCUT));
            files.iter().map(|file| lines(file, set.weight > 0.0)).collect::<Result<_>>()?
        }
        Kind::Headings => vec![headings(&with_ending(&path, "tsv.gz"), usize::from(code == "en"))?],
        Kind::Cases => {
            let cases = fs::read_to_string(format!("tests/cases/segment/{code}.txt"))?;
            let blocks = cases.split("\n\n").map(|block| {
                block.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect::<Vec<_>>()
            });
            vec![join(blocks.filter(|block| !block.is_empty()))]
        }
    };
    texts.retain(|(_, sentences)| !sentences.is_empty());
    let gold = |(text, sentences)| Gold { text, sentences, weight: set.weight, headlines: set.headlines };
    Ok(texts.into_iter().map(gold).collect())
}

/// The file with one more ending.
fn with_ending(path: &Path, ending: &str) -> PathBuf {
    PathBuf::from(format!("{}.{ending}", path.display()))
}

/// Paragraphs of sentences, as one text.
fn join(paragraphs: impl Iterator<Item = Vec<String>>) -> (String, Vec<Range<usize>>) {
    let (mut text, mut sentences) = (String::new(), Vec::new());
    for paragraph in paragraphs {
        for (number, sentence) in paragraph.iter().enumerate() {
            if !text.is_empty() {
                text.push(if number == 0 { '\n' } else { ' ' });
            }
            sentences.push(text.len()..text.len() + sentence.len());
            text += sentence;
        }
    }
    (text, sentences)
}

/// A file with a sentence a line: in the running text beside it, if it is wanted and there, else in paragraphs of five.
fn lines(file: &Path, running: bool) -> Result<(String, Vec<Range<usize>>)> {
    let content = fs::read_to_string(file)?;
    if let Ok(text) = fs::read_to_string(with_ending(file, "txt"))
        && running
    {
        let (mut at, mut sentences) = (0, Vec::new());
        for sentence in content.lines() {
            if let Some(found) = text[at..].find(sentence) {
                sentences.push(at + found..at + found + sentence.len());
                at += found + sentence.len();
            }
        }
        return Ok((text, sentences));
    }
    let sentences: Vec<String> =
        content.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect();
    Ok(join(sentences.chunks(PARAGRAPH).map(<[String]>::to_vec)))
}

/// Headings, each with what stands below it on one line.
fn headings(file: &Path, side: usize) -> Result<(String, Vec<Range<usize>>)> {
    let mut content = String::new();
    GzDecoder::new(fs::File::open(file)?).read_to_string(&mut content)?;
    let rows: Vec<&str> =
        content.lines().filter_map(|line| line.split('\t').nth(side)).map(str::trim).collect();
    let ends = |row: &str| {
        let row = row.trim_end_matches(|c: char| "\"'»”’)] \u{a0}\u{202f}".contains(c));
        row.ends_with(['.', '?', '!', '…', ':', ';'])
    };
    let heads = |pair: &&[&str]| {
        !ends(pair[0])
            && ends(pair[1])
            && pair[0].split(' ').count() > 2
            && pair[1].starts_with(char::is_uppercase)
    };
    let pairs = rows.windows(2).filter(heads).take(HEADINGS);
    Ok(join(pairs.map(|pair| pair.iter().map(|&row| row.to_owned()).collect())))
}

/// A text in ten parts of equally many sentences.
fn folds(gold: &Gold) -> Vec<Gold> {
    let per = gold.sentences.len().div_ceil(FOLDS).max(1);
    let part = |sentences: &[Range<usize>]| {
        let (start, end) = (sentences[0].start, sentences[sentences.len() - 1].end);
        Gold {
            text: gold.text[start..end].to_owned(),
            sentences: sentences.iter().map(|range| range.start - start..range.end - start).collect(),
            ..gold.clone()
        }
    };
    gold.sentences.chunks(per).map(part).collect()
}

/// The same sentences in paragraphs of five at most, a paragraph a line.
fn in_paragraphs(gold: &Gold) -> Gold {
    let (mut text, mut count) = (gold.text.clone().into_bytes(), 0);
    for pair in gold.sentences.windows(2) {
        count += 1;
        let gap = &mut text[pair[0].end..pair[1].start];
        if gap.contains(&b'\n') {
            count = 0;
        } else if count == PARAGRAPH && !gap.is_empty() && gap.iter().all(|&b| b == b' ') {
            gap[0] = b'\n';
            count = 0;
        }
    }
    Gold { text: String::from_utf8_lossy(&text).into_owned(), ..gold.clone() }
}
