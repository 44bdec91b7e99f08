//! Bytes of a table to UTF-8, block by block: a spreadsheet may have saved it in another encoding.

use std::collections::VecDeque;
use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::read::likeliest;

/// Bytes that are read at a time; the first so many decide whether a file without a mark is UTF-16.
const BLOCK: usize = 1 << 16;
/// Most bytes of one row. What is longer is a cell whose quotation mark is never closed.
pub(super) const LONGEST: u64 = 1 << 26;

/// Why reading stopped, carried through [`io::Error`].
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    /// Bytes that do not fit the encoding.
    #[error("byte {offset} is not valid {encoding}")]
    Encoding { line: usize, offset: usize, byte: u8, encoding: &'static str },
    /// A row without an end.
    #[error("a row has no end")]
    Endless,
}

/// Reads UTF-8 out of whatever `from` holds.
///
/// A byte order mark decides. Without one, zero bytes tell UTF-16. Else the file is UTF-8, unless the first block that is
/// not ASCII is not UTF-8 either: then it is Windows-1252, or Mac Roman if that makes more French and English words of the block, as
/// Excel for Mac saves it. ASCII is the same in all of them, so nothing was misread before.
pub(super) struct Decode<R> {
    from: R,
    /// `None` as long as all was ASCII.
    encoding: Option<&'static Encoding>,
    /// For what is not UTF-8.
    decoder: Option<Decoder>,
    pub(super) marked: bool,
    /// Bytes that were read and not yet decoded, and how many of the file's stand before them.
    raw: Vec<u8>,
    before: usize,
    begun: bool,
    ended: bool,
    /// UTF-8 that waits to be taken, and how much of it was.
    out: Vec<u8>,
    taken: usize,
    /// Bytes of UTF-8 made, taken in all, and taken up to the end of the last row.
    made: u64,
    given: u64,
    row: u64,
    /// First and last byte of each line end in what was made, from the row at hand on; lines that ended before.
    ends: VecDeque<(u64, u64)>,
    lines: usize,
    /// Whether the last byte made was a CR.
    cr: bool,
}

impl<R: Read> Decode<R> {
    pub(super) fn new(from: R) -> Self {
        Self {
            from,
            encoding: None,
            decoder: None,
            marked: false,
            raw: Vec::new(),
            before: 0,
            begun: false,
            ended: false,
            out: Vec::new(),
            taken: 0,
            made: 0,
            given: 0,
            row: 0,
            ends: VecDeque::new(),
            lines: 0,
            cr: false,
        }
    }

