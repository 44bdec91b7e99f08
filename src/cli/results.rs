//! A table and the project file beside it: both are written, or neither.

use std::path::{Path, PathBuf};

use anyhow::bail;
use visavis::project::Project;
use visavis::review::{Delimiter, Record, TableFormat, write_records, write_workbook};

use super::output::{Output, is_regular};

/// What a table is written as.
#[derive(Clone, Copy)]
pub enum Form {
    Table(TableFormat),
    Workbook,
    /// No table, the project alone.
    Project,
}

impl Form {
    /// The form that a file name asks for; `format` for one that asks for none.
    pub fn of(path: Option<&Path>, format: TableFormat) -> Self {
        let extension =
            path.and_then(Path::extension).map(|extension| extension.to_string_lossy().to_ascii_lowercase());
        match extension.as_deref() {
            Some("xlsx") => Form::Workbook,
            Some("visavis") => Form::Project,
            Some("tsv") => Form::Table(TableFormat { delimiter: Delimiter::Tab, ..format }),
            _ => Form::Table(format),
        }
    }

    /// The table as bytes.
    pub fn bytes(self, records: impl Iterator<Item = Record>) -> anyhow::Result<Vec<u8>> {
        match self {
            Form::Workbook => Ok(write_workbook(&records.collect::<Vec<_>>())?),
            Form::Project => Ok(Vec::new()),
            Form::Table(format) => {
                let mut table = Vec::new();
                write_records(records, format, &mut table)?;
                Ok(table)
            }
        }
    }
}

/// Where a table goes, and the project file of its name.
pub struct Results {
    pub table: Output,
    form: Form,
    project: Option<Output>,
}

impl Results {
    /// Refuses, before any work, what cannot be written.
    pub fn new(
        path: Option<&Path>,
        format: TableFormat,
        with_project: bool,
        force: bool,
        inputs: &[&Path],
    ) -> anyhow::Result<Self> {
        let form = Form::of(path, format);
        let table = Output::new(path, force);
        table.refuse_inputs(inputs)?;
        // No project stands beside standard output, a pipe or a device.
        let place = table.path().filter(|path| !path.exists() || is_regular(path));
        let project = match place {
            Some(path) if with_project || matches!(form, Form::Project) => {
                let beside = project_of(path);
                let project = Output::new(Some(&beside), force);
                project.refuse_inputs(inputs).map_err(|reason| match matches!(form, Form::Project) {
                    true => reason,
                    false => reason.context("the project file beside the table (--no-project writes none)"),
                })?;
                refuse_open(&beside)?;
                Some(project)
            }
            _ => None,
        };
        Ok(Self { table, form, project })
    }

    /// How messages name the table.
    pub fn name(&self) -> Option<String> {
        self.table.name()
    }

    /// Writes the rows, and the project that `project` makes if one is wanted.
    pub fn write(
        &self,
        records: impl Iterator<Item = Record>,
        project: impl FnOnce() -> anyhow::Result<Vec<u8>>,
    ) -> anyhow::Result<()> {
        let table = self.form.bytes(records)?;
        let Some(beside) = &self.project else { return self.table.write(&table) };
        let project = project()?;
        // Somebody may have opened the old one since.
        beside.path().map_or(Ok(()), refuse_open)?;
        if matches!(self.form, Form::Project) {
            return beside.write(&project);
        }
        let (mut first, mut second) = (beside.open()?, self.table.open()?);
        first.put(&project)?;
        second.put(&table)?;
        let new = beside.path().filter(|path| !path.exists()).map(Path::to_owned);
        first.finish()?;
        second.finish().inspect_err(|_| {
            // Without its table a new project is not what was asked for.
            if let Some(path) = new {
                std::fs::remove_file(path).ok();
            }
        })
    }
}

/// The project file that belongs to a table.
pub fn project_of(table: &Path) -> PathBuf {
    table.with_extension("visavis")
}

/// Refuses to replace a project that a program has open: what that one writes would go into the new file. So would what a program
/// that was killed left beside the old one.
fn refuse_open(path: &Path) -> anyhow::Result<()> {
    let beside = |ending: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    };
    let (log, journal) = (beside("-wal"), beside("-journal"));
    let left = || match log.exists() {
        true => Some(&log),
        // An empty one was never begun.
        false => Some(&journal).filter(|journal| journal.metadata().is_ok_and(|found| found.len() > 0)),
    };
    if left().is_some() && path.exists() {
        // One that a program left open when it was killed is closed now.
        Project::open(path)?.close()?;
    }
    match left() {
        None => Ok(()),
        Some(_) if path.exists() => {
            bail!("{}: is open in another program: close it there first", path.display())
        }
        Some(left) => bail!("{}: is left of a project that is gone: remove it first", left.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_that_is_opened_while_another_one_is_made_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("p.visavis");
        let empty = visavis::project::create(&[]).unwrap();
        std::fs::write(&place, &empty).unwrap();
        let results = Results::new(Some(&place), TableFormat::default(), true, true, &[]).unwrap();
        let mut others = Project::open(&place).unwrap();
        others.undo("").unwrap();
        let write = || results.write(std::iter::empty(), || Ok(empty.clone()));
        assert!(
            write().unwrap_err().to_string().ends_with("is open in another program: close it there first")
        );
        others.close().unwrap();
        write().unwrap();
    }
}
