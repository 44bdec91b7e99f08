//! Reviewed tables read back, whatever a spreadsheet made of their form.

use std::io::{self, Read};

use proptest::prelude::*;
use visavis::model::{Bead, Confidence, SourceRange, TargetRange};
use visavis::review::{Delimiter, Records, Reviewed, Row, Status, TableFormat, check, write_table};

use crate::support::project;

fn read(table: &[u8]) -> Result<Vec<Reviewed>, String> {
    let records = Records::new("pairs.csv", table).map_err(|error| error.to_string())?;
    records.collect::<Result<_, _>>().map_err(|error| error.to_string())
}

/// Gives one byte at a time.
struct Drop<'b>(&'b [u8]);

impl Read for Drop<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.0.len().min(into.len()).min(1);
        self.0.read(&mut into[..count])
    }
}

#[test]
fn columns_are_found_by_name_in_any_order_and_others_are_kept() {
    let table = "\u{feff}target;Notes;id;source;status;confidence;type\r\n\
                 \"It rains; hard.\";voir p. 3;7;'- Il pleut.;OK;0,970;1–1\r\n\
                 ;;;;;;\r\n\
                 'Tis so.;;8;C'est ainsi.;;97 %;1-1\r\n";
    let mut records = Records::new("pairs.csv", table.as_bytes()).unwrap();
    assert_eq!((records.delimiter(), records.has_mark()), (Delimiter::Semicolon, true));
    assert_eq!(records.unknown(), ["Notes"]);
    assert!(records.missing().eq([
        "action",
        "flags",
        "translator_comments",
        "src_ids",
        "tgt_ids",
        "para",
        "document",
        "check",
        "why"
    ]));
    let rows: Vec<Reviewed> = records.by_ref().map(|row| row.unwrap()).collect();
    assert_eq!(records.encoding(), "UTF-8");
    let first = &rows[0];
    assert_eq!((first.line, first.status, first.others[0].as_str()), (2, Status::Ok, "voir p. 3"));
    assert_eq!(
        (first.record.source.as_str(), first.record.target.as_str()),
        ("- Il pleut.", "It rains; hard.")
    );
    assert_eq!((first.record.confidence.as_str(), first.record.shape.as_str()), ("0.970", "1-1"));
    assert_eq!(first.confidence, Some(Confidence::new(0.97)));
    let second = &rows[1];
    assert_eq!((second.line, second.status, second.record.target.as_str()), (4, Status::Todo, "'Tis so."));
    assert_eq!(second.confidence, Some(Confidence::new(0.97)));
}

#[test]
fn lines_are_counted_in_cells_too_however_they_end() {
    for (end, name) in [("\n", "LF"), ("\r\n", "CRLF"), ("\r", "CR")] {
        let table = ["source,target", "\"a", "b\",c", "", "d,e", "\"f\",\"g", "", "\"", "h,i", ""].join(end);
        let lines: Vec<usize> = read(table.as_bytes()).unwrap().iter().map(|row| row.line).collect();
        assert_eq!(lines, [2, 5, 6, 9], "{name}");
        let records = Records::new("pairs.csv", Drop(table.as_bytes())).unwrap();
        assert!(records.map(|row| row.unwrap().line).eq(lines));
    }
}

