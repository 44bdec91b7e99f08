//! What the user typed.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use encoding_rs::Encoding;
use visavis::model::LanguageTag;
use visavis::read::{ParagraphRule, encoding_named};
use visavis::review::{Delimiter, Flag};
use visavis::score::Witness;
use visavis::segment::CUTOFF;

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
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Exit status: 0 done, 1 done but a --fail-on flag was raised, 2 error.")]
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

    /// Write instead why these rows are what they are, and what else they might have been: ids of the table, separated by commas
    #[arg(long, value_name = "ID", value_delimiter = ',', value_parser = count, conflicts_with_all = ["delimiter", "bom", "excel", "fail_on"])]
    pub explain: Vec<usize>,
}

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

#[derive(Debug, ClapArgs)]
pub struct SrxArgs {
    /// Language of the rules; both otherwise
    #[arg(long, value_name = "TAG")]
    pub lang: Option<LanguageTag>,

    #[command(flatten)]
    pub output: OutputArgs,
}

#[derive(Debug, ClapArgs)]
pub struct EvaluateArgs {
    /// Folder with DOC.fr, DOC.en (a sentence a line) and DOC.gold (a bead a line), at any depth
    #[arg(required_unless_present = "segmentation")]
    pub gold_dir: Option<PathBuf>,

    /// Measure sentences instead: folder with DOC.txt and DOC.bounds, and with cases in .jsonl, at any depth
    #[arg(long, value_name = "DIR", conflicts_with_all = ["gold_dir", "beads", "per_doc", "by_shape", "force"])]
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

    /// Do not hear this evidence, to see what it is worth: vectors, words, lexicon, document, spelling, numbers, marks, length,
    /// layout; several joined by commas. The other weights stay as they are, so that without vectors or words little is left
    #[arg(long, value_name = "EVIDENCE", value_delimiter = ',', conflicts_with = "segmentation")]
    pub ablate: Vec<Witness>,

    /// Use this bilingual model instead of the one that visavis comes with
    #[arg(long, value_name = "FILE", conflicts_with = "segmentation")]
    pub model: Option<PathBuf>,

    /// Print also the figures of every shape of bead (1-1, 2-1 …) over all documents
    #[arg(long)]
    pub by_shape: bool,

    /// Overwrite bead files that exist
    #[arg(long)]
    pub force: bool,
}

/// A reviewed table, and what it was made of.
#[derive(Debug, ClapArgs)]
pub struct ReviewedArgs {
    /// The table: CSV, TSV or XLSX, as a person saved it
    pub reviewed: PathBuf,

    /// Its project file; otherwise the one beside it that has its name
    #[arg(long, value_name = "FILE")]
    pub project: Option<PathBuf>,

    /// Write a table of the result to this file: .csv, .tsv or .xlsx
    #[arg(long, value_name = "FILE")]
    pub to: Option<PathBuf>,

    /// Overwrite the file if it exists
    #[arg(long, requires = "to")]
    pub force: bool,

    /// Say what would be changed, and change nothing
    #[arg(long, conflicts_with = "to")]
    pub dry_run: bool,

    /// Who decided, for the history
    #[arg(long, value_name = "NAME", default_value = "")]
    pub author: String,
}

#[derive(Debug, ClapArgs)]
#[command(after_help = "Exit status: 0 done, 2 error; nothing is changed then.")]
pub struct ApplyArgs {
    #[command(flatten)]
    pub reviewed: ReviewedArgs,

    /// The text, if there is no project file: both are aligned again, and the table must fit
    #[arg(long, value_name = "FILE", requires = "target", conflicts_with = "project")]
    pub source: Option<PathBuf>,

    /// Its translation
    #[arg(long, value_name = "FILE", requires = "source")]
    pub target: Option<PathBuf>,

    /// Language of the source, with a region if you like
    #[arg(long, value_name = "TAG", default_value = "fr")]
    pub source_lang: LanguageTag,

    /// Language of the target
    #[arg(long, value_name = "TAG", default_value = "en")]
    pub target_lang: LanguageTag,
}

#[derive(Debug, ClapArgs)]
pub struct RealignArgs {
    #[command(flatten)]
    pub reviewed: ReviewedArgs,

