//! Two ways to review, decision by decision.

use serde_json::{Value, json};

use super::client::{Page, Row, SIDES, Sides};
use super::gold::Gold;
use super::plan::{Key, plan};

/// Rows on either side of a correction that its keys may change; what is farther away is carried.
const NEAR: usize = 4;
/// Who has decided that often per row goes round in circles.
const ENDLESS: usize = 20;

/// What a review took.
#[derive(Debug, Default, Clone)]
pub struct Effort {
    /// Rows in the end.
    pub rows: usize,
    /// Wrong rows in the beginning.
    pub wrong: usize,
    /// Decisions until no row was wrong, whether the person knew that or not.
    pub perfect: usize,
    /// Keys until then: a decision is one, and going on from a row that was corrected.
    pub keys: usize,
    /// Decisions until every row was decided and right.
    pub signed: usize,
    /// Of `perfect`: right rows looked at; keys of corrections and suggestions behind them; other pairings taken.
    pub parts: [usize; 3],
    /// For each of [`STOPS`] the decisions until every row was decided, and how many of these were wrong.
    pub stops: Vec<(usize, usize)>,
}

/// When a person who works worst first accepts all that is left, without knowing what is right.
#[derive(Debug, Clone, Copy)]
pub enum Stop {
    /// When the least sure row is that sure.
    Sure(f32),
    /// When of the rows of the document no more than this part is expected to be wrong among those left, by their confidence.
    Expected(f32),
    /// When the next row is less doubtful.
    Doubt(f32),
    /// When so many rows in a row were right.
    Run(usize),
}

pub const STOPS: [Stop; 5] =
    [Stop::Doubt(0.01), Stop::Sure(0.95), Stop::Sure(0.99), Stop::Expected(0.002), Stop::Run(20)];

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sure(least) => write!(f, "when all that is left is sure to {} %", least * 100.0),
            Self::Expected(part) => {
                write!(
                    f,
                    "when no more than {} % of the rows are expected to be wrong among those left",
                    part * 100.0
                )
            }
            Self::Doubt(most) => write!(f, "when the next row is doubtful to less than {} %", most * 100.0),
            Self::Run(rows) => write!(f, "when {rows} rows in a row were right"),
        }
    }
}

pub struct Person<'g> {
    pub page: Page,
    pub gold: &'g Gold,
    /// Whether suggestions and other pairings are looked at.
    pub live: bool,
}

