//! `visavis segment`

use std::io::{Read, Write};

use serde::Serialize;
use visavis::model::Document;
use visavis::pipeline::{self, Before, Loaded, Part, Stream};
use visavis::read::{Sizes, Survey};
use visavis::segment::{Explanation, Reason};

use super::Outcome;
use super::args::SegmentFormat;
use super::input::Opened;
use super::output::Writer;
use super::progress::Terminal;
use super::settings::Segment;

/// Longer texts are not held in memory, in bytes.
const LONG: u64 = 64 << 20;

/// Characters shown on either side of a place.
const SHOWN: usize = 30;

/// A line of `--format jsonl`.
#[derive(Serialize)]
struct Line<'d> {
    /// From 0.
    number: usize,
    /// From 0.
    paragraph: usize,
    /// Byte of the decoded text.
    start: usize,
    /// Byte after the last one.
    end: usize,
    /// That the sentence ends there; 1 where its line does.
    probability: f32,
    text: &'d str,
}

pub fn run(settings: &Segment, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let input = &settings.text.input;
    if settings.explain {
        return explain(settings);
    }
    if settings.text.options.reflow {
        return whole(settings, &input.read()?, terminal); // the width is found from all lines
    }
    let mut opened = input.open()?;
    let mut head = Vec::new();
    opened.by_ref().take(LONG + 1).read_to_end(&mut head).map_err(|reason| input.refused(reason))?;
    if head.len() as u64 <= LONG {
        return whole(settings, &head, terminal);
    }
    long(settings, &head, opened, terminal)
}

/// A place in a text as a person finds it, which is gone on with from left to right.
struct Place {
    /// From 1; LF, CRLF and CR end a line.
    line: usize,
    /// Characters before it in the line.
    column: usize,
    /// Byte that the line begins at.
    start: usize,
    /// Byte of the place.
    at: usize,
}

impl Default for Place {
    fn default() -> Self {
        Self { line: 1, column: 0, start: 0, at: 0 }
    }
}

impl Place {
    /// Goes on to byte `to`.
    fn go_on(&mut self, content: &str, to: usize) {
        for (offset, c) in content[self.at..to].char_indices() {
            let behind = self.at + offset + c.len_utf8();
            self.column += 1;
            if is_line_end(c) && !content[self.at + offset..].starts_with("\r\n") {
                (self.line, self.column, self.start) = (self.line + 1, 0, behind);
            }
        }
        self.at = to;
    }
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r')
}

/// Writes every place where a sentence may end, and why one does or does not.
fn explain(settings: &Segment) -> anyhow::Result<Outcome> {
    let input = &settings.text.input;
    let (text, explained) = pipeline::explain(&input.name(), &input.read()?, &settings.text.options)?;
    let content = text.content();
    let mut writer = settings.output.open()?;
    let mut place = Place::default();
    for Explanation { boundary, cut, reason } in explained {
        place.go_on(content, boundary.end);
        let before = &content[place.start..boundary.end];
        let from = before.char_indices().rev().take(SHOWN).last().map_or(0, |(at, _)| at);
        let after = content[boundary.next..].chars().take_while(|&c| !is_line_end(c)).take(SHOWN);
        let (sign, verdict) = if cut { ('|', "ends") } else { ('_', "goes on") };
        let why = match reason {
            Reason::Rule(rule) => rule.to_owned(),
            Reason::Weights(weights) => weights
                .iter()
                .map(|(what, weight)| format!("{weight:+.1} {what}"))
                .collect::<Vec<_>>()
                .join("; "),
        };
        // Columns are separated by tabs.
        let (left, right) = (before[from..].replace('\t', " "), after.collect::<String>().replace('\t', " "));
        let Place { line, column, .. } = place;
        let found = format!(
            "{line}:{column}\t{:.3}\t{verdict}\t{left} {sign} {right}\t{why}\n",
            boundary.probability
        );
        writer.put(found.as_bytes())?;
    }
    writer.finish()?;
    Ok(Outcome::Done)
}

/// Splits a text that is in memory.
fn whole(settings: &Segment, bytes: &[u8], terminal: &Terminal) -> anyhow::Result<Outcome> {
    let name = settings.text.input.name();
    let Loaded { document, encoding, wrapped, reflow } =
        pipeline::document(&name, bytes, &settings.text.options)?;
    terminal.detail(format_args!("{name}: {encoding}, {} sentences", document.segments().len()));
    terminal.tell_of_lines(&name, wrapped, reflow);
    let mut writer = settings.output.open()?;
    write(&document, &Before::default(), settings.format, &mut writer)?;
    writer.finish()?;
    Ok(Outcome::Done)
}

/// Splits a text of which `head` was read from `opened`, and holds no more than a part of it at a time.
fn long(settings: &Segment, head: &[u8], mut opened: Opened, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let (input, options) = (&settings.text.input, &settings.text.options);
    let name = input.name();
    // All of a file says what its encoding is. What comes from a pipe comes once: its beginning has to do.
    let length = opened.length();
    let mut survey = Survey::new(&name);
    survey.feed(head);
    if let Some(length) = length {
        let bar = terminal.bar("reading", length).with_position(head.len() as u64);
        survey.feed_all(bar.wrap_read(&mut opened)).map_err(|reason| input.refused(reason))?;
        bar.finish_and_clear();
    }
    let found = survey.finish(options.encoding, length.is_none())?;
    let bar = terminal.bar("splitting", length.unwrap_or(0));
    let bytes: Box<dyn Read + '_> = match length {
        Some(_) => {
            opened.rewind().map_err(|reason| input.refused(reason))?;
            Box::new(bar.wrap_read(opened))
        }
        None => Box::new(head.chain(opened)),
    };

    let mut writer = settings.output.open()?;
    let mut sentences = 0;
    for part in Stream::new(&name, bytes, found, options, Sizes::default())? {
        let Part { document, before, wrapped } = part?;
        terminal.tell_of_lines(&name, wrapped, None);
        write(&document, &before, settings.format, &mut writer)?;
        sentences += document.segments().len();
    }
    writer.finish()?;
    bar.finish_and_clear();
    terminal.detail(format_args!("{name}: {}, {sentences} sentences", found.encoding.name()));
    Ok(Outcome::Done)
}

/// Writes the sentences of a part of a text.
fn write(
    document: &Document,
    before: &Before,
    format: SegmentFormat,
    writer: &mut Writer,
) -> anyhow::Result<()> {
    let mut out = Vec::new();
    for (number, segment) in document.segments().iter().enumerate() {
        let text = document.segment(segment);
        let (start, end) = (before.bytes + segment.range.start, before.bytes + segment.range.end);
        match format {
            // A line break within a sentence has a space before it, or a mark behind.
            SegmentFormat::Lines => out.extend(text.bytes().filter(|b| !b"\r\n".contains(b))),
            SegmentFormat::Bounds => write!(out, "{start}\t{end}")?,
            SegmentFormat::Jsonl => {
                let number = before.segments + number;
                let paragraph = before.paragraph + segment.paragraph as usize;
                let probability = (document.ending(segment) * 1000.0).round() / 1000.0;
                serde_json::to_writer(&mut out, &Line { number, paragraph, start, end, probability, text })?;
            }
        }
        out.push(b'\n');
        if out.len() > 1 << 16 {
            writer.put(&out)?;
            out.clear();
        }
    }
    writer.put(&out)
}
