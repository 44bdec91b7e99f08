//! What the user typed: `evaluate`.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use visavis::model::LanguageTag;
use visavis::score::Witness;

use super::values::count;

#[derive(Debug, ClapArgs)]
pub struct EvaluateArgs {
    /// Folder with DOC.fr, DOC.en (a sentence a line) and DOC.gold (a bead a line), at any depth
    #[arg(required_unless_present = "segmentation")]
    pub gold_dir: Option<PathBuf>,

    /// Measure sentences instead: folder with DOC.txt and DOC.bounds, and with cases in .jsonl, at any depth
    #[arg(long, value_name = "DIR", conflicts_with_all = ["gold_dir", "beads", "per_doc", "by_shape", "force", "calibration", "sets"])]
    pub segmentation: Option<PathBuf>,

    /// Language of the texts in DIR; otherwise the folder that they stand in says so: fr or en
    #[arg(long, value_name = "TAG", requires = "segmentation", conflicts_with = "gold_dir")]
    pub lang: Option<LanguageTag>,

    /// Show so many errors of each text, and the cases that fail
    #[arg(long, value_name = "N", requires = "segmentation", conflicts_with = "gold_dir", default_value_t = 0, hide_default_value = true, value_parser = count, allow_negative_numbers = true)]
    pub show: usize,

    /// Write the beads of every document to DOC.beads in this folder
    #[arg(long, value_name = "OUT_DIR")]
    pub beads: Option<PathBuf>,

    /// Print the figures of every document too
    #[arg(long)]
    pub per_doc: bool,

    /// Do not hear this evidence, to see what it is worth: vectors, words, lexicon, document, spelling, numbers, marks, markers,
    /// length, layout; several joined by commas. The other weights stay as they are, so that without vectors or words little is left
    #[arg(long, value_name = "EVIDENCE", value_delimiter = ',', conflicts_with = "segmentation")]
    pub ablate: Vec<Witness>,

    /// Use this bilingual model instead of the one that visavis comes with
    #[arg(long, value_name = "FILE", conflicts_with = "segmentation")]
    pub model: Option<PathBuf>,

    /// Print also the figures of every shape of bead (1-1, 2-1 …) over all documents
    #[arg(long)]
    pub by_shape: bool,

    /// Overwrite bead files and plots that exist
    #[arg(long)]
    pub force: bool,

    /// Print also how far the confidence of rows can be believed: wrong rows and how many it makes expect, expected calibration error
    /// in ten steps of equal width, area under the ROC curve, and wrong rows among the least confident ones
    #[arg(long)]
    pub calibration: bool,

    /// Draw what share of rows is right, by their confidence, as SVG
    #[arg(long, value_name = "FILE", requires = "calibration")]
    pub plot: Option<PathBuf>,

    /// Only the sets whose names begin like this; several joined by commas
    #[arg(long, value_name = "SET", value_delimiter = ',')]
    pub sets: Vec<String>,

    /// Begin with the running texts DOC.fr.txt and DOC.en.txt, where there are such, and our own sentences: the places where beads
    /// end are compared with those of the gold
    #[arg(long, conflicts_with_all = ["beads", "by_shape", "calibration", "segmentation", "force"])]
    pub end_to_end: bool,

    /// Leave sentences as the splitter made them, and neither join nor cut them while aligning
    #[arg(long, requires = "end_to_end")]
    pub keep_sentences: bool,
}
