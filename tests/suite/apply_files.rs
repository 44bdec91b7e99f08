//! The files of a review: which are read, what a table may be saved as, where one is written.

use proptest::prelude::*;
use visavis::project::Project;
use visavis::review::{Record, TableFormat, read_table, write_records, write_workbook};

use crate::apply::{STATUS, aligned, edit};

#[test]
fn a_dry_run_leaves_the_project_as_it_is() {
    let visavis = aligned("pairs.csv");
    edit(&visavis, &[(1, STATUS, "ok")]);
    let before = std::fs::read(visavis.path("pairs.visavis")).unwrap();
    for command in ["apply", "realign"] {
        assert!(visavis.run(&[command, "pairs.csv", "--dry-run"]).status.success());
        assert!(
            std::fs::read(visavis.path("pairs.visavis")).unwrap() == before,
            "{command} touched the project"
        );
    }
    insta::assert_snapshot!(visavis.outcome(&["realign", "pairs.csv"]), @"
    0: 0 rows were made or changed, 0 taken away
    pairs.visavis: 6 rows: 1 ok, 0 fix, 0 reject, 5 todo
    ");
}

#[test]
fn a_table_is_not_written_over_a_project() {
    let visavis = aligned("pairs.csv");
    for command in ["apply", "realign"] {
        insta::allow_duplicates! {
            insta::assert_snapshot!(visavis.outcome(&[command, "pairs.csv", "--to", "other.visavis"]), @"2: error: other.visavis: is the name of a project file, expected that of a table: end it in .csv, .tsv or .xlsx");
        }
    }
    assert_eq!(visavis.files(), ["en.txt", "fr.txt", "pairs.csv", "pairs.visavis"]);
}

#[test]
fn without_its_project_a_table_needs_the_texts() {
    let visavis = aligned("pairs.csv");
    std::fs::remove_file(visavis.path("pairs.visavis")).unwrap();
    insta::assert_snapshot!(visavis.outcome(&["apply", "pairs.csv"]), @"2: error: pairs.visavis: there is no project file beside the table: name it with --project, or the texts with --source and --target");
    let texts = ["apply", "pairs.csv", "--source", "fr.txt", "--target", "en.txt"];
    insta::assert_snapshot!(visavis.outcome(&texts), @"0: pairs.visavis: 6 rows: 0 ok, 0 fix, 0 reject, 6 todo");
    assert_eq!(visavis.files(), ["en.txt", "fr.txt", "pairs.csv", "pairs.visavis"]);
    let rights = |name: &str| std::fs::metadata(visavis.path(name)).unwrap().permissions();
    assert_eq!(rights("pairs.visavis"), rights("pairs.csv"));
}

#[test]
fn a_project_is_no_table() {
    let visavis = aligned("pairs.csv");
    insta::assert_snapshot!(visavis.outcome(&["realign", "pairs.visavis"]), @"2: error: pairs.visavis: is a project file, expected the table that was reviewed: name that, and the project with --project");
}

#[test]
fn a_table_of_excel_for_mac_is_no_table_full_of_edits() {
    let visavis = aligned("pairs.csv");
    let table = visavis.read("pairs.csv").replace('\u{202f}', " ");
    let (bytes, encoding, lossy) = encoding_rs::MACINTOSH.encode(&table);
    assert_eq!((encoding.name(), lossy), ("macintosh", false));
    std::fs::write(visavis.path("pairs.csv"), bytes).unwrap();
    insta::assert_snapshot!(visavis.outcome(&["apply", "pairs.csv"]), @"
    0: warning: repaired: the file is in macintosh, where it was written in UTF-8
    warning: repaired: row 2: no-break spaces became spaces, or spaces were trimmed or joined
    pairs.visavis: 6 rows: 0 ok, 0 fix, 0 reject, 6 todo
    ");
}

#[test]
fn a_workbook_goes_there_and_back() {
    let visavis = aligned("pairs.xlsx");
    assert_eq!(visavis.files(), ["en.txt", "fr.txt", "pairs.visavis", "pairs.xlsx"]);
    let bytes = std::fs::read(visavis.path("pairs.xlsx")).unwrap();
    let table = read_table("pairs.xlsx", &bytes).unwrap();
    assert_eq!((table.rows.len(), table.rows[2].line), (6, 4));
    assert_eq!(table.rows[2].record.source, "«\u{a0}La nuit tombe\u{202f}!\u{a0}»");
    insta::assert_snapshot!(visavis.outcome(&["apply", "pairs.xlsx"]), @"0: pairs.visavis: 6 rows: 0 ok, 0 fix, 0 reject, 6 todo");
}

#[test]
fn an_apostrophe_stays_whatever_the_case_of_the_header() {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_row(0, 0, ["ID", "Source", "Target "]).unwrap();
    sheet.write_row(1, 0, ["0", "'- Oui", "'=1"]).unwrap();
    let table = read_table("t.xlsx", &workbook.save_to_buffer().unwrap()).unwrap();
    let record = &table.rows[0].record;
    assert_eq!((record.source.as_str(), record.target.as_str()), ("'- Oui", "'=1"));
}

#[test]
fn what_a_cell_cannot_hold_is_refused_for_a_workbook_only() {
    let record = Record { id: "7".to_owned(), source: "é".repeat(100_000), ..Record::default() };
    let error = write_workbook(std::slice::from_ref(&record)).unwrap_err().to_string();
    insta::assert_snapshot!(error, @"row 7, column `source`: found 100000 characters, expected at most 32767, as many as a cell of Excel holds: write a CSV");
    let mut table = Vec::new();
    write_records([record.clone()].into_iter(), TableFormat::EXCEL, &mut table).unwrap();
    assert_eq!(read_table("t.csv", &table).unwrap().rows[0].record.source, record.source);
}

/// Any cell: separators, guards, white space of all kinds, right to left, combining, beyond the first plane.
fn cell() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        2 => "[a-zé ]{1,6}",
        2 => "[=+@'\t\r\n\"\\-,;|\u{a0}\u{202f}\u{200f}\u{301}_x0D]{1,5}",
        1 => "\\PC{1,4}",
        1 => prop_oneof![Just("\r\n"), Just("_x000D_"), Just("\u{feff}"), Just("👩\u{200d}🚀"), Just("عربي"), Just("1/2"), Just("007"), Just("<&>")]
            .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]
    #[test]
    fn any_cells_come_back_from_a_csv_and_from_a_workbook(
        rows in prop::collection::vec((cell(), cell(), cell()), 1..6), excel: bool
    ) {
        let record = |(at, (source, target, comment)): (usize, (String, String, String))| Record {
            id: at.to_string(),
            status: "todo".to_owned(),
            source,
            target,
            translator_comments: comment,
            shape: "1-1".to_owned(),
            confidence: "0.500".to_owned(),
            document: "'f=r.txt".to_owned(),
            ..Record::default()
        };
        let records: Vec<Record> = rows.into_iter().enumerate().map(record).collect();
        let mut csv = Vec::new();
        let format = if excel { TableFormat::EXCEL } else { TableFormat::default() };
        write_records(records.iter().cloned(), format, &mut csv).unwrap();
        for (name, bytes) in [("t.csv", csv), ("t.xlsx", write_workbook(&records).unwrap())] {
            let back: Vec<Record> = read_table(name, &bytes).unwrap().rows.into_iter().map(|row| row.record).collect();
            prop_assert_eq!(&back, &records, "{}", name);
        }
    }
}

