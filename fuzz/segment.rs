//! Looks for texts that break the splitter: what must hold for any bytes, tried on bytes that coverage leads to.
//!
//! ```text
//! cargo install cargo-fuzz
//! mkdir -p fuzz/corpus/segment
//! cargo fuzz run -s none segment fuzz/corpus/segment fuzz/seeds -- -dict=fuzz/marks.dict -max_len=4096 -timeout=10
//! ```
//!
//! It runs on stable Rust: there is no `unsafe` here for a sanitizer to watch. What it finds goes to
//! `fuzz/artifacts/segment`; the same command with the name of such a file in place of the folders tries it again.
//!
//! The first four bytes of an input are options ([`Plan`]). The rest is the text: as it is, or, where the first byte is odd, a
//! byte for each of [`TOKENS`], so that marks, labels and no-break spaces come often.

#![no_main]

use std::ops::Range;
use std::time::{Duration, Instant};

use libfuzzer_sys::{Corpus, fuzz_target};
use unicode_segmentation::GraphemeCursor;
use visavis::model::{Document, Language};
use visavis::pipeline::{self, DocumentOptions, Stream};
use visavis::read::{ParagraphRule, Sizes, Survey};
use visavis::segment::Splitter;

/// What a text is made of that is hard to split.
const TOKENS: [&str; 112] = [
    " ", " ", " ", " ", "\u{a0}", "\u{202f}", "\u{2009}", "\u{2060}", "\u{3000}", "\t", "  ", "\n", "\n\n", "\r\n", "\r",
    "\u{2028}", "\u{2029}", "\u{85}", "\u{c}", ".", ".", ".", ". ", ". ", "?", "!", "…", "...", ". . .", ":", ": ", ";", ",",
    "-", "–", "—", "— ", "•", "\"", "\"", "'", "’", "‘", "“", "”", "«", "»", "« ", " »", "‹", "›", "(", ")", "[", "]", "{",
    "}", "(…)", "[12]", "¹", "1", "2", "12", "1.", "2.", "1) ", "2) ", "a) ", "b) ", "(i) ", "(ii) ", "i. ", "H) ", "I) ",
    "3.14", "12:30", "a", "e", "é", "É", "A", "I", "J", "Le ", "The ", "Il ", "She ", "l’", "L’", "mot", "Mot", "M. ", "Mr. ",
    "art. ", "etc.", "p. ", "U.S.", "J.-P. ", "°C", "dit ", "said ", "Dupont ", "http://a.b/", "www.", "a@b.fr", "\u{301}",
    "\u{200d}", "\u{200b}", "\u{600}", "😀", "🇫🇷", "日本",
];

/// No text of up to [`MOST`] bytes may take longer, the options and the stream taken together.
const LONGEST: Duration = Duration::from_millis(200);
const MOST: usize = 4096;

/// How a text is to be split.
struct Plan {
    options: DocumentOptions,
    /// Blocks of a stream, in bytes.
    block: usize,
    /// Whether to cut lines that are longer than a block.
    cut_lines: bool,
}

impl Plan {
    fn new(language: u8, cutoff: u8, block: u8) -> Self {
        let spoken = if language & 1 == 0 { Language::French } else { Language::English };
        let cutoff = match cutoff {
            0 => visavis::segment::CUTOFF,
            cutoff => f32::from(cutoff - 1) / 254.0,
        };
        let options = DocumentOptions {
            paragraphs: if language & 2 == 0 { ParagraphRule::EmptyLine } else { ParagraphRule::Line },
            reflow: language & 12 == 4,
            pre_segmented: language & 12 == 8,
            cutoff,
            ..DocumentOptions::new(spoken.into())
        };
        Self { options, block: usize::from(block >> 1) + 1, cut_lines: block & 1 == 1 }
    }
}

fuzz_target!(|data: &[u8]| -> Corpus {
    let [how, language, cutoff, block, rest @ ..] = data else { return Corpus::Reject };
    let plan = Plan::new(*language, *cutoff, *block);
    let text = match how & 1 {
        0 => rest.to_vec(),
        _ => rest.iter().flat_map(|&b| TOKENS[usize::from(b) % TOKENS.len()].bytes()).collect(),
    };
    let splits = try_all(&text, &plan);
    if text.len() <= MOST {
        refuse_slow(&text, &plan);
    }
    if splits { Corpus::Keep } else { Corpus::Reject }
});

/// A machine that is busy with something else is not always slow.
fn refuse_slow(text: &[u8], plan: &Plan) {
    let slow = |_| {
        let begin = Instant::now();
        pipeline::document("any", text, &plan.options).ok();
        begin.elapsed() > LONGEST
    };
    assert!(!(0..5).all(slow), "{} bytes took more than {LONGEST:?}", text.len());
}

/// Whether the bytes are text at all.
fn try_all(bytes: &[u8], plan: &Plan) -> bool {
    let document = match pipeline::document("any", bytes, &plan.options) {
        Ok(loaded) => loaded.document,
        Err(visavis::Error::Lost { offset, .. }) => panic!("byte {offset} was lost"),
        Err(_) => return false,
    };
    check_segments(&document, plan);
    check_boundaries(&document);
    check_explanation(bytes, &document, plan);
    check_ways(&document, plan);
    if !plan.options.reflow {
        check_stream(bytes, &document, plan);
    }
    true
}

fn squeezed(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| !c.is_whitespace())
}

fn is_grapheme_boundary(content: &str, at: usize) -> bool {
    GraphemeCursor::new(at, content.len(), true).is_boundary(content, 0).unwrap()
}

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{c}')
}

