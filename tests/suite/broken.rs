//! Documents that do not correspond as a whole: moved and repeated passages, holes, foreign matter, long texts.

use visavis::model::{Document, Language};
use visavis::pipeline::{self, Aligned, DocumentOptions};
use visavis::score::Setup;

use crate::support::{Visavis, align, project, sentences};

/// The paired rows of a corpus, a line each.
fn rows() -> Vec<(String, String)> {
    let mut rows = Vec::new();
    for corpus in ["contract", "notice", "story"] {
        let side = |name: &str, language: Language| {
            let text = std::fs::read(project("corpora").join(corpus).join(name)).unwrap();
            pipeline::document(name, &text, &DocumentOptions::new(language.into())).unwrap().document
        };
        let (french, english) = (side("fr.txt", Language::French), side("en.txt", Language::English));
        let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        for bead in align(&french, &english).beads() {
            if !bead.shape().is_unpaired() && bead.confidence.value() > 0.9 {
                rows.push((
                    line(french.run(bead.source.as_usize())),
                    line(english.run(bead.target.as_usize())),
                ));
            }
        }
    }
    assert!(rows.len() > 200);
    rows
}

fn lines(language: Language, lines: &[&str]) -> Document {
    let options = DocumentOptions { pre_segmented: true, ..DocumentOptions::new(language.into()) };
    pipeline::document("lines", lines.join("\n").as_bytes(), &options).unwrap().document
}

/// The share of `right` pairs of lines that are found, and how many are said to have moved.
fn found(french: &[&str], english: &[&str], right: &[(usize, usize)]) -> (f32, usize) {
    let alignment = align(&lines(Language::French, french), &lines(Language::English, english));
    let is = |&(i, j): &(usize, usize)| {
        alignment
            .beads()
            .iter()
            .any(|bead| bead.source.as_usize() == (i..i + 1) && bead.target.as_usize() == (j..j + 1))
    };
    let share = right.iter().filter(|pair| is(pair)).count() as f32 / right.len() as f32;
    (share, alignment.moved().into_iter().filter(|moved| *moved).count())
}

#[test]
fn passages_that_changed_places_are_found_and_said_to_have_moved() {
    let rows = rows();
    let n = rows.len();
    let french: Vec<&str> = rows.iter().map(|row| row.0.as_str()).collect();
    // 20 rows stand 60 rows further on.
    let order: Vec<usize> = (0..40).chain(60..120).chain(40..60).chain(120..n).collect();
    let english: Vec<&str> = order.iter().map(|&k| rows[k].1.as_str()).collect();
    let right: Vec<(usize, usize)> = order.iter().enumerate().map(|(j, &i)| (i, j)).collect();
    let (share, moved) = found(&french, &english, &right);
    assert!(share > 0.95, "{share}");
    assert!((15..25).contains(&moved), "{moved}");
}

#[test]
fn rows_that_moved_are_explained_by_what_is_around_them() {
    let rows = rows();
    let order: Vec<usize> = (0..40).chain(60..120).chain(40..60).chain(120..rows.len()).collect();
    let french: Vec<&str> = rows.iter().map(|row| row.0.as_str()).collect();
    let english: Vec<&str> = order.iter().map(|&k| rows[k].1.as_str()).collect();
    let (french, english) = (lines(Language::French, &french), lines(Language::English, &english));
    let alignment = align(&french, &english);
    let all: Vec<usize> = (0..alignment.beads().len()).collect();
    let sides = ((&french, &Language::French.into()), (&english, &Language::English.into()));
    let explained = pipeline::explain_rows(sides.0, sides.1, &Setup::default(), &all, &|_| ()).unwrap();
    for ((row, bead), moved) in explained.iter().zip(alignment.beads()).zip(alignment.moved()) {
        assert_eq!(row.case.bead, *bead);
        assert!(!moved || row.rival.is_some(), "{bead:?}");
    }
    assert!(alignment.moved().contains(&true));
}

