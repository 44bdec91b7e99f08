//! What the user meant, validated: nothing behind this page validates again.

use anyhow::{bail, ensure};
use visavis::model::LanguageTag;
use visavis::pipeline::DocumentOptions;
use visavis::review::{Flag, TableFormat};

use super::args::{AlignArgs, SegmentArgs, SegmentFormat};
use super::input::Input;
use super::output::Output;

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
    pub output: Output,
    pub format: TableFormat,
    pub fail_on: Vec<Flag>,
}

impl Align {
    pub fn new(args: &AlignArgs) -> anyhow::Result<Self> {
        let side = |path, language: &LanguageTag, encoding| Side {
            input: Input::new(path),
            options: DocumentOptions {
                language: language.clone(),
                encoding,
                paragraphs: args.paragraph.into(),
                pre_segmented: args.pre_segmented,
                reflow: args.reflow,
            },
        };
        let source = side(&args.source, &args.source_lang, args.source_encoding);
        let target = side(&args.target, &args.target_lang, args.target_encoding);
        ensure!(
            source.language().language() != target.language().language(),
            "--source-lang {} and --target-lang {} are the same language, expected French and English",
            args.source_lang,
            args.target_lang
        );
        if source.input.is_stdin() && target.input.is_stdin() {
            bail!("both texts are `-`, but only one can come from standard input: name a file for the other");
        }
        let output = Output::new(args.output.output.as_deref(), args.output.force);
        output.refuse_inputs(&[&args.source, &args.target])?;
        let mut format = if args.excel {
            TableFormat::EXCEL
        } else {
            TableFormat { delimiter: args.delimiter, ..TableFormat::default() }
        };
        format.bom |= args.bom;
        let fail_on = args.fail_on.iter().flat_map(|flags| &flags.0).copied().collect();
        Ok(Self { source, target, output, format, fail_on })
    }
}

/// `visavis segment`.
pub struct Segment {
    pub text: Side,
    pub format: SegmentFormat,
    pub output: Output,
}

impl Segment {
    pub fn new(args: &SegmentArgs) -> anyhow::Result<Self> {
        let options = DocumentOptions {
            encoding: args.encoding,
            paragraphs: args.paragraph.into(),
            reflow: args.reflow,
            ..DocumentOptions::new(args.lang.clone())
        };
        let output = Output::new(args.output.output.as_deref(), args.output.force);
        output.refuse_inputs(&[&args.file])?;
        Ok(Self { text: Side { input: Input::new(&args.file), options }, format: args.format, output })
    }
}
