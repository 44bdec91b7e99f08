//! Which words translate each other: by spelling before the first alignment, from its beads after it.
//!
//! The second is IBM Model 1 (Brown & al. 1993, "The Mathematics of Statistical Machine Translation",
//! Computational Linguistics 19(2)) in both directions, over types instead of occurrences. The expected
//! counts c of both directions are joined as p = (c - d + k π) / (√(f g) + k), where f and g are the
//! frequencies and π what spelling and the general lexicon say: known pairs are trusted until they are seen
//! not to go together. The discount d leaves a pair nearly out that was seen once, for it would only confirm the
//! bead that it was learned from: without it, the second pass is worse than the first on news (strict F1 0.984
//! against 0.993 on ntrex; 0.995 with it).

mod general;

use std::collections::BTreeSet;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::Witness;
use super::side::{Side, TypeId};
use crate::model::{Bead, Language, paired};

/// A pair of types, and the probability that one stands where the other does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Entry {
    pub source: TypeId,
    pub target: TypeId,
    pub probability: f32,
}

/// How many occurrences it is worth that a pair is known.
const PRIOR_WORTH: f32 = 2.0;
/// Occurrences taken off every count.
const DISCOUNT: f32 = 0.9;
/// Rounds of expectation and maximisation.
const ROUNDS: usize = 4;
/// Letters that cognates share at least, at their beginning.
const STEM: usize = 4;
/// A stem that begins more words than this says nothing.
const MOST_COGNATES: usize = 200;
/// Pairs below are no entry.
const LEAST_PROBABILITY: f32 = 0.08;
/// A bead with more pairs of types is left out: a whole chapter on one side teaches nothing.
const MOST_PAIRS: usize = 20_000;
/// A word in more than this share of the segments goes with everything.
const MOST_FREQUENT: f32 = 0.4;

/// Pairs of types that are spelled alike: numbers, names, marks, cognates.
pub(super) fn by_spelling(source: &Side, target: &Side) -> Vec<Entry> {
    let mut stems: FxHashMap<&[u8], Vec<TypeId>> = FxHashMap::default();
    let mut whole: FxHashMap<&str, TypeId> = FxHashMap::default();
    for (id, word) in (0..).zip(target.words.iter()) {
        whole.insert(word, id);
        if let Some(stem) = stem(word) {
            stems.entry(stem).or_default().push(id);
        }
    }
    let mut entries = Vec::new();
    for (id, word) in (0..).zip(source.words.iter()) {
        if let Some(&same) = whole.get(word.as_str()) {
            let letters = word.chars().next().is_some_and(char::is_alphabetic);
            // Short words that are spelled alike are often false friends: `on`, `main`, `chat`.
            let probability = if letters && word.len() <= 4 { 0.3 } else { 0.8 };
            entries.push(Entry { source: id, target: same, probability });
        }
        let Some(stem) = stem(word) else { continue };
        for &other in stems.get(stem).filter(|words| words.len() <= MOST_COGNATES).into_iter().flatten() {
            let (a, b) = (word.as_bytes(), target.words[other as usize].as_bytes());
            let shared = a.iter().zip(b).take_while(|(x, y)| x == y).count() as f32;
            let alike = shared / a.len().max(b.len()) as f32;
            if a != b && alike >= 0.5 {
                entries.push(Entry { source: id, target: other, probability: 0.8 * alike - 0.1 });
            }
        }
    }
    entries
}

/// The first letters of a word that is long enough to have cognates.
fn stem(word: &str) -> Option<&[u8]> {
    let long = word.len() > STEM && word.bytes().all(|b| b.is_ascii_alphabetic());
    long.then(|| &word.as_bytes()[..STEM])
}

/// Pairs of types that are spelled alike or stand in the general lexicon.
pub(super) fn known(source: &Side, target: &Side, without: &BTreeSet<Witness>) -> Vec<Entry> {
    let mut entries = Vec::new();
    if !without.contains(&Witness::Spelling) {
        entries.extend(by_spelling(source, target));
    }
    if !without.contains(&Witness::Lexicon) {
        entries.extend(general::entries(source, target));
    }
    entries.sort_by(|a, b| {
        (a.source, a.target).cmp(&(b.source, b.target)).then_with(|| b.probability.total_cmp(&a.probability))
    });
    entries.dedup_by_key(|entry| (entry.source, entry.target));
    entries
}

/// The share of sentences in which common words and marks of a language stand.
pub(super) fn usual_chances(language: Language) -> FxHashMap<&'static str, f32> {
    general::common(language)
}

