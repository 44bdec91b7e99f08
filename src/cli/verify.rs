//! `visavis verify`: what a delivery is worth in the CAT tool itself.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use visavis::export::Proof;

use super::Outcome;
use super::args::VerifyArgs;
use super::progress::Terminal;

pub fn run(args: &VerifyArgs, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let shown = args.bundle.display();
    let described = args.bundle.join("visavis/proof.json");
    let described = fs::read(&described).with_context(|| {
        format!(
            "{shown}: has no visavis/proof.json, expected a folder that `visavis export --bundle omegat` made"
        )
    })?;
    let proof: Proof = serde_json::from_slice(&described)
        .with_context(|| format!("{shown}/visavis/proof.json: cannot be understood: make the bundle anew"))?;

    // OmegaT writes into a project, and a delivery stays as it is.
    let work = tempfile::tempdir().context("there is no place for a copy of the bundle")?;
    let (project, config) = (work.path().join("project"), work.path().join("config"));
    copy(&args.bundle, &project).with_context(|| format!("{shown}: cannot be copied"))?;
    fs::create_dir_all(&config)?;
    translate(&args.program, &project, &config)?;

    let stats = project.join("omegat/project_stats.txt");
    let stats =
        fs::read_to_string(stats).context("the CAT tool wrote no statistics: does it open the project?")?;
    let (Some(total), Some(remaining)) = (figure(&stats, "Total:"), figure(&stats, "Remaining:")) else {
        bail!("the statistics of the CAT tool have no `Total:` and `Remaining:`: is it OmegaT 3.6 or later?");
    };
    let expected = args.bundle.join("visavis/expected").join(&proof.file);
    let expected = fs::read(&expected).with_context(|| format!("{}: cannot be read", expected.display()))?;
    let target = fs::read(project.join("target").join(&proof.file)).unwrap_or_default();

    let matched = total.saturating_sub(remaining);
    terminal.summary(format_args!(
        "{shown}: {matched} of {} segments that the memory translates matched exactly ({:.1} %)",
        proof.translated,
        100.0 * matched as f64 / proof.translated.max(1) as f64
    ));
    terminal.summary(format_args!("Total: {total}, expected {}", proof.segments));
    let untranslated = proof.segments.saturating_sub(proof.translated);
    terminal.summary(format_args!(
        "Remaining: {remaining}, expected {untranslated}, which the memory does not translate"
    ));
    let equal = target == expected;
    match difference(&expected, &target) {
        None => terminal.summary(format_args!("target/{}: equal, byte for byte", proof.file)),
        Some((line, wanted, found)) => {
            terminal
                .warning(format_args!("target/{}:{line}: found “{found}”, expected “{wanted}”", proof.file));
        }
    }
    let full = equal && total == proof.segments && remaining == untranslated;
    Ok(if full { Outcome::Done } else { Outcome::Findings })
}

/// Runs OmegaT without a window, in English.
fn translate(program: &Path, project: &Path, config: &Path) -> anyhow::Result<()> {
    let java = std::env::var("JAVA_TOOL_OPTIONS").unwrap_or_default();
    let output = Command::new(program)
        .arg(project)
        .arg("--mode=console-translate")
        .arg(format!("--config-dir={}", config.display()))
        .args(["--disable-project-locking", "--disable-location-save"])
        .env("JAVA_TOOL_OPTIONS", format!("{java} -Duser.language=en -Djava.awt.headless=true").trim())
        .stdin(Stdio::null())
        .output();
    let output = match output {
        Err(reason) if reason.kind() == ErrorKind::NotFound => {
            bail!("there is no program `{}`: install OmegaT, or name it with --program", program.display())
        }
        other => other.with_context(|| format!("{}: cannot be run", program.display()))?,
    };
    if !output.status.success() {
        let said =
            String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
        let last = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("nothing").to_owned();
        bail!("{} ended with {}: {last}", program.display(), output.status);
    }
    Ok(())
}

/// The number of segments in a line of the statistics.
fn figure(stats: &str, name: &str) -> Option<usize> {
    let line = stats.lines().find_map(|line| line.strip_prefix(name))?;
    let digits = line.trim_start().split('\t').next()?;
    digits.chars().filter(char::is_ascii_digit).collect::<String>().parse().ok()
}

/// The first line that differs: its number, what it should be, what it is.
fn difference(expected: &[u8], found: &[u8]) -> Option<(usize, String, String)> {
    if expected == found {
        return None;
    }
    let lines = |bytes: &[u8]| -> Vec<String> {
        bytes.split(|&byte| byte == b'\n').map(|line| String::from_utf8_lossy(line).into_owned()).collect()
    };
    let (expected, found) = (lines(expected), lines(found));
    let line = |lines: &[String], at: usize| lines.get(at).cloned().unwrap_or_default();
    let at = (0..expected.len().max(found.len())).find(|&at| expected.get(at) != found.get(at)).unwrap_or(0);
    Some((at + 1, line(&expected, at), line(&found, at)))
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let place = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => copy(&entry.path(), &place)?,
            false => fs::copy(entry.path(), place).map(drop)?,
        }
    }
    Ok(())
}
