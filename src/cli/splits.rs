//! `visavis evaluate --segmentation`

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::anyhow;
use visavis::evaluate::{Calibration, Case, SplitTally, parse_bounds, parse_cases, split_errors};
use visavis::model::{Language, LanguageTag};
use visavis::pipeline::{self, DocumentOptions};
use visavis::{Error, Location};

use super::Outcome;
use super::args::EvaluateArgs;
use super::gold::names;
use super::input::Input;
use super::output::Output;

/// Characters shown on either side of an error.
const SHOWN: usize = 40;

pub fn run(folder: &Path, args: &EvaluateArgs) -> anyhow::Result<Outcome> {
    let (texts, cases) = (names(folder, "bounds")?, names(folder, "jsonl")?);
    if texts.is_empty() && cases.is_empty() {
        let reason =
            "no .bounds file in it, expected DOC.bounds beside DOC.txt, nor cases in .jsonl".to_owned();
        return Err(Error::Folder { at: Location::file(folder.display().to_string()), reason }.into());
    }
    let mut report = String::new();
    let mut languages: BTreeMap<String, (SplitTally, Calibration)> = BTreeMap::new();
    for name in &texts {
        let (language, tally, calibration) = text(folder, name, args, &mut report)?;
        writeln!(report, "{name:44} {tally}  {calibration}")?;
        let total = languages.entry(language).or_default();
        total.0 += tally;
        total.1 += calibration;
    }
    for (language, (tally, calibration)) in &languages {
        writeln!(report, "{:44} {tally}  {calibration}", format!("ALL {language}"))?;
    }
    for name in &cases {
        let path = folder.join(format!("{name}.jsonl"));
        let cases = parse_cases(&path.display().to_string(), &utf8(&path)?)?;
        let mut failed: Vec<&Case> = Vec::new();
        for case in &cases {
            if !passes(case, &path)? {
                failed.push(case);
            }
        }
        for case in failed.iter().filter(|_| args.show > 0) {
            writeln!(report, "fails: {}", case.id)?;
        }
        writeln!(report, "{name:44} {} of {} cases", cases.len() - failed.len(), cases.len())?;
    }
    Output::Stdout.write(report.as_bytes())?;
    Ok(Outcome::Done)
}

/// Splits one text and compares it with its gold; the language is what the user or a folder says.
fn text(
    folder: &Path,
    name: &str,
    args: &EvaluateArgs,
    report: &mut String,
) -> anyhow::Result<(String, SplitTally, Calibration)> {
    let path = |ending: &str| folder.join(format!("{name}.{ending}"));
    let bounds = path("bounds");
    let refused = |reason: String| Error::Folder { at: Location::file(bounds.display().to_string()), reason };
    let gold = utf8(&bounds)?;
    // A folder may be given as `.`.
    let whole = fs::canonicalize(&bounds).unwrap_or(bounds.clone());
    let spoken = whole.parent().into_iter().flat_map(Path::ancestors).find_map(|folder| {
        let name = folder.file_name()?.to_str()?;
        [Language::French, Language::English].into_iter().find(|language| language.code() == name)
    });
    let Some(tag) = args.lang.clone().or(spoken.map(LanguageTag::from)) else {
        let reason = "in no folder `fr` or `en`, name the language of the texts with --lang";
        return Err(refused(reason.to_owned()).into());
    };
    if !path("txt").exists() {
        return Err(refused(format!("no text beside it, expected {}", path("txt").display())).into());
    }
    let input = Input::new(&path("txt"));
    let document =
        pipeline::document(&input.name(), &input.read()?, &DocumentOptions::new(tag.clone()))?.document;
    let text = document.text().content();
    let gold = parse_bounds(&bounds.display().to_string(), &gold, text)?;
    let found: Vec<_> = document.segments().iter().map(|segment| segment.range.clone()).collect();
    for (end, missed) in split_errors(text, &gold, &found).into_iter().take(args.show) {
        let before = &text[..end];
        let from = before.char_indices().rev().take(SHOWN).last().map_or(0, |(at, _)| at);
        let after: String = text[end..].chars().take(SHOWN).collect();
        let kind = if missed { "missed" } else { "extra" };
        writeln!(report, "{kind}: {:?} | {after:?}", &before[from..])?;
    }
    let calibration = Calibration::new(text, &gold, document.boundaries());
    Ok((tag.language().code().to_owned(), SplitTally::new(text, &gold, &found), calibration))
}

/// Whether a case of the file at `path` is split as it says.
fn passes(case: &Case, path: &Path) -> anyhow::Result<bool> {
    let name = format!("{}: case {}", path.display(), case.id);
    let tag: LanguageTag = case.lang.parse().map_err(|fault| anyhow!("{name}: {fault}"))?;
    let document = pipeline::document(&name, case.text.as_bytes(), &DocumentOptions::new(tag))?.document;
    let texts: Vec<&str> = document.segments().iter().map(|segment| document.segment(segment)).collect();
    Ok(case.fits(&texts))
}

/// The content of a file that is always UTF-8.
fn utf8(path: &Path) -> anyhow::Result<String> {
    let input = Input::new(path);
    String::from_utf8(input.read()?).map_err(|fault| {
        let (bytes, offset) = (fault.as_bytes(), fault.utf8_error().valid_up_to());
        let line = bytes[..offset].iter().filter(|&&byte| byte == b'\n').count() + 1;
        let at = Location::line(input.name(), line);
        let way_out = "save the file as UTF-8".to_owned();
        Error::Encoding { at, offset, byte: bytes[offset], encoding: "UTF-8", way_out }.into()
    })
}
