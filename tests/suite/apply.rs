//! A reviewed table back into its project: what a person did is done, what a spreadsheet did is not.

use visavis::project::Project;

use crate::support::Visavis;

const FRENCH: &str = "Il pleut. Elle sort, il reste.\n\n«\u{a0}La nuit tombe\u{202f}!\u{a0}» Un chien aboie. Tout dort. La lune se lève.\n";
const ENGLISH: &str =
    "It rains. She goes out, he stays.\n\n“Night falls!” A dog barks. Everything sleeps. The moon rises.\n";

pub fn aligned(output: &str) -> Visavis {
    let visavis = Visavis::with(&[("fr.txt", FRENCH.as_bytes()), ("en.txt", ENGLISH.as_bytes())]);
    assert!(visavis.run(&["align", "fr.txt", "en.txt", "-q", "-o", output]).status.success());
    visavis
}

/// The cells of the table, a list a row, the header first.
fn cells(visavis: &Visavis) -> Vec<Vec<String>> {
    let table = visavis.read("pairs.csv");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(table.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// A table with other values in cells, each named by its row and its column.
fn changed(table: &[Vec<String>], values: &[(usize, usize, &str)]) -> Vec<Vec<String>> {
    let mut changed = table.to_vec();
    for &(row, column, value) in values {
        value.clone_into(&mut changed[row][column]);
    }
    changed
}

/// Gives cells of the saved table other values; what it has then.
pub fn edit(visavis: &Visavis, values: &[(usize, usize, &str)]) -> Vec<Vec<String>> {
    let table = changed(&cells(visavis), values);
    save(visavis, &table);
    table
}

/// Takes the table in, and writes it anew in its place.
fn take(visavis: &Visavis) {
    assert!(visavis.run(&["apply", "pairs.csv", "-q", "--to", "pairs.csv", "--force"]).status.success());
}

fn save(visavis: &Visavis, cells: &[Vec<String>]) {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    cells.iter().for_each(|row| writer.write_record(row).unwrap());
    std::fs::write(visavis.path("pairs.csv"), writer.into_inner().unwrap()).unwrap();
}

/// Id, status, source and target of what the project holds, as a table of it shows them.
fn shown(visavis: &Visavis) -> String {
    assert!(visavis.run(&["apply", "pairs.csv", "--to", "now.tsv", "--force", "-q"]).status.success());
    let table = visavis.read("now.tsv");
    let line = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        [cells[0], cells[1], cells[3], cells[4], cells[8]].join("|")
    };
    table.lines().skip(1).map(line).collect::<Vec<_>>().join("\n").replace(['\u{a0}', '\u{202f}'], "~")
}

const ID: usize = 0;
pub const STATUS: usize = 1;
const ACTION: usize = 2;
const SOURCE: usize = 3;
const TARGET: usize = 4;
const TYPE: usize = 6;
pub const COMMENT: usize = 8;
const SRC: usize = 9;
const TGT: usize = 10;
const CHECK: usize = 13;

#[test]
fn what_a_person_did_is_done() {
    let visavis = aligned("pairs.csv");
    let values = [
        (1, STATUS, "ok"),
        (2, ACTION, "split"),
        (2, STATUS, "OK"),
        (2, SOURCE, "Elle sort, ||| il reste."),
        (2, TARGET, "She goes out,|||he stays."),
        (3, TARGET, "“Night is falling!”"),
        (3, STATUS, "fix"),
        (3, COMMENT, "=mieux"),
        (4, ACTION, "merge-next"),
        (4, STATUS, "ok"),
        (6, STATUS, "reject"),
    ];
    edit(&visavis, &values);
    insta::assert_snapshot!(String::from_utf8(visavis.run(&["apply", "pairs.csv", "--dry-run"]).stdout).unwrap(), @"
    row 1 (line 3), action: split in 2
    row 2 (line 4), target: `“Night is falling!”` for `“Night falls!”`
    row 3 (line 5), action: merged with the next row
    row 0 (line 2), status: ok for todo
    row 1 (line 3), status: ok for todo
    row 2 (line 4), translator_comments: =mieux
    row 3 (line 5), status: ok for todo
    row 5 (line 7), status: reject for todo
    ");
    assert!(visavis.outcome(&["apply", "pairs.csv", "-q"]).starts_with("0: "));
    // The same table a second time, as after a run that was stopped before it could write its own: it can be written now.
    let before = std::fs::read(visavis.path("pairs.visavis")).unwrap();
    insta::assert_snapshot!(visavis.outcome(&["apply", "pairs.csv", "--to", "now.csv"]), @"
    0: warning: pairs.csv was taken into pairs.visavis before, as decision 1: nothing is decided again
    pairs.visavis: 6 rows: 4 ok, 1 fix, 1 reject, 0 todo
    ");
    assert!(std::fs::read(visavis.path("pairs.visavis")).unwrap() == before, "the project was touched");
    assert!(visavis.read("now.csv").contains("Un chien aboie. Tout dort."));
    // One that says more says what the project has, or what it cannot have any more.
    edit(&visavis, &[(5, COMMENT, "?")]);
    insta::assert_snapshot!(visavis.outcome(&["apply", "pairs.csv"]), @"
    2: error: nothing was changed
      row 1 has changed since: a reviewed file was applied: look at it again
      row 3 has changed since: a reviewed file was applied: look at it again
    ");
}

#[test]
fn sentences_are_moved_by_their_numbers() {
    let visavis = aligned("pairs.csv");
    edit(&visavis, &[(4, SRC, "3+4"), (5, SRC, "")]);
    insta::assert_snapshot!(shown(&visavis), @"
    0|todo|Il pleut.|It rains.|
    1|todo|Elle sort, il reste.|She goes out, he stays.|
    2|todo|«~La nuit tombe~!~»|“Night falls!”|
    3|todo|Un chien aboie. Tout dort.|A dog barks.|
    4|todo||Everything sleeps.|
    5|todo|La lune se lève.|The moon rises.|
    ");
    for value in [(4, SRC, "3+4"), (4, SRC, "9"), (4, SRC, ""), (4, TGT, "3+3")] {
        let visavis = aligned("pairs.csv");
        edit(&visavis, &[value]);
        let before = std::fs::read(visavis.path("pairs.visavis")).unwrap();
        let said = visavis.outcome(&["apply", "pairs.csv"]);
        assert!(
            said.starts_with("2: ")
                && (said.contains("every sentence once") || said.contains("numbers that stood")),
            "{said}"
        );
        assert!(std::fs::read(visavis.path("pairs.visavis")).unwrap() == before, "the project was touched");
    }
}

#[test]
fn damage_is_repaired_and_said() {
    let visavis = aligned("pairs.csv");
    let values = [(3, SOURCE, "« La nuit tombe ! »"), (4, TYPE, "01-janv"), (4, ID, "3,00")];
    let mut table = changed(&cells(&visavis), &values);
    table.remove(5);
    table.push(table[1].clone());
    table.swap(1, 2);
    for (at, row) in table.iter_mut().enumerate() {
        row.push(if at == 0 { "mine".to_owned() } else { String::new() });
    }
    save(&visavis, &table);
    insta::assert_snapshot!(visavis.outcome(&["apply", "pairs.csv"]), @"
    0: warning: repaired: the column `mine` was added: it is left out
    warning: repaired: row 0: the row stands twice with the same content: one is left out
    warning: repaired: row 4: the row was deleted: it stays as the project has it
    warning: repaired: the rows were sorted: the project keeps its order
    warning: repaired: row 2: no-break spaces became spaces, or spaces were trimmed or joined
    warning: repaired: row 3: the type was changed, by a date perhaps: it says nothing
    pairs.visavis: 6 rows: 0 ok, 0 fix, 0 reject, 6 todo
    ");
    insta::assert_snapshot!(shown(&visavis), @"
    0|todo|Il pleut.|It rains.|
    1|todo|Elle sort, il reste.|She goes out, he stays.|
    2|todo|«~La nuit tombe~!~»|“Night falls!”|
    3|todo|Un chien aboie.|A dog barks.|
    4|todo|Tout dort.|Everything sleeps.|
    5|todo|La lune se lève.|The moon rises.|
    ");
}

#[test]
fn what_is_in_doubt_is_refused_by_row_and_column() {
    let visavis = aligned("pairs.csv");
    let values = [
        (1, TARGET, ""),
        (2, ACTION, "split"),
        (3, ACTION, "join"),
        (4, ID, "x"),
        (5, ID, "77"),
        (7, STATUS, "ok"),
    ];
    let mut table = cells(&visavis);
    table.push(table[6].clone());
    save(&visavis, &changed(&table, &values));
    insta::assert_snapshot!(visavis.outcome(&["apply", "pairs.csv"]), @"
    2: error: nothing was changed
      pairs.csv:5, column `id`: found `x`, expected the number that was written there: take it from the file before it was damaged, or remove the row
      pairs.csv:6, column `id`: found `77`, expected the number of a row that was written: remove the row, or use the right project
      pairs.csv:8, column `id`: found `5`, expected each row once: it stands in line 7 too, otherwise: remove one of them
      pairs.csv:2, column `target`: found ``, expected `It rains.` as it was written, or a text that replaces it: an empty cell
      pairs.csv:3, column `action`: found `0 in the source and 0 in the target`, expected as many `|||` in the source as in the target, and one at least
      pairs.csv:4, column `action`: found `join`, expected `merge-next`, `split` or nothing
    ");
}

#[test]
fn a_table_of_other_texts_is_no_edit_of_these() {
    let visavis = aligned("pairs.csv");
    let old = visavis.read("pairs.csv");
    std::fs::write(visavis.path("fr.txt"), FRENCH.replace("chien", "chat")).unwrap();
    assert!(visavis.run(&["align", "fr.txt", "en.txt", "-q", "--force", "-o", "pairs.csv"]).status.success());
    // As when the alignment was stopped between its two files.
    std::fs::write(visavis.path("pairs.csv"), &old).unwrap();
    insta::assert_snapshot!(visavis.outcome(&["apply", "pairs.csv"]), @"
    2: error: nothing was changed
      pairs.csv:5: the `check` of the row is for other texts than pairs.visavis has, expected a table that was written from this project, with each row's own `check`: were the texts aligned anew since? Then write the table anew too
    ");
    let mut table = cells(&visavis);
    table[1].swap(SOURCE, TARGET);
    table[1][CHECK] = table[2][CHECK].clone();
    save(&visavis, &table);
    assert!(visavis.outcome(&["apply", "pairs.csv"]).contains("2 rows, of which this is the first"));
}

#[test]
fn a_column_that_is_not_there_says_nothing() {
    let visavis = aligned("pairs.csv");
    edit(&visavis, &[(1, STATUS, "ok"), (1, COMMENT, "bien")]);
    take(&visavis);
    let whole = cells(&visavis);
    for column in [STATUS, COMMENT, SRC, TGT] {
        let mut table = whole.clone();
        table.iter_mut().for_each(|row| drop(row.remove(column)));
        save(&visavis, &table);
        let output = visavis.run(&["apply", "pairs.csv", "--dry-run"]);
        let said =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let expected =
            format!("repaired: the column `{}` is not there: nothing of it was changed\n", whole[0][column]);
        assert_eq!(said, expected);
    }
}

#[test]
fn what_is_said_of_a_row_that_others_changed_is_refused_and_not_dropped() {
    let visavis = aligned("pairs.csv");
    let old = cells(&visavis);
    edit(&visavis, &[(1, STATUS, "fix"), (1, TARGET, "It is raining.")]);
    take(&visavis);
    // A comment in a table that is older.
    save(&visavis, &changed(&old, &[(1, COMMENT, "sûr ?")]));
    insta::assert_snapshot!(visavis.outcome(&["apply", "pairs.csv"]), @"
    2: error: nothing was changed
      row 0 has changed since: its text was edited: look at it again
    ");
    // One in which sentences were moved between rows that others decided on.
    save(&visavis, &changed(&old, &[(2, STATUS, "ok"), (3, STATUS, "ok")]));
    take(&visavis);
    save(&visavis, &changed(&old, &[(2, TGT, "1+2"), (3, TGT, "")]));
    insta::assert_snapshot!(visavis.outcome(&["apply", "pairs.csv"]), @"
    2: error: nothing was changed
      row 1 has changed since: a reviewed file was applied: look at it again
      row 2 has changed since: a reviewed file was applied: look at it again
    ");
    // One that is older and does not say so.
    let mut table = old;
    table.iter_mut().for_each(|row| row.truncate(TGT + 1));
    save(&visavis, &table);
    insta::assert_snapshot!(visavis.outcome(&["apply", "pairs.csv"]), @"
    2: error: nothing was changed
      pairs.csv:2, column `check`: found ``, expected the letters that were written there: the row was decided on, and nothing else tells whether before or after this table was written
      pairs.csv:3, column `check`: found ``, expected the letters that were written there: the row was decided on, and nothing else tells whether before or after this table was written
      pairs.csv:4, column `check`: found ``, expected the letters that were written there: the row was decided on, and nothing else tells whether before or after this table was written
    ");
}

#[test]
fn what_is_said_of_a_row_that_is_merged_is_kept() {
    let visavis = aligned("pairs.csv");
    edit(&visavis, &[(1, ACTION, "merge-next"), (1, COMMENT, "un"), (2, COMMENT, "deux")]);
    take(&visavis);
    assert_eq!(cells(&visavis)[1][COMMENT], "un\ndeux");
    // A comment that looks like a date is in doubt like a text.
    edit(&visavis, &[(3, COMMENT, "3-4")]);
    take(&visavis);
    edit(&visavis, &[(3, COMMENT, "5-6")]);
    insta::assert_snapshot!(visavis.outcome(&["apply", "pairs.csv"]), @"
    2: error: nothing was changed
      pairs.csv:5, column `translator_comments`: found `5-6`, expected `3-4` as it was written, or other words: another date or number, as a spreadsheet makes them
    ");
}

#[test]
fn what_was_undone_is_no_change_by_others() {
    let visavis = aligned("pairs.csv");
    edit(&visavis, &[(1, STATUS, "ok")]);
    assert!(visavis.run(&["apply", "pairs.csv", "-q"]).status.success());
    let mut project = Project::open(&visavis.path("pairs.visavis")).unwrap();
    assert!(project.undo("").unwrap().is_some());
    project.close().unwrap();
    insta::assert_snapshot!(visavis.outcome(&["apply", "pairs.csv", "--to", "now.csv"]), @"0: pairs.visavis: 6 rows: 1 ok, 0 fix, 0 reject, 5 todo");
}

#[test]
fn an_alignment_keeps_what_a_person_decided() {
    let visavis = aligned("pairs.csv");
    // Two rows whose targets were exchanged, and two that a person says are right.
    edit(&visavis, &[(1, STATUS, "ok"), (4, TGT, "4"), (5, TGT, "3"), (6, STATUS, "ok")]);
    insta::assert_snapshot!(visavis.outcome(&["realign", "pairs.csv", "--to", "again.csv"]), @"
    0: 0 rows were made or changed, 0 taken away
    pairs.visavis: 6 rows: 2 ok, 0 fix, 0 reject, 4 todo
    ");
}

#[test]
fn a_text_is_cut_where_the_mark_stands_whatever_is_mended_before_it() {
    let french = FRENCH.replace("aboie. ", "aboie.\r\n");
    let visavis = Visavis::with(&[("fr.txt", french.as_bytes()), ("en.txt", ENGLISH.as_bytes())]);
    assert!(visavis.run(&["align", "fr.txt", "en.txt", "-q", "-o", "pairs.csv"]).status.success());
    edit(&visavis, &[(4, ACTION, "merge-next")]);
    take(&visavis);
    let source = (4, SOURCE, "Un chien aboie.\nTout ||| sommeille.");
    edit(&visavis, &[(4, ACTION, "split"), source, (4, TARGET, "A dog barks. Everything ||| sleeps.")]);
    take(&visavis);
    let texts = cells(&visavis)[4..6].iter().map(|row| row[SOURCE..=TARGET].join("|")).collect::<Vec<_>>();
    assert_eq!(texts, ["Un chien aboie.\r\nTout|A dog barks. Everything", "sommeille.|sleeps."]);
}

#[test]
fn a_cut_in_a_text_that_was_damaged_is_in_doubt() {
    let visavis = aligned("pairs.csv");
    edit(&visavis, &[(3, ACTION, "merge-next")]);
    take(&visavis);
    let source = (3, SOURCE, "Â« La nuit tombe ! Â» ||| Un chien aboie.");
    edit(&visavis, &[(3, ACTION, "split"), source, (3, TARGET, "“Night falls!” ||| A dog barks.")]);
    let said = visavis.outcome(&["apply", "pairs.csv"]).replace(['\u{a0}', '\u{202f}'], "~");
    insta::assert_snapshot!(said, @"
    2: error: nothing was changed
      pairs.csv:4, column `source`: found `Â« La nuit tombe ! Â» ||| Un chien aboie.`, expected the marks in `«~La nuit tombe~!~» Un chien aboie.` as it was written
    ");
}
