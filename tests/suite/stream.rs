//! Long texts, block by block: the same sentences as from the whole text, wherever the blocks end.

use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::Stdio;

use proptest::prelude::*;
use visavis::model::Language;
use visavis::pipeline::{self, Before, DocumentOptions, Part, Stream};
use visavis::read::{Found, ParagraphRule, Sizes, Survey};

use crate::support::{Visavis, project};

/// Number, paragraph, first byte and the text of each sentence.
type Sentences = Vec<(usize, usize, usize, String)>;

fn numbered(document: &visavis::model::Document, before: Before) -> Sentences {
    let line = |(number, segment): (usize, &visavis::model::Segment)| {
        let place = before.bytes + segment.range.start;
        let paragraph = before.paragraph + segment.paragraph as usize;
        (before.segments + number, paragraph, place, document.segment(segment).to_owned())
    };
    document.segments().iter().enumerate().map(line).collect()
}

fn whole(bytes: &[u8], options: &DocumentOptions) -> visavis::Result<Sentences> {
    Ok(numbered(&pipeline::document("t.txt", bytes, options)?.document, Before::default()))
}

fn streamed(bytes: &[u8], options: &DocumentOptions, sizes: Sizes) -> visavis::Result<Sentences> {
    let mut survey = Survey::new("t.txt");
    bytes.chunks(sizes.block).for_each(|piece| survey.feed(piece));
    let found = survey.finish(options.encoding, false)?;
    let mut sentences = Vec::new();
    for part in Stream::new("t.txt", bytes, found, options, sizes)? {
        let Part { document, before, .. } = part?;
        sentences.extend(numbered(&document, before));
    }
    Ok(sentences)
}

fn french() -> DocumentOptions {
    DocumentOptions::new(Language::French.into())
}

fn blocks_of(block: usize) -> Sizes {
    Sizes { block, ..Sizes::default() }
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// The running texts of all corpora.
fn texts() -> Vec<String> {
    let mut folders = vec![project("corpora")];
    let mut texts = Vec::new();
    while let Some(folder) = folders.pop() {
        let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let (inner, files): (Vec<PathBuf>, Vec<PathBuf>) = paths.partition(|path| path.is_dir());
        folders.extend(inner);
        let running = files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "txt"));
        texts.extend(running.map(|file| fs::read_to_string(file).unwrap()));
    }
    assert!(texts.len() >= 11, "only {} texts were found", texts.len());
    texts
}

#[test]
fn blocks_of_any_size_give_the_sentences_of_the_whole_text() {
    for text in texts() {
        let crlf = text.replace('\n', "\r\n");
        let (western, _, _) = encoding_rs::WINDOWS_1252.encode(&text);
        let marked = ["\u{feff}", &text].concat();
        let inputs =
            [text.as_bytes(), crlf.as_bytes(), marked.as_bytes(), &western, &utf16(&text), &utf16(&marked)];
        for bytes in inputs {
            for paragraphs in [ParagraphRule::EmptyLine, ParagraphRule::Line] {
                let options = DocumentOptions { paragraphs, ..french() };
                let expected = whole(bytes, &options).unwrap();
                for block in [1, 2, 3, 7, 64, 1000, 4096] {
                    let found = streamed(bytes, &options, blocks_of(block)).unwrap();
                    assert!(found == expected, "blocks of {block} of {:?}", &text[..40]);
                }
            }
        }
    }
}

#[test]
fn a_line_longer_than_a_block_is_cut_where_a_sentence_ends() {
    for text in texts() {
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ").repeat(3);
        let expected = whole(line.as_bytes(), &french()).unwrap();
        for block in [1, 500, 3000] {
            let sizes = Sizes { block, margin: 1500, sentence: 1 << 20 };
            let found = streamed(line.as_bytes(), &french(), sizes).unwrap();
            assert!(found == expected, "blocks of {block} of {:?}", &text[..40]);
        }
    }
}

#[test]
fn an_empty_text_has_no_part_and_blank_lines_have_no_sentence() {
    for text in ["", "\u{feff}", "\n", " \r\n\r\n \t"] {
        assert_eq!(streamed(text.as_bytes(), &french(), blocks_of(1)).unwrap(), []);
    }
}