    /// Use this bilingual model instead of the one that visavis comes with
    #[arg(long, value_name = "FILE")]
    pub model: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub struct ImportArgs {
    /// The memory: .tmx, .xliff, .xlf, .po, .csv or .tsv
    pub memory: PathBuf,

    #[command(flatten)]
    pub output: OutputArgs,

    /// Language of the source
    #[arg(long, value_name = "TAG", default_value = "fr")]
    pub source_lang: LanguageTag,

    /// Language of the target
    #[arg(long, value_name = "TAG", default_value = "en")]
    pub target_lang: LanguageTag,

    /// Write the units in the order of the memory, not the worst first
    #[arg(long)]
    pub in_order: bool,

    /// Pair the sentences of the units anew instead of judging the pairs that the memory has
    #[arg(long)]
    pub realign: bool,

    /// Write no project file beside the table
    #[arg(long)]
    pub no_project: bool,
}

#[cfg(feature = "review")]
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Ctrl-C ends it. What was decided is in the project file NAME.visavis, at once and for good."
)]
pub struct ReviewArgs {
    /// A project file, a table that was written beside one, or a memory: .visavis, .csv, .tsv, .xlsx, .tmx, .xliff, .xlf or .po
    pub file: PathBuf,

    /// Print the link, and open no browser
    #[arg(long)]
    pub no_open: bool,

    /// Port on this machine; one that is free otherwise
    #[arg(long, value_name = "PORT", conflicts_with = "listen")]
    pub port: Option<u16>,

    /// Listen on this address, for people on other machines too: 192.168.1.5:8080. Beyond this machine VISAVIS_PASSWORD or
    /// --password-file is needed; nothing is encrypted, so use it within a network that you trust
    #[arg(long, value_name = "ADDR")]
    pub listen: Option<std::net::SocketAddr>,

    /// File whose first line is the password that opens the page
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,

    /// Language of the source, of a memory
    #[arg(long, value_name = "TAG", default_value = "fr")]
    pub source_lang: LanguageTag,

    /// Language of the target, of a memory
    #[arg(long, value_name = "TAG", default_value = "en")]
    pub target_lang: LanguageTag,
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

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum Paragraph {
    /// An empty line
    #[default]
    EmptyLine,
    /// Every line end
    Line,
}

impl From<Paragraph> for ParagraphRule {
    fn from(paragraph: Paragraph) -> Self {
        match paragraph {
            Paragraph::EmptyLine => ParagraphRule::EmptyLine,
            Paragraph::Line => ParagraphRule::Line,
        }
    }
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

/// One flag, or all of them.
#[derive(Debug, Clone)]
pub struct Flags(pub Vec<Flag>);

fn flags(name: &str) -> Result<Flags, String> {
    match Flag::ALL.into_iter().find(|flag| flag.name() == name) {
        Some(flag) => Ok(Flags(vec![flag])),
        None if name == "any" => Ok(Flags(Flag::ALL.to_vec())),
        None => Err(format!("expected `any` or one of: {}", Flag::ALL.map(Flag::name).join(", "))),
    }
}

fn encoding(name: &str) -> Result<&'static Encoding, String> {
    let expected = "expected a name such as utf-8, utf-16le, windows-1252, latin-1, latin-9 or mac-roman";
    encoding_named(name).ok_or_else(|| expected.to_owned())
}

fn probability(number: &str) -> Result<f32, String> {
    let found = number.parse().ok().filter(|p| (0.0..=1.0).contains(p));
    found.ok_or_else(|| "expected a number from 0 to 1, such as 0.5".to_owned())
}

fn count(number: &str) -> Result<usize, String> {
    number.parse().map_err(|_| "expected a number such as 10".to_owned())
}

fn delimiter(sign: &str) -> Result<Delimiter, String> {
    match sign {
        "," | "comma" => Ok(Delimiter::Comma),
        ";" | "semicolon" => Ok(Delimiter::Semicolon),
        "tab" | "\t" | "\\t" => Ok(Delimiter::Tab),
        _ => Err("expected `,`, `;` or `tab`".to_owned()),
    }
}
