//! Which encoding the bytes are in, and their characters.
//!
//! In this order: what the user named; a byte order mark; UTF-8, if all of it is valid; UTF-16 without a
//! mark, by its zero bytes; then the single-byte encodings that French and English files come in. `chardetng`
//! knows neither Mac Roman nor Latin-9, so its guess is one candidate among four, and the one that makes the
//! most French words wins.

use encoding_rs::{Encoding, ISO_8859_15, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::lines;
use crate::error::{Error, Location, Result};

const NAME_IT: &str = "name the encoding (--source-encoding or --target-encoding, --encoding for one text), for example windows-1252";

/// The encoding with that name, alias or code page (`utf-8`, `latin1`, `mac`, `cp1252` …); `None` if there is
/// none.
pub fn encoding_named(name: &str) -> Option<&'static Encoding> {
    let lower = name.trim().to_ascii_lowercase().replace(['_', ' '], "-");
    let known = match lower.as_str() {
        "latin-1" => "latin1",
        "latin-9" | "latin9" => "iso-8859-15",
        "mac-roman" | "macroman" => "macintosh",
        "utf8" => "utf-8",
        "utf16" | "utf16le" => "utf-16le",
        "utf16be" => "utf-16be",
        other => other,
    };
    Encoding::for_label_no_replacement(known.as_bytes())
}

/// The characters of `bytes` without a byte order mark, and the name of the encoding.
pub(super) fn decode(
    name: &str,
    bytes: &[u8],
    named: Option<&'static Encoding>,
) -> Result<(String, &'static str)> {
    let marked = Encoding::for_bom(bytes);
    let encoding = match (named, marked) {
        (Some(named), _) => named,
        (None, Some((marked, _))) => marked,
        (None, None) => guess(name, bytes)?,
    };
    // Any bytes of even number are UTF-16 of some kind, but Latin text in it has zeros.
    let sixteen = [UTF_16LE, UTF_16BE].contains(&encoding);
    if sixteen && !bytes.is_empty() && !bytes.contains(&0) && std::str::from_utf8(bytes).is_ok() {
        return Err(Error::NotText {
            at: Location::file(name),
            found: "is UTF-8 and not UTF-16".to_owned(),
            way_out: "leave the encoding out, it is found from the bytes",
        });
    }
    let mark = marked.filter(|(of, _)| *of == encoding).map_or(0, |(_, length)| length);
    match encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..]) {
        Some(content) => Ok((content.into_owned(), encoding.name())),
        None => Err(fault(name, bytes, mark, encoding)),
    }
}

/// Where the bytes stop being `encoding`.
fn fault(name: &str, bytes: &[u8], mark: usize, encoding: &'static Encoding) -> Error {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut sink =
        String::with_capacity(decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(0));
    let (_, read) = decoder.decode_to_string_without_replacement(&bytes[mark..], &mut sink, true);
    // What was read includes the malformed bytes, and a truncated end has no byte of its own.
    let offset = if encoding == UTF_8 {
        mark + std::str::from_utf8(&bytes[mark..]).map_or_else(|e| e.valid_up_to(), str::len)
    } else {
        (mark + read).saturating_sub(1)
    };
    let offset = offset.min(bytes.len().saturating_sub(1));
    Error::Encoding {
        at: lines::location(name, bytes, offset),
        offset,
        byte: bytes.get(offset).copied().unwrap_or(0),
        encoding: encoding.name(),
        way_out: format!("save the file as UTF-8, or {NAME_IT}"),
    }
}

fn guess(name: &str, bytes: &[u8]) -> Result<&'static Encoding> {
    let Err(invalid) = std::str::from_utf8(bytes) else {
        return Ok(utf16_without_mark(bytes).unwrap_or(UTF_8));
    };
    if let Some(utf16) = utf16_without_mark(bytes) {
        return Ok(utf16);
    }
    // A damaged UTF-8 file read as Windows-1252 would give `Ã©` all over, and nobody would be told.
    let (sequences, strays) = utf8_census(bytes);
    if sequences > strays {
        let offset = invalid.valid_up_to();
        return Err(Error::Encoding {
            at: lines::location(name, bytes, offset),
            offset,
            byte: bytes[offset],
            encoding: "UTF-8, as the rest of the file is",
            way_out: format!("mend that place, or {NAME_IT}"),
        });
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guessed = detector.guess(Some(b"fr"), chardetng::Utf8Detection::Deny);
    let mut best = (f64::NEG_INFINITY, WINDOWS_1252);
    for candidate in [WINDOWS_1252, ISO_8859_15, MACINTOSH, guessed] {
        let score = plausibility(candidate, bytes);
        if score > best.0 {
            best = (score, candidate);
        }
    }
    Ok(best.1)
}

