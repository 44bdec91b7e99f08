//! The corridor against the full matrix, and texts of which one sentence is like the other.

use std::fs;
use std::sync::OnceLock;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use visavis::align::{best_path, find_corridor};
use visavis::evaluate::{GoldBead, parse_beads};
use visavis::model::{Alignment, Bead, Document, Language, SHAPES, paired};
use visavis::pipeline::{self, DocumentOptions};
use visavis::score::{Corridor, Evidence, GainRow, Gaps, Scorer, Setup};

use crate::support::{align, project};

/// A bead's sentences, French and English.
type Texts = [Vec<String>; 2];

/// The beads of the texts that were written for the project.
fn pool() -> &'static [Texts] {
    static POOL: OnceLock<Vec<Texts>> = OnceLock::new();
    POOL.get_or_init(|| {
        let mut pool = Vec::new();
        for name in ["story", "contract", "notice"] {
            let read = |ending: &str| {
                fs::read_to_string(project("corpora").join(name).join(format!("{name}.{ending}"))).unwrap()
            };
            let sides =
                ["fr", "en"].map(|ending| read(ending).lines().map(str::to_owned).collect::<Vec<_>>());
            for GoldBead { source, target } in parse_beads(name, &read("gold")).unwrap() {
                let of = |side: usize, numbers: &[u32]| {
                    numbers.iter().map(|&k| sides[side][k as usize].clone()).collect::<Vec<_>>()
                };
                pool.push([of(0, &source), of(1, &target)]);
            }
        }
        assert!(pool.len() > 250);
        pool
    })
}

/// What a stretch of two documents is.
#[derive(Debug, Clone)]
enum Stretch {
    /// Beads from `start` of the pool on, as many as `length`, on the sides that are named.
    Beads { start: usize, length: usize, sides: [bool; 2] },
    /// What came last, again, on the sides that are named.
    Again([bool; 2]),
    /// Words that mean nothing, on one side.
    Foreign { seed: u64, length: usize, side: usize },
}

fn stretch(longest: usize) -> impl Strategy<Value = Stretch> {
    let beads = move |sides| {
        (0usize..10_000, 1..=longest).prop_map(move |(start, length)| Stretch::Beads { start, length, sides })
    };
    let sides = prop_oneof![Just([true, true]), Just([true, false]), Just([false, true])];
    prop_oneof![
        6 => beads([true, true]),
        1 => beads([true, false]),
        1 => beads([false, true]),
        1 => sides.prop_map(Stretch::Again),
        1 => (any::<u64>(), 1..=longest, 0usize..2).prop_map(|(seed, length, side)| Stretch::Foreign { seed, length, side }),
    ]
}

/// A sentence of words that are in no language.
fn nonsense(seed: &mut u64) -> String {
    let mut next = |below: u64| {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (*seed >> 33) % below
    };
    let mut words = Vec::new();
    for _ in 0..3 + next(12) {
        words.push((0..2 + next(7)).map(|_| char::from(b'a' + next(26) as u8)).collect::<String>());
    }
    words.join(" ") + "."
}

fn documents(stretches: &[Stretch]) -> [Document; 2] {
    let mut lines = [Vec::new(), Vec::new()];
    let mut last: [Vec<String>; 2] = Default::default();
    for stretch in stretches {
        let mut added: [Vec<String>; 2] = Default::default();
        match stretch {
            Stretch::Beads { start, length, sides } => {
                for k in *start..start + length {
                    let bead = &pool()[k % pool().len()];
                    (0..2)
                        .filter(|&side| sides[side])
                        .for_each(|side| added[side].extend_from_slice(&bead[side]));
                }
            }
            Stretch::Again(sides) => {
                (0..2).filter(|&side| sides[side]).for_each(|side| added[side].clone_from(&last[side]));
            }
            Stretch::Foreign { seed, length, side } => {
                let mut seed = *seed;
                added[*side] = (0..*length).map(|_| nonsense(&mut seed)).collect();
            }
        }
        (0..2).for_each(|side| lines[side].extend_from_slice(&added[side]));
        last = added;
    }
    [0, 1].map(|side| lined(&lines[side].join("\n"), [Language::French, Language::English][side]))
}

