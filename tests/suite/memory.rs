//! Memories to rows: every unit, in every form, and what does not fit first.

use std::io::{BufRead, BufReader, Read};

use visavis::memory::{MemoryFormat, read_memory};
use visavis::model::Language;

use crate::support::{Visavis, project};

const TMX: &str = r#"<?xml version="1.0"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header srclang="fr" segtype="sentence" adminlang="en" datatype="plaintext" o-tmf="x" creationtool="x" creationtoolversion="1"/>
<body>
<tu><note>voir p. 3</note><tuv xml:lang="FR-fr"><seg>«&#160;Oui&#x202F;! &amp; <bpt i="1">&lt;b&gt;</bpt>non<ept i="1">&lt;/b&gt;</ept></seg></tuv>
<tuv xml:lang="en_US"><seg>“Yes! &amp; no</seg></tuv><tuv xml:lang="de"><seg>Ja</seg></tuv></tu>
<tu><tuv lang="en"><seg>Alone.</seg></tuv></tu>
</body></tmx>"#;

fn shown(text: &str, format: MemoryFormat) -> String {
    let (fr, en) = (Language::French.into(), Language::English.into());
    match read_memory("m", text.as_bytes(), format, (&fr, &en)) {
        Ok(units) => units
            .iter()
            .map(|u| format!("{}|{}|{}\n", u.source, u.target, u.note))
            .collect::<String>()
            .replace(['\u{a0}', '\u{202f}'], "~"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn units_are_read_in_every_form() {
    insta::assert_snapshot!(shown(TMX, MemoryFormat::Tmx), @"
    «~Oui~! & non|“Yes! & no|voir p. 3
    |Alone.|
    ");
    let xliff = r#"<xliff version="1.2"><file source-language="fr"><body><trans-unit id="1"><source>Il <g id="1">pleut</g>.</source>
        <seg-source><mrk>Il pleut.</mrk></seg-source><target>It rains.</target><alt-trans><source>x</source><target>y</target></alt-trans>
        </trans-unit></body></file></xliff>"#;
    insta::assert_snapshot!(shown(xliff, MemoryFormat::Xliff), @"Il pleut.|It rains.|");
    let xliff2 = r#"<xliff version="2.1"><file id="f"><unit id="1"><segment><source>Il <ph id="1"/>pleut.</source><target>It rains.</target></segment></unit></file></xliff>"#;
    insta::assert_snapshot!(shown(xliff2, MemoryFormat::Xliff), @"Il pleut.|It rains.|");
    insta::assert_snapshot!(shown("target;source\r\nYes.;Oui.\r\n", MemoryFormat::Table), @"Oui.|Yes.|");
    insta::assert_snapshot!(shown("<tmx>\n<body>\n<tu>", MemoryFormat::Tmx), @"m:3: the file ends within an element, expected a whole TMX or XLIFF file in UTF-8 or UTF-16");
    insta::assert_snapshot!(shown("<html></html>", MemoryFormat::Tmx), @"m:1: there is no `tmx` or `xliff` in it, expected a whole TMX or XLIFF file in UTF-8 or UTF-16");
    insta::assert_snapshot!(shown("<tmx>&eacute;</tmx>", MemoryFormat::Tmx), @"m:1: found `&eacute;`, expected `&amp;` for an ampersand");
}

#[test]
fn of_several_texts_in_one_language_one_is_taken() {
    let tmx = |tuvs: &[(&str, &str)]| {
        let tuv = |(tag, text): &(&str, &str)| format!("<tuv xml:lang=\"{tag}\"><seg>{text}</seg></tuv>");
        let tuvs: String = tuvs.iter().map(tuv).collect();
        shown(&format!("<tmx><body><tu>{tuvs}</tu></body></tmx>"), MemoryFormat::Tmx)
    };
    let texts = [("fr-FR", "Un mail."), ("fr-CA", "Un courriel."), ("en-US", "Mail."), ("en-GB", "Post.")];
    assert_eq!(tmx(&texts), "Un mail.|Mail.|\n");
    let texts = [("fr-FR", "Un mail."), ("fr", "Un courriel."), ("fr", "Une lettre."), ("en", "Mail.")];
    assert_eq!(tmx(&texts), "Un courriel.|Mail.|\n");
}

#[test]
fn a_file_in_other_languages_is_refused() {
    let of = |head: &str| shown(&format!("<xliff {head}></xliff>"), MemoryFormat::Xliff);
    insta::assert_snapshot!(of(r#"srcLang="en-US" trgLang="fr""#), @"m:1: the source is `en-US`, expected `fr`: name its languages with --source-lang and --target-lang");
    insta::assert_snapshot!(of(r#"version="1.2"><file source-language="fr_CA" target-language="de"></file"#), @"m:1: the target is `de`, expected `en`: name its languages with --source-lang and --target-lang");
    assert_eq!(of(r#"srcLang="fr-CA" trgLang="eng""#), "");
}

#[test]
fn only_what_is_in_another_encoding_is_to_be_saved_in_utf_8() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is gone"))
        }
    }
    let (fr, en) = (Language::French.into(), Language::English.into());
    let said = |from: &mut dyn BufRead| {
        read_memory("m", from, MemoryFormat::Po, (&fr, &en)).unwrap_err().to_string()
    };
    let broken = said(&mut BufReader::new(b"msgid".chain(Broken)));
    assert!(broken.contains("the disk is gone") && !broken.contains("UTF-8"), "{broken}");
    let latin = said(&mut b"msgid \"\xe9\"".as_slice());
    assert!(latin.contains("msgconv -t UTF-8"), "{latin}");
}

#[test]
fn utf_16_is_read_by_its_mark() {
    let units = |mark: [u8; 2], bytes: fn(u16) -> [u8; 2]| {
        let (fr, en) = (Language::French.into(), Language::English.into());
        let file: Vec<u8> = mark.into_iter().chain(TMX.encode_utf16().flat_map(bytes)).collect();
        read_memory("m", file.as_slice(), MemoryFormat::Tmx, (&fr, &en)).unwrap()
    };
    let (little, big) = (units([0xff, 0xfe], u16::to_le_bytes), units([0xfe, 0xff], u16::to_be_bytes));
    assert_eq!(little, big);
    assert_eq!((little.len(), little[0].source.as_str()), (2, "«\u{a0}Oui\u{202f}! & non"));
}

#[test]
fn a_wrong_unit_comes_first() {
    // The gold of the contract as a memory, with two targets exchanged.
    let read = |name: &str| std::fs::read_to_string(project("corpora/article").join(name)).unwrap();
    let (french, english) = (read("article.fr"), read("article.en"));
    let (french, english): (Vec<&str>, Vec<&str>) = (french.lines().collect(), english.lines().collect());
    let gold = read("article.gold");
    let pairs = gold.lines().filter_map(|line| {
        let (a, b) = line.split_once(':')?;
        Some((a.trim().parse::<usize>().ok()?, b.trim().parse::<usize>().ok()?))
    });
    let pairs: Vec<(&str, &str)> = pairs.map(|(a, b)| (french[a], english[b])).collect();
    assert!(pairs.len() > 10);
    let mut table = String::from("source\ttarget\n");
    for (nth, (source, target)) in pairs.iter().enumerate() {
        let target = if nth == 5 { "Nobody knows where the ships went after that." } else { target };
        table += &format!("{}\t{}\n", source.replace('"', ""), target.replace('"', ""));
    }
    let visavis = Visavis::with(&[("memory.tsv", table.as_bytes())]);
    let said = visavis.outcome(&["import", "memory.tsv", "-o", "review.csv"]);
    assert!(said.starts_with("0: review.csv: "), "{said}");
    let review = visavis.read("review.csv");
    let first = review.lines().nth(1).unwrap();
    assert!(first.starts_with("5,todo"), "{first}");
    assert_eq!(visavis.files(), ["memory.tsv", "review.csv", "review.visavis"]);
    assert!(visavis.outcome(&["apply", "review.csv"]).starts_with("0: "));
}
