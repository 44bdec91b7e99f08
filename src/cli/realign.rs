//! `visavis realign`

use anyhow::Context;
use visavis::project::{Action, Project};
use visavis::realign::realign;

use super::Outcome;
use super::apply::Review;
use super::args::RealignArgs;
use super::progress::Terminal;
use super::settings;

pub fn run(args: &RealignArgs, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let setup = settings::setup(args.model.as_deref())?;
    let mut review = Review::open(&args.reviewed, |beside| {
        anyhow::bail!(
            "{}: there is no project file beside the table: name it with --project",
            beside.display()
        )
    })?;
    let found = review.compare(terminal)?;
    review.tell(&found, terminal)?;
    // What is tried on a copy leaves no trace in the history, whenever it is stopped.
    let copy = match args.reviewed.dry_run {
        true => Some(tempfile::tempdir().context("there is no place for a copy of the project")?),
        false => None,
    };
    if let Some(folder) = &copy {
        let path = folder.path().join("copy.visavis");
        review.project.copy_to(&path)?;
        std::mem::replace(&mut review.project, Project::open(&path)?).close()?;
    }
    review.take(&found)?;
    let mut actions = Vec::new();
    for pair in review.project.pairs() {
        actions.extend(realign(&review.project, pair.id, &setup)?);
    }
    let applied = review.act(&Action::All { actions })?;
    let (new, gone) = (applied.changed.len(), applied.removed.len());
    if copy.is_some() {
        review.project.close()?;
        terminal.summary(format_args!(
            "{new} rows would be made or changed, {gone} taken away; nothing was changed"
        ));
        return Ok(Outcome::Done);
    }
    terminal.summary(format_args!("{new} rows were made or changed, {gone} taken away"));
    review.finish(terminal)?;
    Ok(Outcome::Done)
}
