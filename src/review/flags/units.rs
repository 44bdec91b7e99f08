//! Units and currencies that stand on one side only.

use crate::model::{Language, has_digit};

/// What a unit is called: a name for messages, how French writes it, how English does. A form of signs other than letters counts anywhere,
/// one of letters only as a word.
const UNITS: [(&str, &str, &str); 16] = [
    ("%", "% pour\u{2011}cent pourcent pourcents pourcentage", "% percent percentage percents pct"),
    ("€", "€ euro euros eur", "€ euro euros eur"),
    ("$", "$ dollar dollars usd cad", "$ dollar dollars usd cad buck bucks"),
    ("£", "£ livre livres sterling gbp", "£ pound pounds sterling gbp quid"),
    ("km", "km kilomètre kilomètres", "km kms kilometre kilometres kilometer kilometers"),
    (
        "kg",
        "kg kilo kilos kilogramme kilogrammes",
        "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes",
    ),
    ("cm", "cm centimètre centimètres", "cm centimetre centimetres centimeter centimeters"),
    ("mm", "mm millimètre millimètres", "mm millimetre millimetres millimeter millimeters"),
    ("°C", "°c degré degrés celsius", "°c degree degrees celsius centigrade"),
    ("°F", "°f fahrenheit degré degrés", "°f fahrenheit degree degrees"),
    ("kW", "kw kilowatt kilowatts", "kw kilowatt kilowatts"),
    ("kWh", "kwh kilowattheure kilowattheures", "kwh"),
    ("Mo", "mo mégaoctet mégaoctets", "mb megabyte megabytes mib"),
    ("Go", "go gigaoctet gigaoctets", "gb gigabyte gigabytes gib"),
    ("V", "v volt volts", "v volt volts"),
    ("Hz", "hz hertz", "hz hertz"),
];

/// Units that stand behind a number on one side, and that the other does not have at all.
pub(super) fn missing(
    source: &str,
    target: &str,
    languages: (Language, Language),
) -> Vec<(&'static str, bool)> {
    // A unit measures beside a figure only.
    if ![source, target].iter().any(|text| has_digit(text)) {
        return Vec::new();
    }
    let (ours, theirs) = (around_figures(source), around_figures(target));
    let also = |text: &str, forms: &str| mentions(&text.to_lowercase(), forms);
    let forms = |language: Language, french: &'static str, english: &'static str| match language {
        Language::French => french,
        Language::English => english,
    };
    let mut found = Vec::new();
    for (name, french, english) in UNITS {
        let (a, b) = (forms(languages.0, french, english), forms(languages.1, french, english));
        if measures(&ours, a) && !also(target, b) {
            found.push((name, true));
        } else if measures(&theirs, b) && !also(source, a) {
            found.push((name, false));
        }
    }
    found
}

fn is_word(form: &str) -> bool {
    form.chars().next().is_some_and(char::is_alphabetic)
}

/// What stands before and behind each run of figures, but for white space.
fn around_figures(text: &str) -> Vec<(&str, &str)> {
    let mut around = Vec::new();
    let mut at = 0;
    while let Some(found) = text.as_bytes()[at..].iter().position(u8::is_ascii_digit) {
        let start = at + found;
        at = start + text[start..].bytes().take_while(u8::is_ascii_digit).count();
        around.push((text[..start].trim_end(), text[at..].trim_start()));
    }
    around
}

/// Whether the sign of the unit, the first of its forms, is beside a figure.
fn measures(around_figures: &[(&str, &str)], forms: &str) -> bool {
    let sign = &forms[..forms.bytes().position(|byte| byte == b' ').unwrap_or(forms.len())];
    let is_letters = is_word(sign) || sign.starts_with('°');
    around_figures.iter().any(|(before, behind)| match is_letters {
        true => without(behind, sign).is_some_and(|behind| !behind.starts_with(char::is_alphanumeric)),
        false => before.ends_with(sign) || behind.starts_with(sign),
    })
}

/// What stands behind a sign, in capital or small letters, that a text begins with.
fn without<'t>(text: &'t str, sign: &str) -> Option<&'t str> {
    let mut chars = text.chars();
    let is_there = sign.chars().all(|c| chars.next().is_some_and(|found| found.to_lowercase().eq([c])));
    is_there.then_some(chars.as_str())
}

/// Whether a text in small letters has any of the forms.
fn mentions(text: &str, forms: &str) -> bool {
    let word = |form: &str| text.split(|c: char| !c.is_alphabetic()).any(|word| word == form);
    forms.split(' ').any(|form| if is_word(form) { word(form) } else { text.contains(form) })
        || forms.starts_with('%')
            && ["pour cent", "per cent", "pour\u{a0}cent"].iter().any(|form| text.contains(form))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_missed_only_where_it_measures() {
        let names = |source: &str, target: &str| {
            let found = missing(source, target, (Language::French, Language::English));
            found
                .iter()
                .map(|(name, ours)| format!("{name}{}", if *ours { "<" } else { ">" }))
                .collect::<String>()
        };
        assert_eq!(names("12\u{a0}% de 5 km", "12 percent of 5 kilometers"), "");
        assert_eq!(names("12\u{a0}% de 5 km", "12 of 5"), "%<km<");
        assert_eq!(names("12,50 €", "€12.50"), "");
        assert_eq!(names("douze", "$12"), "$>");
        assert_eq!(names("Il faut 3 Go.", "It needs 3 GB."), "");
        assert_eq!(names("Je vois 3 kgs", "I see 3"), "");
        assert_eq!(names("3 KM, 5\u{a0}°C, 2 °Ca", "3, 5, 2"), "km<°C<");
        assert_eq!(names("£\u{a0}12 et 3vols", "12 and 3"), "£<");
    }
}
