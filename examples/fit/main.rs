//! Finds the weights of the evidence, and writes them with their card:
//!
//! ```text
//! cargo run --release --example fit -- GOLD_DIR src/score/weights
//! ```
//!
//! Every folder with gold below `GOLD_DIR` is a set. What is maximised is the probability of the gold paths, for all passes in
//! turn. The card has the figures of a cross-validation: documents of one text are in one part, and those of a part are
//! aligned with weights that the others gave. Some fifteen minutes on two cores.

mod case;
mod field;
mod stage;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;

use case::{Case, gold_files};
use field::{Field, Gradient};
use stage::Stage;
use visavis::align::{align, best_path, expected_path, find_corridor};
use visavis::evaluate::{GoldBead, RowTally, Tally};
use visavis::model::{Bead, Language};
use visavis::score::{CLASSES, Evidence, GAP_KINDS, KINDS, Kind, Scorer, Setup, Weights};

/// Documents that are not learned from: their gold is not monotone, or they are others once more.
const NOT_LEARNED: [&str; 4] = ["canada_laws_crossing", ".D", ".R", ".F"];

fn scorer(case: &Case, setup: &Setup, weights: &[Weights; 3]) -> Scorer {
    let setup = Setup { weights: weights.clone(), ..setup.clone() };
    Scorer::new((&case.source, Language::French), (&case.target, Language::English), &setup)
}

/// Parts of the cross-validation.
const FOLDS: usize = 5;
/// Steps of the climb, at most.
const ROUNDS: usize = 80;
/// What it costs to be away from the start, by the square of the way: for what a class adds; what all share costs a tenth.
const STAY: f64 = 1e-3;

/// Usual sizes of the evidence, so that a step is as wide for one kind as for another.
const USUAL: [f64; KINDS] = [
    1.0, 1.0, 2.0, 1.0, 1.0, 10.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.3, 0.3, 0.1, 0.1, 0.1, 0.3, 0.1, 0.1,
    1.0,
];
const USUAL_GAP: [f64; GAP_KINDS] = [1.0, 1.0, 1.0, 10.0, 0.5, 1.0, 0.1];

/// Parameters: what all classes share, what each adds, gaps.
fn weights_of(parameters: &[f64], bends: &Weights) -> Weights {
    let mut weights = bends.clone();
    for class in 0..CLASSES {
        for kind in 0..KINDS {
            weights.paired[class][kind] =
                ((parameters[kind] + parameters[KINDS * (class + 1) + kind]) / USUAL[kind]) as f32;
        }
    }
    for (k, gap) in weights.gap.iter_mut().enumerate() {
        *gap = (parameters[KINDS * (CLASSES + 1) + k] / USUAL_GAP[k]) as f32;
    }
    weights
}

fn parameters_of(weights: &Weights) -> Vec<f64> {
    let mut parameters = vec![0.0; KINDS * (CLASSES + 1) + GAP_KINDS];
    for kind in 0..KINDS {
        let shared = f64::from(weights.paired[0][kind]) * USUAL[kind];
        parameters[kind] = shared;
        for class in 0..CLASSES {
            parameters[KINDS * (class + 1) + kind] =
                f64::from(weights.paired[class][kind]) * USUAL[kind] - shared;
        }
    }
    for (k, gap) in weights.gap.iter().enumerate() {
        parameters[KINDS * (CLASSES + 1) + k] = f64::from(*gap) * USUAL_GAP[k];
    }
    parameters
}

/// Where the climb begins, for all passes and documents: a guess, so that no fold knows what others have taught.
fn guess() -> [Weights; 3] {
    Weights::passes().map(|mut weights| {
        weights.gap = [-6.0, -6.0, 2.0, 0.0, 0.0, 0.3, 0.0];
        for (class, row) in weights.paired.iter_mut().enumerate() {
            for kind in Kind::ALL {
                row[kind as usize] = match kind {
                    Kind::Shape => [0.0, -2.5, -6.0, -7.0, -8.0, -9.0, -9.0][class],
                    Kind::Size => [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -1.0][class],
                    Kind::Length => 1.0,
                    Kind::Linked => 1.0,
                    Kind::Linkable => -1.0,
                    Kind::Mass => 0.1,
                    Kind::Edge => 2.0,
                    Kind::Layout => 0.5,
                    Kind::Opening | Kind::Closing => 0.3,
                    Kind::Numbered => 1.0,
                    Kind::Dangling => -2.0,
                    Kind::Cosine => 8.0,
                    Kind::Near | Kind::Nearest => -2.0,
                    Kind::Strange | Kind::Beaten | Kind::Stray => -2.0,
                    Kind::Across | Kind::Shifted => -1.0,
                    Kind::Unlike => -2.0,
                    Kind::Habit => 0.3,
                };
            }
        }
        weights
    })
}

