//! Pairs of sentences, as rows of a table that is learned.

use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;
use visavis::model::Language;
use visavis::vectors::{gram_keys, word_key, words};

use crate::random::Random;

/// A word has a row of its own if it stands in so many sentences.
pub const LEAST_WORD: u32 = 3;
/// A run of letters has one if so many words have it.
const LEAST_GRAM: u32 = 4;
/// Longest sentence, in words.
const LONGEST: usize = 90;

/// What the files of a name give: the most pairs, whether neighbours in them are neighbours in a text, and their licence.
const FILES: [(&str, usize, bool, &str); 12] = [
    ("canada_laws", 110_000, false, "Open Government Licence - Canada"),
    ("bible_ot_nt", 110_000, true, "public domain"),
    ("bible", usize::MAX, true, "public domain"),
    ("php_manual", 45_000, true, "CC BY 3.0"),
    ("tatoeba", usize::MAX, false, "CC BY 2.0 FR"),
    ("libreoffice_ui", usize::MAX, false, "MPL-2.0"),
    ("libreoffice", usize::MAX, true, "MPL-2.0"),
    ("mozilla", usize::MAX, true, "MPL-2.0"),
    ("django", usize::MAX, true, "BSD-3-Clause"),
    ("python", usize::MAX, true, "PSF licence, CC0 contributions"),
    ("gnome", usize::MAX, true, "CC BY 3.0"),
    ("react", usize::MAX, true, "CC BY 4.0"),
];
/// What any other file gives.
const OTHER: (usize, bool, &str) = (usize::MAX, true, "to be named");

/// What is learned from.
pub struct Data {
    /// For each side, where each sentence begins in `words`, and one more.
    pub starts: [Vec<usize>; 2],
    /// For each side, numbers of words, sentence by sentence.
    pub words: [Vec<u32>; 2],
    /// Rows of each word.
    pub rows: Vec<Vec<u32>>,
    /// The key of each row.
    pub keys: Vec<u32>,
    /// In how many sentences a row stands.
    pub frequency: Vec<u32>,
    /// In how many sentences a word stands, its language, and itself.
    pub vocabulary: Vec<(u32, Language, String)>,
    /// A number that sentences of the same words share.
    pub same: [Vec<u64>; 2],
    /// A line a file.
    pub report: String,
}

impl Data {
    /// Reads all `.tsv` and `.tsv.gz` files of the folders.
    pub fn read(folders: &[String], run: usize, random: &mut Random) -> Result<Self, Box<dyn Error>> {
        let mut files = Vec::new();
        for folder in folders {
            for entry in fs::read_dir(folder)? {
                let path = entry?.path();
                if path.to_string_lossy().trim_end_matches(".gz").ends_with(".tsv") {
                    files.push(path);
                }
            }
        }
        files.sort_by_key(|path| path.file_name().map(ToOwned::to_owned));
        let mut seen = HashSet::new();
        let mut pairs: Vec<[Vec<u32>; 2]> = Vec::new();
        let mut ids: HashMap<(Language, String), u32> = HashMap::new();
        let mut vocabulary: Vec<(u32, Language, String)> = Vec::new();
        let mut report = String::new();
        for file in &files {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let mut of_file: Vec<[String; 2]> = text(file)?
                .lines()
                .filter_map(|line| line.split_once('\t'))
                .map(|(fr, en)| [fr.to_owned(), en.split('\t').next().unwrap_or_default().to_owned()])
                .filter(|pair| seen.insert(pair.clone()))
                .collect();
            let all = of_file.len();
            let known = FILES.iter().find(|(start, ..)| name.starts_with(start));
            let (most, ordered, licence) =
                known.map_or(OTHER, |&(_, most, ordered, licence)| (most, ordered, licence));
            if !ordered {
                random.shuffle(&mut of_file);
            }
            if of_file.len() > most {
                // Whole stretches of text, at equal distances.
                let share = of_file.len() as f64 / most as f64;
                let mut block = 0usize;
                of_file = of_file
                    .chunks(run * 8)
                    .filter(|_| {
                        block += 1;
                        ((block as f64 / share) as usize) > (((block - 1) as f64 / share) as usize)
                    })
                    .flatten()
                    .cloned()
                    .collect();
            }
            let before = pairs.len();
            for pair in of_file {
                let mut id = |language: Language, text: &str| -> Vec<u32> {
                    let mut ids_of = Vec::new();
                    for word in words(text) {
                        let next = vocabulary.len() as u32;
                        ids_of.push(*ids.entry((language, word.into_owned())).or_insert_with_key(
                            |(language, word)| {
                                vocabulary.push((0, *language, word.clone()));
                                next
                            },
                        ));
                    }
                    ids_of
                };
                let pair = [id(Language::French, &pair[0]), id(Language::English, &pair[1])];
                if pair.iter().all(|side| !side.is_empty() && side.len() < LONGEST) {
                    pairs.push(pair);
                }
            }
            // Whole runs only, so that no run joins two files.
            pairs.truncate(before + (pairs.len() - before) / run * run);
            report += &format!("| {name} | {all} | {} | {licence} |\n", pairs.len() - before);
        }
        for side in pairs.iter().flatten() {
            let mut types = side.clone();
            types.sort_unstable();
            types.dedup();
            for id in types {
                vocabulary[id as usize].0 += 1;
            }
        }
        Ok(Self::tabulate(pairs, vocabulary, report))
    }

