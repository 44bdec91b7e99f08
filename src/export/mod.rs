//! Stage 5: rows that a person decided on to what CAT tools read. One file a format, behind one trait.
//!
//! ```text
//!  Units ── select.rs: which go out; which must not ── context: the source before and after ── variants.rs
//!        ── Format: tmx.rs, xliff.rs, po.rs, sheet.rs, jsonl.rs, moses.rs, html.rs, parquet.rs
//! ```
//!
//! Units pass one by one: three are in memory, and a number or two for each that went by where repeats are looked for.

mod bundle;
mod client;
mod cuts;
mod date;
mod html;
mod jsonl;
mod moses;
#[cfg(feature = "parquet")]
mod parquet;
mod po;
mod select;
mod sheet;
mod tmx;
mod unit;
mod variants;
mod xliff;
mod xml;

use std::io::Write;

pub use bundle::{Bundle, File, Proof, bundle, unix_lines};
pub use client::Client;
pub use cuts::{Cut, cuts};
pub use date::Date;
pub use select::{Places, Selection, Tally};
pub use unit::{Placed, Unit, Units};
pub use variants::variants;

use select::{Firsts, Selector};

use crate::error::Result;
use crate::model::{Language, LanguageTag};

/// A file format of CAT tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Translation Memory eXchange 1.4.
    Tmx,
    /// XLIFF 2.1.
    Xliff,
    /// XLIFF 1.2.
    Xliff12,
    /// gettext.
    Po,
    /// A table for a CAT tool.
    Csv,
    /// An object a line.
    Jsonl,
    /// Two plain files, a line a unit.
    Moses,
    /// A page to read and print.
    Html,
    /// Apache Parquet.
    Parquet,
}

impl Kind {
    /// All of them with their names.
    pub const ALL: [(&'static str, Kind); 9] = [
        ("tmx", Kind::Tmx),
        ("xliff", Kind::Xliff),
        ("xliff12", Kind::Xliff12),
        ("po", Kind::Po),
        ("csv", Kind::Csv),
        ("jsonl", Kind::Jsonl),
        ("moses", Kind::Moses),
        ("html", Kind::Html),
        ("parquet", Kind::Parquet),
    ];

    /// The format that a name of `--to` means.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, kind)| kind)
    }

    /// The format that an extension means.
    pub fn of_extension(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "xlf" => Some(Kind::Xliff),
            "htm" => Some(Kind::Html),
            "pot" => Some(Kind::Po),
            "ndjson" => Some(Kind::Jsonl),
            other => Self::named(other),
        }
    }
}

/// Which units say what stands around them, so that a CAT tool can tell two translations of one source apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Context {
    /// All. OmegaT then takes a unit as an exact match only in the same file and between the same neighbours.
    #[default]
    Always,
    /// Those whose source went out with another target before. OmegaT takes the others wherever it finds them.
    Repeats,
    /// None.
    Never,
}

/// How to write.
#[derive(Debug, Clone)]
pub struct Options {
    /// Which rows.
    pub selection: Selection,
    /// Which say what stands around them.
    pub context: Context,
    /// Whether typographic variants go out too.
    pub variants: bool,
    /// Language of the source.
    pub source: LanguageTag,
    /// Language of the target.
    pub target: LanguageTag,
    /// The CAT tool that it is for.
    pub client: Option<Client>,
    /// When the units were made.
    pub date: Date,
    /// Who reviewed them.
    pub author: Option<String>,
    /// Whether a line end within a text may be written as `\n` where a format has a line a unit.
    pub escape_lines: bool,
}

impl Options {
    /// The usual ones for two languages.
    pub fn new(source: LanguageTag, target: LanguageTag, date: Date) -> Self {
        Self {
            selection: Selection::default(),
            context: Context::default(),
            variants: false,
            source,
            target,
            client: None,
            date,
            author: None,
            escape_lines: false,
        }
    }

    /// The tags as the CAT tool wants them.
    fn tags(&self) -> (String, String) {
        let form = |tag| self.client.map_or_else(|| String::from(tag), |client| client.tag(tag));
        (form(self.source.as_str()), form(self.target.as_str()))
    }
}

/// Where a format writes: one file, or two.
pub type Out<'w> = &'w mut (dyn Write + Send);

/// Writes units.
pub trait Format {
    /// Why the format cannot hold a unit, which is then left out and reported.
    fn unfit(&self, _unit: &Unit) -> Option<String> {
        None
    }

