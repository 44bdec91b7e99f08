//! The project with its rows in memory, as fresh as the file.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::time::{Duration, Instant};

use super::crossing::{Crossing, crossings};
use super::search::{Filter, Search};
use super::view::{Changed, Delta, Line, News, OutlineView, RowView};
use crate::error::{Error, Result};
use crate::project::{Action, Kind, PairId, Project, ProjectRow, RowId, Seen, Side};
use crate::realign::{is_decided, realign_rows, rival};
use crate::review::Status;
use crate::score::Setup;

/// When more rows have changed, all are read again.
const MANY: usize = 1000;
/// Rows before and behind a correction that may be aligned anew.
const AROUND: usize = 20;
/// How long a search may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// The rows of a pair, in order.
struct Sheet {
    pair: PairId,
    order: Vec<i64>,
    rows: HashMap<i64, ProjectRow>,
}

pub(super) struct Desk {
    project: Project,
    setup: Setup,
    sheets: Vec<Sheet>,
    /// The last decision that `sheets` know of.
    last: u64,
}

impl Desk {
    pub(super) fn new(project: Project) -> Result<Self> {
        let last = project.last_decision()?;
        Ok(Self { project, setup: Setup::default(), sheets: Vec::new(), last })
    }

    pub(super) fn project(&self) -> &Project {
        &self.project
    }

    pub(super) fn into_project(self) -> Project {
        self.project
    }

    /// Takes in what was decided meanwhile, by whomever; gives the rows that it touched, or `None` if they are too many.
    fn refresh(&mut self) -> Result<()> {
        let now = self.project.last_decision()?;
        if now == self.last {
            return Ok(());
        }
        let touched: BTreeSet<i64> = self.touched(self.last)?.0;
        self.last = now;
        if touched.len() > MANY {
            self.sheets.clear();
            return Ok(());
        }
        let mut new = Vec::new();
        for &id in &touched {
            let row = self.project.row(RowId(id))?;
            for sheet in &mut self.sheets {
                match &row {
                    Some(row) if row.pair == sheet.pair => {
                        if sheet.rows.insert(id, row.clone()).is_none() {
                            new.push(id);
                        }
                    }
                    _ => {
                        if sheet.rows.remove(&id).is_some() {
                            sheet.order.retain(|other| *other != id);
                        }
                    }
                }
            }
        }
        // A new row is put behind the one before it, which may be new itself.
        while !new.is_empty() {
            let left = new.len();
            let mut later = Vec::new();
            for id in new {
                let before = self.project.row_before(RowId(id))?;
                let Some(sheet) = self.sheets.iter_mut().find(|sheet| sheet.rows.contains_key(&id)) else {
                    continue;
                };
                let at = match before {
                    None => Some(0),
                    Some(before) => sheet.order.iter().position(|other| *other == before.0).map(|at| at + 1),
                };
                match at {
                    Some(at) => sheet.order.insert(at, id),
                    None => later.push(id),
                }
            }
            if later.len() == left {
                self.sheets.clear();
                return Ok(());
            }
            new = later;
        }
        Ok(())
    }

    /// Rows that decisions behind `after` touched, and those decisions in words.
    fn touched(&self, after: u64) -> Result<(BTreeSet<i64>, Vec<News>)> {
        let (mut rows, mut news) = (BTreeSet::new(), Vec::new());
        for entry in self.project.history(after, usize::MAX)? {
            rows.extend(entry.rows.iter().map(|row| row.0));
            news.push(News::from(entry));
        }
        Ok((rows, news))
    }

    fn sheet(&mut self, pair: i64) -> Result<&Sheet> {
        self.refresh()?;
        if let Some(at) = self.sheets.iter().position(|sheet| sheet.pair.0 == pair) {
            return self.sheets.get(at).ok_or_else(|| no_pair(pair));
        }
        let facts =
            self.project.pairs().into_iter().find(|facts| facts.id.0 == pair).ok_or_else(|| no_pair(pair))?;
        let rows = self.project.rows(facts.id)?;
        let order = rows.iter().map(|row| row.id.0).collect();
        let rows = rows.into_iter().map(|row| (row.id.0, row)).collect();
        self.sheets.push(Sheet { pair: facts.id, order, rows });
        self.sheets.last().ok_or_else(|| no_pair(pair))
    }

    pub(super) fn outline(&mut self, pair: i64) -> Result<OutlineView> {
        let sheet = self.sheet(pair)?;
        let lines: Vec<Line> = (0..sheet.order.len()).filter_map(|at| sheet.line(at)).collect();
        Ok(OutlineView::new(pair, self.last, &lines))
    }

