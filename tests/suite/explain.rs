//! Why rows are what they are.

use std::fs;

use visavis::model::{Bead, Document, Language};
use visavis::pipeline::{self, ExplainedRow};
use visavis::score::{Corridor, Evidence, GainRow, Scorer, Setup};

use crate::support::{Visavis, align, document, project};

fn article() -> (Document, Document) {
    corpus("article")
}

fn corpus(name: &str) -> (Document, Document) {
    let read = |file: &str| fs::read_to_string(project("corpora").join(name).join(file)).unwrap();
    (document(&read("fr.txt"), Language::French), document(&read("en.txt"), Language::English))
}

fn explained((french, english): &(Document, Document), ids: &[usize]) -> Vec<ExplainedRow> {
    let (source, target) = ((french, &Language::French.into()), (english, &Language::English.into()));
    pipeline::explain_rows(source, target, &Setup::default(), ids, &|_| ()).unwrap()
}

#[test]
fn what_witnesses_say_adds_up_to_the_gain_of_the_bead() {
    // A contract has items, whose markers say something of few beads.
    let seen = [article(), corpus("contract")].map(|documents| add_up(&documents));
    assert!(seen.iter().all(|[paired, _]| *paired > 10) && seen[0][1] > 0, "{seen:?}");
}

/// Compares what witnesses say with the gains; counts the beads with both sides, and the unpaired.
fn add_up((french, english): &(Document, Document)) -> [usize; 2] {
    let beads = align(french, english);
    let mut scorer = Scorer::new((french, Language::French), (english, Language::English), &Setup::default());
    let corridor = Corridor::all(scorer.sources(), scorer.targets());
    scorer.prepare(&corridor);
    scorer.learn(beads.beads(), &corridor);
    let (gaps, mut row, mut seen) = (scorer.gaps(), GainRow::default(), [0, 0]);
    for bead in beads.beads() {
        let (s, t) = (bead.source.as_usize(), bead.target.as_usize());
        let gain = match (s.len(), t.len()) {
            (_, 0) => gaps.source[s.start],
            (0, _) => gaps.target[t.start],
            _ => {
                scorer.gains(s.end, &mut row);
                let shape = visavis::model::SHAPES.iter().position(|shape| *shape == bead.shape());
                row.of(shape.unwrap())[t.end]
            }
        };
        let found = scorer.testimony(bead, false).total();
        assert!((found - gain).abs() < 1e-3, "{bead:?}: {found}, expected {gain}");
        seen[usize::from(bead.shape().is_unpaired())] += 1;
        if bead.shape().is_unpaired() {
            let further = scorer.testimony(bead, true).total() - found;
            assert!((further - gaps.further).abs() < 1e-3);
        }
    }
    seen
}

/// The sentences of both sides that beads hold, each once.
fn held(beads: &[Bead]) -> [Vec<usize>; 2] {
    let sides: [fn(&Bead) -> std::ops::Range<usize>; 2] = [|b| b.source.as_usize(), |b| b.target.as_usize()];
    sides.map(|side| {
        let mut held: Vec<usize> = beads.iter().flat_map(side).collect();
        held.sort_unstable();
        assert!(held.windows(2).all(|pair| pair[0] < pair[1]), "{beads:?}");
        held
    })
}

#[test]
fn a_row_is_compared_with_the_most_probable_bead_that_shares_a_sentence() {
    let documents = article();
    let beads = align(&documents.0, &documents.1).beads().to_vec();
    let ids: Vec<usize> = (0..beads.len()).collect();
    let rows = explained(&documents, &ids);
    assert_eq!(rows.len(), beads.len());
    for (row, bead) in rows.iter().zip(&beads) {
        assert_eq!(row.case.bead, *bead);
        let rival = row.rival.as_ref().unwrap();
        let other = rival.case.bead;
        assert!(!(bead.shape().is_unpaired() && other.shape().is_unpaired()));
        let meet =
            |a: std::ops::Range<usize>, b: std::ops::Range<usize>| a.start.max(b.start) < a.end.min(b.end);
        assert!(
            meet(bead.source.as_usize(), other.source.as_usize())
                || meet(bead.target.as_usize(), other.target.as_usize())
        );
        assert_eq!(held(&rival.ours), held(&rival.theirs));
        assert!(rival.theirs.iter().any(|b| (b.source, b.target) == (other.source, other.target)));
        // Where few alignments count, the best of them tell nearly all.
        let (p, q) = (bead.confidence.value(), other.confidence.value());
        if q > 0.001 {
            let (found, expected) = (rival.difference.total(), (p / q).ln());
            assert!((found - expected).abs() < 1.5, "row {}: {found}, expected {expected}", row.id);
        }
    }
}

