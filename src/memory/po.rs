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
    // Blank lines say nothing: an entry ends where another thing begins behind its translation.
    let mut translated = false;
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
            continue;
        } else if let Some(comment) = line.strip_prefix('#') {
            if std::mem::take(&mut translated) {
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
            if matches!(word, "msgctxt" | "msgid") && std::mem::take(&mut translated) {
                done(&mut unit);
            }
            translated |= word.starts_with("msgstr");
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

/// The escapes of C. A sign may be written as its octal or its hexadecimal number: a byte, of which only ASCII is a sign of UTF-8.
fn unescape(text: &str, to: &mut String) {
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('\\') {
        *to += before;
        let (radix, digits, most) = match behind.strip_prefix('x') {
            Some(digits) => (16, digits, 2),
            None => (8, behind, 3),
        };
        let length = digits.bytes().take(most).take_while(|byte| char::from(*byte).is_digit(radix)).count();
        let (number, after) = digits.split_at(length);
        if let Some(sign) = u8::from_str_radix(number, radix).ok().filter(u8::is_ascii) {
            to.push(char::from(sign));
            rest = after;
            continue;
        }
        let mut chars = behind.chars();
        to.push(match chars.next() {
            Some('n') => '\n',
            Some('t') => '\t',
            Some('r') => '\r',
            Some('a') => '\u{7}',
            Some('b') => '\u{8}',
            Some('v') => '\u{b}',
            Some('f') => '\u{c}',
            Some(other) => other,
            None => '\\',
        });
        rest = chars.as_str();
    }
    *to += rest;
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
    fn entries_end_where_others_begin_and_not_at_blank_lines() {
        let text = "msgid \"a\"\nmsgid_plural \"b\"\nmsgstr[0] \"c\"\nmsgstr[1] \"d\"\nmsgid \"e\"\n\nmsgstr \"f\"\n\n\"g\"\n\n# h\n\nmsgid \"i\"\n\
                    msgstr \"\"\nmsgid \"j\"\nmsgstr \"k\"\n";
        let units = units("t.po", text).unwrap();
        let texts: Vec<_> = units.iter().map(|u| [&*u.source, &*u.target, &*u.note].join("|")).collect();
        assert_eq!(texts, ["a|c|", "e|fg|", "i||h", "j|k|"]);
    }

    #[test]
    fn escapes_are_those_of_c() {
        for (text, signs) in
            [(r"\001\033[\x41z\n\a", "\u{1}\u{1b}[Az\n\u{7}"), (r"C:\\n \q\", "C:\\n q\\"), (r"\777", "777")]
        {
            let mut found = String::new();
            unescape(text, &mut found);
            assert_eq!(found, signs, "{text}");
        }
    }

    #[test]
    fn what_is_no_catalogue_is_refused_with_its_line() {
        let error = units("t.po", "msgid \"a\"\nmsgstr b\n").unwrap_err().to_string();
        insta::assert_snapshot!(error, @"t.po:2: found `msgstr b`, expected a text in quotation marks");
    }
}
