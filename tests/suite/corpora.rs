//! The texts written for this project: their files agree, and the aligner does well on them.

use std::collections::BTreeSet;
use std::fs;

use visavis::evaluate::{GoldBead, Tally, parse_beads};
use visavis::model::{Document, Language};

use crate::support::{align, document, project, sentences};

struct Corpus {
    french: Document,
    english: Document,
    gold: Vec<GoldBead>,
}

fn corpus(name: &str) -> Corpus {
    let folder = project("corpora").join(name);
    let read = |file: &str| fs::read_to_string(folder.join(file)).unwrap();
    let side = |language: Language| {
        let document = document(&read(&format!("{}.txt", language.code())), language);
        let gold = read(&format!("{name}.{}", language.code()));
        let gold: Vec<&str> = gold.lines().collect();
        assert_eq!(sentences(&document), gold, "{name}: the splitter and {name}.{} differ", language.code());
        document
    };
    let gold = parse_beads(name, &read(&format!("{name}.gold"))).unwrap();
    Corpus { french: side(Language::French), english: side(Language::English), gold }
}

/// Strict F1 of the aligner on running text, after checking that the gold has every sentence once.
fn strict_f1(name: &str) -> f64 {
    let Corpus { french, english, gold } = corpus(name);
    let tiles = |side: fn(&GoldBead) -> &Vec<u32>, count: usize| {
        let mut numbers: Vec<u32> = gold.iter().flat_map(side).copied().collect();
        numbers.sort_unstable();
        assert_eq!(numbers, (0..count as u32).collect::<Vec<_>>(), "{name}.gold");
    };
    tiles(|bead| &bead.source, french.segments().len());
    tiles(|bead| &bead.target, english.segments().len());
    let beads: Vec<GoldBead> = align(&french, &english).beads().iter().map(GoldBead::from).collect();
    Tally::new(&gold, &beads, &BTreeSet::new()).figures().strict_f1
}

#[test]
fn every_bead_of_the_article_is_right() {
    let Corpus { french, english, gold } = corpus("article");
    let beads: Vec<GoldBead> = align(&french, &english).beads().iter().map(GoldBead::from).collect();
    let missing: Vec<_> = gold.iter().filter(|bead| !beads.contains(bead)).collect();
    assert!(missing.is_empty(), "missing {missing:?}\nfound {beads:?}");
}

#[test]
fn other_translations_of_the_article_come_out_with_one_error_at_most() {
    let folder = project("corpora/article");
    let french = document(&fs::read_to_string(folder.join("fr.txt")).unwrap(), Language::French);
    for name in ["1", "2", "3"] {
        let read =
            |ending: &str| fs::read_to_string(folder.join(format!("translations/{name}.{ending}"))).unwrap();
        let english = document(&read("en.txt"), Language::English);
        assert_eq!(sentences(&english), read("en").lines().collect::<Vec<_>>());
        let gold = parse_beads(name, &read("gold")).unwrap();
        let beads: Vec<GoldBead> = align(&french, &english).beads().iter().map(GoldBead::from).collect();
        let right = gold.iter().filter(|bead| beads.contains(bead)).count();
        assert!(right + 1 >= gold.len(), "translation {name}: {right} of {} beads are right", gold.len());
    }
}

#[test]
fn the_other_corpora_are_aligned_well() {
    for (name, floor) in [("story", 0.92), ("contract", 0.94), ("notice", 0.93)] {
        let f1 = strict_f1(name);
        assert!(f1 >= floor, "{name}: strict F1 {f1:.4}, expected {floor}");
    }
}

#[test]
fn each_corpus_has_what_makes_alignment_hard() {
    for name in ["story", "contract", "notice"] {
        let Corpus { french, gold, .. } = corpus(name);
        let shapes: Vec<(usize, usize)> =
            gold.iter().map(|bead| (bead.source.len(), bead.target.len())).collect();
        assert!(french.segments().len() >= 60);
        assert!(
            shapes.iter().any(|s| s.1 == 0) && shapes.iter().any(|s| s.0 == 0),
            "{name}: omission, insertion"
        );
        assert!(shapes.iter().filter(|s| s.0 > 1 || s.1 > 1).count() >= 10, "{name}: n-m beads");
        let targets: Vec<u32> = gold.iter().filter_map(|bead| bead.target.first().copied()).collect();
        assert!(!targets.is_sorted(), "{name}: a crossing");
    }
}
