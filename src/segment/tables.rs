//! The tables in `tables/*.txt`, which need no Rust to be edited.

use std::sync::LazyLock;

use super::bytes::{hash, mix};
use super::word::Word;
use crate::model::Language;

/// What a table says of a word: any number of [`Kind`]s.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Kinds(u16);

/// A list of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// An abbreviation before a name or word: it ends no sentence.
    BeforeWord,
    /// An abbreviation before a number, a Roman numeral or a letter.
    BeforeNumber,
    /// An abbreviation that may end a sentence.
    MayEnd,
    /// A word that begins sentences rather than names.
    Starter,
    /// The same, but without a mark before it says nothing: `I`, `May`.
    StarterAfterMark,
    /// A verb that tells who spoke.
    Reporting,
    /// A word that names a part of a text, before its number.
    Heading,
    /// What announces a note, at its beginning.
    Note,
    /// A word that is nearly always part of a clause: a pronoun or an auxiliary. For [`Tables::lists`], as the next three.
    Clause,
    /// A word that begins no heading: a determiner, or what a remark begins with.
    NoHeading,
    /// A word that joins what follows to what stands before.
    Joins,
    /// A form of company, of which several may stand together.
    Company,
    /// What small words end with that are nearly always verbs of a clause, see [`Tables::ends_like_a_verb`].
    ClauseEnding,
}

impl Kind {
    /// Every kind with its name in the tables.
    pub(super) const ALL: [(&str, Kind); 13] = [
        ("before-word", Kind::BeforeWord),
        ("before-number", Kind::BeforeNumber),
        ("may-end", Kind::MayEnd),
        ("starter", Kind::Starter),
        ("starter-after-mark", Kind::StarterAfterMark),
        ("reporting", Kind::Reporting),
        ("heading", Kind::Heading),
        ("note", Kind::Note),
        ("clause", Kind::Clause),
        ("no-heading", Kind::NoHeading),
        ("joins", Kind::Joins),
        ("company", Kind::Company),
        ("clause-ending", Kind::ClauseEnding),
    ];
}

impl Kinds {
    pub(super) fn has(self, kind: Kind) -> bool {
        self.0 & (1 << kind as u16) != 0
    }

    /// Whether the word begins sentences rather than names, behind a mark.
    pub(super) fn starts(self) -> bool {
        self.has(Kind::Starter) || self.has(Kind::StarterAfterMark)
    }

    /// All of them as one number.
    pub(super) fn bits(self) -> u16 {
        self.0
    }
}

/// An entry of the tables.
#[derive(Debug)]
struct Entry {
    hash: u64,
    word: &'static str,
    kinds: Kinds,
}

/// A set of numbers, small enough to stay in the nearest cache.
#[derive(Debug)]
struct Bits(Vec<u64>);

impl Bits {
    fn new(size: usize) -> Self {
        Self(vec![0; size.div_ceil(64)])
    }

    fn set(&mut self, number: usize) {
        self.0[number / 64] |= 1 << (number % 64);
    }

    #[inline]
    fn has(&self, number: usize) -> bool {
        self.0[number / 64] & (1 << (number % 64)) != 0
    }
}

/// The tables of one language.
#[derive(Debug)]
pub(super) struct Tables {
    /// For bits of a hash, 1 + the bucket that its entries are in; most words have none.
    slots: Vec<u16>,
    /// Those that have one, so that the others need not be read.
    used: Bits,
    buckets: Vec<Vec<Entry>>,
    /// Whether a starter begins with three bytes, see [`start`].
    starts: Bits,
    /// Hashes of the words that say nothing about a full stop, and their kinds; sorted, see [`Tables::lists`].
    aside: Vec<(u64, u16)>,
    /// For bits of a hash, whether one of those words has them.
    set_aside: Bits,
    /// See [`Tables::ends_like_a_verb`].
    endings: Vec<&'static [u8]>,
    /// Whether one of them ends with two bytes, see [`end`].
    ends: Bits,
    /// See [`Tables::has_incises`].
    incises: bool,
    /// Every entry with its kind, in the order of the file.
    listed: Vec<(Kind, &'static str)>,
}

const SLOTS: usize = 1 << 14;

fn slot(hash: u64) -> usize {
    (hash >> 50) as usize % SLOTS
}

/// The low bits of three bytes, the same for capitals and small letters.
#[inline]
fn start(first: u8, second: u8, third: u8) -> usize {
    usize::from(first & 31) << 10 | usize::from(second & 31) << 5 | usize::from(third & 31)
}

/// The low bits of the last two bytes of a word.
#[inline]
fn end(before: u8, last: u8) -> usize {
    usize::from(before & 31) << 5 | usize::from(last & 31)
}

impl Tables {
    pub(super) fn of(language: Language) -> &'static Tables {
        static FRENCH: LazyLock<Tables> =
            LazyLock::new(|| Tables::parse(include_str!("tables/fr.txt"), true));
        static ENGLISH: LazyLock<Tables> =
            LazyLock::new(|| Tables::parse(include_str!("tables/en.txt"), false));
        match language {
            Language::French => &FRENCH,
            Language::English => &ENGLISH,
        }
    }

