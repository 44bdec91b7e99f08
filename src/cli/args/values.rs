//! Values of options that several commands have.

use clap::ValueEnum;
use encoding_rs::Encoding;
use visavis::export::{Client, Date, Kind};
use visavis::model::Confidence;
use visavis::read::{ParagraphRule, encoding_named};
use visavis::review::{Delimiter, Flag, Status};

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum Paragraph {
    /// An empty line
    #[default]
    EmptyLine,
    /// Every line end
    Line,
}

impl From<Paragraph> for ParagraphRule {
    fn from(paragraph: Paragraph) -> Self {
        match paragraph {
            Paragraph::EmptyLine => ParagraphRule::EmptyLine,
            Paragraph::Line => ParagraphRule::Line,
        }
    }
}

/// One flag, or all of them.
#[derive(Debug, Clone)]
pub struct Flags(pub Vec<Flag>);

pub(super) fn flags(name: &str) -> Result<Flags, String> {
    match Flag::ALL.into_iter().find(|flag| flag.name() == name) {
        Some(flag) => Ok(Flags(vec![flag])),
        None if name == "any" => Ok(Flags(Flag::ALL.to_vec())),
        None => Err(format!("expected `any` or one of: {}", Flag::ALL.map(Flag::name).join(", "))),
    }
}

pub(super) fn encoding(name: &str) -> Result<&'static Encoding, String> {
    let expected = "expected a name such as utf-8, utf-16le, windows-1252, latin-1, latin-9 or mac-roman";
    encoding_named(name).ok_or_else(|| expected.to_owned())
}

pub(super) fn probability(number: &str) -> Result<f32, String> {
    let found = number.parse().ok().filter(|p| (0.0..=1.0).contains(p));
    found.ok_or_else(|| "expected a number from 0 to 1, such as 0.5".to_owned())
}

pub(super) fn count(number: &str) -> Result<usize, String> {
    number.parse().map_err(|_| "expected a number such as 10".to_owned())
}

pub(super) fn delimiter(sign: &str) -> Result<Delimiter, String> {
    match sign {
        "," | "comma" => Ok(Delimiter::Comma),
        ";" | "semicolon" => Ok(Delimiter::Semicolon),
        "tab" | "\t" | "\\t" => Ok(Delimiter::Tab),
        _ => Err("expected `,`, `;` or `tab`".to_owned()),
    }
}

pub(super) fn kind(name: &str) -> Result<Kind, String> {
    Kind::named(name).ok_or_else(|| format!("expected one of: {}", names(Kind::ALL.map(|(name, _)| name))))
}

pub(super) fn client(name: &str) -> Result<Client, String> {
    Client::named(name)
        .ok_or_else(|| format!("expected one of: {}", names(Client::ALL.map(|(name, _)| name))))
}

fn names<const N: usize>(names: [&str; N]) -> String {
    names.join(", ")
}

pub(super) fn status(name: &str) -> Result<Status, String> {
    let found = Status::named(name).filter(|status| *status != Status::Reject && !name.trim().is_empty());
    found.ok_or_else(|| "expected `ok`, `fix` or `todo`: rejected rows never go out".to_owned())
}

pub(super) fn confidence(number: &str) -> Result<Confidence, String> {
    probability(number).map(|p| Confidence::new(f64::from(p)))
}

pub(super) fn date(text: &str) -> Result<Date, String> {
    Date::parse(text)
        .ok_or_else(|| "expected a day or a second such as 2026-03-01 or 2026-03-01T12:30:00Z".to_owned())
}
