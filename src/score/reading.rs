//! Text to types and vectors, every distinct word looked at once.
//!
//! A text is read chunk by chunk: what stands between two white spaces. Most chunks were met before, so that what a chunk is
//! made of (types of tokens, the sum of its words' vectors, its length) is kept: reading a text costs one look-up a chunk.

use rustc_hash::FxHashMap;

use super::side::TypeId;
use super::token;
use crate::model::{Language, numbers};
use crate::vectors::Vectors;

/// What a chunk is made of.
struct Chunk {
    /// Its types, in `Reading::types`.
    types: std::ops::Range<usize>,
    /// Where its vector stands in `Reading::vectors`, unless it has none.
    vector: Option<usize>,
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
    vectors: Vec<f32>,
}

/// What a segment is made of.
pub(super) struct Read {
    /// Its types, ascending, each once.
    pub types: Vec<TypeId>,
    /// Characters that are no white space.
    pub chars: usize,
}

impl<'d, 'v> Reading<'d, 'v> {
    pub(super) fn new(language: Language, model: &'v Vectors, wanted: &'v dyn Fn(&str) -> bool) -> Self {
        Self {
            language,
            model,
            wanted,
            words: Vec::new(),
            ids: FxHashMap::default(),
            known: FxHashMap::default(),
            chunks: Vec::new(),
            types: Vec::new(),
            vectors: Vec::new(),
        }
    }

    /// Reads a segment, and adds its vector to `vector`, which has the model's size.
    pub(super) fn segment(&mut self, text: &'d str, vector: &mut [f32]) -> Read {
        let mut read = Read { types: Vec::new(), chars: 0 };
        for chunk in text.split([' ', '\n', '\t', '\r']).filter(|chunk| !chunk.is_empty()) {
            let at = match self.known.get(chunk) {
                Some(&at) => at as usize,
                None => self.meet(chunk),
            };
            let chunk = &self.chunks[at];
            read.chars += chunk.chars as usize;
            read.types.extend_from_slice(&self.types[chunk.types.clone()]);
            if let Some(at) = chunk.vector {
                let own = &self.vectors[at..at + vector.len()];
                vector.iter_mut().zip(own).for_each(|(sum, x)| *sum += x);
            }
        }
        if text.bytes().any(|b| b.is_ascii_digit()) {
            for number in numbers(text, self.language) {
                read.types.extend(self.id(number.value));
            }
        }
        if token::begins_with_dash(text) {
            read.types.extend(self.id("—".to_owned()));
        }
        read.types.sort_unstable();
        read.types.dedup();
        read
    }

    /// Takes a chunk apart, and gives it a number.
    fn meet(&mut self, chunk: &'d str) -> usize {
        let from = self.types.len();
        for token in token::of_chunk(chunk) {
            if let Some(id) = self.id(token) {
                self.types.push(id);
            }
        }
        let at = self.vectors.len();
        self.vectors.resize(at + self.model.dimensions(), 0.0);
        let known = self.model.add(self.language, chunk, &mut self.vectors[at..]);
        if !known {
            self.vectors.truncate(at);
        }
        let chars = chunk.chars().filter(|c| !c.is_whitespace()).count() as u32;
        let number = self.chunks.len();
        self.chunks.push(Chunk { types: from..self.types.len(), vector: known.then_some(at), chars });
        self.known.insert(chunk, number as u32);
        number
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
