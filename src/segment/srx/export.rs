//! Our rules as SRX 2.0, so that a CAT tool cuts as we do, as far as regular expressions can say it.
//!
//! Made of the tables, and of a few rules that follow `segment/rules.rs` in its order. What SRX cannot say is
//! left out or approximated: where the sentence began, whether a straight quotation mark opens or closes, the
//! letter case of a whole word.
//!
//! The regular expressions use only what Java (Okapi, OmegaT), .NET (memoQ, Trados) and ICU have in common: no `\h`, no
//! possessive repetition, no look-behind without a fixed length, no nested class; and since `\s` and `\b` differ
//! between them, spaces and the beginnings of words are spelled out. A rule that forbids begins with a
//! look-behind and consumes no space before its word, because Okapi searches those too from left to
//! right: in `M. M. Martin` the space can only be consumed once. And it repeats no group: the Java library `segment`
//! makes a look-behind of it, for which Java must see how long it can be, and writes `{0,100}` for each `*`
//! without a backslash, even in a class.

use std::fmt::Write as _;

use crate::model::Language;
use crate::segment::tables::{Kind, Tables};

/// Signs within a class: white space.
const SPACE: &str = r"\s\u00A0\u2007\u202F";
/// Signs within a class: spaces at which no line is broken.
const NO_BREAK: &str = r"\u00A0\u2007\u202F\u2060";
/// Signs within a class: thin spaces, which stand for those.
const THIN: &str = r"\u2009\u200A";
/// Signs within a class: what ends a sentence.
const MARK: &str = ".?!…．？！";
/// Signs within a class: what closes behind a mark.
const CLOSER: &str = r#")\]}»”›"'’“¹²³⁰-⁹"#;
/// Signs within a class: what may open a sentence before its first letter.
const OPENER: &str = r#"«“”‘’"'‹(\[{–—―‑\-•\*§©№@#$£€°<¿¡…._~"#;
/// A class: the first letter of a sentence, or a digit.
const BIG: &str = r"[\p{Lu}\p{Lt}\p{Lo}\p{Lm}\p{N}]";
/// Before a word: nothing, or a sign that is no part of it.
const WORD: &str = r#"(?<![^\s\u00A0\u2007\u202F'’/(\[{«“"‘‹—–])"#;
/// Before the last of some initials: the same, or what joins them.
const INITIAL: &str = r#"(?<![^\s\u00A0\u2007\u202F'’/(\[{«“"‘‹—–.\-])"#;

/// Not where only signs are left of the line, such as a quotation mark too many: the sentence that opens on the next line is none of
/// its.
const REST: &str = r"(?![ \t\u00A0\u2007\u202F]+[^\p{L}\p{N}\s][^\p{L}\p{N}\n]*\n)";

/// A place of one text at which it must be cut, or must not, whatever other rules say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// Whether a sentence ends there.
    pub breaks: bool,
    /// The text right before it, enough to tell it from others.
    pub before: String,
    /// The text right behind it.
    pub after: String,
}

/// The rules for `languages` as a file of SRX 2.0.
pub fn export(languages: &[Language]) -> String {
    write(languages, &[])
}

/// The same for one text in one language, of which `exceptions` say more; line ends cut it too.
pub fn export_for(language: Language, exceptions: &[Exception]) -> String {
    write(&[language], &of_text(exceptions))
}

/// Rules that stand before ours for a text.
pub(super) fn of_text(exceptions: &[Exception]) -> Vec<Rule> {
    let literal = |text: &str| text.chars().map(literal).collect::<String>();
    let exact = exceptions.iter().map(|place| Rule {
        why: "a place of this text",
        breaks: place.breaks,
        before: literal(&place.before),
        after: literal(&place.after),
    });
    let line =
        Rule { why: "a line ends", breaks: true, before: "\\n".to_owned(), after: "[^\\n]".to_owned() };
    exact.chain([line]).collect()
}

