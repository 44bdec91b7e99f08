//! What a spreadsheet does to a cell, told from what a person does.
//!
//! Every kind of damage is a function of the text that was written: if it gives what the file has now, the text is put back.

use encoding_rs::{MACINTOSH, WINDOWS_1252};
use unicode_normalization::UnicodeNormalization;

/// What became of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is as it was written.
    Same,
    /// It was damaged, and nothing else: what was written holds.
    Damaged(&'static str),
    /// A person changed it to this; and damage that was repaired in it.
    Edited(String, Option<&'static str>),
    /// It may be either.
    Doubtful(&'static str),
}

const SPACES: &str = "no-break spaces became spaces, or spaces were trimmed or joined";

/// Judges a cell in which `written` was written.
pub(super) fn judge(written: &str, cell: &str) -> Verdict {
    if cell == written {
        return Verdict::Same;
    }
    if cell.trim().is_empty() {
        return match written.trim().is_empty() {
            true => Verdict::Damaged(SPACES),
            false => Verdict::Doubtful("an empty cell"),
        };
    }
    if let Some(damage) = damage(written, cell) {
        return Verdict::Damaged(damage);
    }
    if let Some(parts) = date(written)
        && date(cell).is_some_and(|found| is_within(&parts, &found))
    {
        return Verdict::Damaged("a date was made of it");
    }
    if date(written).is_some() && (date(cell).is_some() || cell.trim().parse::<f64>().is_ok()) {
        return Verdict::Doubtful("another date or number, as a spreadsheet makes them");
    }
    let edited = with_line_ends_of(written, cell);
    match with_spaces_of(written, &edited) {
        Some(edited) => Verdict::Edited(edited, Some("no-break spaces around an edit became spaces")),
        None if edited != cell => Verdict::Edited(edited, Some("line ends around an edit were changed")),
        None => Verdict::Edited(edited, None),
    }
}

fn damage(written: &str, cell: &str) -> Option<&'static str> {
    if lines(written) == lines(cell) {
        return Some("line ends were changed");
    }
    // Who adds a no-break space means it.
    let special = |text: &str| text.chars().filter(|c| is_special(*c)).count();
    if spaced(written) == spaced(cell) && special(cell) <= special(written) {
        return Some(SPACES);
    }
    if written.nfc().eq(cell.nfc()) {
        return Some("letters were composed otherwise");
    }
    if [WINDOWS_1252, MACINTOSH].iter().any(|encoding| {
        let (bytes, _, unmapped) = encoding.encode(cell);
        !unmapped && std::str::from_utf8(&bytes).is_ok_and(|text| spaced(text) == spaced(written))
    }) {
        return Some("UTF-8 was read in another encoding");
    }
    if is_without_signs(written, cell) {
        return Some("signs that the file's encoding does not have were replaced");
    }
    let errors = ["#NAME?", "#VALUE!", "#REF!", "#DIV/0!", "#N/A", "#NUM!", "#NOM?", "#VALEUR!"];
    if errors.contains(&cell.trim())
        || cell.trim().strip_prefix("Err:").is_some_and(|n| n.parse::<u32>().is_ok())
    {
        return Some("it was run as a formula");
    }
    if let (Some(a), Some(b)) = (value(written), value(cell)) {
        let near = (a - b).abs() <= 1e-9 * a.abs().max(1.0);
        if near {
            return Some("a number was written otherwise");
        }
    }
    if time(written).is_some_and(|seconds| time(cell) == Some(seconds)) {
        return Some("a time was written otherwise");
    }
    if truth(written).is_some_and(|value| truth(cell) == Some(value)) {
        return Some("a truth value was written otherwise");
    }
    let units = cell.encode_utf16().count();
    if (32_000..=32_767).contains(&units) && written.starts_with(cell.trim_end()) {
        return Some("it was cut at the most that a cell of Excel holds");
    }
    None
}

fn is_special(c: char) -> bool {
    c.is_whitespace() && !matches!(c, ' ' | '\n' | '\r')
}

fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// The text with one plain space for any white space.
fn spaced(text: &str) -> String {
    // Some programs take these for nothing, or make a space of them.
    text.replace(['\u{200b}', '\u{feff}', '\u{2060}'], "").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether signs beyond ASCII became `?` or the like, one for each, and nothing else changed but spaces.
fn is_without_signs(written: &str, cell: &str) -> bool {
    let stand_in = |c: char| matches!(c, '?' | '\u{fffd}' | '_' | ' ');
    let (a, b): (Vec<char>, Vec<char>) = (written.trim().chars().collect(), cell.trim().chars().collect());
    let alike = |(&ours, &theirs): (&char, &char)| {
        ours == theirs
            || !ours.is_ascii() && stand_in(theirs)
            || ours.is_whitespace() && theirs.is_whitespace()
    };
    let replaced =
        b.iter().zip(&a).any(|(theirs, ours)| theirs != ours && matches!(theirs, '?' | '\u{fffd}' | '_'));
    a.len() == b.len() && replaced && a.iter().zip(&b).all(alike)
}

/// The value of what is nothing but a number, French or English.
fn value(text: &str) -> Option<f64> {
    let digits: String = text.trim().chars().filter(|c| !c.is_whitespace()).collect();
    if digits.is_empty() || !digits.contains(|c: char| c.is_ascii_digit()) || digits.len() > 40 {
        return None;
    }
    let (number, part) = match digits.strip_suffix('%') {
        Some(number) => (number, 0.01),
        None => (digits.as_str(), 1.0),
    };
    if number.contains(|c: char| !c.is_ascii_digit() && !".,+-eE".contains(c)) {
        return None;
    }
    let number = match (number.rfind('.'), number.rfind(',')) {
        (Some(point), Some(comma)) if comma > point => number.replace('.', "").replace(',', "."),
        (Some(_), Some(_)) => number.replace(',', ""),
        _ => number.replace(',', "."),
    };
    number.parse::<f64>().ok().map(|value| value * part)
}

/// The seconds since midnight of what is nothing but a time: `12:30`, `12:30:00 PM`.
fn time(text: &str) -> Option<u32> {
    let lower = text.trim().to_lowercase();
    let (clock, half) = match (lower.strip_suffix("am"), lower.strip_suffix("pm")) {
        (Some(clock), _) => (clock.trim_end(), Some(0)),
        (_, Some(clock)) => (clock.trim_end(), Some(12)),
        _ => (lower.as_str(), None),
    };
    let parts: Vec<u32> = clock.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let (hours, rest) = parts.split_first().filter(|(_, rest)| (1..=2).contains(&rest.len()))?;
    let hours = half.map_or(*hours, |half| hours % 12 + half);
    Some(rest.iter().chain(std::iter::repeat(&0)).take(2).fold(hours, |time, part| time * 60 + part))
}

fn truth(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "true" | "vrai" => Some(true),
        "false" | "faux" => Some(false),
        _ => None,
    }
}

/// The numbers of a short text that is nothing but a date, or what a spreadsheet takes for one: `1/2`, `mars 2023`, `2-1`.
fn date(text: &str) -> Option<Vec<u32>> {
    const MONTHS: [&str; 12] = [
        "janvier janv jan january",
        "février févr fév february feb",
        "mars march mar",
        "avril avr april apr",
        "mai may",
        "juin june jun",
        "juillet juil july jul",
        "août august aug",
        "septembre sept september sep",
        "octobre oct october",
        "novembre nov november",
        "décembre déc december dec",
    ];
    let mut parts = Vec::new();
    let mut months = 0;
    for word in text.trim().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let lower = word.to_lowercase();
        if let Some(month) = MONTHS.iter().position(|names| names.split(' ').any(|name| name == lower)) {
            months += 1;
            parts.push(u32::try_from(month + 1).ok()?);
        } else {
            parts.push(word.parse().ok().filter(|_| word.len() <= 4)?);
        }
    }
    ((2..=3).contains(&parts.len()) && months <= 1).then_some(parts)
}

