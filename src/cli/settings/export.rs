//! What the user meant by `export`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail, ensure};
use visavis::export::{Context as Around, Date, Kind, Options, Selection};
use visavis::model::{Language, LanguageTag};
use visavis::pipeline::DocumentOptions;
use visavis::project::{Pair, Project};
use visavis::review::Flag;
use visavis::segment::srx;

use super::super::args::{ContextChoice, ExportArgs};
use super::super::input::Input;
use super::super::output::Output;
use super::super::results::project_of;
use super::super::source::Source;
use super::Side;

/// `visavis export`.
pub struct Export {
    pub input: Input,
    pub source: Source,
    pub kind: Kind,
    pub options: Options,
    pub output: Output,
    /// For the target texts, where a format has two files.
    pub second: Option<Output>,
    pub fail_on: Vec<Flag>,
}

impl Export {
    pub fn new(args: &ExportArgs) -> anyhow::Result<Self> {
        let path = args.output.output.as_deref();
        let mut kind = match (args.to, path.and_then(Path::extension)) {
            (Some(kind), _) => kind,
            (None, Some(extension)) => match Kind::of_extension(&extension.to_string_lossy()) {
                Some(kind) => kind,
                None => bail!(
                    "`.{}` names no format that visavis writes: name one with --to, such as --to tmx",
                    extension.display()
                ),
            },
            (None, None) => {
                bail!("no format is named: give the output an extension, such as memory.tmx, or use --to")
            }
        };
        match args.xliff.as_deref() {
            Some(_) if !matches!(kind, Kind::Xliff | Kind::Xliff12) => {
                bail!("--xliff is for XLIFF, but the output is none: name it with .xlf, or use --to xliff")
            }
            Some("1.2") => kind = Kind::Xliff12,
            Some(_) => kind = Kind::Xliff,
            None => {}
        }
        let (input, source) = open(args)?;
        let options = export_options(args, &input, &source)?;
        let (output, second) = match (kind, path) {
            (Kind::Moses, Some(path)) if path.as_os_str() != "-" => {
                let named = |tag: &LanguageTag| {
                    let mut name = path.as_os_str().to_owned();
                    name.push(format!(".{tag}"));
                    Output::new(Some(Path::new(&name)), args.output.force)
                };
                (named(&options.source), Some(named(&options.target)))
            }
            (Kind::Moses, _) => {
                bail!("two files cannot go to standard output: name them with -o, such as -o pairs")
            }
            _ => (Output::new(path, args.output.force), None),
        };
        for output in [&output].into_iter().chain(&second) {
            output.refuse_inputs(&[&args.reviewed])?;
        }
        Ok(Self { input, source, kind, options, output, second, fail_on: fail_on(args) })
    }
}

/// The rows, which are read again where all of them must be known before the first goes out.
fn open(args: &ExportArgs) -> anyhow::Result<(Input, Source)> {
    let input = Input::new(&args.reviewed);
    ensure!(
        args.fail_on.is_empty() || !input.is_stdin(),
        "--fail-on reads the rows twice, and standard input comes once: name a file instead of `-`"
    );
    let source = Source::open(&input)?;
    Ok((input, source))
}

fn fail_on(args: &ExportArgs) -> Vec<Flag> {
    args.fail_on.iter().flat_map(|flags| &flags.0).copied().collect()
}

/// When a file was changed last, unless SOURCE_DATE_EPOCH says another date (reproducible-builds.org).
fn date_of(input: &Input) -> anyhow::Result<Date> {
    if let Some(seconds) = std::env::var_os("SOURCE_DATE_EPOCH") {
        let found = seconds.to_str().and_then(|seconds| seconds.trim().parse().ok());
        return found.map(Date::from_seconds).with_context(|| {
            format!("SOURCE_DATE_EPOCH is `{}`, expected seconds since 1970", seconds.display())
        });
    }
    let changed = match input {
        Input::File(path) => std::fs::metadata(path).and_then(|found| found.modified()).ok(),
        Input::Stdin => None,
    };
    let now = changed.unwrap_or_else(std::time::SystemTime::now);
    Ok(Date::from_seconds(now.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs())))
}

