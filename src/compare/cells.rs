//! Cells that hold numbers and places.

/// The number in an `id` cell, also if a spreadsheet wrote it otherwise: `12.0`, `12,00`, `1 234`.
pub(super) fn number(cell: &str) -> Option<i64> {
    let digits: String = cell.trim().chars().filter(|c| !c.is_whitespace()).collect();
    let whole = match digits.split_once(['.', ',']) {
        Some((whole, rest)) if rest.bytes().all(|b| b == b'0') => whole,
        Some(_) => return None,
        None => &digits,
    };
    whole.parse().ok().filter(|n| *n >= 0)
}

/// The numbers in a `src_ids` or `tgt_ids` cell; a person may have put other signs between them.
pub(super) fn numbers(cell: &str) -> Option<Vec<u32>> {
    let parts = cell.split(|c: char| c == '+' || c == ';' || c == '&' || c.is_whitespace());
    let parts = parts.filter(|part| !part.is_empty());
    parts.map(|part| number(part).and_then(|n| u32::try_from(n).ok())).collect()
}

/// What a person types where a row shall be split.
pub(super) const MARK: &str = "|||";

/// A text in which marks were typed: without them, and how many of its characters that are no white space stand before each.
pub(super) fn marked(written: &str, cell: &str) -> (String, Vec<usize>) {
    let parts: Vec<&str> = cell.split(MARK).collect();
    let mut before = 0;
    let mut marks: Vec<usize> = Vec::new();
    for part in &parts {
        before += dense(part).count();
        marks.push(before);
    }
    marks.pop(); // no mark stands behind the last part
    // The text is as it was; only spaces around the marks differ.
    if dense(&parts.concat()).eq(dense(written)) {
        return (written.to_owned(), marks);
    }
    let parts = parts.into_iter().map(str::trim).filter(|part| !part.is_empty());
    (parts.collect::<Vec<_>>().join(" "), marks)
}

/// The characters of a text that are no white space.
pub(super) fn dense(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| !c.is_whitespace())
}

/// How many characters of `text` go up to the one with that number among those that are no white space.
pub(super) fn place_behind(text: &str, count: usize) -> usize {
    if count == 0 {
        return 0;
    }
    let dense = text.chars().enumerate().filter(|(_, c)| !c.is_whitespace());
    dense.map(|(at, _)| at + 1).nth(count - 1).unwrap_or_else(|| text.chars().count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_however_they_are_written() {
        assert_eq!(
            (number(" 12.0"), number("12,00"), number("1\u{202f}234")),
            (Some(12), Some(12), Some(1234))
        );
        assert_eq!((number("12.5"), number("x"), number("-1")), (None, None, None));
        assert_eq!(numbers("2+3"), Some(vec![2, 3]));
        assert_eq!(numbers("2 ; 3"), Some(vec![2, 3]));
        assert_eq!((numbers(""), numbers("02/03/2026")), (Some(vec![]), None));
    }

    #[test]
    fn a_mark_says_how_many_characters_stand_before_it() {
        assert_eq!(marked("Un.\u{a0} Deux.", "Un. ||| Deux."), ("Un.\u{a0} Deux.".to_owned(), vec![3]));
        assert_eq!(marked("Un. Deux.", "|||Un. Deux."), ("Un. Deux.".to_owned(), vec![0]));
        assert_eq!(marked("Un. Deux.", "Un. Deux.|||"), ("Un. Deux.".to_owned(), vec![8]));
        assert_eq!(marked("Un. Deux.", "Un. ||| Trois."), ("Un. Trois.".to_owned(), vec![3]));
        assert_eq!([0, 3, 4, 8].map(|count| place_behind("Un.\r\n Deux.", count)), [0, 3, 7, 11]);
    }
}
