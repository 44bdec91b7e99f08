//! Regular expressions of SRX files, compiled.
//!
//! Why `fancy-regex`? Rules look ahead and behind, which the crate `regex` does not; and where they do not, it is
//! that crate which searches, in linear time.

use fancy_regex::{CompileError, Regex, RegexBuilder};

use super::translate::{refers_back, translate};

/// How often a pattern may turn back at one place before it is an error.
const MOST_STEPS: usize = 200_000;
/// How large a compiled pattern may be, in instructions.
const MOST_INSTRUCTIONS: usize = 200_000;

/// How a regular expression is to match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Use {
    /// From a place on.
    Forward,
    /// Up to a place.
    Behind,
    /// The whole text, in any letter case.
    Whole,
}

/// Compiles `source`.
///
/// # Errors
/// What is wrong with it, as a clause.
pub(super) fn compile(source: &str, purpose: Use) -> Result<Regex, String> {
    let translation = translate(source)?;
    let pattern = match purpose {
        Use::Forward => translation,
        // `fancy-regex` 0.20.2 finds what is not there where a look-behind of several lengths has a group
        // that is captured: `(?<=\b(ed|l)\.)` in `yelled.`. So nothing is captured that is not referred to.
        Use::Behind if refers_back(source) => {
            return Err("a back-reference before a break that is forbidden is not supported".to_owned());
        }
        Use::Behind => format!("(?<={translation})"),
        Use::Whole => format!(r"(?i)\A(?:{translation})\z"),
    };
    RegexBuilder::new(&pattern)
        .backtrack_limit(MOST_STEPS)
        .max_prog_size(MOST_INSTRUCTIONS)
        // A window of a line has ends that are no ends of the line.
        .allow_input_assertion_overrides(true)
        .build()
        .map_err(|fault| clause(&fault))
}

/// The last clause of a message of `fancy-regex`: what comes before it names places in the translation.
fn clause(fault: &fancy_regex::Error) -> String {
    let message = match fault {
        fancy_regex::Error::CompileError(inner) => match &**inner {
            CompileError::InnerError(inner) => match inner.syntax_error() {
                Some(syntax) => syntax.to_string(),
                None => "it is too large".to_owned(),
            },
            other => other.to_string(),
        },
        other => other.to_string(),
    };
    let last = message.lines().last().unwrap_or_default();
    let last = last.rsplit(": ").next().unwrap_or(last).trim();
    let mut chars = last.chars();
    chars.next().into_iter().flat_map(char::to_lowercase).chain(chars).collect()
}

#[cfg(test)]
mod tests {
    use fancy_regex::RegexInput;
    use proptest::prelude::*;

    use super::*;

    /// Whether the whole of `text` matches.
    fn matches(pattern: &str, text: &str) -> bool {
        let whole = format!(r"\A(?:{pattern})\z");
        compile(&whole, Use::Forward).unwrap().is_match(text).unwrap()
    }

    #[test]
    fn what_java_writes_means_what_java_means() {
        for (pattern, text, expected) in [
            (r"\h\H", "\u{a0}a", true),
            (r"\h", "a", false),
            (r"[\h\v]+", "\u{202f}\u{2028}", true),
            (r"a\<b\>\-\'", "a<b>-'", true),
            (r"\u00e9\x{e9}\xe9\U000000e9\0351", "ééééé", true),
            (r"\ud83d\ude00", "\u{1f600}", true),
            (r"\Qa.b[\E.", "a.b[c", true),
            (r"\Qa.b\E", "axb", false),
            (r"[a-z&&[^b]]+", "abc", false),
            (r"[a-z&&[^b]]+", "ac", true),
            (r"[[a-z]-[b]]", "b", false),
            (r"[\p{Ll}&&[^aeiou]][\p{Ll}&&[^aeiou]]+", "str", true),
            (r"[z~~&-]+", "-~&", true),
            (r"[\--z~~]+", "-z~", true),
            (r"[]a]+[^]a]", "]ab", true),
            (r"[\s-x]+", " -x", true),
            (r"[a-]+", "a-", true),
            (r"[[:alpha:]]+", "été", true),
            (r"\p{IsAlphabetic}\p{L}\pL\p{Punct}\P{Lu}", "éaB+c", true),
            (r"a*+a", "aaa", false),
            (r"(?>a{1,2})b", "aab", true),
            (r"a{1,2}+a", "aa", false),
            (r"(?U)\w+?(?-i:B)", "éb", false),
            (r"(?u:a)(?#a remark)b", "ab", true),
            (r"(?iu)é(?<name>b)\k<name>", "Ébb", true),
            (r"(?<=a)b|(?<!a)c(?=d)d(?!e)", "cd", true),
            (r"\p{Lu}{2}{3}", "AB", false),
            (r"a{b", "a{b", true),
            (r"(a)\1", "aa", true),
            (r"\bé\b", "é", true),
            (r"\cA\e\a\t", "\u{1}\u{1b}\u{7}\t", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} on {text:?}: {:?}", translate(pattern));
        }
    }

