//! Our rules as OmegaT 3 reads them: objects as Java's `XMLEncoder` writes them, in a file `segmentation.conf`.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::export::{Exception, Rule, name, of_text, rules};
use crate::error::Result;
use crate::model::Language;
use crate::segment::tables::Tables;

/// With an older version, OmegaT puts its own rules before these.
const VERSION: &str = "0.2.2";
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
    text(writer, "beforebreak", "string", &rule.before)?;
    text(writer, "afterbreak", "string", &rule.after)
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
