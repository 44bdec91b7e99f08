//! The bytes of a text that say something about sentences, found 64 at a time.
//!
//! Comparisons of a whole block are written so that the compiler makes vector instructions of them on any
//! machine, without `unsafe`. Why not `memchr`? It looks for three bytes at most, and here are fourteen.

use std::ops::Range;

/// Bytes looked at together.
const BLOCK: usize = 64;

/// Positions of the bytes that matter in `bytes[at..end]`, in order.
///
/// They are `. ? ! : ;`, straight quotes and brackets, the last bytes of `… « »`, the first byte of `．！？`, and capitals behind
/// a space and a letter, digit or apostrophe. These bytes occur in other characters too, so whoever reads them checks.
pub(super) struct Events<'t> {
    bytes: &'t [u8],
    end: usize,
    /// Where the block begins.
    base: usize,
    /// A bit for every byte of the block that matters and was not given yet; and those of the next block.
    flags: u64,
    next: u64,
}

impl<'t> Events<'t> {
    /// None yet: [`Events::seek`] says where to look.
    pub(super) fn new(bytes: &'t [u8]) -> Self {
        Self { bytes, end: 0, base: usize::MAX - 2 * BLOCK, flags: 0, next: 0 }
    }

    /// Goes on with `range`, which begins at or behind the last event.
    #[inline]
    pub(super) fn seek(&mut self, range: Range<usize>) {
        self.end = range.end;
        if self.base + BLOCK <= range.start && range.start < self.base + 2 * BLOCK {
            self.base += BLOCK;
            self.flags = self.next;
            self.next = self.look(self.base + BLOCK);
        } else if !(self.base..self.base + BLOCK).contains(&range.start) {
            self.base = range.start;
            self.flags = self.look(self.base);
            self.next = self.look(self.base + BLOCK);
        }
        self.flags &= u64::MAX << (range.start - self.base);
    }

    /// The flags of the block at `base`.
    fn look(&self, base: usize) -> u64 {
        if base >= self.bytes.len() {
            return 0;
        }
        // The block and the two bytes before it.
        let whole = base.checked_sub(2).and_then(|from| self.bytes.get(from..from + BLOCK + 2));
        match whole.and_then(|block| block.try_into().ok()) {
            Some(block) => classify(block),
            None => {
                let mut block = [0; BLOCK + 2];
                let lead = base.min(2);
                let rest = self.bytes.get(base - lead..).unwrap_or_default();
                for (to, &from) in block[2 - lead..].iter_mut().zip(rest) {
                    *to = from;
                }
                classify(&block)
            }
        }
    }

    /// The event after the last one given, if it is less than 64 bytes away from `from`.
    #[inline]
    pub(super) fn ahead(&self, from: usize) -> Option<usize> {
        let at = match (self.flags, self.next) {
            (0, 0) => self.beyond(from)?,
            (0, next) => self.base + BLOCK + next.trailing_zeros() as usize,
            (flags, _) => self.base + flags.trailing_zeros() as usize,
        };
        (at < self.end.min(from + BLOCK)).then_some(at)
    }

    /// The first event behind the two blocks that are known, as far as `ahead` looks: where blocks begin must not show.
    fn beyond(&self, from: usize) -> Option<usize> {
        let mut base = self.base + 2 * BLOCK;
        while base < self.end.min(from + BLOCK) {
            match self.look(base) {
                0 => base += BLOCK,
                flags => return Some(base + flags.trailing_zeros() as usize),
            }
        }
        None
    }
}

fn classify(block: &[u8; BLOCK + 2]) -> u64 {
    let mut flags = [0u8; BLOCK];
    for (flag, ((&p, &q), &b)) in flags.iter_mut().zip(block.iter().zip(&block[1..]).zip(&block[2..])) {
        // `!` and `"` are neighbours, `(` and `)`, `:` and `;`: fewer comparisons.
        *flag = u8::from(b.wrapping_sub(b'!') <= 1)
            | u8::from(b & !1 == b'(')
            | u8::from(b == b'.')
            | u8::from(b & !1 == b':')
            | u8::from(b == b'?')
            | u8::from(b == b'[')
            | u8::from(b == b']')
            | u8::from(b == 0xa6)
            | u8::from(b == 0xef)
            | u8::from(b & !0x10 == 0xab)
            | u8::from(b.wrapping_sub(b'A') < 26)
                & u8::from(q == b' ')
                & (u8::from(p > b'?') | u8::from(p.wrapping_sub(b'0') < 10) | u8::from(p == b'\''));
    }
    let mut bits = 0;
    for (i, bytes) in flags.chunks_exact(8).enumerate() {
        // The lowest bits of eight bytes, side by side.
        let word = bytes.try_into().map_or(0, u64::from_le_bytes);
        bits |= (word.wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * i);
    }
    bits
}

impl Iterator for Events<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.flags == 0 {
            if self.base + BLOCK >= self.end {
                return None;
            }
            self.base += BLOCK;
            self.flags = self.next;
            self.next = self.look(self.base + BLOCK);
        }
        let at = self.base + self.flags.trailing_zeros() as usize;
        if at >= self.end {
            return None;
        }
        self.flags &= self.flags - 1;
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_that_matters_is_found_and_no_other() {
        let mut all: Vec<u8> = (0..=255).cycle().take(1000).collect();
        for at in [62, 63, 64, 65, 130, 300] {
            all[at..at + 4].copy_from_slice(b"e Le");
        }
        for (at, end) in [(0, 1000), (3, 61), (3, 64), (64, 999), (999, 1000), (7, 7)] {
            let mut events = Events::new(&all);
            events.seek(at..end);
            let found: Vec<usize> = events.collect();
            let wanted = b".?!:;\"()[]\xa6\xab\xbb\xef";
            let begins = |i: usize| {
                all[i].is_ascii_uppercase()
                    && i > 1
                    && all[i - 1] == b' '
                    && (all[i - 2] > b'?' || all[i - 2].is_ascii_digit() || all[i - 2] == b'\'')
            };
            let expected: Vec<usize> = (at..end).filter(|&i| wanted.contains(&all[i]) || begins(i)).collect();
            assert_eq!(found, expected, "{at}..{end}");
        }
    }

    #[test]
    fn what_is_ahead_does_not_depend_on_where_blocks_begin() {
        for gap in [1, 2, 30, 61, 62, 63, 64, 100, 200] {
            for distance in 1..70 {
                let found = |lead: usize| {
                    let text = ["a".repeat(lead), ".".to_owned(), " ".repeat(gap + distance), ".".to_owned()]
                        .concat();
                    let mut events = Events::new(text.as_bytes());
                    events.seek(0..text.len());
                    let from = events.next().unwrap() + gap;
                    events.ahead(from).map(|at| at - from)
                };
                let expected = (distance + 1 < BLOCK).then_some(distance + 1);
                assert!((0..130).all(|lead| found(lead) == expected), "{gap} {distance}");
            }
        }
    }

    #[test]
    fn lines_one_after_the_other_give_the_same_as_all_at_once() {
        let all: Vec<u8> = b"Un. Deux (trois) ! \"Quatre\" : cinq ; la fin Il est. ".repeat(20);
        for step in [1, 7, 63, 64, 65, 128, 200, 999] {
            let mut events = Events::new(&all);
            let mut found = Vec::new();
            for start in (0..all.len()).step_by(step) {
                events.seek(start..all.len().min(start + step));
                found.extend(events.by_ref());
            }
            let mut whole = Events::new(&all);
            whole.seek(0..all.len());
            assert_eq!(found, whole.collect::<Vec<_>>(), "{step}");
        }
    }
}
