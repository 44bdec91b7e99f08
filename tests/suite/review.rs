//! The table: nothing is lost in it, and it reads back.

use proptest::prelude::*;
use visavis::model::{Document, Language};
use visavis::pipeline::{self, DocumentOptions};
use visavis::review::{COLUMNS, Delimiter, Record, Row, TableFormat, rows, unguard, write_table};

use crate::support::{align, document};

fn table(rows: &[Row<'_>], format: TableFormat) -> String {
    let mut out = Vec::new();
    write_table(rows, format, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn read_back(table: &str, delimiter: u8) -> Vec<Record> {
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(table.as_bytes());
    assert_eq!(reader.headers().unwrap(), COLUMNS.as_slice());
    reader.deserialize().map(|record| record.unwrap()).collect()
}

fn pair(french: &str, english: &str) -> (Document, Document) {
    (document(french, Language::French), document(english, Language::English))
}

#[test]
fn a_table_is_what_a_person_sees() {
    let (french, english) = pair(
        "Le prix\n\n- «\u{a0}Combien\u{202f}?\u{a0}» dit-il. Il paya 12 euros et sortit; la pluie tombait.",
        "The price\n\n- “How much?” he said. He paid 13 euros and went out. The rain was falling.",
    );
    let alignment = align(&french, &english);
    let rows = rows((&french, Language::French), (&english, Language::English), &alignment);
    insta::assert_snapshot!(table(&rows, TableFormat::default()).replace('\r', "␍"), @r#"
    id,status,action,source,target,confidence,type,flags,translator_comments,src_ids,tgt_ids,para,document,check,why␍
    0,todo,,Le prix,The price,1.000,1-1,,,0,0,0,text,dmcjgmlfcdmmkjhm,␍
    1,todo,,'- « Combien ? » dit-il.,'- “How much?” he said.,1.000,1-1,,,1,1,1,text,oicaaljpaeeimbgh,␍
    2,todo,,Il paya 12 euros et sortit; la pluie tombait.,He paid 13 euros and went out. The rain was falling.,0.993,1-2,numbers,,2,2+3,1,text,fjnkgeegkiecepml,"numbers: 12 in the source only, 13 in the target only"␍
    "#);
    insta::assert_snapshot!(table(&rows, TableFormat::EXCEL).lines().nth(1).unwrap(), @"0;todo;;Le prix;The price;1,000;1–1;;;0;0;0;text;dmcjgmlfcdmmkjhm;");
    insta::assert_snapshot!(table(&[], TableFormat { delimiter: Delimiter::Tab, ..TableFormat::default() }), @"id	status	action	source	target	confidence	type	flags	translator_comments	src_ids	tgt_ids	para	document	check	why");
}

#[test]
fn a_tab_in_the_text_does_not_add_a_column() {
    let (french, english) = pair("Un\tdeux, \"trois\";\u{a0}quatre.", "One\ttwo, \"three\"; four.");
    let alignment = align(&french, &english);
    let rows = rows((&french, Language::French), (&english, Language::English), &alignment);
    for (delimiter, byte) in [(Delimiter::Comma, b','), (Delimiter::Semicolon, b';'), (Delimiter::Tab, b'\t')]
    {
        let records = read_back(&table(&rows, TableFormat { delimiter, ..TableFormat::default() }), byte);
        assert_eq!(records.len(), 1);
        assert_eq!(records[0].source, "Un\tdeux, \"trois\";\u{a0}quatre.");
        assert_eq!(records[0].target, "One\ttwo, \"three\"; four.");
    }
}

#[test]
fn an_unpaired_sentence_is_a_row_with_an_empty_side() {
    let french = "Le ministre a signé le traité de Paris en 1856 devant les ambassadeurs.\n\n\
                  La Prusse avait refusé quatorze propositions de la délégation ottomane.\n\n\
                  Les navires quittèrent Sébastopol au mois de juillet.";
    let english = "The minister signed the treaty of Paris in 1856 before the ambassadors.\n\n\
                   The ships left Sebastopol in the month of July.";
    let (french, english) = pair(french, english);
    let alignment = align(&french, &english);
    let rows = rows((&french, Language::French), (&english, Language::English), &alignment);
    let records = read_back(&table(&rows, TableFormat::default()), b',');
    assert_eq!(records.len(), 3);
    assert_eq!((records[1].target.as_str(), records[1].tgt_ids.as_str()), ("", ""));
    assert_eq!((records[1].flags.as_str(), records[1].shape.as_str()), ("unpaired", "1-0"));
    assert_eq!(records[2].para, "2");
}

/// Any text at all, with many marks, quotes and line ends.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[A-ZÉ][a-zé]{1,6} [a-z]{1,8}[.!?…] ",
        2 => "[ \n\r\t.,;:!?…«»\"'’()\u{a0}\u{202f}=+@-]{1,4}",
        1 => "\\PC{1,6}",
        1 => Just("\r\n\r\n".to_owned()),
    ];
    prop::collection::vec(piece, 0..25).prop_map(|pieces| pieces.concat())
}

/// Asserts that the cells of one side, read back, are the text: in order, each character once.
fn covers(document: &Document, cells: &[&str]) -> Result<(), TestCaseError> {
    let text = document.text().content();
    let mut at = 0;
    for cell in cells.iter().filter(|cell| !cell.is_empty()) {
        let found = text[at..].find(cell);
        prop_assert!(
            found.is_some_and(|gap| text[at..at + gap].trim().is_empty()),
            "{cell:?} is not next in {text:?}"
        );
        at += found.unwrap_or(0) + cell.len();
    }
    prop_assert!(text[at..].trim().is_empty());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn every_character_is_in_exactly_one_row(french in any_text(), english in any_text(), pre_segmented: bool) {
        let load = |text: &str, language: Language| {
            let options = DocumentOptions { pre_segmented, ..DocumentOptions::new(language.into()) };
            pipeline::document("text", text.as_bytes(), &options).map(|loaded| loaded.document)
        };
        let (Ok(french), Ok(english)) = (load(&french, Language::French), load(&english, Language::English)) else {
            return Ok(()); // a NUL, or bytes that begin like a PDF
        };
        if french.segments().is_empty() || english.segments().is_empty() {
            return Ok(());
        }
        let alignment = align(&french, &english);
        let rows = rows((&french, Language::French), (&english, Language::English), &alignment);
        let records = read_back(&table(&rows, TableFormat::default()), b',');
        covers(&french, &records.iter().map(|record| unguard(&record.source)).collect::<Vec<_>>())?;
        // Rows follow the source: what moved stands elsewhere in the target.
        let mut of_target: Vec<_> = alignment.beads().iter().zip(&records).collect();
        of_target.sort_by_key(|(bead, _)| bead.target.start);
        covers(&english, &of_target.iter().map(|(_, record)| unguard(&record.target)).collect::<Vec<_>>())?;
        for record in &records {
            let confidence: f32 = record.confidence.parse().unwrap();
            prop_assert!((0.0..=1.0).contains(&confidence));
            prop_assert_eq!(record.check.len(), 16);
        }
    }
}