#[test]
fn errors_name_the_place_in_the_whole_text() {
    let line = "Il pleut à Orléans.\r\n";
    let bad = [line.repeat(100).as_bytes(), b"D\xff"].concat();
    let error = streamed(&bad, &french(), blocks_of(16)).unwrap_err();
    assert_eq!(error.to_string(), whole(&bad, &french()).unwrap_err().to_string());
    assert!(error.to_string().starts_with("t.txt:101: byte 2301 (0xff) is not valid UTF-8, as the rest"));

    let named = DocumentOptions { encoding: Some(encoding_rs::UTF_8), ..french() };
    for end in [&b"D\xff"[..], b"D\xe2\x82", b"\xe2\x82D", b"\xf0\x9f\x98"] {
        let bad = [line.repeat(100).as_bytes(), end].concat();
        let expected = whole(&bad, &named).unwrap_err().to_string();
        for block in [1, 2, 3, 16] {
            assert_eq!(streamed(&bad, &named, blocks_of(block)).unwrap_err().to_string(), expected);
        }
    }

    let mut odd = utf16(&line.repeat(100));
    odd.extend([0x00, 0xd8, 0x41, 0x00]);
    let expected = whole(&odd, &french()).unwrap_err().to_string();
    assert!(expected.starts_with("t.txt:101: byte 4201 (0xd8) is not valid UTF-16LE"), "{expected}");
    assert_eq!(streamed(&odd, &french(), blocks_of(5)).unwrap_err().to_string(), expected);

    let nul = line.repeat(100) + "\0";
    let expected = whole(nul.as_bytes(), &french()).unwrap_err().to_string();
    assert!(expected.starts_with("t.txt:101: holds a NUL character"), "{expected}");
    assert_eq!(streamed(nul.as_bytes(), &french(), blocks_of(16)).unwrap_err().to_string(), expected);
}

#[test]
fn a_sentence_that_never_ends_is_an_error() {
    let sizes = Sizes { block: 16, margin: 16, sentence: 1000 };
    let text = "Il pleut.\n".to_owned() + &"et ".repeat(2000);
    let error = streamed(text.as_bytes(), &french(), sizes).unwrap_err();
    insta::assert_snapshot!(error, @"t.txt: no sentence ends within 1000 bytes from byte 10 of the decoded text on, expected shorter ones: is this the right file?");
}

#[test]
fn lines_are_not_joined_in_a_stream() {
    let options = DocumentOptions { reflow: true, ..french() };
    let error = streamed(b"Il pleut.", &options, blocks_of(16)).unwrap_err();
    insta::assert_snapshot!(error, @"t.txt: lines are joined only in a text that is read whole, expected a shorter one: cut it at chapters");
}

#[test]
fn the_encoding_is_found_of_all_pieces_or_of_a_beginning() {
    let plain = "Il pleut. Elle sort.\n".repeat(200);
    let (western, _, _) = encoding_rs::WINDOWS_1252.encode("L’été à Orléans, un élève déjà là.\n");
    let mut survey = Survey::new("t.txt");
    survey.feed(plain.as_bytes());
    survey.feed(&western);
    let expected = Found { encoding: encoding_rs::WINDOWS_1252, mark: 0 };
    assert_eq!(survey.finish(None, false).unwrap(), expected);
    // The beginning of a text may end within a character.
    let mut survey = Survey::new("t.txt");
    survey.feed(b"un \xc3\xa9l\xc3");
    assert_eq!(survey.finish(None, true).unwrap().encoding, encoding_rs::UTF_8);
    let mut survey = Survey::new("t.txt");
    survey.feed(&utf16(&plain)[..1001]);
    assert_eq!(survey.finish(None, true).unwrap().encoding, encoding_rs::UTF_16LE);
}

/// Text with what may fall on the border of two blocks.
const TEXT: &str = "([a-zA-ZéÀ .?!…»«’()0-9\u{a0}—-]|M\\. |\\. |\u{301}|\u{1f600}|\r\n|\r\n\r\n|\n|\r|\u{2028}|\u{2029}|\u{85}|\u{c}| \n \n|il est \n|il est \r\n|\n\\.){0,150}";

