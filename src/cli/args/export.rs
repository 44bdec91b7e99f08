//! What the user typed: `export` and `verify`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};
use encoding_rs::Encoding;
use visavis::export::{Client, Date, Kind};
use visavis::model::{Confidence, LanguageTag};
use visavis::review::Status;

use super::OutputArgs;
use super::values::{Flags, client, confidence, date, encoding, flags, kind, status};

#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Rows with one side only never go out. A row whose text changed although its status is not `fix` stops the export.\n\n\
                  Exit status: 0 done, 1 done but rows were left out that the format cannot hold or a --fail-on flag was raised, 2 error."
)]
pub struct ExportArgs {
    /// The reviewed rows: CSV or TSV, `-` for standard input; XLSX; or the project file
    pub reviewed: PathBuf,

    #[command(flatten)]
    pub output: OutputArgs,

    /// Write a project that opens with everything translated instead, and the folder to make: `omegat DIR`
    #[arg(long, num_args = 2, value_names = ["CLIENT", "DIR"], conflicts_with_all = ["output", "to", "xliff", "client", "context", "dedup", "variants"])]
    pub bundle: Vec<PathBuf>,

    /// The source text that the bundle holds, if the project file beside the table does not have it
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

    /// Language of the source, with a region if you like; otherwise the project's, or fr
    #[arg(long, value_name = "TAG")]
    pub source_lang: Option<LanguageTag>,

    /// Language of the target, with a region if you like: en-GB; otherwise the project's, or en
    #[arg(long, value_name = "TAG")]
    pub target_lang: Option<LanguageTag>,

    /// Exit with status 1 if a row that goes out has one of these flags as it is now, or `any`; separated by commas
    #[arg(long, value_name = "FLAGS", value_delimiter = ',', value_parser = flags)]
    pub fail_on: Vec<Flags>,
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
