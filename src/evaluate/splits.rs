//! How good are sentences? Gold spans, the figures that compare sentences with them, and how far probabilities
//! can be taken at their word.

use std::collections::{BTreeSet, HashSet};
use std::fmt;
use std::ops::{AddAssign, Range};

use serde::Deserialize;

use crate::error::{Error, Location, Result};
use crate::model::{Boundary, LanguageTag};

/// Steps in which probabilities are compared with what is right.
const BINS: usize = 10;

/// Characters of a line that are shown where it is wrong.
const SHOWN: usize = 40;

/// The sentences in `content`, the text of a `.bounds` file that users know as `name`, as bytes of `text`. A line has the
/// first character and the one behind the last, in characters of `text`; with two columns only they are bytes.
///
/// # Errors
/// [`Error::Gold`] with the line that names no part of the text; and where more than half of the text is in no sentence: the gold
/// of another text would give figures too.
pub fn parse_bounds(name: &str, content: &str, text: &str) -> Result<Vec<Range<usize>>> {
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let wrong = |number: usize, found: &str, expected| Error::Gold {
        at: Location::line(name, number),
        found: shown(found),
        expected,
    };
    let mut sentences = Vec::new();
    for (number, line) in content.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let fields: Vec<&str> = line.split('\t').collect();
        let at = |field: usize| -> Option<usize> {
            let number = fields.get(field)?.trim().parse().ok()?;
            if fields.len() < 4 { Some(number) } else { places.get(number).copied() }
        };
        let range = at(0).zip(at(1)).map(|(start, end)| start..end);
        sentences.push(range.filter(|range| text.get(range.clone()).is_some()).ok_or_else(|| {
            let expected = "the first byte of a sentence and the one behind its last, separated by a tab; or characters of \
                            the text, in four columns or more";
            wrong(number + 1, line, expected)
        })?);
    }
    let letters = |part: &str| part.chars().filter(|c| !c.is_whitespace()).count();
    let covered: usize = sentences.iter().map(|range| letters(&text[range.clone()])).sum();
    if 2 * covered < letters(text) {
        return Err(wrong(
            1,
            text.trim(),
            "most of the text in a sentence: is this the gold of another text?",
        ));
    }
    Ok(sentences)
}

/// The beginning of `found`, as much as a message has room for, on one line.
fn shown(found: &str) -> String {
    let mut shown = String::new();
    for (number, c) in found.chars().enumerate() {
        match c {
            _ if number == SHOWN => return shown + "…",
            _ if c.is_control() => shown.extend(c.escape_debug()),
            _ => shown.push(c),
        }
    }
    shown
}

/// What was found, of what is right.
#[derive(Debug, Clone, Copy, Default)]
struct Hits {
    right: usize,
    found: usize,
    gold: usize,
}

impl Hits {
    fn new<T: Ord>(found: &BTreeSet<T>, gold: &BTreeSet<T>) -> Self {
        Self { right: found.intersection(gold).count(), found: found.len(), gold: gold.len() }
    }
}

impl AddAssign for Hits {
    fn add_assign(&mut self, other: Self) {
        self.right += other.right;
        self.found += other.found;
        self.gold += other.gold;
    }
}

impl fmt::Display for Hits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = |of: usize| if of == 0 { 0.0 } else { self.right as f64 / of as f64 };
        let (precision, recall) = (share(self.found), share(self.gold));
        let sum = precision + recall;
        let f1 = if sum == 0.0 { 0.0 } else { 2.0 * precision * recall / sum };
        write!(f, "P {precision:.4} R {recall:.4} F1 {f1:.4}")
    }
}

/// Sentences and boundaries of texts, compared with gold.
///
/// Sentence F1 is that of CoNLL 2018: the same characters but for white space. Boundary F1 leaves out what a line break
/// gives already.
#[derive(Debug, Clone, Copy, Default)]
pub struct SplitTally {
    sentences: Hits,
    boundaries: Hits,
}

impl AddAssign for SplitTally {
    fn add_assign(&mut self, other: Self) {
        self.sentences += other.sentences;
        self.boundaries += other.boundaries;
    }
}

impl fmt::Display for SplitTally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sentence {}  boundary {}", self.sentences, self.boundaries)
    }
}

/// Where sentences were compared: characters before each byte that are not white space.
struct Dense(Vec<usize>);

impl Dense {
    fn new(text: &str) -> Self {
        let (mut places, mut count) = (Vec::with_capacity(text.len() + 1), 0);
        for c in text.chars() {
            places.extend(std::iter::repeat_n(count, c.len_utf8()));
            // The separators of ASCII count as white space for the reference scorer.
            count += usize::from(!c.is_whitespace() && !('\x1c'..='\x1f').contains(&c));
        }
        places.push(count);
        Self(places)
    }