    #[test]
    fn a_word_boundary_before_a_group_counts_in_a_look_behind() {
        let regex = compile(r"\b(ed|[Vvol])\.\s", Use::Behind).unwrap();
        assert!(!regex.is_match("he yelled. I").unwrap());
        assert!(regex.is_match("in l. 3").unwrap());
    }

    /// Whether `pattern` matches up to `place`, by trying every beginning from left to right.
    fn is_behind(pattern: &str, text: &str, place: usize) -> bool {
        let rest = text[place..].chars().count();
        let whole = compile(&format!(r"(?:{pattern})(?=(?s:.{{{rest}}})\z)"), Use::Forward).unwrap();
        let starts = text.char_indices().map(|(start, _)| start).chain([text.len()]);
        starts.take_while(|&start| start <= place).any(|start| {
            let input = RegexInput::new(text).from_pos(start).anchored(true);
            whole.find_input(input).unwrap().is_some_and(|found| found.end() == place)
        })
    }

    proptest! {
        #[test]
        fn a_look_behind_finds_what_trying_every_beginning_does(
            parts in prop::collection::vec(
                prop::sample::select(vec![
                    "a", "é", r"\.", r"\s", ".", "[ab]", r"[^a]", r"\p{L}", "a*", "b+?", r"\p{L}+", r"\s?", ".*", r"\b",
                    r"\B", "^", "(a|éb)", "(é|b|a\\.)", "(ab)?", "(a|b)*", "(?<!a)", r"(?<=\s|b)", "(?!b)", "(?=a|é)",
                    r"(?<![^\s.])", "(?>a+)", "(?i:B)", "(?i:éa|A)", "a{1,2}", "(.b){0,2}",
                ]),
                1..6,
            ),
            text in "[abé. B]{0,8}",
        ) {
            let pattern = parts.concat();
            let behind = compile(&pattern, Use::Behind).unwrap();
            for place in (0..=text.len()).filter(|&place| text.is_char_boundary(place)) {
                let input = RegexInput::new(text.as_str()).from_pos(place).anchored(true);
                let found = behind.find_input(input).unwrap().is_some();
                prop_assert_eq!(found, is_behind(&pattern, &text, place), "{} at {} of {:?}", pattern, place, text);
            }
        }
    }

    #[test]
    fn what_has_no_counterpart_is_an_error() {
        let fault = |pattern: &str| compile(pattern, Use::Behind).unwrap_err();
        insta::assert_snapshot!(fault("(a"), @"opening parenthesis without closing parenthesis");
        insta::assert_snapshot!(fault("[a"), @"a `[` is not closed");
        insta::assert_snapshot!(fault("a\\"), @"it ends with a backslash");
        insta::assert_snapshot!(fault("\\y"), @r"`\y` is not supported");
        insta::assert_snapshot!(fault("\\u12"), @"found `12`, expected 4 hexadecimal digits");
        insta::assert_snapshot!(fault("\\p{Klingon}"), @"unicode property not found");
        insta::assert_snapshot!(fault("(?x)a b"), @"the flag `x` is not supported");
        insta::assert_snapshot!(fault("*"), @"target of repeat operator is invalid");
        insta::assert_snapshot!(fault("(a)\\1"), @"a back-reference before a break that is forbidden is not supported");
        insta::assert_snapshot!(fault("(?:(?:a{1000}){1000}){1000}"), @"it is too large");
    }
}
