//! What the user meant, validated: nothing behind this page validates again.

mod export;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail, ensure};
use visavis::model::{Language, LanguageTag};
use visavis::pipeline::DocumentOptions;
use visavis::review::{Flag, TableFormat};
use visavis::score::Setup;
use visavis::segment::srx::{self, Rules};
use visavis::vectors::Vectors;

use super::args::{AlignArgs, SegmentArgs, SegmentFormat, SrxArgs};
use super::input::Input;
use super::output::Output;
use super::results::Results;

pub use export::{Bundle, BundleText, Export};

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
    /// The least share of sentences that are probably paired rightly.
    pub fail_below: Option<f32>,
    pub keep_sentences: bool,
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
        let (fail_below, keep_sentences) = (args.fail_below, args.keep_sentences);
        Ok(Self {
            source,
            target,
            setup,
            results,
            fail_on,
            fail_below,
            keep_sentences,
            explain: args.explain.clone(),
        })
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
