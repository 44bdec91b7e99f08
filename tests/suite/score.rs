//! The evidence, a kind at a time: what should speak for a bead does.

use visavis::model::{Bead, Confidence, Document, Language, SHAPES, SourceRange, TargetRange};
use visavis::pipeline::{self, DocumentOptions};
use visavis::score::{Evidence, GainRow, Scorer, Weights, common_tokens, learn_lexicon};

use crate::support::document;

/// Weights of nothing but what `set` names.
fn only(set: fn(&mut Weights)) -> [Weights; 2] {
    let mut weights = Weights {
        shapes: [0.0; 6],
        length: 0.0,
        overlap: 0.0,
        overlap_base: 0.0,
        chance: 0.0,
        mass: 0.0,
        overlap_prior: 1.0,
        edge: 0.0,
        edge_links: 1.0,
        unpaired_mass: 0.0,
        layout: 0.0,
    };
    set(&mut weights);
    [weights.clone(), weights]
}

fn scorer(french: &str, english: &str, weights: [Weights; 2]) -> Scorer {
    let (french, english) = (document(french, Language::French), document(english, Language::English));
    Scorer::new((&french, Language::French), (&english, Language::English), weights)
}

/// The gain of the bead that joins `source` to `target`.
fn gain(scorer: &Scorer, source: std::ops::Range<usize>, target: std::ops::Range<usize>) -> f32 {
    let mut row = GainRow::new(scorer.targets());
    scorer.gains(source.end, &mut row);
    let shape = SHAPES.iter().position(|shape| {
        (usize::from(shape.source), usize::from(shape.target)) == (source.len(), target.len())
    });
    row.of(shape.unwrap())[target.end]
}

#[test]
fn like_lengths_speak_for_a_bead() {
    let french = "Oui. Il y avait au fond du jardin un vieux puits que personne n'utilisait plus.";
    let english = "Yes. At the bottom of the garden there was an old well that nobody used any more.";
    let scorer = scorer(french, english, only(|w| w.length = 1.0));
    assert!(gain(&scorer, 0..1, 0..1) > gain(&scorer, 0..1, 1..2) + 3.0);
    assert!(gain(&scorer, 1..2, 1..2) > gain(&scorer, 0..2, 0..1) + 3.0);
}

#[test]
fn numbers_names_cognates_and_known_words_link_sentences() {
    let english = "He left. In 1856 it rained. Natasha wept. A terrible disaster! The dog sleeps.";
    for (french, nth) in
        [("Puis 1856.", 1), ("C'est Natasha.", 2), ("Quel terrible désastre.", 3), ("Un chien dort.", 4)]
    {
        let scorer = scorer(french, english, only(|w| w.mass = 1.0));
        let best =
            (0..5).max_by(|&a, &b| gain(&scorer, 0..1, a..a + 1).total_cmp(&gain(&scorer, 0..1, b..b + 1)));
        assert_eq!(best, Some(nth), "{french}");
        assert!(gain(&scorer, 0..1, nth..nth + 1) > 1.0, "{french}");
    }
}

#[test]
fn a_bead_pays_for_a_sentence_at_its_edge_that_nothing_links() {
    let french = "Natasha pleure à Kyiv depuis mercredi.";
    let english = "Natasha has been crying in Kyiv since Wednesday. Elephants eat many green leaves.";
    let scorer = scorer(french, english, only(|w| w.edge = 1.0));
    assert_eq!(gain(&scorer, 0..1, 0..1), 0.0);
    assert!(gain(&scorer, 0..1, 0..2) < -0.5);
}

#[test]
fn paragraphs_speak_for_a_bead_where_both_texts_have_them_and_say_nothing_elsewhere() {
    let french = "Un. Deux.\n\nTrois. Quatre.\n\nCinq. Six.";
    let english = "One. Two.\n\nThree. Four.\n\nFive. Six.";
    let layout = only(|w| w.layout = 1.0);
    let both = scorer(french, english, layout.clone());
    // Both sentences begin a paragraph; only one does; the bead goes over a paragraph's end.
    assert!(gain(&both, 2..3, 2..3) > gain(&both, 2..3, 3..4));
    assert!(gain(&both, 0..2, 0..1) > gain(&both, 1..3, 1..2) + 1.0);
    let one = scorer(french, "One. Two. Three. Four. Five. Six.", layout);
    assert_eq!(gain(&one, 2..3, 2..3), 0.0);
    assert_eq!(gain(&one, 1..3, 1..2), 0.0);
}

/// Pairs of invented words that no general lexicon has: `fN` always stands with `eN`.
fn invented() -> (Document, Document, Vec<Bead>) {
    let name = |prefix: &str, k: usize| format!("{prefix}{}x", char::from(b'a' + k as u8));
    let (mut french, mut english) = (String::new(), String::new());
    for i in 0..40 {
        let words = [i % 7, (i * 3 + 1) % 11 + 7, (i * 5 + 2) % 8 + 18];
        french += &(words.map(|k| name("fr", k)).join(" ") + "\n");
        english += &(words.map(|k| name("en", k)).join(" ") + "\n");
    }
    let load = |text: &str, language: Language| {
        let options = DocumentOptions { pre_segmented: true, ..DocumentOptions::new(language.into()) };
        pipeline::document("t", text.as_bytes(), &options).unwrap().document
    };
    let bead = |i| Bead {
        source: SourceRange::new(i, i + 1),
        target: TargetRange::new(i, i + 1),
        confidence: Confidence::CERTAIN,
    };
    (load(&french, Language::French), load(&english, Language::English), (0..40).map(bead).collect())
}

#[test]
fn a_lexicon_is_learned_from_beads() {
    let (french, english, beads) = invented();
    let lexicon = learn_lexicon((&french, Language::French), (&english, Language::English), &beads);
    let best = |word: &str| {
        let of_word = lexicon.iter().filter(|entry| entry.source == word);
        of_word.max_by(|a, b| a.probability.total_cmp(&b.probability)).map(|entry| entry.target.as_str())
    };
    for k in 0..26 {
        let letter = char::from(b'a' + k);
        assert_eq!(best(&format!("fr{letter}x")), Some(format!("en{letter}x").as_str()));
    }
}

#[test]
fn what_the_document_teaches_counts_in_the_second_pass() {
    let (french, english, beads) = invented();
    let (source, target) = ((&french, Language::French), (&english, Language::English));
    let mut scorer = Scorer::new(source, target, only(|w| w.mass = 1.0));
    assert_eq!(gain(&scorer, 20..21, 20..21), 0.0);
    scorer.learn(&beads);
    assert!(gain(&scorer, 20..21, 20..21) > 1.0);
    assert!(gain(&scorer, 20..21, 20..21) > gain(&scorer, 20..21, 21..22));
}

#[test]
fn common_tokens_come_with_their_share() {
    let document = document("Le chat dort. Le chien dort. Il pleut. Le vent.", Language::French);
    let common = common_tokens(&document, Language::French, 0.5);
    assert_eq!(common, [("le".to_owned(), 0.75), ("dort".to_owned(), 0.5)]);
}
