//! The evidence, a kind at a time: what should speak for a bead does.

use std::fs;
use std::ops::Range;

use proptest::prelude::*;
use visavis::model::{Bead, Confidence, Document, Language, SHAPES, SourceRange, TargetRange};
use visavis::pipeline::{self, DocumentOptions};
use visavis::score::{
    Beads, Corridor, Evidence, GainRow, KINDS, Kind, Scorer, Setup, Sink, Witness, common_tokens, dot,
    learn_lexicon,
};

use crate::support::{document, project, sentences};

/// Keeps all evidence that comes: shape, end, what each kind says.
#[derive(Default)]
struct Collected(Vec<(usize, usize, [f32; KINDS])>);

impl Sink for Collected {
    fn put(&mut self, beads: &Beads, said: &[[f32; KINDS]]) {
        self.0.extend(beads.ends.clone().zip(said).map(|(end, said)| (beads.shape, end, *said)));
    }
}

impl Collected {
    fn of(scorer: &Scorer, source_end: usize) -> Self {
        let mut collected = Self::default();
        scorer.features(source_end, &mut GainRow::default(), &mut collected);
        collected
    }

    /// What all kinds say of a bead.
    fn said(&self, shape: usize, target_end: usize) -> [f32; KINDS] {
        self.0.iter().find(|(s, end, _)| (*s, *end) == (shape, target_end)).unwrap().2
    }
}

fn shape(source: usize, target: usize) -> usize {
    let counts = |s: usize| (usize::from(SHAPES[s].source), usize::from(SHAPES[s].target));
    (0..SHAPES.len()).find(|&s| counts(s) == (source, target)).unwrap()
}

/// What a kind says of the bead that joins `source` to `target`.
fn value(scorer: &Scorer, kind: Kind, source: Range<usize>, target: Range<usize>) -> f32 {
    Collected::of(scorer, source.end).said(shape(source.len(), target.len()), target.end)[kind as usize]
}

/// Evidence about all pairs of positions.
fn scorer_of(french: &Document, english: &Document, setup: &Setup) -> Scorer {
    let mut scorer = Scorer::new((french, Language::French), (english, Language::English), setup);
    scorer.prepare(&Corridor::all(scorer.sources(), scorer.targets()));
    scorer
}

fn scorer(french: &str, english: &str) -> Scorer {
    let (french, english) = (document(french, Language::French), document(english, Language::English));
    scorer_of(&french, &english, &Setup::default())
}

#[test]
fn like_lengths_speak_for_a_bead() {
    let french = "Oui. Il y avait au fond du jardin un vieux puits que personne n'utilisait plus.";
    let english = "Yes. At the bottom of the garden there was an old well that nobody used any more.";
    let scorer = scorer(french, english);
    let length = |source, target| value(&scorer, Kind::Length, source, target);
    assert!(length(0..1, 0..1) > length(0..1, 1..2) + 3.0);
    assert!(length(1..2, 1..2) > length(0..2, 0..1) + 3.0);
    assert!(length(0..2, 0..2) > -0.5);
}

#[test]
fn numbers_names_cognates_and_known_words_link_sentences() {
    let english = "He left. In 1856 it rained. Natasha wept. A terrible disaster! The dog sleeps.";
    for (french, nth) in
        [("Puis 1856.", 1), ("C'est Natasha.", 2), ("Quel terrible désastre.", 3), ("Un chien dort.", 4)]
    {
        let scorer = scorer(french, english);
        let mass = |j: usize| value(&scorer, Kind::Mass, 0..1, j..j + 1);
        assert_eq!((0..5).max_by(|&a, &b| mass(a).total_cmp(&mass(b))), Some(nth), "{french}");
        assert!(mass(nth) > 1.0, "{french}");
        let linked = |j: usize| value(&scorer, Kind::Linked, 0..1, j..j + 1);
        assert!((0..5).all(|j| j == nth || linked(j) < linked(nth)), "{french}");
    }
}