    /// Writes a unit.
    ///
    /// # Errors
    /// [`Error::Write`](crate::Error::Write) where the output does not take it.
    fn unit(&mut self, placed: &Placed<'_>) -> Result<()>;

    /// Writes what stands at the end.
    ///
    /// # Errors
    /// [`Error::Write`](crate::Error::Write) where the output does not take it.
    fn end(self: Box<Self>) -> Result<()>;
}

/// Begins a file of a kind. The second output is for [`Kind::Moses`] only, whose target texts it takes.
///
/// # Errors
/// [`Error::Write`](crate::Error::Write) where the output does not take the beginning.
pub fn begin<'w>(
    kind: Kind,
    options: &'w Options,
    out: Out<'w>,
    second: Option<Out<'w>>,
) -> Result<Box<dyn Format + 'w>> {
    Ok(match kind {
        Kind::Tmx => Box::new(tmx::Tmx::new(options, out)?),
        Kind::Xliff => Box::new(xliff::Xliff::new(options, out, xliff::Version::V21)?),
        Kind::Xliff12 => Box::new(xliff::Xliff::new(options, out, xliff::Version::V12)?),
        Kind::Po => Box::new(po::Po::new(options, out)?),
        Kind::Csv => Box::new(sheet::Sheet::new(options, out)?),
        Kind::Jsonl => Box::new(jsonl::Jsonl::new(options, out)),
        Kind::Moses => Box::new(moses::Moses::new(options, out, second)),
        Kind::Html => Box::new(html::Html::new(options, out)?),
        #[cfg(feature = "parquet")]
        Kind::Parquet => Box::new(parquet::Parquet::new(options, out)?),
        #[cfg(not(feature = "parquet"))]
        Kind::Parquet => return Err(crate::Error::NoParquet),
    })
}

/// Whether the second of two rows stands right behind the first in the source.
fn are_neighbours(first: &Unit, second: &Unit) -> bool {
    first.document == second.document
        && match (first.sentences, second.sentences) {
            (Some((_, last)), Some((next, _))) => last + 1 == next,
            _ => true,
        }
}

/// Writes the units that qualify, in their order.
///
/// # Errors
/// Those of `units` and of the format. Rows for which nothing may go out are no error here: what was written must be
/// thrown away if [`Tally::refused`] has any.
pub fn export(
    units: impl Units,
    options: &Options,
    format: Box<dyn Format + '_>,
) -> Result<(Tally, Option<Language>)> {
    export_after(Firsts::default(), units, options, format)
}

/// The same where other sources went before.
fn export_after(
    mut firsts: Firsts,
    units: impl Units,
    options: &Options,
    mut format: Box<dyn Format + '_>,
) -> Result<(Tally, Option<Language>)> {
    let mut tally = Tally::default();
    let mut sample = String::new();
    let mut selector = Selector::new(&options.selection);
    let (mut before, mut at_hand): (Option<Unit>, Option<Unit>) = (None, None);
    let mut units = units;
    loop {
        let next = units.next().transpose()?;
        tally.rows += usize::from(next.is_some());
        if let Some(unit) = next.as_ref().filter(|unit| unit.source.is_empty()) {
            selector.takes(unit, &mut tally);
            continue; // what has no source is next to nothing
        }
        if let Some(unit) = &at_hand {
            if sample.len() < SAMPLE {
                sample += &unit.source;
                sample.push('\n');
            }
            if selector.takes(unit, &mut tally) {
                let neighbour = |other: &Option<Unit>, follows: bool| {
                    other.as_ref().is_some_and(|other| match follows {
                        true => are_neighbours(unit, other),
                        false => are_neighbours(other, unit),
                    })
                };
                let bound = match options.context {
                    Context::Always => true,
                    Context::Repeats => firsts.differ(&unit.source, &unit.target),
                    Context::Never => false,
                };
                let placed = Placed {
                    unit,
                    source: &unit.source,
                    variant: 0,
                    before: before
                        .as_ref()
                        .filter(|_| neighbour(&before, false))
                        .map(|unit| unit.source.as_str()),
                    after: next.as_ref().filter(|_| neighbour(&next, true)).map(|unit| unit.source.as_str()),
                    bound,
                };
                write(&placed, options, format.as_mut(), &mut tally)?;
            }
        }
        let ended = next.is_none();
        before = std::mem::replace(&mut at_hand, next);
        if ended {
            break;
        }
    }
    format.end()?;
    Ok((tally, Language::guess(&sample)))
}

/// Bytes of source text by which its language is guessed.
const SAMPLE: usize = 20_000;

/// Writes a unit and its variants.
fn write(placed: &Placed<'_>, options: &Options, format: &mut dyn Format, tally: &mut Tally) -> Result<()> {
    if let Some(reason) = format.unfit(placed.unit) {
        tally.unfit.add(placed.unit, || reason);
        return Ok(());
    }
    format.unit(placed)?;
    tally.units += 1;
    if options.variants {
        for (number, variant) in variants(placed.source, options.source.language()).iter().enumerate() {
            format.unit(&Placed { source: variant, variant: number + 1, ..*placed })?;
            tally.variants += 1;
        }
    }
    Ok(())
}
