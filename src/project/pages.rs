//! Rows of a project one after the other: memory does not grow with their number.

use rusqlite::Transaction;

use super::read;
use super::row::ProjectRow;
use super::work::PairFacts;
use crate::error::Result;

/// Rows that are read at once.
const PAGE: usize = 256;

/// The rows of a pair in order, as they were when the first one was read, whatever others decide meanwhile.
#[derive(Debug)]
pub struct Rows<'p> {
    tx: Transaction<'p>,
    pair: &'p PairFacts,
    page: std::vec::IntoIter<ProjectRow>,
    /// The place in the order of the last row of the page; `None` where no row is behind it.
    after: Option<Vec<u8>>,
    /// The paragraph of that row.
    paragraph: u32,
}

impl<'p> Rows<'p> {
    pub(super) fn new(tx: Transaction<'p>, pair: &'p PairFacts) -> Self {
        Self { tx, pair, page: Vec::new().into_iter(), after: Some(Vec::new()), paragraph: 0 }
    }
}

impl Iterator for Rows<'_> {
    type Item = Result<ProjectRow>;

    /// The next row. After an error there is none.
    fn next(&mut self) -> Option<Self::Item> {
        if self.page.len() == 0 {
            let after = self.after.take()?;
            match read::page(&self.tx, self.pair, &after, self.paragraph, PAGE) {
                Ok((rows, last)) => {
                    self.paragraph = rows.last().map_or(self.paragraph, |row| row.paragraph);
                    (self.page, self.after) = (rows.into_iter(), last);
                }
                Err(error) => return Some(Err(error)),
            }
        }
        self.page.next().map(Ok)
    }
}
