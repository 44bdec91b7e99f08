//! Files that people take for text: each is refused with the way to get a text out of it.

use crate::error::{Error, Location, Result};

const SAVE_AS_TEXT: &str = "open it and save it as plain text (UTF-8), then give that file";

/// First bytes of formats that are no plain text.
const KINDS: [(&[u8], &str, &str); 9] = [
    (b"%PDF-", "a PDF", "copy its text into a plain text file (UTF-8), then give that file"),
    (b"PK\x03\x04", "a ZIP archive or an office document (.docx, .odt, .xlsx, .epub)", SAVE_AS_TEXT),
    (b"\xd0\xcf\x11\xe0", "an old office document (.doc, .xls)", SAVE_AS_TEXT),
    (b"{\\rtf", "an RTF document", SAVE_AS_TEXT),
    (b"\x1f\x8b", "a gzip archive", "unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it first"),
    (b"\x89PNG", "a PNG picture", "give a text file"),
    (b"\xff\xd8\xff", "a JPEG picture", "give a text file"),
    (b"\x7fELF", "a program", "give a text file"),
];

/// As many bytes of a file tell its kind.
pub(super) const HEAD: usize = 8;

/// Refuses bytes that begin like a known format.
pub(super) fn refuse_what_is_no_text(name: &str, bytes: &[u8]) -> Result<()> {
    match KINDS.iter().find(|(magic, ..)| bytes.starts_with(magic)) {
        Some((_, found, way_out)) => {
            Err(Error::NotText { at: Location::file(name), found: format!("is {found}"), way_out })
        }
        None => Ok(()),
    }
}