/// A document of which every line is a sentence.
fn lined(text: &str, language: Language) -> Document {
    let options = DocumentOptions { pre_segmented: true, ..DocumentOptions::new(language.into()) };
    pipeline::document("text", text.as_bytes(), &options).unwrap().document
}

/// What a path gains, as the evidence for all pairs of positions sees it.
fn gain(scorer: &Scorer, path: &[Bead]) -> f64 {
    let gaps = scorer.gaps();
    let (mut gains, mut total) = (GainRow::default(), 0.0);
    let mut before = (true, true);
    for bead in path {
        let (source, target) = (bead.source.as_usize(), bead.target.as_usize());
        let paired = (!source.is_empty(), !target.is_empty());
        total += match paired {
            (true, true) => {
                let shape = SHAPES.iter().position(|shape| *shape == bead.shape()).unwrap();
                scorer.gains(source.end, &mut gains);
                gains.of(shape)[target.end]
            }
            (true, false) => gaps.source[source.start] + if before == paired { gaps.further } else { 0.0 },
            _ => gaps.target[target.start] + if before == paired { gaps.further } else { 0.0 },
        } as f64;
        before = paired;
    }
    total
}

/// The evidence for all pairs of positions, shown in a corridor only: what a bead gains hangs on its rivals too, which would
/// be others if the evidence were made for the corridor.
struct Shown<'s> {
    scorer: &'s Scorer,
    corridor: &'s Corridor,
}

impl Evidence for Shown<'_> {
    fn sources(&self) -> usize {
        self.scorer.sources()
    }

    fn targets(&self) -> usize {
        self.scorer.targets()
    }

    fn prepare(&mut self, _: &Corridor) {}

    fn gains(&self, source_end: usize, into: &mut GainRow) {
        let mut all = GainRow::default();
        self.scorer.gains(source_end, &mut all);
        let row = self.corridor.row(source_end);
        into.begin(row.clone());
        for shape in 0..SHAPES.len() {
            into.of_mut(shape).copy_from_slice(&all.of(shape)[row.clone()]);
        }
    }

    fn gaps(&self) -> Gaps {
        self.scorer.gaps()
    }

    fn learn(&mut self, _: &[Bead], _: &Corridor) {}
}

/// How two paths compare: whether they are the same, how much less the one in the corridor gains, and the share of
/// positions that the corridor has.
fn compare([french, english]: &[Document; 2]) -> (bool, f64, f64) {
    let mut scorer = Scorer::new((french, Language::French), (english, Language::English), &Setup::default());
    let corridor = find_corridor(&scorer);
    let all = Corridor::all(scorer.sources(), scorer.targets());
    scorer.prepare(&all);
    let best = best_path(&scorer, &all, &|_| ());
    let found = best_path(&Shown { scorer: &scorer, corridor: &corridor }, &corridor, &|_| ());
    let share = corridor.cells() as f64 / all.cells() as f64;
    (best == found, gain(&scorer, &best) - gain(&scorer, &found), share)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn in_the_corridor_as_good_a_path_is_found_as_in_the_full_matrix(
        stretches in prop::collection::vec(stretch(25), 1..8)
    ) {
        let documents = documents(&stretches);
        prop_assume!(documents.iter().all(|document| !document.segments().is_empty()));
        let (same, less, _) = compare(&documents);
        prop_assert!(same || less.abs() < 0.01, "the path in the corridor gains {less} less");
    }
}