impl Person<'_> {
    fn is_right(&self, row: &Row) -> bool {
        self.gold.is_right(&row.sides)
    }

    /// Rows that are to be decided, and of which somebody knows whether they are right.
    fn open(&self) -> impl Iterator<Item = &Row> + Clone {
        self.page.rows.iter().filter(|row| row.is_open && !self.gold.is_unverified(&row.sides))
    }

    fn rows(&self) -> usize {
        self.page.rows.iter().filter(|row| !self.gold.is_unverified(&row.sides)).count()
    }

    fn wrong(&self) -> usize {
        self.gold.wrong(&self.page.rows)
    }

    fn accept(&mut self, row: &Row) {
        assert!(self.page.act(&json!({"do": "set-status", "rows": [row.seen()], "status": "ok"})));
    }

    fn press(&mut self, base: usize, key: Key) -> bool {
        let rows = &self.page.rows;
        let seen = |at: usize| rows.get(base + at).map(Row::seen);
        let of = |at: usize, side: usize| rows[base + at].sides[side].clone();
        let action = match key {
            Key::Merge(at) => json!({"do": "merge", "first": seen(at), "second": seen(at + 1)}),
            Key::Split(at, kept) => {
                let row = &rows[base + at];
                let [source, target] = [0, 1].map(|side| row.before(side, kept[side]));
                json!({"do": "split", "row": row.seen(), "source_at": source, "target_at": target, "status": "todo"})
            }
            Key::Shift { from, side, down } => {
                let segments = of(from, side);
                let segment = if down { segments.last() } else { segments.first() };
                let to = if down { from + 1 } else { from - 1 };
                json!({"do": "move", "from": seen(from), "to": seen(to), "side": SIDES[side], "segments": [segment]})
            }
            Key::Swap(at, side) => {
                json!({"do": "swap", "first": seen(at), "second": seen(at + 1), "side": SIDES[side]})
            }
            Key::Carry { from, to, side } => {
                json!({"do": "move", "from": seen(from), "to": seen(to), "side": SIDES[side], "segments": of(from, side)})
            }
        };
        self.page.act(&action)
    }

    /// Makes of a wrong row the bead that it has most of; gives the decisions that it took.
    fn correct(&mut self, row: &Row) -> usize {
        let bead = self.gold.wanted(&row.sides);
        let mut decisions = 0;
        let has = |own: &Row| parts(&own.sides, &bead).iter().any(|part| *part);
        // What stands far away is brought here first.
        loop {
            let at = |page: &Page| page.rows.iter().position(|other| other.id == row.id);
            let Some(here) = at(&self.page) else { break };
            let far =
                self.page.rows.iter().enumerate().find(|(at, other)| at.abs_diff(here) > NEAR && has(other));
            let Some((there, other)) = far else { break };
            let side = usize::from(!parts(&other.sides, &bead)[0]);
            if !self.press(0, Key::Carry { from: there, to: here, side }) {
                break;
            }
            decisions += Key::Carry { from: there, to: here, side }.decisions();
        }
        let rows = &self.page.rows;
        let (Some(first), Some(last)) = (rows.iter().position(has), rows.iter().rposition(has)) else {
            return decisions;
        };
        let base = first.saturating_sub(1);
        let window: Vec<Sides> =
            rows[base..(last + 2).min(rows.len())].iter().map(|row| row.sides.clone()).collect();
        let plan = if window.contains(&bead) { Vec::new() } else { plan(&window, &bead, self.gold) };
        let mut alone = false;
        for key in plan {
            alone = matches!(key, Key::Shift { .. } | Key::Swap(..) | Key::Carry { .. });
            if !self.press(base, key) {
                break;
            }
            decisions += key.decisions();
        }
        if self.live
            && let Some(made) = self.page.rows.iter().find(|row| row.sides == bead).map(|row| row.id)
        {
            let found = self.page.suggestion(made, alone);
            decisions += self.offered(found);
        }
        decisions.max(1)
    }

    /// Takes what the page offers if the person sees that it leaves fewer wrong rows; a decision if so.
    fn offered(&mut self, action: Option<Value>) -> usize {
        let Some(action) = action else { return 0 };
        let before = self.wrong();
        if !self.page.act(&action) {
            return 0;
        }
        if self.wrong() < before {
            return 1;
        }
        self.page.undo();
        0
    }

    /// In reading order, each row on its own.
    pub fn row_by_row(mut self) -> Option<Effort> {
        let mut effort = Effort { wrong: self.wrong(), ..Effort::default() };
        let mut perfect = None;
        loop {
            if self.wrong() == 0 {
                perfect = perfect.or(Some(effort.signed));
            }
            if effort.signed > ENDLESS * self.page.rows.len() {
                return None;
            }
            let Some(row) = self.open().next().cloned() else { break };
            effort.signed += match self.is_right(&row) {
                true => {
                    self.accept(&row);
                    1
                }
                false => self.correct(&row),
            };
        }
        assert_eq!(self.wrong(), 0);
        let perfect = perfect?;
        Some(Effort { perfect, keys: perfect, rows: self.rows(), ..effort })
    }

    /// The worst next, with all that the page offers, and the rest at once.
    pub fn worst_first(mut self) -> Option<Effort> {
        let mut effort = Effort { wrong: self.wrong(), ..Effort::default() };
        let (mut decisions, mut right, mut corrected, mut perfect) = (0, 0, 0, None);
        let mut stops: [Option<(usize, usize)>; STOPS.len()] = [None; STOPS.len()];
        loop {
            let wrong = self.wrong();
            if wrong == 0 && perfect.is_none() {
                perfect = Some(decisions);
                effort.signed = decisions + usize::from(self.open().next().is_some());
                effort.keys = decisions + corrected;
            }
            let next = self.worst();
            for (stop, reached) in STOPS.iter().zip(&mut stops) {
                let open = self.open();
                let stops = match *stop {
                    Stop::Sure(least) => open.clone().all(|row| row.confidence >= least),
                    Stop::Expected(part) => {
                        open.map(|row| 1.0 - row.confidence).sum::<f32>() <= part * self.rows() as f32
                    }
                    Stop::Doubt(least) => next.as_ref().is_none_or(|row| (row.doubt as f32) < least * 1e6),
                    Stop::Run(rows) => right >= rows || next.is_none(),
                };
                // The rows that a person made wrong are not left so.
                if stops && reached.is_none() && !next.as_ref().is_some_and(|row| row.is_persons) {
                    *reached = Some((decisions + 1, wrong));
                }
            }
            if stops.iter().all(Option::is_some) && perfect.is_some() {
                break;
            }
            if decisions > ENDLESS * self.page.rows.len() {
                return None;
            }
            let Some(row) = next else { break };
            if self.is_right(&row) {
                self.accept(&row);
                decisions += 1;
                right += 1;
                effort.parts[0] += usize::from(perfect.is_none());
                continue;
            }
            right = 0;
            let found = self.page.rival(row.id);
            let taken = self.offered(found);
            effort.parts[2] += taken;
            decisions += taken;
            if taken == 0 {
                let before = decisions;
                decisions += self.correct(&row);
                corrected += 1;
                effort.parts[1] += decisions - before;
            }
        }
        let least =
            self.page.rows.iter().filter(|row| row.is_open).map(|row| row.confidence).fold(1.0, f32::min);
        self.page.accept_above(least);
        assert!(self.page.rows.iter().all(|row| !row.is_open));
        let perfect = perfect?;
        effort.stops = stops.into_iter().collect::<Option<_>>()?;
        Some(Effort { perfect, rows: self.rows(), ..effort })
    }

    /// The next row as the page has it: what is left of a correction and not right yet, then the most doubtful. What a person made
    /// and is right they have seen.
    fn worst(&self) -> Option<Row> {
        let open = || self.open();
        let made = open().find(|row| row.is_persons && !self.is_right(row));
        let worst =
            || open().filter(|row| !row.is_persons).max_by_key(|row| (row.doubt, std::cmp::Reverse(row.id)));
        made.or_else(worst).cloned()
    }
}

/// Which sides of a row have something of a bead.
fn parts(row: &Sides, bead: &Sides) -> [bool; 2] {
    [0, 1].map(|side| row[side].iter().any(|n| bead[side].contains(n)))
}
