//! The table as the file that is used: words with the sum of their rows, and runs of letters for all others.
//!
//! Of all rows the most useful are kept: a word weighs as often as it stands in the pairs, by the square of what would be
//! wrong if its runs of letters stood for it; a run of letters by the square of its length.

use std::collections::HashMap;

use visavis::vectors::{Packed, gram_keys, word_key};

use crate::data::{Data, LEAST_WORD};
use crate::train::{Settings, Table};

/// Rows of runs of letters, as a share of all.
const GRAMS: f32 = 0.4;

/// The file, and how many rows of runs of letters and of words it holds.
pub fn pack(data: &Data, table: &Table, settings: &Settings) -> (Vec<u8>, [usize; 2]) {
    let rows = settings.rows;
    let of_key: HashMap<u32, usize> = data.keys.iter().copied().zip(0..).collect();
    let worth = |count: u32, vector: &[f32]| {
        f64::from(count).sqrt() * f64::from(vector.iter().map(|x| x * x).sum::<f32>())
    };
    let (mut words, mut known_grams) = (Vec::new(), HashMap::new());
    for ((count, language, word), of_word) in data.vocabulary.iter().zip(&data.rows) {
        let grams: Vec<u32> = gram_keys(word).into_iter().filter(|key| of_key.contains_key(key)).collect();
        for &gram in &grams {
            *known_grams.entry(gram).or_insert(0u32) += count.min(&50);
        }
        if *count >= LEAST_WORD {
            let mut sum = vec![0.0; settings.dimensions];
            for &row in of_word {
                sum.iter_mut().zip(table.row(row as usize)).for_each(|(s, x)| *s += x);
            }
            let mut lack = sum.clone();
            for gram in grams {
                lack.iter_mut().zip(table.row(of_key[&gram])).for_each(|(s, x)| *s -= x);
            }
            words.push((worth(*count, &lack), word_key(*language, word), sum));
        }
    }
    let mut grams: Vec<(f64, u32, Vec<f32>)> = known_grams
        .into_iter()
        .map(|(key, count)| {
            let row = table.row(of_key[&key]);
            (worth(count, row), key, row.to_vec())
        })
        .collect();
    let most_grams = (rows as f32 * GRAMS) as usize;
    let mut kept: Vec<(u32, Vec<f32>)> = Vec::new();
    let sizes = [most_grams.min(grams.len()), (rows - most_grams).min(words.len())];
    for (list, most) in [(&mut grams, most_grams), (&mut words, rows - most_grams)] {
        list.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        kept.extend(list.iter().take(most).map(|(_, key, row)| (*key, row.clone())));
    }
    kept.sort_by_key(|(key, _)| *key);
    kept.dedup_by_key(|(key, _)| *key);
    (Packed::write(settings.dimensions, settings.bits, &kept), sizes)
}
