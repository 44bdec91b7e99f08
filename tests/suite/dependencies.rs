//! Dependencies point one way: the `crate::` paths in each folder are those that it may use.

use std::fs;
use std::path::Path;

use crate::support::project;

/// Each part of the library, and the parts that it may name.
const MAY_USE: [(&str, &[&str]); 18] = [
    ("model", &[]),
    ("error.rs", &["model"]),
    ("read", &["model", "error"]),
    ("segment", &["model", "error"]),
    ("vectors", &["model", "error"]),
    ("score", &["model", "error", "vectors"]),
    ("align", &["model", "error", "score"]),
    ("review", &["model", "error", "read"]),
    ("project", &["model", "error", "review"]),
    ("compare", &["model", "error", "review", "project"]),
    ("units.rs", &["error", "review", "project", "export"]),
    ("realign.rs", &["model", "error", "review", "project", "score", "pipeline"]),
    ("memory", &["model", "error", "review", "project", "score", "pipeline"]),
    ("page", &["model", "error", "review", "project", "score", "realign", "export", "units"]),
    ("evaluate", &["model", "error"]),
    ("export", &["model", "error", "review"]),
    ("pipeline.rs", &["model", "error", "read", "segment", "score", "align", "review"]),
    ("pipeline", &["model", "error", "read", "segment", "score", "align", "review"]),
];

fn sources(path: &Path) -> Vec<(String, String)> {
    if path.is_file() {
        return vec![(path.display().to_string(), fs::read_to_string(path).unwrap())];
    }
    let entries = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    entries
        .filter(|p| p.is_dir() || p.extension().is_some_and(|e| e == "rs"))
        .flat_map(|p| sources(&p))
        .collect()
}

/// The parts that `source` names after `prefix`.
fn named<'s>(source: &'s str, prefix: &str) -> Vec<&'s str> {
    let name = |rest: &'s str| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("");
    source.match_indices(prefix).map(|(at, _)| name(&source[at + prefix.len()..])).collect()
}

#[test]
fn no_stage_imports_what_it_may_not() {
    let mut seen = 0;
    for (part, may_use) in MAY_USE {
        for (file, source) in sources(&project("src").join(part)) {
            for name in named(&source, "crate::") {
                let own = part.trim_end_matches(".rs") == name;
                let root = name.chars().next().is_some_and(char::is_uppercase); // `crate::Result`
                assert!(own || root || may_use.contains(&name), "{file} uses crate::{name}");
                seen += 1;
            }
        }
    }
    assert!(seen > 30, "only {seen} uses were found: has the layout changed?");
}

#[test]
fn every_part_of_the_library_has_its_rule() {
    let lib = fs::read_to_string(project("src/lib.rs")).unwrap();
    let parts: Vec<&str> = named(&lib, "\npub mod ").into_iter().chain(named(&lib, "\nmod ")).collect();
    let mut ruled = MAY_USE.map(|(name, _)| name.trim_end_matches(".rs")).to_vec();
    ruled.dedup(); // a file and the folder of its parts
    assert!(parts.len() >= ruled.len());
    for part in parts {
        assert!(ruled.contains(&part), "no rule for {part}");
    }
}

#[test]
fn the_library_does_not_know_the_command() {
    for (file, source) in sources(&project("src")) {
        let in_command = file.contains("/cli/") || file.ends_with("main.rs");
        assert!(in_command || !source.contains("cli::"), "{file} uses the command line");
    }
}
