//! `visavis apply`, and what `visavis realign` has in common with it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use visavis::compare::{Comparison, Note, compare};
use visavis::pipeline::{self, Aligned, DocumentOptions};
use visavis::project::{self, Action, Applied, NewPair, Origin, Project};
use visavis::review::{Delimiter, Record, Table, TableFormat, read_table, rows};
use visavis::score::Setup;
use xxhash_rust::xxh3::xxh3_128;

use super::args::{ApplyArgs, ReviewedArgs};
use super::input::Input;
use super::output::{Output, temporary};
use super::progress::Terminal;
use super::results::{Form, project_of};
use super::source::DATABASE;
use super::{Outcome, is_seen_enough};

/// Faults that are listed; more are counted.
const MOST: usize = 20;

pub fn run(args: &ApplyArgs, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let mut review = Review::open(&args.reviewed, |beside| anew(args, beside))?;
    let found = review.compare(terminal)?;
    review.tell(&found, terminal)?;
    if args.reviewed.dry_run {
        review.project.close()?;
        return Ok(Outcome::Done);
    }
    review.take(&found)?;
    review.finish(terminal)?;
    Ok(Outcome::Done)
}

/// A project of the texts, for a table that has none beside it.
fn anew(args: &ApplyArgs, beside: &Path) -> anyhow::Result<Vec<u8>> {
    let (Some(source), Some(target)) = (&args.source, &args.target) else {
        bail!(
            "{}: there is no project file beside the table: name it with --project, or the texts with --source and --target",
            beside.display()
        );
    };
    let load = |path: &PathBuf, language: &visavis::model::LanguageTag| -> anyhow::Result<_> {
        let input = Input::new(path);
        let options = DocumentOptions::new(language.clone());
        let document = pipeline::document(&input.name(), &input.read()?, &options)?.document;
        Ok(document.renamed(path.file_name().unwrap_or_default().to_string_lossy()))
    };
    let (ours, theirs) = (load(source, &args.source_lang)?, load(target, &args.target_lang)?);
    let pair = ((&ours, &args.source_lang), (&theirs, &args.target_lang));
    let Aligned { source, target, alignment } =
        pipeline::align_jointly(pair.0, pair.1, &Setup::default(), &|_| ())?;
    let (ours, theirs) = ((&source, &args.source_lang), (&target, &args.target_lang));
    let rows = rows((ours.0, ours.1.language()), (theirs.0, theirs.1.language()), &alignment);
    Ok(project::create(&[NewPair { source: ours, target: theirs, rows: &rows, origin: Origin::Aligner }])?)
}

/// A reviewed table with its project.
pub struct Review<'a> {
    args: &'a ReviewedArgs,
    table: Table,
    /// Of its bytes.
    hash: String,
    pub project: Project,
    to: Option<Output>,
    /// Numbers of the decisions that were made.
    made: Vec<u64>,
    /// A project that is not yet where it belongs.
    new: Option<(tempfile::TempPath, PathBuf)>,
}

impl<'a> Review<'a> {
    /// Reads the table and opens its project, which `anew` makes if there is none.
    pub fn open(
        args: &'a ReviewedArgs,
        anew: impl FnOnce(&Path) -> anyhow::Result<Vec<u8>>,
    ) -> anyhow::Result<Self> {
        let to = args.to.as_deref().map(|path| Output::new(Some(path), args.force));
        let place = args.project.clone().unwrap_or_else(|| project_of(&args.reviewed));
        if let Some(to) = &to {
            if matches!(Form::of(to.path(), TableFormat::default()), Form::Project) {
                bail!(
                    "{}: is the name of a project file, expected that of a table: end it in .csv, .tsv or .xlsx",
                    to.name().unwrap_or_default()
                );
            }
            to.refuse_inputs(&[&place])?;
        }
        let input = Input::new(&args.reviewed);
        let bytes = input.read()?;
        if bytes.starts_with(DATABASE) {
            bail!(
                "{}: is a project file, expected the table that was reviewed: name that, and the project with --project",
                input.name()
            );
        }
        let table = read_table(&input.name(), &bytes)?;
        let hash = format!("{:032x}", xxh3_128(&bytes));
        let (project, new) = if place.exists() || args.project.is_some() {
            (Project::open(&place).with_context(|| place.display().to_string())?, None)
        } else {
            let bytes = anew(&place)?;
            let failure = || format!("{}: cannot be written", place.display());
            let mut file = temporary(&place).with_context(failure)?;
            std::io::Write::write_all(&mut file, &bytes).with_context(failure)?;
            let path = file.into_temp_path();
            (Project::open(&path)?.named(place.display().to_string()), Some((path, place)))
        };
        Ok(Self { args, table, hash, project, to, made: Vec::new(), new })
    }

