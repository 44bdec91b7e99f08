//! Joins the lines of a paragraph that were cut at a width, as in e-mail, old plain text and text taken out of PDF.
//!
//! A greedy wrapper ends a line only where the next word would not fit. Columns counted from 1, a line that ends
//! at `to` before a word of `word` columns was cut at every width `w` with
//!
//! ```text
//! to <= w < to + 1 + word
//! ```
//!
//! The width of a text is the `w` that explains the most of its line ends, provided that hardly any line is longer
//! and that many of these lines go on with a small letter; time is linear in the text. Then the line ends that this
//! width explains are joined: each becomes one space, and no other character is touched. A word that was
//! hyphenated there keeps its hyphen and gets the space too (`exem- ple`): whether the hyphen belongs to the word is
//! a matter for a dictionary.
//!
//! Why not join whatever goes on with a small letter? A line that was cut before a name would stay cut, and verse
//! and lists would be joined. Why not the longest line as the width? One address on the web makes it too wide.

use std::ops::{Range, RangeInclusive};

use super::lines;

/// Widths that texts are cut at, in characters.
const WIDTHS: RangeInclusive<usize> = 25..=160;
/// Columns by which a line may miss the width: none where the wrapper counted characters; some where it counted
/// bytes, or the widths of a proportional font.
const SLACKS: [usize; 2] = [0, 4];
/// Slack is at most this part of a width: the lines of short verse differ by little.
const SLACK_PART: usize = 12;
/// Where no sentence ends, a line may miss the width by this part of it more.
const UNENDED_SLACK: usize = 8;
/// At least as many line ends must be explained for a width to be believed.
const LEAST: usize = 3;
/// A block of as many line ends may have a width of its own, if it explains nearly all of them.
const BLOCK: usize = 8;
/// The first line of a paragraph begins at most so many columns behind the others.
const MOST_INDENT: usize = 10;

/// What joining did to a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reflow {
    /// Line ends that became a space.
    pub joined: usize,
    /// Line ends between two lines that are not blank.
    pub of: usize,
}

/// `content` with its cut lines joined, and what was done; the same text where no width explains its line ends.
///
/// Byte offsets of the result differ from those of `content` behind a CRLF that was joined.
pub(super) fn reflow(content: String) -> (String, Reflow) {
    let pairs = pairs(&content);
    let whole = Width::of(&pairs, MANY);
    let mut ends: Vec<Range<usize>> = Vec::new();
    for block in pairs.chunk_by(|a, b| a.block == b.block) {
        // Part of a text may be narrower, or be the only part that was cut.
        let fits = whole.is_some_and(|width| width.explains(block));
        let own = (!fits && block.len() >= BLOCK).then(|| Width::of(block, NEARLY_ALL)).flatten();
        if let Some(width) = own.or(whole) {
            ends.extend(block.iter().filter(|pair| pair.is_cut_at(width)).map(|pair| pair.end.clone()));
        }
    }
    let reflow = Reflow { joined: ends.len(), of: pairs.len() };
    if ends.is_empty() {
        return (content, reflow);
    }
    let mut joined = String::with_capacity(content.len());
    let mut done = 0;
    for end in ends {
        joined.push_str(&content[done..end.start]);
        joined.push(' ');
        done = end.end;
    }
    joined.push_str(&content[done..]);
    (joined, reflow)
}

/// A line end between two lines of a block.
struct Pair {
    /// Bytes of the line end.
    end: Range<usize>,
    /// Number of the block: lines without a blank one between them.
    block: usize,
    /// The column at which the first line ends.
    to: usize,
    /// Columns of the second line's first word.
    word: usize,
    /// Whether the layout lets both lines belong to one paragraph.
    open: bool,
    /// Whether a sentence plainly goes on.
    goes_on: bool,
    /// Whether a sentence may end here.
    may_end: bool,
    /// Whether the first line has no place where it could have been cut.
    one_word: bool,
}

