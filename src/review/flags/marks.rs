//! Quotation marks, brackets, final punctuation, spaces and apostrophes.

/// Whether double quotation marks are balanced on one side only. A side without any says nothing: a dialogue
/// may be marked with dashes in French and with quotation marks in English. Guillemets that stay open say
/// nothing either: `« Bonjour, dit-il.` goes on where English closes and opens again.
pub(super) fn quotes_differ(source: &str, target: &str) -> bool {
    let count = |text: &str| {
        // The bytes that such marks begin with.
        let has_any = memchr::memchr3(b'"', 0xc2, 0xe2, text.as_bytes()).is_some();
        let text = if has_any { text } else { "" };
        text.chars().filter(|c| matches!(c, '"' | '«' | '»' | '“' | '”')).count()
    };
    let ours = count(source);
    let theirs = if ours > 0 { count(target) } else { 0 };
    let open = if ours % 2 == 1 { source } else { target };
    ours > 0 && theirs > 0 && ours % 2 != theirs % 2 && !open.contains(['«', '»'])
}

/// The kind of bracket that one side leaves open and the other does not. One that closes without having been opened is a label: `a)`.
pub(super) fn brackets(source: &str, target: &str) -> Option<&'static str> {
    const KINDS: [(char, char, &str); 3] = [('(', ')', "()"), ('[', ']', "[]"), ('{', '}', "{}")];
    let open = |text: &str, kind: (char, char, &str)| {
        text.chars().fold(0usize, |open, sign| match sign {
            sign if sign == kind.0 => open + 1,
            sign if sign == kind.1 => open.saturating_sub(1),
            _ => open,
        })
    };
    if [source, target].iter().all(|text| memchr::memchr3(b'(', b'[', b'{', text.as_bytes()).is_none()) {
        return None;
    }
    KINDS.into_iter().find_map(|kind| match (open(source, kind), open(target, kind)) {
        (0, 0) => None,
        (0, _) | (_, 0) => Some(kind.2),
        _ => None,
    })
}

/// Words that a sentence must have before its missing mark is odd: `III.` and `III` are titles.
const LEAST_WORDS: usize = 4;

/// Whether one side ends as a question that the other does not ask, or as a sentence where the other ends without a mark.
pub(super) fn endings(source: &str, target: &str) -> Option<(char, Option<char>)> {
    let last = |text: &str| {
        let closing = |c: char| c.is_whitespace() || "\"'’”»)]*_".contains(c);
        text.trim_end_matches(closing).chars().next_back()
    };
    let (ours, theirs) = (last(source)?, last(target)?);
    let asks = |c: char| matches!(c, '?' | '؟');
    let signs = |c: char| Some(c).filter(|c| !c.is_alphanumeric());
    match (asks(ours), asks(theirs)) {
        (true, false) if !target.contains('?') => Some((ours, signs(theirs))),
        (false, true) if !source.contains('?') => Some((theirs, signs(ours))),
        _ if ours.is_alphanumeric() && ends_sentence(target, theirs) && is_prose(source) => {
            Some((theirs, None))
        }
        _ if theirs.is_alphanumeric() && ends_sentence(source, ours) && is_prose(target) => {
            Some((ours, None))
        }
        _ => None,
    }
}

/// Whether a text is long enough and no title, of which English writes most words with a capital.
fn is_prose(text: &str) -> bool {
    let words = || text.split_whitespace().filter(|word| word.chars().count() >= 4);
    let capitals = words().filter(|word| word.starts_with(char::is_uppercase)).count();
    is_long(text) && 2 * capitals <= words().count()
}

fn is_long(text: &str) -> bool {
    text.split_whitespace().count() >= LEAST_WORDS
}

/// Whether a text that ends with this sign is a sentence; the full stop of an abbreviation says nothing.
fn ends_sentence(text: &str, last: char) -> bool {
    let word = text.split_whitespace().next_back().unwrap_or_default();
    let stem = word.trim_end_matches(|c: char| !c.is_alphanumeric());
    matches!(last, '.' | '!' | '…') && is_long(text) && !stem.contains('.') && stem.chars().count() > 3
}

/// Whether two plain spaces follow each other within a line.
pub(super) fn has_double_space(text: &str) -> bool {
    text.contains("  ") && text.lines().any(|line| line.trim_start().contains("  "))
}

/// Whether straight and typographic apostrophes stand within words of one text.
pub(super) fn mixes_apostrophes(text: &str) -> bool {
    let within = |sign: char| {
        text.match_indices(sign).any(|(at, _)| {
            let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
            letter(text[..at].chars().next_back()) && letter(text[at + sign.len_utf8()..].chars().next())
        })
    };
    within('\'') && within('’')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_are_missed_on_one_side_only() {
        assert_eq!(brackets("Il vient (demain).", "He comes (tomorrow."), Some("()"));
        assert_eq!(brackets("a) Il vient (demain)", "a) He comes (tomorrow)"), None);
        assert_eq!(brackets("(Il vient", "(He comes"), None);
        assert_eq!(brackets("Il vient (demain)", "He comes, tomorrow"), None);
    }

    #[test]
    fn a_question_that_one_side_does_not_ask_is_odd() {
        assert_eq!(endings("«\u{a0}Vient-il\u{a0}?\u{a0}»", "“He comes.”"), Some(('?', Some('.'))));
        assert_eq!(endings("Vient-il\u{a0}? dit-elle.", "“Is he coming?”"), None);
        assert_eq!(endings("Il vient\u{a0}!", "He comes."), None);
        assert_eq!(
            endings("Les troupes ont détruit des maisons.", "Troops have destroyed houses"),
            Some(('.', None))
        );
        assert_eq!(endings("Les personnes morales, etc.", "Officers of all these corporations"), None);
        assert_eq!(endings("CHAPITRE III.", "CHAPTER III"), None);
        assert_eq!(endings("Ce qu'ils virent dans ce pays.", "What They Saw in the Country"), None);
    }

    #[test]
    fn apostrophes_are_mixed_within_words_only() {
        assert!(mixes_apostrophes("l'un et l’autre"));
        assert!(!mixes_apostrophes("l’un a dit 'oui'"));
        assert!(has_double_space("Un.  Deux") && !has_double_space("  Un\u{a0} Deux"));
    }
}