    /// What the table says, if it can be understood: nothing if the project has it already, as it has when a run was stopped
    /// before it could write its own table.
    pub fn compare(&mut self, terminal: &Terminal) -> anyhow::Result<Comparison> {
        let name = self.args.reviewed.display().to_string();
        if let Some(number) = self.project.taken(&self.hash)? {
            terminal.warning(format_args!(
                "{name} was taken into {} before, as decision {number}: nothing is decided again",
                self.project.name()
            ));
            return Ok(Comparison::default());
        }
        let found = compare(&self.project, &self.table, &name)?;
        if !found.faults.is_empty() {
            let mut said = String::from("nothing was changed");
            for fault in found.faults.iter().take(MOST) {
                write!(said, "\n  {fault}")?;
            }
            if found.faults.len() > MOST {
                write!(said, "\n  and {} more", found.faults.len() - MOST)?;
            }
            bail!(said);
        }
        self.try_out(&found.action())?;
        Ok(found)
    }

    pub fn try_out(&mut self, action: &Action) -> anyhow::Result<()> {
        self.project.try_out(action).context("nothing was changed")?;
        Ok(())
    }

    /// Does what the table says.
    pub fn take(&mut self, found: &Comparison) -> anyhow::Result<()> {
        if !found.actions.is_empty() {
            let applied = self.project.take(&found.action(), &self.args.author, &self.hash)?;
            self.made.extend(applied.made());
        }
        Ok(())
    }

    /// Does what follows from it.
    pub fn act(&mut self, action: &Action) -> anyhow::Result<Applied> {
        let applied = self.project.apply(action, &self.args.author)?;
        self.made.extend(applied.made());
        Ok(applied)
    }

    /// What was found, for a person.
    pub fn tell(&self, found: &Comparison, terminal: &Terminal) -> anyhow::Result<()> {
        if self.args.dry_run {
            let mut report = String::new();
            for note in &found.changes {
                writeln!(report, "{}", line(note))?;
            }
            for note in &found.repairs {
                writeln!(report, "repaired: {}", line(note))?;
            }
            Output::Stdout.write(report.as_bytes())?;
        } else {
            let mut kinds: Vec<(&str, Vec<&Note>)> = Vec::new();
            for note in &found.repairs {
                match kinds.iter_mut().find(|(what, _)| *what == note.what) {
                    Some((_, notes)) => notes.push(note),
                    None => kinds.push((&note.what, vec![note])),
                }
            }
            for (what, notes) in kinds {
                let rows: Vec<String> =
                    notes.iter().filter_map(|note| note.row).map(|row| row.to_string()).collect();
                match rows.as_slice() {
                    [] => terminal.warning(format_args!("repaired: {what}")),
                    [row] => terminal.warning(format_args!("repaired: row {row}: {what}")),
                    many => terminal.warning(format_args!(
                        "repaired: {what}: {} cells, first in row {}",
                        many.len(),
                        many[0]
                    )),
                }
            }
        }
        Ok(())
    }