impl Pair {
    /// The widths at which a wrapper would have cut here.
    fn widths(&self, slack: usize) -> RangeInclusive<usize> {
        self.to.saturating_sub(slack)..=self.to + self.word + slack
    }

    fn new(above: &Row<'_>, below: &Row<'_>, end: Range<usize>, block: usize, open: bool) -> Self {
        let may_end = ends_sentence(above.text);
        let goes_on = below.text.starts_with(|c: char| c.is_lowercase() || closes(c));
        Self {
            end,
            block,
            to: above.to,
            word: columns(below.first_word()),
            open,
            goes_on: !may_end && goes_on,
            may_end: may_end && !goes_on,
            one_word: !above.text.contains(is_break),
        }
    }

    fn is_cut_at(&self, Width { columns, slack }: Width) -> bool {
        // The short last line of a paragraph may be nearly full.
        let slack = if self.may_end { 0 } else { slack + columns / UNENDED_SLACK };
        let fits = self.widths(slack);
        self.open && columns <= *fits.end() && (columns >= *fits.start() || self.one_word)
    }
}

/// How many line ends of how many a width must explain.
struct Share {
    explained: usize,
    of: usize,
}

/// In a whole text: there may be many paragraphs of one line.
const MANY: Share = Share { explained: 4, of: 10 };
/// In a block that the width of the text does not suit.
const NEARLY_ALL: Share = Share { explained: 8, of: 10 };

/// What lines were cut at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Width {
    columns: usize,
    slack: usize,
}

impl Width {
    /// Whether it explains nearly all line ends of `pairs`.
    fn explains(self, pairs: &[Pair]) -> bool {
        let open = pairs.iter().filter(|pair| pair.open);
        let (explained, count) = open.fold((0, 0), |(explained, count), pair| {
            (explained + usize::from(pair.is_cut_at(self)), count + 1)
        });
        explained * NEARLY_ALL.of >= count * NEARLY_ALL.explained
    }

    /// The width that explains the most line ends of `pairs`; `None` if none explains enough.
    fn of(pairs: &[Pair], share: Share) -> Option<Self> {
        SLACKS.into_iter().find_map(|slack| Self::with_slack(pairs, &share, slack))
    }

    fn with_slack(pairs: &[Pair], share: &Share, slack: usize) -> Option<Self> {
        let most = *WIDTHS.end();
        let mut explained = vec![0usize; most + 1]; // line ends by a width that explains them
        let mut going_on = vec![0usize; most + 1]; // those of them at which a sentence plainly goes on
        let mut shorter = vec![0usize; most + 1]; // lines by length
        let (mut count, mut lines) = (0, 0);
        for pair in pairs.iter().filter(|pair| pair.open) {
            count += 1;
            for columns in pair.widths(slack).take_while(|columns| columns <= &most) {
                explained[columns] += 1;
                going_on[columns] += usize::from(pair.goes_on);
            }
            if !pair.one_word {
                lines += 1;
                shorter[pair.to.saturating_sub(slack).min(most)] += 1;
            }
        }
        let mut fitting = shorter[..*WIDTHS.start()].iter().sum::<usize>();
        let mut best: Option<usize> = None;
        for columns in WIDTHS {
            fitting += if columns < most { shorter[columns] } else { 0 };
            let hardly_any_longer = (lines - fitting) * 20 <= lines;
            let many_go_on = going_on[columns] * 2 >= explained[columns];
            let better = best.is_none_or(|best| explained[columns] > explained[best]);
            let strict = slack * SLACK_PART <= columns;
            if strict && hardly_any_longer && many_go_on && better {
                best = Some(columns);
            }
        }
        let columns = best?;
        let enough = explained[columns] >= LEAST && explained[columns] * share.of >= count * share.explained;
        enough.then_some(Self { columns, slack })
    }
}

