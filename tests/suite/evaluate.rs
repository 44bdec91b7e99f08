//! `visavis evaluate` from outside: confidence, sets, and sentences of our own.

use std::fs;

use crate::support::{Visavis, project};

/// Two sets: the story, which has rows that are hard, and a document of two sentences.
fn sets() -> Visavis {
    let visavis = Visavis::new();
    for set in ["novels", "notes"] {
        fs::create_dir(visavis.path(set)).unwrap();
    }
    for ending in ["fr", "en", "gold"] {
        let from = project("corpora/story").join(format!("story.{ending}"));
        fs::copy(from, visavis.path(&format!("novels/story.{ending}"))).unwrap();
    }
    for (ending, content) in
        [("fr", "Il pleut.\nElle sort.\n"), ("en", "It rains.\nShe goes out.\n"), ("gold", "0:0\n1:1\n")]
    {
        fs::write(visavis.path(&format!("notes/d.{ending}")), content).unwrap();
    }
    visavis
}

fn lines(visavis: &Visavis, args: &[&str]) -> Vec<String> {
    let output = visavis.run(args);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// The number behind `what`.
fn figure(line: &str, what: &str) -> f64 {
    line.split(what).nth(1).unwrap().split_whitespace().next().unwrap().trim_end_matches(',').parse().unwrap()
}

#[test]
fn the_confidence_of_rows_is_judged_by_set_and_over_all() {
    let visavis = sets();
    let plain = lines(&visavis, &["evaluate", "."]);
    let judged = lines(&visavis, &["evaluate", ".", "--calibration"]);
    assert_eq!(judged[..3], plain);
    let names: Vec<&str> = judged[3..].iter().map(|line| line.split_whitespace().next().unwrap()).collect();
    assert_eq!(names, ["notes", "novels", "ALL"]);
    let rows = |what| [3, 4, 5].map(|k: usize| figure(&judged[k], what));
    for what in ["rows ", "wrong ", "expected "] {
        let [notes, novels, all] = rows(what);
        assert!((notes + novels - all).abs() < 0.11, "{what} {judged:#?}");
    }
    assert!(figure(&judged[5], "wrong ") > 0.0, "{judged:#?}");
    assert!((0.5..=1.0).contains(&figure(&judged[5], "ROC area ")), "{judged:#?}");
    assert!(judged[3].contains("ROC area -"), "no row of the notes is wrong: {}", judged[3]);
}

#[test]
fn the_plot_is_well_formed_and_counts_every_row() {
    let visavis = sets();
    let judged = lines(&visavis, &["evaluate", ".", "--calibration", "--plot", "plot.svg"]);
    let svg = visavis.read("plot.svg");
    let plot = roxmltree::Document::parse(&svg).unwrap();
    let counts: f64 = plot
        .descendants()
        .filter(|node| node.attribute("class") == Some("middle small"))
        .map(|node| node.text().unwrap().parse::<f64>().unwrap())
        .sum();
    assert_eq!(counts, figure(&judged[5], "rows "));
    insta::assert_snapshot!(visavis.outcome(&["evaluate", ".", "--calibration", "--plot", "plot.svg"]), @"2: error: plot.svg: exists already: name another file, or overwrite it with --force");
}

#[test]
fn sets_are_chosen_by_the_beginnings_of_their_names() {
    let visavis = sets();
    let all = lines(&visavis, &["evaluate", "."]);
    let chosen = lines(&visavis, &["evaluate", ".", "--sets", "nov"]);
    assert_eq!(chosen.len(), 2);
    assert_eq!(chosen[0], all[1]);
    assert_eq!(lines(&visavis, &["evaluate", ".", "--sets", "novels,notes"]), all);
    insta::assert_snapshot!(visavis.outcome(&["evaluate", ".", "--sets", "no,tales"]), @"2: error: .: has no set tales, expected one of: notes, novels");
}

/// A document with running texts that are cut otherwise than its gold.
fn running() -> Visavis {
    Visavis::with(&[
        ("d.fr", "Il pleut. Il neige aussi.\nElle sort.\nLe chien dort.\n".as_bytes()),
        ("d.en", b"It rains. It snows too.\nShe goes out.\nThe dog sleeps.\n"),
        ("d.gold", b"0:0\n1:1\n2:2\n"),
        ("d.fr.txt", "Il pleut. Il\u{a0}neige aussi.\n\nElle sort. Le chien dort.\n".as_bytes()),
        ("d.en.txt", b"It rains. It snows too.\n\nShe goes out. The dog sleeps.\n"),
        ("without.fr", b"Oui.\n"),
        ("without.en", b"Yes.\n"),
        ("without.gold", b"0:0\n"),
    ])
}

#[test]
fn running_texts_are_split_aligned_and_compared_as_places() {
    let visavis = running();
    let found = lines(&visavis, &["evaluate", ".", "--end-to-end", "--per-doc"]);
    // Our sentences are cut once more than the gold's, where both texts agree: one cut point too many of three.
    insta::assert_snapshot!(found.join("\n"), @"
    d                                            cuts P 0.6667 R 1.0000 F1 0.8000  strict P 0.5000 R 0.6667 F1 0.5714
    .                                            cuts P 0.6667 R 1.0000 F1 0.8000  strict P 0.5000 R 0.6667 F1 0.5714
    ALL                                          cuts P 0.6667 R 1.0000 F1 0.8000  strict P 0.5000 R 0.6667 F1 0.5714
    ");
    assert_eq!(found, lines(&visavis, &["evaluate", ".", "--end-to-end", "--per-doc", "--keep-sentences"]));
}

#[test]
fn a_running_text_that_is_another_one_is_left_out_with_a_word() {
    let visavis = running();
    fs::write(visavis.path("d.en.txt"), "It rains. It snows, too.\n").unwrap();
    insta::assert_snapshot!(visavis.outcome(&["evaluate", ".", "--end-to-end"]), @"0: warning: ./d.en.txt: is another text than ./d.en from character 15 on, white space not counted: left out");
    fs::remove_file(visavis.path("d.en.txt")).unwrap();
    insta::assert_snapshot!(visavis.outcome(&["evaluate", ".", "--end-to-end"]), @"2: error: .: no running text in it, expected DOC.fr.txt and DOC.en.txt beside DOC.gold");
}
