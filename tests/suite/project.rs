//! The project file: nothing is lost in it, everything comes back, and it says no when it must.

use std::ops::Range;

use visavis::Error;
use visavis::model::{
    Alignment, Bead, Confidence, Document, Language, LanguageTag, SourceRange, TargetRange,
};
use visavis::project::{
    self, Action, NewBead, NewPair, Origin, PairId, Project, ProjectRow, RowId, Seen, Side,
};
use visavis::review::{Status, rows};
use visavis::score::Setup;

use crate::support::{align, document};

const FRENCH: &str =
    "Il pleut. Elle sort, il reste.\n\nLa nuit\u{a0}tombe. Un chien aboie. Tout dort. La lune se lève.";
const ENGLISH: &str =
    "It rains. She goes out, he stays.\n\nNight falls. A dog barks. Everything sleeps. The moon rises.";

fn texts() -> (Document, Document) {
    (document(FRENCH, Language::French), document(ENGLISH, Language::English))
}

/// A folder with the project of both texts, aligned.
pub fn made() -> (tempfile::TempDir, Project) {
    let (french, english) = texts();
    opened(&bytes(&french, &english, &align(&french, &english)))
}

fn opened(bytes: &[u8]) -> (tempfile::TempDir, Project) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("p.visavis");
    std::fs::write(&path, bytes).unwrap();
    let project = Project::open(&path).unwrap();
    (folder, project)
}

fn bytes(french: &Document, english: &Document, alignment: &Alignment) -> Vec<u8> {
    let rows = rows((french, Language::French), (english, Language::English), alignment);
    let tags: (LanguageTag, LanguageTag) = (Language::French.into(), Language::English.into());
    let pair = NewPair {
        source: (french, &tags.0),
        target: (english, &tags.1),
        rows: &rows,
        origin: Origin::Aligner,
    };
    project::create(&[pair]).unwrap()
}

#[test]
fn rows_that_do_not_hold_every_segment_once_make_no_project() {
    let (french, english) = texts();
    let alignment = align(&french, &english);
    let rows = rows((&french, Language::French), (&english, Language::English), &alignment);
    let (fr, en): (LanguageTag, LanguageTag) = (Language::French.into(), Language::English.into());
    let made = |rows: &[_]| {
        let pair = NewPair { source: (&french, &fr), target: (&english, &en), rows, origin: Origin::Aligner };
        project::create(&[pair])
    };
    assert!(made(&rows).is_ok());
    let twice: Vec<_> = rows.iter().chain(&rows[..1]).cloned().collect();
    insta::assert_snapshot!(made(&twice).unwrap_err(), @"7 places in rows for the 6 sentences of text, of which 6 are there, expected each character in exactly one row: nothing was changed");
    insta::assert_snapshot!(made(&rows[1..]).unwrap_err(), @"5 places in rows for the 6 sentences of text, of which 5 are there, expected each character in exactly one row: nothing was changed");
}

pub fn all(project: &Project) -> Vec<ProjectRow> {
    project.rows(PairId(0)).unwrap()
}

pub fn seen(row: &ProjectRow) -> Seen {
    Seen { row: row.id, revision: row.revision }
}

fn bead(
    source: impl IntoIterator<Item = Range<usize>>,
    target: impl IntoIterator<Item = Range<usize>>,
) -> NewBead {
    let (source, target) = (source.into_iter().collect(), target.into_iter().collect());
    NewBead { source, target, confidence: 0.9, flags: vec![], why: vec![], chosen: false }
}

/// Source and target of each row, one a line.
fn shown(project: &Project) -> String {
    let line = |row: &ProjectRow| {
        format!("{} {} {} | {}", row.id, row.status, row.source.current(), row.target.current())
    };
    all(project).iter().map(line).collect::<Vec<_>>().join("\n").replace('\u{a0}', "~")
}

/// Rows without their revisions, which no undo takes back.
pub fn state(project: &Project) -> Vec<ProjectRow> {
    all(project).into_iter().map(|row| ProjectRow { revision: 0, ..row }).collect()
}

