//! The words of a text.

use unicode_segmentation::UnicodeSegmentation;

/// Marks at which a word is cut that Unicode's rules leave whole: `l’été` is `l` and `été`. They take a narrow no-break space for a
/// part of the word before it.
const CUTS: [char; 6] = ['\'', '’', '.', ':', '_', '\u{202f}'];

/// The words of a text by Unicode's rules (Standard Annex 29), cut at apostrophes and points.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    // Where nothing but Latin letters, figures and usual marks stands, the words are the runs of letters and figures, which are found
    // much sooner; but for `3,5`, which is one word.
    let is_number = |three: &[u8]| matches!(three, [b'0'..=b'9', b',' | b';', b'0'..=b'9']);
    let plain =
        text.chars().all(|c| is_plain(c) || is_between(c)) && !text.as_bytes().windows(3).any(is_number);
    let (plain, other) = if plain { (text, "") } else { ("", text) };
    let other = other.unicode_words().flat_map(|word| word.split(CUTS));
    plain.split(|c| !is_plain(c)).chain(other).filter(|word| !word.is_empty())
}

fn is_plain(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | '0'..='9' | 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ÿ' | 'Œ' | 'œ')
}

/// Marks that end a word before and after letters.
fn is_between(c: char) -> bool {
    matches!(
        c,
        ' ' | '\u{a0}'
            | '\u{202f}'
            | '.'
            | ','
            | ';'
            | ':'
            | '?'
            | '!'
            | '\''
            | '’'
            | '"'
            | '“'
            | '”'
            | '«'
            | '»'
            | '('
            | ')'
            | '-'
            | '–'
            | '—'
            | '…'
            | '/'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_has_the_words_that_any_text_has() {
        for text in [
            "L’été, aujourd'hui... c.-à-d. «\u{a0}Œuvre\u{a0}»\u{202f}: m.A:b/c",
            "—Rock'n'roll? (dit-il) “it’s” a.b,c;d…",
            "'a' ’b’ .c. :d:",
            "Le 1er, à 14h30; 3.5 et 1\u{202f}250, 2’5, a1,b 1,b 12-13",
            "3,5 x1;2y",
            "",
            " … ",
        ] {
            let by_rules: Vec<&str> = text
                .unicode_words()
                .flat_map(|word| word.split(CUTS))
                .filter(|word| !word.is_empty())
                .collect();
            assert_eq!(words(text).collect::<Vec<_>>(), by_rules, "{text}");
        }
    }

    #[test]
    fn other_text_is_cut_by_the_rules() {
        assert_eq!(
            words("3,5 km d’Ænima_été e\u{301}té").collect::<Vec<_>>(),
            ["3,5", "km", "d", "Ænima", "été", "e\u{301}té"]
        );
    }

    proptest::proptest! {
        #[test]
        fn any_plain_text_has_the_words_that_the_rules_find(text in "[a-zA-Z0-9À-ÖØ-öø-ÿŒœ \u{a0}\u{202f}.,;:?!'’\"“”«»()–—…/-]{0,40}") {
            let by_rules = text.unicode_words().flat_map(|word| word.split(CUTS)).filter(|word| !word.is_empty());
            proptest::prop_assert_eq!(words(&text).collect::<Vec<_>>(), by_rules.collect::<Vec<_>>());
        }
    }
}
