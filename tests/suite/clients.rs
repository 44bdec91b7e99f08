//! The table in a real spreadsheet, and SRX by its schema. Runs where VISAVIS_CLIENTS is set, as `.ci/run` does once it has
//! installed them.

use std::process::Command;

use crate::support::{Visavis, project};

#[test]
fn our_srx_is_valid_by_the_schema_of_the_standard() {
    let schema = project("../shared/data/schemas/srx20.xsd");
    if std::env::var_os("VISAVIS_CLIENTS").is_none() || !schema.is_file() {
        eprintln!("skipped: set VISAVIS_CLIENTS, and have the schema at hand, to test with xmllint");
        return;
    }
    let visavis = Visavis::new();
    assert!(visavis.run(&["srx", "-o", "ours.srx"]).status.success());
    let xmllint = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(&schema)
        .arg(visavis.path("ours.srx"))
        .output()
        .unwrap();
    assert!(xmllint.status.success(), "{}", String::from_utf8_lossy(&xmllint.stderr));
}

#[test]
fn libreoffice_shows_the_french_intact() {
    if std::env::var_os("VISAVIS_CLIENTS").is_none() {
        eprintln!("skipped: set VISAVIS_CLIENTS to test with LibreOffice");
        return;
    }
    let visavis = Visavis::new();
    for corpus in ["article", "story", "contract", "notice"] {
        let file = |name: &str| project("corpora").join(corpus).join(name).display().to_string();
        let table = format!("{corpus}.csv");
        assert!(visavis.run(&["align", &file("fr.txt"), &file("en.txt"), "-o", &table]).status.success());
        let profile = format!("-env:UserInstallation=file://{}", visavis.path("profile").display());
        // There and back: what LibreOffice shows in its cells is what it saves as text.
        for (from, filter, to) in [
            (&table, "--infilter=Text - txt - csv (StarCalc):44,34,76,1", "xlsx:Calc MS Excel 2007 XML"),
            (&format!("{corpus}.xlsx"), "", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"),
        ] {
            let mut soffice = Command::new("soffice");
            soffice.args([&profile, "--headless"]).args((!filter.is_empty()).then_some(filter));
            let status = soffice
                .args(["--convert-to", to, "--outdir", "shown"])
                .arg(if to.starts_with("csv") { format!("shown/{from}") } else { from.clone() })
                .current_dir(visavis.folder.path())
                .output()
                .expect("soffice is installed");
            assert!(status.status.success(), "{}", String::from_utf8_lossy(&status.stderr));
        }
        let cells = |table: &str| -> Vec<Vec<String>> {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(table.as_bytes());
            reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
        };
        let (ours, shown) = (cells(&visavis.read(&table)), cells(&visavis.read(&format!("shown/{table}"))));
        assert_eq!(ours.len(), shown.len());
        for (ours, shown) in ours.iter().zip(&shown) {
            // Numbers may be shown otherwise; all that a person reads or edits may not.
            for column in [1, 2, 3, 4, 6, 7, 8, 9, 10, 12, 13] {
                assert_eq!(ours[column], shown[column], "{corpus}, row {}", ours[0]);
            }
        }
    }
}

/// A table through LibreOffice: the text of each line is a sentence that spreadsheets like to change.
const TRAPS: &str = "007\n12E3\n1/2\n-5\n=1+1\n+33 1 23\nmars 2023\n1\u{a0}000,5\nVRAI\n«\u{a0}Oui\u{202f}!\u{a0}»\n- Non, dit-il.\n'tis\n2-1\n@moi\n12:30\n50 %\nL’été œuvre…\nDeux  espaces\n";

fn soffice(visavis: &Visavis, filter: &str, to: &str, file: &str, locale: &str) {
    let profile = format!("-env:UserInstallation=file://{}", visavis.path("profile").display());
    let mut soffice = Command::new("soffice");
    soffice.args([&profile, "--headless"]).args((!filter.is_empty()).then_some(filter)).env("LC_ALL", locale);
    soffice.args(["--convert-to", to, "--outdir", "shown", file]).current_dir(visavis.folder.path());
    let done = soffice.output().expect("soffice is installed");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

#[test]
fn a_workbook_comes_back_from_libreoffice_with_no_cell_changed() {
    if std::env::var_os("VISAVIS_CLIENTS").is_none() {
        eprintln!("skipped: set VISAVIS_CLIENTS to test with LibreOffice");
        return;
    }
    let visavis = Visavis::with(&[("fr.txt", TRAPS.as_bytes()), ("en.txt", TRAPS.as_bytes())]);
    assert!(
        visavis
            .run(&["align", "--pre-segmented", "fr.txt", "en.txt", "-q", "-o", "traps.xlsx"])
            .status
            .success()
    );
    for corpus in ["article", "story", "contract", "notice"] {
        let file = |name: &str| project("corpora").join(corpus).join(name).display().to_string();
        let workbook = format!("{corpus}.xlsx");
        assert!(
            visavis.run(&["align", &file("fr.txt"), &file("en.txt"), "-q", "-o", &workbook]).status.success()
        );
    }
    for name in ["traps", "article", "story", "contract", "notice"] {
        let workbook = format!("{name}.xlsx");
        soffice(&visavis, "", "xlsx:Calc MS Excel 2007 XML", &workbook, "C.UTF-8");
        let read = |path: String| {
            visavis::review::read_table(&path, &std::fs::read(visavis.path(&path)).unwrap()).unwrap().rows
        };
        let (ours, theirs) = (read(workbook.clone()), read(format!("shown/{workbook}")));
        assert_eq!(ours.len(), theirs.len());
        for (ours, theirs) in ours.iter().zip(&theirs) {
            assert_eq!(ours.record, theirs.record, "{name}, row {}", ours.record.id);
        }
    }
}

#[test]
fn what_libreoffice_does_to_a_csv_is_repaired_or_refused() {
    if std::env::var_os("VISAVIS_CLIENTS").is_none() {
        eprintln!("skipped: set VISAVIS_CLIENTS to test with LibreOffice");
        return;
    }
    // How it is opened: as text in UTF-8; with numbers and dates found, in English and in French; in another encoding.
    for (how, filter, to) in [
        ("UTF-8", "44,34,76,1", "44,34,76,1,,0,false,true,false"),
        ("numbers", "44,34,76,1,,1033,false,true", "44,34,76,1,,1033,false,true,false"),
        ("nombres", "44,34,76,1,,1036,false,true", "59,34,76,1,,1036,false,true,false"),
        ("Windows-1252", "44,34,1,1", "44,34,1,1,,0,false,true,false"),
        ("saved as Windows-1252", "44,34,76,1", "44,34,1,1,,0,false,true,false"),
        ("UTF-8 as Windows-1252", "44,34,1,1", "44,34,76,1,,0,false,true,false"),
    ] {
        let visavis = Visavis::with(&[("fr.txt", TRAPS.as_bytes()), ("en.txt", TRAPS.as_bytes())]);
        assert!(
            visavis
                .run(&["align", "--pre-segmented", "fr.txt", "en.txt", "-q", "-o", "t.csv"])
                .status
                .success()
        );
        soffice(
            &visavis,
            &format!("--infilter=Text - txt - csv (StarCalc):{filter}"),
            "ods",
            "t.csv",
            "C.UTF-8",
        );
        soffice(&visavis, "", &format!("csv:Text - txt - csv (StarCalc):{to}"), "shown/t.ods", "C.UTF-8");
        let dry = visavis.run(&["apply", "shown/t.csv", "--project", "t.visavis", "--dry-run"]);
        let (said, refused) =
            (String::from_utf8(dry.stdout).unwrap(), String::from_utf8(dry.stderr).unwrap());
        let repaired = said.lines().filter(|line| line.starts_with("repaired: ")).count();
        eprintln!(
            "{how}: {repaired} cells repaired; refused: {}\n{said}{refused}",
            refused.lines().count().saturating_sub(1)
        );
        if dry.status.success() {
            assert_eq!(said.lines().count(), repaired, "{how}: damage was taken for an edit:\n{said}");
        } else {
            assert!(
                refused.contains("nothing was changed") && refused.contains("column `"),
                "{how}: {refused}"
            );
        }
    }
}
