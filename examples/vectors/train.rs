//! Contrastive learning of the table.
//!
//! A batch is made of runs of neighbouring pairs, and of every two neighbours joined: for each source the right target is to
//! be found among all others, and the other way round (InfoNCE, van den Oord & al. 2018). So the neighbour, and the
//! target with one sentence too many or too few, are among the wrong ones: what an aligner confuses.

use std::collections::HashMap;
use std::thread;

use ndarray::linalg::general_mat_mul;
use ndarray::{ArrayView2, ArrayViewMut2};

use crate::data::Data;
use crate::random::Random;

/// Settings of the learning.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// Numbers in a vector.
    pub dimensions: usize,
    /// Times that all pairs are seen.
    pub epochs: usize,
    /// Neighbouring pairs in a run.
    pub run: usize,
    /// Runs in a batch.
    pub runs: usize,
    /// Step of the first batch; it falls to nearly nothing.
    pub rate: f32,
    /// What similarities are divided by.
    pub temperature: f32,
    /// Rows of the file, and bits a number.
    pub rows: usize,
    pub bits: usize,
    /// Where random numbers begin.
    pub seed: u64,
}

/// Number of threads; the result does not depend on it.
const THREADS: usize = 2;

/// A matrix, row by row.
struct Matrix {
    width: usize,
    values: Vec<f32>,
}

impl Matrix {
    fn zero(height: usize, width: usize) -> Self {
        Self { width, values: vec![0.0; height * width] }
    }

    fn row(&self, k: usize) -> &[f32] {
        &self.values[k * self.width..][..self.width]
    }

    fn height(&self) -> usize {
        self.values.len() / self.width
    }
}

/// Runs `work(first row, rows)` over parts of `values`, rows of `width` numbers, on all threads.
fn parallel(values: &mut [f32], width: usize, work: impl Fn(usize, &mut [f32]) + Sync) {
    let rows = values.len() / width;
    let part = rows.div_ceil(THREADS).max(1);
    thread::scope(|scope| {
        for (k, chunk) in values.chunks_mut(part * width).enumerate() {
            let work = &work;
            scope.spawn(move || work(k * part, chunk));
        }
    });
}

/// `out = a · b`, where `b` is `inner × width`, or its transpose stored as `width × inner`.
fn product(a: &[f32], b: &[f32], inner: usize, width: usize, transposed: bool, out: &mut [f32]) {
    let b = ArrayView2::from_shape(if transposed { (width, inner) } else { (inner, width) }, b)
        .expect("b has this size");
    let b = if transposed { b.reversed_axes() } else { b };
    parallel(out, width, |first, part| {
        let rows = part.len() / width;
        let a = ArrayView2::from_shape((rows, inner), &a[first * inner..(first + rows) * inner])
            .expect("a has this size");
        let mut out = ArrayViewMut2::from_shape((rows, width), part).expect("out has this size");
        general_mat_mul(1.0, &a, &b, 0.0, &mut out);
    });
}

/// The items of each of `groups` groups, one after the other: (starts, items).
fn grouped(pairs: &[(u32, u32)], groups: usize) -> (Vec<usize>, Vec<u32>) {
    let mut starts = vec![0usize; groups + 1];
    for (group, _) in pairs {
        starts[*group as usize + 1] += 1;
    }
    for k in 0..groups {
        starts[k + 1] += starts[k];
    }
    let mut at = starts.clone();
    let mut items = vec![0; pairs.len()];
    for (group, item) in pairs {
        items[at[*group as usize]] = *item;
        at[*group as usize] += 1;
    }
    (starts, items)
}

/// Sums of rows of `from`: row k is the sum over the items of group k.
fn sums(from: &Matrix, groups: &(Vec<usize>, Vec<u32>)) -> Matrix {
    let width = from.width;
    let mut out = Matrix::zero(groups.0.len() - 1, width);
    parallel(&mut out.values, width, |first, part| {
        for (k, sum) in part.chunks_exact_mut(width).enumerate() {
            for &item in &groups.1[groups.0[first + k]..groups.0[first + k + 1]] {
                for (s, x) in sum.iter_mut().zip(from.row(item as usize)) {
                    *s += x;
                }
            }
        }
    });
    out
}

/// The table.
pub struct Table {
    table: Matrix,
    squares: Vec<f32>,
}