#[test]
fn a_project_has_the_rows_that_it_was_made_of() {
    let (_folder, project) = made();
    insta::assert_snapshot!(shown(&project), @"
    0 todo Il pleut. | It rains.
    1 todo Elle sort, il reste. | She goes out, he stays.
    2 todo La nuit~tombe. | Night falls.
    3 todo Un chien aboie. | A dog barks.
    4 todo Tout dort. | Everything sleeps.
    5 todo La lune se lève. | The moon rises.
    ");
    assert_eq!(&*project.content(PairId(0), Side::Source).unwrap(), FRENCH);
    assert_eq!(all(&project)[2].paragraph, 1);
    project.verify().unwrap();
}

#[test]
fn every_action_does_what_it_says_and_can_be_undone_and_redone() {
    let (_folder, mut project) = made();
    fn row(project: &Project, id: i64) -> Seen {
        seen(&project.row(RowId(id)).unwrap().unwrap())
    }
    let mut states = vec![state(&project)];
    type Step = Box<dyn Fn(&Project) -> Action>;
    let steps: Vec<Step> = vec![
        Box::new(|p| Action::accept(row(p, 0))),
        Box::new(|p| Action::Edit {
            row: row(p, 2),
            source: None,
            target: Some("The night is falling.".to_owned()),
            status: Status::Fix,
        }),
        Box::new(|p| Action::Comment { row: row(p, 2), text: "oui\nnon".to_owned() }),
        Box::new(|p| Action::Split { row: row(p, 1), source_at: 11, target_at: 13, status: Status::Todo }),
        Box::new(|p| Action::Merge { first: row(p, 2), second: row(p, 3) }),
        Box::new(|p| Action::Swap { first: row(p, 4), second: row(p, 5), side: Side::Target }),
        Box::new(|p| Action::Move { from: row(p, 4), to: row(p, 5), side: Side::Source, segments: vec![4] }),
        Box::new(|p| Action::Split { row: row(p, 5), source_at: 27, target_at: 0, status: Status::Todo }),
    ];
    for step in &steps {
        let action = step(&project);
        let applied = project.apply(&action, "me").unwrap();
        assert_eq!(applied.decision, states.len() as u64);
        states.push(state(&project));
        project.verify().unwrap();
    }
    insta::assert_snapshot!(shown(&project), @"
    0 ok Il pleut. | It rains.
    1 todo Elle sort, | She goes out,
    6 todo il reste. | he stays.
    2 todo La nuit~tombe. Un chien aboie. | The night is falling. A dog barks.
    4 todo  | The moon rises.
    5 todo Tout dort. La lune se lève. | 
    7 todo  | Everything sleeps.
    ");
    for expected in states.iter().rev().skip(1) {
        project.undo("me").unwrap().unwrap();
        assert_eq!(&state(&project), expected);
    }
    assert_eq!(project.undo("me").unwrap(), None);
    for expected in &states[1..] {
        project.redo("me").unwrap().unwrap();
        assert_eq!(&state(&project), expected);
    }
    assert_eq!(project.redo("me").unwrap(), None);
    let kinds = project.history(0, usize::MAX).unwrap();
    assert_eq!(kinds.len(), 3 * steps.len());
    assert_eq!(kinds[3].action.name(), "split");
    assert_eq!(kinds[3].rows, [RowId(1), RowId(6)]);
}

#[test]
fn undo_goes_on_after_a_restart() {
    let (folder, mut project) = made();
    let before = state(&project);
    let rows = all(&project);
    project.apply(&Action::Merge { first: seen(&rows[0]), second: seen(&rows[1]) }, "").unwrap();
    project.close().unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "one file when closed");
    let mut project = Project::open(&folder.path().join("p.visavis")).unwrap();
    assert_eq!(project.counts().unwrap().undoable, 1);
    project.undo("").unwrap().unwrap();
    assert_eq!(state(&project), before);
}

#[test]
fn who_saw_an_older_row_is_told_what_changed() {
    let (folder, mut project) = made();
    let mut other = Project::open(&folder.path().join("p.visavis")).unwrap();
    let rows = all(&project);
    other.apply(&Action::reject(seen(&rows[1])), "Anne").unwrap();
    other.apply(&Action::Merge { first: seen(&rows[3]), second: seen(&rows[4]) }, "Anne").unwrap();
    let refused =
        |project: &mut Project, action: Action| project.apply(&action, "Luc").unwrap_err().to_string();
    insta::assert_snapshot!(refused(&mut project, Action::accept(seen(&rows[1]))), @"row 1 has changed since: its status became reject (Anne): look at it again");
    insta::assert_snapshot!(refused(&mut project, Action::accept(seen(&rows[4]))), @"row 4 has changed since: it was merged (Anne): look at it again");
    other.undo("Anne").unwrap();
    insta::assert_snapshot!(refused(&mut project, Action::accept(seen(&rows[4]))), @"row 4 has changed since: it was merged (Anne); undone: it was merged (Anne): look at it again");
    insta::assert_snapshot!(refused(&mut project, Action::accept(Seen { row: RowId(99), revision: 0 })), @"row 99 has changed since: there is no such row: look at it again");
    assert_eq!(project.apply(&Action::accept(seen(&rows[2])), "Luc").unwrap().decision, 4);
}

#[test]
fn what_cannot_be_done_is_refused_and_nothing_is_changed() {
    let (_folder, mut project) = made();
    let before = state(&project);
    let rows = all(&project);
    let [a, b, c] = [seen(&rows[0]), seen(&rows[1]), seen(&rows[2])];
    let mut refused = |action: Action| {
        let error = project.apply(&action, "").unwrap_err();
        assert!(matches!(error, Error::Action { .. } | Error::NotConserved { .. }), "{error:?}");
        assert_eq!(state(&project), before);
        error.to_string()
    };
    insta::assert_snapshot!(refused(Action::Merge { first: a, second: c }), @"row 2: found a row that stands elsewhere, expected the row behind row 0");
    insta::assert_snapshot!(refused(Action::Split { row: a, source_at: 0, target_at: 0, status: Status::Todo }), @"row 0: found a cut that leaves nothing on one side of it, expected one within the row");
    insta::assert_snapshot!(refused(Action::Split { row: a, source_at: 3, target_at: 99, status: Status::Todo }), @"row 0: found a cut behind character 99 of the target, expected one within the text");
    insta::assert_snapshot!(refused(Action::Move { from: a, to: b, side: Side::Source, segments: vec![4] }), @"row 0: found source sentence 4, which it has not, expected one of its own");
    insta::assert_snapshot!(refused(Action::Edit { row: a, source: None, target: Some(" ".into()), status: Status::Fix }), @"row 0: found an empty target, expected a text, or the status `reject`");
    insta::assert_snapshot!(refused(Action::Replace { rows: vec![a], by: vec![bead(Some(0..8), Some(0..9))] }), @"a character of text would be lost or used twice, expected each character in exactly one row: nothing was changed");
    insta::assert_snapshot!(refused(Action::Replace { rows: vec![a], by: vec![bead(Some(0..9), Some(0..9)), bead(Some(0..9), None)] }), @"found bytes 0 to 9, expected the text of the rows that are replaced");
    // The first of several actions is not done either.
    insta::assert_snapshot!(refused(Action::All { actions: vec![Action::accept(a), Action::Merge { first: b, second: b }] }), @"row 1: found a row that stands elsewhere, expected the row behind row 1");
}

#[test]
fn beads_found_anew_keep_the_rows_that_are_the_same() {
    let (_folder, mut project) = made();
    let rows = all(&project);
    let before = state(&project);
    let ranges = |rows: &[&ProjectRow]| NewBead {
        why: vec!["the aligner says so".to_owned()],
        ..bead(
            rows.iter().flat_map(|row| row.source.ranges.clone()),
            rows.iter().flat_map(|row| row.target.ranges.clone()),
        )
    };
    let mut cut = ranges(&[&rows[0]]);
    let tail = cut.source[0].end - 6..cut.source[0].end; // `pleut.` apart
    cut.source[0].end -= 7;
    let rest = NewBead { source: vec![tail], target: vec![], ..ranges(&[]) };
    let by = vec![cut, rest, ranges(&[&rows[1]]), ranges(&[&rows[2], &rows[3]])];
    project.apply(&Action::Replace { rows: rows[..4].iter().map(seen).collect(), by }, "").unwrap();
    insta::assert_snapshot!(shown(&project), @"
    6 todo Il | It rains.
    7 todo pleut. | 
    1 todo Elle sort, il reste. | She goes out, he stays.
    8 todo La nuit~tombe. Un chien aboie. | Night falls. A dog barks.
    4 todo Tout dort. | Everything sleeps.
    5 todo La lune se lève. | The moon rises.
    ");
    assert_eq!(project.row(RowId(8)).unwrap().unwrap().why, ["the aligner says so"]);
    project.verify().unwrap();
    project.undo("").unwrap();
    assert_eq!(state(&project), before);
}

#[test]
fn rows_between_those_that_are_replaced_stay_where_they_are() {
    let (_folder, mut project) = made();
    let (rows, before) = (all(&project), state(&project));
    let halves =
        |row: &ProjectRow| [bead(row.source.ranges.clone(), None), bead(None, row.target.ranges.clone())];
    let by = [0, 2].into_iter().flat_map(|k| halves(&rows[k])).collect();
    project.apply(&Action::Replace { rows: vec![seen(&rows[0]), seen(&rows[2])], by }, "").unwrap();
    assert_eq!(all(&project).len(), rows.len() + 2);
    assert!(all(&project).iter().any(|row| row.id == rows[1].id));
    project.verify().unwrap();
    project.undo("").unwrap();
    assert_eq!(state(&project), before);
}

#[test]
fn an_alignment_anew_mends_what_nobody_decided_and_nothing_else() {
    let (french, english) = texts();
    let bead = |source: (u32, u32), target: (u32, u32)| Bead {
        source: SourceRange::new(source.0, source.1),
        target: TargetRange::new(target.0, target.1),
        confidence: Confidence::new(0.5),
    };
    // The second row is wrong, and a person says that it is right; the rows behind it are wrong too.
    let beads = vec![
        bead((0, 1), (0, 1)),
        bead((1, 2), (1, 3)),
        bead((2, 4), (3, 3)),
        bead((4, 5), (3, 5)),
        bead((5, 6), (5, 6)),
    ];
    let alignment = Alignment::new(beads, 6, 6).unwrap();
    let (_folder, mut project) = opened(&bytes(&french, &english, &alignment));
    let decided = all(&project)[1].clone();
    project.apply(&Action::accept(seen(&decided)), "").unwrap();
    let before = state(&project);
    let action = visavis::realign::realign(&project, PairId(0), &Setup::default()).unwrap().unwrap();
    project.apply(&action, "").unwrap();
    insta::assert_snapshot!(shown(&project), @"
    0 todo Il pleut. | It rains.
    1 ok Elle sort, il reste. | She goes out, he stays.

    Night falls.
    5 todo La nuit~tombe. | 
    6 todo Un chien aboie. | A dog barks.
    7 todo Tout dort. | Everything sleeps.
    4 todo La lune se lève. | The moon rises.
    ");
    project.verify().unwrap();
    project.undo("").unwrap();
    assert_eq!(state(&project), before);
}

#[test]
fn another_file_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.visavis");
    let refused = || {
        let said = Project::open(&path).unwrap_err().to_string();
        said.replace(&folder.path().display().to_string(), "DIR")
    };
    insta::assert_snapshot!(refused(), @"DIR/other.visavis: cannot be read: No such file or directory (os error 2): check the name and the folder");
    std::fs::write(&path, "id,status\n").unwrap();
    insta::assert_snapshot!(refused(), @"DIR/other.visavis: found another kind of file, expected a project file of visavis: name another, or make it anew with `visavis align`");
    assert_eq!(std::fs::read(&path).unwrap(), b"id,status\n", "another file is not touched");
}

#[test]
fn the_same_documents_give_the_same_bytes() {
    let (french, english) = texts();
    let made = || bytes(&french, &english, &align(&french, &english));
    assert_eq!(made(), made());
}

#[test]
fn several_documents_stand_in_one_project() {
    let (_folder, mut project) = made();
    let (french, english) =
        (document("Oui. Non.", Language::French), document("Yes. No.", Language::English));
    let alignment = align(&french, &english);
    let rows = rows((&french, Language::French), (&english, Language::English), &alignment);
    let tags: (LanguageTag, LanguageTag) = ("fr-CA".parse().unwrap(), Language::English.into());
    let pair = NewPair {
        source: (&french, &tags.0),
        target: (&english, &tags.1),
        rows: &rows,
        origin: Origin::Aligner,
    };
    let id = project.add(&pair).unwrap();
    let added = project.rows(id).unwrap();
    assert_eq!((added[0].id, added[0].source.segments.as_slice()), (RowId(6), [0].as_slice()));
    assert_eq!(project.pairs()[1].languages.0.as_str(), "fr-CA");
    let first = all(&project);
    assert_eq!(project.outline(id).unwrap().len(), added.len());
    let error = project.apply(&Action::Merge { first: seen(&first[5]), second: seen(&added[0]) }, "");
    assert!(error.is_err());
}