/// How probable it is that each type of `side` is translated by some word that we would recognise.
pub(super) fn translatable(side: &Side) -> Vec<f32> {
    let mut best = general::best(side);
    for (best, word) in best.iter_mut().zip(side.words.iter()) {
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            *best = 0.8;
        }
    }
    best
}

/// Pairs of types that the beads, `most_beads` of them at most and evenly spread, show to go together, and those that were `known` and are not shown to be
/// apart.
pub(super) fn from_beads(
    source: &Side,
    target: &Side,
    beads: &[Bead],
    known: &[Entry],
    most_beads: usize,
) -> Vec<Entry> {
    let (pairs, numbers) = Pairs::of(source, target, beads, most_beads, known);
    let mut known_of = vec![0.0f32; pairs.keys.len()];
    for (entry, number) in known.iter().zip(&numbers) {
        if let Some(number) = number {
            known_of[*number as usize] = entry.probability;
        }
    }
    let found = pairs.expected_counts(&known_of);
    let entry = |(source_type, target_type): (TypeId, TypeId), count: f32, known: f32| {
        // Most pairs are shown once, and not known.
        if count <= DISCOUNT && known == 0.0 {
            return None;
        }
        let frequency = (source.frequency(source_type) * target.frequency(target_type)).sqrt();
        let probability = ((count - DISCOUNT).max(0.0) + PRIOR_WORTH * known) / (frequency + PRIOR_WORTH);
        let probability = probability.min(0.95);
        let entry = Entry { source: source_type, target: target_type, probability };
        (probability >= LEAST_PROBABILITY).then_some(entry)
    };
    let count = |[forward, backward]: [f32; 2]| (forward * backward).sqrt() * pairs.scale;
    let shown = pairs.keys.iter().zip(found).zip(&known_of);
    let shown = shown.filter_map(|((key, found), known)| entry(types_of(*key), count(found), *known));
    let others = known.iter().zip(&numbers).filter(|(_, number)| number.is_none());
    let others = others.filter_map(|(known, _)| entry((known.source, known.target), 0.0, known.probability));
    shown.chain(others).collect()
}

fn key(source: TypeId, target: TypeId) -> u64 {
    u64::from(source) << 32 | u64::from(target)
}

fn types_of(key: u64) -> (TypeId, TypeId) {
    ((key >> 32) as TypeId, key as TypeId)
}

/// All pairs of types that share a bead, as rectangles: one a bead.
struct Pairs {
    /// Distinct pairs, in the order in which beads have them first, so that what is known of the pairs of a bead, of which most stand
    /// nowhere else, stands together.
    keys: Vec<u64>,
    /// For each bead, its source types, its target types, and where its pairs stand in `cells`.
    beads: Vec<(Vec<TypeId>, Vec<TypeId>, Range<usize>)>,
    /// Position in `keys` of each pair of each bead, source by source.
    cells: Vec<u32>,
    types: (usize, usize),
    /// How many beads there are for each that is looked at.
    scale: f32,
}

