//! Segments that stand for each other by themselves: each has a number, a name or a word that no other segment of its text has, written
//! alike.
//!
//! By chance a word may stand once in both texts and be no translation, so that only the longest chain counts that rises in
//! both texts, and that only if it has most pairs: of k at random places, it has some 2√k. Time O(types · log types).

use rustc_hash::FxHashMap;

use super::side::Side;
use crate::model::rising;

/// The pairs of the longest chain, ascending in both texts; none if it has less than half of all.
pub(super) fn anchors(source: &Side, target: &Side) -> Vec<(usize, usize)> {
    let only: FxHashMap<&str, usize> = single(target).collect();
    let pair = |(word, i): (&str, usize)| Some((i, *only.get(word)?));
    let mut pairs: Vec<(usize, usize)> = single(source).filter_map(pair).collect();
    // Of the pairs of one source segment, none is before another in both texts.
    pairs.sort_unstable_by_key(|&(i, j)| (i, std::cmp::Reverse(j)));
    pairs.dedup();
    let all = pairs.len();
    let stays = rising(&pairs.iter().map(|(_, j)| *j).collect::<Vec<usize>>());
    let chain: Vec<(usize, usize)> =
        pairs.into_iter().zip(stays).filter(|(_, stays)| *stays).map(|(pair, _)| pair).collect();
    if 2 * chain.len() < all { Vec::new() } else { chain }
}

/// The written forms that stand in one segment only, with that segment.
fn single(side: &Side) -> impl Iterator<Item = (&str, usize)> {
    let stands = side.words.iter().zip(side.postings.iter());
    stands.filter_map(|(word, segments)| match segments {
        [only] => Some((word.as_str(), *only as usize)),
        _ => None,
    })
}
