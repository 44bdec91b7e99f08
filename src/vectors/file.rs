//! The model file, used in place.
//!
//! `visavisV`, then, little-endian: number of dimensions (u16), bits a number (u16, 4 or 8), number of rows (u32); the
//! rows' keys (u32 each, ascending); the rows' scales (bfloat16 each); the rows. A number x of a row stands for x · scale; 8 bits
//! are a signed byte; 4 bits are a nibble less 8: the low ones of a row's bytes are the first half of its numbers, the high ones the
//! second, so that they are unpacked without being moved.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use multiversion::multiversion;

const MAGIC: &[u8; 8] = b"visavisV";
const HEAD: usize = 16;

/// Why bytes are no bilingual model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VectorsError {
    /// Something else.
    #[error("not a bilingual model of visavis: leave --model out to use the one that comes with it")]
    Kind,
    /// Its size is not what its beginning says.
    #[error("damaged: {found} bytes, expected {expected}")]
    Size {
        /// Size in bytes.
        found: usize,
        /// What it should be.
        expected: usize,
    },
}

/// The bytes of a model file.
#[derive(Debug, Clone)]
pub struct Packed {
    bytes: Cow<'static, [u8]>,
    dimensions: usize,
    bits: usize,
    rows: usize,
    index: Index,
}

/// Where the keys that begin with the same bits stand: keys are hashes, evenly spread, so that these are few.
#[derive(Debug, Clone)]
struct Index {
    /// What is left out of a key.
    shift: u32,
    /// The first row of each beginning, and the number of rows.
    starts: Arc<[u32]>,
}

impl Index {
    /// Of keys that ascend, little-endian.
    fn of(keys: &[[u8; 4]]) -> Self {
        let bits = keys.len().max(2).ilog2().min(20);
        let shift = u32::BITS - bits;
        let mut starts = vec![0; (1 << bits) + 1];
        for key in keys {
            starts[(u32::from_le_bytes(*key) >> shift) as usize + 1] += 1;
        }
        for k in 1..starts.len() {
            starts[k] += starts[k - 1];
        }
        Self { shift, starts: starts.into() }
    }

    /// The rows among which that of `key` is, if it is anywhere.
    fn rows(&self, key: u32) -> Range<usize> {
        let beginning = (key >> self.shift) as usize;
        self.starts[beginning] as usize..self.starts[beginning + 1] as usize
    }
}