    fn at(&self, byte: usize) -> usize {
        self.0.get(byte).or(self.0.last()).copied().unwrap_or(0)
    }

    fn span(&self, range: &Range<usize>) -> (usize, usize) {
        (self.at(range.start), self.at(range.end))
    }

    /// The boundaries that line breaks give, and the end.
    fn given(&self, text: &str) -> HashSet<usize> {
        let breaks = text.match_indices('\n').map(|(at, _)| self.at(at));
        breaks.chain([self.at(text.len())]).collect()
    }
}

impl SplitTally {
    /// Precision, recall and F1 of sentences.
    pub fn sentences(&self) -> impl fmt::Display {
        self.sentences
    }

    /// Precision, recall and F1 of boundaries within lines.
    pub fn boundaries(&self) -> impl fmt::Display {
        self.boundaries
    }

    /// Compares the sentences `found` in `text` with the `gold` ones.
    pub fn new(text: &str, gold: &[Range<usize>], found: &[Range<usize>]) -> Self {
        let dense = Dense::new(text);
        let given = dense.given(text);
        let spans = |of: &[Range<usize>]| of.iter().map(|range| dense.span(range)).collect::<BTreeSet<_>>();
        let ends = |of: &BTreeSet<(usize, usize)>| {
            of.iter().map(|span| span.1).filter(|end| !given.contains(end)).collect::<BTreeSet<_>>()
        };
        let (gold, found) = (spans(gold), spans(found));
        Self { sentences: Hits::new(&found, &gold), boundaries: Hits::new(&ends(&found), &ends(&gold)) }
    }
}

/// Boundaries within lines that only one side has: the byte where the sentence ends, and whether it is missing.
pub fn split_errors(text: &str, gold: &[Range<usize>], found: &[Range<usize>]) -> Vec<(usize, bool)> {
    let dense = Dense::new(text);
    let given = dense.given(text);
    let ends = |of: &[Range<usize>]| of.iter().map(|range| dense.at(range.end)).collect::<BTreeSet<_>>();
    let (right, ours) = (ends(gold), ends(found));
    let wrong = |side: &[Range<usize>], other: &BTreeSet<usize>, missed: bool| {
        let only = side.iter().map(|range| range.end).filter(|&end| {
            let end = dense.at(end);
            !other.contains(&end) && !given.contains(&end)
        });
        only.map(|end| (end, missed)).collect::<Vec<_>>()
    };
    let mut errors = wrong(gold, &ours, true);
    errors.extend(wrong(found, &right, false));
    errors.sort_unstable();
    errors
}

/// How often places of a probability are boundaries in truth.
#[derive(Debug, Clone, Copy, Default)]
pub struct Calibration([Bin; BINS]);

#[derive(Debug, Clone, Copy, Default)]
struct Bin {
    count: usize,
    sum: f64,
    right: usize,
}

impl Calibration {
    /// Compares the probabilities of `boundaries` in `text` with the `gold` sentences.
    pub fn new(text: &str, gold: &[Range<usize>], boundaries: &[Boundary]) -> Self {
        let dense = Dense::new(text);
        let ends: HashSet<usize> = gold.iter().map(|range| dense.at(range.end)).collect();
        let mut calibration = Self::default();
        for boundary in boundaries {
            let probability = f64::from(boundary.probability);
            let bin = &mut calibration.0[((probability * BINS as f64) as usize).min(BINS - 1)];
            bin.count += 1;
            bin.sum += probability;
            bin.right += usize::from(ends.contains(&dense.at(boundary.end)));
        }
        calibration
    }

    /// Expected calibration error, from 0: the mean distance between probability and share of boundaries, in
    /// ten steps of probability (Naeini et al. 2015).
    pub fn error(&self) -> f64 {
        let total: usize = self.0.iter().map(|bin| bin.count).sum();
        self.0.iter().map(|bin| (bin.sum - bin.right as f64).abs()).sum::<f64>() / total.max(1) as f64
    }

    /// The share of boundaries among places of 0.9 and more.
    pub fn sure(&self) -> f64 {
        self.0.last().map_or(0.0, |bin| bin.right as f64 / bin.count.max(1) as f64)
    }
}

impl AddAssign for Calibration {
    fn add_assign(&mut self, other: Self) {
        for (bin, other) in self.0.iter_mut().zip(other.0) {
            bin.count += other.count;
            bin.sum += other.sum;
            bin.right += other.right;
        }
    }
}

impl fmt::Display for Calibration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "calibration error {:.4}  right of 0.9 and more {:.4}", self.error(), self.sure())
    }
}

/// A case: a text, and its sentences or at least their number.
#[derive(Debug, Clone, Deserialize)]
pub struct Case {
    /// What to call it.
    pub id: String,
    /// The language, as a code of two letters.
    pub lang: String,
    /// The text.
    pub text: String,
    /// Its sentences.
    pub sents: Option<Vec<String>>,
    /// Their number.
    pub n: Option<usize>,
}

