//! Sums of products that are too large or too small for a floating-point number: a mantissa and a power of two for each.
//!
//! A logarithm would do as well, but its sums cost an exponential and a logarithm each; these cost a shift. The loops over columns
//! are compiled for two widths of the machine's registers; their results are the same with each.

use multiversion::multiversion;

use super::math::split_exp;

/// The exponent of zero, so low that sums of a few do not run over.
const NEVER: i32 = -(1 << 28);

/// mantissa · 2^exponent
#[derive(Debug, Clone, Copy)]
pub(super) struct Scaled {
    mantissa: f32,
    exponent: i32,
}

impl Scaled {
    pub(super) const ZERO: Self = Self { mantissa: 0.0, exponent: NEVER };
    pub(super) const ONE: Self = Self { mantissa: 1.0, exponent: 0 };

    /// e^x
    pub(super) fn exp(x: f32) -> Self {
        let (mantissa, exponent) = split_exp(x);
        Self { mantissa, exponent }
    }

    /// Its natural logarithm.
    pub(super) fn ln(self) -> f64 {
        f64::from(self.mantissa).ln() + f64::from(self.exponent) * std::f64::consts::LN_2
    }

    #[inline(always)]
    pub(super) fn plus(self, other: Self) -> Self {
        let exponent = if self.exponent > other.exponent { self.exponent } else { other.exponent };
        let mantissa = self.mantissa * power(self.exponent - exponent)
            + other.mantissa * power(other.exponent - exponent);
        Self { mantissa, exponent }
    }

    #[inline(always)]
    pub(super) fn times(self, other: Self) -> Self {
        Self { mantissa: self.mantissa * other.mantissa, exponent: self.exponent + other.exponent }
    }

    /// 1 / x
    pub(super) fn inverse(self) -> Self {
        Self { mantissa: 1.0 / self.mantissa, exponent: -self.exponent }
    }

    /// As a probability: at most 1.
    #[inline(always)]
    pub(super) fn probability(self) -> f32 {
        let exponent = if self.exponent < 8 { self.exponent } else { 8 };
        let value = self.mantissa * power(exponent - 8) * 256.0;
        if value < 1.0 { value } else { 1.0 }
    }

    /// The same number with a mantissa from 1 to 2.
    #[inline(always)]
    fn settled(self) -> Self {
        let bits = self.mantissa.to_bits();
        let exponent = self.exponent + (bits >> 23) as i32 - 127;
        let mantissa = f32::from_bits(bits & 0x007f_ffff | 0x3f80_0000);
        if bits < 0x0080_0000 { Self::ZERO } else { Self { mantissa, exponent } }
    }
}

/// 2^exponent for an exponent of at most 0; 0 below -126.
#[inline(always)]
fn power(exponent: i32) -> f32 {
    let exponent = if exponent > -127 { exponent } else { -127 };
    f32::from_bits(((exponent + 127) as u32) << 23)
}

/// One after the other.
#[derive(Debug, Clone, Default)]
pub(super) struct Lane {
    mantissas: Vec<f32>,
    exponents: Vec<i32>,
}

impl Lane {
    pub(super) fn with_capacity(len: usize) -> Self {
        Self { mantissas: Vec::with_capacity(len), exponents: Vec::with_capacity(len) }
    }

    /// Adds another at its end.
    pub(super) fn extend(&mut self, other: &Self) {
        self.mantissas.extend_from_slice(&other.mantissas);
        self.exponents.extend_from_slice(&other.exponents);
    }

    /// As many zeros.
    pub(super) fn clear(&mut self, len: usize) {
        self.mantissas.clear();
        self.mantissas.resize(len, 0.0);
        self.exponents.clear();
        self.exponents.resize(len, NEVER);
    }

    pub(super) fn len(&self) -> usize {
        self.mantissas.len()
    }

    #[inline(always)]
    pub(super) fn get(&self, k: usize) -> Scaled {
        Scaled { mantissa: self.mantissas[k], exponent: self.exponents[k] }
    }

    #[inline(always)]
    pub(super) fn set(&mut self, k: usize, value: Scaled) {
        let Scaled { mantissa, exponent } = value.settled();
        self.mantissas[k] = mantissa;
        self.exponents[k] = exponent;
    }

    /// Becomes e^x for each of `values`.
    pub(super) fn exp_of(&mut self, values: &[f32]) {
        self.mantissas.resize(values.len(), 0.0);
        self.exponents.resize(values.len(), 0);
        exp_each(values, &mut self.mantissas, &mut self.exponents);
    }

    pub(super) fn part(&self, range: std::ops::Range<usize>) -> Part<'_> {
        Part { mantissas: &self.mantissas[range.clone()], exponents: &self.exponents[range] }
    }
}

/// Some of a [`Lane`].
#[derive(Clone, Copy)]
pub(super) struct Part<'l> {
    mantissas: &'l [f32],
    exponents: &'l [i32],
}

impl Part<'_> {
    pub(super) fn len(&self) -> usize {
        self.mantissas.len()
    }
}

