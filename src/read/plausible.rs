//! Which of several single-byte encodings some bytes are in: the one that makes the most French words, or English ones.
//!
//! A few words are enough: one that is French in one encoding is hardly anything in another. Texts with but a sign or two beyond ASCII
//! may be taken for what they are not.

use encoding_rs::Encoding;

/// The likeliest of encodings; `usual`, if no other is likelier.
pub(crate) fn likeliest(
    bytes: &[u8],
    usual: &'static Encoding,
    others: &[&'static Encoding],
) -> &'static Encoding {
    let mut best = (plausibility(usual, bytes), usual);
    for &other in others {
        let score = plausibility(other, bytes);
        if score > best.0 {
            best = (score, other);
        }
    }
    best.1
}

/// How much the characters beyond ASCII look like French or English; higher is better.
fn plausibility(encoding: &'static Encoding, bytes: &[u8]) -> f64 {
    let Some(content) = encoding.decode_without_bom_handling_and_without_replacement(bytes) else {
        return f64::NEG_INFINITY;
    };
    let mut score = 0.0;
    let mut chars = content.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        let after = chars.peek().copied().unwrap_or(' ');
        if !c.is_ascii() {
            score += worth(c, before, after);
        }
        before = c;
    }
    score
}

/// What one character beyond ASCII between its neighbours says for an encoding.
fn worth(c: char, before: char, after: char) -> f64 {
    let in_word = before.is_alphabetic() || after.is_alphabetic();
    // A capital inside a word of small letters is what a wrong encoding makes: `caf` + `Ž`.
    let odd_case = c.is_uppercase() && before.is_lowercase();
    match c {
        _ if odd_case => -3.0,
        'É' | 'é' | 'è' | 'à' | 'ê' | 'ç' | 'ù' | 'â' | 'î' | 'ô' | 'û' | 'ë' | 'ï' | 'ü' | 'œ' | 'æ'
            if in_word =>
        {
            2.0
        }
        'à' => 2.0,
        'É' | 'È' | 'À' | 'Ê' | 'Ç' | 'Â' | 'Î' | 'Ô' | 'Œ' => 1.0,
        '’' if in_word => 2.0,
        '«' | '»' | '“' | '”' | '‘' | '’' | '–' | '—' | '…' | '\u{a0}' => 1.5,
        '€' | '°' | '£' | '§' | '½' | '²' | '³' | '©' | '®' | '™' | '•'
            if !before.is_alphabetic() || !after.is_alphabetic() =>
        {
            0.5
        }
        'ÿ' | 'Ÿ' => -0.5,
        '\u{80}'..='\u{9f}' => -10.0,
        _ if c.is_alphabetic() => -1.0,
        _ if before.is_alphabetic() && after.is_alphabetic() => -3.0,
        _ => -1.0,
    }
}
