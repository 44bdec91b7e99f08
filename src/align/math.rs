//! `exp` for inner loops.
//!
//! That of the standard library is a call to the platform's mathematics library: it keeps the compiler from
//! working on several columns at a time, and differs in the last digit from machine to machine. This one is
//! plain arithmetic (after Cephes' `expf`), accurate to about 1e-6 relative for |x| below 1000, and the same
//! everywhere.

/// e^x as a mantissa near 1 and a power of two, for |x| up to 2 million.
#[inline(always)]
pub(super) fn split_exp(x: f32) -> (f32, i32) {
    const ROUND: f32 = 12_582_912.0; // 1.5 * 2^23: adding it rounds to a whole number in the low bits
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let whole = shifted - ROUND;
    let r = x - whole * 0.693_359_4 - whole * -2.121_944_4e-4;
    let p = ((((1.987_569_1e-4 * r + 1.398_2e-3) * r + 8.333_452e-3) * r + 4.166_579_6e-2) * r
        + 0.166_666_65)
        * r
        + 0.5;
    (p * r * r + r + 1.0, shifted.to_bits().wrapping_sub(ROUND.to_bits()) as i32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_is_that_of_the_library() {
        for k in -200_000..200_000 {
            let x = 700.0 * (k as f32) / 200_000.0;
            let (mantissa, exponent) = split_exp(x);
            let (ours, theirs) = (f64::from(mantissa) * 2f64.powi(exponent), f64::from(x).exp());
            assert!((ours / theirs - 1.0).abs() < 1e-6, "exp({x}) = {ours}, expected {theirs}");
        }
        let (mantissa, exponent) = split_exp(-1e6);
        assert!((0.5..2.0).contains(&mantissa) && (exponent + 1_442_695).abs() < 2);
    }
}