#[test]
fn linked_words_are_named_those_that_weigh_most_first() {
    let french = document("Natasha pleure à Kyiv. Le chien mange du pain.", Language::French);
    let english = document("Natasha is crying in Kyiv. The dog eats bread.", Language::English);
    let rows = explained(&(french, english), &[1, 0]);
    let words = |row: &ExplainedRow| -> Vec<String> {
        row.case.words.iter().map(|pair| format!("{}={}", pair.source, pair.target)).collect()
    };
    assert_eq!((rows[0].id, rows[1].id), (1, 0));
    for pair in ["natasha=natasha", "kyiv=kyiv"] {
        assert!(words(&rows[1]).contains(&pair.to_owned()), "{:?}", words(&rows[1]));
    }
    for pair in ["chien=dog", "pain=bread"] {
        assert!(words(&rows[0]).contains(&pair.to_owned()), "{:?}", words(&rows[0]));
    }
    assert!(rows.iter().all(|row| row.case.words.is_sorted_by(|a, b| a.weight >= b.weight)));
}

const FILES: [(&str, &[u8]); 2] = [
    ("fr.txt", "Natasha pleure à Kyiv. Le chien mange du pain.\n".as_bytes()),
    ("en.txt", b"Natasha is crying in Kyiv. The dog eats bread.\n"),
];

/// The output with its figures as `#`: they change with the weights.
fn without_figures(text: &str) -> String {
    let mut out = String::new();
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        let sign = matches!(c, '+' | '-') && letters.peek().is_some_and(char::is_ascii_digit);
        if !(sign || c.is_ascii_digit()) {
            out.push(c);
            continue;
        }
        while letters.next_if(|c| c.is_ascii_digit() || *c == '.').is_some() {}
        out.push('#');
    }
    out
}

#[test]
fn the_command_says_what_speaks_for_a_row_and_for_its_best_rival() {
    let visavis = Visavis::with(&FILES);
    let output = visavis.run(&["align", "fr.txt", "en.txt", "--explain", "1"]);
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("row 1: 1-1, confidence "), "{text}");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[1..3], ["  source: Le chien mange du pain.", "  target: The dog eats bread."]);
    insta::assert_snapshot!(without_figures(lines[3]), @"  evidence #: bilingual model #, words #, length #, layout #, shape #");
    assert!(lines[4].starts_with("  linked words: ") && lines[4].contains("chien = dog "), "{}", lines[4]);
    assert!(lines.iter().any(|line| line.starts_with("best rival: ")));
    let verdict = lines[lines.len() - 1];
    assert!(verdict.contains(" is preferred to ") || verdict.starts_with("the evidence alone prefers "));
}

#[test]
fn several_rows_are_explained_in_the_order_asked_for() {
    let visavis = Visavis::new();
    for name in ["fr.txt", "en.txt"] {
        fs::copy(project("corpora/article").join(name), visavis.path(name)).unwrap();
    }
    let outcome = visavis.outcome(&["align", "fr.txt", "en.txt", "--explain", "5,0", "-o", "why.txt"]);
    assert_eq!(outcome, "0: ");
    let text = visavis.read("why.txt");
    let rows: Vec<&str> = text.lines().filter(|line| line.starts_with("row ")).collect();
    assert!(
        rows.len() == 2 && rows[0].starts_with("row 5: 1-2, ") && rows[1].starts_with("row 0: 1-0, "),
        "{rows:?}"
    );
    // An unpaired sentence is explained too, by the pair that it is not in.
    let (_, last) = text.split_once("row 0: ").unwrap();
    assert!(last.contains("  source: cover\n  target: (nothing)\n"), "{last}");
    insta::assert_snapshot!(visavis.outcome(&["align", "fr.txt", "en.txt", "--explain", "5", "-o", "why.txt"]), @"2: error: why.txt: exists already: name another file, or overwrite it with --force");
}

#[test]
fn a_row_that_is_not_there_is_an_error_and_nothing_is_written() {
    let visavis = Visavis::with(&FILES);
    insta::assert_snapshot!(visavis.outcome(&["align", "fr.txt", "en.txt", "--explain", "0,2", "-o", "why.txt"]), @"2: error: there is no row 2, expected one of 2 rows, numbered from 0 to 1");
    assert_eq!(visavis.files(), ["en.txt", "fr.txt"]);
    let first = |args: &[&str]| {
        visavis.outcome(&[&["align", "fr.txt", "en.txt"], args].concat()).lines().next().unwrap().to_owned()
    };
    insta::assert_snapshot!(first(&["--explain", "first"]), @"2: error: invalid value 'first' for '--explain <ID>': expected a number such as 10");
    insta::assert_snapshot!(first(&["--explain", "0", "--excel"]), @"2: error: the argument '--explain <ID>' cannot be used with '--excel'");
}

#[test]
fn rows_of_lines_and_of_another_model_are_explained_too() {
    let visavis = Visavis::with(&[
        ("f", "Natasha pleure. Kyiv brûle\nLe chien mange du pain\n".as_bytes()),
        ("e", b"Natasha cries. Kyiv burns\nThe dog eats bread\n"),
        ("empty.bin", b"visavisV\x08\0\x08\0\0\0\0\0"),
    ]);
    let output =
        visavis.run(&["align", "f", "e", "--pre-segmented", "--model", "empty.bin", "--explain", "0"]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("  source: Natasha pleure. Kyiv brûle\n  target: Natasha cries. Kyiv burns\n"),
        "{text}"
    );
    assert!(text.contains(": bilingual model "), "{text}");
}
