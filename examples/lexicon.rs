//! Learns the general lexicon from a folder of `fr<TAB>en` files (`.tsv`), with the code that learns a
//! document's:
//!
//! ```text
//! cargo run --release --example lexicon -- TRAIN_DIR src/score/lexicon
//! ```
//!
//! Each file gives at most [`MOST`] pairs, taken at equal distances, so that no kind of text dominates. The
//! result does not depend on the machine.

use std::fs;
use std::path::{Path, PathBuf};

use visavis::model::{Bead, Confidence, Language, SourceRange, TargetRange};
use visavis::pipeline::{DocumentOptions, document};
use visavis::score::{LexiconEntry, common_tokens, learn_lexicon};

/// Pairs taken from a file.
const MOST: usize = 45_000;
/// Files whose pairs are many and all alike, or one text over and over, give a share of that.
const LESS: [(&str, usize); 2] = [("bible", 3), ("tatoeba", 0)];
/// Entries written, the most frequent first.
const ENTRIES: usize = 24_000;
/// What is kept has this probability and this frequency at least.
const PROBABILITY: f32 = 0.1;
const FREQUENCY: f32 = 6.0;

/// What stands in this share of the sentences is common.
const COMMON: f32 = 0.004;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(folder), Some(out)) = (args.next(), args.next()) else {
        return Err("usage: lexicon TRAIN_DIR OUT_DIR".into());
    };
    let out = Path::new(&out);
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    files.sort();
    let (mut french, mut english) = (String::new(), String::new());
    for file in files.iter().filter(|file| file.extension().is_some_and(|e| e == "tsv")) {
        let content = fs::read_to_string(file)?;
        let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let most = match LESS.iter().find(|(prefix, _)| name.starts_with(prefix)) {
            Some((_, 0)) => usize::MAX,
            Some((_, less)) => MOST / less,
            None => MOST,
        };
        let step = content.lines().count().div_ceil(most).max(1);
        for line in content.lines().step_by(step) {
            let mut sides = line.split('\t').map(str::trim).filter(|side| !side.is_empty());
            if let (Some(fr), Some(en)) = (sides.next(), sides.next()) {
                french = french + fr + "\n";
                english = english + en + "\n";
            }
        }
    }
    let load = |language: Language, text: &str| {
        let options = DocumentOptions { pre_segmented: true, ..DocumentOptions::new(language.into()) };
        document(language.code(), text.as_bytes(), &options).map(|loaded| loaded.document)
    };
    let (french, english) = (load(Language::French, &french)?, load(Language::English, &english)?);
    let pairs = french.segments().len() as u32;
    assert_eq!(pairs as usize, english.segments().len(), "a line of the training files holds a line break");
    eprintln!("{pairs} pairs");
    let bead = |i| Bead {
        source: SourceRange::new(i, i + 1),
        target: TargetRange::new(i, i + 1),
        confidence: Confidence::CERTAIN,
    };
    let beads: Vec<Bead> = (0..pairs).map(bead).collect();
    let mut entries = learn_lexicon((&french, Language::French), (&english, Language::English), &beads);
    let word = |word: &str| word.chars().all(char::is_alphabetic);
    entries.retain(|e| {
        e.probability >= PROBABILITY
            && e.frequency >= FREQUENCY
            && word(&e.source)
            && word(&e.target)
            && e.source != e.target
    });
    eprintln!("{} entries before the cut", entries.len());
    entries.sort_by(|a, b| {
        b.frequency.total_cmp(&a.frequency).then_with(|| (&a.source, &a.target).cmp(&(&b.source, &b.target)))
    });
    entries.truncate(ENTRIES);
    entries.sort_by(|a, b| (&a.source, &a.target).cmp(&(&b.source, &b.target)));
    let line = |e: LexiconEntry| format!("{}\t{}\t{:.0}\n", e.source, e.target, 100.0 * e.probability);
    fs::write(out.join("general.tsv"), entries.into_iter().map(line).collect::<String>())?;
    let mut common = String::new();
    for (document, language) in [(&french, Language::French), (&english, Language::English)] {
        for (word, share) in common_tokens(document, language, COMMON) {
            common += &format!("{}\t{word}\t{:.0}\n", language.code(), 10_000.0 * share);
        }
    }
    fs::write(out.join("common.tsv"), common)?;
    Ok(())
}
