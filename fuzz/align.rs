//! Looks for pairs of texts that break the aligner: every sentence must be in exactly one bead, whatever the texts are.
//!
//! ```text
//! mkdir -p fuzz/corpus/align
//! cargo fuzz run -s none align fuzz/corpus/align -- -dict=fuzz/marks.dict -max_len=2048 -timeout=20 -rss_limit_mb=1024
//! ```
//!
//! The first byte of an input says how to read the rest ([`Plan`]), the second where the source ends and the target begins. Text
//! as it is; or a byte for each of [`SENTENCES`], so that like and repeated sentences, holes and moved passages come often.

#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use visavis::model::{Document, Language, LanguageTag};
use visavis::pipeline::{self, DocumentOptions};
use visavis::review::rows;
use visavis::score::Setup;

/// Sentences and what translates them, or nothing does.
const SENTENCES: [[&str; 2]; 16] = [
    ["La maison est petite.", "The house is small."],
    ["Le cheval mange de l’herbe.", "The horse eats grass."],
    ["Il pleut. Elle sort.", "It rains, and she goes out."],
    ["Le roi a perdu la guerre en 1856.", "The king lost the war. It was 1856."],
    ["Ma mère achète du pain.", "My mother buys bread."],
    ["— Oui.", "‘Yes.’"],
    ["— Non !", "‘No!’"],
    ["12", "12"],
    ["a", "a"],
    [".", "."],
    ["*", "*"],
    ["\n", "\n"],
    ["Le médecin arrive à l’hôpital.", ""],
    ["", "Elephants eat many green leaves."],
    ["日本", "日本"],
    ["Il neige sur les montagnes.", "It snows on the mountains."],
];

/// How to make two texts of an input.
struct Plan {
    /// Whether a byte is a sentence.
    sentences: bool,
    /// Whether every line is a sentence already.
    lines: bool,
    /// How often each text is repeated.
    times: [usize; 2],
}

impl Plan {
    fn new(how: u8) -> Self {
        let times = |bits: u8| [1, 1, 2, 9][usize::from(bits & 3)];
        Self { sentences: how & 1 == 1, lines: how & 2 == 2, times: [times(how >> 2), times(how >> 4)] }
    }

    fn text(&self, bytes: &[u8], side: usize) -> Vec<u8> {
        let once = match self.sentences {
            true => bytes
                .iter()
                .flat_map(|&b| [SENTENCES[usize::from(b) % SENTENCES.len()][side], if b < 128 { "\n" } else { " " }])
                .collect::<String>()
                .into_bytes(),
            false => bytes.to_vec(),
        };
        once.repeat(self.times[side])
    }

    fn document(&self, bytes: &[u8], side: usize, language: Language) -> Option<Document> {
        let options = DocumentOptions { pre_segmented: self.lines, ..DocumentOptions::new(language.into()) };
        Some(pipeline::document("any", &self.text(bytes, side), &options).ok()?.document)
    }
}

fuzz_target!(|data: &[u8]| -> Corpus {
    let [how, share, rest @ ..] = data else { return Corpus::Reject };
    let plan = Plan::new(*how);
    let (source, target) = rest.split_at(rest.len() * usize::from(*share) / 255);
    let source = plan.document(source, 0, Language::French);
    let target = plan.document(target, 1, Language::English);
    let (Some(source), Some(target)) = (source, target) else { return Corpus::Reject };
    check(&source, &target);
    Corpus::Keep
});

fn check(source: &Document, target: &Document) {
    let (fr, en): (LanguageTag, LanguageTag) = (Language::French.into(), Language::English.into());
    let aligned = pipeline::align((source, &fr), (target, &en), &Setup::default(), &|_| ());
    let alignment = match aligned {
        Ok(alignment) => alignment,
        Err(visavis::Error::NoText { .. }) => {
            assert!(source.segments().is_empty() || target.segments().is_empty());
            return;
        }
        Err(fault) => panic!("{fault}"),
    };
    let mut uses = [vec![0; source.segments().len()], vec![0; target.segments().len()]];
    for bead in alignment.beads() {
        assert!((0.0..=1.0).contains(&bead.confidence.value()), "{bead:?}");
        bead.source.as_usize().for_each(|i| uses[0][i] += 1);
        bead.target.as_usize().for_each(|j| uses[1][j] += 1);
    }
    assert!(uses.iter().flatten().all(|&n| n == 1), "{uses:?}");
    // What a person sees has every character too.
    let rows = rows((source, Language::French), (target, Language::English), &alignment);
    let squeezed = |texts: &mut dyn Iterator<Item = &str>| {
        let mut all: Vec<char> = texts.flat_map(str::chars).filter(|c| !c.is_whitespace()).collect();
        all.sort_unstable();
        all
    };
    for (document, found) in [
        (source, squeezed(&mut rows.iter().map(|row| row.source))),
        (target, squeezed(&mut rows.iter().map(|row| row.target))),
    ] {
        assert!(squeezed(&mut std::iter::once(document.text().content())) == found);
    }
}