#[test]
fn a_passage_that_one_text_repeats_is_paired_where_it_stands_first() {
    let rows = rows();
    let n = rows.len();
    let french: Vec<&str> = rows.iter().map(|row| row.0.as_str()).collect();
    let order: Vec<usize> = (0..100).chain(70..100).chain(100..n).collect();
    let english: Vec<&str> = order.iter().map(|&k| rows[k].1.as_str()).collect();
    let right: Vec<(usize, usize)> = (0..n).map(|i| (i, if i < 100 { i } else { i + 30 })).collect();
    let (share, moved) = found(&french, &english, &right);
    assert!(share > 0.95, "{share}");
    assert_eq!(moved, 0);
}

#[test]
fn holes_on_both_sides_and_foreign_matter_leave_the_rest_as_it_was() {
    let rows = rows();
    let n = rows.len();
    let foreign = ["Lorem ipsum dolor sit amet.", "Consectetur adipiscing elit.", "Sed do eiusmod tempor."];
    let kept: Vec<usize> = (0..n).filter(|k| !(50..80).contains(k)).collect();
    let french: Vec<&str> = kept.iter().map(|&k| rows[k].0.as_str()).collect();
    let others: Vec<usize> = (0..n).filter(|k| !(130..170).contains(k)).collect();
    let english: Vec<&str> =
        foreign.iter().copied().chain(others.iter().map(|&k| rows[k].1.as_str())).collect();
    let right: Vec<(usize, usize)> = kept
        .iter()
        .enumerate()
        .filter_map(|(i, k)| others.iter().position(|other| other == k).map(|j| (i, j + foreign.len())))
        .collect();
    let (share, moved) = found(&french, &english, &right);
    assert!(share > 0.95, "{share}");
    assert_eq!(moved, 0);
}

#[test]
fn long_documents_are_aligned_in_sections_with_nothing_lost() {
    let rows = rows();
    let numbered = |text: &str, k: usize| format!("{k} {text}");
    let all: Vec<(String, String)> = (0..16_000)
        // The same rows again and again, in another order every time.
        .map(|k| &rows[(k * k + 31 * (k / rows.len()) * k + k) % rows.len()])
        .enumerate()
        .map(|(k, (french, english))| (numbered(french, k), numbered(english, k)))
        .collect();
    let french: Vec<&str> = all.iter().map(|row| row.0.as_str()).collect();
    let english: Vec<&str> = all.iter().map(|row| row.1.as_str()).collect();
    // A hole of 300 rows.
    let english: Vec<&str> = english[..9_000].iter().chain(&english[9_300..]).copied().collect();
    let right: Vec<(usize, usize)> =
        (0..9_000).map(|i| (i, i)).chain((9_300..16_000).map(|i| (i, i - 300))).collect();
    let (share, _) = found(&french, &english, &right);
    assert!(share > 0.95, "{share}");
}

#[test]
fn a_sentence_that_is_cut_for_the_other_text_keeps_every_character() {
    for corpus in ["article", "story", "contract", "notice"] {
        let side = |name: &str, language: Language| {
            let text = std::fs::read(project("corpora").join(corpus).join(name)).unwrap();
            pipeline::document(name, &text, &DocumentOptions::new(language.into())).unwrap().document
        };
        let (french, english) = (side("fr.txt", Language::French), side("en.txt", Language::English));
        let pair = ((&french, &Language::French.into()), (&english, &Language::English.into()));
        let Aligned { source, target, .. } =
            pipeline::align_jointly(pair.0, pair.1, &Setup::default(), &|_| ()).unwrap();
        for (before, after) in [(&french, &source), (&english, &target)] {
            let bare =
                |document: &Document| sentences(document).concat().split_whitespace().collect::<String>();
            assert_eq!(bare(before), bare(after));
            assert_eq!(before.text(), after.text());
        }
    }
}

#[test]
fn texts_that_are_no_translation_fail_where_that_is_asked_for() {
    let french = "Le chat dort sur le lit.\nIl pleut depuis trois jours.\nLe train part à midi.\n";
    let english = "Interest rates rose again.\nThe committee adjourned.\nNobody knows the recipe.\n";
    let visavis = Visavis::with(&[("f", french.repeat(8).as_bytes()), ("e", english.repeat(8).as_bytes())]);
    let status = |least: &str| {
        visavis.run(&["align", "f", "e", "-o", "p.csv", "--force", "--fail-below", least]).status.code()
    };
    assert_eq!((status("0.9"), status("0")), (Some(1), Some(0)));
}
