//! Numbers as French and English write them, in one form that can be compared.

use super::Language;

/// A number in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// Digits without separators of thousands and without outer zeros, a full stop before decimals: `1250.5`.
    pub value: String,
    /// Bytes of the text.
    pub range: std::ops::Range<usize>,
}

/// The numbers of `text` in order: `1 250,50` in French and `1,250.50` in English are both `1250.5`.
///
/// A separator of thousands must stand before exactly three digits, and before it at most three.
pub fn numbers(text: &str, language: Language) -> impl Iterator<Item = Number> {
    // Most texts have none.
    let mut at = if has_digit(text) { 0 } else { text.len() };
    std::iter::from_fn(move || {
        at += text.as_bytes()[at..].iter().position(u8::is_ascii_digit)?;
        // `01.03.2024` and `1.2.3` are several numbers.
        let chained = matches!(text.as_bytes()[..at], [.., before, b'.' | b','] if before.is_ascii_digit());
        let (value, width) = first_number(&text[at..], language, chained);
        let from = at;
        at += width;
        Some(Number { value, range: from..at })
    })
}

/// Whether a figure stands in a text.
pub(crate) fn has_digit(text: &str) -> bool {
    // All bytes are looked at, many at a time: that is sooner than to stop at the first.
    text.as_bytes().iter().fold(false, |any, byte| any | byte.is_ascii_digit())
}

/// The number at the beginning of `text`, which is a digit, and its width in bytes; digits only if it is
/// `chained` to a number before it.
fn first_number(text: &str, language: Language, chained: bool) -> (String, usize) {
    let (group, decimal): (&[char], char) = match language {
        Language::French => (&['\u{a0}', '\u{202f}', ' ', '.'], ','),
        Language::English => (&[',', '\u{a0}', '\u{202f}'], '.'),
    };
    let digits = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let mut width = digits(0);
    let mut whole = text[..width].to_owned();
    let mut used = None; // one number keeps one separator
    while !chained && (width <= 3 || used.is_some()) {
        let Some(separator) = text[width..].chars().next() else { break };
        let from = width + separator.len_utf8();
        if !group.contains(&separator) || used.is_some_and(|u| u != separator) || digits(from) != 3 {
            break;
        }
        whole += &text[from..from + 3];
        width = from + 3;
        used = Some(separator);
    }
    // Either sign may stand for the decimal one where it cannot be a separator: `2.5` in French.
    let mut decimals = "";
    if let Some(separator) = text[width..].chars().next().filter(|&c| c == decimal || c == ',' || c == '.') {
        let from = width + separator.len_utf8();
        let count = digits(from);
        let another =
            matches!(text.as_bytes()[from + count..], [b'.' | b',', after, ..] if after.is_ascii_digit());
        if count > 0 && !chained && !another && used != Some(separator) {
            decimals = text[from..from + count].trim_end_matches('0');
            width = from + count;
        }
    }
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    (if decimals.is_empty() { whole.to_owned() } else { format!("{whole}.{decimals}") }, width)
}

/// The value of a Roman numeral in capitals, perhaps with the ending of an ordinal.
pub fn roman(word: &str) -> Option<usize> {
    const STEPS: [(&str, usize); 13] = [
        ("M", 1000),
        ("CM", 900),
        ("D", 500),
        ("CD", 400),
        ("C", 100),
        ("XC", 90),
        ("L", 50),
        ("XL", 40),
        ("X", 10),
        ("IX", 9),
        ("V", 5),
        ("IV", 4),
        ("I", 1),
    ];
    let digits = word.trim_end_matches(|c: char| !c.is_ascii_uppercase());
    // `Il` is no number.
    let ending = word.get(digits.len()..)?;
    if !matches!(ending, "" | "e" | "ᵉ" | "er" | "re" | "ère" | "ème" | "st" | "nd" | "rd" | "th") {
        return None;
    }
    let (mut rest, mut value) = (digits, 0);
    for (step, worth) in STEPS {
        let often = matches!(step, "M" | "C" | "X" | "I");
        for _ in 0..if often { 3 } else { 1 } {
            let Some(shorter) = rest.strip_prefix(step) else { break };
            (rest, value) = (shorter, value + worth);
        }
    }
    (rest.is_empty() && value > 0).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str, language: Language) -> String {
        numbers(text, language).map(|n| n.value).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn both_languages_give_the_same_value() {
        let french = "12\u{202f}500,00 € en 2024, 2,5 bar, 1.000.000, le 01/03, n° 7, 1er, 14 h 30";
        let english = "€12,500.00 in 2024, 2.5 bar, 1,000,000, on 01/03, No. 7, 1st, 14:30";
        assert_eq!(values(french, Language::French), "12500 2024 2.5 1000000 1 3 7 1 14 30");
        assert_eq!(values(english, Language::English), values(french, Language::French));
    }

    #[test]
    fn roman_numerals_have_one_form() {
        for (word, value) in
            [("IX", 9), ("XIVe", 14), ("Ier", 1), ("MCMLXXXIV", 1984), ("XXᵉ", 20), ("MM", 2000)]
        {
            assert_eq!(roman(word), Some(value), "{word}");
        }
        for word in ["Il", "IL", "IIII", "VX", "CIVIL", "e", "", "Xavier", "i"] {
            assert_eq!(roman(word), None, "{word}");
        }
    }

    #[test]
    fn a_number_says_where_it_stands() {
        let text = "le 1\u{202f}250,50\u{a0}€, puis 3";
        let found: Vec<&str> = numbers(text, Language::French).map(|number| &text[number.range]).collect();
        assert_eq!(found, ["1\u{202f}250,50", "3"]);
    }

    #[test]
    fn what_looks_like_a_separator_is_not_always_one() {
        assert_eq!(values("en 2024 300 personnes", Language::French), "2024 300");
        assert_eq!(values("2.5 et 10, 20, 30.", Language::French), "2.5 10 20 30");
        assert_eq!(values("le 01.03.2024, v. 1.2.3", Language::French), "1 3 2024 1 2 3");
        assert_eq!(values("007 0 0.50", Language::English), "7 0 0.5");
        assert_eq!(values("1, 2,3", Language::English), "1 2.3");
    }
}
