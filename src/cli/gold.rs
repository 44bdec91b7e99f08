//! Folders with gold: which documents there are, and what each holds.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use visavis::evaluate::{GoldBead, parse_beads, parse_coarse};
use visavis::model::{Document, Language};
use visavis::pipeline::{self, DocumentOptions};
use visavis::{Error, Location};

use super::input::Input;

/// A document with gold: its sentences as the gold has them.
pub struct Gold {
    pub beads: Vec<GoldBead>,
    /// Positions of the beads whose inside nobody verified.
    pub coarse: BTreeSet<usize>,
    pub source: Document,
    pub target: Document,
}

impl Gold {
    /// Reads `name.gold`, `name.coarse` where there is one, and a sentence a line from `name.fr` and `name.en`.
    pub fn read(folder: &Path, name: &str) -> anyhow::Result<Self> {
        let path = |extension: &str| folder.join(format!("{name}.{extension}"));
        let text = |extension: &str| {
            let path = path(extension);
            fs::read_to_string(&path)
                .map(|text| (path.display().to_string(), text))
                .with_context(|| path.display().to_string())
        };
        let (gold_name, gold) = text("gold")?;
        let beads = parse_beads(&gold_name, &gold)?;
        let coarse = match path("coarse").exists() {
            true => text("coarse").map(|(name, content)| parse_coarse(&name, &content))??,
            false => Default::default(),
        };
        let side = |language: Language| -> anyhow::Result<Document> {
            let options = DocumentOptions { pre_segmented: true, ..DocumentOptions::new(language.into()) };
            document(&path(language.code()), &options)
        };
        let (source, target) = (side(Language::French)?, side(Language::English)?);
        refuse_other_numbers(&gold_name, &beads, &source, &target)?;
        Ok(Self { beads, coarse, source, target })
    }
}

/// The document that the file at `path` makes.
pub fn document(path: &Path, options: &DocumentOptions) -> anyhow::Result<Document> {
    let input = Input::new(path);
    Ok(pipeline::document(&input.name(), &input.read()?, options)?.document)
}

/// The set that a document stands in.
pub fn set(name: &str) -> &str {
    name.rsplit_once('/').map_or(".", |(set, _)| set)
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

/// The names of all documents with gold below `folder`, without ending, sorted folder by folder; of `sets` only, if any are
/// named, by the beginnings of their names.
pub fn documents(folder: &Path, sets: &[String]) -> anyhow::Result<Vec<String>> {
    let mut names = names(folder, "gold")?;
    if names.is_empty() {
        let reason = "no .gold file in it, expected DOC.gold beside DOC.fr and DOC.en".to_owned();
        return Err(Error::Folder { at: Location::file(folder.display().to_string()), reason }.into());
    }
    for wanted in sets {
        if !names.iter().any(|name| set(name).starts_with(wanted.as_str())) {
            let there: BTreeSet<&str> = names.iter().map(|name| set(name)).collect();
            let there = Vec::from_iter(there).join(", ");
            bail!("{}: has no set {wanted}, expected one of: {there}", folder.display());
        }
    }
    names.retain(|name| sets.is_empty() || sets.iter().any(|wanted| set(name).starts_with(wanted.as_str())));
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