impl Packed {
    /// Checks head and size.
    pub(super) fn new(bytes: Cow<'static, [u8]>) -> Result<Self, VectorsError> {
        if bytes.len() < HEAD || !bytes.starts_with(MAGIC) {
            return Err(VectorsError::Kind);
        }
        let short = |at: usize| usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]));
        let (dimensions, bits) = (short(8), short(10));
        let rows = u32::from_le_bytes([bytes[12], bytes[13], bytes[14], bytes[15]]) as usize;
        if dimensions == 0 || dimensions % 8 != 0 || !matches!(bits, 4 | 8) {
            return Err(VectorsError::Kind);
        }
        let (found, expected) = (bytes.len(), HEAD + rows * (6 + dimensions * bits / 8));
        if found != expected {
            return Err(VectorsError::Size { found, expected });
        }
        let index = Index::of(keys(&bytes, rows));
        Ok(Self { bytes, dimensions, bits, rows, index })
    }

    /// No rows and no dimensions.
    pub(super) fn none() -> Self {
        Self { bytes: Cow::Borrowed(&[]), dimensions: 0, bits: 4, rows: 0, index: Index::of(&[]) }
    }

    /// The bytes of a model file that is known to be whole.
    pub(super) fn trusted(bytes: &'static [u8]) -> Self {
        let short = |at: usize| usize::from(u16::from_le_bytes([bytes[at], bytes[at + 1]]));
        let (dimensions, bits) = (short(8), short(10));
        let rows = (bytes.len() - HEAD) / (6 + dimensions * bits / 8);
        Self { bytes: bytes.into(), dimensions, bits, rows, index: Index::of(keys(bytes, rows)) }
    }

    /// Writes a model file: rows in ascending order of their keys, which differ.
    pub fn write(dimensions: usize, bits: usize, rows: &[(u32, Vec<f32>)]) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend((dimensions as u16).to_le_bytes());
        bytes.extend((bits as u16).to_le_bytes());
        bytes.extend((rows.len() as u32).to_le_bytes());
        for (key, _) in rows {
            bytes.extend(key.to_le_bytes());
        }
        let top = if bits == 8 { 127.0 } else { 7.0 };
        let scale = |row: &[f32]| Self::scale(row, top);
        for (_, row) in rows {
            bytes.extend(((scale(row).to_bits() >> 16) as u16).to_le_bytes());
        }
        for (_, row) in rows {
            let scale = short_float(scale(row)).max(f32::MIN_POSITIVE);
            let whole: Vec<i8> = row.iter().map(|x| (x / scale).round().clamp(-top, top) as i8).collect();
            if bits == 8 {
                bytes.extend(whole.iter().map(|x| *x as u8));
            } else {
                let (first, second) = whole.split_at(dimensions / 2);
                bytes.extend(first.iter().zip(second).map(|(x, y)| (x + 8) as u8 | ((y + 8) as u8) << 4));
            }
        }
        bytes
    }

    /// The scale of least squared error for numbers from -top to top, found by trying.
    fn scale(row: &[f32], top: f32) -> f32 {
        let most = row.iter().fold(0.0f32, |most, x| most.max(x.abs()));
        let error = |scale: f32| -> f32 {
            row.iter().map(|x| ((x / scale).round().clamp(-top, top) * scale - x).powi(2)).sum()
        };
        let tried = (40..=100)
            .step_by(if top > 100.0 { 60 } else { 3 })
            .map(|percent| most * percent as f32 / 100.0 / top);
        tried.filter(|scale| *scale > 0.0).min_by(|a, b| error(*a).total_cmp(&error(*b))).unwrap_or(0.0)
    }

    pub(super) fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// Adds the row of `key` to `vector`; whether there is one.
    #[cfg(test)]
    fn add(&self, key: u32, vector: &mut [f32]) -> bool {
        let row = self.find(key);
        row.inspect(|row| self.add_row(*row, vector)).is_some()
    }

    /// Adds a row, given by its number, to `vector`.
    pub(super) fn add_row(&self, row: usize, vector: &mut [f32]) {
        let at = HEAD + self.rows * 4 + row * 2;
        let scale = f32::from_le_bytes([0, 0, self.bytes[at], self.bytes[at + 1]]);
        let width = self.dimensions * self.bits / 8;
        let at = HEAD + self.rows * 6 + row * width;
        let numbers = &self.bytes[at..at + width];
        if self.bits == 8 {
            for (sum, x) in vector.iter_mut().zip(numbers) {
                *sum += f32::from(*x as i8) * scale;
            }
        } else {
            add_nibbles(numbers, scale, vector);
        }
    }

    #[cfg(test)]
    pub(super) fn keys(&self) -> impl Iterator<Item = u32> {
        keys(&self.bytes, self.rows).iter().map(|key| u32::from_le_bytes(*key))
    }

    /// The number of the row of `key`.
    pub(super) fn find(&self, key: u32) -> Option<usize> {
        let rows = self.index.rows(key);
        let among = keys(&self.bytes, self.rows).get(rows.clone())?;
        let found = among.binary_search_by_key(&key, |key| u32::from_le_bytes(*key));
        found.ok().map(|at| rows.start + at)
    }
}

/// The keys of a model file of so many rows.
fn keys(bytes: &[u8], rows: usize) -> &[[u8; 4]] {
    bytes.get(HEAD..HEAD + rows * 4).unwrap_or_default().as_chunks::<4>().0
}

#[multiversion(targets("x86_64+avx2"))]
fn add_nibbles(numbers: &[u8], scale: f32, vector: &mut [f32]) {
    let (first, second) = vector.split_at_mut(numbers.len());
    for ((low, high), x) in first.iter_mut().zip(second).zip(numbers) {
        *low += (i32::from(x & 15) - 8) as f32 * scale;
        *high += (i32::from(x >> 4) - 8) as f32 * scale;
    }
}

