//! A project for OmegaT that opens with every sentence translated: the text, the memory, and rules by which
//! the text is cut as the units are.
//!
//! Our general rules say what regular expressions can say of them. Where a unit is cut otherwise (the learned model
//! knew better, or a person joined two sentences), a rule for that place alone stands before them.

use std::ops::Range;

use quick_xml::escape::escape;

use super::select::Firsts;
use super::unit::Unit;
use super::{Context, Cut, Kind, Options, Tally, begin, cuts, export_after};
use crate::error::{Error, Location, Result};

/// A file of a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its place in the bundle, with `/`; one that ends so is an empty folder.
    pub path: String,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// What a bundle is made of.
#[derive(Debug, Clone, Copy)]
pub struct Bundle<'b> {
    /// Name of the review file, for messages.
    pub reviewed: &'b str,
    /// Name of the source text without folders.
    pub name: &'b str,
    /// The source text, decoded.
    pub text: &'b str,
    /// The rows of the review file for that text, in source order.
    pub units: &'b [Unit],
}

/// What a CAT tool must find, by which a bundle is verified.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Proof {
    /// Name of the text in `source/` and `target/`.
    pub file: String,
    /// Segments of the source text.
    pub segments: usize,
    /// Those that the memory translates.
    pub translated: usize,
}

/// The text with LF for CRLF: OmegaT sees it so.
pub fn unix_lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}

/// Where the source of each unit stands in `text`, between which there is white space only.
fn places(bundle: &Bundle<'_>, text: &str) -> Result<Vec<Range<usize>>> {
    let fault = |line: usize, found: String| Error::Table {
        at: Location::line(bundle.reviewed, line),
        found,
        expected: format!(
            "the rows of {} whole and in their order: is this the text that was aligned?",
            bundle.name
        ),
    };
    let mut at = 0;
    let mut places = Vec::with_capacity(bundle.units.len());
    for unit in bundle.units {
        let rest = text.get(at..).unwrap_or_default();
        let start = at + rest.len() - rest.trim_start().len();
        let source = unix_lines(&unit.source);
        if !text.get(start..).unwrap_or_default().starts_with(&source) {
            let found: String = text.get(start..).unwrap_or_default().chars().take(40).collect();
            return Err(fault(
                unit.line,
                format!(
                    "the source of row `{}` is not what stands next in {}, “{found}…”",
                    unit.id, bundle.name
                ),
            ));
        }
        at = start + source.len();
        places.push(start..at);
    }
    let rest = text.get(at..).unwrap_or_default().trim();
    if !rest.is_empty() {
        let found: String = rest.chars().take(40).collect();
        return Err(fault(1, format!("no row has the end of {}, “{found}…”", bundle.name)));
    }
    Ok(places)
}

