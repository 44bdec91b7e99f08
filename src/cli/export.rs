//! `visavis export`

use anyhow::bail;
use visavis::export::{self, Kind, Places, Tally};
use visavis::model::Language;

use super::Outcome;
use super::progress::Terminal;
use super::qa::{self, Watch, Watched};
use super::settings::Export;
use super::source::Source;

pub fn run(mut settings: Export, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let name = settings.input.name();
    for column in settings.source.unknown() {
        terminal.detail(format_args!("{name}: the column `{column}` is not ours and does not go out"));
    }
    let mut out = settings.output.open()?;
    let mut second = settings.second.as_ref().map(|output| output.open()).transpose()?;
    let watch = match settings.fail_on.as_slice() {
        [] => None,
        flags => Some(Watch::new(flags, &settings.options, Source::open(&settings.input)?.units(false))?),
    };
    let mut odd = 0;
    let mut format = export::begin(
        settings.kind,
        &settings.options,
        &mut out,
        second.as_mut().map(|out| out as &mut (dyn std::io::Write + Send)),
    )?;
    if let Some(watch) = &watch {
        let tell = Box::new(|unit: &export::Unit, finding: &_| {
            odd += 1;
            terminal.warning(format_args!("{}", qa::line(&name, unit, finding)));
        });
        format = Box::new(Watched { format, watch, tell });
    }
    let (tally, looks) = export::export(settings.source.units(false), &settings.options, format)?;
    if tally.refused.count > 0 {
        bail!("{}", refusal(&name, &tally.refused));
    }
    out.finish()?;
    if let Some(second) = second {
        second.finish()?;
    }
    warn_of_encoding(&name, settings.source.encoding(), terminal);
    warn_of_swapped(&settings, looks, terminal);
    tell_of_unfit(&name, &tally, terminal);
    if tally.units == 0 {
        terminal.warning(format_args!(
            "no row of {name} went out: has any the status `ok` or `fix`? --status todo takes those that nobody looked at"
        ));
    }
    terminal.summary(summary(&settings, &tally));
    Ok(if tally.unfit.count > 0 || odd > 0 { Outcome::Findings } else { Outcome::Done })
}

/// A line of a table; the rows of a project have none.
fn place(name: &str, line: usize) -> String {
    if line == 0 { name.to_owned() } else { format!("{name}:{line}") }
}

/// Each place on a line of its own.
pub fn refusal(name: &str, refused: &Places) -> String {
    let mut message = format!("nothing was written, because of {} rows:", refused.count);
    if refused.count == 1 {
        message = "nothing was written, because of one row:".to_owned();
    }
    for (line, reason) in &refused.shown {
        message += &format!("\n{}: {reason}", place(name, *line));
    }
    if refused.count > refused.shown.len() {
        message += &format!("\nand {} more", refused.count - refused.shown.len());
    }
    message
}

pub fn tell_of_unfit(name: &str, tally: &Tally, terminal: &Terminal) {
    for (line, reason) in &tally.unfit.shown {
        terminal.warning(format_args!("{}: {reason}", place(name, *line)));
    }
    if tally.unfit.count > tally.unfit.shown.len() {
        terminal.warning(format_args!(
            "and {} more rows were left out",
            tally.unfit.count - tally.unfit.shown.len()
        ));
    }
}

fn warn_of_encoding(name: &str, encoding: &str, terminal: &Terminal) {
    if !encoding.starts_with("UTF-") {
        terminal.warning(format_args!(
            "{name} was saved as {encoding}, which has no narrow no-break space: save it as CSV in UTF-8 if you can"
        ));
    }
}

/// The review file does not say which side is French.
fn warn_of_swapped(settings: &Export, looks: Option<Language>, terminal: &Terminal) {
    let meant = &settings.options.source;
    if let Some(found) = looks.filter(|&found| found != meant.language()) {
        terminal.warning(format_args!(
            "the source looks like `{}`, but --source-lang is `{meant}`: give --source-lang {} --target-lang {}",
            found.code(),
            settings.options.target,
            settings.options.source
        ));
    }
}

fn summary(settings: &Export, tally: &Tally) -> String {
    let left = [
        ("unpaired", tally.unpaired),
        ("of another status", tally.undecided),
        ("less sure", tally.unsure),
        ("repeated", tally.repeated),
        ("that the format cannot hold", tally.unfit.count),
    ];
    let left: Vec<String> =
        left.iter().filter(|(_, n)| *n > 0).map(|(what, n)| format!("{what}: {n}")).collect();
    let kind = Kind::ALL.iter().find(|(_, kind)| *kind == settings.kind).map_or("", |(name, _)| name);
    format!(
        "{}{} of {} rows as {kind}{}{}",
        settings.output.name().map(|name| format!("{name}: ")).unwrap_or_default(),
        tally.units,
        tally.rows,
        if tally.variants > 0 { format!(", with {} variants", tally.variants) } else { String::new() },
        if left.is_empty() { String::new() } else { format!("; left out ({})", left.join(", ")) },
    )
}
