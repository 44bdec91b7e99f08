//! What the user meant, validated: nothing behind this page validates again.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail, ensure};
use visavis::export::{Context as Around, Date, Kind, Options, Selection};
use visavis::model::{Language, LanguageTag};
use visavis::pipeline::DocumentOptions;
use visavis::review::{Flag, TableFormat};
use visavis::score::Setup;
use visavis::segment::srx::{self, Rules};
use visavis::vectors::Vectors;

use super::args::{AlignArgs, ContextChoice, ExportArgs, SegmentArgs, SegmentFormat, SrxArgs};
use super::input::Input;
use super::output::Output;
use super::results::Results;

/// The rules of a file, which are read before any text.
fn srx(path: Option<&PathBuf>) -> anyhow::Result<Option<srx::Srx>> {
    let Some(path) = path else { return Ok(None) };
    let input = Input::File(path.clone());
    Ok(Some(srx::Srx::parse(&input.name(), &input.read()?)?))
}

/// Those for one language.
fn rules(srx: Option<&srx::Srx>, language: &LanguageTag) -> anyhow::Result<Option<Arc<Rules>>> {
    Ok(srx.map(|srx| srx.rules(language.as_str())).transpose()?.map(Arc::new))
}

/// All files that are read.
fn inputs<'p, const N: usize, const M: usize>(
    texts: [&'p PathBuf; N],
    others: [&'p Option<PathBuf>; M],
) -> Vec<&'p Path> {
    texts.into_iter().chain(others.into_iter().flatten()).map(PathBuf::as_path).collect()
}

/// What beads are judged by, with the model of a file if one is named.
pub fn setup(model: Option<&Path>) -> anyhow::Result<Setup> {
    let Some(path) = model else { return Ok(Setup::default()) };
    let input = Input::File(path.to_owned());
    let vectors = Vectors::new(input.read()?).with_context(|| input.name())?;
    Ok(Setup { vectors, ..Setup::default() })
}

/// One side of an alignment.
pub struct Side {
    pub input: Input,
    pub options: DocumentOptions,
}

impl Side {
    pub fn language(&self) -> &LanguageTag {
        &self.options.language
    }
}

/// `visavis align`.
pub struct Align {
    pub source: Side,
    pub target: Side,
    pub setup: Setup,
    pub results: Results,
    pub fail_on: Vec<Flag>,
    /// Rows to explain; without any, the table is written.
    pub explain: Vec<usize>,
}

impl Align {
    pub fn new(args: &AlignArgs) -> anyhow::Result<Self> {
        let srx = srx(args.srx.as_ref())?;
        let side = |path, language: &LanguageTag, encoding| -> anyhow::Result<Side> {
            let options = DocumentOptions {
                language: language.clone(),
                encoding,
                paragraphs: args.paragraph.into(),
                pre_segmented: args.pre_segmented,
                cutoff: args.cutoff,
                srx: rules(srx.as_ref(), language)?,
                reflow: args.reflow,
            };
            Ok(Side { input: Input::new(path), options })
        };
        let source = side(&args.source, &args.source_lang, args.source_encoding)?;
        let target = side(&args.target, &args.target_lang, args.target_encoding)?;
        ensure!(
            source.language().language() != target.language().language(),
            "--source-lang {} and --target-lang {} are the same language, expected French and English",
            args.source_lang,
            args.target_lang
        );
        if source.input.is_stdin() && target.input.is_stdin() {
            bail!("both texts are `-`, but only one can come from standard input: name a file for the other");
        }
        let setup = setup(args.model.as_deref())?;
        let mut format = if args.excel {
            TableFormat::EXCEL
        } else {
            TableFormat { delimiter: args.delimiter, ..TableFormat::default() }
        };
        format.bom |= args.bom;
        let inputs = inputs([&args.source, &args.target], [&args.srx, &args.model]);
        let project = !args.no_project && args.explain.is_empty();
        let results =
            Results::new(args.output.output.as_deref(), format, project, args.output.force, &inputs)?;
        let fail_on = args.fail_on.iter().flat_map(|flags| &flags.0).copied().collect();
        Ok(Self { source, target, setup, results, fail_on, explain: args.explain.clone() })
    }
}