    fn tabulate(pairs: Vec<[Vec<u32>; 2]>, vocabulary: Vec<(u32, Language, String)>, report: String) -> Self {
        let grams: Vec<Vec<u32>> = vocabulary.iter().map(|(_, _, word)| gram_keys(word)).collect();
        let mut words_with: HashMap<u32, u32> = HashMap::new();
        for keys in &grams {
            for &key in keys {
                *words_with.entry(key).or_default() += 1;
            }
        }
        let mut keys: Vec<u32> =
            words_with.iter().filter(|(_, n)| **n >= LEAST_GRAM).map(|(k, _)| *k).collect();
        keys.sort_unstable();
        let number: HashMap<u32, u32> = keys.iter().copied().zip(0..).collect();
        let mut rows: Vec<Vec<u32>> = Vec::new();
        for ((count, language, word), grams) in vocabulary.iter().zip(&grams) {
            let mut of_word: Vec<u32> = grams.iter().filter_map(|key| number.get(key).copied()).collect();
            if *count >= LEAST_WORD {
                of_word.push(keys.len() as u32);
                keys.push(word_key(*language, word));
            }
            rows.push(of_word);
        }
        let mut frequency = vec![0; keys.len()];
        for ((count, ..), rows) in vocabulary.iter().zip(&rows) {
            for &row in rows {
                frequency[row as usize] += count;
            }
        }
        let mut data = Data {
            starts: [vec![0], vec![0]],
            words: [Vec::new(), Vec::new()],
            rows,
            keys,
            frequency,
            vocabulary,
            same: [Vec::new(), Vec::new()],
            report,
        };
        for pair in pairs {
            for (side, words) in pair.into_iter().enumerate() {
                let mut types = words.clone();
                types.sort_unstable();
                let same =
                    types.iter().fold(7u64, |h, &w| (h ^ u64::from(w)).wrapping_mul(0x9e37_79b9_7f4a_7c15));
                data.same[side].push(same);
                data.words[side].extend(words);
                data.starts[side].push(data.words[side].len());
            }
        }
        data
    }

    /// Number of pairs.
    pub fn len(&self) -> usize {
        self.same[0].len()
    }

    /// The words of a sentence.
    pub fn sentence(&self, side: usize, k: usize) -> &[u32] {
        &self.words[side][self.starts[side][k]..self.starts[side][k + 1]]
    }
}

fn text(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    let file = File::open(path)?;
    if path.extension().is_some_and(|e| e == "gz") {
        GzDecoder::new(file).read_to_string(&mut text)?;
    } else {
        let mut file = file;
        file.read_to_string(&mut text)?;
    }
    Ok(text)
}