/// Whether all numbers of a text stand in the date that was made of it, which may have a year or a day besides.
fn is_within(written: &[u32], date: &[u32]) -> bool {
    let mut left = date.to_vec();
    let mut take = |number: u32| {
        // A year of two digits is written with four.
        let found = left
            .iter()
            .position(|&other| other == number || number < 100 && other >= 1000 && other % 100 == number);
        found.map(|at| left.remove(at)).is_some()
    };
    written.iter().all(|&number| take(number))
}

/// An edited text whose line ends are LF, as spreadsheets make them, with those of the text that it was, if these are of one kind.
fn with_line_ends_of(written: &str, edited: &str) -> String {
    let without = written.replace("\r\n", "");
    match written.len() > without.len() && !without.contains(['\r', '\n']) && !edited.contains('\r') {
        true => edited.replace('\n', "\r\n"),
        false => edited.to_owned(),
    }
}

/// An edited text with the no-break spaces that it had where both words around one still stand together; `None` if it lacks none.
fn with_spaces_of(written: &str, edited: &str) -> Option<String> {
    let mut mended = edited.to_owned();
    for (at, space) in written.char_indices().filter(|(_, c)| is_special(*c) && *c != '\t') {
        let before = written[..at].rsplit(char::is_whitespace).next().unwrap_or_default();
        let after = written[at + space.len_utf8()..].split(char::is_whitespace).next().unwrap_or_default();
        if before.is_empty() && after.is_empty() {
            continue;
        }
        let (ours, theirs) = (format!("{before}{space}{after}"), format!("{before} {after}"));
        // In doubt about which one is meant, it stays as the person left it.
        if written.matches(&ours).count() == 1
            && written.matches(&theirs).count() == 0
            && mended.matches(&ours).count() == 0
            && mended.matches(&theirs).count() == 1
        {
            mended = mended.replacen(&theirs, &ours, 1);
        }
    }
    (mended != edited).then_some(mended)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheets_damage_is_told_from_a_persons_edit() {
        for (written, cell) in [
            ("a\r\nb", "a\nb"),
            ("«\u{a0}Oui\u{202f}!\u{a0}»", "« Oui ! »"),
            (" Oui. ", "Oui."),
            ("e\u{301}te\u{301}", "été"),
            ("L’été", "Lâ€™Ã©tÃ©"),
            ("Oui\u{202f}!", "Oui?!"),
            ("-Oui", "#NAME?"),
            ("=1+1", "Err:508"),
            ("007", "7"),
            ("12E3", "12000"),
            ("1\u{a0}000,5", "1000.5"),
            ("VRAI", "TRUE"),
            ("12:30", "12:30:00 PM"),
            ("1:05", "01:05:00"),
            ("1/2", "01/02/2026"),
            ("mars 2023", "03/01/2023"),
        ] {
            assert!(
                matches!(judge(written, cell), Verdict::Damaged(_)),
                "{written:?} {cell:?} {:?}",
                judge(written, cell)
            );
        }
        for (written, cell) in
            [("Il dort.", "Il dormait."), ("Oui !", "Oui\u{202f}!"), ("12", "13"), ("Quoi", "Quoi ?")]
        {
            assert_eq!(judge(written, cell), Verdict::Edited(cell.to_owned(), None));
        }
        for (written, cell) in [("1/2", "03/02/2026"), ("mars 2023", "45000"), ("Oui.", " ")] {
            assert!(matches!(judge(written, cell), Verdict::Doubtful(_)), "{written:?} {cell:?}");
        }
    }

    #[test]
    fn an_edit_keeps_the_line_ends_that_it_had() {
        let edited = |text: &str, what| Verdict::Edited(text.to_owned(), what);
        let repaired = Some("line ends around an edit were changed");
        assert_eq!(judge("Il pleut.\r\nOui.", "Il neige.\nOui."), edited("Il neige.\r\nOui.", repaired));
        for (written, cell) in [
            ("Un.\nDeux.", "Un.\nTrois."),
            ("Un.\r\nDeux.\nOui.", "Un.\nTrois.\nOui."),
            ("Un.\r\nDeux.", "Un. Trois."),
        ] {
            assert_eq!(judge(written, cell), edited(cell, None));
        }
    }

    #[test]
    fn an_edit_keeps_the_spaces_that_it_had() {
        let (written, cell) =
            ("Il dit\u{a0}: «\u{a0}Non\u{a0}!\u{a0}» et partit.", "Il dit : « Oui ! » et partit.");
        let Verdict::Edited(text, Some(_)) = judge(written, cell) else { panic!() };
        assert_eq!(text, "Il dit\u{a0}: « Oui !\u{a0}» et partit.");
    }
}