    /// Writes the table that was asked for, and brings the project to its place. If the table cannot be written, what was decided is
    /// taken back, unless others have decided something since.
    pub fn finish(mut self, terminal: &Terminal) -> anyhow::Result<()> {
        let mut written = self.write();
        let failed = written.as_ref().is_err_and(|reason| !is_seen_enough(reason));
        if failed && !self.take_back().unwrap_or(false) {
            written = written.with_context(|| {
                format!(
                    "{} has what the table says, which others went on with: the same command writes the table",
                    self.project.name()
                )
            });
        }
        let counts = self.project.counts()?;
        let name = self.project.name().to_owned();
        self.project.close()?;
        if failed {
            return written;
        }
        if let Some((path, place)) = self.new {
            path.persist_noclobber(&place)
                .with_context(|| format!("{}: cannot be written", place.display()))?;
        }
        terminal.summary(format_args!(
            "{name}: {} rows: {} ok, {} fix, {} reject, {} todo",
            counts.rows, counts.ok, counts.fix, counts.reject, counts.todo
        ));
        written
    }

    /// Takes back what was decided, the last first; whether all of it is.
    fn take_back(&mut self) -> anyhow::Result<bool> {
        while let Some(number) = self.made.pop() {
            if self.project.undo_only(number, &self.args.author)?.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn write(&self) -> anyhow::Result<()> {
        let Some(to) = &self.to else { return Ok(()) };
        let format = match self.table.delimiter {
            Some(Delimiter::Semicolon) => TableFormat::EXCEL,
            Some(delimiter) => TableFormat { delimiter, ..TableFormat::default() },
            None => TableFormat::default(),
        };
        to.write(&Form::of(to.path(), format).bytes(records(&self.project)?.into_iter())?)
    }
}

/// The rows of all documents of a project.
pub fn records(project: &Project) -> anyhow::Result<Vec<Record>> {
    let mut records = Vec::new();
    for pair in project.pairs() {
        records.extend(project.rows(pair.id)?.iter().map(|row| row.record(&pair.source)));
    }
    Ok(records)
}

fn line(note: &Note) -> String {
    let mut said = String::new();
    if let Some(row) = note.row {
        said += &format!("row {row}");
    }
    if let Some(line) = note.line {
        said += &format!(" (line {line})");
    }
    if let Some(column) = note.column {
        said += &format!(", {column}");
    }
    if said.is_empty() { note.what.clone() } else { format!("{said}: {}", note.what) }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use clap::Parser;
    use visavis::project::Kind;
    use visavis::review::write_records;

    use super::super::args::{Args, Command};
    use super::*;

    #[test]
    fn what_others_decide_while_the_table_is_written_is_not_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        std::fs::write(path("fr.txt"), "Il pleut. Elle sort.\n").unwrap();
        std::fs::write(path("en.txt"), "It rains. She goes out.\n").unwrap();
        // A device that takes nothing.
        let args = ["visavis", "apply", &path("t.csv"), "--to", "/dev/full", "--source", &path("fr.txt")];
        let args = Args::parse_from(args.into_iter().chain(["--target", &path("en.txt")]));
        let Command::Apply(args) = &args.command else { panic!("another command") };
        std::fs::write(path("t.visavis"), anew(args, Path::new("")).unwrap()).unwrap();
        let mut others = Project::open(Path::new(&path("t.visavis"))).unwrap();
        let mut rows = records(&others).unwrap();
        "ok".clone_into(&mut rows[0].status);
        let mut table = Vec::new();
        write_records(rows.into_iter(), TableFormat::default(), &mut table).unwrap();
        std::fs::write(path("t.csv"), table).unwrap();

        let terminal = Terminal::new(true, false);
        let mut history = Vec::new();
        for meanwhile in [false, true] {
            let mut review = Review::open(&args.reviewed, |_| panic!("there is a project")).unwrap();
            let found = review.compare(&terminal).unwrap();
            review.take(&found).unwrap();
            if meanwhile {
                let row = others.rows(others.pairs()[0].id).unwrap()[1].seen();
                others.apply(&Action::accept(row), "").unwrap();
            }
            let said = format!("{:#}", review.finish(&terminal).unwrap_err());
            assert!(said.contains("/dev/full: cannot be written"), "{said}");
            assert_eq!(said.contains("which others went on with"), meanwhile);
            history = others.history(0, 9).unwrap().iter().map(|entry| (entry.kind, entry.of)).collect();
        }
        assert_eq!(history, [(Kind::Act, 1), (Kind::Undo, 1), (Kind::Act, 3), (Kind::Act, 4)]);
    }
}
