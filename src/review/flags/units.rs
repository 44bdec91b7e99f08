//! Units and currencies that stand on one side only.

use crate::model::Language;

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
    if ![source, target].iter().any(|text| text.bytes().any(|b| b.is_ascii_digit())) {
        return Vec::new();
    }
    let (ours, theirs) = (source.to_lowercase(), target.to_lowercase());
    let forms = |language: Language, french: &'static str, english: &'static str| match language {
        Language::French => french,
        Language::English => english,
    };
    let mut found = Vec::new();
    for (name, french, english) in UNITS {
        let (a, b) = (forms(languages.0, french, english), forms(languages.1, french, english));
        if measures(&ours, a) && !mentions(&theirs, b) {
            found.push((name, true));
        } else if measures(&theirs, b) && !mentions(&ours, a) {
            found.push((name, false));
        }
    }
    found
}

fn is_word(form: &str) -> bool {
    form.chars().next().is_some_and(char::is_alphabetic)
}

/// Whether the text has the sign of the unit, the first of its forms, beside a figure.
fn measures(text: &str, forms: &str) -> bool {
    let Some(sign) = forms.split(' ').next() else { return false };
    text.match_indices(sign).any(|(at, _)| {
        let before = text[..at].trim_end().chars().next_back();
        let close = text[at + sign.len()..].chars().next();
        let behind = text[at + sign.len()..].trim_start().chars().next();
        let figure = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        match is_word(sign) || sign.starts_with('°') {
            true => figure(before) && !close.is_some_and(char::is_alphanumeric),
            false => figure(before) || figure(behind),
        }
    })
}

/// Whether it has any of the forms.
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
    }
}