    /// Rows with their texts, `whole` or cut short; those that are gone are left out.
    pub(super) fn rows(&mut self, ids: &[i64], whole: bool) -> Result<Vec<RowView>> {
        let pairs = self.project.pairs();
        let mut views = Vec::new();
        for &id in ids {
            let Some(row) = self.project.row(RowId(id))? else { continue };
            let Some(pair) = pairs.iter().find(|pair| pair.id == row.pair) else { continue };
            let languages = (pair.languages.0.language(), pair.languages.1.language());
            views.push(RowView::new(&row, languages, whole));
        }
        Ok(views)
    }

    /// Which rows stand elsewhere in the target.
    pub(super) fn crossings(&mut self, pair: i64) -> Result<Vec<Crossing>> {
        let sheet = self.sheet(pair)?;
        Ok(crossings(sheet.order.iter().filter_map(|id| sheet.rows.get(id))))
    }

    /// What was done to a row behind decision `after`.
    pub(super) fn news_of(&mut self, row: i64, after: u64) -> Result<Vec<News>> {
        let entries = self.project.history(after, usize::MAX)?;
        let own = entries.into_iter().filter(|entry| entry.rows.contains(&RowId(row)));
        Ok(own.map(News::from).collect())
    }

    /// Names of the rows that a filter finds, in order.
    pub(super) fn find(&mut self, filter: &Filter) -> Result<Vec<i64>> {
        let search = Search::new(filter)?;
        let sheet = self.sheet(filter.pair)?;
        let (start, mut found) = (Instant::now(), Vec::new());
        for (nth, id) in sheet.order.iter().enumerate() {
            if nth % 64 == 0 && start.elapsed() > PATIENCE {
                return Err(Error::Action {
                    row: None,
                    found: format!("a search that takes more than {} seconds", PATIENCE.as_secs()),
                    expected: "a simpler pattern".to_owned(),
                });
            }
            if sheet.rows.get(id).is_some_and(|row| search.finds(row)) {
                found.push(*id);
            }
        }
        Ok(found)
    }

    /// Does an action; gives what has changed since its author looked last.
    pub(super) fn act(&mut self, action: &Action, author: &str, since: u64) -> Result<Delta> {
        self.project.apply(action, author)?;
        self.changes(since)
    }

    /// Undoes or redoes the last decision; `None` if there is none.
    pub(super) fn back_or_forth(&mut self, kind: Kind, author: &str, since: u64) -> Result<Option<Delta>> {
        let applied = match kind {
            Kind::Redo => self.project.redo(author)?,
            _ => self.project.undo(author)?,
        };
        applied.map(|_| self.changes(since)).transpose()
    }

    /// Accepts what nobody decided on and is as sure as that; rows with flags only if `flagged`.
    pub(super) fn accept(
        &mut self,
        pair: i64,
        least: f32,
        flagged: bool,
        author: &str,
        since: u64,
    ) -> Result<(usize, Delta)> {
        let sheet = self.sheet(pair)?;
        let sure = |row: &&ProjectRow| {
            row.status == Status::Todo && row.confidence.value() >= least && (flagged || row.flags.is_empty())
        };
        let rows: Vec<Seen> = sheet
            .order
            .iter()
            .filter_map(|id| sheet.rows.get(id))
            .filter(sure)
            .map(ProjectRow::seen)
            .collect();
        let count = rows.len();
        Ok((count, self.act(&Action::SetStatus { rows, status: Status::Ok }, author, since)?))
    }

    /// What has changed behind decision `since`.
    pub(super) fn changes(&mut self, since: u64) -> Result<Delta> {
        self.refresh()?;
        let mut delta = Delta { last: self.last, counts: self.project.counts()?, ..Delta::default() };
        if self.last == since {
            return Ok(delta);
        }
        let (touched, news) = self.touched(since)?;
        delta.news = news;
        delta.news.drain(..delta.news.len().saturating_sub(5));
        delta.reload = touched.len() > MANY;
        if delta.reload {
            return Ok(delta);
        }
        let mut seen = BTreeSet::new();
        for pair in self.project.pairs() {
            let sheet = self.sheet(pair.id.0)?;
            // What a row is called depends on those beside it.
            let own = |(at, id): (usize, &i64)| touched.contains(id).then_some(at);
            let places: BTreeSet<usize> = sheet
                .order
                .iter()
                .enumerate()
                .filter_map(own)
                .flat_map(|at| [at.saturating_sub(1), at, at + 1])
                .collect();
            for at in places {
                let Some(line) = sheet.line(at) else { continue };
                seen.insert(line.id);
                let after = at.checked_sub(1).and_then(|before| sheet.order.get(before)).copied();
                delta.changed.push((pair.id.0, Changed::new(line, after)));
            }
        }
        delta.removed = touched.difference(&seen).copied().collect();
        Ok(delta)
    }

