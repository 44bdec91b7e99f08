//! Text to types and vectors, every distinct word looked at once.
//!
//! A text is read chunk by chunk: what stands between two white spaces. Most chunks were met before, so that what a chunk is
//! made of (types of tokens, the sum of its words' vectors, its length) is kept: reading a text costs one look-up a chunk.

use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::xxh3_64;

use super::across::{Clauses, ends_clause};
use super::product::add;
use super::side::TypeId;
use super::{numerals, token};
use crate::model::{Language, numbers, words};
use crate::vectors::{Vectors, in_small_letters};

/// The words that were met: what is read next need not look for them again.
#[derive(Debug, Default)]
pub struct Words {
    /// Where the vector of each word stands, unless it has none; by hash, as chunks are.
    places: FxHashMap<u64, Option<Place>>,
    /// Vectors of words that the model does not know, one after the other.
    vectors: Vec<f32>,
}

/// Numbers of vectors that are kept at most, 64 MB; with more, all are forgotten.
const MOST_KEPT: usize = 1 << 24;
/// Words that are kept at most.
const MOST_WORDS: usize = MOST_KEPT / 128;

impl Words {
    /// Whether there are too many to be kept.
    fn are_many(&self) -> bool {
        self.vectors.len() > MOST_KEPT || self.places.len() > MOST_WORDS
    }

    /// Where the vector of a word stands.
    fn place(&mut self, word: &str, language: Language, model: &Vectors) -> Option<Place> {
        let hash = xxh3_64(word.as_bytes());
        if let Some(place) = self.places.get(&hash) {
            return *place;
        }
        let place = match model.find_word(language, word) {
            Some(row) => Some(Place::Model(row as u32)),
            None => self.spell(word, model),
        };
        self.places.insert(hash, place);
        place
    }

    /// Makes the vector of a word that the model does not know.
    fn spell(&mut self, word: &str, model: &Vectors) -> Option<Place> {
        let (at, d) = (self.vectors.len(), model.dimensions());
        self.vectors.resize(at + d, 0.0);
        let known = model.add_letters(word, &mut self.vectors[at..]);
        self.vectors.truncate(at + if known { d } else { 0 });
        known.then_some(Place::Word(at as u32))
    }
}

/// Where a vector stands. Those of the model are not copied: packed, they are an eighth as large, so that adding one fetches less.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// In this row of the model.
    Model(u32),
    /// Among those of words from here on.
    Word(u32),
    /// Among the sums from here on.
    Sum(u32),
}

/// What a chunk is made of.
#[derive(Clone, Copy)]
struct Chunk {
    /// Its types, in `Reading::types`.
    types: (u32, u32),
    /// Where its vector stands, unless it has none.
    vector: Option<Place>,
    /// Characters that are no white space.
    chars: u32,
    /// Whether a clause ends behind it.
    ends_clause: bool,
    /// Whether it may be a part of a number that is not written in digits.
    counts: bool,
}

/// Reads the segments of one document.
pub(super) struct Reading<'v> {
    language: Language,
    model: &'v Vectors,
    wanted: &'v dyn Fn(&str) -> bool,
    /// The written form of each type.
    pub words: Vec<String>,
    /// By hash, as chunks are.
    ids: FxHashMap<u64, TypeId>,
    /// By hash, so that no text must be fetched to be compared: two chunks have one in 2^64 times.
    known: FxHashMap<u64, Chunk>,
    types: Vec<TypeId>,
    met: &'v mut Words,
    /// Sums of the vectors of several words.
    sums: Vec<f32>,
    /// The types of a segment as they come.
    found: Vec<TypeId>,
    /// The clauses, unless the model knows nothing.
    pub clauses: Option<Clauses>,
}

/// What a segment is made of.
pub(super) struct Read<'r> {
    /// Its types, ascending, each once.
    pub types: &'r [TypeId],
    /// Characters that are no white space.
    pub chars: usize,
}

impl<'v> Reading<'v> {
    pub(super) fn new(
        language: Language,
        model: &'v Vectors,
        wanted: &'v dyn Fn(&str) -> bool,
        met: &'v mut Words,
    ) -> Self {
        if met.are_many() {
            *met = Words::default();
        }
        Self {
            language,
            model,
            wanted,
            words: Vec::new(),
            ids: FxHashMap::default(),
            known: FxHashMap::default(),
            types: Vec::new(),
            met,
            sums: Vec::new(),
            found: Vec::new(),
            clauses: (model.dimensions() > 0).then(|| Clauses::new(model.dimensions())),
        }
    }

