//! All terminal output: messages on standard error, and a progress bar where that is a terminal.

use std::fmt::Display;
use std::io::{self, Write};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use visavis::read::Reflow;

/// How much the user wants to see.
pub struct Terminal {
    quiet: bool,
    verbose: bool,
}

impl Terminal {
    pub fn new(quiet: bool, verbose: bool) -> Self {
        Self { quiet, verbose }
    }

    /// The one line that says what was done.
    pub fn summary(&self, message: impl Display) {
        if !self.quiet {
            line(message);
        }
    }

    /// Something that the user should know although it is no error.
    pub fn warning(&self, message: impl Display) {
        if !self.quiet {
            line(format_args!("warning: {message}"));
        }
    }

    /// What became of lines that were cut at a width: each line end ends a sentence, which is wrong for them.
    pub fn tell_of_lines(&self, name: &str, wrapped: bool, reflow: Option<Reflow>) {
        match reflow {
            Some(Reflow { of: 0, .. }) => {
                self.summary(format_args!("{name}: no line end is within a paragraph, and none was joined"));
            }
            Some(Reflow { joined: 0, of }) => self.summary(format_args!(
                "{name}: none of {of} line ends within paragraphs was joined: they do not look cut at one width"
            )),
            Some(Reflow { joined, of }) => {
                self.summary(format_args!("{name}: {joined} of {of} line ends within paragraphs were joined"));
            }
            None if wrapped => self.warning(format_args!(
                "the lines of {name} look cut at a width, and every line end ends a sentence: join the lines of each \
                 paragraph with --reflow"
            )),
            None => {}
        }
    }

    /// Something for those who asked.
    pub fn detail(&self, message: impl Display) {
        if self.verbose {
            line(message);
        }
    }

    /// A bar for `total` steps, visible on a terminal only.
    pub fn bar(&self, what: &'static str, total: u64) -> ProgressBar {
        let target = if self.quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(Some(total), target).with_message(what);
        let style = ProgressStyle::with_template("{msg} [{bar:40}] {percent} % {eta}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
        bar
    }
}

/// Says what went wrong.
pub fn error(error: &anyhow::Error) {
    line(format_args!("error: {error:#}"));
}

/// Nobody can be told that standard error is closed.
fn line(message: impl Display) {
    writeln!(io::stderr(), "{message}").ok();
}
