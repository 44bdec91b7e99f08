//! `visavis evaluate`

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use visavis::evaluate::{GoldBead, ShapeTally, Tally, parse_beads, parse_coarse, write_beads};
use visavis::model::{Document, Language};
use visavis::pipeline::{self, DocumentOptions};
use visavis::score::Setup;
use visavis::{Error, Location};

use super::Outcome;
use super::args::EvaluateArgs;
use super::input::Input;
use super::output::{Output, write_file};
use super::progress::Terminal;

pub fn run(args: &EvaluateArgs, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let folder = match (&args.gold_dir, &args.segmentation) {
        (Some(folder), _) => folder,
        (None, Some(folder)) => return super::splits::run(folder, args),
        (None, None) => bail!("no folder with gold, expected its name"),
    };
    let setup = Setup {
        without: args.ablate.iter().copied().collect(),
        ..super::settings::setup(args.model.as_deref())?
    };
    let documents = gold_documents(folder)?;
    let bar = terminal.bar("evaluating", documents.len() as u64);
    let mut sets: BTreeMap<String, Tally> = BTreeMap::new();
    let (mut total, mut shapes) = (Tally::default(), ShapeTally::default());
    let mut report = String::new();
    let mut line = |name: &str, tally: &Tally| {
        writeln!(report, "{name:44} {}", tally.figures()).ok(); // a string takes everything
    };
    for name in &documents {
        let (tally, of_shapes) = evaluate(args, &setup, folder, name)?;
        if args.per_doc {
            line(name, &tally);
        }
        let set = name.rsplit_once('/').map_or(".", |(set, _)| set);
        *sets.entry(set.to_owned()).or_default() += tally;
        total += tally;
        shapes += of_shapes;
        bar.inc(1);
    }
    bar.finish_and_clear();
    for (name, tally) in &sets {
        line(name, tally);
    }
    line("ALL", &total);
    if args.by_shape {
        for (shape, figures) in shapes.figures() {
            writeln!(report, "{:44} {figures}", format!("ALL {shape}"))?;
        }
    }
    Output::Stdout.write(report.as_bytes())?;
    Ok(Outcome::Done)
}

/// Aligns one document and compares it with its gold; writes its beads where they are wanted.
fn evaluate(
    args: &EvaluateArgs,
    setup: &Setup,
    gold_dir: &Path,
    name: &str,
) -> anyhow::Result<(Tally, ShapeTally)> {
    let path = |extension: &str| gold_dir.join(format!("{name}.{extension}"));
    let text = |extension: &str| {
        let path = path(extension);
        fs::read_to_string(&path)
            .map(|text| (path.display().to_string(), text))
            .with_context(|| path.display().to_string())
    };
    let (gold_name, gold) = text("gold")?;
    let gold = parse_beads(&gold_name, &gold)?;
    let coarse = match path("coarse").exists() {
        true => text("coarse").map(|(name, content)| parse_coarse(&name, &content))??,
        false => Default::default(),
    };
    let side = |language: Language| -> anyhow::Result<Document> {
        let input = Input::new(&path(language.code()));
        let options = DocumentOptions { pre_segmented: true, ..DocumentOptions::new(language.into()) };
        Ok(pipeline::document(&input.name(), &input.read()?, &options)?.document)
    };
    let (source, target) = (side(Language::French)?, side(Language::English)?);
    refuse_other_numbers(&gold_name, &gold, &source, &target)?;
    let alignment = pipeline::align(
        (&source, &Language::French.into()),
        (&target, &Language::English.into()),
        setup,
        &|_| (),
    )?;
    if let Some(folder) = &args.beads {
        let file = folder.join(format!("{name}.beads"));
        let parent = file.parent().unwrap_or(folder);
        fs::create_dir_all(parent).with_context(|| format!("{}: cannot be made", parent.display()))?;
        write_file(&file, write_beads(alignment.beads()).as_bytes(), args.force)?;
    }
    let beads: Vec<GoldBead> = alignment.beads().iter().map(GoldBead::from).collect();
    Ok((Tally::new(&gold, &beads, &coarse), ShapeTally::new(&gold, &beads, &coarse)))
}

/// Gold that names sentences which are not there belongs to another text.
fn refuse_other_numbers(
    name: &str,
    gold: &[GoldBead],
    source: &Document,
    target: &Document,
) -> anyhow::Result<()> {
    let sources = gold.iter().flat_map(|bead| &bead.source).max();
    let targets = gold.iter().flat_map(|bead| &bead.target).max();
    for (document, highest) in [(source, sources), (target, targets)] {
        let count = document.segments().len();
        if let Some(number) = highest.filter(|&&number| number as usize >= count) {
            bail!("{name}: names sentence {number}, but {} has {count}, counted from 0", document.name());
        }
    }
    Ok(())
}

/// The names of all documents with gold below `folder`, without ending, sorted folder by folder.
fn gold_documents(folder: &Path) -> anyhow::Result<Vec<String>> {
    let names = names(folder, "gold")?;
    if names.is_empty() {
        let reason = "no .gold file in it, expected DOC.gold beside DOC.fr and DOC.en".to_owned();
        return Err(Error::Folder { at: Location::file(folder.display().to_string()), reason }.into());
    }
    Ok(names)
}

/// The names of all files with that ending below `folder`, without the ending, sorted folder by folder.
pub fn names(folder: &Path, ending: &str) -> anyhow::Result<Vec<String>> {
    let mut found: Vec<PathBuf> = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        let refused = |reason| Input::File(next.clone()).refused(reason);
        for entry in fs::read_dir(&next).map_err(refused)? {
            let entry = entry.map_err(refused)?;
            let path = entry.path();
            match path.extension() {
                _ if entry.file_type().is_ok_and(|kind| kind.is_dir()) => open.push(path),
                Some(extension) if extension == ending => found.push(path),
                _ => {}
            }
        }
    }
    found.sort_by_key(|path| (path.parent().map(Path::to_owned), path.file_name().map(ToOwned::to_owned)));
    let name = |path: PathBuf| {
        let relative = path.strip_prefix(folder).unwrap_or(&path).with_extension("");
        relative.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
    };
    Ok(found.into_iter().map(name).collect())
}
