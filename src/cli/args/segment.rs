//! What the user typed: `segment` and `srx`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};
use encoding_rs::Encoding;
use visavis::model::LanguageTag;
use visavis::segment::CUTOFF;

use super::OutputArgs;
use super::values::{Paragraph, encoding, probability};

#[derive(Debug, ClapArgs)]
pub struct SegmentArgs {
    /// The text: plain text, `-` for standard input
    pub file: PathBuf,

    /// Language of the text, fr or en, with a region if you like
    #[arg(long, value_name = "TAG")]
    pub lang: LanguageTag,

    /// What to write for every sentence
    #[arg(long, value_enum, default_value_t)]
    pub format: SegmentFormat,

    #[command(flatten)]
    pub output: OutputArgs,

    /// Encoding of the text, if it is not found out rightly
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub encoding: Option<&'static Encoding>,

    /// What ends a paragraph
    #[arg(long, value_name = "RULE", value_enum, default_value_t)]
    pub paragraph: Paragraph,

    /// The least probability at which a sentence ends, from 0 to 1
    #[arg(long, value_name = "P", default_value_t = CUTOFF, value_parser = probability, conflicts_with = "srx", allow_negative_numbers = true)]
    pub cutoff: f32,

    /// Write instead every place where a sentence may end, whether one does, and why
    #[arg(long, conflicts_with_all = ["format", "srx"])]
    pub explain: bool,

    /// Cut by the rules of this SRX file, as your CAT tool does
    #[arg(long, value_name = "FILE")]
    pub srx: Option<PathBuf>,

    /// Join the lines of a paragraph that were cut at a width
    #[arg(long)]
    pub reflow: bool,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum SegmentFormat {
    /// The sentence, one a line
    #[default]
    Lines,
    /// Where it begins and ends in the decoded text, in bytes, separated by a tab
    Bounds,
    /// A JSON object with number, paragraph, start, end, text and the probability that it ends there, one a line
    Jsonl,
}

#[derive(Debug, ClapArgs)]
pub struct SrxArgs {
    /// Language of the rules; both otherwise
    #[arg(long, value_name = "TAG")]
    pub lang: Option<LanguageTag>,

    #[command(flatten)]
    pub output: OutputArgs,
}