    /// How the rows around one could be paired instead; `None` if just as they are. What a person made stays; of what the last decision
    /// made only the row itself, if it is meant `alone`.
    pub(super) fn suggest(&mut self, row: i64, alone: bool) -> Result<Option<Suggestion>> {
        let Some((pair, rows)) = self.around(row)? else { return Ok(None) };
        let last = self.last;
        let stays = |other: &ProjectRow| {
            other.id.0 == row || is_decided(other) && !(alone && is_open(other) && other.revision == last)
        };
        match realign_rows(&self.project, pair, &rows, &self.setup, stays)? {
            Some(action) => self.shown(pair, action).map(Some),
            None => Ok(None),
        }
    }

    /// The most probable other pairing of a row that nobody decided on; `None` if there is none.
    pub(super) fn rival(&mut self, row: i64) -> Result<Option<Suggestion>> {
        let Some((pair, rows)) = self.around(row)? else { return Ok(None) };
        let stays = |other: &ProjectRow| is_decided(other) && !(other.id.0 == row && is_open(other));
        match rival(&self.project, &rows, RowId(row), &self.setup, stays)? {
            Some(action) => self.shown(pair, action).map(Some),
            None => Ok(None),
        }
    }

    /// The rows around one, and the pair that they are of; `None` if the row is gone.
    fn around(&mut self, row: i64) -> Result<Option<(PairId, Vec<ProjectRow>)>> {
        self.refresh()?;
        let Some(pair) = self.project.row(RowId(row))?.map(|row| row.pair) else { return Ok(None) };
        let sheet = self.sheet(pair.0)?;
        let Some(at) = sheet.order.iter().position(|id| *id == row) else { return Ok(None) };
        let window = at.saturating_sub(AROUND)..(at + AROUND).min(sheet.order.len());
        let window = sheet.order.get(window).unwrap_or_default();
        Ok(Some((pair, window.iter().filter_map(|id| sheet.rows.get(id)).cloned().collect())))
    }

    /// What an action would make, in words.
    fn shown(&self, pair: PairId, action: Action) -> Result<Suggestion> {
        let contents = [self.project.content(pair, Side::Source)?, self.project.content(pair, Side::Target)?];
        let (mut old, mut new) = (Vec::new(), Vec::new());
        let actions = match &action {
            Action::All { actions } => actions.as_slice(),
            _ => &[],
        };
        for action in actions {
            let Action::Replace { rows, by } = action else { continue };
            old.extend(rows.iter().map(|seen| seen.row.0));
            new.extend(by.iter().map(|bead| {
                let text = |(ranges, content): (&Vec<Range<usize>>, &std::sync::Arc<str>)| {
                    let texts: Vec<&str> =
                        ranges.iter().filter_map(|range| content.get(range.clone())).collect();
                    texts.join(" ")
                };
                [&bead.source, &bead.target].into_iter().zip(&contents).map(text).collect()
            }));
        }
        Ok(Suggestion { action, old, new })
    }
}

/// Whether nobody said what the row is worth.
fn is_open(row: &ProjectRow) -> bool {
    row.status == Status::Todo && row.source.edited.is_none() && row.target.edited.is_none()
}

/// Another pairing of some rows.
#[derive(Debug, serde::Serialize)]
pub(super) struct Suggestion {
    action: Action,
    /// The rows that it takes the place of.
    old: Vec<i64>,
    /// Source and target of the rows that it makes.
    new: Vec<Vec<String>>,
}

impl Sheet {
    fn row(&self, at: usize) -> Option<&ProjectRow> {
        self.rows.get(self.order.get(at)?)
    }

    fn line(&self, at: usize) -> Option<Line> {
        let before = at.checked_sub(1).and_then(|before| self.row(before));
        Some(Line::new(self.row(at)?, before, self.row(at + 1)))
    }
}

fn no_pair(pair: i64) -> Error {
    Error::Action {
        row: None,
        found: format!("documents {pair}"),
        expected: "documents of the project".to_owned(),
    }
}