#[test]
fn a_bead_pays_for_a_sentence_at_its_edge_that_nothing_links() {
    let french = "Natasha pleure à Kyiv depuis mercredi.";
    let english = "Natasha has been crying in Kyiv since Wednesday. Elephants eat many green leaves.";
    let strange = scorer(french, english);
    assert_eq!(value(&strange, Kind::Edge, 0..1, 0..1), 0.0);
    let english = "Natasha has been crying. It has been so in Kyiv since Wednesday.";
    let linked = scorer(french, english);
    assert!(
        value(&strange, Kind::Edge, 0..1, 0..2) < value(&linked, Kind::Edge, 0..1, 0..2) - 0.1,
        "{} {}",
        value(&strange, Kind::Edge, 0..1, 0..2),
        value(&linked, Kind::Edge, 0..1, 0..2)
    );
}

#[test]
fn paragraphs_speak_for_a_bead_where_both_texts_have_them_and_say_nothing_elsewhere() {
    let french = "Un. Deux.\n\nTrois. Quatre.\n\nCinq. Six.";
    let english = "One. Two.\n\nThree. Four.\n\nFive. Six.";
    let both = scorer(french, english);
    let layout = |source, target| value(&both, Kind::Layout, source, target);
    // Both sentences begin a paragraph; only one does; the bead goes over a paragraph's end.
    assert!(layout(2..3, 2..3) > layout(2..3, 3..4));
    assert!(layout(0..2, 0..1) > layout(1..3, 1..2) + 1.0);
    let one = scorer(french, "One. Two. Three. Four. Five. Six.");
    assert!(
        (0..=6).all(|end| Collected::of(&one, end)
            .0
            .iter()
            .all(|(_, _, said)| said[Kind::Layout as usize] == 0.0))
    );
}

const HOUSES: [(&str, &str); 6] = [
    ("La maison est petite.", "The house is small."),
    ("Le cheval mange de l'herbe.", "The horse eats grass."),
    ("Le roi a perdu la guerre.", "The king lost the war."),
    ("Ma mère achète du pain.", "My mother buys bread."),
    ("Le médecin arrive à l'hôpital.", "The doctor arrives at the hospital."),
    ("Il neige sur les montagnes.", "It snows on the mountains."),
];

fn houses() -> (Document, Document) {
    let [french, english] = [HOUSES.map(|pair| pair.0), HOUSES.map(|pair| pair.1)].map(|side| side.join(" "));
    (document(&french, Language::French), document(&english, Language::English))
}

#[test]
fn translations_are_more_alike_than_their_neighbours() {
    let (french, english) = houses();
    let scorer = scorer_of(&french, &english, &Setup::default());
    for (i, (sentence, _)) in HOUSES.iter().enumerate() {
        let of = |kind| value(&scorer, kind, i..i + 1, i..i + 1);
        let (cosine, near, nearest) = (of(Kind::Cosine), of(Kind::Near), of(Kind::Nearest));
        assert!(cosine > nearest + 0.1, "{}: {cosine}, neighbours up to {nearest}", sentence);
        assert!(nearest >= near && nearest <= 1.0);
        let others = (0..HOUSES.len()).filter(|j| *j != i);
        let most = others.map(|j| value(&scorer, Kind::Cosine, i..i + 1, j..j + 1)).fold(-1.0, f32::max);
        assert!(cosine > most, "{}: {cosine}, another {most}", sentence);
    }
}

#[test]
fn the_cosine_of_a_bead_is_that_of_the_sums_of_its_sentences() {
    let (french, english) = houses();
    let setup = Setup::default();
    let scorer = scorer_of(&french, &english, &setup);
    let sum = |document: &Document, language, run: Range<usize>| {
        let text = sentences(document)[run].join(" ");
        setup.vectors.of_texts(language, std::iter::once(text.as_str()))
    };
    for (source, target) in
        [(0..1, 0..1), (0..2, 0..1), (2..4, 3..5), (1..4, 1..2), (0..1, 0..6), (2..5, 3..6)]
    {
        let x = sum(&french, Language::French, source.clone());
        let y = sum(&english, Language::English, target.clone());
        let expected = dot(&x, &y) / (dot(&x, &x) * dot(&y, &y)).sqrt();
        let found = value(&scorer, Kind::Cosine, source.clone(), target.clone());
        assert!((found - expected).abs() < 1e-3, "{source:?} {target:?}: {found}, expected {expected}");
    }
}

