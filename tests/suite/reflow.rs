//! Joining lines that were cut at a width.

use proptest::prelude::*;
use visavis::model::Language;
use visavis::pipeline::{self, DocumentOptions};
use visavis::read::{self, ReadOptions, Reflow};

use crate::support::{Visavis, project};

/// The text with its lines joined, and how many line ends of how many were.
fn reflowed(text: &str) -> (String, usize, usize) {
    let options = ReadOptions { reflow: true, ..ReadOptions::default() };
    let read = read::read("t", text.as_bytes(), options).unwrap();
    let Reflow { joined, of } = read.reflow.unwrap();
    (read.text.content().to_owned(), joined, of)
}

/// Lines of at most `width` characters, broken as late as can be; the first begins with `indent`.
fn wrapped(paragraph: &str, width: usize, indent: &str) -> Vec<String> {
    let mut lines = vec![indent.to_owned()];
    for word in paragraph.split(' ') {
        let line = lines.last_mut().unwrap();
        let glue = if line.trim().is_empty() { "" } else { " " };
        if line.chars().count() + glue.len() + word.chars().count() <= width || glue.is_empty() {
            line.push_str(glue);
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

fn paragraphs(path: &str) -> Vec<String> {
    let text = std::fs::read_to_string(project(path)).unwrap();
    text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
}

const TEXTS: [&str; 4] =
    ["corpora/story/fr.txt", "corpora/story/en.txt", "corpora/article/fr.txt", "corpora/notice/en.txt"];

#[test]
fn what_was_cut_at_a_width_comes_back() {
    for path in TEXTS {
        for width in [60, 72, 80] {
            for (indent, between) in [("", "\n\n"), ("   ", "\n\n"), ("", "\r\n\r\n")] {
                let end = &between[..between.len() / 2];
                let paragraphs = paragraphs(path);
                let cut: Vec<String> =
                    paragraphs.iter().map(|p| wrapped(p, width, indent).join(end)).collect();
                let whole: Vec<String> = paragraphs.iter().map(|p| indent.to_owned() + p).collect();
                let (found, joined, of) = reflowed(&cut.join(between));
                let share = joined as f64 / of as f64;
                assert!(share > 0.97, "{path} at {width}: {joined} of {of} were joined");
                let same = found.split(between).zip(&whole).filter(|(a, b)| a == b).count();
                assert!(same * 20 >= whole.len() * 19, "{path} at {width}: {same} of {}", whole.len());
            }
        }
    }
}

#[test]
fn a_text_that_was_not_cut_is_not_changed() {
    let texts = [
        "corpora/story/fr.txt",
        "corpora/story/en.txt",
        "corpora/story/story.fr",
        "corpora/article/fr.txt",
        "corpora/article/article.en",
        "corpora/contract/fr.txt",
        "corpora/contract/contract.fr",
        "corpora/notice/notice.en",
    ];
    for path in texts {
        let text = std::fs::read_to_string(project(path)).unwrap();
        let (found, joined, _) = reflowed(&text);
        assert!(joined == 0 && found == text, "{path}: {joined} were joined");
    }
}

/// A page of old plain text.
const PAGE: &str = "\
CHAPITRE PREMIER
Où l'on part

Il y avait au fond du jardin un vieux puits que personne n'utilisait
plus depuis que Marie avait quitté la maison. M. Dupont, qui habitait à
Orléans, disait qu'il fallait le combler.

  Le lendemain on vint voir. On apporta, pour mesurer la profondeur du
puits et pour ne rien oublier de ce qu'il y avait dedans, ce qu'on avait:
- une corde qui avait servi autrefois à la cloche de la petite chapelle
- un seau de bois
1. Une lampe à pétrole que le garde avait oubliée sur la table de chez
   Marie, qui fumait
--
« Est-ce que vous voyez quelque chose au fond ? demanda le vieil homme.
— Rien du tout, répondit l'autre, qui avait bien peur de tomber, et qui
tenait la corde à deux mains. »

Les sanglots longs
Des violons
De l'automne

Colonne 1   Colonne 2   Colonne 3   Colonne 4   Colonne 5   Colonne 6
chat        chien       cheval      vache       mouton      poule
";

#[test]
fn titles_lists_speech_verse_and_tables_keep_their_lines() {
    insta::assert_snapshot!(reflowed(PAGE).0, @"
    CHAPITRE PREMIER
    Où l'on part

    Il y avait au fond du jardin un vieux puits que personne n'utilisait plus depuis que Marie avait quitté la maison. M. Dupont, qui habitait à Orléans, disait qu'il fallait le combler.

      Le lendemain on vint voir. On apporta, pour mesurer la profondeur du puits et pour ne rien oublier de ce qu'il y avait dedans, ce qu'on avait:
    - une corde qui avait servi autrefois à la cloche de la petite chapelle
    - un seau de bois
    1. Une lampe à pétrole que le garde avait oubliée sur la table de chez    Marie, qui fumait
    --
    « Est-ce que vous voyez quelque chose au fond ? demanda le vieil homme.
    — Rien du tout, répondit l'autre, qui avait bien peur de tomber, et qui tenait la corde à deux mains. »

    Les sanglots longs
    Des violons
    De l'automne

    Colonne 1   Colonne 2   Colonne 3   Colonne 4   Colonne 5   Colonne 6
    chat        chien       cheval      vache       mouton      poule
    ");
}

#[test]
fn lists_of_words_and_short_verse_are_not_cut_text() {
    let words = "chat chien cheval vache mouton poule canard lapin souris oiseau renard loup ours";
    let verse =
        "Les sanglots longs\ndes violons\nde l'automne\nblessent mon cœur\nd'une langueur\nmonotone\n";
    for text in [words.replace(' ', "\n"), verse.repeat(5)] {
        assert_eq!(reflowed(&text).1, 0, "{text}");
    }
}

#[test]
fn a_hyphen_at_the_line_end_stays_and_gets_the_space() {
    let text = "Il y avait au fond du jardin un vieux puits que person-\nne n'utilisait plus depuis que Marie avait quitté la mai-\nson. Monsieur Dupont, qui habitait alors à Orléans, disait\nqu'il fallait le combler.\n";
    let (found, joined, of) = reflowed(text);
    assert_eq!((joined, of), (3, 3));
    assert!(found.contains("person- ne") && found.contains("la mai- son."), "{found}");
}

#[test]
fn sentences_cross_the_lines_that_were_joined() {
    let options = DocumentOptions { reflow: true, ..DocumentOptions::new(Language::French.into()) };
    let document = pipeline::document("t", PAGE.as_bytes(), &options).unwrap().document;
    let found = crate::support::sentences(&document);
    assert!(
        found.contains(&"M. Dupont, qui habitait à Orléans, disait qu'il fallait le combler."),
        "{found:#?}"
    );
    assert!(found.iter().all(|sentence| !sentence.contains('\n')));
}

#[test]
fn the_command_says_what_was_joined() {
    let visavis = Visavis::with(&[("t.txt", PAGE.as_bytes()), ("n.txt", b"Il pleut.\nElle sort.\n")]);
    let said = |args: &[&str]| visavis.outcome(&[&["segment", "--lang", "fr", "--reflow"], args].concat());
    insta::assert_snapshot!(said(&["t.txt"]), @"0: t.txt: 5 of 15 line ends within paragraphs were joined");
    insta::assert_snapshot!(said(&["n.txt"]), @"0: n.txt: none of 1 line ends within paragraphs was joined: they do not look cut at one width");
    insta::assert_snapshot!(said(&["t.txt", "-q"]), @"0:");
    insta::assert_snapshot!(visavis.outcome(&["align", "t.txt", "n.txt", "--reflow", "--pre-segmented"]).lines().next().unwrap(), @"2: error: the argument '--reflow' cannot be used with '--pre-segmented'");
}

proptest! {
    #[test]
    fn reflow_changes_nothing_but_line_ends(
        text in "([a-zé]{1,9} ){4,8}[a-z]{2,9}[.,]?(\n|\r\n|\r|\u{2028}|\n\n|\n  |\u{c}|\n- ){1}(([a-zA-Zé]{1,9} ){4,8}[a-z]{2,9}[.,]?(\n|\r\n|\r|\u{2028}|\n\n|\n  |\n- )){0,30}"
    ) {
        let (found, joined, of) = reflowed(&text);
        let plain = |text: &str| text.replace("\r\n", "\n").replace(['\n', '\r'], " ");
        prop_assert_eq!(plain(&found), plain(&text));
        let ends = |text: &str| text.replace("\r\n", "\n").matches(['\n', '\r']).count();
        prop_assert_eq!(ends(&text) - ends(&found), joined);
        prop_assert!(joined <= of);
        let (again, more, _) = reflowed(&found);
        prop_assert!(more == 0 || again != found);
    }
}
