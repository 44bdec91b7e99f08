//! SRX files to rules that are not compiled yet.
//!
//! What a file may leave out or call otherwise without doubt is read: no namespace, that of SRX 1.0, a document type,
//! an encoding that is declared. What would change the sentences without a word is an error: an unknown
//! attribute of a rule, a rule that is named and not there, rules that lie outside the file.

use encoding_rs::{Encoding, UTF_8};
use roxmltree::{Document, Node, ParsingOptions};

use crate::error::{Error, Location, Result};

/// A rule as the file has it.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    pub breaks: bool,
    pub before: String,
    pub after: String,
    /// Line of the file, from 1.
    pub line: usize,
}

/// The rules that a `languagerule` holds.
#[derive(Debug, Clone)]
pub(super) struct RuleSet {
    pub name: String,
    pub rules: Vec<Rule>,
}

/// Which languages a rule set is for.
#[derive(Debug, Clone)]
pub(super) struct Map {
    pub pattern: String,
    /// Position of the rule set.
    pub set: usize,
    /// Line of the file, from 1.
    pub line: usize,
}

/// A whole file.
#[derive(Debug, Clone)]
pub(super) struct Content {
    /// Whether the rules of all maps that match hold, or those of the first one.
    pub cascade: bool,
    pub sets: Vec<RuleSet>,
    pub maps: Vec<Map>,
}

/// The most elements and texts of a file: far more than any that we know.
const MOST_NODES: u32 = 2_000_000;

/// Namespaces of SRX 2.0 and 1.0.
const NAMESPACES: [&str; 2] = ["http://www.lisa.org/srx20", "http://www.lisa.org/srx10"];

/// Reads the content of a file that users know as `name`.
///
/// # Errors
/// [`Error::Srx`].
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<Content> {
    let text = decode(name, bytes)?;
    let options = ParsingOptions { allow_dtd: true, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let document = Document::parse_with_options(&text, options).map_err(|fault| {
        let message = fault.to_string();
        let reason = message.rsplit_once(" at ").map_or(message.as_str(), |(reason, _)| reason);
        Error::Srx {
            at: Location::line(name, fault.pos().row as usize),
            found: format!("no XML ({reason})"),
            expected: "a file of segmentation rules in SRX 2.0".to_owned(),
        }
    })?;
    Reader { name }.content(document.root_element())
}

/// By its byte order mark, else as it declares, else UTF-8.
fn decode(name: &str, bytes: &[u8]) -> Result<String> {
    let error = |found: String, expected: &str| Error::Srx {
        at: Location::file(name),
        found,
        expected: expected.to_owned(),
    };
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(error("nothing".to_owned(), "a file of segmentation rules in SRX 2.0"));
    }
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, width)) => (encoding, &bytes[width..]),
        None => (declared(bytes).unwrap_or(UTF_8), bytes),
    };
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
    text.map(String::from).ok_or_else(|| {
        let found = format!("bytes that are no {}", encoding.name());
        error(found, "a file of segmentation rules in SRX 2.0, in the encoding that its first line declares")
    })
}

/// The encoding that `<?xml … encoding="…"?>` names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..200).unwrap_or(bytes);
    let end = head.windows(2).position(|pair| pair == b"?>")?;
    let head = std::str::from_utf8(&head[..end]).ok()?.strip_prefix("<?xml")?;
    let value = head.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let label = value.get(1..)?.split(['"', '\'']).next()?;
    // Whoever can read the label as bytes has no UTF-16 before them.
    Encoding::for_label(label.as_bytes()).filter(|encoding| encoding.is_ascii_compatible())
}

struct Reader<'n> {
    name: &'n str,
}

type Element<'d> = Node<'d, 'd>;