/// The files of a project for OmegaT, and what became of the rows. `segments` are the runs of [`unix_lines`] of the text that our
/// rules for CAT tools make; `rules` writes rules for that text, as `segmentation.conf` and as SRX.
///
/// # Errors
/// [`Error::Table`] where the sources of the rows are not the text, and those of [`export`](super::export()).
pub fn bundle(
    bundle: &Bundle<'_>,
    options: &Options,
    segments: &[Range<usize>],
    rules: impl FnOnce(&[Cut]) -> Result<[String; 2]>,
) -> Result<(Vec<File>, Tally, Proof)> {
    let text = unix_lines(bundle.text);
    let places = places(bundle, &text)?;
    let cuts = cuts(&text, &places, segments);
    let [conf, srx] = rules(&cuts)?;
    let name = match bundle.name.contains('.') {
        true => bundle.name.to_owned(),
        false => format!("{}.txt", bundle.name), // OmegaT knows text by its extension
    };

    let options =
        Options { context: Context::Repeats, client: Some(super::Client::OmegaT), ..options.clone() };
    let mut memory = Vec::new();
    let units = bundle.units.iter().map(|unit| {
        Ok(Unit {
            document: name.clone(),
            source: unix_lines(&unit.source),
            target: unix_lines(&unit.target),
            ..unit.clone()
        })
    });
    let format = begin(Kind::Tmx, &options, &mut memory, None)?;
    let goes = |unit: &Unit| options.selection.admits(unit);
    // Where a source stays without translation, that of another place must not come.
    let mut firsts = Firsts::default();
    for unit in bundle.units.iter().filter(|unit| !goes(unit)) {
        firsts.differ(&unix_lines(&unit.source), "");
    }
    let (tally, _) = export_after(firsts, units, &options, format)?;

    let mut expected = String::new();
    let mut done = 0;
    for (place, unit) in places.iter().zip(bundle.units) {
        expected += text.get(done..place.start).unwrap_or_default();
        let source = text.get(place.clone()).unwrap_or_default();
        let target = unix_lines(&unit.target);
        expected += if goes(unit) { &target } else { source };
        done = place.end;
    }
    expected += text.get(done..).unwrap_or_default();
    if bundle.text.contains("\r\n") {
        expected = expected.replace('\n', "\r\n");
    }
    let across = places.iter().any(|place| text.get(place.clone()).is_some_and(spans_paragraphs));
    let proof = Proof {
        file: name.clone(),
        segments: places.len(),
        translated: bundle.units.iter().filter(|unit| goes(unit)).count(),
    };
    let described = serde_json::to_vec_pretty(&proof).map_err(std::io::Error::from)?;
    let extension = name.rsplit_once('.').map_or("txt", |(_, extension)| extension);
    let tags = (options.source.as_str(), options.target.as_str());
    let file = |path: &str, content: Vec<u8>| File { path: path.to_owned(), content };
    let files = vec![
        file("omegat.project", project(tags).into_bytes()),
        file("omegat/filters.xml", filters(extension, across).into_bytes()),
        file("omegat/segmentation.conf", conf.into_bytes()),
        file("omegat/segmentation.srx", srx.into_bytes()),
        file(&format!("source/{name}"), bundle.text.as_bytes().to_vec()),
        file("tm/auto/visavis.tmx", memory),
        file("visavis/proof.json", described),
        file(&format!("visavis/expected/{name}"), expected.into_bytes()),
        file("target/", Vec::new()),
        file("glossary/", Vec::new()),
        file("dictionary/", Vec::new()),
    ];
    Ok((files, tally, proof))
}

/// Whether an empty line stands in a text: OmegaT takes it for the end of a paragraph unless it is told otherwise.
fn spans_paragraphs(text: &str) -> bool {
    text.split('\n').skip(1).any(|line| line.trim().is_empty())
}

fn project((source, target): (&str, &str)) -> String {
    let folders: String =
        ["source_dir", "target_dir", "tm_dir", "glossary_dir", "glossary_file", "dictionary_dir"]
            .iter()
            .map(|name| format!("    <{name}>__DEFAULT__</{name}>\n"))
            .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<omegat>\n  <project version=\"1.0\">\n{folders}    \
         <source_lang>{}</source_lang>\n    <target_lang>{}</target_lang>\n    <sentence_seg>true</sentence_seg>\n    \
         <support_default_translations>true</support_default_translations>\n    <remove_tags>false</remove_tags>\n  \
         </project>\n</omegat>\n",
        source.to_ascii_uppercase(),
        target.to_ascii_uppercase(),
    )
}

/// Text is UTF-8, whatever the computer's own encoding is.
fn filters(extension: &str, across: bool) -> String {
    let segment_on = if across { "NEVER" } else { "EMPTYLINES" };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <filters removeTags=\"true\" removeSpacesNonseg=\"true\" preserveSpaces=\"false\" ignoreFileContext=\"false\">\n  \
         <filter className=\"org.omegat.filters2.text.TextFilter\" enabled=\"true\">\n    \
         <files sourceFilenameMask=\"*.{}\" targetFilenamePattern=\"${{filename}}\" sourceEncoding=\"UTF-8\" targetEncoding=\"UTF-8\"/>\n    \
         <option name=\"segmentOn\" value=\"{segment_on}\"/>\n  </filter>\n</filters>\n",
        escape(extension),
    )
}