#[test]
fn what_one_text_alone_has_does_not_push_the_path_out() {
    // With a narrower corridor the path through these was another one.
    let beads = |start, length, sides| Stretch::Beads { start, length, sides };
    let foreign = |seed, length, side| Stretch::Foreign { seed, length, side };
    let (both, source, target) = ([true, true], [true, false], [false, true]);
    for stretches in [
        vec![beads(1799, 11, source), beads(8576, 19, target), beads(6701, 25, both)],
        vec![
            beads(3552, 8, both),
            beads(9806, 15, both),
            foreign(398662477744413638, 20, 0),
            beads(7904, 13, both),
            foreign(15386948499891702279, 17, 1),
        ],
        vec![
            beads(9161, 4, both),
            beads(7624, 15, target),
            beads(6830, 22, both),
            Stretch::Again(source),
            foreign(18024860207321056861, 24, 1),
        ],
        vec![beads(230, 24, source), beads(6964, 23, source), beads(313, 20, source), beads(9425, 47, both)],
        vec![
            beads(230, 24, source),
            beads(6964, 23, source),
            beads(313, 20, source),
            beads(9425, 7, both),
            beads(4505, 16, both),
            beads(8030, 24, both),
        ],
    ] {
        let (same, less, _) = compare(&documents(&stretches));
        assert!(same || less.abs() < 0.01, "the path in the corridor gains {less} less: {stretches:?}");
    }
}

#[test]
fn paths_through_blocks_of_blocks_are_as_good() {
    // Over 512 sentences, blocks are compared first; a hole, matter of one side only and a block that comes twice.
    let beads = |start, length, sides| Stretch::Beads { start, length, sides };
    let (both, source, target) = ([true, true], [true, false], [false, true]);
    let stretches = [
        Stretch::Foreign { seed: 1, length: 40, side: 1 },
        beads(0, 150, both),
        beads(150, 60, source),
        beads(210, 120, both),
        beads(100, 50, both),
        Stretch::Again(target),
        beads(20, 120, both),
        Stretch::Foreign { seed: 2, length: 30, side: 0 },
    ];
    let documents = documents(&stretches);
    assert!(documents.iter().all(|document| document.segments().len() > 520));
    let (same, less, share) = compare(&documents);
    assert!(same || less.abs() < 0.01, "the path in the corridor gains {less} less");
    assert!(share < 0.5, "the corridor has {share} of all positions");
}

/// The number of beads, after checking that they hold every sentence: [`align`] refuses others.
fn beads(french: &str, english: &str) -> usize {
    align(&lined(french, Language::French), &lined(english, Language::English)).beads().len()
}

#[test]
fn texts_of_which_one_sentence_is_like_the_other_are_aligned() {
    for (french, english) in [("Il pleut.", "It rains."), ("a", "a"), (".", "."), ("…", "7"), ("Oui.", "No.")]
    {
        for (sources, targets) in [(400, 400), (400, 40), (1, 400)] {
            let sides = (format!("{french}\n"), format!("{english}\n"));
            assert!(beads(&sides.0.repeat(sources), &sides.1.repeat(targets)) >= sources.min(targets) / 6);
        }
    }
}

#[test]
fn sentences_alike_but_for_their_numbers_are_paired_by_these() {
    // The English has 2,000 of its own: without anchors, 341 rows are wrong.
    let french: String = (0..4_000).map(|k| format!("La phrase numéro {k} parle de la mer.\n")).collect();
    let numbers = (0..3_900).chain(500_000..502_000).chain(3_900..4_000);
    let english: String = numbers.map(|k| format!("Sentence number {k} speaks of the sea.\n")).collect();
    let alignment = align(&lined(&french, Language::French), &lined(&english, Language::English));
    let stands = |source: usize| if source < 3_900 { source } else { source + 2_000 };
    let pair = |bead: &Bead| (bead.source.as_usize(), bead.target.as_usize());
    let right =
        alignment.beads().iter().map(pair).filter(|(s, t)| *t == (stands(s.start)..stands(s.start) + 1));
    assert!(right.count() > 3_990);
}

