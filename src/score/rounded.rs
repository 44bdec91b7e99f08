//! Vectors in a byte a number, where there are many: a quarter of the memory, and their products are sums of whole numbers, which
//! are the same in any order.

use std::ops::Range;

use multiversion::multiversion;

use super::product::inverse_length;

/// Steps on either side of zero.
const STEPS: f32 = 127.0;

/// Vectors of one size, a multiple of eight.
#[derive(Clone)]
pub(crate) struct Rounded {
    dimensions: usize,
    numbers: Vec<i8>,
    /// What makes each of length 1.
    scales: Vec<f32>,
}

impl Rounded {
    pub(crate) fn new(dimensions: usize) -> Self {
        Self { dimensions, numbers: Vec::new(), scales: Vec::new() }
    }

    /// Number of vectors.
    pub(crate) fn len(&self) -> usize {
        self.scales.len()
    }

    /// Appends a vector, in steps of a share of its highest number.
    pub(crate) fn push(&mut self, vector: &[f32]) {
        let steps = STEPS / highest(vector);
        round(vector, steps, &mut self.numbers);
        self.scales.push(inverse_length(vector) / steps);
    }

    /// Cosines of a vector with some of `others`, written to `cosines`.
    pub(crate) fn cosines(&self, of: usize, others: &Self, with: Range<usize>, cosines: &mut [f32]) {
        let d = self.dimensions;
        let scale = self.scales[of];
        // Widened once, not for every product.
        let vector: Vec<i16> = self.numbers[of * d..(of + 1) * d].iter().map(|x| i16::from(*x)).collect();
        products(&vector, &others.numbers[with.start * d..with.end * d], cosines);
        cosines.iter_mut().zip(&others.scales[with]).for_each(|(product, other)| *product *= scale * other);
    }
}

/// Below this, all numbers of a vector are as good as zero.
const LEAST: f32 = 1e-6;

/// The highest number of a vector without its sign, [`LEAST`] at least.
// Of every eighth first, so that the compiler can work on as many at a time.
#[multiversion(targets("x86_64+avx2"))]
fn highest(vector: &[f32]) -> f32 {
    let mut highest = [LEAST; 8];
    for part in vector.as_chunks::<8>().0 {
        for (highest, x) in highest.iter_mut().zip(part) {
            *highest = if x.abs() > *highest { x.abs() } else { *highest };
        }
    }
    highest.into_iter().fold(0.0, f32::max)
}

#[multiversion(targets("x86_64+avx2"))]
fn round(vector: &[f32], steps: f32, rounded: &mut Vec<i8>) {
    // Added to 1.5 * 2^23, a number is rounded to a whole one, whose lowest byte is that of the sum.
    rounded.extend(vector.iter().map(|x| (x * steps + 12_582_912.0).to_bits() as i8));
}

/// The inner products of a vector with others, one after the other in `others`.
#[multiversion(targets("x86_64+avx2"))]
fn products(vector: &[i16], others: &[i8], products: &mut [f32]) {
    for (other, product) in others.chunks_exact(vector.len().max(1)).zip(products) {
        let sum: i32 = vector.iter().zip(other).map(|(x, y)| i32::from(*x) * i32::from(i16::from(*y))).sum();
        *product = sum as f32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::product::cosine;

    #[test]
    fn cosines_are_nearly_those_of_the_vectors() {
        let vector = |seed: usize| -> Vec<f32> {
            (0..128).map(|k| ((seed * k * k + 7 * k) % 23) as f32 - 11.0).collect()
        };
        let vectors: Vec<Vec<f32>> = (1..20).map(vector).chain([vec![0.0; 128]]).collect();
        let mut rounded = Rounded::new(128);
        vectors.iter().for_each(|vector| rounded.push(vector));
        let mut cosines = vec![0.0; vectors.len()];
        for (of, x) in vectors.iter().enumerate() {
            rounded.cosines(of, &rounded, 0..vectors.len(), &mut cosines);
            for (y, found) in vectors.iter().zip(&cosines) {
                assert!((cosine(x, y) - found).abs() < 0.005, "{found}, expected {}", cosine(x, y));
            }
        }
    }
}
