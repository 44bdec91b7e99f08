//! `visavis srx`

use visavis::segment::srx;

use super::Outcome;
use super::progress::Terminal;
use super::settings::Srx;

pub fn run(settings: &Srx, terminal: &Terminal) -> anyhow::Result<Outcome> {
    settings.output.write(srx::export(&settings.languages).as_bytes())?;
    if let Some(name) = settings.output.name() {
        terminal.detail(format_args!("{name}: written"));
    }
    Ok(Outcome::Done)
}
