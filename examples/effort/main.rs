//! How many decisions a review takes, simulated from gold through the page's own server.

mod client;
mod gold;
mod person;
mod plan;

use std::path::{Path, PathBuf};

use client::Page;
use gold::Gold;
use person::{Effort, Person, STOPS};
use visavis::model::{Language, LanguageTag};
use visavis::pipeline::{self, DocumentOptions};
use visavis::project::{self, NewPair, Origin, Project};
use visavis::review::rows;
use visavis::score::Setup;

/// Longer documents are left out.
const LONGEST: usize = 1500;

fn measure(stem: &Path, setup: &Setup) -> Option<(Effort, Effort)> {
    let tags: (LanguageTag, LanguageTag) = (Language::French.into(), Language::English.into());
    let document = |extension: &str, tag: &LanguageTag| {
        let options = DocumentOptions { pre_segmented: true, ..DocumentOptions::new(tag.clone()) };
        let bytes = std::fs::read(stem.with_extension(extension)).ok()?;
        Some(pipeline::document(extension, &bytes, &options).ok()?.document)
    };
    let (french, english) = (document("fr", &tags.0)?, document("en", &tags.1)?);
    if french.segments().len() > LONGEST {
        return None;
    }
    let gold = Gold::read(stem, [french.segments().len(), english.segments().len()])?;
    let alignment = pipeline::align((&french, &tags.0), (&english, &tags.1), setup, &|_| ()).ok()?;
    let made = rows((&french, Language::French), (&english, Language::English), &alignment);
    let pair = NewPair { source: (&french, &tags.0), target: (&english, &tags.1), rows: &made, origin: Origin::Aligner };
    let bytes = project::create(&[pair]).ok()?;
    let folder = tempfile::tempdir().ok()?;
    let person = |live: bool| {
        let path = folder.path().join(format!("{live}.visavis"));
        std::fs::write(&path, &bytes).unwrap();
        Person { page: Page::open(Project::open(&path).unwrap()), gold: &gold, live }
    };
    let (plain, live) = (person(false).row_by_row(), person(true).worst_first());
    if plain.is_none() || live.is_none() {
        eprintln!("{}: goes round in circles", stem.display());
    }
    Some((plain?, live?))
}

fn stems(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            stems(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "gold") {
            found.push(path.with_extension(""));
        }
    }
}

fn main() {
    let setup = Setup::default();
    let every = std::env::var_os("EFFORT_EVERY").is_some();
    for folder in std::env::args().skip(1) {
        let mut found = Vec::new();
        stems(Path::new(&folder), &mut found);
        let all: Vec<(Effort, Effort)> = found
            .iter()
            .filter_map(|stem| {
                let both = measure(stem, &setup)?;
                if every {
                    eprintln!("{}\n  {:?}\n  {:?}", stem.display(), both.0, both.1);
                }
                Some(both)
            })
            .collect();
        report(&folder, &all);
    }
}

fn report(folder: &str, all: &[(Effort, Effort)]) {
    let plain = |of: fn(&Effort) -> usize| all.iter().map(|(plain, _)| of(plain)).sum::<usize>();
    let live = |of: fn(&Effort) -> usize| all.iter().map(|(_, live)| of(live)).sum::<usize>();
    let ratio = |live: usize, plain: usize| live as f64 / plain.max(1) as f64;
    let (rows, wrong) = (plain(|effort| effort.rows), plain(|effort| effort.wrong));
    println!("{folder}: {} documents, {rows} rows, {wrong} wrong at first", all.len());
    let (a, b) = (plain(|effort| effort.perfect), live(|effort| effort.perfect));
    let parts = [0, 1, 2, 3].map(|part| all.iter().map(|(_, live)| live.parts[part]).sum::<usize>());
    println!("  until no row is wrong:               row by row {a}, worst first {b}: {:.2}  (right rows {}, corrections {}, rivals {}, rest {})", ratio(b, a), parts[0], parts[1], parts[2], parts[3]);
    let (a, b) = (plain(|effort| effort.signed), live(|effort| effort.signed));
    println!("  until every row is decided and right: row by row {a}, worst first {b}: {:.2}", ratio(b, a));
    for (nth, stop) in STOPS.iter().enumerate() {
        let (decisions, missed) = all.iter().fold((0, 0), |sum, (_, live)| (sum.0 + live.stops[nth].0, sum.1 + live.stops[nth].1));
        println!("  {stop:?}: {decisions} decisions: {:.2}, wrong rows accepted: {missed} of {rows}", ratio(decisions, a));
    }
}
