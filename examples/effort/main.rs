//! How many decisions a review takes, simulated from gold through the page's own server:
//!
//! - *row by row*: in reading order, each row accepted or put right, nothing aligned anew and nothing accepted at once;
//! - *worst first*: the most doubtful row next; the next best pairing that the page shows is taken where it leaves fewer wrong rows, as is
//!   what is suggested after a correction; what is left is accepted at once.
//!
//! A decision is a key that changes the project: accepting a row, merging two, splitting one, moving or exchanging sentences (two where
//! they are picked up and put down elsewhere), taking another pairing or a suggestion, accepting the rest. Of the keys that make a wanted
//! bead the fewest are pressed, in both ways. A person sees whether a row that they look at is right, and no other.
//!
//! Two ends are counted that a person cannot know of, when no row is wrong any more and when every row is decided besides, and some
//! that they can: each with the wrong rows that are accepted then. Rows within a gold bead that nobody verified inside count nowhere.
//!
//! `cargo run --release --example effort -- FOLDER...`, where DOC.fr, DOC.en and DOC.gold stand at any depth.

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

/// The file of a document with this extension; its own name may have a point.
pub fn with(stem: &Path, extension: &str) -> PathBuf {
    let mut name = stem.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    name.into()
}

fn measure(stem: &Path, setup: &Setup) -> Option<(Effort, Effort)> {
    let tags: (LanguageTag, LanguageTag) = (Language::French.into(), Language::English.into());
    let document = |extension: &str, tag: &LanguageTag| {
        let options = DocumentOptions { pre_segmented: true, ..DocumentOptions::new(tag.clone()) };
        let bytes = std::fs::read(with(stem, extension)).ok()?;
        Some(pipeline::document(extension, &bytes, &options).ok()?.document)
    };
    let (french, english) = (document("fr", &tags.0)?, document("en", &tags.1)?);
    if french.segments().len() > LONGEST {
        return None;
    }
    let gold = Gold::read(stem, [french.segments().len(), english.segments().len()])?;
    let alignment = pipeline::align((&french, &tags.0), (&english, &tags.1), setup, &|_| ()).ok()?;
    let made = rows((&french, Language::French), (&english, Language::English), &alignment);
    let pair = NewPair {
        source: (&french, &tags.0),
        target: (&english, &tags.1),
        rows: &made,
        origin: Origin::Aligner,
    };
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
    for folder in std::env::args().skip(1) {
        let mut found = Vec::new();
        stems(Path::new(&folder), &mut found);
        let all: Vec<(Effort, Effort)> = found.iter().filter_map(|stem| measure(stem, &setup)).collect();
        report(&folder, &all);
    }
}

fn report(folder: &str, all: &[(Effort, Effort)]) {
    let plain = |of: fn(&Effort) -> usize| all.iter().map(|(plain, _)| of(plain)).sum::<usize>();
    let live = |of: fn(&Effort) -> usize| all.iter().map(|(_, live)| of(live)).sum::<usize>();
    let ratio = |live: usize, plain: usize| live as f64 / plain.max(1) as f64;
    let rows = plain(|effort| effort.rows);
    println!(
        "{folder}: {} documents, {rows} rows, {} wrong at first",
        all.len(),
        plain(|effort| effort.wrong)
    );
    let line = |what: &str, of: fn(&Effort) -> usize| {
        let (plain, live) = (plain(of), live(of));
        println!("  {what}: row by row {plain}, worst first {live}: {:.2}", ratio(live, plain));
    };
    line("decisions until no row is wrong", |effort| effort.perfect);
    line("keys until then", |effort| effort.keys);
    line("decisions until every row is decided and right", |effort| effort.signed);
    let parts = [0, 1, 2].map(|part| all.iter().map(|(_, live)| live.parts[part]).sum::<usize>());
    println!(
        "  of the first, worst first: {} right rows accepted, {} keys of corrections and suggestions, {} other pairings taken",
        parts[0], parts[1], parts[2]
    );
    println!("  the rest accepted at once by a person who does not know what is right:");
    let signed = plain(|effort| effort.signed);
    for (nth, stop) in STOPS.iter().enumerate() {
        let of = |(decisions, missed), (_, live): &(Effort, Effort)| {
            let stop = live.stops[nth];
            (decisions + stop.0, missed + stop.1)
        };
        let (decisions, missed) = all.iter().fold((0, 0), of);
        println!(
            "    {stop}: {decisions} decisions: {:.2}; wrong rows signed off: {missed} of {rows}",
            ratio(decisions, signed)
        );
    }
}