/// UTF-16 without a mark: Latin text has a zero in every second byte, and nothing else has.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let pairs = bytes.len() / 2;
    let zeros = |parity: usize| bytes.iter().skip(parity).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    match bytes.len() {
        length if length < 4 || length % 2 == 1 => None,
        _ if odd * 10 > pairs * 7 && even * 20 < pairs => Some(UTF_16LE),
        _ if even * 10 > pairs * 7 && odd * 20 < pairs => Some(UTF_16BE),
        _ => None,
    }
}

/// How many valid UTF-8 sequences of several bytes there are, and how many bytes that fit in none.
fn utf8_census(bytes: &[u8]) -> (usize, usize) {
    bytes.utf8_chunks().fold((0, 0), |(sequences, strays), chunk| {
        (sequences + chunk.valid().chars().filter(|c| !c.is_ascii()).count(), strays + chunk.invalid().len())
    })
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
        'é' | 'è' | 'à' | 'ê' | 'ç' | 'ù' | 'â' | 'î' | 'ô' | 'û' | 'ë' | 'ï' | 'ü' | 'œ' | 'æ'
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

#[cfg(test)]
mod tests {
    use super::*;

    const FRENCH: &str = "« Où est-ce ? » Ça coûte 5 € là-bas. L’été, cœur à cœur : é è ê â î ô û ë ï ù.";

    fn found(bytes: &[u8]) -> (String, &'static str) {
        decode("f", bytes, None).unwrap()
    }

    #[test]
    fn each_encoding_is_found_and_decoded() {
        for (encoding, text) in [
            (WINDOWS_1252, FRENCH.to_owned()),
            (ISO_8859_15, FRENCH.replace('’', "'")),
            (WINDOWS_1252, "L'été à Orléans, un élève français".to_owned()), // Latin-1 is a part of it
        ] {
            let (bytes, _, lossy) = encoding.encode(&text);
            assert!(!lossy);
            assert_eq!(found(&bytes), (text, encoding.name()));
        }
        let utf16: Vec<u8> = FRENCH.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(found(&utf16), (FRENCH.to_owned(), "UTF-16LE"));
        let marked: Vec<u8> = "\u{feff}é".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(found(&marked), ("é".to_owned(), "UTF-16BE"));
        assert_eq!(found("\u{feff}é".as_bytes()), ("é".to_owned(), "UTF-8"));
    }

    #[test]
    fn mac_roman_is_told_from_windows() {
        let text = "Ça coûte là-bas. L’été, un élève français à l’hôtel";
        let (bytes, _, lossy) = MACINTOSH.encode(text);
        assert!(!lossy);
        assert_eq!(found(&bytes), (text.to_owned(), "macintosh"));
    }

    #[test]
    fn a_named_encoding_is_believed_and_a_wrong_one_is_an_error() {
        let latin = encoding_named("Latin-1").unwrap();
        assert_eq!(decode("f", b"\xe9t\xe9", Some(latin)).unwrap().0, "été");
        let error = decode("f.txt", b"un\nd\xe9j\xe0", Some(UTF_8)).unwrap_err();
        insta::assert_snapshot!(error, @"f.txt:2: byte 4 (0xe9) is not valid UTF-8: save the file as UTF-8, or name the encoding (--source-encoding or --target-encoding, --encoding for one text), for example windows-1252");
        let error = decode("f.txt", b"Il pleut.\n", encoding_named("utf-16")).unwrap_err();
        insta::assert_snapshot!(error, @"f.txt: is UTF-8 and not UTF-16, expected plain text: leave the encoding out, it is found from the bytes");
        assert!(encoding_named("klingon").is_none());
    }

    #[test]
    fn one_bad_byte_in_utf_8_is_an_error_and_not_another_encoding() {
        let mut bytes = "un élève\ndéjà là".as_bytes().to_vec();
        bytes.insert(11, 0xff);
        let error = decode("f.txt", &bytes, None).unwrap_err();
        insta::assert_snapshot!(error, @"f.txt:2: byte 11 (0xff) is not valid UTF-8, as the rest of the file is: mend that place, or name the encoding (--source-encoding or --target-encoding, --encoding for one text), for example windows-1252");
    }
}
