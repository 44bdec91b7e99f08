//! `visavis align --explain`

use std::fmt::Write as _;

use visavis::model::{Bead, Document};
use visavis::pipeline::{self, Case, ExplainedRow, RivalCase};
use visavis::score::Testimony;

use super::Outcome;
use super::progress::Terminal;
use super::settings::Align;

/// Linked words that are named.
const MOST_WORDS: usize = 10;
/// What is smaller, in nats, decides nothing.
const NOTHING: f32 = 0.05;
/// Beads that are listed by shape; more are counted.
const MOST_SHAPES: usize = 6;

pub fn run(
    settings: &Align,
    source: &Document,
    target: &Document,
    terminal: &Terminal,
) -> anyhow::Result<Outcome> {
    let bar = terminal.bar("aligning", 0);
    let rows = pipeline::explain_rows(
        (source, settings.source.language()),
        (target, settings.target.language()),
        &settings.setup,
        &settings.explain,
        &|progress| {
            bar.set_length(progress.total as u64);
            bar.set_position(progress.done as u64);
        },
    )?;
    bar.finish_and_clear();
    let mut report = String::new();
    for row in &rows {
        if !report.is_empty() {
            report.push('\n');
        }
        explain(&mut report, row, (source, target))?;
    }
    settings.results.table.write(report.as_bytes())?;
    Ok(Outcome::Done)
}

fn explain(out: &mut String, row: &ExplainedRow, documents: (&Document, &Document)) -> std::fmt::Result {
    let ExplainedRow { id, case, rival } = row;
    writeln!(out, "row {id}: {}, confidence {:.3}", case.bead.shape(), case.bead.confidence.value())?;
    of_case(out, case, documents)?;
    let Some(rival) = rival else { return writeln!(out, "no rival: nothing else is probable") };
    let bead = rival.case.bead;
    writeln!(out, "best rival: {}, probability {}", bead.shape(), probability(bead.confidence.value()))?;
    of_case(out, &rival.case, documents)?;
    writeln!(out, "{}", verdict(rival))
}

/// Three digits, or a bound: a rival is never impossible.
fn probability(p: f32) -> String {
    if p < 0.0005 { "below 0.001".to_owned() } else { format!("{p:.3}") }
}

fn of_case(out: &mut String, case: &Case, (source, target): (&Document, &Document)) -> std::fmt::Result {
    writeln!(out, "  source: {}", text(source.run(case.bead.source.as_usize())))?;
    writeln!(out, "  target: {}", text(target.run(case.bead.target.as_usize())))?;
    let said = witnesses(&case.evidence).map(|(name, said)| format!("{name} {}", signed(said)));
    writeln!(out, "  evidence {}: {}", signed(case.evidence.total()), said.join(", "))?;
    if !case.words.is_empty() {
        let words = case.words.iter().take(MOST_WORDS);
        let words = words.map(|pair| format!("{} = {} {:.1}", pair.source, pair.target, pair.weight));
        writeln!(out, "  linked words: {}", words.collect::<Vec<_>>().join(", "))?;
    }
    Ok(())
}

/// A text in one line.
fn text(text: &str) -> String {
    if text.is_empty() {
        "(nothing)".to_owned()
    } else {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

fn witnesses(said: &Testimony) -> [(&'static str, f32); 5] {
    [
        ("bilingual model", said.vectors),
        ("words", said.words),
        ("length", said.length),
        ("layout", said.layout),
        ("shape", said.shape),
    ]
}

fn signed(nats: f32) -> String {
    if nats.abs() < NOTHING { "0.0".to_owned() } else { format!("{nats:+.1}") }
}

/// Which evidence decided.
fn verdict(rival: &RivalCase) -> String {
    let total = rival.difference.total();
    let sign = if total < 0.0 { -1.0 } else { 1.0 };
    let mut said = witnesses(&rival.difference).map(|(name, said)| (name, said * sign));
    said.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let said: Vec<String> = said
        .iter()
        .filter(|(_, said)| said.abs() >= NOTHING)
        .map(|(name, said)| format!("{name} {}", signed(*said)))
        .collect();
    let [ours, theirs] = [&rival.ours, &rival.theirs].map(|beads| shapes(beads));
    let said = if said.is_empty() { "nothing tells them apart".to_owned() } else { said.join(", ") };
    match sign {
        1.0 => format!("{ours} is preferred to {theirs} by {total:.1}: {said}"),
        _ => format!(
            "the evidence alone prefers {theirs} to {ours} by {:.1}: {said}; the row stands because the whole of which it is \
             part is expected to have more right rows",
            -total
        ),
    }
}

fn shapes(beads: &[Bead]) -> String {
    let shapes: Vec<String> = beads.iter().map(|bead| bead.shape().to_string()).collect();
    match shapes.as_slice() {
        many if many.len() > MOST_SHAPES => format!("an alignment in {} rows", many.len()),
        few => few.join(" + "),
    }
}
