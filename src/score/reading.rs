//! Text to types and vectors, every distinct word looked at once.
//!
//! A text is read chunk by chunk: what stands between two white spaces. Most chunks were met before, so that what a chunk is
//! made of (types of tokens, the sum of its words' vectors, its length) is kept: reading a text costs one look-up a chunk.

use multiversion::multiversion;
use rustc_hash::FxHashMap;

use super::side::TypeId;
use super::token;
use crate::model::{Language, numbers};
use crate::vectors::{Vectors, words};

/// The words that were met, with their vectors: what is read next need not look for them again.
#[derive(Debug, Default)]
pub struct Words {
    /// Where the vector of each word begins, unless it has none.
    places: FxHashMap<String, Option<usize>>,
    vectors: Vec<f32>,
}

/// Numbers of vectors that are kept at most, 64 MB; with more, all are forgotten.
const MOST_KEPT: usize = 1 << 24;

impl Words {
    /// Where the vector of a word begins.
    fn place(&mut self, word: String, language: Language, model: &Vectors) -> Option<usize> {
        if let Some(place) = self.places.get(&word) {
            return *place;
        }
        let (at, d) = (self.vectors.len(), model.dimensions());
        self.vectors.resize(at + d, 0.0);
        let known = model.add_word(language, &word, &mut self.vectors[at..]);
        self.vectors.truncate(at + if known { d } else { 0 });
        let place = known.then_some(at);
        self.places.insert(word, place);
        place
    }
}

/// Where a vector begins: that of a word, or one of the sums.
#[derive(Clone, Copy)]
enum Place {
    Word(usize),
    Sum(usize),
}

/// What a chunk is made of.
struct Chunk {
    /// Its types, in `Reading::types`.
    types: std::ops::Range<usize>,
    /// Where its vector stands, unless it has none.
    vector: Option<Place>,
    /// Characters that are no white space.
    chars: u32,
}

/// Reads the segments of one document.
pub(super) struct Reading<'d, 'v> {
    language: Language,
    model: &'v Vectors,
    wanted: &'v dyn Fn(&str) -> bool,
    /// The written form of each type.
    pub words: Vec<String>,
    ids: FxHashMap<String, TypeId>,
    known: FxHashMap<&'d str, u32>,
    chunks: Vec<Chunk>,
    types: Vec<TypeId>,
    met: &'v mut Words,
    /// Sums of the vectors of several words.
    sums: Vec<f32>,
    /// The types of a segment as they come.
    found: Vec<TypeId>,
}

/// What a segment is made of.
pub(super) struct Read<'r> {
    /// Its types, ascending, each once.
    pub types: &'r [TypeId],
    /// Characters that are no white space.
    pub chars: usize,
}

impl<'d, 'v> Reading<'d, 'v> {
    pub(super) fn new(
        language: Language,
        model: &'v Vectors,
        wanted: &'v dyn Fn(&str) -> bool,
        met: &'v mut Words,
    ) -> Self {
        if met.vectors.len() > MOST_KEPT {
            *met = Words::default();
        }
        Self {
            language,
            model,
            wanted,
            words: Vec::new(),
            ids: FxHashMap::default(),
            known: FxHashMap::default(),
            chunks: Vec::new(),
            types: Vec::new(),
            met,
            sums: Vec::new(),
            found: Vec::new(),
        }
    }

    /// Reads a segment, and adds its vector to `vector`, which has the model's size.
    pub(super) fn segment(&mut self, text: &'d str, vector: &mut [f32]) -> Read<'_> {
        let mut chars = 0;
        self.found.clear();
        for chunk in text.split_ascii_whitespace() {
            let at = match self.known.get(chunk) {
                Some(&at) => at as usize,
                None => self.meet(chunk),
            };
            let chunk = &self.chunks[at];
            chars += chunk.chars as usize;
            self.found.extend_from_slice(&self.types[chunk.types.clone()]);
            if let Some(place) = chunk.vector {
                let (vectors, at) = match place {
                    Place::Word(at) => (&self.met.vectors, at),
                    Place::Sum(at) => (&self.sums, at),
                };
                add(&vectors[at..at + vector.len()], vector);
            }
        }
        if text.bytes().any(|b| b.is_ascii_digit()) {
            for number in numbers(text, self.language) {
                let id = self.id(number.value);
                self.found.extend(id);
            }
        }
        if token::begins_with_dash(text) {
            let id = self.id("—".to_owned());
            self.found.extend(id);
        }
        self.found.sort_unstable();
        self.found.dedup();
        Read { types: &self.found, chars }
    }

    /// Takes a chunk apart, and gives it a number.
    fn meet(&mut self, chunk: &'d str) -> usize {
        let from = self.types.len();
        for token in token::of_chunk(chunk) {
            if let Some(id) = self.id(token) {
                self.types.push(id);
            }
        }
        let vector = self.vector(chunk);
        let chars = chunk.chars().filter(|c| !c.is_whitespace()).count() as u32;
        let number = self.chunks.len();
        self.chunks.push(Chunk { types: from..self.types.len(), vector, chars });
        self.known.insert(chunk, number as u32);
        number
    }

    /// Where the vector of a chunk stands: that of its one word, or a sum.
    fn vector(&mut self, chunk: &str) -> Option<Place> {
        let d = self.model.dimensions();
        let mut place = None;
        for word in words(chunk) {
            let Some(at) = self.met.place(word, self.language, self.model) else { continue };
            let vector = &self.met.vectors[at..at + d];
            place = Some(match place {
                None => Place::Word(at),
                Some(Place::Sum(sum)) => {
                    add(vector, &mut self.sums[sum..]);
                    Place::Sum(sum)
                }
                Some(Place::Word(first)) => {
                    let sum = self.sums.len();
                    self.sums.extend_from_slice(&self.met.vectors[first..first + d]);
                    add(vector, &mut self.sums[sum..]);
                    Place::Sum(sum)
                }
            });
        }
        place
    }

    /// The type of a token, unless it is not wanted.
    fn id(&mut self, token: String) -> Option<TypeId> {
        if let Some(&id) = self.ids.get(&token) {
            return Some(id);
        }
        if !(self.wanted)(&token) {
            return None;
        }
        let id = self.words.len() as TypeId;
        self.words.push(token.clone());
        self.ids.insert(token, id);
        Some(id)
    }
}

#[multiversion(targets("x86_64+avx2"))]
fn add(vector: &[f32], sum: &mut [f32]) {
    sum.iter_mut().zip(vector).for_each(|(sum, x)| *sum += x);
}