#[test]
fn every_encoding_that_a_spreadsheet_saves_in_is_read() {
    let table = "source;target\r\n«\u{a0}L’été\u{a0}» – œuvre;The summer\r\n";
    let source = "«\u{a0}L’été\u{a0}» – œuvre";
    let utf16 = |swap: bool| -> Vec<u8> {
        let units = table.encode_utf16();
        units.flat_map(|unit| if swap { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    let encoded = |encoding: &'static encoding_rs::Encoding| {
        let (bytes, _, lossy) = encoding.encode(table);
        assert!(!lossy);
        bytes.into_owned()
    };
    let (windows, mac) = (encoded(encoding_rs::WINDOWS_1252), encoded(encoding_rs::MACINTOSH));
    for (bytes, encoding) in [
        (table.as_bytes().to_vec(), "UTF-8"),
        (["\u{feff}", table].concat().into_bytes(), "UTF-8"),
        (utf16(false), "UTF-16LE"),
        (utf16(true), "UTF-16BE"),
        ([b"\xff\xfe".to_vec(), utf16(false)].concat(), "UTF-16LE"),
        (windows.clone(), "windows-1252"),
        (mac.clone(), "macintosh"),
        ([b"sep=;\r\n", &*windows].concat(), "windows-1252"),
        // The first sign that is not ASCII comes late.
        (table.replace("target\r", &format!("target{}\r", "\r\na;b".repeat(40_000))).into_bytes(), "UTF-8"),
        (
            [b"source;target\r\n", "a;b\r\n".repeat(40_000).as_bytes(), &windows[15..]].concat(),
            "windows-1252",
        ),
        ([b"source;target\r\n", "a;b\r\n".repeat(40_000).as_bytes(), &mac[15..]].concat(), "macintosh"),
    ] {
        let mut records = Records::new("pairs.csv", bytes.as_slice()).unwrap();
        let last = records.by_ref().map(|row| row.unwrap()).last().unwrap();
        assert_eq!((last.record.source.as_str(), records.encoding()), (source, encoding));
    }
}

#[test]
fn a_few_rows_tell_mac_roman_from_windows() {
    let mut told = 0;
    for text in ["article", "contract", "notice", "story"] {
        let lines = |side: &str| -> Vec<String> {
            let text = std::fs::read_to_string(project("corpora").join(text).join(side)).unwrap();
            let text = text.replace(['"', '\t'], "").replace('\u{202f}', "\u{a0}");
            text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
        };
        let rows: Vec<(String, String)> = lines("fr.txt").into_iter().zip(lines("en.txt")).collect();
        for rows in rows.chunks(4) {
            let cells: String = rows.iter().map(|(source, target)| format!("{source}\t{target}\n")).collect();
            let table = format!("source\ttarget\n{cells}");
            for encoding in [encoding_rs::WINDOWS_1252, encoding_rs::MACINTOSH] {
                let (bytes, _, lossy) = encoding.encode(&table);
                if lossy || bytes.is_ascii() {
                    continue;
                }
                let back =
                    read(&bytes).unwrap().into_iter().map(|row| (row.record.source, row.record.target));
                assert!(back.eq(rows.iter().cloned()), "{table}");
                told += 1;
            }
        }
    }
    assert!(told > 80, "only {told} were told");
}

#[test]
fn what_cannot_be_understood_is_refused_with_place_and_way_out() {
    let fault = |table: &[u8]| read(table).unwrap_err();
    insta::assert_snapshot!(fault(b""), @"pairs.csv:1: there is no row, expected a header that names the columns: is this the right file?");
    insta::assert_snapshot!(fault(b"id,source\n0,a\n"), @"pairs.csv:1: there is no column `target`, but id, source, expected the header that `visavis align` wrote: put the names of the columns back into the first row");
    insta::assert_snapshot!(fault(b"source,target,source\n"), @"pairs.csv:1: the column `source` stands twice, expected each name once: remove the column that was added");
    insta::assert_snapshot!(fault(b"source,target\na,b\nc\n"), @"pairs.csv:3: the row has 1 cells, expected 2, as many as the header: look for a quotation mark or a cut in this row or the one before");
    insta::assert_snapshot!(fault(b"source,target\n\na,b,c\n"), @"pairs.csv:3: the row has 3 cells, expected 2, as many as the header: look for a quotation mark or a cut in this row or the one before");
    insta::assert_snapshot!(fault(b"source,target,status\na,b,oui\n"), @"pairs.csv:2, column `status`: found `oui`, expected `todo`, `ok`, `fix` or `reject`");
    insta::assert_snapshot!(fault(b"source,target,confidence\na,b,janv. 97\n"), @"pairs.csv:2, column `confidence`: found `janv. 97`, expected a number from 0 to 1, such as 0.97, or nothing");
    insta::assert_snapshot!(fault("source,target\né,à\n".as_bytes().iter().chain(b"\xe9,b\n").copied().collect::<Vec<_>>().as_slice()), @"pairs.csv:3: byte 20 (0xe9) is not valid UTF-8: save the table as CSV in UTF-8 once more, from the file before it was damaged");
    let endless = b"source,target\na,b\n\""
        .iter()
        .copied()
        .chain(std::iter::repeat_n(b'x', 70 << 20))
        .collect::<Vec<_>>();
    insta::assert_snapshot!(fault(&endless), @"pairs.csv:3: a row from here on is longer than 64 MiB, expected the quotation mark that ends a cell: put it where it is missing");
}

/// Any text at all, with many marks, quotes, spaces and line ends.
fn any_cell() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[=+@'\t\r\n;,\" \u{a0}\u{202f}\u{feff}«»“”’a-cé.-]{0,12}",
        3 => "\\PC{0,8}",
        1 => any::<String>(),
        1 => Just("é\n\"".repeat(40_000)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn what_was_written_reads_back(
        cells in prop::collection::vec((any_cell(), any_cell(), any_cell()), 0..6),
        semicolon: bool, bom: bool, decimal_comma: bool, utf16: bool,
    ) {
        let bead = Bead {
            source: SourceRange::new(3, 5),
            target: TargetRange::new(4, 5),
            confidence: Confidence::new(0.25),
        };
        let rows: Vec<Row<'_>> = cells.iter().enumerate().map(|(id, (source, target, document))| {
            Row { id, status: Status::Todo, source, target, bead, flags: Vec::new(), why: Vec::new(), paragraph: 2, document }
        }).collect();
        let delimiter = if semicolon { Delimiter::Semicolon } else { Delimiter::Tab };
        let mut table = Vec::new();
        write_table(&rows, TableFormat { delimiter, bom, decimal_comma }, &mut table).unwrap();
        if utf16 {
            let text = String::from_utf8(table).unwrap();
            table = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        }
        let back = read(&table).map_err(TestCaseError::fail)?;
        prop_assert_eq!(back.len(), rows.len());
        for (row, back) in rows.iter().zip(back) {
            prop_assert_eq!(&back.record.source, row.source);
            prop_assert_eq!(&back.record.target, row.target);
            prop_assert_eq!(&back.record.document, row.document);
            prop_assert_eq!(back.record.check, check(row.source, row.target));
            prop_assert_eq!(back.confidence, Some(Confidence::new(0.25)));
            prop_assert_eq!(
                (back.record.id, back.record.shape, back.record.src_ids, back.record.tgt_ids, back.record.para),
                (row.id.to_string(), "2-1".to_owned(), "3+4".to_owned(), "4".to_owned(), "2".to_owned())
            );
        }
    }
}
