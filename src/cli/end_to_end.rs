//! `visavis evaluate --end-to-end`: from running text to beads, compared with gold as places of the text.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use visavis::evaluate::{CutTally, GoldBead, Placed, Places, first_difference};
use visavis::model::{Alignment, Document, Language};
use visavis::pipeline::{self, Aligned, DocumentOptions};
use visavis::score::Setup;
use visavis::{Error, Location};

use super::Outcome;
use super::args::EvaluateArgs;
use super::gold::{self, Gold};
use super::output::Output;
use super::progress::Terminal;

pub fn run(
    folder: &Path,
    args: &EvaluateArgs,
    setup: &Setup,
    terminal: &Terminal,
) -> anyhow::Result<Outcome> {
    let mut documents = gold::documents(folder, &args.sets)?;
    documents.retain(|name| running_texts(folder, name).iter().all(|path| path.exists()));
    if documents.is_empty() {
        let reason = "no running text in it, expected DOC.fr.txt and DOC.en.txt beside DOC.gold".to_owned();
        return Err(Error::Folder { at: Location::file(folder.display().to_string()), reason }.into());
    }
    let bar = terminal.bar("evaluating", documents.len() as u64);
    let mut sets: BTreeMap<&str, CutTally> = BTreeMap::new();
    let mut total = CutTally::default();
    let mut report = String::new();
    for name in &documents {
        bar.inc(1);
        let Some(tally) = evaluate(folder, name, args, setup, terminal)? else { continue };
        if args.per_doc {
            writeln!(report, "{name:44} {tally}")?;
        }
        *sets.entry(gold::set(name)).or_default() += tally;
        total += tally;
    }
    bar.finish_and_clear();
    for (name, tally) in &sets {
        writeln!(report, "{name:44} {tally}")?;
    }
    writeln!(report, "{:44} {total}", "ALL")?;
    Output::Stdout.write(report.as_bytes())?;
    Ok(Outcome::Done)
}

fn running_texts(folder: &Path, name: &str) -> [PathBuf; 2] {
    ["fr.txt", "en.txt"].map(|ending| folder.join(format!("{name}.{ending}")))
}

/// Splits and aligns the running texts of one document and compares what comes out with its gold. None where they are other texts
/// than those of the gold.
fn evaluate(
    folder: &Path,
    name: &str,
    args: &EvaluateArgs,
    setup: &Setup,
    terminal: &Terminal,
) -> anyhow::Result<Option<CutTally>> {
    let gold = Gold::read(folder, name)?;
    let [french, english] = running_texts(folder, name);
    let source = gold::document(&french, &DocumentOptions::new(Language::French.into()))?;
    let target = gold::document(&english, &DocumentOptions::new(Language::English.into()))?;
    for (lines, running) in [(&gold.source, &source), (&gold.target, &target)] {
        if let Some(place) = first_difference(lines, running) {
            terminal.warning(format_args!(
                "{}: is another text than {} from character {place} on, white space not counted: left out",
                running.name(),
                lines.name()
            ));
            return Ok(None);
        }
    }
    let (source, target, alignment) = aligned(source, target, setup, args.keep_sentences)?;
    let beads: Vec<GoldBead> = alignment.beads().iter().map(GoldBead::from).collect();
    Ok(Some(CutTally::new(
        Placed { beads: &gold.beads, source: &Places::new(&gold.source), target: &Places::new(&gold.target) },
        &gold.coarse,
        Placed { beads: &beads, source: &Places::new(&source), target: &Places::new(&target) },
    )))
}

/// Aligns two documents. What comes back are the documents that the alignment is about.
fn aligned(
    source: Document,
    target: Document,
    setup: &Setup,
    keep_sentences: bool,
) -> anyhow::Result<(Document, Document, Alignment)> {
    let (french, english) = (Language::French.into(), Language::English.into());
    if keep_sentences {
        let alignment = pipeline::align((&source, &french), (&target, &english), setup, &|_| ())?;
        return Ok((source, target, alignment));
    }
    let Aligned { source, target, alignment } =
        pipeline::align_jointly((&source, &french), (&target, &english), setup, &|_| ())?;
    Ok((source, target, alignment))
}