fn write(languages: &[Language], first: &[Rule]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <srx xmlns=\"http://www.lisa.org/srx20\" version=\"2.0\">\n  \
         <header segmentsubflows=\"yes\" cascade=\"yes\">\n    \
         <formathandle type=\"start\" include=\"no\"/>\n    \
         <formathandle type=\"end\" include=\"yes\"/>\n    \
         <formathandle type=\"isolated\" include=\"no\"/>\n  \
         </header>\n  <body>\n    <languagerules>\n",
    );
    for &language in languages {
        push(&mut out, format_args!("      <languagerule languagerulename=\"{}\">\n", name(language)));
        let ours = rules(Tables::of(language), first.is_empty());
        for Rule { why, breaks, before, after } in first.iter().chain(&ours) {
            push(
                &mut out,
                format_args!(
                    "        <!-- {} -->\n        <rule break=\"{}\">\n          \
                     <beforebreak>{}</beforebreak>\n          <afterbreak>{}</afterbreak>\n        </rule>\n",
                    why,
                    if *breaks { "yes" } else { "no" },
                    escape_xml(before),
                    escape_xml(after)
                ),
            );
        }
        out += "      </languagerule>\n";
    }
    out += "    </languagerules>\n    <maprules>\n";
    for &language in languages {
        let letters = language.code().chars().map(|c| format!("[{}{c}]", c.to_ascii_uppercase()));
        push(
            &mut out,
            format_args!(
                "      <languagemap languagepattern=\"{}([\\-_].*)?\" languagerulename=\"{}\"/>\n",
                letters.collect::<String>(),
                name(language)
            ),
        );
    }
    out += "    </maprules>\n  </body>\n</srx>\n";
    out
}

fn push(out: &mut String, what: std::fmt::Arguments<'_>) {
    out.write_fmt(what).ok(); // a string takes everything
}

pub(super) fn name(language: Language) -> &'static str {
    match language {
        Language::French => "French",
        Language::English => "English",
    }
}

pub(super) struct Rule {
    why: &'static str,
    pub(super) breaks: bool,
    pub(super) before: String,
    pub(super) after: String,
}

/// Ours, first come first served. Where a program takes `whole_lines` for paragraphs, `^` is where a line begins; otherwise
/// it must be told so.
pub(super) fn rules(tables: &Tables, whole_lines: bool) -> Vec<Rule> {
    let mut rules = Vec::new();
    let mut add = |why, breaks, before: String, mut after: String| {
        if breaks && !whole_lines {
            after.insert_str(0, REST);
        }
        rules.push(Rule { why, breaks, before, after });
    };
    let (starter, space) = (starter(tables), format!("[{SPACE}]"));
    let not_starter = if starter.is_empty() { String::new() } else { format!("(?!{starter})") };
    let begins = format!("{space}[{SPACE}{OPENER}]{{0,100}}{BIG}");

    add(
        "a no-break space holds a full stop and the next word together",
        false,
        format!(r"\.[{CLOSER}]*"),
        format!("[{NO_BREAK}{THIN}]+[^{SPACE}]"),
    );
    add("something left out", false, r"[(\[](\.\.\.|…)[)\]]".to_owned(), space.clone());
    add("a sign that an encoding lost", false, r":\?".to_owned(), space.clone());
    // Of four dots behind a word the first ends a sentence, and three stand for what is left out before the next.
    let dots = |count: usize| format!(r"{space}\.").repeat(count);
    add(
        "a full stop and three dots",
        true,
        format!(r"[^{SPACE}.]\."),
        format!(r"{}{space}+\p{{Lu}}", dots(3)),
    );
    add(
        "three dots behind a full stop",
        false,
        format!(r"[^{SPACE}.]\.{}", dots(3)),
        format!(r"{space}+\p{{Lu}}"),
    );
    add("dots with spaces between", false, r"\.".to_owned(), format!(r"{}(?![\p{{L}}\p{{N}}])", dots(1)));
    add(
        "a bracket that opened within the sentence is still open",
        false,
        format!(r"[^{SPACE}{MARK}]{space}?[(\[][^()\[\]]{{0,150}}[{MARK}][»”’'\u0022]*"),
        format!(r"{space}[^()\[\]]{{0,300}}(\[[^()\[\]]{{0,50}}\][^()\[\]]{{0,100}})?[)\]]"),
    );
    add(
        "the source of a quotation",
        false,
        format!(r"[{MARK}]{space}?[\u0022”’'»]+"),
        format!(r"{space}+\([^()]{{0,98}}\)[.,;:]"),
    );
    if let Some(verbs) = alternatives(&tables.entries(Kind::Reporting)) {
        add(
            "a quotation, a name and a verb of saying",
            false,
            format!(r"[{MARK}][\u0022”’'»]+"),
            format!(
                r"{space}+{not_starter}\p{{Lu}}[\p{{L}}.\-]*({space}\p{{Lu}}[\p{{L}}.\-]*){{0,2}}{space}{verbs}(?!\p{{L}})"
            ),
        );
    }
    let counted = r"([0-9]{1,3}(\.[0-9]{1,3}(\.[0-9]{1,3}(\.[0-9]{1,3})?)?)?|\p{L}|[IVXLC]{1,5})\.\)?";
    let line = if whole_lines { "^" } else { "(?m)^" };
    add(
        "a number of a list or heading",
        false,
        format!(r"{line}[{SPACE}{OPENER}]{{0,10}}{counted}"),
        space.clone(),
    );
    if let Some(words) = alternatives(&tables.entries(Kind::Note)) {
        add(
            "what announces a note",
            false,
            format!(r"{line}[{SPACE}{OPENER}]{{0,10}}{words}\."),
            space.clone(),
        );
    }
    add(
        "the same within a line",
        false,
        format!(r"([;:?!…»”]|\p{{L}}{{4}}\.){space}{counted}"),
        space.clone(),
    );
    if let Some(words) = alternatives(&tables.entries(Kind::BeforeWord)) {
        add("abbreviations before a word", false, format!(r"{WORD}{words}\."), space.clone());
    }
    if let Some(words) = alternatives(&tables.entries(Kind::BeforeNumber)) {
        add(
            "abbreviations before a number",
            false,
            format!(r"{WORD}{words}\."),
            format!(r"{space}+([0-9]|([A-Z]|[IVXLCDM]+)(?!\p{{L}}))"),
        );
    }
    if let Some(words) = alternatives(&tables.entries(Kind::Company)) {
        add(
            "the first of two forms of company",
            false,
            format!(r"{WORD}{words}\."),
            format!(r"{space}+{words}(?!\p{{L}})"),
        );
    }
    if let Some(words) = alternatives(&tables.entries(Kind::MayEnd)) {
        let before = format!(r"{WORD}{words}\.");
        add("abbreviations before a bracket", false, before.clone(), format!(r"{space}+[(\[]"));
        add("abbreviations that may end a sentence", true, before, begins.clone());
    }
    add(
        "initials before a name",
        false,
        format!(r"(?<![0-9°]{space}){INITIAL}\p{{Lu}}\."),
        format!("{space}+{not_starter}{BIG}"),
    );
    add(
        "a footnote mark that lost its raised position",
        true,
        r"[a-z]\.[0-9]{1,3}".to_owned(),
        " [A-ZÀ-ÖØ-Þ]".to_owned(),
    );
    add(
        "a full-width mark, which has its space within",
        true,
        format!(r"[．？！][{CLOSER}]*"),
        r"\p{Lu}".to_owned(),
    );
    add(
        "the end of a sentence",
        true,
        format!(r"[{MARK}]([{NO_BREAK}]*[{MARK}]|[{CLOSER}]|\[[0-9]{{1,3}}\]|{space}»)*"),
        begins,
    );
    rules
}

