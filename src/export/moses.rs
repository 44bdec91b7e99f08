//! Two plain files of which line *n* of one translates line *n* of the other, as Moses and its successors read them.

use super::{Format, Options, Out, Placed, Unit};
use crate::error::Result;

pub(super) struct Moses<'w> {
    source: Out<'w>,
    target: Option<Out<'w>>,
    escape: bool,
}

impl<'w> Moses<'w> {
    pub(super) fn new(options: &'w Options, source: Out<'w>, target: Option<Out<'w>>) -> Self {
        Self { source, target, escape: options.escape_lines }
    }

    fn line(&self, text: &str) -> String {
        match self.escape {
            true => text.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r") + "\n",
            false => format!("{text}\n"),
        }
    }
}

/// What some program takes for the end of a line.
fn ends_line(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

impl Format for Moses<'_> {
    fn unfit(&self, unit: &Unit) -> Option<String> {
        let ends =
            |text: &str| text.chars().find(|&c| ends_line(c) && !(self.escape && matches!(c, '\n' | '\r')));
        let (name, found) = [("source", &unit.source), ("target", &unit.target)]
            .into_iter()
            .find_map(|(name, text)| Some((name, ends(text)?)))?;
        Some(format!(
            "column `{name}`: a line ends within the text (U+{:04X}), where the format has a line a unit: the row was left out{}",
            u32::from(found),
            if self.escape { "" } else { "; --escape-lines writes `\\n` for it" }
        ))
    }

    fn unit(&mut self, placed: &Placed<'_>) -> Result<()> {
        let (source, target) = (self.line(placed.source), self.line(&placed.unit.target));
        self.source.write_all(source.as_bytes())?;
        if let Some(out) = &mut self.target {
            out.write_all(target.as_bytes())?;
        }
        Ok(())
    }

    fn end(self: Box<Self>) -> Result<()> {
        Ok(())
    }
}