    /// The encoding as far as it is known: UTF-8 as long as all was ASCII.
    pub(super) fn encoding(&self) -> &'static Encoding {
        self.encoding.unwrap_or(UTF_8)
    }

    /// The first block without taking it.
    pub(super) fn head(&mut self) -> io::Result<&[u8]> {
        if !self.begun {
            self.refill()?;
        }
        Ok(self.out.get(self.taken..).unwrap_or_default())
    }

    /// Says that a row begins at this byte of what was made; gives its line, from 1. Rows come in order.
    pub(super) fn row_at(&mut self, byte: u64) -> usize {
        let mut start = byte;
        // A row begins behind the line end of the one before, of which the second sign may be left.
        while let Some(&(_, last)) = self.ends.front().filter(|(first, _)| *first <= start) {
            self.ends.pop_front();
            start = start.max(last + 1);
            self.lines += 1;
        }
        self.row = start;
        self.lines + 1
    }

    fn refill(&mut self) -> io::Result<()> {
        self.out.clear();
        self.taken = 0;
        while self.out.is_empty() && !self.ended {
            self.read_block()?;
            if !self.begun {
                self.begun = true;
                self.begin();
            }
            self.decode()?;
            self.count();
        }
        Ok(())
    }

    /// Fills the block, however few bytes come at a time.
    fn read_block(&mut self) -> io::Result<()> {
        let mut at = self.raw.len();
        self.raw.resize(BLOCK, 0);
        while at < BLOCK {
            match self.from.read(&mut self.raw[at..]) {
                Ok(0) => {
                    self.ended = true;
                    break;
                }
                Ok(count) => at += count,
                Err(reason) if reason.kind() == io::ErrorKind::Interrupted => {}
                Err(reason) => return Err(reason),
            }
        }
        self.raw.truncate(at);
        Ok(())
    }

    /// A mark, or the zeros of UTF-16: its first sign is one of a column's name.
    fn begin(&mut self) {
        if let Some((encoding, length)) = Encoding::for_bom(&self.raw) {
            (self.encoding, self.marked, self.before) = (Some(encoding), true, length);
            self.raw.drain(..length);
        } else {
            self.encoding = match self.raw.as_slice() {
                [0, a, 0, b, ..] if *a > 0 && *b > 0 => Some(UTF_16BE),
                [a, 0, b, 0, ..] if *a > 0 && *b > 0 => Some(UTF_16LE),
                _ => None,
            };
        }
        self.decoder = self
            .encoding
            .filter(|&encoding| encoding != UTF_8)
            .map(Encoding::new_decoder_without_bom_handling);
    }

    fn decode(&mut self) -> io::Result<()> {
        if self.encoding.is_none() && !self.raw.is_ascii() {
            let mut census = (0, 0);
            for chunk in self.raw.utf8_chunks() {
                census.0 += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
                census.1 += usize::from(!chunk.invalid().is_empty());
            }
            let cut = matches!(std::str::from_utf8(&self.raw), Err(fault) if fault.error_len().is_none());
            let damaged = census.1 > usize::from(cut && !self.ended) && census.1 > census.0;
            let encoding = if damaged { likeliest(&self.raw, WINDOWS_1252, &[MACINTOSH]) } else { UTF_8 };
            self.encoding = Some(encoding);
            self.decoder = damaged.then(|| encoding.new_decoder_without_bom_handling());
        }
        match &mut self.decoder {
            None => self.check(),
            Some(decoder) => {
                let room = decoder.max_utf8_buffer_length(self.raw.len()).unwrap_or(4 * BLOCK);
                let mut out = String::with_capacity(room);
                let (result, read) =
                    decoder.decode_to_string_without_replacement(&self.raw, &mut out, self.ended);
                if let DecoderResult::Malformed(..) = result {
                    return Err(self.fault(read.saturating_sub(1)));
                }
                self.before += read;
                self.raw.drain(..read);
                self.out = out.into_bytes();
                Ok(())
            }
        }
    }

    /// UTF-8 stays what it is; a character that is cut waits for its rest.
    fn check(&mut self) -> io::Result<()> {
        let valid = match std::str::from_utf8(&self.raw) {
            Ok(_) => self.raw.len(),
            Err(fault) if fault.error_len().is_none() && !self.ended => fault.valid_up_to(),
            Err(fault) => return Err(self.fault(fault.valid_up_to())),
        };
        let rest = self.raw.split_off(valid);
        self.out = std::mem::replace(&mut self.raw, rest);
        self.before += valid;
        Ok(())
    }

    /// The error for a byte of the block.
    fn fault(&self, at: usize) -> io::Error {
        let before = self.raw.get(..at).unwrap_or_default();
        let line = 1 + self.lines + self.ends.len() + before.iter().filter(|&&byte| byte == b'\n').count();
        let byte = self.raw.get(at).copied().unwrap_or(0);
        let encoding = self.encoding().name();
        io::Error::other(Fault::Encoding { line, offset: self.before + at, byte, encoding })
    }

    /// Notes where lines end: LF, CRLF and CR end one each.
    fn count(&mut self) {
        let from = self.made;
        for at in memchr::memchr2_iter(b'\r', b'\n', &self.out) {
            let place = from + at as u64;
            let lf = self.out.get(at) == Some(&b'\n');
            let behind_cr = match at.checked_sub(1) {
                Some(before) => self.out.get(before) == Some(&b'\r'),
                None => self.cr,
            };
            match self.ends.back_mut() {
                Some((_, last)) if lf && behind_cr => *last = place,
                _ if lf && behind_cr => {} // its line was counted with the CR
                _ => self.ends.push_back((place, place)),
            }
        }
        self.made += self.out.len() as u64;
        self.cr = self.out.last().map_or(self.cr, |&byte| byte == b'\r');
    }
}

impl<R: Read> Read for Decode<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.given.saturating_sub(self.row) > LONGEST {
            return Err(io::Error::other(Fault::Endless));
        }
        if self.taken == self.out.len() {
            self.refill()?;
        }
        let rest = self.out.get(self.taken..).unwrap_or_default();
        let count = rest.len().min(into.len());
        into[..count].copy_from_slice(&rest[..count]);
        self.taken += count;
        self.given += count as u64;
        Ok(count)
    }
}
