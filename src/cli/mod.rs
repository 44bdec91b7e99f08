//! What the user typed, what they meant, and what they see. The library never prints.

mod align;
mod apply;
mod args;
mod bundle;
mod end_to_end;
mod evaluate;
mod explain;
mod export;
mod gold;
mod import;
mod input;
mod output;
mod progress;
mod qa;
mod realign;
mod results;
#[cfg(feature = "review")]
mod review;
mod segment;
mod settings;
mod source;
mod splits;
mod srx;
mod verify;

use std::io::ErrorKind;
use std::process::ExitCode;

pub use args::Args;
use args::Command;
use progress::Terminal;

/// How a command ended that did its work.
pub enum Outcome {
    /// Done.
    Done,
    /// Done, with findings that the user asked to fail on.
    Findings,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => ExitCode::SUCCESS,
            Outcome::Findings => ExitCode::from(1),
        }
    }
}

/// Does what `args` say.
pub fn run(args: &Args) -> anyhow::Result<Outcome> {
    let terminal = Terminal::new(args.quiet, args.verbose);
    match &args.command {
        Command::Align(args) => align::run(&settings::Align::new(args)?, &terminal),
        Command::Segment(args) => segment::run(&settings::Segment::new(args)?, &terminal),
        Command::Srx(args) => srx::run(&settings::Srx::new(args)?, &terminal),
        Command::Evaluate(args) => evaluate::run(args, &terminal),
        Command::Export(args) if !args.bundle.is_empty() => {
            bundle::run(settings::Bundle::new(args)?, &terminal)
        }
        Command::Export(args) => export::run(settings::Export::new(args)?, &terminal),
        Command::Verify(args) => verify::run(args, &terminal),
        Command::Apply(args) => apply::run(args, &terminal),
        Command::Realign(args) => realign::run(args, &terminal),
        Command::Import(args) => import::run(args, &terminal),
        #[cfg(feature = "review")]
        Command::Review(args) => review::run(args, &terminal),
    }
}

/// Says what went wrong, and gives the exit code for it.
pub fn report(error: &anyhow::Error) -> ExitCode {
    if is_seen_enough(error) {
        return ExitCode::SUCCESS;
    }
    progress::error(error);
    ExitCode::from(2)
}

/// Whether somebody closed the pipe who has seen enough: `visavis segment … | head`.
fn is_seen_enough(error: &anyhow::Error) -> bool {
    let kind =
        |cause: &(dyn std::error::Error + 'static)| Some(cause.downcast_ref::<std::io::Error>()?.kind());
    error.chain().any(|cause| kind(cause) == Some(ErrorKind::BrokenPipe))
}
