//! Reviewed rows on their way to CAT tools: what qualifies goes out unchanged, and nothing else does.

use proptest::prelude::*;
use visavis::export::{self, Client, Context, Date, Kind, Options, Placed, Tally, Unit};
use visavis::model::Language;
use visavis::review::{Records, Status, check};

use crate::support::{Visavis, project};

/// A table as a reviewer gives it back.
fn table() -> String {
    let row = |id: usize, status: &str, source: &str, target: &str, confidence: &str, comment: &str| {
        let check = check(source, target);
        let quoted = [source, target, comment].map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
        let [source, target, comment] = quoted;
        let (src, tgt) = (if source == "\"\"" { String::new() } else { id.to_string() }, id);
        format!(
            "{id},{status},,{source},{target},{confidence},1-1,,{comment},{src},{tgt},0,fr.txt,{check}\r\n"
        )
    };
    [
        "id,status,action,source,target,confidence,type,flags,translator_comments,src_ids,tgt_ids,para,document,check\r\n".to_owned(),
        row(0, "ok", "«\u{a0}Oui\u{202f}!\u{a0}» <dit-il> & \"lui\"", "“Yes!” he said.", "0.970", ""),
        row(1, "todo", "L’été.", "Summer.", "0.5", ""),
        row(2, "ok", "Deux\r\nlignes.", "Two\r\nlines.", "0.9", "voir p. 3"),
        row(3, "ok", "Perdu.", "", "0.9", ""),
        row(4, "ok", "", "Added.", "0.9", ""),
        row(5, "reject", "Non.", "Perhaps.", "0.9", ""),
        row(6, "fix", "Oui.", "Yes.", "0.4", ""),
        row(7, "ok", "Oui.", "Yes.", "0.9", ""),
    ]
    .concat()
}

fn units(table: &str) -> Vec<Unit> {
    Records::new("t.csv", table.as_bytes()).unwrap().map(|row| row.unwrap().into()).collect()
}

fn options() -> Options {
    let date = Date::parse("2026-03-01T12:30:00Z").unwrap();
    Options::new(Language::French.into(), Language::English.into(), date)
}

/// What a format writes of `units`.
fn written(kind: Kind, units: &[Unit], options: &Options) -> (String, Tally) {
    let mut out = Vec::new();
    let format = export::begin(kind, options, &mut out, None).unwrap();
    let (tally, _) = export::export(units.iter().cloned().map(Ok), options, format).unwrap();
    (String::from_utf8(out).unwrap(), tally)
}

#[test]
fn a_memory_is_what_a_cat_tool_reads() {
    let (tmx, tally) = written(Kind::Tmx, &units(&table())[..4], &options());
    insta::assert_snapshot!(tmx, @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <!DOCTYPE tmx SYSTEM "tmx14.dtd">
    <tmx version="1.4">
     <header creationtool="visavis" creationtoolversion="0.1.0" segtype="sentence" o-tmf="visavis" adminlang="en" srclang="fr" datatype="plaintext" creationdate="20260301T123000Z"/>
     <body>
      <tu tuid="6ac34a18fd720518" creationdate="20260301T123000Z" creationid="visavis" changedate="20260301T123000Z" changeid="visavis">
       <prop type="file">fr.txt</prop>
       <prop type="next">L’été.</prop>
       <tuv xml:lang="fr">
        <seg>« Oui ! » &lt;dit-il&gt; &amp; &quot;lui&quot;</seg>
       </tuv>
       <tuv xml:lang="en">
        <seg>“Yes!” he said.</seg>
       </tuv>
      </tu>
      <tu tuid="28a73a4bd1d01d4f" creationdate="20260301T123000Z" creationid="visavis" changedate="20260301T123000Z" changeid="visavis">
       <note>voir p. 3</note>
       <prop type="file">fr.txt</prop>
       <prop type="prev">L’été.</prop>
       <prop type="next">Perdu.</prop>
       <tuv xml:lang="fr">
        <seg>Deux&#13;
    lignes.</seg>
       </tuv>
       <tuv xml:lang="en">
        <seg>Two&#13;
    lines.</seg>
       </tuv>
      </tu>
     </body>
    </tmx>
    "#);
    assert_eq!((tally.rows, tally.units, tally.undecided, tally.unpaired), (4, 2, 1, 1));
}

#[test]
fn only_rows_that_qualify_go_out() {
    let sources = |options: &Options| -> Vec<String> {
        let (lines, _) = written(Kind::Jsonl, &units(&table()), options);
        let line = |line: &str| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].as_str().unwrap().to_owned()
        };
        lines.lines().map(line).collect()
    };
    let mut with = options();
    assert_eq!(sources(&with), ["0", "2", "6", "7"]);
    with.selection.dedup = true;
    assert_eq!(sources(&with), ["0", "2", "6"]);
    with.selection.min_confidence = Some(visavis::model::Confidence::new(0.95));
    assert_eq!(sources(&with), ["0"]);
    with = Options { variants: true, ..options() };
    with.selection.statuses = vec![Status::Todo];
    assert_eq!(sources(&with), ["1", "1-1"]);
}

