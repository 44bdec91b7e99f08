//! What the user typed: `align`.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use encoding_rs::Encoding;
use visavis::model::LanguageTag;
use visavis::review::Delimiter;
use visavis::segment::CUTOFF;

use super::OutputArgs;
use super::values::{Flags, Paragraph, count, delimiter, encoding, flags, probability};

#[derive(Debug, ClapArgs)]
#[command(after_help = "Exit status: 0 done, 1 done but --fail-on or --fail-below found something, 2 error.")]
pub struct AlignArgs {
    /// The text: plain text, `-` for standard input
    pub source: PathBuf,

    /// Its translation: plain text, `-` for standard input
    pub target: PathBuf,

    #[command(flatten)]
    pub output: OutputArgs,

    /// Language of the source, with a region if you like
    #[arg(long, value_name = "TAG", default_value = "fr")]
    pub source_lang: LanguageTag,

    /// Language of the target, with a region if you like: en-GB
    #[arg(long, value_name = "TAG", default_value = "en")]
    pub target_lang: LanguageTag,

    /// Encoding of the source, if it is not found out rightly: utf-8, windows-1252, latin-9, mac-roman …
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub source_encoding: Option<&'static Encoding>,

    /// Encoding of the target
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub target_encoding: Option<&'static Encoding>,

    /// What ends a paragraph
    #[arg(long, value_name = "RULE", value_enum, default_value_t)]
    pub paragraph: Paragraph,

    /// Use this bilingual model instead of the one that visavis comes with
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,

    /// Join the lines of a paragraph that were cut at a width
    #[arg(long, conflicts_with = "pre_segmented")]
    pub reflow: bool,

    /// Take every line as one sentence; joins and cuts none
    #[arg(long)]
    pub pre_segmented: bool,

    /// The least probability at which a sentence ends, from 0 to 1
    #[arg(long, value_name = "P", default_value_t = CUTOFF, value_parser = probability, conflicts_with = "srx", allow_negative_numbers = true)]
    pub cutoff: f32,

    /// Cut by the rules of this SRX file, as your CAT tool does
    #[arg(long, value_name = "FILE", conflicts_with = "pre_segmented")]
    pub srx: Option<PathBuf>,

    /// Leave sentences as the splitter made them, and neither join nor cut them where the other text shows it
    #[arg(long)]
    pub keep_sentences: bool,

    /// What stands between the columns: `,`, `;` or `tab`
    #[arg(long, value_name = "SIGN", default_value = ",", value_parser = delimiter, conflicts_with = "excel")]
    pub delimiter: Delimiter,

    /// Begin the file with a byte order mark, as Excel needs it
    #[arg(long)]
    pub bom: bool,

    /// Write what Excel in French opens with a double click: `;`, a byte order mark, decimal commas
    #[arg(long)]
    pub excel: bool,

    /// Exit with status 1 if a row has one of these flags, or `any`; separated by commas
    #[arg(long, value_name = "FLAGS", value_delimiter = ',', value_parser = flags)]
    pub fail_on: Vec<Flags>,

    /// Write no project file beside the table; it keeps the texts, what was decided, and the way back
    #[arg(long)]
    pub no_project: bool,

    /// Exit with status 1 if the share of sentences that are probably paired rightly is lower, from 0 to 1: is it a translation at all?
    #[arg(long, value_name = "CONFIDENCE", value_parser = probability, allow_negative_numbers = true)]
    pub fail_below: Option<f32>,

    /// Write instead why these rows are what they are, and what else they might have been: ids of the table, separated by commas
    #[arg(long, value_name = "ID", value_delimiter = ',', value_parser = count, conflicts_with_all = ["delimiter", "bom", "excel", "fail_on"])]
    pub explain: Vec<usize>,
}
