//! Many short lists of numbers in one block.

use std::ops::Range;

/// Lists, one after the other.
#[derive(Debug, Clone)]
pub(super) struct Lists {
    /// Where each list begins, and where the last one ends.
    starts: Vec<u32>,
    numbers: Vec<u32>,
}

impl Lists {
    /// None, with room for so many.
    pub(super) fn with_capacity(lists: usize) -> Self {
        let mut starts = Vec::with_capacity(lists + 1);
        starts.push(0);
        Self { starts, numbers: Vec::new() }
    }

    /// Adds a list.
    pub(super) fn push(&mut self, list: &[u32]) {
        self.numbers.extend_from_slice(list);
        self.starts.push(self.numbers.len() as u32);
    }

    /// For each of the numbers below `count`, the lists in which it stands, ascending.
    pub(super) fn postings(&self, count: usize) -> Self {
        let mut starts = vec![0; count + 2];
        for &number in &self.numbers {
            starts[number as usize + 2] += 1;
        }
        for k in 2..starts.len() {
            starts[k] += starts[k - 1];
        }
        let mut numbers = vec![0; self.numbers.len()];
        for (list, members) in (0..).zip(self.iter()) {
            for &number in members {
                let at = &mut starts[number as usize + 1];
                numbers[*at as usize] = list;
                *at += 1;
            }
        }
        starts.pop();
        Self { starts, numbers }
    }

    /// Number of lists.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// One of them.
    pub(super) fn of(&self, list: usize) -> &[u32] {
        self.run(list..list + 1)
    }

    /// Several that follow each other, as one.
    pub(super) fn run(&self, lists: Range<usize>) -> &[u32] {
        &self.numbers[self.starts[lists.start] as usize..self.starts[lists.end] as usize]
    }

    /// All of them, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &[u32]> {
        self.starts.windows(2).map(|ends| &self.numbers[ends[0] as usize..ends[1] as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postings_say_in_which_lists_a_number_stands() {
        let mut lists = Lists::with_capacity(3);
        [&[0, 2][..], &[], &[1, 2]].iter().for_each(|list| lists.push(list));
        assert_eq!((lists.len(), lists.of(1), lists.run(0..3)), (3, &[][..], &[0, 2, 1, 2][..]));
        let postings = lists.postings(4);
        let found: Vec<&[u32]> = postings.iter().collect();
        assert_eq!(found, [&[0][..], &[2], &[0, 2], &[]]);
        assert_eq!(Lists::with_capacity(0).postings(0).len(), 0);
    }
}
