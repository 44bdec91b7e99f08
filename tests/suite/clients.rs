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
