//! Places in an order between any two of which there is room, so that a new row moves no other.
//!
//! A key is a fraction in base 256 without trailing zeros: `between` halves the gap, and lengthens the key where no byte is left.

/// The key of the row with that number in a new order.
pub(super) fn nth(number: usize) -> Vec<u8> {
    let number = u32::try_from(number).unwrap_or(u32::MAX - 1) + 1;
    // The last byte is never zero.
    let mut key = number.to_be_bytes().to_vec();
    key.push(128);
    key
}

/// A key after `before`, and before `after` unless there is none.
pub(super) fn between(before: &[u8], after: Option<&[u8]>) -> Vec<u8> {
    let mut key = Vec::new();
    let mut below = after; // what the rest of the key must stay below
    for at in 0.. {
        let low = u16::from(before.get(at).copied().unwrap_or(0));
        let high = below.map_or(256, |after| u16::from(after.get(at).copied().unwrap_or(0)));
        if high > low + 1 {
            key.push(((low + high) / 2) as u8);
            break;
        }
        key.push(low as u8);
        if high > low {
            below = None; // whatever follows, the key is below already
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn there_is_always_room(places in prop::collection::vec(0usize..1000, 1..300)) {
            let mut keys: Vec<Vec<u8>> = (0..3).map(nth).collect();
            for place in places {
                let at = place % keys.len();
                let key = between(&keys[at], keys.get(at + 1).map(Vec::as_slice));
                prop_assert!(key > keys[at] && keys.get(at + 1).is_none_or(|next| key < *next), "{key:?}");
                prop_assert_ne!(key.last(), Some(&0));
                keys.insert(at + 1, key);
            }
        }
    }

    #[test]
    fn numbers_keep_their_order() {
        let keys: Vec<_> = [0, 1, 254, 255, 256, 65_535, 70_000].map(nth).into();
        assert!(keys.is_sorted());
    }
}
