//! Reads the sets, and cuts them into parts.

use std::fs;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use visavis::evaluate::parse_bounds;
use visavis::segment::Gold;

use super::sets::{Kind, Set};
use super::{FOLDS, Result};

/// Sentences of a paragraph, where a file has one sentence a line and no paragraphs.
const PARAGRAPH: usize = 5;
/// Pairs of a heading and what stands below it, of each file of documentation.
const HEADINGS: usize = 1500;

/// In the gold of this French text a sentence goes on over `. — ` and a capital, against all others.
const UNCUT: &str = "AlicesAdventuresInWonderland";

/// The texts of a set.
pub fn load(data: &Path, code: &str, set: &Set) -> Result<Vec<Gold>> {
    let path = data.join(set.name);
    let mut texts = match set.kind {
        Kind::Bounds => {
            let text = fs::read_to_string(with_ending(&path, "txt"))?;
            let bounds = with_ending(&path, "bounds");
            let sentences = parse_bounds(set.name, &fs::read_to_string(bounds)?, &text)?;
            vec![(text, sentences)]
        }
        Kind::Lines => {
            let mut files: Vec<PathBuf> =
                fs::read_dir(&path)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
            files.sort();
            files.retain(|file| file.extension().is_some_and(|ending| ending == code));
            files.retain(|file| code != "fr" || file.file_stem().is_none_or(|name| name != UNCUT));
            files.iter().map(|file| lines(file, set.weight > 0.0)).collect::<Result<_>>()?
        }
        Kind::Headings => vec![headings(&with_ending(&path, "tsv.gz"), usize::from(code == "en"))?],
        Kind::Cases => {
            let cases = fs::read_to_string(format!("tests/cases/segment/{code}.txt"))?;
            let blocks = cases.split("\n\n").map(|block| {
                block.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect::<Vec<_>>()
            });
            vec![join(blocks.filter(|block| !block.is_empty()))]
        }
    };
    texts.retain(|(_, sentences)| !sentences.is_empty());
    let gold = |(text, sentences)| Gold { text, sentences, weight: set.weight, headlines: set.headlines };
    Ok(texts.into_iter().map(gold).collect())
}

/// The file with one more ending.
fn with_ending(path: &Path, ending: &str) -> PathBuf {
    PathBuf::from(format!("{}.{ending}", path.display()))
}

/// Paragraphs of sentences, as one text.
fn join(paragraphs: impl Iterator<Item = Vec<String>>) -> (String, Vec<Range<usize>>) {
    let (mut text, mut sentences) = (String::new(), Vec::new());
    for paragraph in paragraphs {
        for (number, sentence) in paragraph.iter().enumerate() {
            if !text.is_empty() {
                text.push(if number == 0 { '\n' } else { ' ' });
            }
            sentences.push(text.len()..text.len() + sentence.len());
            text += sentence;
        }
    }
    (text, sentences)
}

/// A file with a sentence a line: in the running text beside it, if it is wanted and there, else in paragraphs of five.
fn lines(file: &Path, running: bool) -> Result<(String, Vec<Range<usize>>)> {
    let content = fs::read_to_string(file)?;
    if let Ok(text) = fs::read_to_string(with_ending(file, "txt"))
        && running
    {
        let (mut at, mut sentences) = (0, Vec::new());
        for sentence in content.lines() {
            if let Some(found) = text[at..].find(sentence) {
                sentences.push(at + found..at + found + sentence.len());
                at += found + sentence.len();
            }
        }
        return Ok((text, sentences));
    }
    let sentences: Vec<String> =
        content.lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect();
    Ok(join(sentences.chunks(PARAGRAPH).map(<[String]>::to_vec)))
}

/// Headings, each with what stands below it on one line.
fn headings(file: &Path, side: usize) -> Result<(String, Vec<Range<usize>>)> {
    let mut content = String::new();
    GzDecoder::new(fs::File::open(file)?).read_to_string(&mut content)?;
    let rows: Vec<&str> =
        content.lines().filter_map(|line| line.split('\t').nth(side)).map(str::trim).collect();
    let ends = |row: &str| {
        let row = row.trim_end_matches(|c: char| "\"'»”’)] \u{a0}\u{202f}".contains(c));
        row.ends_with(['.', '?', '!', '…', ':', ';'])
    };
    let heads = |pair: &&[&str]| {
        !ends(pair[0])
            && ends(pair[1])
            && pair[0].split(' ').count() > 2
            && pair[1].starts_with(char::is_uppercase)
    };
    let pairs = rows.windows(2).filter(heads).take(HEADINGS);
    Ok(join(pairs.map(|pair| pair.iter().map(|&row| row.to_owned()).collect())))
}

/// A text in ten parts of equally many sentences.
pub fn folds(gold: &Gold) -> Vec<Gold> {
    let per = gold.sentences.len().div_ceil(FOLDS).max(1);
    let part = |sentences: &[Range<usize>]| {
        let (start, end) = (sentences[0].start, sentences[sentences.len() - 1].end);
        Gold {
            text: gold.text[start..end].to_owned(),
            sentences: sentences.iter().map(|range| range.start - start..range.end - start).collect(),
            ..gold.clone()
        }
    };
    gold.sentences.chunks(per).map(part).collect()
}

/// The same sentences in paragraphs of five at most, a paragraph a line.
pub fn in_paragraphs(gold: &Gold) -> Gold {
    let (mut text, mut count) = (gold.text.clone().into_bytes(), 0);
    for pair in gold.sentences.windows(2) {
        count += 1;
        let gap = &mut text[pair[0].end..pair[1].start];
        if gap.contains(&b'\n') {
            count = 0;
        } else if count == PARAGRAPH && !gap.is_empty() && gap.iter().all(|&b| b == b' ') {
            gap[0] = b'\n';
            count = 0;
        }
    }
    Gold { text: String::from_utf8_lossy(&text).into_owned(), ..gold.clone() }
}
