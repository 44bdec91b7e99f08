//! Our rules as OmegaT 3 reads them: objects as Java's `XMLEncoder` writes them, in a file `segmentation.conf`.
//!
//! OmegaT searches both sides of a rule from left to right, each match beginning where the last one ended, and takes the
//! places where one ends and the other begins. A match that runs over such a place hides it. So what stands behind a place is
//! written as a look-ahead, which runs over nothing, and the long way back to an open bracket as a look-behind.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::export::{Exception, Rule, name, of_text, rules};
use crate::error::Result;
use crate::model::Language;
use crate::segment::tables::Tables;

/// With an older version, OmegaT puts its own rules before these.
const VERSION: &str = "0.2.2";
/// What repeats far within a rule.
const LONG: &str = "{0,150}";
/// The package of the objects.
const PACKAGE: &str = "org.omegat.core.segmentation";

/// The rules for a text in `language`, of which `exceptions` say more; line ends cut it too.
///
/// # Errors
/// None in practice: it is written to memory.
pub fn omegat(language: Language, exceptions: &[Exception]) -> Result<String> {
    let first = of_text(exceptions);
    let ours = rules(Tables::of(language), false);
    let letters = language.code().chars().map(|c| format!("[{}{c}]", c.to_ascii_uppercase()));
    let pattern = letters.collect::<String>() + "([\\-_].*)?";
    let mut writer = Writer::new_with_indent(Vec::new(), b' ', 1);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let document = [("version", "1.8.0"), ("class", "java.beans.XMLDecoder")];
    writer.create_element("java").with_attributes(document).write_inner_content(|writer| {
        object(writer, "SRX", |writer| {
            property(writer, "mappingRules", |writer| {
                add(writer, "MapRule", |writer| {
                    text(writer, "language", "string", name(language))?;
                    text(writer, "pattern", "string", &pattern)?;
                    // A map of OmegaT begins without a list.
                    property(writer, "rules", |writer| {
                        let list =
                            writer.create_element("object").with_attribute(("class", "java.util.ArrayList"));
                        list.write_inner_content(|writer| {
                            let mut rules = first.iter().chain(&ours);
                            rules.try_for_each(|rule| add(writer, "Rule", |writer| fields(writer, rule)))
                        })?;
                        Ok(())
                    })
                })
            })?;
            text(writer, "version", "string", VERSION)
        })
    })?;
    Ok(String::from_utf8_lossy(&writer.into_inner()).into_owned() + "\n")
}

type Out = Writer<Vec<u8>>;

fn fields(writer: &mut Out, rule: &Rule) -> std::io::Result<()> {
    text(writer, "breakRule", "boolean", if rule.breaks { "true" } else { "false" })?;
    let before = match rule.before.contains(LONG) {
        // Java must see how long a look-behind can be.
        true => format!("(?<={}{{0,20}})", rule.before.strip_suffix('*').unwrap_or(&rule.before)),
        false => rule.before.clone(),
    };
    text(writer, "beforebreak", "string", &before)?;
    text(writer, "afterbreak", "string", &format!("(?={})", rule.after))
}

fn object(
    writer: &mut Out,
    class: &str,
    inside: impl FnOnce(&mut Out) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let class = format!("{PACKAGE}.{class}");
    writer.create_element("object").with_attribute(("class", class.as_str())).write_inner_content(inside)?;
    Ok(())
}

fn property(
    writer: &mut Out,
    name: &str,
    inside: impl FnOnce(&mut Out) -> std::io::Result<()>,
) -> std::io::Result<()> {
    writer.create_element("void").with_attribute(("property", name)).write_inner_content(inside)?;
    Ok(())
}

fn add(
    writer: &mut Out,
    class: &str,
    inside: impl FnOnce(&mut Out) -> std::io::Result<()>,
) -> std::io::Result<()> {
    let element = writer.create_element("void").with_attribute(("method", "add"));
    element.write_inner_content(|writer| object(writer, class, inside))?;
    Ok(())
}

fn text(writer: &mut Out, name: &str, kind: &str, value: &str) -> std::io::Result<()> {
    property(writer, name, |writer| {
        writer.create_element(kind).write_text_content(BytesText::new(value))?;
        Ok(())
    })
}
