//! The page in a real browser, by the tests of `tests/browser`. Runs where VISAVIS_CLIENTS is set, as `.ci/run` does once it has
//! installed Chromium and the packages.

use std::process::Command;

use crate::support::project;

#[test]
fn the_page_stands_a_real_browser() {
    let folder = project("tests/browser");
    if std::env::var_os("VISAVIS_CLIENTS").is_none() {
        eprintln!("skipped: set VISAVIS_CLIENTS to test the page with Chromium");
        return;
    }
    assert!(folder.join("node_modules").is_dir(), "run `npm ci` in tests/browser first");
    let status = Command::new("node")
        .args(["--test", "--test-concurrency=1", "--test-reporter=spec"])
        .args(["keys.test.mjs", "page.test.mjs"])
        // A hundred thousand rows are aligned in seconds by an optimised program, in minutes by another.
        .env("VISAVIS", std::env::var_os("VISAVIS").unwrap_or(env!("CARGO_BIN_EXE_visavis").into()))
        .current_dir(&folder)
        .status()
        .expect("node is installed");
    assert!(status.success());
}
