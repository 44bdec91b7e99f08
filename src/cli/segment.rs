//! `visavis segment`

use serde::Serialize;
use visavis::pipeline::{self, Loaded};

use super::Outcome;
use super::args::SegmentFormat;
use super::progress::Terminal;
use super::settings::Segment;

/// A line of `--format jsonl`.
#[derive(Serialize)]
struct Line<'d> {
    /// From 0.
    number: usize,
    /// From 0.
    paragraph: u32,
    /// Byte of the decoded text.
    start: usize,
    /// Byte after the last one.
    end: usize,
    text: &'d str,
}

pub fn run(settings: &Segment, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let name = settings.text.input.name();
    let bytes = settings.text.input.read()?;
    let Loaded { document, encoding, wrapped, reflow } =
        pipeline::document(&name, &bytes, &settings.text.options)?;
    terminal.detail(format_args!("{name}: {encoding}, {} sentences", document.segments().len()));
    terminal.tell_of_lines(&name, wrapped, reflow);
    let mut out = String::new();
    for (number, segment) in document.segments().iter().enumerate() {
        let text = document.segment(segment);
        let (start, end) = (segment.range.start, segment.range.end);
        out += &match settings.format {
            SegmentFormat::Lines => text.to_owned(),
            SegmentFormat::Bounds => format!("{start}\t{end}"),
            SegmentFormat::Jsonl => {
                serde_json::to_string(&Line { number, paragraph: segment.paragraph, start, end, text })?
            }
        };
        out.push('\n');
    }
    settings.output.write(out.as_bytes())?;
    Ok(Outcome::Done)
}
