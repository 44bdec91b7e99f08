//! `visavis review`

use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};
use visavis::page::{Options, Server, interrupted};
use visavis::project::Project;
use visavis::review::read_table;

use super::Outcome;
use super::args::{ApplyArgs, ImportArgs, OutputArgs, ReviewArgs, ReviewedArgs};
use super::input::Input;
use super::progress::Terminal;
use super::results::project_of;
use super::{apply, import};

/// Where a password may stand that nobody else shall see in a list of processes.
const PASSWORD: &str = "VISAVIS_PASSWORD";

pub fn run(args: &ReviewArgs, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let password = password(args)?;
    let here = args.port.map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    let listen = args.listen.or(here);
    if password.is_none()
        && let Some(address) = listen.filter(|address| !address.ip().is_loopback())
    {
        bail!(
            "--listen {address} reaches beyond this machine, and there is no password: set {PASSWORD}, or name a file with --password-file"
        );
    }
    let place = project_file(args, terminal)?;
    let project = Project::open(&place)?;
    let counts = project.counts()?;
    let server = Server::new(project, Options { listen, password }).with_context(|| {
        listen.map_or("no port is free".to_owned(), |address| format!("{address}: cannot be listened on"))
    })?;
    let link = server.link();
    terminal.summary(format_args!(
        "{}: {} of {} rows to decide; Ctrl-C ends the review",
        place.display(),
        counts.todo,
        counts.rows
    ));
    // On standard output, so that a script can read it.
    let mut out = std::io::stdout();
    writeln!(out, "{link}").and_then(|()| out.flush()).context("standard output cannot be written")?;
    if !args.no_open && !opened(&link) {
        terminal.warning("no browser could be opened: open the link above");
    }
    server.run(interrupted)?;
    terminal.summary(format_args!("{}: closed", place.display()));
    Ok(Outcome::Done)
}

fn password(args: &ReviewArgs) -> anyhow::Result<Option<String>> {
    let given = match &args.password_file {
        Some(path) => {
            let text = Input::File(path.clone()).read()?;
            let text =
                String::from_utf8(text).with_context(|| format!("{}: is not UTF-8", path.display()))?;
            Some(text.lines().next().unwrap_or_default().to_owned())
        }
        None => std::env::var(PASSWORD).ok(),
    };
    match given {
        Some(password) if password.chars().count() < 8 => {
            bail!("the password has fewer than 8 characters, expected a longer one")
        }
        given => Ok(given),
    }
}

/// The project that is reviewed, made or brought up to date first if need be.
fn project_file(args: &ReviewArgs, terminal: &Terminal) -> anyhow::Result<PathBuf> {
    let extension = args.file.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    if extension == "visavis" {
        return Ok(args.file.clone());
    }
    let beside = project_of(&args.file);
    let is_table = matches!(extension.as_str(), "csv" | "tsv" | "xlsx");
    if is_table && beside.exists() {
        let input = Input::new(&args.file);
        // One without names of rows is the memory that the project was made of.
        if !read_table(&input.name(), &input.read()?)?.missing.contains(&"id") {
            take_in(args, terminal)?;
        }
        return Ok(beside);
    }
    if beside.exists() {
        return Ok(beside);
    }
    import::run(
        &ImportArgs {
            memory: args.file.clone(),
            output: OutputArgs { output: Some(beside.clone()), force: false },
            source_lang: args.source_lang.clone(),
            target_lang: args.target_lang.clone(),
            in_order: true,
            realign: false,
            no_project: false,
        },
        terminal,
    )?;
    Ok(beside)
}

/// What a person decided in the table.
fn take_in(args: &ReviewArgs, terminal: &Terminal) -> anyhow::Result<()> {
    let reviewed = ReviewedArgs {
        reviewed: args.file.clone(),
        project: None,
        to: None,
        force: false,
        dry_run: false,
        author: String::new(),
    };
    let (source_lang, target_lang) = (args.source_lang.clone(), args.target_lang.clone());
    let args = ApplyArgs { reviewed, source: None, target: None, source_lang, target_lang };
    apply::run(&args, terminal)?;
    Ok(())
}

/// Asks the system to open a page.
fn opened(link: &str) -> bool {
    let (program, args): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else {
        ("xdg-open", &[])
    };
    let quiet = || Stdio::null();
    let child =
        Command::new(program).args(args).arg(link).stdin(quiet()).stdout(quiet()).stderr(quiet()).spawn();
    child.is_ok()
}
