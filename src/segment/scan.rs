//! The bytes of a text that say something about sentences, found 1024 at a time.
//!
//! Comparisons of many blocks are written so that the compiler makes vector instructions of them on any machine, and wider ones
//! where there are such, without `unsafe`. Why not `memchr`? It looks for three bytes at most, and here are fourteen.

use std::ops::Range;

use multiversion::multiversion;

/// Bytes that one number has the flags of.
const BLOCK: usize = 64;

/// Blocks looked at together.
const BLOCKS: usize = 16;

/// Bytes looked at together.
const WINDOW: usize = BLOCK * BLOCKS;

/// Bytes before a window that say something about its first ones.
const LEAD: usize = 2;

/// Positions of the bytes that matter in `bytes[at..end]`, in order.
///
/// They are `. ? ! : ;`, straight quotes and brackets, the last bytes of `… « »`, the first byte of `．！？`, and capitals behind
/// a space and a letter, digit or apostrophe. These bytes occur in other characters too, so whoever reads them checks.
pub(super) struct Events<'t> {
    bytes: &'t [u8],
    end: usize,
    /// Where the window begins.
    base: usize,
    /// A bit for every byte of the window that matters.
    window: [u64; BLOCKS],
    /// The block at hand, and those bits of it that were not given yet.
    block: usize,
    flags: u64,
}

impl<'t> Events<'t> {
    /// None yet: [`Events::seek`] says where to look.
    pub(super) fn new(bytes: &'t [u8]) -> Self {
        Self { bytes, end: 0, base: usize::MAX - WINDOW, window: [0; BLOCKS], block: 0, flags: 0 }
    }

    /// Goes on with `range`, which begins at or behind the last event.
    #[inline]
    pub(super) fn seek(&mut self, range: Range<usize>) {
        self.end = range.end;
        if !(self.base..self.base + WINDOW).contains(&range.start) {
            self.look(range.start);
        }
        let offset = range.start - self.base;
        self.block = offset / BLOCK;
        self.flags = self.window[self.block] & u64::MAX << (offset % BLOCK);
    }

    /// Looks at the window at `base`.
    fn look(&mut self, base: usize) {
        (self.base, self.block) = (base, 0);
        let whole = base.checked_sub(LEAD).and_then(|from| self.bytes.get(from..from + LEAD + WINDOW));
        match whole.and_then(|window| window.try_into().ok()) {
            Some(window) => self.window = flags(window),
            None => {
                let mut window = [0; LEAD + WINDOW];
                let lead = base.min(LEAD);
                let rest = self.bytes.get(base - lead..).unwrap_or_default();
                let width = rest.len().min(lead + WINDOW);
                window[LEAD - lead..][..width].copy_from_slice(&rest[..width]);
                self.window = flags(&window);
            }
        }
    }

    /// The event after the last one given, if it is less than 64 bytes away from `from`.
    #[inline]
    pub(super) fn ahead(&self, from: usize) -> Option<usize> {
        let mut at = self.base + self.block * BLOCK;
        let far = self.end.min(from + BLOCK);
        if self.flags != 0 {
            at += self.flags.trailing_zeros() as usize;
            return (at < far).then_some(at);
        }
        for flags in &self.window[self.block + 1..] {
            at += BLOCK;
            if *flags != 0 {
                at += flags.trailing_zeros() as usize;
                return (at < far).then_some(at);
            }
            if at >= far {
                return None;
            }
        }
        // Where windows begin must not show.
        let mut beyond = Self::new(self.bytes);
        beyond.seek(self.base + WINDOW..far.max(self.base + WINDOW));
        beyond.next()
    }
}

/// A bit for every byte of `window`, behind its first two, that matters.
fn flags(window: &[u8; LEAD + WINDOW]) -> [u64; BLOCKS] {
    let mut matters = [0; WINDOW];
    classify(window, &mut matters);
    let mut flags = [0; BLOCKS];
    for (flags, matters) in flags.iter_mut().zip(matters.chunks_exact(BLOCK)) {
        for (i, bytes) in matters.chunks_exact(8).enumerate() {
            // The lowest bits of eight bytes, side by side. Wide vectors make this slower.
            let word = bytes.try_into().map_or(0, u64::from_le_bytes);
            *flags |= (word.wrapping_mul(0x0102_0408_1020_4080) >> 56) << (8 * i);
        }
    }
    flags
}

/// Puts 1 for every byte of `window`, behind its first two, that matters.
#[multiversion(targets("x86_64+avx2"))]
fn classify(window: &[u8; LEAD + WINDOW], matters: &mut [u8; WINDOW]) {
    let behind = window.iter().zip(&window[1..]).zip(&window[LEAD..]);
    for (flag, ((&p, &q), &b)) in matters.iter_mut().zip(behind) {
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
}

impl Iterator for Events<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.flags == 0 {
            let behind = self.base + (self.block + 1) * BLOCK;
            if behind >= self.end {
                return None;
            }
            self.block += 1;
            if self.block == BLOCKS {
                self.look(behind);
            }
            self.flags = self.window[self.block];
        }
        let at = self.base + self.block * BLOCK + self.flags.trailing_zeros() as usize;
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