/// Height and gradient at some parameters: the mean of ln p(gold) a segment, sets weighing as the root of their sizes, less
/// what it costs to be far from the start.
fn height(fields: &[&Field], parameters: &[f64], first: &[f64], start: &Weights) -> (f64, Vec<f64>) {
    let mut sets: BTreeMap<&str, f64> = BTreeMap::new();
    for field in fields {
        *sets.entry(&field.set).or_default() += field.len() as f64;
    }
    let all: f64 = sets.values().map(|n| n.sqrt()).sum();
    let weights = weights_of(parameters, start);
    let work = |half: usize| -> Vec<(f64, Gradient, f64)> {
        let of_half = fields.iter().enumerate().filter(|(k, _)| k % 2 == half);
        of_half
            .map(|(_, field)| {
                let mut gradient = Gradient::default();
                let worth = field.gradient(&weights, &mut gradient);
                (worth, gradient, 1.0 / sets[field.set.as_str()].sqrt() / all)
            })
            .collect()
    };
    let results: Vec<(f64, Gradient, f64)> = std::thread::scope(|scope| {
        let work = &work;
        let halves = [0, 1].map(|half| scope.spawn(move || work(half)));
        halves.into_iter().flat_map(|half| half.join().expect("a thread of ours")).collect()
    });
    let (mut height, mut gradient) = (0.0, vec![0.0; parameters.len()]);
    for (worth, g, weight) in &results {
        height += weight * worth;
        for class in 0..CLASSES {
            for kind in 0..KINDS {
                let slope = weight * g.paired[class][kind] / USUAL[kind];
                gradient[kind] += slope;
                gradient[KINDS * (class + 1) + kind] += slope;
            }
        }
        for k in 0..GAP_KINDS {
            gradient[KINDS * (CLASSES + 1) + k] += weight * g.gap[k] / USUAL_GAP[k];
        }
    }
    for k in 0..parameters.len() {
        let own = (KINDS..KINDS * (CLASSES + 1)).contains(&k);
        let pull = STAY * if own { 1.0 } else { 0.1 };
        height -= pull / 2.0 * (parameters[k] - first[k]).powi(2);
        gradient[k] -= pull * (parameters[k] - first[k]);
    }
    (height, gradient)
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Climbs with limited memory (L-BFGS; Liu & Nocedal 1989).
fn fit(fields: &[&Field], start: &Weights, stage: Stage, quiet: bool) -> Weights {
    let first = parameters_of(start);
    let mut at = first.clone();
    let height = |parameters: &[f64]| {
        let (value, mut slope) = height(fields, parameters, &first, start);
        slope.iter_mut().enumerate().filter(|(k, _)| !stage.fits(*k)).for_each(|(_, slope)| *slope = 0.0);
        (value, slope)
    };
    let (mut value, mut slope) = height(&at);
    let mut memory: Vec<(Vec<f64>, Vec<f64>)> = Vec::new();
    for round in 0..ROUNDS {
        let mut way = slope.clone();
        let mut shares = Vec::new();
        for (s, y) in memory.iter().rev() {
            let share = dot(s, &way) / dot(s, y);
            way.iter_mut().zip(y).for_each(|(w, y)| *w -= share * y);
            shares.push(share);
        }
        let scale = memory.last().map_or(0.3 / dot(&slope, &slope).sqrt(), |(s, y)| -dot(s, y) / dot(y, y));
        way.iter_mut().for_each(|w| *w *= scale);
        for ((s, y), share) in memory.iter().zip(shares.iter().rev()) {
            let other = dot(y, &way) / dot(s, y);
            way.iter_mut().zip(s).for_each(|(w, s)| *w -= s * (share + other));
        }
        let mut step = 1.0;
        let mut moved = None;
        for _ in 0..8 {
            let next: Vec<f64> = at.iter().zip(&way).map(|(a, w)| a + step * w).collect();
            let (there, slope_there) = height(&next);
            if there > value + 1e-4 * step * dot(&slope, &way) {
                moved = Some((next, there, slope_there));
                break;
            }
            step /= 3.0;
        }
        let Some((next, there, slope_there)) = moved else {
            if memory.is_empty() {
                break;
            }
            memory.clear(); // what was remembered points nowhere: once more from the slope alone
            continue;
        };
        let s: Vec<f64> = next.iter().zip(&at).map(|(n, a)| n - a).collect();
        let y: Vec<f64> = slope_there.iter().zip(&slope).map(|(n, o)| n - o).collect();
        if dot(&s, &y) < -1e-12 {
            memory.push((s, y));
        }
        if memory.len() > 10 {
            memory.remove(0);
        }
        let gained = there - value;
        (at, value, slope) = (next, there, slope_there);
        if !quiet && (round % 5 == 0 || round + 1 == ROUNDS) {
            eprintln!("round {round}: {value:.5}");
        }
        if gained < 2e-6 {
            break;
        }
    }
    weights_of(&at, start)
}

/// What is counted of the documents of a set.
#[derive(Clone, Default)]
struct Tallies {
    beads: Tally,
    rows: RowTally,
}

impl Tallies {
    fn add(&mut self, case: &Case, beads: &[Bead]) {
        self.rows += RowTally::new(&case.gold, beads, &case.coarse);
        let beads: Vec<GoldBead> = beads.iter().map(GoldBead::from).collect();
        self.beads += Tally::new(&case.gold, &beads, &case.coarse);
    }
}

/// The weights of all passes from some cases.
fn learn(cases: &[&Case], setup: &Setup, start: &[Weights; 3], quiet: bool) -> [Weights; 3] {
    let mut weights = start.clone();
    let fields = |weights: &[Weights; 3], pass: usize| -> Vec<Field> {
        cases
            .iter()
            .filter_map(|case| {
                let mut scorer = scorer(case, setup, weights);
                if pass > 0 {
                    let corridor = find_corridor(&scorer);
                    scorer.prepare(&corridor);
                    let path = best_path(&scorer, &corridor, &|_| ());
                    scorer.learn(&path, &corridor);
                    if pass > 1 {
                        let found = expected_path(&scorer, &corridor, &|_| ());
                        scorer.learn(&found.beads, &corridor);
                    }
                }
                Field::new(case, &mut scorer)
            })
            .collect()
    };
    for stage in [Stage::Common, Stage::Markers] {
        for pass in 0..3 {
            let fields = fields(&weights, pass);
            let from = stage.start(&weights, pass, start);
            weights[pass] = fit(&fields.iter().collect::<Vec<_>>(), &from, stage, quiet);
        }
    }
    weights
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(folder), Some(out)) = (args.next(), args.next()) else {
        return Err("usage: fit GOLD_DIR OUT_DIR".into());
    };
    let (setup, start) = (Setup::default(), guess());
    let mut files = Vec::new();
    gold_files(Path::new(&folder), &mut files)?;
    files.sort();
    let cases: Vec<Case> = files.iter().map(|file| Case::load(file)).collect::<Result<_, _>>()?;
    let learned = |case: &&Case| {
        let name = format!("{}/{}", case.set, case.name);
        !NOT_LEARNED.iter().any(|not| name.contains(not)) && case.parts().is_some()
    };
    let mut all: Vec<&Case> = cases.iter().filter(learned).collect();
    let short: Vec<Vec<Case>> = all.iter().map(|case| case.short()).collect::<Result<_, _>>()?;
    all.extend(short.iter().flatten());
    let cases: Vec<&Case> = cases.iter().chain(short.iter().flatten()).collect();
    let weights = learn(&all, &setup, &start, false);
    for (name, weights) in ["first.tsv", "second.tsv", "third.tsv"].iter().zip(&weights) {
        std::fs::write(Path::new(&out).join(name), weights.table())?;
    }
    let bases: BTreeSet<String> = cases.iter().map(|case| case.base()).collect();
    let fold_of: BTreeMap<&String, usize> =
        bases.iter().enumerate().map(|(k, base)| (base, k % FOLDS)).collect();
    let mut sets: BTreeMap<&str, [Tallies; 2]> = BTreeMap::new();
    for fold in 0..FOLDS {
        let others: Vec<&Case> = all.iter().copied().filter(|case| fold_of[&case.base()] != fold).collect();
        let crossed = learn(&others, &setup, &start, true);
        for case in cases.iter().filter(|case| fold_of[&case.base()] == fold) {
            for (k, weights) in [&crossed, &weights].into_iter().enumerate() {
                let beads = align(&mut scorer(case, &setup, weights), &|_| ())?;
                sets.entry(&case.set).or_default()[k].add(case, beads.beads());
            }
        }
        eprintln!("part {} of {FOLDS}", fold + 1);
    }
    std::fs::write(Path::new(&out).join("card.md"), card(&all, &sets))?;
    Ok(())
}

