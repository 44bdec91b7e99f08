//! `visavis export --bundle`

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use visavis::export::{self, Cut, Unit, unix_lines};
use visavis::pipeline;
use visavis::read::{ReadOptions, read};
use visavis::review::Records;
use visavis::segment::srx::{self, Exception};

use super::Outcome;
use super::input::Input;
use super::progress::Terminal;
use super::settings::Bundle;

pub fn run(settings: &Bundle, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let input = &settings.text.input;
    let shown = input.name();
    let options = ReadOptions { encoding: settings.text.options.encoding, ..ReadOptions::default() };
    let text = read(&shown, &input.read()?, options)?.text;
    let name = match input {
        Input::Stdin => bail!("the source text of a bundle has a name: give a file with --source"),
        Input::File(path) => path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
    };

    let reviewed = settings.input.name();
    let mut units = Vec::new();
    let mut others = 0;
    for row in Records::new(&reviewed, settings.input.open()?)? {
        let unit = Unit::from(row?);
        if unit.document != name && !unit.document.is_empty() {
            others += 1;
        } else if !unit.source.is_empty() {
            units.push(unit);
        }
    }
    if units.is_empty() {
        bail!(
            "{reviewed}: no row is of {name}, expected rows whose column `document` names it: give the text with --source"
        );
    }
    if others > 0 {
        terminal
            .warning(format_args!("{reviewed}: {others} rows are of other texts and are not in the bundle"));
    }
    units.sort_by_key(|unit| unit.sentences); // a spreadsheet may have sorted them otherwise

    let language = settings.options.source.language();
    let lines = unix_lines(text.content());
    let document = pipeline::document(&shown, lines.as_bytes(), &settings.text.options)?.document;
    let segments: Vec<_> = document.segments().iter().map(|segment| segment.range.clone()).collect();
    let mut exceptions = 0;
    let rules = |cuts: &[Cut]| {
        exceptions = cuts.len();
        let exception = |cut: &Cut| Exception {
            breaks: cut.breaks,
            before: cut.before.clone(),
            after: cut.after.clone(),
        };
        let cuts: Vec<Exception> = cuts.iter().map(exception).collect();
        Ok([srx::omegat(language, &cuts)?, srx::export_for(language, &cuts)])
    };
    let bundle = export::Bundle { reviewed: &reviewed, name: &name, text: text.content(), units: &units };
    let (files, tally, proof) = export::bundle(&bundle, &settings.options, &segments, rules)?;
    if tally.refused.count > 0 {
        bail!("{}", super::export::refusal(&reviewed, &tally.refused));
    }
    write(&settings.folder, &files)?;
    super::export::tell_of_unfit(&reviewed, &tally, terminal);
    terminal.summary(format_args!(
        "{}: {} of {} segments translated; {exceptions} rules for this text alone",
        settings.folder.display(),
        proof.translated,
        proof.segments
    ));
    Ok(if tally.unfit.count > 0 { Outcome::Findings } else { Outcome::Done })
}

/// The folder appears whole or not at all.
fn write(folder: &Path, files: &[export::File]) -> anyhow::Result<()> {
    let failure = || format!("{}: cannot be written", folder.display());
    let parent = match folder.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let temporary = tempfile::Builder::new()
        .prefix(".visavis-")
        .suffix(".part")
        .tempdir_in(parent)
        .with_context(failure)?;
    for file in files {
        let path = temporary.path().join(&file.path);
        if file.path.ends_with('/') {
            fs::create_dir_all(&path).with_context(failure)?;
            continue;
        }
        if let Some(above) = path.parent() {
            fs::create_dir_all(above).with_context(failure)?;
        }
        let written = fs::write(&path, &file.content).and_then(|()| fs::File::open(&path)?.sync_all());
        written.with_context(failure)?;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(temporary.path(), fs::Permissions::from_mode(0o755)).with_context(failure)?;
    }
    fs::rename(temporary.path(), folder).with_context(failure)?;
    let _ = temporary.keep(); // it is at its place
    Ok(())
}