impl Pairs {
    /// Those of at most so many beads; and the numbers of known pairs, if they are among them.
    fn of(
        source: &Side,
        target: &Side,
        beads: &[Bead],
        most_beads: usize,
        known: &[Entry],
    ) -> (Self, Vec<Option<u32>>) {
        let types = |side: &Side, run: Range<usize>| {
            let most = (side.len() as f32 * MOST_FREQUENT).max(8.0);
            let teaches = |id: &TypeId| (2.0..=most).contains(&side.frequency(*id));
            let mut types: Vec<TypeId> = side.tokens.run(run).iter().copied().filter(teaches).collect();
            types.sort_unstable();
            types.dedup();
            types
        };
        let mut kept = Vec::new();
        let mut cells = 0;
        // For each source type, where it stands: bead and row in it.
        let mut places: Vec<Vec<(usize, usize)>> = vec![Vec::new(); source.words.len()];
        let paired: Vec<&Bead> = paired(beads).collect();
        let step = paired.len().div_ceil(most_beads).max(1);
        for bead in paired.iter().step_by(step) {
            let s = types(source, bead.source.as_usize());
            let t = types(target, bead.target.as_usize());
            if s.len() * t.len() <= MOST_PAIRS {
                for (row, &id) in s.iter().enumerate() {
                    places[id as usize].push((kept.len(), row));
                }
                let from = cells;
                cells += s.len() * t.len();
                kept.push((s, t, from..cells));
            }
        }
        let mut known_of: Vec<Vec<u32>> = vec![Vec::new(); source.words.len()];
        for (k, entry) in (0..).zip(known) {
            known_of[entry.source as usize].push(k);
        }
        let mut number_of_known = vec![None; known.len()];
        // Source type by source type, so that all pairs are numbered without sorting them.
        let mut numbers = vec![0u32; cells];
        let mut types_of = Vec::new();
        let mut number_of = vec![(u32::MAX, 0u32); target.words.len()];
        for (id, places) in (0..).zip(&places) {
            for &(bead, row) in places {
                let (_, targets, from) = &kept[bead];
                let cells = &mut numbers[from.start + row * targets.len()..][..targets.len()];
                for (cell, &t) in cells.iter_mut().zip(targets) {
                    let of = &mut number_of[t as usize];
                    if of.0 != id {
                        *of = (id, types_of.len() as u32);
                        types_of.push(key(id, t));
                    }
                    *cell = of.1;
                }
            }
            for &k in &known_of[id as usize] {
                let (of, number) = number_of[known[k as usize].target as usize];
                number_of_known[k as usize] = (of == id).then_some(number);
            }
        }
        // Then anew, bead by bead.
        let mut anew = vec![u32::MAX; types_of.len()];
        let mut keys = Vec::with_capacity(types_of.len());
        for number in &mut numbers {
            let place = &mut anew[*number as usize];
            if *place == u32::MAX {
                *place = keys.len() as u32;
                keys.push(types_of[*number as usize]);
            }
            *number = *place;
        }
        for number in number_of_known.iter_mut().flatten() {
            *number = anew[*number as usize];
        }
        let pairs = Self {
            keys,
            beads: kept,
            cells: numbers,
            types: (source.words.len(), target.words.len()),
            scale: step as f32,
        };
        (pairs, number_of_known)
    }

    /// Expected number of beads in which the two types of each pair stand for each other: forward, where every target type is
    /// explained by the source types of its bead or by none, and backward, the other way round. `known` is how probable each pair is from elsewhere.
    fn expected_counts(&self, known: &[f32]) -> Vec<[f32; 2]> {
        const NONE: f32 = 0.02;
        let prior = known.iter().map(|known| 1.0 + 10.0 * known);
        let mut pairs: Vec<Counted> =
            prior.map(|p| Counted { probability: [0.0; 2], count: [p, p] }).collect();
        let (mut of_target, mut here): (Vec<f32>, Vec<[f32; 2]>) = Default::default();
        for _ in 0..ROUNDS {
            let mut totals = [vec![PRIOR_WORTH; self.types.0], vec![PRIOR_WORTH; self.types.1]];
            for (key, Counted { count, .. }) in self.keys.iter().zip(&pairs) {
                let (s, t) = types_of(*key);
                totals[0][s as usize] += count[0];
                totals[1][t as usize] += count[1];
            }
            for (key, Counted { probability, count }) in self.keys.iter().zip(&mut pairs) {
                let (s, t) = types_of(*key);
                *probability = [count[0] / totals[0][s as usize], count[1] / totals[1][t as usize]];
                *count = [0.0; 2];
            }
            for (_, targets, from) in &self.beads {
                let columns = targets.len().max(1);
                let cells = &self.cells[from.clone()];
                // What is known of the pairs of a bead is fetched once.
                here.clear();
                here.extend(cells.iter().map(|&cell| pairs[cell as usize].probability));
                of_target.clear();
                of_target.resize(columns, NONE);
                for row in here.chunks_exact(columns) {
                    of_target.iter_mut().zip(row).for_each(|(sum, [forward, _])| *sum += forward);
                }
                of_target.iter_mut().for_each(|sum| *sum = 1.0 / *sum);
                for (row, cells) in here.chunks_exact(columns).zip(cells.chunks_exact(columns)) {
                    let of_source: f32 = row.iter().map(|[_, backward]| backward).sum();
                    let of_source = 1.0 / (NONE + of_source);
                    for ((scale, [forward, backward]), &cell) in of_target.iter().zip(row).zip(cells) {
                        let count = &mut pairs[cell as usize].count;
                        *count = [count[0] + forward * scale, count[1] + backward * of_source];
                    }
                }
            }
        }
        pairs.into_iter().map(|pair| pair.count).collect()
    }
}

/// A pair of types, forward and backward: how probable it is in a round, and how often the beads show it; before the first round, what is
/// known of it.
struct Counted {
    probability: [f32; 2],
    count: [f32; 2],
}
