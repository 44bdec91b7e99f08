//! Vectors multiplied and added, with the same results on every machine.

use multiversion::multiversion;

/// So that nothing is divided by the length of a vector of zeros.
const LEAST_LENGTH: f32 = 1e-6;

/// The inner product of two vectors whose size is a multiple of eight; the result is the same on every machine.
pub fn dot(x: &[f32], y: &[f32]) -> f32 {
    let mut product = [0.0];
    dots(x, y, &mut product);
    product[0]
}

/// The inner products of a vector with others, one after the other in `others`.
// In sums of 32 and of 8, so that the compiler can work on as many numbers at a time.
#[multiversion(targets("x86_64+avx2"))]
pub fn dots(x: &[f32], others: &[f32], products: &mut [f32]) {
    let (wide, rest) = x.as_chunks::<32>();
    let rest = rest.as_chunks::<8>().0;
    for (y, product) in others.chunks_exact(x.len().max(1)).zip(products) {
        let (wide_y, rest_y) = y.as_chunks::<32>();
        let mut sums = [0.0f32; 32];
        for (x, y) in wide.iter().zip(wide_y) {
            for k in 0..32 {
                sums[k] += x[k] * y[k];
            }
        }
        let mut few = [0.0f32; 8];
        for k in 0..8 {
            few[k] = (sums[k] + sums[k + 8]) + (sums[k + 16] + sums[k + 24]);
        }
        for (x, y) in rest.iter().zip(rest_y.as_chunks::<8>().0) {
            for k in 0..8 {
                few[k] += x[k] * y[k];
            }
        }
        *product = ((few[0] + few[4]) + (few[1] + few[5])) + ((few[2] + few[6]) + (few[3] + few[7]));
    }
}

/// Adds a vector to a sum.
#[multiversion(targets("x86_64+avx2"))]
pub(super) fn add(vector: &[f32], sum: &mut [f32]) {
    sum.iter_mut().zip(vector).for_each(|(sum, x)| *sum += x);
}

/// The cosine of two vectors; 0 if one of them is nothing but zeros.
pub(super) fn cosine(x: &[f32], y: &[f32]) -> f32 {
    dot(x, y) / ((dot(x, x) * dot(y, y)).sqrt() + LEAST_LENGTH)
}

/// 1 / length of a vector.
pub(super) fn inverse_length(x: &[f32]) -> f32 {
    1.0 / (dot(x, x).sqrt() + LEAST_LENGTH)
}

/// The higher of two numbers. `f32::max` has to tell what is no number, which takes longer.
#[inline(always)]
pub(crate) fn higher(x: f32, y: f32) -> f32 {
    if y > x { y } else { x }
}