/// Products that are added to the columns from one on.
#[derive(Clone, Copy)]
pub(super) struct Products<'l> {
    pub column: usize,
    pub left: Part<'l>,
    pub right: Part<'l>,
}

/// Fills a lane of zeros with the sums of products.
#[multiversion(targets("x86_64+avx2"))]
pub(super) fn sums(products: &[Products<'_>], into: &mut Lane) {
    let Lane { mantissas, exponents } = into;
    for Products { column, left, right } in products {
        let both = left.exponents.iter().zip(right.exponents);
        for ((left, right), highest) in both.zip(&mut exponents[*column..]) {
            let exponent = left + right;
            *highest = if exponent > *highest { exponent } else { *highest };
        }
    }
    for Products { column, left, right } in products {
        let highest = exponents[*column..].iter().zip(&mut mantissas[*column..]);
        let left = left.mantissas.iter().zip(left.exponents);
        let right = right.mantissas.iter().zip(right.exponents);
        for ((x, y), (highest, sum)) in left.zip(right).zip(highest) {
            *sum += x.0 * y.0 * power(x.1 + y.1 - highest);
        }
    }
    for (mantissa, exponent) in mantissas.iter_mut().zip(exponents) {
        let settled = Scaled { mantissa: *mantissa, exponent: *exponent }.settled();
        (*mantissa, *exponent) = (settled.mantissa, settled.exponent);
    }
}

#[multiversion(targets("x86_64+avx2"))]
fn exp_each(values: &[f32], mantissas: &mut [f32], exponents: &mut [i32]) {
    for ((x, mantissa), exponent) in values.iter().zip(mantissas).zip(exponents) {
        (*mantissa, *exponent) = split_exp(*x);
    }
}

/// left · middle · right · factor, as probabilities.
#[multiversion(targets("x86_64+avx2"))]
pub(super) fn probabilities(
    left: &Part<'_>,
    middle: &Part<'_>,
    right: &Part<'_>,
    factor: Scaled,
    into: &mut [f32],
) {
    let left = left.mantissas.iter().zip(left.exponents);
    let middle = middle.mantissas.iter().zip(middle.exponents);
    let right = right.mantissas.iter().zip(right.exponents);
    for (((x, y), z), p) in left.zip(middle).zip(right).zip(into) {
        let product = Scaled {
            mantissa: x.0 * y.0 * z.0 * factor.mantissa,
            exponent: x.1 + y.1 + z.1 + factor.exponent,
        };
        *p = product.probability();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_and_products_are_those_of_logarithms() {
        for (x, y) in [(0.0, 0.0), (3.0, -7.5), (-300.0, -301.0), (900.0, 2.0), (-1e6, -1e6)] {
            let (a, b) = (Scaled::exp(x), Scaled::exp(y));
            let high = f64::from(x).max(f64::from(y));
            let sum = high + ((f64::from(x) - high).exp() + (f64::from(y) - high).exp()).ln();
            for (found, expected) in [
                (a.plus(b).ln(), sum),
                (a.times(b).ln(), f64::from(x + y)),
                (a.inverse().ln(), -f64::from(x)),
            ] {
                assert!(
                    (found - expected).abs() < 1e-5 * expected.abs().max(1.0),
                    "{found}, expected {expected}"
                );
            }
            let p = f64::from(a.times(b.inverse()).probability());
            assert!((p - f64::from(x - y).exp().min(1.0)).abs() < 1e-5);
        }
        assert_eq!(Scaled::ZERO.plus(Scaled::ONE).ln(), 0.0);
        assert_eq!(Scaled::ZERO.times(Scaled::exp(80.0)).probability(), 0.0);
    }

    #[test]
    fn lanes_add_up_column_by_column() {
        let values: Vec<f32> = (0..37).map(|k| (k as f32 - 20.0) * 31.0).collect();
        let mut lane = Lane::default();
        lane.exp_of(&values);
        let (left, right) = (lane.part(0..30), lane.part(7..37));
        let mut found = Lane::default();
        found.clear(33);
        sums(
            &[Products { column: 3, left, right }, Products { column: 0, left: right, right: left }],
            &mut found,
        );
        let product = |k: usize| f64::from(values[k] + values[k + 7]);
        for k in 0..33usize {
            let both = [k.checked_sub(3), Some(k)].into_iter().flatten().filter(|k| *k < 30).map(product);
            let both: Vec<f64> = both.collect();
            let high = both.iter().copied().fold(f64::MIN, f64::max);
            let expected = high + both.iter().map(|x| (x - high).exp()).sum::<f64>().ln();
            assert!((found.get(k).ln() - expected).abs() < 1e-3, "{k}");
            assert!(found.get(k).mantissa >= 1.0 && found.get(k).mantissa < 2.0);
        }
        let mut p = vec![0.0; 3];
        let one = lane.part(20..23);
        probabilities(&one, &one, &one, Scaled::exp(-1.0), &mut p);
        assert!((p[0] - (-1.0f32).exp()).abs() < 1e-6 && p[1..] == [1.0, 1.0]);
        found.clear(2);
        assert_eq!(found.get(1).probability(), 0.0);
    }
}
