//! Exports of whatever holds reviewed rows: a table, a workbook, a project; and what is odd about the rows that go out.

use visavis::project::{Action, PairId, Project, Side};
use visavis::review::{Records, Status, read_table, write_workbook};

use crate::support::{Visavis, project};

const FRENCH: &str = "Il pleut. Elle sort, il reste.\n\n«\u{a0}La nuit tombe\u{202f}!\u{a0}» Un chien aboie. Tout dort. La lune se lève.\n";
const ENGLISH: &str =
    "It rains. She goes out, he stays.\n\n“Night falls!” A dog barks. Everything sleeps. The moon rises.\n";

/// A project in which everything is accepted, one row cut in two, and one edited on both sides; and the table of it.
fn reviewed() -> Visavis {
    let visavis = Visavis::with(&[("fr.txt", FRENCH.as_bytes()), ("en.txt", ENGLISH.as_bytes())]);
    assert!(visavis.run(&["align", "fr.txt", "en.txt", "-q", "-o", "p.csv"]).status.success());
    let mut project = Project::open(&visavis.path("p.visavis")).unwrap();
    let rows = project.rows(PairId(0)).unwrap();
    let actions = vec![
        Action::SetStatus { rows: rows.iter().map(|row| row.seen()).collect(), status: Status::Ok },
        Action::Split { row: rows[1].seen(), source_at: 11, target_at: 13, status: Status::Ok },
        Action::Edit {
            row: rows[3].seen(),
            source: Some("Un chien hurle.".to_owned()),
            target: Some("A dog howls.".to_owned()),
            status: Status::Fix,
        },
    ];
    project.apply(&Action::All { actions }, "").unwrap();
    project.close().unwrap();
    assert!(visavis.run(&["apply", "p.csv", "--to", "t.csv", "-q"]).status.success());
    visavis
}

/// The same rows as a workbook.
fn workbook(visavis: &Visavis, table: &str, to: &str) {
    let rows = read_table(table, visavis.read(table).as_bytes()).unwrap().rows;
    let records: Vec<_> = rows.into_iter().map(|row| row.record).collect();
    std::fs::write(visavis.path(to), write_workbook(&records).unwrap()).unwrap();
}

#[test]
fn a_workbook_and_the_project_go_out_as_the_table_does() {
    let visavis = reviewed();
    workbook(&visavis, "t.csv", "t.xlsx");
    for (from, to) in [("t.csv", "a.jsonl"), ("t.xlsx", "b.jsonl"), ("p.visavis", "c.jsonl")] {
        let before = std::fs::read(visavis.path(from)).unwrap();
        let said = visavis.outcome(&["export", from, "-o", to, "--date", "2026-03-01"]);
        assert_eq!(said, format!("0: {to}: 7 of 7 rows as jsonl"));
        assert!(std::fs::read(visavis.path(from)).unwrap() == before, "{from} was touched");
    }
    assert!(visavis.read("a.jsonl").contains("A dog howls."));
    assert_eq!(visavis.read("a.jsonl"), visavis.read("b.jsonl"));
    let rows = |name: &str| -> Vec<[serde_json::Value; 5]> {
        let of = |line: &str| {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            ["id", "document", "source", "target", "status"].map(|key| row[key].clone())
        };
        visavis.read(name).lines().map(of).collect()
    };
    assert_eq!(rows("a.jsonl").len(), 7);
    assert_eq!(rows("a.jsonl"), rows("c.jsonl"));
    // In a memory, sentences are neighbours however they were cut.
    let args = ["export", "p.visavis", "-o", "m.tmx"];
    assert!(visavis.run(&args).status.success());
    assert!(visavis.read("m.tmx").contains("<prop type=\"next\">il reste.</prop>"));
}