fn check_segments(document: &Document, plan: &Plan) {
    let content = document.text().content();
    let mut done = 0;
    for segment in document.segments() {
        let Range { start, end } = segment.range;
        let gap = &content[done..start];
        let sentence = &content[start..end];
        assert!(gap.trim().is_empty(), "{gap:?} is in no segment");
        assert!(!sentence.is_empty() && sentence.trim() == sentence, "{sentence:?}");
        let soft = |at: usize| {
            let behind = sentence[at..].trim_start_matches(['\r', '\n']);
            sentence[..at].ends_with([' ', '\r']) || matches!(behind, "." | "?" | "!")
        };
        assert!(sentence.match_indices(is_break).all(|(at, _)| soft(at)), "{sentence:?}");
        // White space at line ends is taken away whatever hangs on it.
        if done > 0 && !gap.contains(is_break) {
            assert!(!plan.options.pre_segmented, "{sentence:?}");
            assert!(is_grapheme_boundary(content, done), "{:?} ends in a character", &content[..done]);
            assert!(is_grapheme_boundary(content, start), "{:?} begins in a character", &content[start..]);
        }
        done = end;
    }
    assert!(content[done..].trim().is_empty(), "{:?} is in no segment", &content[done..]);
    let sentences: String = document.segments().iter().map(|segment| document.segment(segment)).collect();
    assert!(squeezed(&sentences).eq(squeezed(content)));
    assert!(document.segments().is_sorted_by_key(|segment| segment.paragraph));
}

fn check_boundaries(document: &Document) {
    let content = document.text().content();
    for boundary in document.boundaries() {
        assert!(content.is_char_boundary(boundary.end) && content.is_char_boundary(boundary.next), "{boundary:?}");
        // A part of a stream may end where its last boundary does.
        assert!(boundary.end <= boundary.next && boundary.next <= content.len(), "{boundary:?}");
        assert!((0.0..=1.0).contains(&boundary.probability), "{boundary:?}");
        assert!(content[boundary.end..boundary.next].trim().is_empty(), "{boundary:?}");
        assert!(!content[boundary.end..boundary.next].contains(is_break), "{boundary:?}");
    }
    for pair in document.boundaries().windows(2) {
        assert!(pair[0].end < pair[1].end && pair[0].next <= pair[1].end, "{pair:?} in {content:?}");
    }
    for segment in document.segments() {
        assert!((0.0..=1.0).contains(&document.ending(segment)));
    }
}

/// What is explained is what is done.
fn check_explanation(bytes: &[u8], document: &Document, plan: &Plan) {
    let options = DocumentOptions { pre_segmented: false, ..plan.options.clone() };
    let (text, explained) = pipeline::explain("any", bytes, &options).unwrap();
    assert_eq!(text.content(), document.text().content());
    if plan.options.pre_segmented {
        return;
    }
    let places: Vec<_> = explained.iter().map(|explanation| explanation.boundary).collect();
    assert_eq!(places, document.boundaries());
    for explanation in explained.iter().filter(|explanation| explanation.cut) {
        assert!(explanation.boundary.probability >= plan.options.cutoff);
    }
}

/// A text without lines may be split as such too; a cut at everything or nothing loses nothing either.
fn check_ways(document: &Document, plan: &Plan) {
    let content = document.text().content();
    let splitter = Splitter::new(plan.options.language.language());
    for cutoff in [0.0, plan.options.cutoff, 1.0, f32::NAN] {
        let splitter = splitter.clone().with_cutoff(cutoff);
        let found = splitter.boundaries(content);
        assert!(found.windows(2).all(|pair| pair[0].end < pair[1].end), "{found:?} in {content:?}");
        let (segments, boundaries) = splitter.split(document.text());
        Document::new("any", document.text().clone(), segments).unwrap().with_boundaries(boundaries);
    }
}

/// The sentences of a stream with their places.
fn streamed(bytes: &[u8], plan: &Plan, sizes: Sizes) -> visavis::Result<Vec<(Range<usize>, usize, String)>> {
    let mut survey = Survey::new("any");
    survey.feed(bytes); // other pieces may make another sample to guess from
    let found = survey.finish(plan.options.encoding, false)?;
    let mut sentences = Vec::new();
    for part in Stream::new("any", bytes, found, &plan.options, sizes)? {
        let part = part?;
        check_boundaries(&part.document);
        for segment in part.document.segments() {
            let place = segment.range.start + part.before.bytes..segment.range.end + part.before.bytes;
            let paragraph = part.before.paragraph + segment.paragraph as usize;
            sentences.push((place, paragraph, part.document.segment(segment).to_owned()));
        }
    }
    Ok(sentences)
}

fn check_stream(bytes: &[u8], document: &Document, plan: &Plan) {
    let Plan { block, cut_lines, .. } = *plan;
    let sizes = if cut_lines {
        Sizes { block, margin: block, sentence: 1 << 20 }
    } else {
        Sizes { block, ..Sizes::default() }
    };
    let found = streamed(bytes, plan, sizes).unwrap();
    let expected = document.segments().iter().map(|segment| {
        (segment.range.clone(), segment.paragraph as usize, document.segment(segment).to_owned())
    });
    if cut_lines {
        let sentences: String = found.iter().map(|(_, _, text)| text.as_str()).collect();
        let whole = document.text().content();
        assert!(squeezed(&sentences).eq(squeezed(whole)), "{sentences:?} of {whole:?}");
        for (place, _, text) in &found {
            assert_eq!(&document.text().content()[place.clone()], text);
        }
    } else {
        assert_eq!(found, expected.collect::<Vec<_>>());
    }
}
