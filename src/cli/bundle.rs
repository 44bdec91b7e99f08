//! `visavis export --bundle`

use std::fs;
use std::path::Path;

use anyhow::{Context, bail};
use visavis::export::{self, Cut, unix_lines};
use visavis::pipeline;
use visavis::project::Side;
use visavis::read::{ReadOptions, read};
use visavis::segment::srx::{self, Exception};

use super::Outcome;
use super::input::Input;
use super::output::unnamed;
use super::progress::Terminal;
use super::qa::{self, Watch};
use super::settings::{Bundle, BundleText};
use super::source::Source;

/// The text of a bundle.
struct Text {
    /// Its name without folders.
    name: String,
    /// What messages call it.
    shown: String,
    content: String,
    /// Where the segments stand that the rows name, if they may stand otherwise than they are numbered.
    order: Option<Vec<u32>>,
}

fn text(settings: &Bundle) -> anyhow::Result<Text> {
    let base = |path: &Path| path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    match &settings.text {
        BundleText::Project(project, pair) => Ok(Text {
            name: pair.source.clone(),
            shown: pair.source.clone(),
            content: project.content(pair.id, Side::Source)?.to_string(),
            // Those of a project's own rows are put in order already.
            order: match settings.source {
                Source::Project(_) => None,
                _ => Some(project.order(pair.id, Side::Source)?),
            },
        }),
        BundleText::File(side) => {
            let shown = side.input.name();
            let name = match &side.input {
                Input::Stdin => bail!("the source text of a bundle has a name: give a file with --source"),
                Input::File(path) => base(path),
            };
            let options = ReadOptions { encoding: side.options.encoding, ..ReadOptions::default() };
            let content = read(&shown, &side.input.read()?, options)?.text.content().to_owned();
            Ok(Text { name, shown, content, order: None })
        }
    }
}

pub fn run(mut settings: Bundle, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let Text { name, shown, content, order } = text(&settings)?;
    let reviewed = settings.input.name();
    let mut units = Vec::new();
    let mut others = 0;
    for unit in settings.source.units(true) {
        let mut unit = unit?;
        if let Some(order) = &order {
            let place = |number: u64| order.get(usize::try_from(number).ok()?).copied().map(u64::from);
            unit.sentences = unit.sentences.and_then(|(first, last)| place(first).zip(place(last)));
        }
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
    let lines = unix_lines(&content);
    let document = pipeline::document(&shown, lines.as_bytes(), &settings.document)?.document;
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
    let bundle = export::Bundle { reviewed: &reviewed, name: &name, text: &content, units: &units };
    let (files, tally, proof) = export::bundle(&bundle, &settings.options, &segments, rules)?;
    if tally.refused.count > 0 {
        bail!("{}", super::export::refusal(&reviewed, &tally.refused));
    }
    write(&settings.folder, &files)?;
    let odd = watch(&settings, &reviewed, &units, terminal)?;
    super::export::tell_of_unfit(&reviewed, &tally, terminal);
    terminal.summary(format_args!(
        "{}: {} of {} segments translated; {exceptions} {} for this text alone",
        settings.folder.display(),
        proof.translated,
        proof.segments,
        if exceptions == 1 { "rule" } else { "rules" }
    ));
    Ok(if tally.unfit.count > 0 || odd > 0 { Outcome::Findings } else { Outcome::Done })
}

/// Says what `--fail-on` finds in the rows that went out, and how often.
fn watch(
    settings: &Bundle,
    name: &str,
    units: &[export::Unit],
    terminal: &Terminal,
) -> anyhow::Result<usize> {
    if settings.fail_on.is_empty() {
        return Ok(0);
    }
    let watch = Watch::new(&settings.fail_on, &settings.options, units.iter().cloned().map(Ok))?;
    let mut odd = 0;
    for unit in units.iter().filter(|unit| settings.options.selection.admits(unit)) {
        for finding in watch.findings(unit) {
            odd += 1;
            terminal.warning(format_args!("{}", qa::line(name, unit, &finding)));
        }
    }
    Ok(odd)
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
        .map_err(unnamed)
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