#[test]
fn what_stands_once_in_both_texts_pairs_sentences_in_their_order() {
    let anchors = |french: &str, english: &str| {
        let (french, english) = (lined(french, Language::French), lined(english, Language::English));
        let sides = ((&french, Language::French), (&english, Language::English));
        Scorer::new(sides.0, sides.1, &Setup::default()).anchors()
    };
    // 3 stands twice; 7 crosses the others; Paris and 6 are one pair.
    let french = "Phrase 1 250,5 et 3.\nPhrase 2.\nPhrase 3.\nPhrase 4.\nParis et 6.\nPhrase 7.";
    let english = "Sentence 7.\nSentence 1,250.5 and 3.\nMore.\nSentence 8.\nSentence 4 and 4.\nParis and 6.";
    assert_eq!(anchors(french, english), [(0, 1), (3, 4), (4, 5)]);
    // Most of these cross each other.
    assert_eq!(anchors("A 1.\nB 2.\nC 3.", "D 3.\nE 2.\nF 1."), []);
}

#[test]
fn lines_that_are_empty_are_no_sentences() {
    let empty = "\n".repeat(100_000);
    let visavis = crate::support::Visavis::with(&[("fr", empty.as_bytes()), ("en", b"Yes.\n")]);
    insta::assert_snapshot!(visavis.outcome(&["align", "fr", "en", "--pre-segmented"]), @"2: error: fr: no sentence in it, expected text: is this the right file?");
    assert_eq!(beads(&format!("{empty}Oui.\n{empty}"), &format!("Yes.{empty}")), 1);
}

/// Evidence that does not tell where to look, so that everything is looked at.
struct Everywhere(Scorer);

impl Evidence for Everywhere {
    fn sources(&self) -> usize {
        self.0.sources()
    }

    fn targets(&self) -> usize {
        self.0.targets()
    }

    fn part(&self, sources: &[usize], targets: &[usize]) -> Option<Self> {
        self.0.part(sources, targets).map(Self)
    }

    fn prepare(&mut self, corridor: &Corridor) {
        self.0.prepare(corridor);
    }

    fn gains(&self, source_end: usize, into: &mut GainRow) {
        self.0.gains(source_end, into);
    }

    fn gains_up_to(&self, source_end: usize, most: usize, into: &mut GainRow) {
        self.0.gains_up_to(source_end, most, into);
    }

    fn gaps(&self) -> Gaps {
        self.0.gaps()
    }

    fn learn(&mut self, beads: &[Bead], corridor: &Corridor) {
        self.0.learn(beads, corridor);
    }

    fn learns_again(&self) -> bool {
        self.0.learns_again()
    }
}

#[test]
fn the_whole_alignment_hardly_differs_from_that_of_the_full_matrix() {
    // Not the same: what is learned, and how like its rivals a bead is, hangs on where one looks.
    let mut runner = TestRunner::deterministic();
    let strategy = prop::collection::vec(stretch(40), 3..10);
    let (mut all, mut others) = (0, 0);
    for _ in 0..40 {
        let [french, english] = documents(&strategy.new_tree(&mut runner).unwrap().current());
        let scorer =
            || Scorer::new((&french, Language::French), (&english, Language::English), &Setup::default());
        let pairs = |alignment: Alignment| -> Vec<_> {
            paired(alignment.beads()).map(|bead| (bead.source.as_usize(), bead.target.as_usize())).collect()
        };
        let in_corridor = pairs(visavis::align::align(&mut scorer(), &|_| ()).unwrap());
        let everywhere = pairs(visavis::align::align(&mut Everywhere(scorer()), &|_| ()).unwrap());
        all += everywhere.len();
        others += everywhere.iter().filter(|pair| !in_corridor.contains(pair)).count();
    }
    // Of 1,500 such pairs of texts, it was 0.7 %.
    assert!(all > 1_500 && others * 50 < all, "{others} of {all} beads are others");
}
