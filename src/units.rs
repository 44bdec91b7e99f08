//! The rows of a project as units for CAT tools.

use crate::error::Result;
use crate::export::Unit;
use crate::project::{Pair, Project, ProjectRow, Side};
use crate::review::Reviewed;

/// The rows of all documents of a project, in their order. Where sources are wanted `as_written`, they are what the document has,
/// whatever a person made of them.
///
/// # Errors
/// Each item: those of [`Project::each_row`].
pub fn units(project: &Project, as_written: bool) -> impl Iterator<Item = Result<Unit>> + '_ {
    project.pairs().into_iter().flat_map(move |pair| of_pair(project, pair, as_written))
}

fn of_pair(project: &Project, pair: Pair, as_written: bool) -> Box<dyn Iterator<Item = Result<Unit>> + '_> {
    let order = project.order(pair.id, Side::Source);
    match order.and_then(|order| Ok((order, project.each_row(pair.id)?))) {
        Ok((order, rows)) => Box::new(rows.map(move |row| Ok(unit(row?, &pair.source, &order, as_written)))),
        Err(error) => Box::new(std::iter::once(Err(error))),
    }
}

/// A row of a project, whose segments stand where `order` says.
fn unit(mut row: ProjectRow, document: &str, order: &[u32], as_written: bool) -> Unit {
    if as_written {
        row.source.edited = None;
    }
    let place = |number: Option<&u32>| Some(u64::from(*order.get(*number? as usize)?));
    let sentences = place(row.source.segments.first()).zip(place(row.source.segments.last()));
    let reviewed = Reviewed {
        line: 0,
        status: row.status,
        confidence: Some(row.confidence),
        record: row.record(document),
        others: Vec::new(),
    };
    Unit { sentences, ..Unit::from(reviewed) }
}