proptest! {
    #[test]
    fn a_stream_gives_the_sentences_of_the_whole_text(text in TEXT, block in 1usize..60, by_line: bool) {
        let paragraphs = if by_line { ParagraphRule::Line } else { ParagraphRule::EmptyLine };
        let options = DocumentOptions { paragraphs, ..french() };
        for bytes in [text.as_bytes(), &utf16(&["\u{feff}", &text].concat())] {
            let expected = whole(bytes, &options).unwrap();
            prop_assert_eq!(streamed(bytes, &options, blocks_of(block)).unwrap(), expected);
        }
    }

    #[test]
    fn a_stream_refuses_the_bytes_that_are_refused_whole(bytes in prop::collection::vec(any::<u8>(), 0..300), block in 1usize..60) {
        match (whole(&bytes, &french()), streamed(&bytes, &french(), blocks_of(block))) {
            (Ok(expected), Ok(found)) => prop_assert_eq!(found, expected),
            (expected, found) => prop_assert_eq!(found.is_err(), expected.is_err()),
        }
    }
}

/// More than the command holds in memory.
fn long_text() -> String {
    "Il pleut à Orléans. Elle sort.\r\nM. Dupont arrive… « Déjà ? »\r\n\r\n".repeat(1_100_000)
}

#[test]
fn the_command_streams_a_long_file_and_a_long_standard_input() {
    let text = long_text();
    let visavis = Visavis::with(&[("t.txt", text.as_bytes())]);
    let args = ["--lang", "fr", "--format", "jsonl", "-o", "out.jsonl", "-v"];
    let outcome = visavis.outcome(&[&["segment", "t.txt"], &args[..]].concat());
    assert_eq!(outcome, "0: t.txt: UTF-8, 4400000 sentences");
    let output = visavis.read("out.jsonl");
    assert_eq!(output.lines().count(), 4_400_000);
    let last = text.trim_end().len();
    let start = last - "« Déjà ? »".len();
    let expected = format!(
        r#"{{"number":4399999,"paragraph":1099999,"start":{start},"end":{last},"probability":1.0,"text":"« Déjà ? »"}}"#
    );
    assert_eq!(output.lines().last(), Some(&expected[..]));

    let piped = ["segment", "-", "--lang", "fr", "--format", "jsonl", "-q"];
    let mut child = visavis.command(&piped).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(text.as_bytes()).unwrap());
    let mut found = String::new();
    child.stdout.take().unwrap().read_to_string(&mut found).unwrap();
    writer.join().unwrap();
    assert!(child.wait().unwrap().success() && found == output);
}

#[test]
fn nothing_is_left_of_a_long_text_that_is_refused_at_its_end() {
    let bytes = [long_text().as_bytes(), b"\0"].concat();
    let visavis = Visavis::with(&[("t.txt", &bytes)]);
    let outcome = visavis.outcome(&["segment", "t.txt", "--lang", "fr", "-o", "out.txt"]);
    assert!(outcome.starts_with("2: error: t.txt:3300001: holds a NUL character, expected"), "{outcome}");
    assert_eq!(visavis.files(), ["t.txt"]);
    if cfg!(target_os = "linux") {
        let outcome = visavis.outcome(&["segment", "t.txt", "--lang", "fr", "-o", "/dev/full"]);
        assert_eq!(outcome, "2: error: /dev/full: cannot be written: No space left on device (os error 28)");
    }
}

#[test]
fn an_endless_text_ends_when_its_reader_does() {
    let visavis = Visavis::new();
    let mut child = visavis
        .command(&["segment", "-", "--lang", "fr"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || {
        let text = "Il pleut. Elle sort.\n".repeat(1000);
        while stdin.write_all(text.as_bytes()).is_ok() {}
    });
    let mut begin = [0; 20];
    child.stdout.take().unwrap().read_exact(&mut begin).unwrap();
    assert_eq!(&begin, b"Il pleut.\nElle sort.");
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.stderr.is_empty() && output.status.success());
}

#[test]
fn the_encoding_does_not_depend_on_how_many_bytes_come_at_a_time() {
    let bytes = [32, 224, 134, 32, 32, 65, 249, 132, 160, 32, 129];
    let found = |size: usize| {
        let mut survey = Survey::new("t.txt");
        bytes.chunks(size).for_each(|piece| survey.feed(piece));
        survey.finish(None, false).unwrap().encoding
    };
    assert!([1, 2, 3, 5].iter().all(|&size| found(size) == found(11)));
}
