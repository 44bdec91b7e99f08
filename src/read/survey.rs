//! Which encoding the bytes are in, found in one pass and in memory that does not grow with the file.
//!
//! In this order: what the user named; a byte order mark; UTF-8, if all of it is valid; UTF-16 without a
//! mark, by its zero bytes; then the single-byte encodings that French and English files come in. `chardetng`
//! knows neither Mac Roman nor Latin-9, so its guess is one candidate among four, and the one that makes the
//! most French words wins.

use std::io::{self, Read};

use encoding_rs::{Encoding, ISO_8859_15, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::kind;
use super::lines::LineCount;
use super::plausible::likeliest;
use crate::error::{Error, Location, Result};

pub(super) const NAME_IT: &str = "name the encoding (--source-encoding or --target-encoding, --encoding for one text), for example windows-1252";

/// The most bytes that a single-byte encoding is judged by.
const SAMPLE: usize = 1 << 24;
/// The sample is taken in pieces of so many bytes, of those that are not ASCII throughout.
const PIECE: usize = 1 << 16;

/// An encoding, and how many bytes its mark takes at the beginning of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found {
    /// The encoding.
    pub encoding: &'static Encoding,
    /// Bytes of the byte order mark; 0 without one.
    pub mark: usize,
}

/// What the bytes of a file say about its encoding.
#[derive(Debug)]
pub struct Survey {
    name: String,
    head: Vec<u8>,
    bytes: usize,
    /// Zeros at even and at odd places.
    zeros: [usize; 2],
    /// UTF-8 sequences of several bytes, and bytes that fit in none.
    sequences: usize,
    strays: usize,
    /// The first of those.
    invalid: Option<Stray>,
    /// Where no byte was astray yet.
    lines: LineCount,
    /// A sequence that the last piece cut.
    cut: Vec<u8>,
    sample: Vec<u8>,
    /// How much of it is of whole blocks.
    sampled: usize,
}

#[derive(Debug)]
struct Stray {
    at: Location,
    offset: usize,
    byte: u8,
}

