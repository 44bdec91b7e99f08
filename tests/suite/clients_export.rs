//! Exports in the programs that read them. Runs where VISAVIS_CLIENTS is set, as `.ci/run` does once it has installed them.

use std::path::{Path, PathBuf};
use std::process::Command;

use visavis::review::Records;

use crate::support::{Visavis, project};

const CORPORA: [&str; 4] = ["article", "story", "contract", "notice"];

/// Whether the programs are there.
fn has_clients() -> bool {
    let set = std::env::var_os("VISAVIS_CLIENTS").is_some();
    if !set {
        eprintln!("skipped: set VISAVIS_CLIENTS to test with CAT tools");
    }
    set
}

/// A table of one of the corpora in which a person accepted every row, and joined what was left over to the row before.
fn reviewed(visavis: &Visavis, corpus: &str) -> PathBuf {
    let file = |name: &str| project("corpora").join(corpus).join(name).display().to_string();
    let table = format!("{corpus}.aligned.csv");
    assert!(visavis.run(&["align", &file("fr.txt"), &file("en.txt"), "-o", &table]).status.success());
    let text = std::fs::read_to_string(file("fr.txt")).unwrap();
    // Byte at which each source begins, and the target.
    let mut rows: Vec<(usize, String)> = Vec::new();
    let (mut at, mut end) = (0, 0);
    let content = std::fs::read(visavis.path(&table)).unwrap();
    for row in Records::new("t", content.as_slice()).unwrap() {
        let record = row.unwrap().record;
        let begins = at + text[at..].find(&record.source).unwrap();
        if !record.source.is_empty() {
            at = begins + record.source.len();
            end = at;
        }
        match rows.last_mut() {
            // What has no target joins the row before, and a first row without target the one behind.
            Some(_) if record.target.is_empty() => {}
            Some((_, target)) if target.is_empty() => *target = record.target,
            Some((_, target)) if record.source.is_empty() => *target = format!("{target} {}", record.target),
            _ => rows.push((begins, record.target)),
        }
    }
    let path = visavis.path(&format!("{corpus}.csv"));
    let mut writer = csv::Writer::from_path(&path).unwrap();
    writer.write_record(["id", "status", "source", "target", "document"]).unwrap();
    for (id, (begins, target)) in rows.iter().enumerate() {
        let ends = rows.get(id + 1).map_or(end, |(next, _)| *next);
        let source = text[*begins..ends].trim_end();
        writer.write_record([&id.to_string(), "ok", source, target, "fr.txt"]).unwrap();
    }
    writer.flush().unwrap();
    path
}

