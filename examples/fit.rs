//! Finds the weights of the evidence, and prints them as they stand in `src/score/weights.rs`:
//!
//! ```text
//! cargo run --release --example fit -- GOLD_DIR
//! ```
//!
//! Every folder with gold below `GOLD_DIR` is a set, and all sets count alike. What is maximised is the mean
//! of p + ln(p + 0.01) / 10 over the gold beads, where p is a bead's posterior: nearly the expected number of
//! right beads, with a price for certainty that is wrong; less a little for every step away from the weights
//! at the start. Each weight is moved in turn as long as that helps. First the weights of the first pass are
//! found, then, with what was learned from its beads, those of the second. Layout is left alone: gold files
//! have none.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use visavis::align::{Place, best_path, posteriors};
use visavis::evaluate::{GoldBead, Tally, parse_beads, parse_coarse};
use visavis::model::{Document, Language, SHAPES};
use visavis::pipeline::{DocumentOptions, document};
use visavis::score::{Evidence, Scorer, Weights};

/// Times that all weights are moved in turn.
const ROUNDS: usize = 10;
/// What a step away from the start costs, in shares of the weight, squared.
const STAY: f64 = 1.5e-3;

struct Case {
    set: String,
    source: Document,
    target: Document,
    gold: Vec<GoldBead>,
    coarse: std::collections::BTreeSet<usize>,
}

impl Case {
    fn load(path: &Path) -> Result<Self, Box<dyn Error>> {
        let side = |language: Language| -> Result<Document, Box<dyn Error>> {
            let file = path.with_extension(language.code());
            let options = DocumentOptions { pre_segmented: true, ..DocumentOptions::new(language.into()) };
            Ok(document(&file.display().to_string(), &fs::read(&file)?, &options)?.document)
        };
        let name = path.display().to_string();
        let coarse = fs::read_to_string(path.with_extension("coarse")).unwrap_or_default();
        Ok(Self {
            set: path.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned(),
            source: side(Language::French)?,
            target: side(Language::English)?,
            gold: parse_beads(&name, &fs::read_to_string(path)?)?,
            coarse: parse_coarse(&name, &coarse)?,
        })
    }

    /// Evidence as it is in a pass.
    fn scorer(&self, weights: &[Weights; 2], pass: usize) -> visavis::Result<Scorer> {
        let (source, target) = ((&self.source, Language::French), (&self.target, Language::English));
        let mut scorer = Scorer::new(source, target, weights.clone());
        if pass > 0 {
            let path = best_path(&scorer, &|_| ())?;
            scorer.learn(&path);
        }
        Ok(scorer)
    }

    /// The gold beads that the aligner could find.
    fn places(&self) -> Vec<Place> {
        let mut at = (0, 0);
        let mut places = Vec::new();
        for (k, bead) in self.gold.iter().enumerate() {
            let start = |numbers: &[u32], at: usize| numbers.first().map_or(at, |&n| n as usize);
            let start = (start(&bead.source, at.0), start(&bead.target, at.1));
            let end = (start.0 + bead.source.len(), start.1 + bead.target.len());
            let known = SHAPES.iter().any(|s| {
                (usize::from(s.source), usize::from(s.target)) == (bead.source.len(), bead.target.len())
            });
            if known && !self.coarse.contains(&k) {
                places.push(Place { start, end });
            }
            at = (at.0.max(end.0), at.1.max(end.1));
        }
        places
    }
}

/// All gold files below a folder.
fn gold_files(folder: &Path, into: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        match path.extension() {
            _ if path.is_dir() => gold_files(&path, into)?,
            Some(extension) if extension == "gold" => into.push(path),
            _ => {}
        }
    }
    Ok(())
}

/// The weights that are fitted, one after the other.
fn fitted(w: &mut Weights) -> Vec<&mut f32> {
    let [unpaired, two, two_two, three, three_two, four] = &mut w.shapes;
    vec![
        unpaired,
        two,
        two_two,
        three,
        three_two,
        four,
        &mut w.length,
        &mut w.overlap,
        &mut w.overlap_base,
        &mut w.mass,
        &mut w.overlap_prior,
        &mut w.unpaired_mass,
        &mut w.chance,
        &mut w.edge,
        &mut w.edge_links,
    ]
}

/// What is maximised.
fn worth(cases: &[Case], scorers: &mut [Scorer], weights: &Weights, start: &Weights) -> f64 {
    let mut sets: BTreeMap<&str, (f64, usize)> = BTreeMap::new();
    for (case, scorer) in cases.iter().zip(scorers) {
        scorer.set_weights(weights.clone());
        let found = posteriors(scorer, &case.places(), 1.0, &|_| ());
        let (sum, count) = sets.entry(&case.set).or_default();
        *sum += found.iter().map(|p| p + 0.1 * (p + 0.01).ln()).sum::<f64>();
        *count += found.len();
    }
    let mean = sets.values().map(|(sum, count)| sum / *count as f64).sum::<f64>() / sets.len() as f64;
    let (mut weights, mut start) = (weights.clone(), start.clone());
    let moved = fitted(&mut weights).into_iter().zip(fitted(&mut start));
    mean - STAY * moved.map(|(w, s)| f64::from((*w - *s) / (s.abs() + 0.3)).powi(2)).sum::<f64>()
}

/// Moves one weight after the other.
fn fit(cases: &[Case], scorers: &mut [Scorer], start: &Weights) -> Weights {
    let mut best = start.clone();
    let mut height = worth(cases, scorers, &best, start);
    let mut steps: Vec<f32> = fitted(&mut best).iter().map(|w| (w.abs() * 0.25).max(0.05)).collect();
    for _ in 0..ROUNDS {
        let before = height;
        for (k, step) in steps.iter().enumerate() {
            for sign in [1.0, -1.0] {
                let mut helped = false;
                loop {
                    let mut next = best.clone();
                    *fitted(&mut next)[k] += sign * step;
                    let there = worth(cases, scorers, &next, start);
                    if there < height + 3e-6 {
                        break;
                    }
                    (best, height, helped) = (next, there, true);
                }
                if helped {
                    break;
                }
            }
        }
        eprintln!("{height:.4}");
        if height - before < 1e-4 {
            steps.iter_mut().for_each(|step| *step /= 2.0);
        }
    }
    best
}

/// Figures of both passes, a line a set.
fn report(cases: &[Case], weights: &[Weights; 2]) -> visavis::Result<()> {
    for pass in 0..2 {
        let mut sets: BTreeMap<&str, Tally> = BTreeMap::new();
        for case in cases {
            let path = best_path(&case.scorer(weights, pass)?, &|_| ())?;
            let beads: Vec<GoldBead> = path.iter().map(GoldBead::from).collect();
            *sets.entry(&case.set).or_default() += Tally::new(&case.gold, &beads, &case.coarse);
        }
        for (set, tally) in sets {
            eprintln!("pass {pass} {set:24} {}", tally.figures());
        }
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: fit GOLD_DIR")?;
    let mut files = Vec::new();
    gold_files(Path::new(&folder), &mut files)?;
    files.sort();
    let cases: Vec<Case> = files.iter().map(|file| Case::load(file)).collect::<Result<_, _>>()?;
    let mut weights = Weights::PASSES;
    report(&cases, &weights)?;
    for pass in 0..2 {
        let scorers: visavis::Result<Vec<Scorer>> =
            cases.iter().map(|case| case.scorer(&weights, pass)).collect();
        weights[pass] = fit(&cases, &mut scorers?, &weights[pass]);
    }
    report(&cases, &weights)?;
    println!("{weights:#?}");
    Ok(())
}