#[test]
fn the_links_of_a_bead_are_those_of_its_pairs_of_sentences() {
    let (french, english) = houses();
    let mut setup = Setup::default();
    setup.weights.iter_mut().for_each(|weights| weights.bends.chance = 0.0);
    let scorer = scorer_of(&french, &english, &setup);
    let mass = |source: Range<usize>, target: Range<usize>| value(&scorer, Kind::Mass, source, target);
    let pairs = |source: Range<usize>, target: Range<usize>| -> f32 {
        source.flat_map(|i| target.clone().map(move |j| (i, j))).map(|(i, j)| mass(i..i + 1, j..j + 1)).sum()
    };
    for (source, target) in [(0..1, 0..2), (2..4, 2..3), (0..1, 0..6)] {
        let expected = pairs(source.clone(), target.clone());
        assert!((mass(source, target) - expected).abs() < 1e-3 && expected > 1.0);
    }
    // Of four pairs of sentences, two can translate each other.
    assert!((mass(2..4, 2..4) - pairs(2..4, 2..4) / 2.0).abs() < 1e-3);
}

#[test]
fn what_a_corridor_leaves_out_changes_nothing_within_it() {
    let read = |name: &str| fs::read_to_string(project("corpora/article").join(name)).unwrap();
    let french = document(&read("fr.txt"), Language::French);
    let english = document(&read("en.txt"), Language::English);
    let wide = scorer_of(&french, &english, &Setup::default());
    let mut narrow =
        Scorer::new((&french, Language::French), (&english, Language::English), &Setup::default());
    let (n, m) = (narrow.sources(), narrow.targets());
    let rows = (0..=n).map(|i| i.saturating_sub(1).min(m)..(i + 2).min(m + 1));
    let corridor = Corridor::around(rows.collect(), m);
    narrow.prepare(&corridor);
    let mut seen = 0;
    for end in 0..=n {
        let all = Collected::of(&wide, end);
        for (shape, j, said) in Collected::of(&narrow, end).0 {
            assert!(corridor.row(end).contains(&j));
            let expected = all.said(shape, j);
            for kind in Kind::ALL {
                let (found, expected) = (said[kind as usize], expected[kind as usize]);
                assert!((found - expected).abs() < 1e-3, "{kind:?} {end} {j}: {found}, expected {expected}");
                seen += 1;
            }
        }
    }
    assert!(seen > 5_000, "only {seen} values");
}

proptest! {
    #[test]
    fn a_corridor_holds_what_it_is_given_and_a_way_through(
        given in prop::collection::vec((0usize..30, 1usize..12), 1..25),
        targets in 0usize..30,
    ) {
        let rows: Vec<Range<usize>> = given
            .iter()
            .map(|&(start, length)| start.min(targets)..(start.min(targets) + length).min(targets + 1))
            .collect();
        let corridor = Corridor::around(rows.clone(), targets);
        prop_assert_eq!((corridor.sources(), corridor.targets()), (rows.len() - 1, targets));
        prop_assert!(corridor.row(0).contains(&0) && corridor.row(corridor.sources()).contains(&targets));
        for (i, given) in rows.iter().enumerate() {
            let row = corridor.row(i);
            prop_assert!(row.start <= given.start && given.end <= row.end && row.end <= targets + 1);
            if i > 0 {
                let before = corridor.row(i - 1);
                prop_assert!(before.start <= row.start && before.end <= row.end);
                prop_assert!(row.start < before.end, "no position is in rows {} and {i}", i - 1);
            }
        }
        prop_assert_eq!(corridor.cells(), (0..rows.len()).map(|i| corridor.row(i).len()).sum::<usize>());
    }
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
    // The model would say that invented words translate nothing.
    let setup = Setup { without: [Witness::Vectors].into(), ..Setup::default() };
    let mut scorer = scorer_of(&french, &english, &setup);
    assert_eq!(value(&scorer, Kind::Mass, 20..21, 20..21), 0.0);
    scorer.learn(&beads, &Corridor::all(scorer.sources(), scorer.targets()));
    let mass = |j: usize| value(&scorer, Kind::Mass, 20..21, j..j + 1);
    assert!(mass(20) > 1.0 && mass(20) > mass(21));
}

#[test]
fn common_tokens_come_with_their_share() {
    let document = document("Le chat dort. Le chien dort. Il pleut. Le vent.", Language::French);
    let common = common_tokens(&document, Language::French, 0.5);
    assert_eq!(common, [("le".to_owned(), 0.75), ("dort".to_owned(), 0.5)]);
}
