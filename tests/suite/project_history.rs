//! The project file, whatever is done to it.

use proptest::prelude::*;
use visavis::Error;
use visavis::project::{Action, Side};
use visavis::review::Status;

use crate::project::{all, made, seen, state};

/// What a person might do next.
#[derive(Debug, Clone)]
enum Try {
    Status(usize, u8),
    Edit(usize, bool, String),
    Merge(usize),
    Split(usize, usize, usize),
    Move(usize, usize, bool),
    Swap(usize, usize, bool),
    Undo,
    Redo,
}

fn tries() -> impl Strategy<Value = Try> {
    let at = 0..12usize;
    prop_oneof![
        2 => (at.clone(), 0..4u8).prop_map(|(at, status)| Try::Status(at, status)),
        2 => (at.clone(), any::<bool>(), "[a-z é\u{a0}]{1,9}").prop_map(|(at, side, text)| Try::Edit(at, side, text)),
        3 => at.clone().prop_map(Try::Merge),
        3 => (at.clone(), 0..40usize, 0..40usize).prop_map(|(at, a, b)| Try::Split(at, a, b)),
        3 => (at.clone(), at.clone(), any::<bool>()).prop_map(|(a, b, side)| Try::Move(a, b, side)),
        2 => (at.clone(), at, any::<bool>()).prop_map(|(a, b, side)| Try::Swap(a, b, side)),
        3 => Just(Try::Undo),
        2 => Just(Try::Redo),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn whatever_is_done_nothing_is_lost_and_every_step_comes_back(tries in prop::collection::vec(tries(), 1..40)) {
        let (_folder, mut project) = made();
        let mut done = vec![state(&project)]; // the states that undo goes back through
        let mut ahead = Vec::new(); // those that redo goes on to
        for what in tries {
            let rows = all(&project);
            let row = |at: usize| &rows[at % rows.len()];
            let side = |target: bool| if target { Side::Target } else { Side::Source };
            let action = match what {
                Try::Undo => {
                    let undone = project.undo("").unwrap().is_some();
                    prop_assert_eq!(undone, done.len() > 1);
                    if undone {
                        ahead.push(done.pop().unwrap());
                    }
                    prop_assert_eq!(&state(&project), done.last().unwrap());
                    continue;
                }
                Try::Redo => {
                    let redone = project.redo("").unwrap().is_some();
                    prop_assert_eq!(redone, !ahead.is_empty());
                    done.extend(ahead.pop());
                    prop_assert_eq!(&state(&project), done.last().unwrap());
                    continue;
                }
                Try::Status(at, status) => {
                    Action::SetStatus { rows: vec![seen(row(at))], status: Status::ALL[usize::from(status)] }
                }
                Try::Edit(at, target, text) => {
                    let (source, target) = if target { (None, Some(text)) } else { (Some(text), None) };
                    Action::Edit { row: seen(row(at)), source, target, status: Status::Fix }
                }
                Try::Merge(at) => Action::Merge { first: seen(row(at)), second: seen(row(at + 1)) },
                Try::Split(at, a, b) => Action::Split { row: seen(row(at)), source_at: a, target_at: b, status: Status::Todo },
                Try::Move(a, b, target) => {
                    let segments = row(a).side(side(target)).segments.iter().take(1).copied().collect();
                    Action::Move { from: seen(row(a)), to: seen(row(b)), side: side(target), segments }
                }
                Try::Swap(a, b, target) => Action::Swap { first: seen(row(a)), second: seen(row(b)), side: side(target) },
            };
            let before = project.last_decision().unwrap();
            match project.apply(&action, "") {
                Ok(applied) if applied.decision > before => {
                    done.push(state(&project));
                    ahead.clear();
                }
                Ok(_) => prop_assert_eq!(&state(&project), done.last().unwrap()),
                Err(Error::Action { .. } | Error::Conflict { .. }) => {
                    prop_assert_eq!(&state(&project), done.last().unwrap());
                }
                Err(other) => prop_assert!(false, "{action:?}: {other}"),
            }
            project.verify().unwrap();
        }
    }
}