/// A word that begins a sentence rather than a name, up to its end.
fn starter(tables: &Tables) -> String {
    let starters = [tables.entries(Kind::Starter), tables.entries(Kind::StarterAfterMark)].concat();
    let (elided, whole): (Vec<&str>, Vec<&str>) = starters.iter().partition(|word| word.ends_with('\''));
    let whole = alternatives(&whole).map(|words| format!(r"{words}(?![\p{{L}}\p{{N}}'’\-])"));
    let parts: Vec<String> = alternatives(&elided).into_iter().chain(whole).collect();
    parts.join("|")
}

/// One of `words`, in a group; a word in small letters also with a capital.
fn alternatives(words: &[&str]) -> Option<String> {
    let word = |word: &&str| {
        let mut chars = word.chars();
        let first = chars.next().into_iter();
        let rest = chars.as_str();
        let small = !rest.is_empty() && !word.chars().any(char::is_uppercase);
        let first: String = first
            .map(|c| match c.to_uppercase().next() {
                Some(capital) if small && capital != c => format!("[{c}{capital}]"),
                _ => escape(c),
            })
            .collect();
        first + &rest.chars().map(escape).collect::<String>()
    };
    (!words.is_empty()).then(|| format!("({})", words.iter().map(word).collect::<Vec<_>>().join("|")))
}

/// A character in a regular expression.
fn escape(c: char) -> String {
    match c {
        '\'' => "['’]".to_owned(),
        _ if c.is_ascii_punctuation() => format!("\\{c}"),
        _ => c.to_string(),
    }
}

/// A character that stands for itself alone.
fn literal(c: char) -> String {
    match c {
        '\n' => "\\n".to_owned(),
        '\t' => "\\t".to_owned(),
        _ if c.is_ascii_punctuation() => format!("\\{c}"),
        _ => c.to_string(),
    }
}

fn escape_xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
