//! What the user typed.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use encoding_rs::Encoding;
use visavis::export::{Client, Date, Kind};
use visavis::model::{Confidence, LanguageTag};
use visavis::read::{ParagraphRule, encoding_named};
use visavis::review::{Delimiter, Flag, Status};
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
    /// Write the rows that you signed off for a CAT tool: TMX, XLIFF, PO and others
    Export(ExportArgs),
    /// Open a bundle in the CAT tool that it is for, and say how much of it is translated
    Verify(VerifyArgs),
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

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Rows with one side only never go out. A row whose text changed although its status is not `fix` stops the export.\n\n\
                  Exit status: 0 done, 1 done but rows were left out that the format cannot hold, 2 error."
)]
pub struct ExportArgs {
    /// The review file: CSV or TSV, `-` for standard input
    pub reviewed: PathBuf,

    #[command(flatten)]
    pub output: OutputArgs,

    /// Write a project that opens with everything translated instead, and the folder to make: `omegat DIR`
    #[arg(long, num_args = 2, value_names = ["CLIENT", "DIR"], conflicts_with_all = ["output", "to", "xliff", "client", "context", "dedup", "variants"], requires = "source")]
    pub bundle: Vec<PathBuf>,

    /// The source text that the bundle holds
    #[arg(long, value_name = "FILE", requires = "bundle")]
    pub source: Option<PathBuf>,

    /// Encoding of that text, if it is not found out rightly
    #[arg(long, value_name = "NAME", value_parser = encoding, requires = "source")]
    pub source_encoding: Option<&'static Encoding>,

    /// Format, if the extension of the output does not say it: tmx, xliff, xliff12, po, csv, jsonl, moses, html, parquet
    #[arg(long, value_name = "FORMAT", value_parser = kind)]
    pub to: Option<Kind>,

    /// Version of XLIFF: 2.1 or 1.2
    #[arg(long, value_name = "VERSION", value_parser = ["2.1", "1.2"])]
    pub xliff: Option<String>,

    /// The CAT tool that it is for: omegat, memoq, trados, phrase, weblate
    #[arg(long = "for", value_name = "CLIENT", value_parser = client)]
    pub client: Option<Client>,

    /// Rows with one of these statuses, separated by commas: ok, fix, todo
    #[arg(long, value_name = "STATUS", value_delimiter = ',', default_value = "ok,fix", value_parser = status)]
    pub status: Vec<Status>,

    /// Only rows that are at least so sure, from 0 to 1
    #[arg(long, value_name = "X", value_parser = confidence, allow_negative_numbers = true)]
    pub min_confidence: Option<Confidence>,

    /// Each pair of texts once only
    #[arg(long)]
    pub dedup: bool,

    /// Add each source as it may be typed otherwise: straight or curly apostrophes, other spaces before double punctuation
    #[arg(long)]
    pub variants: bool,

    /// Which units of a TMX say what stands around them. With `always`, OmegaT takes a unit for an exact match only between the
    /// same neighbours; with `repeats`, that holds only for a source that has another translation before
    #[arg(long, value_enum, default_value_t)]
    pub context: ContextChoice,

    /// Where a line ends within a text, write `\\n` in formats that have a line a unit
    #[arg(long)]
    pub escape_lines: bool,

    /// When the units were made, such as 2026-03-01 or 2026-03-01T12:30:00Z; otherwise SOURCE_DATE_EPOCH, or when the file was
    /// changed last
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub date: Option<Date>,

    /// Who reviewed them
    #[arg(long, value_name = "NAME")]
    pub author: Option<String>,

    /// Language of the source, with a region if you like
    #[arg(long, value_name = "TAG", default_value = "fr")]
    pub source_lang: LanguageTag,

    /// Language of the target, with a region if you like: en-GB
    #[arg(long, value_name = "TAG", default_value = "en")]
    pub target_lang: LanguageTag,
}

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Exit status: 0 every unit matched exactly and the target is as it should be, 1 not so, 2 error."
)]
pub struct VerifyArgs {
    /// The folder that `visavis export --bundle` made; it stays as it is
    pub bundle: PathBuf,

    /// The CAT tool: omegat
    #[arg(long, value_name = "CLIENT", value_parser = ["omegat"])]
    pub client: String,

    /// How it is started
    #[arg(long, value_name = "PROGRAM", default_value = "omegat")]
    pub program: PathBuf,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum ContextChoice {
    /// All
    #[default]
    Always,
    /// Those whose source went out with another target before
    Repeats,
    /// None
    Never,
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

fn kind(name: &str) -> Result<Kind, String> {
    Kind::named(name).ok_or_else(|| format!("expected one of: {}", names(Kind::ALL.map(|(name, _)| name))))
}

fn client(name: &str) -> Result<Client, String> {
    Client::named(name)
        .ok_or_else(|| format!("expected one of: {}", names(Client::ALL.map(|(name, _)| name))))
}

fn names<const N: usize>(names: [&str; N]) -> String {
    names.join(", ")
}

fn status(name: &str) -> Result<Status, String> {
    let found = Status::named(name).filter(|status| *status != Status::Reject && !name.trim().is_empty());
    found.ok_or_else(|| "expected `ok`, `fix` or `todo`: rejected rows never go out".to_owned())
}

fn confidence(number: &str) -> Result<Confidence, String> {
    probability(number).map(|p| Confidence::new(f64::from(p)))
}

fn date(text: &str) -> Result<Date, String> {
    Date::parse(text)
        .ok_or_else(|| "expected a day or a second such as 2026-03-01 or 2026-03-01T12:30:00Z".to_owned())
}