impl Table {
    pub fn new(data: &Data, settings: &Settings, random: &mut Random) -> Self {
        let mut table = Matrix::zero(data.keys.len(), settings.dimensions);
        for (row, frequency) in table.values.chunks_exact_mut(settings.dimensions).zip(&data.frequency) {
            let spread = 0.05 * (50.0 / (*frequency).max(1) as f32).sqrt().min(1.0);
            row.iter_mut().for_each(|x| *x = random.normal() * spread + 0.02);
        }
        Self { squares: vec![1e-8; data.keys.len()], table }
    }

    /// A row.
    pub fn row(&self, k: usize) -> &[f32] {
        self.table.row(k)
    }

    /// Learns; prints how it goes. The share of sources that found their target first in the last batches.
    pub fn learn(&mut self, data: &Data, settings: &Settings, random: &mut Random) -> f64 {
        let begin = std::time::Instant::now();
        let runs = data.len() / settings.run;
        let batches = runs / settings.runs;
        let total = settings.epochs * batches;
        let (mut step, mut right, mut of, mut found) = (0, 0, 0, 0.0);
        for _ in 0..settings.epochs {
            let mut order: Vec<usize> = (0..runs).collect();
            random.shuffle(&mut order);
            for batch in order.chunks_exact(settings.runs) {
                let rate = settings.rate * (1.0 - step as f32 / total as f32) + 0.01;
                right += self.step(data, settings, batch, rate);
                of += 2 * settings.run * settings.runs;
                step += 1;
                if step % 200 == 0 || step == total {
                    let seconds = begin.elapsed().as_secs();
                    found = right as f64 / of as f64;
                    eprintln!("{step}/{total} found first {found:.4} {seconds} s");
                    (right, of) = (0, 0);
                }
            }
        }
        found
    }

    /// One batch; how many sources found their target first.
    fn step(&mut self, data: &Data, settings: &Settings, batch: &[usize], rate: f32) -> usize {
        let (run, width) = (settings.run, settings.dimensions);
        let base = batch.len() * run;
        let pairs: Vec<usize> = batch.iter().flat_map(|&r| r * run..(r + 1) * run).collect();
        // Sentences to words, words to rows: numbered as they come.
        let mut local: HashMap<u32, u32> = HashMap::new();
        let mut word_list: Vec<u32> = Vec::new();
        let mut of_sentence: Vec<(u32, u32)> = Vec::new();
        for side in 0..2 {
            for (k, &pair) in pairs.iter().enumerate() {
                for &word in data.sentence(side, pair) {
                    let next = word_list.len() as u32;
                    let id = *local.entry(word).or_insert_with(|| {
                        word_list.push(word);
                        next
                    });
                    of_sentence.push(((side * base + k) as u32, id));
                }
            }
        }
        let mut row_ids: HashMap<u32, u32> = HashMap::new();
        let mut row_list: Vec<u32> = Vec::new();
        let mut of_word: Vec<(u32, u32)> = Vec::new();
        for (k, &word) in word_list.iter().enumerate() {
            for &row in &data.rows[word as usize] {
                let next = row_list.len() as u32;
                let id = *row_ids.entry(row).or_insert_with(|| {
                    row_list.push(row);
                    next
                });
                of_word.push((k as u32, id));
            }
        }
        let mut rows = Matrix::zero(row_list.len(), width);
        for (to, &row) in rows.values.chunks_exact_mut(width).zip(&row_list) {
            to.copy_from_slice(self.table.row(row as usize));
        }
        let word_vectors = sums(&rows, &grouped(&of_word, word_list.len()));
        let sentences = sums(&word_vectors, &grouped(&of_sentence, 2 * base));

        // Items: the sentences, then each joined with its neighbour (at the end of a run, the last three).
        let members = |k: usize| -> std::ops::Range<usize> {
            if k < base {
                k..k + 1
            } else {
                let k = k - base;
                if k % run + 1 < run { k..k + 2 } else { (k + 1).saturating_sub(3.min(run))..k + 1 }
            }
        };
        let items = 2 * base;
        let unit = |side: usize| -> (Matrix, Vec<f32>) {
            let mut out = Matrix::zero(items, width);
            let mut norms = vec![0.0; items];
            for ((k, to), norm) in out.values.chunks_exact_mut(width).enumerate().zip(&mut norms) {
                for member in members(k) {
                    for (t, x) in to.iter_mut().zip(sentences.row(side * base + member)) {
                        *t += x;
                    }
                }
                *norm = to.iter().map(|x| x * x).sum::<f32>().sqrt() + 1e-6;
                to.iter_mut().for_each(|x| *x /= *norm);
            }
            (out, norms)
        };
        let (x, x_norms) = unit(0);
        let (y, y_norms) = unit(1);
        let mut logits = Matrix::zero(items, items);
        product(&x.values, &y.values, width, items, true, &mut logits.values);
        let right = softmaxes(data, settings, &pairs, &members, &mut logits);
        let mut turned = Matrix::zero(items, items);
        let gradient = &logits;
        parallel(&mut turned.values, items, |first, part| {
            for (k, row) in part.chunks_exact_mut(items).enumerate() {
                for (j, x) in row.iter_mut().enumerate() {
                    *x = gradient.values[j * items + first + k];
                }
            }
        });
        let mut by_side = [Matrix::zero(items, width), Matrix::zero(items, width)];
        product(&logits.values, &y.values, items, width, false, &mut by_side[0].values);
        product(&turned.values, &x.values, items, width, false, &mut by_side[1].values);
        let mut of_sentences = Matrix::zero(2 * base, width);
        for (side, (gradient, (unit, norms))) in
            by_side.iter_mut().zip([(&x, &x_norms), (&y, &y_norms)]).enumerate()
        {
            for (k, norm) in norms.iter().enumerate() {
                let along: f32 = gradient.row(k).iter().zip(unit.row(k)).map(|(g, u)| g * u).sum();
                for member in members(k) {
                    let to = &mut of_sentences.values[(side * base + member) * width..][..width];
                    for ((t, g), u) in to.iter_mut().zip(gradient.row(k)).zip(unit.row(k)) {
                        *t += (g - u * along) / norm;
                    }
                }
            }
        }
        let back =
            |pairs: &[(u32, u32)]| -> Vec<(u32, u32)> { pairs.iter().map(|(a, b)| (*b, *a)).collect() };
        let of_words = sums(&of_sentences, &grouped(&back(&of_sentence), word_list.len()));
        let of_rows = sums(&of_words, &grouped(&back(&of_word), row_list.len()));
        for (k, &row) in row_list.iter().enumerate() {
            let gradient = of_rows.row(k);
            let square = &mut self.squares[row as usize];
            *square += gradient.iter().map(|g| g * g).sum::<f32>() / width as f32;
            let step = rate / square.sqrt();
            let to = &mut self.table.values[row as usize * width..][..width];
            to.iter_mut().zip(gradient).for_each(|(t, g)| *t -= step * g);
        }
        right
    }
}

