//! Documents with gold, as the fit sees them.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use visavis::evaluate::{GoldBead, parse_beads, parse_coarse};
use visavis::model::{Document, Language, SHAPES};
use visavis::pipeline::{DocumentOptions, document};
use visavis::score::Corridor;

/// Parts of the gold path in a short document.
const SHORT: usize = 20;

fn document_of(text: &str, options: &DocumentOptions) -> Result<Document, Box<dyn Error>> {
    Ok(document("short", text.as_bytes(), options)?.document)
}

/// A document with its gold.
pub struct Case {
    /// The name of its set and its own.
    pub set: String,
    pub name: String,
    pub source: Document,
    pub target: Document,
    pub gold: Vec<GoldBead>,
    pub coarse: BTreeSet<usize>,
}

/// A part of the gold path, between two corners.
#[derive(Clone, Debug)]
pub struct Part {
    pub start: (usize, usize),
    pub end: (usize, usize),
    /// Whether it is one bead with both sides, of a known shape.
    pub exact: bool,
}

impl Case {
    /// Reads `NAME.gold` and what stands beside it.
    pub fn load(path: &Path) -> Result<Self, Box<dyn Error>> {
        // `A.del5.gold`: the extension of the name is no extension.
        let stem = path.to_string_lossy().trim_end_matches("gold").to_owned();
        let part = |extension: &str| PathBuf::from(format!("{stem}{extension}"));
        let side = |language: Language| -> Result<Document, Box<dyn Error>> {
            let file = part(language.code());
            let options = DocumentOptions { pre_segmented: true, ..DocumentOptions::new(language.into()) };
            Ok(document(&file.display().to_string(), &fs::read(&file)?, &options)?.document)
        };
        let name = path.display().to_string();
        let coarse = fs::read_to_string(part("coarse")).unwrap_or_default();
        Ok(Self {
            set: path.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned(),
            name: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            source: side(Language::French)?,
            target: side(Language::English)?,
            gold: parse_beads(&name, &fs::read_to_string(path)?)?,
            coarse: parse_coarse(&name, &coarse)?,
        })
    }

    /// Short documents out of this one: every third stretch of [`SHORT`] parts of its gold path. A short text teaches little of
    /// itself, so that other evidence must do.
    pub fn short(&self) -> Result<Vec<Self>, Box<dyn Error>> {
        let Some(parts) = self.parts() else { return Ok(Vec::new()) };
        let mut cases = Vec::new();
        for stretch in parts.chunks_exact(SHORT).step_by(3) {
            let (start, end) = (stretch[0].start, stretch[SHORT - 1].end);
            let side = |document: &Document, run: Range<usize>, language: Language| {
                let lines: Vec<&str> =
                    document.segments()[run].iter().map(|segment| document.segment(segment)).collect();
                let options =
                    DocumentOptions { pre_segmented: true, ..DocumentOptions::new(language.into()) };
                document_of(&lines.join("\n"), &options)
            };
            let inside = |bead: &GoldBead| {
                bead.source.iter().all(|&i| (start.0..end.0).contains(&(i as usize)))
                    && bead.target.iter().all(|&j| (start.1..end.1).contains(&(j as usize)))
            };
            let (mut gold, mut coarse) = (Vec::new(), BTreeSet::new());
            for (k, bead) in self.gold.iter().enumerate().filter(|(_, bead)| inside(bead)) {
                if self.coarse.contains(&k) {
                    coarse.insert(gold.len());
                }
                let moved = |numbers: &[u32], by: usize| numbers.iter().map(|n| n - by as u32).collect();
                gold.push(GoldBead {
                    source: moved(&bead.source, start.0),
                    target: moved(&bead.target, start.1),
                });
            }
            let source = side(&self.source, start.0..end.0, Language::French)?;
            let target = side(&self.target, start.1..end.1, Language::English)?;
            if (source.segments().len(), target.segments().len()) == (end.0 - start.0, end.1 - start.1) {
                let (set, name) = (format!("{}, short", self.set), self.name.clone());
                cases.push(Self { set, name, source, target, gold, coarse });
            }
        }
        Ok(cases)
    }

    /// What documents of one text share: the fold must not know it.
    pub fn base(&self) -> String {
        let own = self.name.split(['.', '_']).next().unwrap_or_default();
        if own == "A" {
            self.set
                .trim_start_matches("perturbed_")
                .trim_end_matches(", short")
                .trim_end_matches("_A")
                .to_owned()
        } else {
            own.to_owned()
        }
    }

    pub fn sizes(&self) -> (usize, usize) {
        (self.source.segments().len(), self.target.segments().len())
    }

    /// The gold path; nothing if it is not monotone.
    pub fn parts(&self) -> Option<Vec<Part>> {
        let mut at = (0, 0);
        let mut parts: Vec<Part> = Vec::new();
        let mut gold: Vec<(usize, &GoldBead)> = self.gold.iter().enumerate().collect();
        // Beads with both sides are in order; unpaired ones are put where they belong.
        gold.sort_by_key(|(_, bead)| {
            (bead.source.first().copied().unwrap_or(u32::MAX), bead.target.first().copied())
        });
        let paired: Vec<&(usize, &GoldBead)> =
            gold.iter().filter(|(_, b)| !b.source.is_empty() && !b.target.is_empty()).collect();
        for (k, bead) in paired {
            let start = (bead.source[0] as usize, bead.target[0] as usize);
            if start.0 < at.0 || start.1 < at.1 {
                return None;
            }
            if start != at {
                parts.push(Part { start: at, end: start, exact: false });
            }
            let end = (start.0 + bead.source.len(), start.1 + bead.target.len());
            let known = SHAPES.iter().any(|s| {
                (usize::from(s.source), usize::from(s.target)) == (bead.source.len(), bead.target.len())
            });
            parts.push(Part { start, end, exact: known && !self.coarse.contains(k) });
            at = end;
        }
        if at != self.sizes() {
            parts.push(Part { start: at, end: self.sizes(), exact: false });
        }
        Some(parts)
    }

    /// Segments that the gold leaves unpaired: sources, targets.
    pub fn unpaired(&self) -> [BTreeSet<usize>; 2] {
        let mut unpaired = [BTreeSet::new(), BTreeSet::new()];
        for (k, bead) in self.gold.iter().enumerate() {
            if self.coarse.contains(&k) {
                unpaired[0].extend(bead.source.iter().map(|&i| i as usize));
                unpaired[1].extend(bead.target.iter().map(|&j| j as usize));
            } else if bead.target.is_empty() {
                unpaired[0].extend(bead.source.iter().map(|&i| i as usize));
            } else if bead.source.is_empty() {
                unpaired[1].extend(bead.target.iter().map(|&j| j as usize));
            }
        }
        unpaired
    }
}

/// A corridor around a path.
pub fn around(parts: &[Part], sizes: (usize, usize), margin: usize) -> Corridor {
    let nothing = Range { start: usize::MAX, end: 0 };
    let mut rows = vec![nothing; sizes.0 + 1];
    for part in parts {
        for row in &mut rows[part.start.0.saturating_sub(margin)..=(part.end.0 + margin).min(sizes.0)] {
            row.start = row.start.min(part.start.1.saturating_sub(margin));
            row.end = row.end.max((part.end.1 + margin).min(sizes.1) + 1);
        }
    }
    Corridor::around(rows, sizes.1)
}

/// All gold files below a folder.
pub fn gold_files(folder: &Path, into: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        match path.extension() {
            _ if path.is_dir() => gold_files(&path, into)?,
            Some(extension) if extension == "gold" => into.push(path),
            _ => {}
        }
    }
    Ok(())
}
