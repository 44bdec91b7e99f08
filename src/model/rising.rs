//! The longest run that rises: patience sorting (Fredman 1975), time O(n log n).

/// Which of some values are in a longest run that rises from one to the next; of several such runs, in one of them.
pub fn rising(values: &[usize]) -> Vec<bool> {
    let value = |at: usize| values.get(at).copied().unwrap_or(0);
    // The last of the best run of each length, and what stands before each in its run.
    let (mut ends, mut before): (Vec<usize>, Vec<Option<usize>>) = (Vec::new(), Vec::new());
    for at in 0..values.len() {
        let length = ends.partition_point(|&end| value(end) < value(at));
        before.push(length.checked_sub(1).and_then(|shorter| ends.get(shorter)).copied());
        match ends.get_mut(length) {
            Some(end) => *end = at,
            None => ends.push(at),
        }
    }
    let mut stays = vec![false; values.len()];
    let mut next = ends.last().copied();
    while let Some(at) = next {
        if let Some(stays) = stays.get_mut(at) {
            *stays = true;
        }
        next = before.get(at).copied().flatten();
    }
    stays
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_longest_run_that_rises_stays() {
        let stays = |values: &[usize]| -> String {
            rising(values).into_iter().map(|stays| if stays { '-' } else { 'x' }).collect()
        };
        assert_eq!(stays(&[0, 1, 2]), "---");
        assert_eq!(stays(&[0, 5, 1, 2, 3]), "-x---");
        assert_eq!(stays(&[3, 4, 0, 1, 2]), "xx---");
        assert_eq!(stays(&[1, 2, 3, 4, 0]), "----x");
        assert_eq!(stays(&[7, 7, 8]), "x--");
        assert_eq!(stays(&[]), "");
    }

    proptest! {
        #[test]
        fn no_run_that_rises_is_longer(values in prop::collection::vec(0usize..12, 0..12)) {
            let of = |chosen: &dyn Fn(usize) -> bool| -> Vec<usize> {
                (0..values.len()).filter(|&k| chosen(k)).map(|k| values[k]).collect()
            };
            let rises = |run: &[usize]| run.windows(2).all(|pair| pair[0] < pair[1]);
            let longest = (0u32..1 << values.len())
                .map(|set| of(&|k| set >> k & 1 == 1))
                .filter(|run| rises(run))
                .map(|run| run.len())
                .max();
            let stays = rising(&values);
            let found = of(&|k| stays[k]);
            prop_assert!(rises(&found));
            prop_assert_eq!(Some(found.len()), longest);
        }
    }
}