/// A line as the wrapper saw it.
#[derive(Clone)]
struct Row<'t> {
    text: &'t str,
    /// Columns of white space before it.
    indent: usize,
    /// Column of the last character.
    to: usize,
    /// Columns of the mark of a list item.
    list: Option<usize>,
    /// Whether a line of running text may look like this.
    running: bool,
}

impl<'t> Row<'t> {
    fn new(line: &'t str) -> Self {
        let text = line.trim();
        let lead = &line[..line.len() - line.trim_start().len()];
        let indent = columns(lead);
        // Columns of a table, quoted mail, and rules of signs.
        let table = text.contains('\t') || text.contains("   ");
        let running = !table
            && !text.starts_with(['>', '|'])
            && (text.contains(char::is_alphanumeric) || text.starts_with(closes));
        Self { text, indent, to: indent + columns(text), list: list_mark(text), running }
    }

    fn first_word(&self) -> &'t str {
        self.text.split(is_break).next().unwrap_or("")
    }
}

/// Columns of `text`; a tab stands for eight.
fn columns(text: &str) -> usize {
    text.chars().map(|c| if c == '\t' { 8 } else { 1 }).sum()
}

/// White space at which a wrapper breaks a line; French typography has other.
fn is_break(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}')
}

/// The columns of what marks a list item at the beginning of `text`, with the white space behind it:
/// `- `, `• `, `1. `, `a) `.
fn list_mark(text: &str) -> Option<usize> {
    let (mark, rest) = text.split_once(is_break)?;
    let inner = mark.trim_start_matches('(');
    let numbers = |of: &str| !of.is_empty() && of.len() <= 2 && of.bytes().all(|b| b.is_ascii_digit());
    let letter = |of: &str| of.len() == 1 && of.bytes().all(|b| b.is_ascii_alphabetic());
    let is_mark = matches!(mark, "-" | "*" | "+" | "•" | "·" | "◦" | "▪" | "‣" | "o")
        || inner.strip_suffix('.').is_some_and(numbers)
        || inner.strip_suffix(')').is_some_and(|of| numbers(of) || letter(of));
    is_mark.then(|| columns(mark) + 1 + columns(&rest[..rest.len() - rest.trim_start().len()]))
}

/// All line ends between two lines that are not blank.
fn pairs(content: &str) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut block = 0;
    let mut above: Option<(Row<'_>, Range<usize>)> = None; // with its line end
    for (range, end) in lines::split(content) {
        let row = Row::new(&content[range.clone()]);
        let end = range.end..range.end + end.len();
        if row.text.is_empty() {
            block += 1;
            above = None;
            continue;
        }
        if let Some((above, end)) = above.replace((row.clone(), end)) {
            let open =
                matches!(&content[end.clone()], "\n" | "\r\n" | "\r") && may_belong_together(&above, &row);
            pairs.push(Pair::new(&above, &row, end, block, open));
        }
    }
    pairs
}

/// Whether the layout lets `below` belong to the paragraph of `above`.
fn may_belong_together(above: &Row<'_>, below: &Row<'_>) -> bool {
    let aligned = match above.list {
        Some(mark) if below.indent > above.indent => below.indent == above.indent + mark,
        // The first line of a paragraph is indented, but no signature at the right.
        _ => below.indent <= above.indent && above.indent - below.indent <= MOST_INDENT,
    };
    let dash = below.text.starts_with(['—', '–', '―']) || below.text.starts_with("--");
    let speaks = dash && ends_sentence(above.text);
    above.running && below.running && below.list.is_none() && aligned && !speaks
}

/// What belongs to the word before it.
fn closes(c: char) -> bool {
    "?!;:,»)…".contains(c)
}

/// Whether a sentence may end with the line.
fn ends_sentence(text: &str) -> bool {
    let behind = |c: char| "»”’\"')]".contains(c) || c.is_whitespace();
    text.trim_end_matches(behind).ends_with(['.', '?', '!', '…', ':', ';']) || text.ends_with(['»', '”', '"'])
}
