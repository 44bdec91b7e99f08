//! What the user typed: `review`, the page.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use visavis::model::LanguageTag;

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