impl Case {
    /// Whether `sentences` are those of the case, but for white space.
    pub fn fits(&self, sentences: &[&str]) -> bool {
        let squeezed = |text: &str| text.split_whitespace().collect::<String>();
        match &self.sents {
            Some(expected) => {
                expected.len() == sentences.len()
                    && expected.iter().zip(sentences).all(|(a, b)| squeezed(a) == squeezed(b))
            }
            None => self.n == Some(sentences.len()),
        }
    }
}

/// The cases in `content`, the text of the file that users know as `name`: a JSON object a line.
///
/// # Errors
/// [`Error::Gold`] with the line that is no case.
pub fn parse_cases(name: &str, content: &str) -> Result<Vec<Case>> {
    let lines = content.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let case = |(number, line): (usize, &str)| {
        let wrong =
            |found: String, expected| Error::Gold { at: Location::line(name, number + 1), found, expected };
        let whole = "an object with `id`, `lang`, `text` and `sents` or `n`";
        let case: Case = serde_json::from_str(line).map_err(|fault| {
            // Its line is always 1.
            let fault = fault.to_string();
            let fault = fault.split_once(" at line 1 column").map_or(&fault[..], |(fault, _)| fault);
            wrong(format!("{} ({fault})", shown(line)), whole)
        })?;
        if case.sents.is_none() && case.n.is_none() {
            return Err(wrong(shown(line), whole));
        }
        if case.lang.parse::<LanguageTag>().is_err() {
            return Err(wrong(shown(&case.lang), "`fr` or `en` as `lang`"));
        }
        Ok(case)
    };
    lines.map(case).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Un. Deux. Trois.\nQuatre. Cinq.";

    fn spans(ends: &[(usize, usize)]) -> Vec<Range<usize>> {
        ends.iter().map(|&(start, end)| start..end).collect()
    }

    #[test]
    fn line_breaks_and_the_end_are_no_boundaries_to_find() {
        let gold = spans(&[(0, 3), (4, 9), (10, 16), (17, 24), (25, 30)]);
        let found = spans(&[(0, 9), (10, 16), (17, 30)]);
        insta::assert_snapshot!(SplitTally::new(TEXT, &gold, &found), @"sentence P 0.3333 R 0.2000 F1 0.2500  boundary P 1.0000 R 0.3333 F1 0.5000");
        assert_eq!(split_errors(TEXT, &gold, &found), [(3, true), (24, true)]);
        insta::assert_snapshot!(SplitTally::new(TEXT, &gold, &[]), @"sentence P 0.0000 R 0.0000 F1 0.0000  boundary P 0.0000 R 0.0000 F1 0.0000");
    }

    #[test]
    fn bounds_are_characters_with_four_columns_and_bytes_with_two() {
        let expected = spans(&[(0, 3), (4, 7)]);
        assert_eq!(parse_bounds("b", "0\t2\t0\t3\tx\n3\t5\t4\t6\ty\n", "é. À.").unwrap(), expected);
        assert_eq!(parse_bounds("b", "0\t3\n4\t7\n", "é. À.").unwrap(), expected);
        assert!(parse_bounds("b", "\n", " \n").unwrap().is_empty());
    }

    #[test]
    fn bounds_that_do_not_fit_their_text_are_refused() {
        let refused = |content: &str| parse_bounds("b", content, "é. À.").unwrap_err().to_string();
        for (wrong, begin) in [
            ("0\t99", "b:1: found `0\\t99`, expected the first byte of a sentence"),
            ("un\tdeux", "b:1: found `un\\tdeux`, expected the first byte of a sentence"),
            ("0\t3\n4\t5", "b:2: found `4\\t5`, expected the first byte of a sentence"),
            ("3", "b:1: found `3`, expected the first byte of a sentence"),
            ("0\t2", "b:1: found `é. À.`, expected most of the text in a sentence"),
            ("", "b:1: found `é. À.`, expected most of the text in a sentence"),
        ] {
            assert!(refused(wrong).starts_with(begin), "{}", refused(wrong));
        }
        assert!(refused(&"0\t".repeat(1000)).len() < 300);
    }

    #[test]
    fn calibration_counts_how_far_probabilities_are_from_the_truth() {
        let boundary = |end, probability| Boundary { end, next: end + 1, probability };
        let gold = spans(&[(0, 3), (4, 9), (10, 16)]);
        let calibration =
            Calibration::new(TEXT, &gold, &[boundary(3, 0.95), boundary(9, 0.95), boundary(24, 0.1)]);
        insta::assert_snapshot!(calibration, @"calibration error 0.0667  right of 0.9 and more 1.0000");
    }
}