    /// Reads a segment, and adds its vector to `vector`, which has the model's size.
    pub(super) fn segment(&mut self, text: &str, vector: &mut [f32]) -> Read<'_> {
        let (mut chars, mut chunks, mut counts) = (0, 0, false);
        self.found.clear();
        // Taken out, so that vectors can be added to it.
        let mut clauses = self.clauses.take();
        for chunk in text.split_ascii_whitespace() {
            let hash = xxh3_64(chunk.as_bytes());
            let chunk = match self.known.get(&hash) {
                Some(known) => *known,
                None => {
                    let met = self.meet(chunk);
                    self.known.insert(hash, met);
                    met
                }
            };
            chars += chunk.chars as usize;
            chunks += 1;
            counts |= chunk.counts;
            let (from, to) = chunk.types;
            self.found.extend_from_slice(&self.types[from as usize..to as usize]);
            let Some(clauses) = &mut clauses else { continue };
            if let Some(place) = chunk.vector {
                self.add(place, clauses.going_on(chunk.chars as usize));
            }
            if chunk.ends_clause {
                clauses.mark();
            }
        }
        if let Some(clauses) = &mut clauses {
            clauses.end(vector);
        }
        self.clauses = clauses;
        self.find_in_whole(text, counts || chunks == 1);
        self.found.sort_unstable();
        self.found.dedup();
        Read { types: &self.found, chars }
    }

    /// Finds what no chunk shows alone: numbers, which may go over several, those that are not written in digits if the text
    /// `counts`, and the dash of a speaker.
    fn find_in_whole(&mut self, text: &str, counts: bool) {
        numbers(text, self.language).for_each(|number| self.find(&number.value));
        if counts {
            let found = numerals::of_text(text, self.language);
            found.into_iter().for_each(|value| self.find(&value.to_string()));
        }
        if token::begins_with_dash(text) {
            self.find("—");
        }
    }

    /// A token of the segment.
    fn find(&mut self, token: &str) {
        let id = self.id(token);
        self.found.extend(id);
    }

    /// Takes a chunk apart that was not met before.
    fn meet(&mut self, chunk: &str) -> Chunk {
        let from = self.types.len() as u32;
        let words: Vec<&str> = words(chunk).collect();
        for word in words.iter().filter(|word| token::is_token(word)) {
            let id = self.id(&token::folded(word));
            self.types.extend(id);
        }
        for mark in token::marks(chunk) {
            let id = self.id(mark);
            self.types.extend(id);
        }
        let vector = self.vector(&words);
        let chars = chunk.chars().filter(|c| !c.is_whitespace()).count() as u32;
        Chunk {
            types: (from, self.types.len() as u32),
            vector,
            chars,
            ends_clause: ends_clause(chunk),
            counts: numerals::may_count(chunk, &words),
        }
    }

    /// Adds what stands there.
    fn add(&self, place: Place, vector: &mut [f32]) {
        match place {
            Place::Model(row) => self.model.add_row(row as usize, vector),
            Place::Word(at) => add(&self.met.vectors[at as usize..], vector),
            Place::Sum(at) => add(&self.sums[at as usize..], vector),
        }
    }

    /// Where the vector of some words stands: that of one, or a sum.
    fn vector(&mut self, words: &[&str]) -> Option<Place> {
        let mut places = words
            .iter()
            .filter_map(|word| self.met.place(&in_small_letters(word), self.language, self.model))
            .peekable();
        let first = places.next()?;
        if places.peek().is_none() {
            return Some(first);
        }
        let all: Vec<Place> = std::iter::once(first).chain(places).collect();
        let mut sum = vec![0.0; self.model.dimensions()];
        all.into_iter().for_each(|place| self.add(place, &mut sum));
        let at = self.sums.len() as u32;
        self.sums.extend_from_slice(&sum);
        Some(Place::Sum(at))
    }

    /// The type of a token, unless it is not wanted.
    fn id(&mut self, token: &str) -> Option<TypeId> {
        let hash = xxh3_64(token.as_bytes());
        if let Some(&id) = self.ids.get(&hash) {
            return Some(id);
        }
        if !(self.wanted)(token) {
            return None;
        }
        let id = self.words.len() as TypeId;
        self.words.push(token.to_owned());
        self.ids.insert(hash, id);
        Some(id)
    }
}