/// What all exports have in common.
fn export_options(args: &ExportArgs, input: &Input, source: &Source) -> anyhow::Result<Options> {
    let known = source.languages();
    let (ours, theirs) = known.unwrap_or((Language::French.into(), Language::English.into()));
    let ours = args.source_lang.clone().unwrap_or(ours);
    let theirs = args.target_lang.clone().unwrap_or(theirs);
    ensure!(
        ours.language() != theirs.language(),
        "the source is `{ours}` and the target `{theirs}`, expected French and English: give --source-lang and --target-lang"
    );
    let date = match args.date {
        Some(date) => date,
        None => date_of(input)?,
    };
    Ok(Options {
        selection: Selection {
            statuses: args.status.clone(),
            min_confidence: args.min_confidence,
            dedup: args.dedup,
        },
        context: match args.context {
            ContextChoice::Always => Around::Always,
            ContextChoice::Repeats => Around::Repeats,
            ContextChoice::Never => Around::Never,
        },
        variants: args.variants,
        client: args.client,
        author: args.author.clone(),
        escape_lines: args.escape_lines,
        ..Options::new(ours, theirs, date)
    })
}

/// `visavis export --bundle`.
pub struct Bundle {
    pub input: Input,
    pub source: Source,
    pub text: BundleText,
    /// How our rules for CAT tools cut it.
    pub document: DocumentOptions,
    pub options: Options,
    pub folder: PathBuf,
    pub fail_on: Vec<Flag>,
}

/// The source text of a bundle.
pub enum BundleText {
    File(Side),
    /// A text of the project that holds the rows, or of the one beside their table.
    Project(Box<Project>, Pair),
}

impl Bundle {
    pub fn new(args: &ExportArgs) -> anyhow::Result<Self> {
        let [client, folder] = args.bundle.as_slice() else {
            bail!("--bundle wants a CAT tool and a folder")
        };
        ensure!(
            client.as_os_str() == "omegat",
            "there are no bundles for `{}`, expected `omegat`: --bundle omegat {}",
            client.display(),
            folder.display()
        );
        ensure!(
            std::fs::symlink_metadata(folder).is_err(),
            "{}: exists already: name another folder, or remove it",
            folder.display()
        );
        let (input, source) = open(args)?;
        let options = export_options(args, &input, &source)?;
        let language = &options.source;
        let rules = srx::Srx::parse("our rules", srx::export(&[language.language()]).as_bytes())?;
        let document = DocumentOptions {
            encoding: args.source_encoding,
            srx: Some(Arc::new(rules.rules(language.as_str())?)),
            ..DocumentOptions::new(language.clone())
        };
        let text = match &args.source {
            Some(path) => BundleText::File(Side { input: Input::new(path), options: document.clone() }),
            None => of_project(&input, &source)?,
        };
        Ok(Self { input, source, text, document, options, folder: folder.clone(), fail_on: fail_on(args) })
    }
}

/// The source text that a project has.
fn of_project(input: &Input, source: &Source) -> anyhow::Result<BundleText> {
    let Input::File(path) = input else { bail!("the bundle holds the source text: name it with --source") };
    let place = if matches!(source, Source::Project(_)) { path.clone() } else { project_of(path) };
    ensure!(
        place.is_file(),
        "the bundle holds the source text, and there is no project file {} that has it: name the text with --source",
        place.display()
    );
    let project = Project::open(&place)?;
    let mut pairs = project.pairs();
    match (pairs.pop(), pairs.len()) {
        (Some(pair), 0) => Ok(BundleText::Project(Box::new(project), pair)),
        (_, more) => bail!(
            "{} has {} texts, expected one: name the one that you want with --source",
            place.display(),
            more + 1
        ),
    }
}
