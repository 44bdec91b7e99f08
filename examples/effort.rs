//! How many decisions a perfect alignment takes, simulated from gold through the project's own actions:
//!
//! - *row by row*: in reading order, each row accepted or put right, nothing aligned anew;
//! - *worst first*: the least sure row next, and after a correction the rows around are aligned anew, which is taken where the person
//!   sees that it leaves fewer wrong rows.
//!
//! A decision is a key: accepting a row, moving a sentence into it, splitting off what does not belong to it, taking a suggestion. Both end
//! when every row is as gold has it; that nobody tells a person so holds for both.
//!
//! `cargo run --release --example effort -- FOLDER...`, where DOC.fr, DOC.en and DOC.gold stand at any depth.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;
use std::path::{Path, PathBuf};

use visavis::evaluate::parse_beads;
use visavis::model::{Language, LanguageTag};
use visavis::pipeline::{self, DocumentOptions};
use visavis::project::{self, Action, NewBead, NewPair, Origin, PairId, Project, ProjectRow};
use visavis::realign::realign_rows;
use visavis::review::{Status, rows};
use visavis::score::Setup;

const PAIR: PairId = PairId(0);
/// Rows before and behind a correction that may be aligned anew, as on the page.
const AROUND: usize = 20;
/// Longer documents are left out.
const LONGEST: usize = 1500;

type Sides = (Vec<u32>, Vec<u32>);

fn sides(row: &ProjectRow) -> Sides {
    (row.source.segments.clone(), row.target.segments.clone())
}

struct Person {
    project: Project,
    gold: HashSet<Sides>,
    setup: Setup,
    decisions: usize,
    live: bool,
}

impl Person {
    fn rows(&self) -> Vec<ProjectRow> {
        self.project.rows(PAIR).unwrap()
    }

    fn is_right(&self, row: &ProjectRow) -> bool {
        self.gold.contains(&sides(row))
    }

    fn accept(&mut self, row: &ProjectRow) {
        self.project.apply(&Action::accept(row.seen()), "").unwrap();
        self.decisions += 1;
    }

    /// Makes of a wrong row the gold bead that it has most of, accepts it, and looks at what is suggested around.
    fn correct(&mut self, row: &ProjectRow, all: &[ProjectRow]) -> bool {
        let common = |bead: &Sides| {
            let count = |ours: &[u32], theirs: &[u32]| ours.iter().filter(|n| theirs.contains(n)).count();
            count(&row.source.segments, &bead.0) + count(&row.target.segments, &bead.1)
        };
        let open =
            |bead: &&Sides| !all.iter().any(|other| other.status != Status::Todo && sides(other) == **bead);
        let bead = self
            .gold
            .iter()
            .filter(open)
            .max_by_key(|bead| (common(bead), std::cmp::Reverse(*bead)))
            .unwrap()
            .clone();
        let has = |other: &ProjectRow| {
            other.id == row.id
                || other.source.segments.iter().any(|n| bead.0.contains(n))
                || other.target.segments.iter().any(|n| bead.1.contains(n))
        };
        // Rows between two that change belong to what is changed.
        let first = all.iter().position(&has).unwrap();
        let last = all.iter().rposition(&has).unwrap();
        let touched: Vec<&ProjectRow> = all[first..=last].iter().collect();
        if touched.iter().any(|other| other.status != Status::Todo) {
            return false;
        }
        let (mut moved, mut rest) = (0, false);
        let mut by = Vec::new();
        let (mut source, mut target) = (Vec::new(), Vec::new());
        for other in &touched {
            let mut part =
                |numbers: &[u32], ranges: &[Range<usize>], wanted: &[u32], to: &mut Vec<Range<usize>>| {
                    let mut left = Vec::new();
                    for (number, range) in numbers.iter().zip(ranges) {
                        match wanted.contains(number) {
                            true => {
                                to.push(range.clone());
                                moved += usize::from(other.id != row.id);
                            }
                            false => left.push(range.clone()),
                        }
                    }
                    left
                };
            let left = (
                part(&other.source.segments, &other.source.ranges, &bead.0, &mut source),
                part(&other.target.segments, &other.target.ranges, &bead.1, &mut target),
            );
            let nothing = left.0.is_empty() && left.1.is_empty();
            rest |= other.id == row.id && !nothing;
            if other.id == row.id {
                by.push(new(Vec::new(), Vec::new()));
            }
            if !nothing {
                by.push(new(left.0, left.1));
            }
        }
        if let Some(place) = by.iter_mut().find(|bead| bead.source.is_empty() && bead.target.is_empty()) {
            *place = new(source, target);
        }
        let rows = touched.iter().map(|row| row.seen()).collect();
        self.project.apply(&Action::Replace { rows, by }, "").unwrap();
        self.decisions += (moved + usize::from(rest)).max(1);
        let now = self.rows();
        let at = now.iter().position(|row| sides(row) == bead).unwrap();
        self.accept(&now[at]);
        if self.live {
            self.look_around(at);
        }
        true
    }

