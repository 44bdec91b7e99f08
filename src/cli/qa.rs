//! `--fail-on` of an export: what is odd about the rows that go out, as they go out.

use visavis::export::{Format, Options, Placed, Unit};
use visavis::model::Confidence;
use visavis::review::{Finding, Flag, Inspector, Overview, Status};

/// Looks at rows for certain flags.
pub struct Watch {
    flags: Vec<Flag>,
    inspector: Inspector,
}

impl Watch {
    /// For rows like `units`, of which those are heard that go out: names, habits and repeated sentences show over all of them only.
    pub fn new(
        flags: &[Flag],
        options: &Options,
        units: impl Iterator<Item = Result<Unit, visavis::Error>>,
    ) -> anyhow::Result<Self> {
        let mut overview = Overview::default();
        for unit in units {
            let unit = unit?;
            if options.selection.admits(&unit) {
                overview.add(&unit.source, &unit.target);
            }
        }
        let languages = (options.source.language(), options.target.language());
        Ok(Self { flags: flags.to_vec(), inspector: Inspector::of(languages, overview) })
    }

    /// What is odd about a row. Nobody doubts a pair that a person decided on.
    pub fn findings(&self, unit: &Unit) -> Vec<Finding> {
        let decided = unit.status != Status::Todo;
        let confidence = unit.confidence.filter(|_| !decided).unwrap_or(Confidence::CERTAIN);
        let mut found = self.inspector.inspect(&unit.source, &unit.target, confidence);
        found.retain(|finding| self.flags.contains(&finding.flag));
        found
    }
}

/// Is told of each finding.
pub type Tell<'w> = Box<dyn FnMut(&Unit, &Finding) + 'w>;

/// A format whose units are looked at on their way.
pub struct Watched<'w> {
    pub format: Box<dyn Format + 'w>,
    pub watch: &'w Watch,
    pub tell: Tell<'w>,
}

impl Format for Watched<'_> {
    fn unfit(&self, unit: &Unit) -> Option<String> {
        self.format.unfit(unit)
    }

    fn unit(&mut self, placed: &Placed<'_>) -> Result<(), visavis::Error> {
        if placed.variant == 0 {
            for finding in self.watch.findings(placed.unit) {
                (self.tell)(placed.unit, &finding);
            }
        }
        self.format.unit(placed)
    }

    fn end(self: Box<Self>) -> Result<(), visavis::Error> {
        self.format.end()
    }
}

/// Where a finding is, and what it saw.
pub fn line(name: &str, unit: &Unit, finding: &Finding) -> String {
    match unit.line {
        0 => format!("{name}: row `{}`: {}", unit.id, finding.why),
        line => format!("{name}:{line}: {}", finding.why),
    }
}
