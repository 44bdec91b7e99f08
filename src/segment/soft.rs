//! Lines that a sentence goes on behind.
//!
//! A line break ends a sentence, but for two kinds. A soft one has one space before it: so programs of mail mark a line
//! that goes on in the next one (RFC 3676, format=flowed), and so do lines copied out of a page. As people leave such spaces
//! behind too, it must stand in an unfinished clause, and the next line must begin small and bring the end. The other kind
//! stands before a line of nothing but the mark that the sentence lacks.
//!
//! Why not join whatever goes on with a small letter? Lists do, and verse. `--reflow` joins the lines of a text that
//! was cut at a width.

use super::listing::is_clause;
use super::tables::Tables;
use crate::model::{Line, Text};

/// How far is looked for the beginning and the end of a sentence, in bytes.
const REACH: usize = 300;

/// The lines of `text`; those that a sentence goes on over are one.
pub(super) fn lines(tables: &Tables, text: &Text) -> impl Iterator<Item = Line> {
    let mut rest = text.lines();
    std::iter::from_fn(move || {
        let (first, behind) = rest.split_first()?;
        let mut line = first.clone();
        rest = behind;
        while let Some((next, behind)) = rest.split_first()
            && goes_on(tables, text.content(), &line, rest)
        {
            line.range.end = next.range.end;
            rest = behind;
        }
        Some(line)
    })
}

/// Whether the sentence that `above` ends with goes on in the first one of `below`.
fn goes_on(tables: &Tables, content: &str, above: &Line, below: &[Line]) -> bool {
    let Some(next) = below.first() else { return false };
    let (text, begin) = (&content[above.range.clone()], &content[next.range.clone()]);
    if matches!(begin.trim_end(), "." | "?" | "!") {
        return touch(content, above, next) && lacks_mark(text);
    }
    is_soft(content, above, next)
        && brings_end(content, below)
        && is_clause(tables, sentence(text).as_bytes())
}

/// Whether `line` ends in a word behind all its marks; a footnote mark behind one is none.
fn lacks_mark(line: &str) -> bool {
    let line = line.trim_end();
    let rest = line.rsplit(|c: char| !c.is_alphanumeric() && !c.is_whitespace()).next().unwrap_or_default();
    line.ends_with(char::is_alphanumeric) && rest.chars().filter(|c| c.is_alphabetic()).count() > 1
}

/// Whether nothing but a line end is between two lines of a paragraph.
fn touch(content: &str, above: &Line, below: &Line) -> bool {
    above.paragraph == below.paragraph
        && matches!(&content[above.range.end..below.range.start], "\n" | "\r\n" | "\r")
}

/// Whether `above` ends in the middle of a sentence, in one space, and `below` goes on with a small letter or a bracket.
fn is_soft(content: &str, above: &Line, below: &Line) -> bool {
    let unfinished = |line: &str| line.ends_with(|c: char| c.is_alphanumeric() || c == ',');
    let begins = |line: &str| {
        line.starts_with(|c: char| c.is_lowercase() || c == '(')
            && line.trim_start_matches(['(', ' ']).starts_with(|c: char| !c.is_uppercase())
    };
    content[above.range.clone()].strip_suffix(' ').is_some_and(unfinished)
        && begins(&content[below.range.clone()])
        && touch(content, above, below)
}

/// What stands behind the last mark of `line`, as far as it is near.
fn sentence(line: &str) -> &str {
    let from = line.char_indices().rev().take_while(|&(_, c)| !is_end(c)).map(|(at, _)| at);
    from.take(REACH).last().map_or("", |from| &line[from..])
}

fn is_end(c: char) -> bool {
    matches!(c, '.' | '?' | '!' | '…')
}

/// Whether a mark ends the sentence in the first line of `below` or, as far as the breaks are soft, in the next ones.
fn brings_end(content: &str, below: &[Line]) -> bool {
    let mut left = REACH;
    for (line, next) in below.iter().zip(below.iter().skip(1).map(Some).chain([None])) {
        let text = &content[line.range.clone()];
        if text.chars().take(left).any(is_end) {
            return true;
        }
        left = left.saturating_sub(text.len());
        if left == 0 || !next.is_some_and(|next| is_soft(content, line, next)) {
            return false;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Language;

    fn text(content: &str) -> Text {
        let (mut found, mut paragraph, mut at) = (Vec::new(), 0, 0);
        for part in content.split_inclusive('\n') {
            let line = part.trim_end_matches(['\r', '\n']);
            match line {
                "" => paragraph += 1,
                _ => found.push(Line { range: at..at + line.len(), paragraph }),
            }
            at += part.len();
        }
        Text::new(content.to_owned(), found)
    }

    fn joined(language: Language, content: &str) -> Vec<String> {
        let text = text(content);
        lines(Tables::of(language), &text).map(|line| text.line(&line).to_owned()).collect()
    }

    #[test]
    fn a_sentence_goes_on_over_a_soft_line_break() {
        for (language, text) in [
            (Language::French, "Il est parti dans \nla nuit."),
            (Language::French, "Fin. Il est parti, \r\net elle aussi, \r\n(dit-on) sans bruit. Rien."),
            (Language::English, "It was a cold \nnight in the city. features"),
            (Language::English, "It was a distance of 400 yd \n( 365.8 m )."),
        ] {
            assert_eq!(joined(language, text), [text]);
        }
    }

    #[test]
    fn a_list_or_a_hard_line_break_stays() {
        for text in [
            "It was a cold\nnight in the city.",
            "It was a cold  \nnight in the city.",
            "It was a cold \n\nnight in the city.",
            "It was a cold \nNight in the city.",
            "It was a cold night. \nin the city.",
            "features \ncontact manager \nevents, activities.",
            "What we sell: \nbread \nbutter.",
            "We have bread \nbutter \ncheese",
            "We have bread \nbutter\ncheese.",
            "It left!¹\n!",
        ] {
            let found = joined(Language::English, text);
            assert_eq!(found, text.lines().filter(|line| !line.is_empty()).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_mark_alone_belongs_to_the_line_before() {
        assert_eq!(joined(Language::French, "Le prix\n.\nFin"), ["Le prix\n.", "Fin"]);
        for text in ["Le prix.\n.", "Le prix\n...", "Le prix\n. Fin", "Le prix\n\n."] {
            assert!(joined(Language::French, text).len() == 2, "{text}");
        }
    }
}