/// Similarities to the gradient of the loss by them, in place.
fn softmaxes(
    data: &Data,
    settings: &Settings,
    pairs: &[usize],
    members: &(impl Fn(usize) -> std::ops::Range<usize> + Sync),
    logits: &mut Matrix,
) -> usize {
    let items = logits.height();
    // What says the same as the right one is no wrong one.
    let same = |side: usize| -> Vec<u64> {
        (0..items)
            .map(|k| members(k).fold(0u64, |h, m| h.rotate_left(13).wrapping_add(data.same[side][pairs[m]])))
            .collect()
    };
    let (fr, en) = (same(0), same(1));
    let scale = 1.0 / settings.temperature;
    parallel(&mut logits.values, items, |first, part| {
        for (k, row) in part.chunks_exact_mut(items).enumerate() {
            let k = first + k;
            for (j, x) in row.iter_mut().enumerate() {
                let double = j != k && (fr[j] == fr[k] || en[j] == en[k]);
                *x = if double { 0.0 } else { ((*x - 1.0) * scale).exp() };
            }
        }
    });
    let row_sums: Vec<f32> = logits.values.chunks_exact(items).map(|row| row.iter().sum()).collect();
    let mut column_sums = vec![0.0f32; items];
    for row in logits.values.chunks_exact(items) {
        column_sums.iter_mut().zip(row).for_each(|(s, x)| *s += x);
    }
    let right = logits
        .values
        .chunks_exact(items)
        .enumerate()
        .filter(|(k, row)| row.iter().all(|x| *x <= row[*k]))
        .count();
    let factor = scale / 2.0;
    parallel(&mut logits.values, items, |first, part| {
        for (k, row) in part.chunks_exact_mut(items).enumerate() {
            let own = 1.0 / row_sums[first + k];
            for (x, sum) in row.iter_mut().zip(&column_sums) {
                *x = *x * (own + 1.0 / sum) * factor;
            }
            row[first + k] -= 2.0 * factor;
        }
    });
    right
}
