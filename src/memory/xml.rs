//! TMX and XLIFF, read as they come: memory does not grow with the file but by its texts.

use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::MemoryUnit;
use crate::error::{Error, Location, Result};
use crate::model::LanguageTag;

/// Where a text goes.
#[derive(Clone, Copy, PartialEq)]
enum Into {
    Source,
    Target,
    Note,
    Nothing,
}

#[derive(Default)]
struct State {
    units: Vec<MemoryUnit>,
    unit: MemoryUnit,
    /// Of the `tuv` that is open.
    language: Option<LanguageTag>,
    /// Whether the source and the target of the unit have just the tags that were asked for.
    exact: [bool; 2],
    into: Option<Into>,
    /// How deep within an element of inline formatting, whose content is markup of another program and no text.
    code: usize,
    /// How deep within what says nothing of the unit.
    aside: usize,
}

/// The units of a TMX or an XLIFF, in order.
pub(super) fn units(
    name: &str,
    from: impl BufRead,
    languages: (&LanguageTag, &LanguageTag),
) -> Result<Vec<MemoryUnit>> {
    let mut counted = Counted { from, lines: 1 };
    let mut state = State::default();
    let mut buffer = Vec::new();
    let mut open = 0usize;
    let mut known = false;
    {
        let mut reader = Reader::from_reader(&mut counted);
        reader.config_mut().check_end_names = true;
        loop {
            buffer.clear();
            let line = reader.get_ref().lines;
            let fault = |found: String, expected: &str| Error::Table {
                at: Location::line(name, line),
                found,
                expected: expected.to_owned(),
            };
            let event = reader.read_event_into(&mut buffer).map_err(|reason| {
                fault(format!("the XML is broken ({reason})"), "a whole TMX or XLIFF file in UTF-8 or UTF-16")
            })?;
            match event {
                Event::Eof if open > 0 || !known => {
                    let found = if known {
                        "the file ends within an element"
                    } else {
                        "there is no `tmx` or `xliff` in it"
                    };
                    return Err(fault(found.to_owned(), "a whole TMX or XLIFF file in UTF-8 or UTF-16"));
                }
                Event::Eof => break,
                Event::Start(start) => {
                    open += 1;
                    known |= matches!(start.local_name().as_ref(), "tmx" | "xliff");
                    if let Some((side, found, wanted)) = other_language(&start, languages) {
                        return Err(fault(
                            format!("the {side} is `{found}`"),
                            &format!("`{wanted}`: name its languages with --source-lang and --target-lang"),
                        ));
                    }
                    state.start(&start, line, languages);
                }
                Event::End(end) => {
                    open = open.saturating_sub(1);
                    state.end(end.local_name().as_ref());
                }
                // Line ends as XML has them.
                Event::Text(text) => state.text(&text.xml10_content()),
                Event::CData(text) => state.text(&text.xml10_content()),
                Event::GeneralRef(reference) => {
                    let sign = match reference.resolve_char_ref() {
                        Ok(Some(sign)) => Some(sign),
                        _ => match &*reference {
                            "lt" => Some('<'),
                            "gt" => Some('>'),
                            "amp" => Some('&'),
                            "quot" => Some('"'),
                            "apos" => Some('\''),
                            _ => None,
                        },
                    };
                    let sign = sign.ok_or_else(|| {
                        fault(format!("found `&{};`", &*reference), "`&amp;` for an ampersand")
                    })?;
                    state.text(sign.encode_utf8(&mut [0; 4]));
                }
                _ => {}
            }
        }
    }
    Ok(state.units)
}

