//! Gettext catalogues.

use super::MemoryUnit;
use crate::error::{Error, Location, Result};

/// Which text a line goes on with.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Source,
    Target,
    /// A context, a plural, or nothing.
    Other,
}

/// The units of a catalogue, but for its header. Of plurals the singular is taken; obsolete entries are left out.
pub(super) fn units(name: &str, text: &str) -> Result<Vec<MemoryUnit>> {
    let mut units = Vec::new();
    let mut unit = MemoryUnit::default();
    let mut part = Part::Other;
    let mut done = |unit: &mut MemoryUnit| {
        let unit = std::mem::take(unit);
        // The header is the translation of nothing.
        if !unit.source.is_empty() {
            units.push(unit);
        }
    };
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim();
        let fault = |found: &str, expected: &str| Error::Table {
            at: Location::line(name, number + 1),
            found: format!("found `{}`", found.chars().take(60).collect::<String>()),
            expected: expected.to_owned(),
        };
        let quoted = if line.is_empty() {
            done(&mut unit);
            part = Part::Other;
            continue;
        } else if let Some(comment) = line.strip_prefix('#') {
            if part == Part::Target {
                done(&mut unit);
                part = Part::Other;
            }
            // `#.` and `#:` are the program's, `#~` is obsolete.
            if let Some(note) = comment.strip_prefix(' ') {
                unit.note += if unit.note.is_empty() { "" } else { "\n" };
                unit.note += note;
            }
            continue;
        } else if line.starts_with('"') {
            line
        } else {
            let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            if matches!(word, "msgctxt" | "msgid") && part == Part::Target {
                done(&mut unit);
            }
            part = match word {
                "msgid" => Part::Source,
                "msgstr" | "msgstr[0]" => Part::Target,
                "msgctxt" | "msgid_plural" => Part::Other,
                plural if plural.starts_with("msgstr[") => Part::Other,
                _ => return Err(fault(line, "`msgid`, `msgstr`, a comment or a text in quotation marks")),
            };
            if word == "msgid" {
                unit.line = Some(number + 1);
            }
            rest.trim()
        };
        let inner = quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let inner = inner.ok_or_else(|| fault(line, "a text in quotation marks"))?;
        match part {
            Part::Source => unescape(inner, &mut unit.source),
            Part::Target => unescape(inner, &mut unit.target),
            Part::Other => {}
        }
    }
    done(&mut unit);
    Ok(units)
}

fn unescape(text: &str, to: &mut String) {
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => to.push('\n'),
                Some('t') => to.push('\t'),
                Some('r') => to.push('\r'),
                Some(other) => to.push(other),
                None => to.push('\\'),
            },
            other => to.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_catalogue_gives_its_entries_without_the_header() {
        let text = "msgid \"\"\nmsgstr \"Language: en\\n\"\n\n# oui\n#: a.c:1\nmsgctxt \"x\"\nmsgid \"\"\n\"Un \"\n\"\\\"deux\\\"\\n\"\n\
                    msgstr \"One\"\nmsgid \"a\"\nmsgid_plural \"b\"\nmsgstr[0] \"c\"\nmsgstr[1] \"d\"\n#~ msgid \"old\"\n";
        let units = units("t.po", text).unwrap();
        assert_eq!(units.len(), 2);
        assert_eq!((units[0].source.as_str(), units[0].target.as_str()), ("Un \"deux\"\n", "One"));
        assert_eq!((units[0].note.as_str(), units[0].line), ("oui", Some(7)));
        assert_eq!((units[1].source.as_str(), units[1].target.as_str()), ("a", "c"));
    }

    #[test]
    fn what_is_no_catalogue_is_refused_with_its_line() {
        let error = units("t.po", "msgid \"a\"\nmsgstr b\n").unwrap_err().to_string();
        insta::assert_snapshot!(error, @"t.po:2: found `msgstr b`, expected a text in quotation marks");
    }
}
