//! `exp` and `ln` for inner loops.
//!
//! Those of the standard library are calls to the platform's mathematics library: they keep the compiler from
//! working on several columns at a time, and differ in the last digit from machine to machine. These two are
//! plain arithmetic (after Cephes' `expf` and `logf`), accurate to about 1e-6 relative, and the same
//! everywhere.

/// e^x for x <= 0, and e^-87 below -87. (Comparisons instead of `max`: its care for NaN costs as much as the
/// rest.)
#[inline(always)]
pub(super) fn exp(x: f32) -> f32 {
    const ROUND: f32 = 12_582_912.0; // 1.5 * 2^23: adding it rounds to a whole number in the low bits
    let x = if x > -87.0 { x } else { -87.0 };
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let whole = shifted - ROUND;
    let r = x - whole * 0.693_359_4 - whole * -2.121_944_4e-4;
    let p = ((((1.987_569_1e-4 * r + 1.398_2e-3) * r + 8.333_452e-3) * r + 4.166_579_6e-2) * r
        + 0.166_666_65)
        * r
        + 0.5;
    let mantissa = p * r * r + r + 1.0;
    let power = f32::from_bits((shifted.to_bits().wrapping_add(127)) << 23);
    mantissa * power
}

/// ln x for normal x > 0.
#[inline(always)]
pub(super) fn ln(x: f32) -> f32 {
    let bits = x.to_bits();
    // Splits x = 2^e * m with m between sqrt(1/2) and sqrt(2).
    let shifted = bits.wrapping_sub(0x3f35_04f3);
    let e = ((shifted as i32) >> 23) as f32;
    let m = f32::from_bits((shifted & 0x007f_ffff).wrapping_add(0x3f35_04f3)) - 1.0;
    let z = m * m;
    let p = 7.037_683_6e-2 * m - 0.115_146_1;
    let p = ((((((p * m + 0.116_769_99) * m - 0.124_201_41) * m + 0.142_493_23) * m - 0.166_680_58) * m
        + 0.200_007_15)
        * m
        - 0.249_999_94)
        * m
        + 0.333_333_3;
    m + (p * m * z - 0.5 * z) + e * std::f32::consts::LN_2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_and_ln_are_those_of_the_library() {
        for k in 0..200_000 {
            let x = -86.9 * (k as f32) / 200_000.0;
            let (ours, theirs) = (f64::from(exp(x)), f64::from(x).exp());
            assert!((ours / theirs - 1.0).abs() < 1e-6, "exp({x}) = {ours}, expected {theirs}");
            let y = 1e-6 + (k as f32) * 0.01;
            let (ours, theirs) = (f64::from(ln(y)), f64::from(y).ln());
            assert!(
                (ours - theirs).abs() < 1e-6 * theirs.abs().max(1.0),
                "ln({y}) = {ours}, expected {theirs}"
            );
        }
        assert_eq!((exp(0.0), ln(1.0), exp(-1e30)), (1.0, 0.0, exp(-87.0)));
    }
}
