//! What the user typed: `apply`, `realign` and `import`.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use visavis::model::LanguageTag;

use super::OutputArgs;

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
#[command(
    after_help = "Exit status: 0 done, 2 error; nothing is changed then, but where the message says so."
)]
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