#[test]
fn a_project_that_is_made_for_a_table_has_its_name_in_messages() {
    let visavis = aligned("pairs.csv");
    std::fs::remove_file(visavis.path("pairs.visavis")).unwrap();
    std::fs::write(visavis.path("fr.txt"), visavis.read("fr.txt").replace("chien", "chat")).unwrap();
    let texts = ["apply", "pairs.csv", "--source", "fr.txt", "--target", "en.txt"];
    insta::assert_snapshot!(visavis.outcome(&texts), @"
    2: error: nothing was changed
      pairs.csv:5: the `check` of the row is for other texts than pairs.visavis has, expected a table that was written from this project, with each row's own `check`: were the texts aligned anew since? Then write the table anew too
    ");
    assert_eq!(visavis.files(), ["en.txt", "fr.txt", "pairs.csv"]);
}

#[test]
fn who_has_seen_enough_of_the_result_takes_back_nothing() {
    let visavis = aligned("pairs.csv");
    edit(&visavis, &[(1, STATUS, "ok")]);
    let mut command = visavis.command(&["apply", "pairs.csv", "-q", "--to", "-"]);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    assert!(command.stdout(writer).status().unwrap().success());
    let project = Project::open(&visavis.path("pairs.visavis")).unwrap();
    assert_eq!((project.counts().unwrap().ok, project.last_decision().unwrap()), (1, 1));
}
