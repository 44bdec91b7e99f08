//! Bytes of a known encoding to characters.

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};

use super::lines::LineCount;
use super::survey::{Found, NAME_IT, Survey};
use crate::error::{Error, Result};

/// Bytes that a fault may reach back.
const LONGEST: usize = 8;

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
    let mut survey = Survey::new(name);
    survey.feed(bytes);
    let found = survey.finish(named, false)?;
    let body = &bytes[found.mark..];
    let content = match found.encoding.decode_without_bom_handling_and_without_replacement(body) {
        Some(content) => content.into_owned(),
        None => {
            // Once more, for the place of the fault.
            let mut content = String::new();
            Decoding::new(name, found).decode(body, true, &mut content)?;
            content
        }
    };
    Ok((content, found.encoding.name()))
}

/// Decodes bytes that come piece by piece.
pub(super) struct Decoding {
    name: String,
    encoding: &'static Encoding,
    decoder: Decoder,
    /// Bytes that were read, with the byte order mark.
    bytes: usize,
    /// The last of them.
    tail: Vec<u8>,
    /// Lines of the text so far.
    pub(super) lines: LineCount,
}

impl Decoding {
    /// Begins behind the byte order mark of a file.
    pub(super) fn new(name: &str, found: Found) -> Self {
        let Found { encoding, mark } = found;
        let decoder = encoding.new_decoder_without_bom_handling();
        Self {
            name: name.to_owned(),
            encoding,
            decoder,
            bytes: mark,
            tail: Vec::new(),
            lines: LineCount::default(),
        }
    }

    /// Adds the characters of `piece` to `content`; a character that is cut at its end comes with the next piece.
    /// `last` says that there is none.
    ///
    /// # Errors
    /// [`Error::Encoding`] where the bytes do not fit, with the place in the whole file.
    pub(super) fn decode(&mut self, piece: &[u8], last: bool, content: &mut String) -> Result<()> {
        let from = content.len();
        // More than memory holds is asked for by nobody.
        content.reserve(self.decoder.max_utf8_buffer_length_without_replacement(piece.len()).unwrap_or(0));
        let (result, read) = self.decoder.decode_to_string_without_replacement(piece, content, last);
        self.lines.feed(&content.as_bytes()[from..]);
        self.bytes += read;
        match result {
            DecoderResult::Malformed(length, beyond) => {
                self.tail.extend(&piece[..read]);
                Err(self.fault(usize::from(length) + usize::from(beyond)))
            }
            DecoderResult::InputEmpty | DecoderResult::OutputFull => {
                self.tail.extend(&piece[read.saturating_sub(LONGEST)..read]);
                self.tail.drain(..self.tail.len().saturating_sub(LONGEST));
                Ok(())
            }
        }
    }

    /// The error for a fault that began `length` bytes before the last one that was read.
    fn fault(&self, length: usize) -> Error {
        // In UTF-8 the fault is where the character begins, in other encodings where it breaks off.
        let back = if self.encoding == UTF_8 { length } else { 1 };
        Error::Encoding {
            at: self.lines.location(&self.name),
            offset: self.bytes.saturating_sub(back),
            byte: self.tail.iter().rev().nth(back - 1).copied().unwrap_or(0),
            encoding: self.encoding.name(),
            way_out: format!("save the file as UTF-8, or {NAME_IT}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use encoding_rs::{ISO_8859_15, MACINTOSH, WINDOWS_1252};

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
