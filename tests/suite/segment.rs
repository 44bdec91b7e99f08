//! Segmentation: the case files, and what holds for any bytes.

use std::fs;

use proptest::prelude::*;
use visavis::model::{Document, Language};
use visavis::pipeline::{self, DocumentOptions};

use crate::support::{Visavis, document, project, sentences};

/// A case of a file: its sentences, and why it fails, if it does.
struct Case {
    sentences: Vec<String>,
    fails: Option<String>,
}

fn cases(language: Language) -> Vec<Case> {
    let path = project("tests/cases/segment").join(format!("{}.txt", language.code()));
    let content = fs::read_to_string(path).unwrap();
    let case = |block: &str| Case {
        sentences: block.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect(),
        fails: block.lines().find_map(|line| line.strip_prefix("# fails: ")).map(str::to_owned),
    };
    content.split("\n\n").map(case).filter(|case| !case.sentences.is_empty()).collect()
}

#[test]
fn every_case_is_split_as_it_says() {
    let mut wrong = Vec::new();
    let (mut tried, mut failing) = (0, 0);
    for language in [Language::French, Language::English] {
        for Case { sentences: expected, fails } in cases(language) {
            let document = document(&expected.join(" "), language);
            tried += 1;
            failing += usize::from(fails.is_some());
            match (sentences(&document) == expected, &fails) {
                (true, Some(why)) => {
                    wrong.push(format!("{expected:#?}\nis right now, and said to fail: {why}"))
                }
                (false, None) => {
                    wrong.push(format!("expected {expected:#?}\nfound {:#?}", sentences(&document)))
                }
                _ => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {tried} cases are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!((tried, failing), (453, 5), "were cases added? then correct this count; were they lost?");
}

#[test]
fn the_article_has_nineteen_sentences() {
    let text = fs::read_to_string(project("corpora/article/fr.txt")).unwrap();
    let document = document(&text, Language::French);
    let found = sentences(&document);
    assert_eq!(found.len(), 19, "{found:#?}");
    let paragraphs: Vec<u32> = document.segments().iter().map(|segment| segment.paragraph).collect();
    assert_eq!(paragraphs, [0, 1, 2, 3, 4, 4, 5, 6, 6, 7, 7, 7, 7, 8, 8, 8, 9, 10, 11]);
}

#[test]
fn a_sentence_over_a_soft_line_break_keeps_its_bytes_and_is_shown_on_one_line() {
    let text = "It was a cold \nnight in the city.\r\nThat is the price\r\n.\r\n";
    let found = document(text, Language::English);
    assert_eq!(sentences(&found), ["It was a cold \nnight in the city.", "That is the price\r\n."]);
    let visavis = Visavis::with(&[("t.txt", text.as_bytes())]);
    let lines = visavis.run(&["segment", "t.txt", "--lang", "en"]).stdout;
    assert_eq!(String::from_utf8(lines).unwrap(), "It was a cold night in the city.\nThat is the price.\n");
    let bounds = visavis.run(&["segment", "t.txt", "--lang", "en", "--format", "bounds"]).stdout;
    assert_eq!(String::from_utf8(bounds).unwrap(), "0\t33\n35\t55\n");
    let by_line = visavis.run(&["segment", "t.txt", "--lang", "en", "--paragraph", "line"]).stdout;
    assert_eq!(by_line.iter().filter(|&&b| b == b'\n').count(), 4);
}

fn split(bytes: &[u8], language: Language, pre_segmented: bool) -> Option<Document> {
    let options = DocumentOptions { pre_segmented, ..DocumentOptions::new(language.into()) };
    pipeline::document("any", bytes, &options).ok().map(|loaded| loaded.document)
}

/// `Document::new` checks that every character that is not white space is in exactly one segment; an error of
/// that kind would be `Error::Lost`.
fn is_lossless(bytes: &[u8]) -> Result<(), TestCaseError> {
    for (language, pre_segmented) in
        [(Language::French, false), (Language::English, false), (Language::French, true)]
    {
        let options = DocumentOptions { pre_segmented, ..DocumentOptions::new(language.into()) };
        let lost = matches!(pipeline::document("any", bytes, &options), Err(visavis::Error::Lost { .. }));
        prop_assert!(!lost);
        if let Some(document) = split(bytes, language, pre_segmented) {
            let squeezed = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(squeezed(&sentences(&document).concat()), squeezed(document.text().content()));
            for sentence in sentences(&document) {
                let lines: Vec<&str> =
                    sentence.split("\r\n").flat_map(|part| part.split(['\n', '\r'])).collect();
                let soft = |pair: &[&str]| pair[0].ends_with(' ') || matches!(pair[1], "." | "?" | "!");
                let broken = !lines.windows(2).all(soft) || sentence.contains('\u{2028}');
                prop_assert!(!broken && (lines.len() == 1 || !pre_segmented), "{:?}", sentence);
            }
        }
    }
    Ok(())
}

/// What fills a line of 1 to 3 MB below. Anything that is looked for from every mark, or from every character, as far as
/// it takes would make the time grow with the square of the line.
const FILLINGS: [&str; 48] = [
    ". ",
    "… ",
    "! ",
    "? ",
    "\" ",
    "\"",
    "( . ",
    ") ",
    "« ",
    "» ",
    "« . » ",
    "1. ",
    "1) 2) ",
    "(a) ",
    "(i) (ii) ",
    "a) . ",
    "• 1. ",
    "a.",
    "A.B.",
    "A. ",
    "Ah !Oh",
    "é",
    "’",
    "l’",
    "L’",
    "\u{a0}",
    "\u{202f}!",
    "\u{a0}.",
    "\u{3000}",
    "...",
    ". . ",
    "[1]",
    ".[1] ",
    ".1 ",
    "http://a.b/",
    "A ",
    "Le ",
    "x: ",
    ";",
    "°C. ",
    "\u{301}",
    ".\u{301}",
    "\u{200b}",
    "👩\u{200d}👩",
    "🇫🇷",
    "a",
    "il est \n",
    "we are so \nit is. \n",
];

#[test]
fn a_line_of_nothing_but_marks_is_read_once() {
    for filling in FILLINGS {
        let line = "Mot. ".to_owned() + &filling.repeat(500_000 / filling.len());
        for language in [Language::French, Language::English] {
            let begin = std::time::Instant::now();
            document(&line, language);
            // A few hundredths of a second; minutes where each mark has all the others read again.
            let (took, limit) = (begin.elapsed(), std::time::Duration::from_secs(10));
            assert!(took < limit, "{filling:?} took {took:?}");
        }
    }
}

proptest! {
    #[test]
    fn segmentation_is_lossless_for_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        is_lossless(&bytes)?;
    }

    #[test]
    fn segmentation_is_lossless_for_any_text(
        text in "([a-zA-ZéÀ .?!…»«\"'’()\\[\\]0-9\u{a0}\u{202f}\n\r\t—–-]|M\\. |\\. |\u{301}|\u{1f600}|\u{2028}|il est \n|we are \r\n){0,120}"
    ) {
        is_lossless(text.as_bytes())?;
    }
}