#[test]
fn what_nobody_decided_stops_the_export() {
    let damaged = table()
        .replace("Oui\u{202f}!", "Oui !")
        .replace("6,fix,,Oui", "6,fix,merge-next,Oui")
        .replace("\r\n6,fix,,", "\r\n6,fix,merge-next,")
        .replace("\r\n7,ok", "\r\n0,ok");
    let visavis = Visavis::with(&[("t.csv", damaged.as_bytes())]);
    insta::assert_snapshot!(visavis.outcome(&["export", "t.csv", "-o", "memory.tmx"]), @"
    2: error: nothing was written, because of 3 rows:
    t.csv:2: the texts of row `0` are not those that were written for review, but its status is `ok`: if the edit is yours, set `fix`; if a spreadsheet changed the row, repair it with `visavis apply`
    t.csv:10: the action `merge-next` was not carried out yet: do so with `visavis apply` first
    t.csv:11: the id `0` stands in a row before, expected each once: remove the row that was copied
    ");
    assert_eq!(visavis.files(), ["t.csv"]);
}

#[test]
fn a_character_that_xml_cannot_hold_costs_its_row_only() {
    let table =
        table().replace("Oui.", "Ou\u{c}i.").replace(&check("Oui.", "Yes."), &check("Ou\u{c}i.", "Yes."));
    let visavis = Visavis::with(&[("t.csv", table.as_bytes())]);
    insta::assert_snapshot!(visavis.outcome(&["export", "t.csv", "-o", "memory.tmx"]), @"
    1: warning: t.csv:10: column `source`: character 3 is U+000C, which XML cannot hold: the row was left out; remove the character
    warning: t.csv:11: column `source`: character 3 is U+000C, which XML cannot hold: the row was left out; remove the character
    memory.tmx: 2 of 8 rows as tmx; left out (unpaired: 2, of another status: 2, that the format cannot hold: 2)
    ");
    assert!(!visavis.read("memory.tmx").contains('\u{c}'));
}

#[test]
fn two_plain_files_have_a_line_a_unit() {
    let visavis = Visavis::with(&[("t.csv", table().as_bytes())]);
    insta::assert_snapshot!(visavis.outcome(&["export", "t.csv", "--to", "moses", "-o", "pairs"]), @r"
    1: warning: t.csv:4: column `source`: a line ends within the text (U+000D), where the format has a line a unit: the row was left out; --escape-lines writes `\n` for it
    pairs.fr: 3 of 8 rows as moses; left out (unpaired: 2, of another status: 2, that the format cannot hold: 1)
    ");
    assert_eq!(visavis.read("pairs.en"), "“Yes!” he said.\nYes.\nYes.\n");
    let args = ["export", "t.csv", "--to", "moses", "-o", "all", "--escape-lines"];
    assert_eq!(visavis.run(&args).status.code(), Some(0));
    assert_eq!(visavis.read("all.fr").lines().nth(1), Some("Deux\\r\\nlignes."));
}

#[test]
fn each_cat_tool_gets_its_columns_and_tags() {
    let header = |client| {
        let options = Options { client, ..options() };
        written(Kind::Csv, &units(&table()), &options).0.lines().next().unwrap().to_owned()
    };
    assert_eq!(header(None), "context,source,target,fuzzy,translator_comments");
    assert_eq!(header(Some(Client::Weblate)), header(None));
    assert_eq!(header(Some(Client::Phrase)), "key,fr,en,comment");
    assert_eq!(header(Some(Client::MemoQ)), "\u{feff}id,fr,en,comment");
    assert_eq!(header(Some(Client::Trados)), "id,fr-FR,en-US,comment");
    let options = Options { client: Some(Client::Trados), ..options() };
    assert!(written(Kind::Tmx, &units(&table()), &options).0.contains("srclang=\"fr-FR\""));
}

#[test]
fn a_source_with_two_targets_is_bound_to_its_place() {
    let mut units = units(&table());
    units[7].target = "Indeed.".to_owned();
    units[7].unchanged = None;
    let options = Options { context: Context::Repeats, ..options() };
    let tmx = written(Kind::Tmx, &units, &options).0;
    assert_eq!(tmx.matches("<prop type=\"file\">").count(), 1);
    assert!(tmx.contains("<prop type=\"prev\">Oui.</prop>"));
}

#[test]
fn neighbours_are_those_of_the_text_and_not_of_the_table() {
    let mut units = units(&table());
    units.swap(0, 1); // as a spreadsheet sorts them
    let tmx = written(Kind::Tmx, &units, &options()).0;
    assert!(!tmx.contains("<prop type=\"next\">Deux"), "{tmx}");
}

#[test]
fn the_same_table_makes_the_same_file_whenever_it_is_exported() {
    let visavis = Visavis::with(&[("t.csv", table().as_bytes())]);
    for output in ["a.tmx", "b.tmx"] {
        let mut command = visavis.command(&["export", "t.csv", "-o", output]);
        assert!(command.env("SOURCE_DATE_EPOCH", "951782400").output().unwrap().status.success());
    }
    assert!(visavis.read("a.tmx").contains("creationdate=\"20000229T000000Z\""));
    assert_eq!(visavis.read("a.tmx"), visavis.read("b.tmx"));
}

#[test]
fn what_is_asked_for_wrongly_is_refused() {
    let visavis = Visavis::with(&[
        ("t.csv", table().as_bytes()),
        ("other.txt", "Autre texte.".as_bytes()),
        ("fr.txt", b"Oui."),
    ]);
    insta::assert_snapshot!(visavis.outcome(&["export", "t.csv", "-o", "memory.doc"]), @"2: error: `.doc` names no format that visavis writes: name one with --to, such as --to tmx");
    insta::assert_snapshot!(visavis.outcome(&["export", "t.csv"]), @"2: error: no format is named: give the output an extension, such as memory.tmx, or use --to");
    insta::assert_snapshot!(visavis.outcome(&["export", "t.csv", "-o", "a.tmx", "--xliff", "1.2"]), @"2: error: --xliff is for XLIFF, but the output is none: name it with .xlf, or use --to xliff");
    insta::assert_snapshot!(visavis.outcome(&["export", "t.csv", "--bundle", "omegat", "P", "--source", "other.txt"]), @"2: error: t.csv: no row is of other.txt, expected rows whose column `document` names it: give the text with --source");
    insta::assert_snapshot!(visavis.outcome(&["export", "t.csv", "--bundle", "omegat", "P", "--source", "fr.txt"]), @"2: error: t.csv:2: the source of row `0` is not what stands next in fr.txt, “Oui.…”, expected the rows of fr.txt whole and in their order: is this the text that was aligned?");
    insta::assert_snapshot!(visavis.outcome(&["verify", "--client", "omegat", "t"]), @"2: error: t: has no visavis/proof.json, expected a folder that `visavis export --bundle omegat` made: No such file or directory (os error 2)");
    assert_eq!(visavis.files(), ["fr.txt", "other.txt", "t.csv"]);
}

#[test]
fn a_bundle_holds_the_text_the_memory_and_rules_in_both_forms() {
    let visavis = Visavis::new();
    let file = |name: &str| project("corpora/story").join(name).display().to_string();
    assert!(visavis.run(&["align", &file("fr.txt"), &file("en.txt"), "-o", "t.csv"]).status.success());
    let source = file("fr.txt");
    let args = ["export", "t.csv", "--status", "todo", "--bundle", "omegat", "P", "--source", &source];
    assert!(visavis.run(&args).status.success());
    assert_eq!(visavis.read("P/source/fr.txt"), std::fs::read_to_string(&source).unwrap());
    assert!(visavis.read("P/tm/auto/visavis.tmx").contains("<seg>"));
    let rules = visavis.read("P/omegat/segmentation.srx");
    visavis::segment::srx::Srx::parse("ours", rules.as_bytes()).unwrap().rules("FR").unwrap();
    let conf = visavis.read("P/omegat/segmentation.conf");
    assert!(conf.matches("segmentation.Rule\"").count() == rules.matches("<rule ").count());
    assert!(visavis.path("P/target").is_dir());
    let again = visavis.outcome(&args);
    insta::assert_snapshot!(again, @"2: error: P: exists already: name another folder, or remove it");
    insta::assert_snapshot!(visavis.outcome(&["verify", "--client", "omegat", "P", "--program", "no-such-program"]), @"2: error: there is no program `no-such-program`: install OmegaT, or name it with --program");
}

#[test]
fn a_page_needs_no_other_file() {
    let (page, _) = written(Kind::Html, &units(&table()), &options());
    let document = roxmltree::Document::parse_with_options(
        &page,
        roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() },
    )
    .unwrap();
    let cells: Vec<&str> = document
        .descendants()
        .filter(|node| node.has_tag_name("td"))
        .filter_map(|node| node.text())
        .collect();
    assert_eq!(cells.len(), 8);
    assert_eq!(cells[0], "«\u{a0}Oui\u{202f}!\u{a0}» <dit-il> & \"lui\"");
    assert!(!page.contains("http") && !page.contains("src="));
}

/// Any text that XML can hold, with all that must be escaped.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof!["[<>&'\"\r\n\t;,\\\\% \u{a0}\u{202f}«»’a-cé\\]]{1,10}", "\\PC{1,8}"];
    piece.prop_map(|text: String| text.replace(['\u{fffe}', '\u{ffff}'], ""))
}

/// The texts of elements with this name.
fn texts(xml: &str, name: &str) -> Vec<String> {
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let document = roxmltree::Document::parse_with_options(xml, options).unwrap();
    let elements = document.descendants().filter(|node| node.tag_name().name() == name);
    elements.map(|node| node.text().unwrap_or_default().to_owned()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn every_text_goes_out_as_it_is(cells in prop::collection::vec((any_text(), any_text(), any_text()), 1..5)) {
        let template = units(&table()).remove(0);
        let units: Vec<Unit> = cells.iter().enumerate().map(|(id, (source, target, document))| Unit {
            id: id.to_string(), source: source.clone(), target: target.clone(), document: document.clone(),
            note: target.clone(), unchanged: None, ..template.clone()
        }).filter(|unit| !unit.source.is_empty() && !unit.target.is_empty()).collect();
        let (sources, targets): (Vec<_>, Vec<_>) =
            units.iter().map(|unit| (unit.source.clone(), unit.target.clone())).unzip();

        let segments: Vec<String> = texts(&written(Kind::Tmx, &units, &options()).0, "seg");
        let both: Vec<String> = units.iter().flat_map(|unit| [unit.source.clone(), unit.target.clone()]).collect();
        prop_assert_eq!(segments, both);
        for kind in [Kind::Xliff, Kind::Xliff12] {
            let xliff = written(kind, &units, &options()).0;
            prop_assert_eq!(&texts(&xliff, "source"), &sources);
            prop_assert_eq!(&texts(&xliff, "target"), &targets);
        }
        let lines = written(Kind::Jsonl, &units, &options()).0;
        for (line, unit) in lines.lines().zip(&units) {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            prop_assert_eq!(line["source"].as_str(), Some(unit.source.as_str()));
        }
        let table = written(Kind::Csv, &units, &options()).0;
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        let found: Vec<String> = reader.records().map(|row| row.unwrap()[1].to_owned()).collect();
        prop_assert_eq!(&found, &sources);
    }

    #[test]
    fn a_variant_differs_in_apostrophes_and_spaces_only(text in "[ \u{a0}\u{202f}'’«»!?;:a-cé]{0,20}") {
        let plain = |text: &str| text.replace(['\u{a0}', '\u{202f}'], " ").replace('’', "'");
        for variant in export::variants(&text, Language::French) {
            prop_assert_ne!(&variant, &text);
            prop_assert_eq!(plain(&variant), plain(&text));
        }
    }
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_has_a_column_a_field() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::RowAccessor;

    let visavis = Visavis::with(&[("t.csv", table().as_bytes())]);
    assert!(visavis.run(&["export", "t.csv", "-o", "t.parquet"]).status.success());
    let reader = SerializedFileReader::new(std::fs::File::open(visavis.path("t.parquet")).unwrap()).unwrap();
    let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(|row| row.unwrap()).collect();
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[1].get_string(4).unwrap(), "Deux\r\nlignes.");
    assert_eq!(rows[1].get_string(7).unwrap(), "voir p. 3");
    assert_eq!(rows[2].get_float(8).unwrap(), 0.4);
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_build_without_parquet_says_so() {
    let visavis = Visavis::with(&[("t.csv", table().as_bytes())]);
    insta::assert_snapshot!(visavis.outcome(&["export", "t.csv", "-o", "t.parquet"]), @"2: error: this visavis cannot write Parquet, expected one that was built with it: `cargo install --features parquet`");
    assert_eq!(visavis.files(), ["t.csv"]);
}

/// Counts, so that a format is no more than it says.
struct Count<'c>(&'c mut usize);

impl export::Format for Count<'_> {
    fn unit(&mut self, _: &Placed<'_>) -> visavis::Result<()> {
        *self.0 += 1;
        Ok(())
    }

    fn end(self: Box<Self>) -> visavis::Result<()> {
        Ok(())
    }
}

#[test]
fn another_format_is_one_trait_away() {
    let mut count = 0;
    let units = units(&table()).into_iter().map(Ok);
    export::export(units, &options(), Box::new(Count(&mut count))).unwrap();
    assert_eq!(count, 4);
}
