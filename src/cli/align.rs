//! `visavis align`

use std::collections::BTreeMap;

use visavis::align::Progress;
use visavis::model::{Document, Language, SHAPES};
use visavis::pipeline::{self, Aligned, Loaded};
use visavis::project::{self, NewPair, Origin};
use visavis::review::{self, Flag, Record, Row};

use super::Outcome;
use super::input::Input;
use super::progress::Terminal;
use super::settings::{Align, Side};

pub fn run(settings: &Align, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let source = load(&settings.source, terminal)?;
    let target = load(&settings.target, terminal)?;
    warn_of_swapped(settings, &source, &target, terminal);

    let bar = terminal.bar("aligning", 0);
    let on_progress = |progress: Progress| {
        bar.set_length(progress.total as u64);
        bar.set_position(progress.done as u64);
    };
    let (source_language, target_language) = (settings.source.language(), settings.target.language());
    let Aligned { source, target, alignment } = if settings.keep_sentences {
        let pair = ((&source, source_language), (&target, target_language));
        let alignment = pipeline::align(pair.0, pair.1, &settings.setup, &on_progress)?;
        Aligned { source, target, alignment }
    } else {
        let pair = ((&source, source_language), (&target, target_language));
        pipeline::align_jointly(pair.0, pair.1, &settings.setup, &on_progress)?
    };
    bar.finish_and_clear();
    if !settings.explain.is_empty() {
        return super::explain::run(settings, &source, &target, terminal);
    }

    let language = |side: &Side| side.language().language();
    let rows = review::rows(
        (&source, language(&settings.source)),
        (&target, language(&settings.target)),
        &alignment,
    );
    let records = rows.iter().map(Record::new);
    let pair = NewPair {
        source: (&source, settings.source.language()),
        target: (&target, settings.target.language()),
        rows: &rows,
        origin: Origin::Aligner,
    };
    settings.results.write(records, || Ok(project::create(&[pair])?))?;
    warn_of_strangers(settings, &rows, terminal);
    terminal.summary(summary(&source, &target, &rows, settings.results.name()));
    let found = rows.iter().flat_map(|row| &row.flags).any(|flag| settings.fail_on.contains(flag));
    let doubtful = settings.fail_below.is_some_and(|least| paired_rightly(&rows) < least);
    Ok(if found || doubtful { Outcome::Findings } else { Outcome::Done })
}

/// Reads and splits one side. Its name in the review file is that of the file without folders.
fn load(side: &Side, terminal: &Terminal) -> anyhow::Result<Document> {
    let name = side.input.name();
    let Loaded { document, encoding, wrapped, reflow } =
        pipeline::document(&name, &side.input.read()?, &side.options)?;
    if document.segments().is_empty() {
        return Err(visavis::Error::NoText { at: visavis::Location::file(name) }.into());
    }
    terminal.detail(format_args!("{name}: {encoding}, {} sentences", document.segments().len()));
    terminal.tell_of_lines(&name, wrapped, reflow);
    let short = match &side.input {
        Input::Stdin => name,
        Input::File(path) => path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
    };
    Ok(document.renamed(short))
}

/// The commonest mistake on the command line.
fn warn_of_swapped(settings: &Align, source: &Document, target: &Document, terminal: &Terminal) {
    let sides = [(&settings.source, source), (&settings.target, target)];
    let others = sides.map(|(side, document)| {
        let meant = side.language().language();
        let found = Language::guess(document.text().content()).filter(|&found| found != meant)?;
        Some(format!("{} looks {}, expected {} text", side.input.name(), name(found), name(meant)))
    });
    let why = if others.iter().all(Option::is_some) {
        "are the files in the right order"
    } else {
        "is it the right file"
    };
    for other in others.into_iter().flatten() {
        terminal.warning(format_args!("{other}: {why}?"));
    }
}

/// Two texts of which neither translates the other give a table too.
fn warn_of_strangers(settings: &Align, rows: &[Row<'_>], terminal: &Terminal) {
    let unsure =
        |row: &&Row<'_>| row.flags.iter().any(|flag| matches!(flag, Flag::Unpaired | Flag::Doubtful));
    if rows.iter().filter(unsure).count() * 2 > rows.len() {
        terminal.warning(format_args!(
            "most rows are unpaired or doubtful: is {} a translation of {}?",
            settings.target.input.name(),
            settings.source.input.name()
        ));
    }
}

/// The share of sentences that are probably paired rightly.
fn paired_rightly(rows: &[Row<'_>]) -> f32 {
    let (mut paired, mut all) = (0.0, 0.0);
    for row in rows {
        let segments = (row.bead.source.len() + row.bead.target.len()) as f32;
        all += segments;
        paired += if row.shape().is_unpaired() { 0.0 } else { segments * row.confidence().value() };
    }
    if all > 0.0 { paired / all } else { 0.0 }
}

/// How many rows are probably wrong.
fn probably_wrong(rows: &[Row<'_>]) -> f32 {
    rows.iter().map(|row| 1.0 - row.confidence().value()).sum()
}

fn name(language: Language) -> &'static str {
    match language {
        Language::French => "French",
        Language::English => "English",
    }
}

fn summary(source: &Document, target: &Document, rows: &[Row<'_>], output: Option<String>) -> String {
    let count = |what: &[(String, usize)]| {
        what.iter()
            .filter(|(_, n)| *n > 0)
            .map(|(name, n)| format!("{name}: {n}"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let shapes =
        SHAPES.map(|shape| (shape.to_string(), rows.iter().filter(|row| row.shape() == shape).count()));
    let mut flags: BTreeMap<Flag, usize> = BTreeMap::new();
    for flag in rows.iter().flat_map(|row| &row.flags) {
        *flags.entry(*flag).or_default() += 1;
    }
    let flags: Vec<(String, usize)> = flags.into_iter().map(|(flag, n)| (flag.to_string(), n)).collect();
    let to_check = rows.iter().filter(|row| !row.flags.is_empty()).count();
    format!(
        "{}{} source and {} target sentences in {} rows ({}); {}{}",
        output.map(|name| format!("{name}: ")).unwrap_or_default(),
        source.segments().len(),
        target.segments().len(),
        rows.len(),
        count(&shapes),
        match to_check {
            0 => "none to check".to_owned(),
            n => format!("{n} to check ({})", count(&flags)),
        },
        match probably_wrong(rows).round() {
            0.0 => String::new(),
            n => format!("; about {n} probably wrong"),
        }
    )
}
