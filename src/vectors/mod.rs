//! The bilingual model: vectors of French and English words in one space.
//!
//! It is additive: the vector of a segment is the sum of its words' vectors, so that the vector of any run of segments is a
//! sum too, and beads of any shape are compared without looking at a text twice. The length of a word's vector
//! is its weight. A word that the model does not know is the sum of its runs of letters, which both languages share.

mod file;
mod words;

pub use file::{Packed, VectorsError};
pub(crate) use words::in_small_letters;
pub use words::{gram_keys, word_key, words};

use crate::model::Language;

/// The model that this program comes with, as `Packed::write` wrote it; a test reads it.
static BUILT_IN: &[u8] = include_bytes!("vectors.bin");

/// A bilingual model: rows of numbers by key.
#[derive(Debug, Clone)]
pub struct Vectors {
    packed: Packed,
}

impl Vectors {
    /// The model that this program comes with; `card.md` beside it names what it was learned from.
    pub fn built_in() -> Self {
        Self { packed: Packed::trusted(BUILT_IN) }
    }

    /// A model that knows nothing.
    pub(crate) fn none() -> Self {
        Self { packed: Packed::none() }
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// What is no model, or damaged.
    pub fn new(bytes: impl Into<std::borrow::Cow<'static, [u8]>>) -> Result<Self, VectorsError> {
        Ok(Self { packed: Packed::new(bytes.into())? })
    }

    /// Numbers in a vector.
    pub fn dimensions(&self) -> usize {
        self.packed.dimensions()
    }

    /// Adds the vectors of a text's words to `vector`; whether the model knew any.
    pub fn add(&self, language: Language, text: &str, vector: &mut [f32]) -> bool {
        words(text).filter(|word| self.add_word(language, word, vector)).count() > 0
    }

    /// The vectors of texts, one after the other.
    pub fn of_texts<'t>(&self, language: Language, texts: impl Iterator<Item = &'t str>) -> Vec<f32> {
        let mut vectors = Vec::new();
        for text in texts {
            let start = vectors.len();
            vectors.resize(start + self.dimensions(), 0.0);
            self.add(language, text, &mut vectors[start..]);
        }
        vectors
    }

    /// Adds the vector of a word: its own, or the sum of its runs of letters.
    fn add_word(&self, language: Language, word: &str, vector: &mut [f32]) -> bool {
        match self.find_word(language, word) {
            Some(row) => {
                self.add_row(row, vector);
                true
            }
            None => self.add_letters(word, vector),
        }
    }

    /// The row of a word that the model knows.
    pub(crate) fn find_word(&self, language: Language, word: &str) -> Option<usize> {
        self.packed.find(word_key(language, word))
    }

    /// Adds a row of the model.
    pub(crate) fn add_row(&self, row: usize, vector: &mut [f32]) {
        self.packed.add_row(row, vector);
    }

    /// Adds the vectors of a word's runs of letters; whether the model knew any.
    pub(crate) fn add_letters(&self, word: &str, vector: &mut [f32]) -> bool {
        // All are looked for before any is added: looking waits for memory, several times at once.
        let rows: Vec<usize> = gram_keys(word).into_iter().filter_map(|key| self.packed.find(key)).collect();
        rows.iter().for_each(|row| self.packed.add_row(*row, vector));
        !rows.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(vectors: &Vectors, language: Language, text: &str) -> Vec<f32> {
        vectors.of_texts(language, std::iter::once(text))
    }

    fn cosine(x: &[f32], y: &[f32]) -> f32 {
        let dot = |x: &[f32], y: &[f32]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f32>();
        dot(x, y) / (dot(x, x) * dot(y, y)).sqrt()
    }

    #[test]
    fn the_built_in_model_is_whole() {
        let packed = Packed::new(BUILT_IN.into()).unwrap();
        assert_eq!(packed.dimensions(), Vectors::built_in().dimensions());
        assert!(packed.keys().is_sorted_by(|a, b| a < b));
        assert!(packed.keys().count() > 10_000);
    }

    #[test]
    fn translations_are_alike_in_the_built_in_model() {
        let vectors = Vectors::built_in();
        for (french, english, other) in [
            ("maison", "house", "horse"),
            ("roi", "king", "bread"),
            ("guerre", "war", "water"),
            ("hôpital", "hospital", "mountain"),
            ("Il pleut.", "It is raining.", "He has arrived."),
        ] {
            let x = of(&vectors, Language::French, french);
            let alike = |text: &str| cosine(&x, &of(&vectors, Language::English, text));
            assert!(alike(english) > alike(other) + 0.1, "{french}: {english}, {other}");
        }
    }

    /// Rows by the words' keys and runs of letters.
    fn model(words: &[(Language, &str)], grams: &[&str]) -> Vectors {
        let keys = words.iter().map(|&(language, word)| word_key(language, word));
        let mut keys: Vec<u32> = keys.chain(grams.iter().flat_map(|word| gram_keys(word))).collect();
        keys.sort_unstable();
        keys.dedup();
        let row = |key: &u32| (*key, (0..8).map(|k| (key >> (4 * k) & 15) as f32 - 7.0).collect());
        let rows: Vec<(u32, Vec<f32>)> = keys.iter().map(row).collect();
        Vectors::new(Packed::write(8, 8, &rows)).unwrap()
    }

    #[test]
    fn an_unknown_word_gets_a_vector_from_its_runs_of_letters() {
        let vectors = model(&[(Language::French, "chat")], &["natasha"]);
        // Accents are no part of the runs, and both languages share them.
        let french = of(&vectors, Language::French, "Natàsha");
        assert!(french.iter().any(|x| *x != 0.0));
        assert_eq!(french, of(&vectors, Language::English, "natasha"));
        assert!(cosine(&french, &of(&vectors, Language::English, "Natashas")) > 0.5);
        assert!(of(&vectors, Language::English, "elephant").iter().all(|x| *x == 0.0));
        // A word that is known is known in its own language only.
        assert!(of(&vectors, Language::French, "chat").iter().any(|x| *x != 0.0));
        assert!(of(&vectors, Language::English, "chat").iter().all(|x| *x == 0.0));
    }

    #[test]
    fn the_vector_of_a_text_is_the_sum_of_those_of_its_words() {
        let vectors = Vectors::built_in();
        let of = |text: &str| of(&vectors, Language::French, text);
        let sum: Vec<f32> = of("l'été").iter().zip(of("arrive")).map(|(x, y)| x + y).collect();
        let found = of("L’été arrive !");
        assert!(found.iter().zip(&sum).all(|(x, y)| (x - y).abs() < 1e-4));
        assert!(of("… !").iter().all(|x| *x == 0.0));
    }
}