impl Reader<'_> {
    fn content(&self, root: Element<'_>) -> Result<Content> {
        if root.tag_name().name() != "srx" || !is_own(root) {
            let found = format!("`<{}>`", root.tag_name().name());
            return self.fault(root, found, "`<srx>`, the root of a file of segmentation rules");
        }
        self.only(root, &["version"])?;
        let old = match root.attribute("version") {
            Some("2.0") => false,
            Some("1.0") => true,
            Some(other) => return self.fault(root, format!("version `{other}`"), "SRX 2.0"),
            None => return self.fault(root, "`<srx>` without `version`".to_owned(), "version=\"2.0\""),
        };
        let header = self.child(root, "header", &["header", "body"])?;
        self.only(header, &["segmentsubflows", "cascade"])?;
        self.children(header, &["formathandle"])?;
        self.refuse_rules_elsewhere(header)?;
        let cascade = match header.attribute("cascade") {
            Some(_) => self.yes_or_no(header, "cascade", None)?,
            // SRX 1.0 has no such thing: the first map that matches holds.
            None if old => false,
            None => self.yes_or_no(header, "cascade", None)?,
        };
        let body = self.child(root, "body", &["header", "body"])?;
        let parts = &["languagerules", "maprules"];
        let sets = self.sets(self.child(body, "languagerules", parts)?)?;
        let maps = self.maps(self.child(body, "maprules", parts)?, old, &sets)?;
        Ok(Content { cascade, sets, maps })
    }

    fn sets(&self, parent: Element<'_>) -> Result<Vec<RuleSet>> {
        let mut sets: Vec<RuleSet> = Vec::new();
        for element in self.children(parent, &["languagerule"])? {
            self.only(element, &["languagerulename"])?;
            let name = self.attribute(element, "languagerulename")?;
            if sets.iter().any(|set| set.name == name) {
                return self.fault(element, format!("the rule `{name}` a second time"), "another name");
            }
            let mut rules = Vec::new();
            for rule in self.children(element, &["rule"])? {
                rules.extend(self.rule(rule)?);
            }
            sets.push(RuleSet { name, rules });
        }
        Ok(sets)
    }

    /// Nothing for a rule that Okapi has switched off.
    fn rule(&self, element: Element<'_>) -> Result<Option<Rule>> {
        self.only(element, &["break"])?;
        let mut active = true;
        for attribute in element.attributes().filter(|attribute| attribute.namespace().is_some()) {
            match (attribute.name(), attribute.value()) {
                ("active", "yes") => {}
                ("active", "no") => active = false,
                (name, value) => {
                    let found = format!("`{name}=\"{value}\"` at a rule");
                    return self.fault(
                        element,
                        found,
                        "`break` alone: this could mean that the rule is another",
                    );
                }
            }
        }
        let breaks = self.yes_or_no(element, "break", Some(true))?;
        let parts = self.children(element, &["beforebreak", "afterbreak"])?;
        let part = |name: &str| -> Result<String> {
            let mut found = parts.iter().filter(|part| part.tag_name().name() == name);
            let first = found.next().map_or(Ok(String::new()), |&part| self.text(part))?;
            match found.next() {
                Some(&second) => self.fault(second, format!("`<{name}>` a second time"), "one of each"),
                None => Ok(first),
            }
        };
        let (before, after) = (part("beforebreak")?, part("afterbreak")?);
        if before.is_empty() && after.is_empty() {
            let found = "a rule without `<beforebreak>` and `<afterbreak>`".to_owned();
            return self.fault(element, found, "one of them, since such a rule would hold everywhere");
        }
        Ok(active.then_some(Rule { breaks, before, after, line: line(element) }))
    }

    fn maps(&self, parent: Element<'_>, old: bool, sets: &[RuleSet]) -> Result<Vec<Map>> {
        let mut parent = parent;
        if old {
            match *self.children(parent, &["maprule"])? {
                [only] => parent = only,
                _ => {
                    let found = "SRX 1.0 with several `<maprule>`, or none".to_owned();
                    return self.fault(parent, found, "one, or SRX 2.0: save the file as SRX 2.0");
                }
            }
        }
        let mut maps = Vec::new();
        for element in self.children(parent, &["languagemap"])? {
            self.only(element, &["languagepattern", "languagerulename"])?;
            let pattern = self.attribute(element, "languagepattern")?;
            let name = self.attribute(element, "languagerulename")?;
            let Some(set) = sets.iter().position(|set| set.name == name) else {
                return self.fault(element, format!("`{name}`"), "the name of a rule in `<languagerules>`");
            };
            maps.push(Map { pattern, set, line: line(element) });
        }
        Ok(maps)
    }

    /// Okapi can have rules of ICU beside those of the file, and text that is not to be cut.
    fn refuse_rules_elsewhere(&self, header: Element<'_>) -> Result<()> {
        let foreign = || header.children().filter(|child| child.is_element() && !is_own(*child));
        if let Some(options) = foreign().find(|option| option.attribute("useIcu4JBreakRules") == Some("yes"))
        {
            let found = "`useIcu4JBreakRules=\"yes\"`".to_owned();
            return self.fault(options, found, "`no`: those rules are not in the file");
        }
        if let Some(range) = foreign().find(|option| {
            option.tag_name().name() == "rangeRule"
                && option.text().is_some_and(|text| !text.trim().is_empty())
        }) {
            return self.fault(range, "a `rangeRule`".to_owned(), "none: text is cut everywhere");
        }
        Ok(())
    }

    /// The text of an element, exactly: white space at the ends of a regular expression means something.
    fn text(&self, element: Element<'_>) -> Result<String> {
        match element.children().find(Node::is_element) {
            Some(child) => {
                let found = format!("`<{}>` in a regular expression", child.tag_name().name());
                self.fault(child, found, "text: write `&lt;` for a `<`")
            }
            None => {
                Ok(element.children().filter_map(|child| child.text().filter(|_| child.is_text())).collect())
            }
        }
    }

    /// The elements in `parent` of SRX, which must have one of `names`.
    fn children<'d>(&self, parent: Element<'d>, names: &[&str]) -> Result<Vec<Element<'d>>> {
        let own: Vec<_> = parent.children().filter(|child| child.is_element() && is_own(*child)).collect();
        match own.iter().find(|child| !names.contains(&child.tag_name().name())) {
            Some(other) => {
                let found = format!("`<{}>`", other.tag_name().name());
                self.fault(*other, found, &format!("`<{}>`", names.join(">` or `<")))
            }
            None => Ok(own),
        }
    }

    /// The one element in `parent` with that name, among `names`.
    fn child<'d>(&self, parent: Element<'d>, name: &str, names: &[&str]) -> Result<Element<'d>> {
        let children = self.children(parent, names)?;
        let mut found = children.into_iter().filter(|child| child.tag_name().name() == name);
        match (found.next(), found.next()) {
            (Some(child), None) => Ok(child),
            (first, _) => {
                let times = if first.is_some() { "twice" } else { "not at all" };
                let found = format!("`<{name}>` {times} in `<{}>`", parent.tag_name().name());
                self.fault(parent, found, "it once")
            }
        }
    }

    /// Refuses attributes of SRX other than `names`.
    fn only(&self, element: Element<'_>, names: &[&str]) -> Result<()> {
        let mut own = element.attributes().filter(|attribute| attribute.namespace().is_none());
        match own.find(|attribute| !names.contains(&attribute.name())) {
            Some(other) => {
                let found = format!("attribute `{}` of `<{}>`", other.name(), element.tag_name().name());
                self.fault(element, found, &format!("`{}`", names.join("` or `")))
            }
            None => Ok(()),
        }
    }

    fn attribute(&self, element: Element<'_>, name: &str) -> Result<String> {
        match element.attribute(name) {
            Some(value) => Ok(value.to_owned()),
            None => {
                let found = format!("`<{}>` without `{name}`", element.tag_name().name());
                self.fault(element, found, "that attribute")
            }
        }
    }

    fn yes_or_no(&self, element: Element<'_>, name: &str, default: Option<bool>) -> Result<bool> {
        match (element.attribute(name), default) {
            (Some("yes"), _) => Ok(true),
            (Some("no"), _) => Ok(false),
            (None, Some(default)) => Ok(default),
            (None, None) => {
                let found = format!("`<{}>` without `{name}`", element.tag_name().name());
                self.fault(element, found, "`yes` or `no`")
            }
            (Some(other), _) => self.fault(element, format!("{name}=\"{other}\""), "`yes` or `no`"),
        }
    }

    fn fault<T>(&self, node: Element<'_>, found: String, expected: &str) -> Result<T> {
        Err(Error::Srx { at: Location::line(self.name, line(node)), found, expected: expected.to_owned() })
    }
}

/// Whether an element is of SRX and no extension.
fn is_own(node: Element<'_>) -> bool {
    node.tag_name().namespace().is_none_or(|namespace| NAMESPACES.contains(&namespace))
}

/// The line that a node begins in, from 1.
fn line(node: Element<'_>) -> usize {
    node.document().text_pos_at(node.range().start).row as usize
}