impl Survey {
    /// Begins with the file that users know as `name`.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            head: Vec::new(),
            bytes: 0,
            zeros: [0, 0],
            sequences: 0,
            strays: 0,
            invalid: None,
            lines: LineCount::default(),
            cut: Vec::new(),
            sample: Vec::new(),
            sampled: 0,
        }
    }

    /// Takes in the next bytes, of any number.
    pub fn feed(&mut self, bytes: &[u8]) {
        let missing = kind::HEAD.saturating_sub(self.head.len());
        self.head.extend(bytes.iter().take(missing));
        let mut rest = bytes;
        while !rest.is_empty() {
            let (piece, behind) = rest.split_at(rest.len().min(PIECE - self.bytes % PIECE));
            rest = behind;
            memchr::memchr_iter(0, piece).for_each(|at| self.zeros[(self.bytes + at) % 2] += 1);
            if self.sampled < SAMPLE {
                self.sample.extend(piece);
            }
            let cut = std::mem::take(&mut self.cut);
            let begin = self.bytes - cut.len();
            match cut.is_empty() {
                true => self.census(piece, begin),
                false => self.census(&[&cut, piece].concat(), begin),
            }
            self.bytes += piece.len();
            if self.bytes.is_multiple_of(PIECE) {
                self.end_block();
            }
        }
    }

    /// A block of ASCII says nothing of the encoding. Blocks are counted from the beginning of the file, so that the sample does
    /// not depend on how many bytes came at a time.
    fn end_block(&mut self) {
        if self.sample[self.sampled..].is_ascii() {
            self.sample.truncate(self.sampled);
        }
        self.sampled = self.sample.len();
    }

    /// Takes in all bytes of `input`.
    ///
    /// # Errors
    /// What the system says.
    pub fn feed_all(&mut self, mut input: impl Read) -> io::Result<()> {
        let mut piece = vec![0; PIECE];
        loop {
            match input.read(&mut piece) {
                Ok(0) => return Ok(()),
                Ok(count) => self.feed(&piece[..count]),
                Err(reason) if reason.kind() == io::ErrorKind::Interrupted => {}
                Err(reason) => return Err(reason),
            }
        }
    }

    /// Counts what is UTF-8 in bytes that begin at byte `begin` of the file, and what is not.
    fn census(&mut self, bytes: &[u8], begin: usize) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let fault = std::str::from_utf8(rest).err();
            let (valid, faulty) = rest.split_at(fault.map_or(rest.len(), |fault| fault.valid_up_to()));
            // Counted in single bytes, of which a register holds many.
            let count = |part: &[u8]| part.iter().map(|byte| u8::from(*byte >= 0xc0)).sum::<u8>();
            self.sequences += valid.chunks(255).map(|part| usize::from(count(part))).sum::<usize>();
            if self.invalid.is_none() {
                self.lines.feed(valid);
            }
            match fault.map(|fault| fault.error_len()) {
                Some(Some(length)) => {
                    self.stray(&faulty[..length], begin + bytes.len() - faulty.len());
                    rest = &faulty[length..];
                }
                _ => {
                    self.cut = faulty.to_owned();
                    return;
                }
            }
        }
    }

    fn stray(&mut self, bytes: &[u8], offset: usize) {
        self.strays += bytes.len();
        if let (None, Some(&byte)) = (&self.invalid, bytes.first()) {
            self.invalid = Some(Stray { at: self.lines.location(&self.name), offset, byte });
        }
    }

    /// The encoding: `named` if the user knows it. `more` says that the bytes were only the beginning of the file.
    ///
    /// # Errors
    /// [`Error::NotText`] for a file that is plainly of another kind, and for UTF-8 that is named UTF-16;
    /// [`Error::Encoding`] for UTF-8 with a few bytes that are not.
    pub fn finish(mut self, named: Option<&'static Encoding>, more: bool) -> Result<Found> {
        kind::refuse_what_is_no_text(&self.name, &self.head)?;
        self.end_block();
        if !more {
            let cut = std::mem::take(&mut self.cut);
            self.stray(&cut, self.bytes - cut.len());
        }
        let marked = Encoding::for_bom(&self.head);
        let encoding = match (named, marked) {
            (Some(named), _) => named,
            (None, Some((marked, _))) => marked,
            (None, None) => self.guess(more)?,
        };
        // Any bytes of even number are UTF-16 of some kind, but Latin text in it has zeros.
        let sixteen = [UTF_16LE, UTF_16BE].contains(&encoding);
        if sixteen && self.bytes > 0 && self.zeros == [0, 0] && self.invalid.is_none() {
            return Err(Error::NotText {
                at: Location::file(&self.name),
                found: "is UTF-8 and not UTF-16".to_owned(),
                way_out: "leave the encoding out, it is found from the bytes",
            });
        }
        let mark = marked.filter(|(of, _)| *of == encoding).map_or(0, |(_, length)| length);
        Ok(Found { encoding, mark })
    }

    fn guess(&self, more: bool) -> Result<&'static Encoding> {
        if let Some(utf16) = self.utf16_without_mark(more) {
            return Ok(utf16);
        }
        let Some(Stray { at, offset, byte }) = &self.invalid else { return Ok(UTF_8) };
        // A damaged UTF-8 file read as Windows-1252 would give `Ã©` all over, and nobody would be told.
        if self.sequences > self.strays {
            return Err(Error::Encoding {
                at: at.clone(),
                offset: *offset,
                byte: *byte,
                encoding: "UTF-8, as the rest of the file is",
                way_out: format!("mend that place, or {NAME_IT}"),
            });
        }
        let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
        detector.feed(&self.sample, true);
        let guessed = detector.guess(Some(b"fr"), chardetng::Utf8Detection::Deny);
        Ok(likeliest(&self.sample, WINDOWS_1252, &[ISO_8859_15, MACINTOSH, guessed]))
    }

    /// UTF-16 without a mark: Latin text has a zero in every second byte, and nothing else has.
    fn utf16_without_mark(&self, more: bool) -> Option<&'static Encoding> {
        let pairs = self.bytes / 2;
        let [even, odd] = self.zeros;
        match self.bytes {
            length if length < 4 || length % 2 == 1 && !more => None,
            _ if odd * 10 > pairs * 7 && even * 20 < pairs => Some(UTF_16LE),
            _ if even * 10 > pairs * 7 && odd * 20 < pairs => Some(UTF_16BE),
            _ => None,
        }
    }
}
