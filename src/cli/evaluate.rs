//! `visavis evaluate`

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::ops::AddAssign;
use std::path::Path;

use anyhow::{Context, bail};
use visavis::evaluate::{GoldBead, RowTally, ShapeTally, Tally, reliability_plot, write_beads};
use visavis::model::Language;
use visavis::pipeline;
use visavis::score::Setup;

use super::Outcome;
use super::args::EvaluateArgs;
use super::gold::{self, Gold};
use super::output::{Output, write_file};
use super::progress::Terminal;

pub fn run(args: &EvaluateArgs, terminal: &Terminal) -> anyhow::Result<Outcome> {
    let folder = match (&args.gold_dir, &args.segmentation) {
        (Some(folder), _) => folder,
        (None, Some(folder)) => return super::splits::run(folder, args),
        (None, None) => bail!("no folder with gold, expected its name"),
    };
    let plot = args.plot.as_ref().map(|file| Output::File(file.clone(), args.force));
    if let Some(plot) = &plot {
        plot.refuse_inputs(&[])?;
    }
    let setup = Setup {
        without: args.ablate.iter().copied().collect(),
        ..super::settings::setup(args.model.as_deref())?
    };
    if args.end_to_end {
        return super::end_to_end::run(folder, args, &setup, terminal);
    }
    let documents = gold::documents(folder, &args.sets)?;
    let bar = terminal.bar("evaluating", documents.len() as u64);
    let mut sets: BTreeMap<&str, Tallies> = BTreeMap::new();
    let mut total = Tallies::default();
    let (mut report, mut rows) = (String::new(), String::new());
    let mut line = |name: &str, tallies: &Tallies| {
        writeln!(report, "{name:44} {}", tallies.beads.figures()).ok(); // a string takes everything
        writeln!(rows, "{name:44} {}", tallies.rows.figures()).ok();
    };
    for name in &documents {
        let tallies = evaluate(args, &setup, folder, name)?;
        if args.per_doc {
            line(name, &tallies);
        }
        *sets.entry(gold::set(name)).or_default() += tallies.clone();
        total += tallies;
        bar.inc(1);
    }
    bar.finish_and_clear();
    for (name, tallies) in &sets {
        line(name, tallies);
    }
    line("ALL", &total);
    if args.by_shape {
        for (shape, figures) in total.shapes.figures() {
            writeln!(report, "{:44} {figures}", format!("ALL {shape}"))?;
        }
    }
    if args.calibration {
        report += &rows;
    }
    if let Some(plot) = &plot {
        let title = format!("{} rows of {} documents", total.rows.figures().rows, documents.len());
        plot.write(reliability_plot(&title, &total.rows).as_bytes())?;
    }
    Output::Stdout.write(report.as_bytes())?;
    Ok(Outcome::Done)
}

/// What is counted of one or more documents.
#[derive(Clone, Default)]
struct Tallies {
    beads: Tally,
    shapes: ShapeTally,
    rows: RowTally,
}

impl AddAssign for Tallies {
    fn add_assign(&mut self, other: Self) {
        self.beads += other.beads;
        self.shapes += other.shapes;
        self.rows += other.rows;
    }
}

/// Aligns one document and compares it with its gold; writes its beads where they are wanted.
fn evaluate(args: &EvaluateArgs, setup: &Setup, folder: &Path, name: &str) -> anyhow::Result<Tallies> {
    let Gold { beads: gold, coarse, source, target } = Gold::read(folder, name)?;
    let alignment = pipeline::align(
        (&source, &Language::French.into()),
        (&target, &Language::English.into()),
        setup,
        &|_| (),
    )?;
    if let Some(folder) = &args.beads {
        let file = folder.join(format!("{name}.beads"));
        let parent = file.parent().unwrap_or(folder);
        fs::create_dir_all(parent).with_context(|| format!("{}: cannot be made", parent.display()))?;
        write_file(&file, write_beads(alignment.beads()).as_bytes(), args.force)?;
    }
    let beads: Vec<GoldBead> = alignment.beads().iter().map(GoldBead::from).collect();
    Ok(Tallies {
        beads: Tally::new(&gold, &beads, &coarse),
        shapes: ShapeTally::new(&gold, &beads, &coarse),
        rows: RowTally::new(&gold, alignment.beads(), &coarse),
    })
}
