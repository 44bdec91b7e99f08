//! What the user typed: a file a group of commands.

mod align;
mod evaluate;
mod export;
#[cfg(feature = "review")]
mod page;
mod review;
mod segment;
mod values;

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand};

pub use align::AlignArgs;
pub use evaluate::EvaluateArgs;
pub use export::{ContextChoice, ExportArgs, VerifyArgs};
#[cfg(feature = "review")]
pub use page::ReviewArgs;
pub use review::{ApplyArgs, ImportArgs, RealignArgs, ReviewedArgs};
pub use segment::{SegmentArgs, SegmentFormat, SrxArgs};

/// Puts a French text and its English translation face to face, sentence by sentence
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, arg_required_else_help = true)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,

    /// Print errors only
    #[arg(short, long, global = true, display_order = 100, conflicts_with = "verbose")]
    pub quiet: bool,

    /// Print also what was found out on the way
    #[arg(short, long, global = true, display_order = 101)]
    pub verbose: bool,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Pair the sentences of a text with those of its translation, for review in a spreadsheet
    Align(AlignArgs),
    /// Cut a text into sentences
    Segment(SegmentArgs),
    /// Write the rules by which texts are cut into sentences, as SRX for a CAT tool
    Srx(SrxArgs),
    /// Measure the aligner, or the splitter, against gold
    Evaluate(EvaluateArgs),
    /// Take what a person decided in a table into its project file, and say what a spreadsheet damaged
    Apply(ApplyArgs),
    /// Align anew what nobody decided on, around the rows that are right
    Realign(RealignArgs),
    /// Make a table for review of a translation memory: TMX, XLIFF, PO or CSV
    Import(ImportArgs),
    /// Open a page in the browser on which a person decides on the rows of a project, with a key a row
    #[cfg(feature = "review")]
    Review(ReviewArgs),
    /// Write the rows that you signed off for a CAT tool: TMX, XLIFF, PO and others
    Export(ExportArgs),
    /// Open a bundle in the CAT tool that it is for, and say how much of it is translated
    Verify(VerifyArgs),
}

#[derive(Debug, ClapArgs)]
pub struct OutputArgs {
    /// File to write; standard output otherwise
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,

    /// Overwrite the file if it exists
    #[arg(long, requires = "output")]
    pub force: bool,
}