impl State {
    fn start(&mut self, start: &BytesStart<'_>, line: usize, languages: (&LanguageTag, &LanguageTag)) {
        let name = start.local_name();
        // Other translations of a unit, and its source once more.
        if self.aside > 0 || matches!(name.as_ref(), "alt-trans" | "seg-source") {
            self.aside += 1;
            return;
        }
        match name.as_ref() {
            "tu" | "trans-unit" | "unit" => {
                self.unit = MemoryUnit { line: Some(line), ..MemoryUnit::default() };
                self.exact = [false; 2];
            }
            "tuv" => {
                self.language = attribute(start, &["lang"]).and_then(|tag| tag.parse().ok());
            }
            "seg" => self.into = Some(self.side(languages)),
            "source" => self.into = Some(Into::Source),
            "target" => self.into = Some(Into::Target),
            "note" => self.into = Some(Into::Note),
            // Native codes of the formatting, and text that they hide.
            "bpt" | "ept" | "ph" | "it" | "ut" if self.into.is_some() => self.code += 1,
            _ => {}
        }
    }

    /// The side that the open `tuv` is. Of several in one language the first is taken, or the one with just the tag that was asked for.
    fn side(&mut self, (source, target): (&LanguageTag, &LanguageTag)) -> Into {
        let Some(tag) = &self.language else { return Into::Nothing };
        let unit = &mut self.unit;
        let [exact_source, exact_target] = &mut self.exact;
        for (side, wanted, text, exact) in [
            (Into::Source, source, &mut unit.source, exact_source),
            (Into::Target, target, &mut unit.target, exact_target),
        ] {
            if tag.language() == wanted.language() && (text.is_empty() || tag == wanted && !*exact) {
                text.clear();
                *exact = tag == wanted;
                return side;
            }
        }
        Into::Nothing
    }

    fn end(&mut self, name: &str) {
        if self.aside > 0 {
            self.aside -= 1;
            return;
        }
        match name {
            "tu" | "trans-unit" | "unit" => {
                let unit = std::mem::take(&mut self.unit);
                if !unit.source.is_empty() || !unit.target.is_empty() {
                    self.units.push(unit);
                }
            }
            "seg" | "source" | "target" | "note" | "ignorable" => self.into = None,
            "bpt" | "ept" | "ph" | "it" | "ut" => self.code = self.code.saturating_sub(1),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.code > 0 || self.aside > 0 {
            return;
        }
        match self.into {
            Some(Into::Source) => self.unit.source += text,
            Some(Into::Target) => self.unit.target += text,
            Some(Into::Note) => self.unit.note += text,
            _ => {}
        }
    }
}

/// The value of the first attribute with one of these names, a language tag with hyphens.
fn attribute(start: &BytesStart<'_>, names: &[&str]) -> Option<String> {
    let found = start.attributes().flatten().find(|found| names.contains(&found.key.local_name().as_ref()));
    found.map(|found| found.value.replace('_', "-"))
}

/// The side of an XLIFF that is in another language than was asked for, with both languages.
fn other_language<'l>(
    start: &BytesStart<'_>,
    languages: (&'l LanguageTag, &'l LanguageTag),
) -> Option<(&'static str, String, &'l LanguageTag)> {
    if !matches!(start.local_name().as_ref(), "xliff" | "file") {
        return None;
    }
    let sides = [
        ("source", &["source-language", "srcLang"], languages.0),
        ("target", &["target-language", "trgLang"], languages.1),
    ];
    sides.into_iter().find_map(|(side, names, wanted)| {
        let found = attribute(start, names).filter(|found| !found.is_empty())?;
        let same = found.parse::<LanguageTag>().is_ok_and(|tag| tag.language() == wanted.language());
        (!same).then_some((side, found, wanted))
    })
}

/// Counts the lines that were read, so that a fault has a place; it is where the reader's buffer ended, near enough.
struct Counted<R> {
    from: R,
    lines: usize,
}

impl<R: BufRead> std::io::Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.from.read(into)?;
        self.lines += into.get(..read).unwrap_or_default().iter().filter(|byte| **byte == b'\n').count();
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        self.from.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if let Ok(buffer) = self.from.fill_buf() {
            self.lines +=
                buffer.get(..amount).unwrap_or_default().iter().filter(|byte| **byte == b'\n').count();
        }
        self.from.consume(amount);
    }
}
