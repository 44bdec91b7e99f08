//! `visavis import`

use std::io::BufReader;

use anyhow::{anyhow, ensure};
use visavis::memory::{MemoryFormat, judge, read_memory};
use visavis::model::LanguageTag;
use visavis::pipeline;
use visavis::project::{self, NewPair, Origin};
use visavis::review::{Record, TableFormat, rows};
use visavis::score::Setup;

use super::Outcome;
use super::args::ImportArgs;
use super::input::Input;
use super::progress::Terminal;
use super::results::Results;

pub fn run(args: &ImportArgs, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let languages: (&LanguageTag, &LanguageTag) = (&args.source_lang, &args.target_lang);
    ensure!(
        languages.0.language() != languages.1.language(),
        "--source-lang {} and --target-lang {} are the same language, expected French and English",
        args.source_lang,
        args.target_lang
    );
    let input = Input::new(&args.memory);
    let name = args.memory.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let format = MemoryFormat::of(&name).ok_or_else(|| {
        anyhow!("{}: expected a name that ends in .tmx, .xlf, .xliff, .po, .csv, .tsv or .xlsx", input.name())
    })?;
    let results = Results::new(
        args.output.output.as_deref(),
        TableFormat::default(),
        !args.no_project,
        args.output.force,
        &[&args.memory],
    )?;
    let units = read_memory(&input.name(), BufReader::new(input.open()?), format, languages)?;
    let setup = Setup::default();
    let mut judged = judge(&name, &units, languages, &setup)?;
    if args.realign {
        judged.alignment =
            pipeline::align((&judged.source, languages.0), (&judged.target, languages.1), &setup, &|_| ())?;
    }
    let (source, target) = ((&judged.source, languages.0), (&judged.target, languages.1));
    let rows =
        rows((source.0, languages.0.language()), (target.0, languages.1.language()), &judged.alignment);
    let mut order: Vec<usize> = (0..rows.len()).collect();
    if !args.in_order {
        // Of equals, those with more flags first; then as in the memory.
        order.sort_by(|&a, &b| {
            let rank = |at: usize| rows.get(at).map(|row| (row.confidence().value(), row.flags.len()));
            let (a, b) = (rank(a).unwrap_or_default(), rank(b).unwrap_or_default());
            a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))
        });
    }
    let records = order.iter().filter_map(|&at| rows.get(at)).map(Record::new);
    let origin = if args.realign { Origin::Aligner } else { Origin::Memory };
    results.write(records, || Ok(project::create(&[NewPair { source, target, rows: &rows, origin }])?))?;
    if judged.trimmed > 0 {
        terminal.warning(format_args!(
            "{} units begin or end with white space, which is not shown in the table",
            judged.trimmed
        ));
    }
    let to_check = rows.iter().filter(|row| !row.flags.is_empty()).count();
    terminal.summary(format_args!(
        "{}{} units in {} rows; {to_check} to check",
        results.name().map(|name| format!("{name}: ")).unwrap_or_default(),
        units.len(),
        rows.len()
    ));
    Ok(Outcome::Done)
}