/// A number as its upper half says it.
fn short_float(x: f32) -> f32 {
    f32::from_bits(x.to_bits() & 0xffff_0000)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sixteen numbers a row, of several sizes; the last row is all zero.
    fn rows() -> Vec<(u32, Vec<f32>)> {
        let number = |k: u32| ((k.wrapping_mul(2_654_435_761) >> 16) % 2_001) as f32 / 1_000.0 - 1.0;
        let row =
            |r: u32| (0..16).map(|k| number(r * 16 + k) * [1.0, 40.0, 0.002, 0.0][r as usize]).collect();
        (0..4).map(|r| (7 + r * r, row(r))).collect()
    }

    #[test]
    fn a_written_model_reads_back_within_half_a_step() {
        for (bits, top) in [(8, 127.0), (4, 7.0)] {
            let bytes = Packed::write(16, bits, &rows());
            let packed = Packed::new(bytes.clone().into()).unwrap();
            assert_eq!((packed.dimensions(), packed.keys().collect::<Vec<_>>()), (16, vec![7, 8, 11, 16]));
            for (r, (key, row)) in rows().into_iter().enumerate() {
                let mut found = vec![0.0; 16];
                assert!(packed.add(key, &mut found));
                let at = HEAD + 4 * 4 + r * 2;
                let step = f32::from_le_bytes([0, 0, bytes[at], bytes[at + 1]]);
                for (found, x) in found.iter().zip(&row) {
                    // The largest numbers may be cut, so that the others are finer.
                    let kept = x.clamp(-top * step, top * step);
                    assert!((found - kept).abs() <= step * 0.5001, "{bits} bits: {found}, expected {kept}");
                    assert!((kept - x).abs() <= x.abs() * 0.6);
                }
            }
            assert!(!packed.add(9, &mut [0.0; 16]));
            // What is whole is read alike where that is known.
            let trusted = Packed::trusted(bytes.leak());
            let (mut x, mut y) = (vec![0.0; 16], vec![0.0; 16]);
            assert!(trusted.add(11, &mut x) && packed.add(11, &mut y) && x == y);
        }
    }

    #[test]
    fn a_vector_is_added_to_what_is_there() {
        let packed = Packed::new(Packed::write(16, 8, &rows()).into()).unwrap();
        let (mut once, mut twice) = (vec![0.0; 16], vec![1.0; 16]);
        packed.add(7, &mut once);
        packed.add(7, &mut twice);
        assert!(once.iter().zip(&twice).all(|(x, y)| *y == 1.0 + x));
    }

    fn refused(bytes: &[u8]) -> VectorsError {
        Packed::new(bytes.to_vec().into()).unwrap_err()
    }

    #[test]
    fn foreign_bytes_are_refused() {
        let whole = Packed::write(16, 4, &rows());
        for bytes in [&b""[..], b"visavisV", b"Il pleut. Elle sort.", &whole[1..], &whole[..HEAD - 1]] {
            assert_eq!(refused(bytes), VectorsError::Kind);
        }
        // No dimensions; a number of them that is no multiple of eight; five bits a number.
        for (at, byte) in [(8, 0), (8, 12), (10, 5)] {
            let mut other = whole.clone();
            other[at] = byte;
            assert_eq!(refused(&other), VectorsError::Kind);
        }
    }

    #[test]
    fn damaged_bytes_are_refused_with_the_size_that_they_should_have() {
        let whole = Packed::write(16, 4, &rows());
        let expected = whole.len();
        assert_eq!(expected, HEAD + 4 * (6 + 8));
        assert_eq!(refused(&whole[..expected - 1]), VectorsError::Size { found: expected - 1, expected });
        let longer = [&whole[..], b"x"].concat();
        assert_eq!(refused(&longer), VectorsError::Size { found: expected + 1, expected });
        let mut more_rows = whole.clone();
        more_rows[15] = 0xff;
        assert!(matches!(refused(&more_rows), VectorsError::Size { found, .. } if found == expected));
    }
}