    fn parse(source: &'static str, incises: bool) -> Tables {
        let mut tables = Tables {
            slots: vec![0; SLOTS],
            used: Bits::new(SLOTS),
            buckets: Vec::new(),
            starts: Bits::new(1 << 15),
            aside: Vec::new(),
            set_aside: Bits::new(SLOTS),
            endings: Vec::new(),
            ends: Bits::new(1 << 10),
            incises,
            listed: Vec::new(),
        };
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            let Some((name, entries)) = line.split_once(':') else { continue };
            let kind = Kind::ALL.iter().find(|(known, _)| *known == name).map(|&(_, kind)| kind);
            debug_assert!(kind.is_some(), "unknown kind `{name}` in a table");
            for entry in entries.split_whitespace() {
                if let Some(kind) = kind {
                    tables.add(entry, kind);
                }
            }
        }
        tables.aside.sort_unstable();
        tables
    }

    fn add(&mut self, entry: &'static str, kind: Kind) {
        self.listed.push((kind, entry));
        let word = entry.trim_end_matches('\'');
        let key = hash(word.as_bytes(), 0, word.len());
        let key = if word == entry { key } else { elided(key) };
        if kind == Kind::ClauseEnding {
            self.add_ending(entry.as_bytes());
            return;
        }
        if matches!(kind, Kind::Clause | Kind::NoHeading | Kind::Joins | Kind::Company) {
            self.aside.push((key, kind as u16));
            self.set_aside.set(slot(key));
            return;
        }
        if kind == Kind::Starter {
            self.add_start(entry.as_bytes());
        }
        self.insert(key, word, kind);
        if matches!(kind, Kind::Starter | Kind::StarterAfterMark) {
            // `It` stands for `It's` too.
            self.insert(elided(key), word, kind);
        }
    }

    /// Takes note of the first three bytes of a starter, and of what may stand behind a shorter one.
    fn add_start(&mut self, entry: &[u8]) {
        const BEHIND: [u8; 6] = *b" ',.-\xe2";
        let seconds = if let [_, second, ..] = entry { vec![*second] } else { BEHIND.to_vec() };
        for &second in &seconds {
            let thirds = match entry {
                [_, _, third, ..] => vec![*third],
                [_, b'\''] | [_] => (0..32).collect(),
                _ => BEHIND.to_vec(),
            };
            for third in thirds {
                self.starts.set(start(entry[0], second, third));
            }
        }
        // Apostrophes are of two kinds.
        if entry.get(1) == Some(&b'\'') {
            self.starts.set(start(entry[0], 0xe2, 0x80));
        }
    }

    fn add_ending(&mut self, ending: &'static [u8]) {
        self.endings.push(ending);
        match ending {
            [.., before, last] => self.ends.set(end(*before, *last)),
            [last] => (0..32).for_each(|before| self.ends.set(end(before, *last))),
            [] => {}
        }
    }

    fn insert(&mut self, hash: u64, word: &'static str, kind: Kind) {
        self.used.set(slot(hash));
        let slot = &mut self.slots[slot(hash)];
        if *slot == 0 {
            self.buckets.push(Vec::new());
            *slot = self.buckets.len() as u16;
        }
        let bucket = &mut self.buckets[usize::from(*slot) - 1];
        match bucket.iter_mut().find(|entry| entry.hash == hash && entry.word == word) {
            Some(entry) => entry.kinds.0 |= 1 << kind as u16,
            None => bucket.push(Entry { hash, word, kinds: Kinds(1 << kind as u16) }),
        }
    }

    /// The entries of a kind as written, sorted.
    pub(super) fn entries(&self, kind: Kind) -> Vec<&'static str> {
        let mut words: Vec<_> =
            self.listed.iter().filter(|(of, _)| *of == kind).map(|&(_, entry)| entry).collect();
        words.sort_unstable();
        words
    }

    /// Whether who speaks is told behind `?` and `!` without a quotation mark: `Que faire ? se demanda Jean.`
    pub(super) fn has_incises(&self) -> bool {
        self.incises
    }

    /// Whether a word with this hash is of one of the kinds that few ask for.
    #[inline]
    pub(super) fn lists(&self, hash: u64, kind: Kind) -> bool {
        self.set_aside.has(slot(hash)) && self.aside.binary_search(&(hash, kind as u16)).is_ok()
    }

    /// Whether a small word ends as verbs of a clause do.
    #[inline]
    pub(super) fn ends_like_a_verb(&self, word: &[u8]) -> bool {
        match word {
            [_, _, .., before, last] if self.ends.has(end(*before, *last)) => {
                self.endings.iter().any(|ending| word.ends_with(ending))
            }
            _ => false,
        }
    }

    /// Whether a capital behind a colon tells that a sentence begins: in French a small letter is usual there, in English
    /// both are.
    pub(super) fn is_small_behind_colon(&self) -> bool {
        self.incises
    }

    /// Whether a starter may begin with these bytes; nearly all words that begin no sentence do not.
    #[inline]
    pub(super) fn may_start(&self, first: u8, second: u8, third: u8) -> bool {
        self.starts.has(start(first, second, third))
    }

    /// What the tables say of a word of `text`.
    #[inline]
    pub(super) fn look_up(&self, text: &str, word: &Word) -> Kinds {
        let slot = slot(word.hash);
        if !self.used.has(slot) {
            return Kinds::default();
        }
        self.look_in(&self.buckets[usize::from(self.slots[slot]) - 1], text, word)
    }

    fn look_in(&self, bucket: &[Entry], text: &str, word: &Word) -> Kinds {
        let mut written = &text[word.start..word.end];
        if !written.ends_with(|c: char| c.is_ascii_alphabetic()) {
            written = written.trim_end_matches(['\'', '’']);
        }
        let find = |fits: &dyn Fn(&str) -> bool| {
            bucket.iter().find(|entry| entry.hash == word.hash && fits(entry.word)).map(|entry| entry.kinds)
        };
        if let Some(kinds) = find(&|entry| entry == written) {
            return kinds;
        }
        let kinds = find(&|entry| is_small_of(entry, written)).unwrap_or_default();
        // `M` is no metre and `L` no litre, but `À` begins sentences.
        if written.chars().nth(1).is_some() {
            kinds
        } else {
            Kinds(kinds.0 & (1 << Kind::Starter as u16 | 1 << Kind::StarterAfterMark as u16))
        }
    }
}