/// `visavis segment`.
pub struct Segment {
    pub text: Side,
    pub format: SegmentFormat,
    pub explain: bool,
    pub output: Output,
}

impl Segment {
    pub fn new(args: &SegmentArgs) -> anyhow::Result<Self> {
        let options = DocumentOptions {
            encoding: args.encoding,
            paragraphs: args.paragraph.into(),
            cutoff: args.cutoff,
            srx: rules(srx(args.srx.as_ref())?.as_ref(), &args.lang)?,
            reflow: args.reflow,
            ..DocumentOptions::new(args.lang.clone())
        };
        let output = Output::new(args.output.output.as_deref(), args.output.force);
        output.refuse_inputs(&inputs([&args.file], [&args.srx]))?;
        Ok(Self {
            text: Side { input: Input::new(&args.file), options },
            format: args.format,
            explain: args.explain,
            output,
        })
    }
}

/// `visavis srx`.
pub struct Srx {
    pub languages: Vec<Language>,
    pub output: Output,
}

impl Srx {
    pub fn new(args: &SrxArgs) -> anyhow::Result<Self> {
        let languages = match &args.lang {
            Some(tag) => vec![tag.language()],
            None => vec![Language::French, Language::English],
        };
        let output = Output::new(args.output.output.as_deref(), args.output.force);
        output.refuse_inputs(&[])?;
        Ok(Self { languages, output })
    }
}

/// `visavis export`.
pub struct Export {
    pub input: Input,
    pub kind: Kind,
    pub options: Options,
    pub output: Output,
    /// For the target texts, where a format has two files.
    pub second: Option<Output>,
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
        let input = Input::new(&args.reviewed);
        let options = export_options(args, &input)?;
        let (output, second) = match (kind, path) {
            (Kind::Moses, Some(path)) => {
                let named = |tag: &LanguageTag| {
                    let mut name = path.as_os_str().to_owned();
                    name.push(format!(".{tag}"));
                    Output::new(Some(Path::new(&name)), args.output.force)
                };
                (named(&args.source_lang), Some(named(&args.target_lang)))
            }
            (Kind::Moses, None) => {
                bail!("two files cannot go to standard output: name them with -o, such as -o pairs")
            }
            _ => (Output::new(path, args.output.force), None),
        };
        for output in [&output].into_iter().chain(&second) {
            output.refuse_inputs(&[&args.reviewed])?;
        }
        Ok(Self { input, kind, options, output, second })
    }
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
fn export_options(args: &ExportArgs, input: &Input) -> anyhow::Result<Options> {
    ensure!(
        args.source_lang.language() != args.target_lang.language(),
        "--source-lang {} and --target-lang {} are the same language, expected French and English",
        args.source_lang,
        args.target_lang
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
        ..Options::new(args.source_lang.clone(), args.target_lang.clone(), date)
    })
}

/// `visavis export --bundle`.
pub struct Bundle {
    pub input: Input,
    pub text: Side,
    pub options: Options,
    pub folder: PathBuf,
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
        let input = Input::new(&args.reviewed);
        let Some(source) = &args.source else {
            bail!("the bundle holds the source text: name it with --source")
        };
        let rules = srx::Srx::parse("our rules", srx::export(&[args.source_lang.language()]).as_bytes())?;
        let options = DocumentOptions {
            encoding: args.source_encoding,
            srx: Some(Arc::new(rules.rules(args.source_lang.as_str())?)),
            ..DocumentOptions::new(args.source_lang.clone())
        };
        Ok(Self {
            text: Side { input: Input::new(source), options },
            options: export_options(args, &input)?,
            input,
            folder: folder.clone(),
        })
    }
}