    fn look_around(&mut self, at: usize) {
        let now = self.rows();
        let gold = self.gold.clone();
        let wrong = |rows: &[ProjectRow]| rows.iter().filter(|row| !gold.contains(&sides(row))).count();
        let window = &now[at.saturating_sub(AROUND)..(at + AROUND).min(now.len())];
        let stays = |row: &ProjectRow| row.status != Status::Todo;
        let Some(action) = realign_rows(&self.project, PAIR, window, &self.setup, stays).unwrap() else {
            return;
        };
        let before = wrong(&now);
        self.project.apply(&action, "").unwrap();
        if wrong(&self.rows()) < before {
            self.decisions += 1;
        } else {
            self.project.undo("").unwrap();
        }
    }

    /// Decisions until every row is right; `None` where a decided row stands between two that belong together.
    fn work(mut self) -> Option<usize> {
        loop {
            let all = self.rows();
            if all.iter().all(|row| self.is_right(row)) {
                return Some(self.decisions);
            }
            let mut open = all.iter().filter(|row| row.status == Status::Todo);
            let next = match self.live {
                false => open.next(),
                true => open.min_by(|a, b| {
                    let rank =
                        |row: &ProjectRow| (row.confidence.value(), std::cmp::Reverse(row.flags.len()));
                    let (a, b) = (rank(a), rank(b));
                    a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))
                }),
            };
            let row = next.unwrap().clone();
            if self.is_right(&row) {
                self.accept(&row);
            } else if !self.correct(&row, &all) {
                return None;
            }
        }
    }
}

fn new(source: Vec<Range<usize>>, target: Vec<Range<usize>>) -> NewBead {
    // What a correction leaves behind is looked at next.
    NewBead { source, target, confidence: 0.0, flags: vec![], why: vec![] }
}

fn measure(stem: &Path, setup: &Setup) -> Option<(usize, usize, usize)> {
    let read = |extension: &str| std::fs::read(stem.with_extension(extension)).ok();
    let gold = parse_beads("gold", &String::from_utf8(read("gold")?).ok()?).ok()?;
    let tags: (LanguageTag, LanguageTag) = (Language::French.into(), Language::English.into());
    let document = |extension: &str, tag: &LanguageTag| {
        let options = DocumentOptions { pre_segmented: true, ..DocumentOptions::new(tag.clone()) };
        Some(pipeline::document(extension, &read(extension)?, &options).ok()?.document)
    };
    let (french, english) = (document("fr", &tags.0)?, document("en", &tags.1)?);
    if french.segments().len() > LONGEST {
        return None;
    }
    // What gold leaves out is unpaired.
    let mut beads: HashSet<Sides> = HashSet::new();
    let (mut left, mut right): (BTreeSet<u32>, BTreeSet<u32>) = (
        (0..u32::try_from(french.segments().len()).ok()?).collect(),
        (0..u32::try_from(english.segments().len()).ok()?).collect(),
    );
    for bead in gold {
        let (mut source, mut target) = (bead.source, bead.target);
        source.sort_unstable();
        target.sort_unstable();
        left.retain(|n| !source.contains(n));
        right.retain(|n| !target.contains(n));
        // A run of unpaired sentences is unpaired one by one.
        match (source.is_empty(), target.is_empty()) {
            (false, false) => beads.extend([(source, target)]),
            _ => {
                beads.extend(source.into_iter().map(|n| (vec![n], vec![])));
                beads.extend(target.into_iter().map(|n| (vec![], vec![n])));
            }
        }
    }
    beads.extend(left.into_iter().map(|n| (vec![n], vec![])));
    beads.extend(right.into_iter().map(|n| (vec![], vec![n])));
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
    let decisions = |live: bool| {
        let path = folder.path().join(format!("{live}.visavis"));
        std::fs::write(&path, &bytes).unwrap();
        let project = Project::open(&path).unwrap();
        Person { project, gold: beads.clone(), setup: setup.clone(), decisions: 0, live }.work()
    };
    Some((beads.len(), decisions(false)?, decisions(true)?))
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
        let (mut documents, mut all) = (0, (0, 0, 0));
        for stem in &found {
            let Some((beads, plain, live)) = measure(stem, &setup) else { continue };
            documents += 1;
            all = (all.0 + beads, all.1 + plain, all.2 + live);
        }
        let ratio = all.2 as f64 / all.1.max(1) as f64;
        println!(
            "{folder}: {documents} documents, {} beads: row by row {} decisions, worst first {}: {ratio:.2}",
            all.0, all.1, all.2
        );
    }
}