#[test]
fn what_is_wrong_in_a_workbook_or_a_project_is_named_by_its_row() {
    let visavis = reviewed();
    std::fs::write(visavis.path("d.csv"), visavis.read("t.csv").replace("It rains", "It poured")).unwrap();
    workbook(&visavis, "d.csv", "d.xlsx");
    let said = visavis.outcome(&["export", "d.xlsx", "-o", "m.tmx"]);
    assert!(said.contains("\nd.xlsx:2: the texts of row `0` are not those that were written"), "{said}");
    let mut project = Project::open(&visavis.path("p.visavis")).unwrap();
    let seen = project.rows(PairId(0)).unwrap()[0].seen();
    let edit =
        Action::Edit { row: seen, source: None, target: Some("It\u{c}.".to_owned()), status: Status::Fix };
    project.apply(&edit, "").unwrap();
    project.close().unwrap();
    insta::assert_snapshot!(visavis.outcome(&["export", "p.visavis", "-o", "m.tmx"]), @"
    1: warning: p.visavis: row `0`: column `target`: character 3 is U+000C, which XML cannot hold: the row was left out; remove the character
    m.tmx: 6 of 7 rows as tmx; left out (that the format cannot hold: 1)
    ");
    insta::assert_snapshot!(visavis.outcome(&["export", "-", "-o", "n.tmx", "--fail-on", "any"]), @"2: error: --fail-on reads the rows twice, and standard input comes once: name a file instead of `-`");
}

#[test]
fn pages_give_the_rows_of_a_project_in_their_order() {
    let visavis = Visavis::new();
    let lines = |word: &str| -> String { (0..900).map(|n| format!("{word} {n}.\n")).collect() };
    std::fs::write(visavis.path("fr.txt"), lines("Ligne")).unwrap();
    std::fs::write(visavis.path("en.txt"), lines("Line")).unwrap();
    assert!(visavis.run(&["align", "fr.txt", "en.txt", "-q", "-o", "p.visavis"]).status.success());
    let mut project = Project::open(&visavis.path("p.visavis")).unwrap();
    let rows = project.rows(PairId(0)).unwrap();
    let merge = Action::Merge { first: rows[255].seen(), second: rows[256].seen() };
    project.apply(&merge, "").unwrap();
    let whole = project.rows(PairId(0)).unwrap();
    let paged: Vec<_> = project.each_row(PairId(0)).unwrap().map(|row| row.unwrap()).collect();
    assert_eq!(paged.len(), 899);
    assert_eq!(paged, whole);
    assert!(project.order(PairId(0), Side::Source).unwrap().into_iter().eq(0..900));
    assert!(project.each_row(PairId(1)).is_err());
}

#[test]
fn a_bundle_takes_its_text_from_the_project() {
    let visavis = reviewed();
    for (from, to) in [("p.visavis", "P"), ("t.csv", "T")] {
        if from == "t.csv" {
            std::fs::copy(visavis.path("p.visavis"), visavis.path("t.visavis")).unwrap();
        }
        let said = visavis.outcome(&["export", from, "--bundle", "omegat", to]);
        if from == "t.csv" {
            // The table has a source that the text has not.
            assert!(
                said.starts_with("2: ") && said.contains("the source of row `3` is not what stands next")
            );
            continue;
        }
        assert!(said.starts_with(&format!("0: {to}: 7 of 7 segments translated")), "{said}");
        assert_eq!(visavis.read(&format!("{to}/source/fr.txt")), FRENCH);
        assert!(
            visavis
                .read(&format!("{to}/visavis/expected/fr.txt"))
                .contains("he stays.\n\n“Night falls!” A dog howls.")
        );
    }
    let table = visavis.read("t.csv").replace("Un chien hurle.", "Un chien aboie.");
    std::fs::write(visavis.path("t.csv"), table).unwrap();
    assert!(visavis.outcome(&["export", "t.csv", "--bundle", "omegat", "T"]).starts_with("0: T: 7 of 7"));
    assert_eq!(visavis.read("T/visavis/expected/fr.txt"), visavis.read("P/visavis/expected/fr.txt"));
    std::fs::remove_file(visavis.path("t.visavis")).unwrap();
    insta::assert_snapshot!(visavis.outcome(&["export", "t.csv", "--bundle", "omegat", "U"]), @"2: error: the bundle holds the source text, and there is no project file t.visavis that has it: name the text with --source");
}

#[test]
fn what_is_odd_about_the_rows_that_go_out_is_said_by_line() {
    let table = "id,status,source,target,confidence,flags\n\
                 0,ok,Il a 12 ans.,He is 13.,0.2,\n\
                 1,ok,Il pleut.,It rains.,0.9,numbers\n\
                 2,todo,Il a 14 ans.,He is 15.,0.9,numbers\n\
                 3,ok,Vient-il\u{a0}?,He comes.,0.9,\n";
    let visavis = Visavis::with(&[("t.csv", table.as_bytes())]);
    insta::assert_snapshot!(visavis.outcome(&["export", "t.csv", "-o", "a.tmx", "--fail-on", "numbers,untranslated"]), @"
    1: warning: t.csv:2: numbers: 12 in the source only, 13 in the target only
    a.tmx: 3 of 4 rows as tmx; left out (of another status: 1)
    ");
    insta::assert_snapshot!(visavis.outcome(&["export", "t.csv", "-o", "b.tmx", "--fail-on", "any"]), @"
    1: warning: t.csv:2: numbers: 12 in the source only, 13 in the target only
    warning: t.csv:5: ending: one side ends with “?”, the other with “.”
    b.tmx: 3 of 4 rows as tmx; left out (of another status: 1)
    ");
    assert_eq!(visavis.read("a.tmx"), visavis.read("b.tmx"));
    insta::assert_snapshot!(visavis.outcome(&["export", "t.csv", "-o", "c.tmx", "--fail-on", "length"]), @"0: c.tmx: 3 of 4 rows as tmx; left out (of another status: 1)");
    let said = visavis.outcome(&["export", "t.csv", "-o", "d.tmx", "--fail-on", "colour"]);
    assert!(said.starts_with("2: ") && said.contains("expected `any` or one of: unpaired"), "{said}");
}

#[test]
fn a_bundle_is_looked_at_too() {
    let visavis = Visavis::new();
    let file = |name: &str| project("corpora/notice").join(name).display().to_string();
    assert!(visavis.run(&["align", &file("fr.txt"), &file("en.txt"), "-q", "-o", "p.csv"]).status.success());
    let table = visavis.read("p.csv");
    let first = Records::new("p.csv", table.as_bytes()).unwrap().map(|row| row.unwrap().record);
    let numbers = first.filter(|record| record.flags.split(' ').any(|flag| flag == "apostrophes")).count();
    let args = ["export", "p.csv", "--status", "todo", "--bundle", "omegat", "P", "--fail-on", "apostrophes"];
    let said = visavis.outcome(&args);
    assert_eq!(said.matches("apostrophes: ").count(), numbers, "{said}");
    assert!(said.starts_with(if numbers > 0 { "1: " } else { "0: " }));
}