/// The hash of a word with an apostrophe behind, from that of the word without.
pub(super) fn elided(hash: u64) -> u64 {
    mix(hash ^ 0x27)
}

/// Whether `written` is `entry` with a capital: `Art` is `art`; `ART` is not, which may be another word.
fn is_small_of(entry: &str, written: &str) -> bool {
    if let ([small, rest @ ..], [capital, others @ ..]) = (entry.as_bytes(), written.as_bytes())
        && capital.is_ascii()
        && rest.is_ascii()
    {
        let first = capital.is_ascii_uppercase() && capital.to_ascii_lowercase() == *small;
        return first && rest == others && !rest.iter().any(u8::is_ascii_uppercase);
    }
    let (mut small, mut capital) = (entry.chars(), written.chars());
    let first =
        small.next().zip(capital.next()).is_some_and(|(s, c)| c.is_uppercase() && c.to_lowercase().eq([s]));
    first && small.as_str() == capital.as_str() && !small.as_str().chars().any(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(language: Language, word: &str) -> Kinds {
        Tables::of(language).look_up(word, &Word::within(word.as_bytes(), 0, word.len(), false))
    }

    #[test]
    fn every_line_of_the_tables_has_a_known_kind() {
        // `parse` asserts it; the counts show that it read something.
        assert!(Tables::of(Language::French).entries(Kind::BeforeWord).len() > 60);
        assert!(Tables::of(Language::English).entries(Kind::Starter).len() > 50);
    }

    #[test]
    fn a_small_entry_matches_with_a_capital_and_a_capital_entry_only_so() {
        let french = |word| kinds(Language::French, word);
        assert!(french("Art").has(Kind::BeforeNumber));
        assert!(french("Me").has(Kind::BeforeWord));
        assert!(!french("me").has(Kind::BeforeWord));
        assert!(french("Le").has(Kind::Starter) && !french("Dupont").has(Kind::Starter));
    }
}