/// Runs a program that must succeed; gives what it said.
fn run(program: &str, args: &[&str], folder: &Path) -> String {
    let output = Command::new(program).args(args).current_dir(folder).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{program} {args:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

#[test]
fn omegat_translates_all_of_each_text_to_the_byte() {
    if !has_clients() {
        return;
    }
    let visavis = Visavis::new();
    for corpus in CORPORA {
        reviewed(&visavis, corpus);
        let table = format!("{corpus}.csv");
        let source = project("corpora").join(corpus).join("fr.txt").display().to_string();
        let made = visavis.run(&["export", &table, "--bundle", "omegat", corpus, "--source", &source]);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let said = visavis.outcome(&["verify", "--client", "omegat", corpus]);
        assert!(said.starts_with("0: "), "{said}");
        assert!(said.contains("(100.0 %)") && said.contains("Remaining: 0, expected 0"), "{said}");
        assert!(said.contains("target/fr.txt: equal"), "{said}");
    }
}

#[test]
fn omegat_leaves_what_nobody_paired_and_a_wrong_bundle_is_found_out() {
    if !has_clients() {
        return;
    }
    let visavis = Visavis::new();
    let file = |name: &str| project("corpora/notice").join(name).display().to_string();
    let (french, english) = (file("fr.txt"), file("en.txt"));
    assert!(visavis.run(&["align", &french, &english, "-o", "t.csv"]).status.success());
    let args = ["export", "t.csv", "--status", "todo", "--bundle", "omegat", "P", "--source", &french];
    assert!(visavis.run(&args).status.success());
    let said = visavis.outcome(&["verify", "--client", "omegat", "P"]);
    assert!(said.starts_with("0: ") && said.contains("equal, byte for byte"), "{said}");
    // Without our rules it is not full.
    std::fs::remove_file(visavis.path("P/omegat/segmentation.conf")).unwrap();
    assert!(visavis.outcome(&["verify", "--client", "omegat", "P"]).starts_with("1: "));
}

#[test]
fn exports_are_valid_by_the_schemas_of_the_standards() {
    let schemas = project("../shared/data/schemas");
    if !has_clients() || !schemas.is_dir() {
        eprintln!("skipped: the schemas are not at hand");
        return;
    }
    let visavis = Visavis::new();
    for corpus in CORPORA {
        reviewed(&visavis, corpus);
        let table = format!("{corpus}.csv");
        for (output, more) in [("a.tmx", "--variants"), ("a.xlf", "--xliff=2.1"), ("b.xlf", "--xliff=1.2")] {
            assert!(visavis.run(&["export", &table, more, "-o", output, "--force"]).status.success());
        }
        let schema = |name: &str| schemas.join(name).display().to_string();
        for (file, how, name) in [
            ("a.tmx", "--dtdvalid", "tmx14.dtd"),
            ("a.xlf", "--schema", "xliff_core_2.0.xsd"),
            ("b.xlf", "--schema", "xliff-core-1.2-strict.xsd"),
        ] {
            let mut xmllint = Command::new("xmllint");
            xmllint.env("XML_CATALOG_FILES", schemas.join("catalog.xml")).current_dir(visavis.folder.path());
            let output = xmllint.args(["--noout", "--nonet", how, &schema(name), file]).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
    }
}

/// Prints what pofilter wrote into its file: the names of its tests, and the pair, as JSON lines.
const FAULTS: &str = r#"
import json, sys
from translate.storage import tmx
for unit in tmx.tmxfile.parsefile(sys.argv[1]).units:
    tests = [line.split(":")[0] for line in unit.getnotes().splitlines()]
    print(json.dumps([tests, sorted([unit.source, unit.target])]))
"#;

/// What pofilter takes for a fault and is none, by a beginning of the French, and why.
const NO_FAULTS: [(&str, &str, &str); 13] = [
    // It compares signs of the end one by one, and has no notion that a translator may exclaim or turn a sentence round.
    ("endpunc", "— J’en suis sûre. Hélas", "an exclamation for a statement"),
    ("endpunc", "— Mais alors, s’écria Odile", "the question stands before `cried Odile`"),
    // It knows neither which words are the same in both languages, nor names.
    ("unchanged", "Source: DailyMail", "a name"),
    ("unchanged", "4.3 Indexation", "the same word"),
    ("unchanged", "3. Installation", "the same word"),
    // It compares figures as they are written.
    ("numbers", "À 14 h 30 précises", "half past two"),
    ("numbers", "— Et puis il est parti", "the two-thirty train"),
    ("numbers", "À 14 h 30, la porte", "2:30"),
    ("numbers", "1° la société Foncière", "150 000,00 and 150,000.00, 1° and (1)"),
    ("numbers", "2° la société Ateliers", "20 000,00 and 20,000.00, 2° and (2)"),
    ("numbers", "Le bail est consenti", "31/12/2025 and December 31, 2025"),
    ("numbers", "1° les grosses réparations", "1° and (1)"),
    ("numbers", "2° la taxe foncière", "2° and (2)"),
];

/// The text without what closes behind its last mark: pofilter takes `. »` and `.”` for different ends, and ` ?` and `?`.
fn last_mark(text: &str) -> Option<char> {
    text.trim_end_matches(|c: char| c.is_whitespace() || "\"'’”»)".contains(c)).chars().next_back()
}

#[test]
fn pofilter_finds_no_fault_that_our_flags_do_not_name() {
    if !has_clients() {
        return;
    }
    let visavis = Visavis::new();
    let python = std::env::var("VISAVIS_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let pofilter = Path::new(&python).with_file_name("pofilter").display().to_string();
    let (mut faults, mut named) = (0, 0);
    let mut excused: Vec<&str> = Vec::new();
    for corpus in CORPORA {
        let file = |name: &str| project("corpora").join(corpus).join(name).display().to_string();
        assert!(
            visavis
                .run(&["align", &file("fr.txt"), &file("en.txt"), "-q", "--force", "-o", "t.csv"])
                .status
                .success()
        );
        let export = ["export", "t.csv", "--status", "todo", "-q", "--force", "-o", "t.tmx"];
        assert!(visavis.run(&export).status.success());
        let folder = visavis.folder.path();
        std::fs::remove_file(visavis.path("faults.tmx")).ok();
        let tests = ["-t", "numbers", "-t", "endpunc", "-t", "unchanged", "t.tmx", "faults.tmx"];
        run(&pofilter, &[&["--progress=none"], tests.as_slice()].concat(), folder);
        let table = visavis.read("t.csv");
        let rows: Vec<_> =
            Records::new("t", table.as_bytes()).unwrap().map(|row| row.unwrap().record).collect();
        for line in run(&python, &["-c", FAULTS, "faults.tmx"], folder).lines() {
            let (tests, pair): (Vec<String>, Vec<String>) = serde_json::from_str(line).unwrap();
            // Which side it calls the source depends on how it reads the file.
            let is_it = |source: &str, target: &str| pair.iter().all(|text| text == source || text == target);
            let row = rows.iter().find(|row| is_it(&row.source, &row.target)).expect(line);
            for test in tests {
                faults += 1;
                let ours: &[&str] = match test.as_str() {
                    "numbers" => &["numbers", "units"],
                    "endpunc" => &["ending", "quotes"],
                    _ => &["untranslated"],
                };
                let french = row.source.replace(['\u{a0}', '\u{202f}'], " ");
                let excuse =
                    NO_FAULTS.iter().find(|(of, begins, _)| *of == test && french.starts_with(begins));
                if row.flags.split(' ').any(|flag| ours.contains(&flag)) {
                    named += 1;
                    assert!(excuse.is_none(), "we say so too: {excuse:?}");
                } else if let Some((_, begins, _)) = excuse {
                    excused.push(begins);
                } else {
                    let same = test == "endpunc" && last_mark(&row.source) == last_mark(&row.target);
                    assert!(
                        same,
                        "{corpus}: pofilter finds {test}, and our flags are `{}`: {pair:?}",
                        row.flags
                    );
                }
            }
        }
    }
    eprintln!(
        "{faults} faults, {named} of which our flags name, and {} of which are listed as none",
        excused.len()
    );
    assert!(named > 2, "only {named} faults were named");
    assert_eq!(excused.len(), NO_FAULTS.len(), "what is listed is not found any more: {excused:?}");
}

/// Reads each file with translate-toolkit, and prints its pairs as JSON lines.
const READERS: &str = r#"
import json
from translate.storage import csvl10n, po, tmx, xliff, xliff2
for name, store in [("a.tmx", tmx.tmxfile), ("a.xlf", xliff2.Xliff2File), ("b.xlf", xliff.xlifffile),
                    ("a.po", po.pofile), ("a.csv", csvl10n.csvfile)]:
    with open(name, "rb") as file:
        units = store.parsestring(file.read()).units
    print(json.dumps([[u.source, u.target] for u in units if u.source and not u.isheader()]))
"#;

#[test]
fn other_programs_read_the_same_pairs() {
    if !has_clients() {
        return;
    }
    let visavis = Visavis::new();
    let python = std::env::var("VISAVIS_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    for corpus in CORPORA {
        let table = reviewed(&visavis, corpus);
        let folder = visavis.folder.path();
        let content = std::fs::read(&table).unwrap();
        let pairs: Vec<[String; 2]> = Records::new("t", content.as_slice())
            .unwrap()
            .map(|row| row.unwrap().record)
            .map(|record| [record.source, record.target])
            .collect();
        let table = format!("{corpus}.csv");
        for (output, more) in [
            ("a.tmx", "--variants=false"),
            ("a.xlf", "--xliff=2.1"),
            ("b.xlf", "--xliff=1.2"),
            ("a.po", ""),
            ("a.csv", ""),
        ] {
            let mut args = vec!["export", &table, "-o", output, "--force"];
            args.extend((more.starts_with("--xliff")).then_some(more));
            assert!(visavis.run(&args).status.success());
        }
        run("msgfmt", &["-c", "-o", "a.mo", "a.po"], folder);
        let mut said = run(&python, &["-c", READERS], folder);
        assert_eq!(said.lines().count(), 5);
        let mut formats = vec!["TMX", "XLIFF 2.1", "XLIFF 1.2", "PO", "CSV"];
        match std::env::var("VISAVIS_HYPOMNEMA") {
            Ok(clients) => {
                let script = project("tests/clients/hypomnema.mjs").display().to_string();
                said += &run("node", &[&script, &clients, &folder.display().to_string(), "a.tmx"], folder);
                formats.push("TMX in hypomnema");
            }
            Err(_) => eprintln!("skipped: set VISAVIS_HYPOMNEMA to test with hypomnema"),
        }
        assert_eq!(said.lines().count(), formats.len());
        for (line, format) in said.lines().zip(formats) {
            let found: Vec<[String; 2]> = serde_json::from_str(line).unwrap();
            assert_eq!(found, pairs, "{format} of {corpus}");
        }
    }
}
