//! Floors on published gold, where a checkout has it beside the project.

use std::process::Command;

use crate::support::{Visavis, project};

/// Strict F1 that the aligner reaches at least, by set.
const FLOORS: [(&str, f64); 5] = [
    ("transread", 0.83),
    ("alibi", 0.88),
    ("ntrex", 0.99),
    ("perturbed_ntrex_A", 0.92),
    ("perturbed_pud_A", 0.88),
];

#[test]
fn the_floors_hold_and_evaluate_agrees_with_the_reference_scorer() {
    let (gold, scorer) = (project("../shared/data/align"), project("../shared/tools/score_align.py"));
    if !gold.is_dir() || !scorer.is_file() {
        eprintln!("skipped: the gold alignments are not here");
        return;
    }
    let visavis = Visavis::new();
    let output =
        visavis.run(&["evaluate", &gold.display().to_string(), "--beads", "beads", "--per-doc", "-q"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let ours = String::from_utf8(output.stdout).unwrap();
    for (set, floor) in FLOORS {
        let line = ours.lines().find(|line| line.split_whitespace().next() == Some(set)).unwrap();
        let f1: f64 =
            line.split("F1 ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap().parse().unwrap();
        assert!(f1 >= floor, "{set}: strict F1 {f1}, expected {floor}");
    }
    let Ok(theirs) =
        Command::new("python3").arg(&scorer).arg(&gold).arg(visavis.path("beads")).arg("--per-doc").output()
    else {
        eprintln!("skipped: no python3 to compare with the reference scorer");
        return;
    };
    let theirs = String::from_utf8(theirs.stdout).unwrap();
    let trimmed = |text: &str| text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
    assert_eq!(trimmed(&ours), trimmed(&theirs));
    assert!(trimmed(&ours).len() > 50);
}
