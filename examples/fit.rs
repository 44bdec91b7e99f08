//! Finds the weights of the evidence.
use std::path::{Path, PathBuf};

use visavis::align::{Place, best_path, posteriors};
use visavis::evaluate::{GoldBead, Tally, parse_beads, parse_coarse};
use visavis::model::{Document, Language};
use visavis::pipeline::{DocumentOptions, document};
use visavis::score::{Evidence, Scorer, Weights};

struct Case {
    name: String,
    source: Document,
    target: Document,
    gold: Vec<GoldBead>,
    coarse: std::collections::BTreeSet<usize>,
}

fn gold_files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
        if entry.is_dir() {
            gold_files(&entry, into);
        } else if entry.extension().is_some_and(|e| e == "gold") {
            into.push(entry);
        }
    }
}

fn load(path: &Path) -> Case {
    let side = |language: Language| {
        let name = path.with_extension(language.code());
        let options = DocumentOptions { pre_segmented: true, ..DocumentOptions::new(language.into()) };
        document(&name.display().to_string(), &std::fs::read(&name).unwrap(), &options).unwrap().document
    };
    let coarse = std::fs::read_to_string(path.with_extension("coarse")).unwrap_or_default();
    Case {
        name: path.with_extension("").display().to_string(),
        source: side(Language::French),
        target: side(Language::English),
        gold: parse_beads("gold", &std::fs::read_to_string(path).unwrap()).unwrap(),
        coarse: parse_coarse("coarse", &coarse).unwrap(),
    }
}

fn to_vec(w: &Weights) -> Vec<f32> {
    let mut v = w.shapes.to_vec();
    v.extend([w.length, w.overlap, w.overlap_base, w.mass, w.overlap_prior, w.unpaired_mass, w.chance, w.layout]);
    v
}
fn from_vec(v: &[f32]) -> Weights {
    Weights {
        shapes: v[..6].try_into().unwrap(),
        length: v[6],
        overlap: v[7],
        overlap_base: v[8],
        mass: v[9],
        overlap_prior: v[10],
        unpaired_mass: v[11],
        chance: v[12],
        layout: v[13],
    }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let fit = args.iter().any(|a| a == "--fit");
    let mut files = Vec::new();
    for a in args.iter().filter(|a| !a.starts_with("--")) {
        gold_files(Path::new(a), &mut files);
    }
    files.sort();
    let cases: Vec<Case> = files.iter().map(|f| load(f)).collect();
    let mut weights = Weights::PASSES;
    let spaced = |v: &[f32]| v.iter().map(|x| format!("{x:.3}")).collect::<Vec<_>>().join(" ");
    let report = |weights: &[Weights; 2]| {
        let mut sets: std::collections::BTreeMap<String, [Tally; 2]> = Default::default();
        for c in &cases {
            let mut s = Scorer::new((&c.source, Language::French), (&c.target, Language::English), weights.clone());
            let set = Path::new(&c.name).parent().unwrap().display().to_string();
            for pass in 0..2 {
                let path = best_path(&s, &|_| ()).unwrap();
                let b: Vec<GoldBead> = path.iter().map(GoldBead::from).collect();
                let t = Tally::new(&c.gold, &b, &c.coarse);
                sets.entry(set.clone()).or_default()[pass] += t;
                sets.entry("~ALL".into()).or_default()[pass] += t;
                s.learn(&path);
            }
        }
        for (k, t) in &sets {
            println!("{:25} {}  (first pass {:.4})", &k[k.len().saturating_sub(25)..], t[1].figures(), t[0].figures().strict_f1);
        }
    };
    report(&weights);
    for pass in 0..if fit { 2 } else { 0 } {
        let mut scorers = Vec::new();
        for c in &cases {
            let mut s = Scorer::new((&c.source, Language::French), (&c.target, Language::English), weights.clone());
            if pass > 0 {
                let path = best_path(&s, &|_| ()).unwrap();
                s.learn(&path);
            }
            scorers.push(s);
        }
        let places: Vec<Vec<Place>> = cases.iter().map(|c| {
            c.gold
                .iter()
                .enumerate()
                .filter(|(k, g)| {
                    let contiguous = |v: &[u32]| v.windows(2).all(|w| w[1] == w[0] + 1);
                    !c.coarse.contains(k) && contiguous(&g.source) && contiguous(&g.target)
                        && visavis::model::SHAPES.iter().any(|x| (x.source as usize, x.target as usize) == (g.source.len(), g.target.len()))
                })
                .filter_map(|(k, g)| {
                    let end = |side: fn(&GoldBead) -> &Vec<u32>| c.gold[..k].iter().flat_map(side).max().map_or(0, |n| *n as usize + 1);
                    let start = (g.source.first().map_or_else(|| end(|g| &g.source), |n| *n as usize), g.target.first().map_or_else(|| end(|g| &g.target), |n| *n as usize));
                    Some(Place { start, end: (start.0 + g.source.len(), start.1 + g.target.len()) })
                })
                .collect()
        }).collect();
        // log posterior of gold beads
        let objective = |v: &[f32], scorers: &mut [Scorer]| -> f64 {
            let mut per: std::collections::BTreeMap<String, (f64, usize)> = Default::default();
            for ((c, s), places) in cases.iter().zip(scorers).zip(&places) {
                s.set_weights(from_vec(v));
                let p = posteriors(s, places, &|_| ());
                let set = Path::new(&c.name).parent().unwrap().display().to_string();
                let e = per.entry(set).or_default();
                e.0 += p.iter().map(|p| p + 0.1 * (p + 1e-2).ln()).sum::<f64>();
                e.1 += p.len();
            }
            per.values().map(|(s, n)| s / *n as f64).sum::<f64>() / per.len() as f64
                - v[..6].iter().map(|x| f64::from((-x - 8.0).max(0.0)).powi(2)).sum::<f64>() * 1e-4
                - f64::from((v[8] - 0.5).max(0.0)).powi(2) * 3e-4
        };
        let mut v = to_vec(&weights[pass]);
        let mut best = objective(&v, &mut scorers);
        println!("pass {pass} start {best:.4}");
        let mut step: Vec<f32> = v.iter().map(|x| (x.abs() * 0.25).max(0.05)).collect();
        step[12] = 1.0;
        for round in 0..10 {
            let before = best;
            for k in 0..13 {
                for sign in [1.0, -1.0] {
                    let mut improved = false;
                    loop {
                        let mut w = v.clone();
                        w[k] += sign * step[k];
                        let o = objective(&w, &mut scorers);
                        if o > best + 3e-6 {
                            best = o;
                            v = w;
                            improved = true;
                        } else {
                            break;
                        }
                    }
                    if improved { break; }
                }
            }
            if best - before < 1e-4 { for s in &mut step { *s *= 0.5; } }
            println!("  {round} {best:.4} {}", spaced(&v));
        }
        weights[pass] = from_vec(&v);
        report(&weights);
    }
}