/// The sets, by the beginnings of their names, whose rows show whether confidence can be believed.
const CONFIDENCE: [&str; 4] = ["transread", "alibi", "stress", "perturbed"];

fn card(learned: &[&Case], sets: &BTreeMap<&str, [Tallies; 2]>) -> String {
    let mut of_set: BTreeMap<&str, usize> = BTreeMap::new();
    for case in learned {
        *of_set.entry(&case.set).or_default() += 1;
    }
    let mut card = String::from(
        "# The weights of the evidence\n\n`first.tsv`, `second.tsv` and `third.tsv`, written by `cargo run --release --example fit -- GOLD_DIR \
         src/score/weights`: a line a kind of evidence, a column a class of shapes. Layout was set by hand, since gold files have none. The lines of markers were fitted last, beside the others.\n\n\
         *Crossed*: each document aligned with weights learned without it and its like. *Shipped*: with the weights that \
         ship, which have seen the documents.\n\n\
         Strict F1; unpaired sentences, precision and recall:\n\n\
         | set | documents learned from | crossed | shipped | crossed, unpaired |\n|---|---|---|---|---|\n",
    );
    for (set, [crossed, shipped]) in sets {
        let documents = of_set.get(set).copied().unwrap_or_default();
        let [crossed, shipped] = [crossed, shipped].map(|tallies| tallies.beads.figures());
        card += &format!(
            "| {set} | {documents} | {:.4} | {:.4} | {:.3}, {:.3} |\n",
            crossed.strict_f1, shipped.strict_f1, crossed.null_precision, crossed.null_recall
        );
    }
    card += "\nConfidence of the rows, as `visavis evaluate --calibration` counts it:\n\n\
             | rows of | weights | rows | wrong | expected wrong | calibration error | ROC area | wrong among the least sure 20 % |\n\
             |---|---|---|---|---|---|---|---|\n";
    // Name, whether of some sets only, whether short.
    let groups = [
        (format!("{}, whole", CONFIDENCE.join(" + ")), true, false),
        ("the same, short".to_owned(), true, true),
        ("all sets, whole".to_owned(), false, false),
    ];
    for (name, some, short) in groups {
        let wanted = |set: &str| {
            set.ends_with(", short") == short
                && (!some || CONFIDENCE.iter().any(|name| set.starts_with(name)))
        };
        for (k, weights) in ["crossed", "shipped"].into_iter().enumerate() {
            let mut rows = RowTally::default();
            sets.iter()
                .filter(|(set, _)| wanted(set))
                .for_each(|(_, tallies)| rows += tallies[k].rows.clone());
            let figures = rows.figures();
            let share = |share: Option<f64>| share.map_or("-".to_owned(), |share| format!("{share:.3}"));
            card += &format!(
                "| {name} | {weights} | {} | {} | {:.0} | {:.4} | {} | {} |\n",
                figures.rows,
                figures.wrong,
                figures.expected_wrong,
                figures.calibration_error,
                share(figures.ranking),
                share(figures.among_least[2]),
            );
        }
    }
    card
}
