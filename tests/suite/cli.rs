//! The command from outside: what a person types and sees.

use std::io::Write;
use std::process::Stdio;

use crate::support::{Visavis, project};

const FRENCH: &[u8] = "Il pleut. Elle sort.\n".as_bytes();
const ENGLISH: &[u8] = b"It rains. She goes out.\n";

fn pair() -> Visavis {
    Visavis::with(&[("fr.txt", FRENCH), ("en.txt", ENGLISH)])
}

#[test]
fn the_main_job_is_one_command() {
    let visavis = pair();
    insta::assert_snapshot!(visavis.outcome(&["align", "fr.txt", "en.txt", "-o", "pairs.csv"]), @"0: pairs.csv: 2 source and 2 target sentences in 2 rows (1-1: 2); none to check");
    insta::assert_snapshot!(visavis.read("pairs.csv").replace('\r', ""), @"
    id,status,action,source,target,confidence,type,flags,translator_comments,src_ids,tgt_ids,para,document,check,why
    0,todo,,Il pleut.,It rains.,1.000,1-1,,,0,0,0,fr.txt,hdcobaafkppbhpfn,
    1,todo,,Elle sort.,She goes out.,1.000,1-1,,,1,1,0,fr.txt,bdiobkhgkmgbhlij,
    ");
    assert_eq!(visavis.files(), ["en.txt", "fr.txt", "pairs.csv", "pairs.visavis"]);
}

#[test]
fn without_a_file_the_table_goes_to_standard_output_and_the_summary_does_not() {
    let output = pair().run(&["align", "fr.txt", "en.txt"]);
    assert!(output.stdout.starts_with(b"id,status,action,source,target,"));
    assert!(String::from_utf8(output.stderr).unwrap().starts_with("2 source and 2 target sentences"));
    let quiet = pair().run(&["align", "fr.txt", "en.txt", "-q"]);
    assert!(quiet.stderr.is_empty());
}

#[test]
fn a_text_may_come_from_standard_input() {
    let visavis = pair();
    let mut child = visavis
        .command(&["align", "-", "en.txt", "-q"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(FRENCH).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().contains("standard input"));
    insta::assert_snapshot!(visavis.outcome(&["align", "-", "-"]), @"2: error: both texts are `-`, but only one can come from standard input: name a file for the other");
}

#[test]
fn segment_writes_lines_bounds_or_json() {
    let visavis = Visavis::with(&[("t.txt", "\u{feff}Été. Oui\u{202f}!\n\nFin".as_bytes())]);
    let out = |args: &[&str]| {
        String::from_utf8(visavis.run(&[&["segment", "t.txt", "--lang", "fr"], args].concat()).stdout)
            .unwrap()
    };
    insta::assert_snapshot!(out(&[]), @"
    Été.
    Oui !
    Fin
    ");
    insta::assert_snapshot!(out(&["--format", "bounds"]), @"
    0	6
    7	14
    16	19
    ");
    // The first probability is the model's, and changes with its weights.
    let json = out(&["--format", "jsonl"]);
    let (first, rest) = json.split_once('\n').unwrap();
    assert!(first.starts_with(r#"{"number":0,"paragraph":0,"start":0,"end":6,"probability":0.9"#), "{first}");
    assert!(first.ends_with(r#","text":"Été."}"#), "{first}");
    insta::assert_snapshot!(rest, @r#"
    {"number":1,"paragraph":0,"start":7,"end":14,"probability":1.0,"text":"Oui !"}
    {"number":2,"paragraph":1,"start":16,"end":19,"probability":1.0,"text":"Fin"}
    "#);
}

#[test]
fn excel_gets_a_mark_semicolons_and_commas() {
    let visavis = pair();
    visavis.run(&["align", "fr.txt", "en.txt", "--excel", "-o", "pairs.csv"]);
    let table = visavis.read("pairs.csv");
    assert!(table.starts_with("\u{feff}id;status;"));
    let row = table.lines().nth(1).unwrap();
    assert!(
        row.contains(";1–1;") && !row.contains("0.") && (row.contains(";0,") || row.contains(";1,")),
        "{row}"
    );
}

#[test]
fn pre_segmented_lines_are_not_joined_or_cut() {
    let visavis =
        Visavis::with(&[("f", "Il pleut. Elle\nsort\n".as_bytes()), ("e", b"It rains. She\ngoes out\n")]);
    let output = visavis.run(&["align", "f", "e", "--pre-segmented", "-q"]);
    assert!(String::from_utf8(output.stdout).unwrap().contains("Il pleut. Elle,It rains. She,"));
}

#[test]
fn an_existing_file_is_kept_unless_forced() {
    let visavis = pair();
    std::fs::write(visavis.path("pairs.csv"), "precious").unwrap();
    insta::assert_snapshot!(visavis.outcome(&["align", "fr.txt", "en.txt", "-o", "pairs.csv"]), @"2: error: pairs.csv: exists already: name another file, or overwrite it with --force");
    assert_eq!(visavis.read("pairs.csv"), "precious");
    assert!(visavis.run(&["align", "fr.txt", "en.txt", "-o", "pairs.csv", "--force"]).status.success());
    assert!(visavis.read("pairs.csv").starts_with("id,"));
}

#[test]
fn an_input_is_never_overwritten() {
    let visavis = pair();
    insta::assert_snapshot!(visavis.outcome(&["align", "fr.txt", "en.txt", "-o", "en.txt", "--force"]), @"2: error: en.txt: the output would replace the input en.txt: name another file");
    assert_eq!(visavis.read("en.txt").as_bytes(), ENGLISH);
}

#[test]
fn flags_can_fail_a_script() {
    let visavis = Visavis::with(&[("f", "Il a 12 ans.".as_bytes()), ("e", b"He is 13 years old.")]);
    let status = |args: &[&str]| visavis.run(&[&["align", "f", "e", "-q"], args].concat()).status.code();
    assert_eq!(status(&["--fail-on", "numbers,unpaired"]), Some(1));
    assert_eq!(status(&["--fail-on", "any"]), Some(1));
    assert_eq!(status(&["--fail-on", "unpaired"]), Some(0));
    insta::assert_snapshot!(visavis.outcome(&["align", "f", "e", "--fail-on", "odd"]).lines().next().unwrap(), @"2: error: invalid value 'odd' for '--fail-on <FLAGS>': expected `any` or one of: unpaired, doubtful, numbers, length, untranslated, quotes, units, brackets, ending, names, inconsistent, spaces, apostrophes, moved, cut, joined");
}

#[test]
fn swapped_files_are_noticed() {
    let visavis = Visavis::new();
    let (french, english) = (project("corpora/article/fr.txt"), project("corpora/article/en.txt"));
    std::fs::copy(french, visavis.path("fr.txt")).unwrap();
    std::fs::copy(english, visavis.path("en.txt")).unwrap();
    let outcome = visavis.outcome(&["align", "en.txt", "fr.txt", "-o", "p.csv"]);
    insta::assert_snapshot!(outcome.lines().take(2).collect::<Vec<_>>().join("\n"), @"
    0: warning: en.txt looks English, expected French text: are the files in the right order?
    warning: fr.txt looks French, expected English text: are the files in the right order?
    ");
    // The other direction is a matter of two options.
    let other = visavis.outcome(&[
        "align",
        "en.txt",
        "fr.txt",
        "--source-lang",
        "en",
        "--target-lang",
        "fr-CA",
        "-o",
        "q.csv",
    ]);
    assert!(other.starts_with("0: q.csv: 19 source and 19 target"), "{other}");
}

#[test]
fn lines_cut_at_a_width_are_noticed() {
    let text = "Il y avait au fond du jardin\nun vieux puits que personne\nn'utilisait plus.\n\n".repeat(9);
    let visavis = Visavis::with(&[("fr.txt", text.as_bytes())]);
    insta::assert_snapshot!(visavis.outcome(&["segment", "fr.txt", "--lang", "fr"]), @"0: warning: the lines of fr.txt look cut at a width, and every line end ends a sentence: join the lines of each paragraph with --reflow");
}

/// What happens to a file as the source: the error, and nothing left behind.
fn refused(content: &[u8]) -> String {
    let visavis = Visavis::with(&[("fr.txt", content), ("en.txt", ENGLISH)]);
    let outcome = visavis.outcome(&["align", "fr.txt", "en.txt", "-o", "pairs.csv"]);
    assert_eq!(visavis.files(), ["en.txt", "fr.txt"]);
    outcome
}

#[test]
fn what_is_no_text_is_refused_with_the_way_out() {
    insta::assert_snapshot!(refused(b""), @"2: error: fr.txt: no sentence in it, expected text: is this the right file?");
    insta::assert_snapshot!(refused(b" \n\n\t\n"), @"2: error: fr.txt: no sentence in it, expected text: is this the right file?");
    insta::assert_snapshot!(refused(b"PK\x03\x04rest of a document"), @"2: error: fr.txt: is a ZIP archive or an office document (.docx, .odt, .xlsx, .epub), expected plain text: open it and save it as plain text (UTF-8), then give that file");
    insta::assert_snapshot!(refused(b"%PDF-1.7 \xff\xfe"), @"2: error: fr.txt: is a PDF, expected plain text: copy its text into a plain text file (UTF-8), then give that file");
    insta::assert_snapshot!(refused(b"Il pleut.\nElle\0sort."), @"2: error: fr.txt:2: holds a NUL character, expected plain text: it is a binary file, or a text in an encoding that must be named (--source-encoding or --target-encoding, --encoding for one text)");
    insta::assert_snapshot!(refused("Été à Orléans.\nDéjà \u{fffd}".as_bytes().strip_suffix(b"\xbf\xbd").unwrap()), @"2: error: fr.txt:2: byte 26 (0xef) is not valid UTF-8, as the rest of the file is: mend that place, or name the encoding (--source-encoding or --target-encoding, --encoding for one text), for example windows-1252");
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let visavis = pair();
    std::fs::create_dir(visavis.path("folder")).unwrap();
    insta::assert_snapshot!(visavis.outcome(&["align", "none.txt", "en.txt"]), @"2: error: none.txt: cannot be read: No such file or directory (os error 2): check the name and the folder");
    insta::assert_snapshot!(visavis.outcome(&["align", "folder", "en.txt"]), @"2: error: folder: cannot be read: Is a directory (os error 21): give one file of that folder");
    insta::assert_snapshot!(visavis.outcome(&["segment", "folder", "--lang", "fr"]), @"2: error: folder: cannot be read: Is a directory (os error 21): give one file of that folder");
}

#[test]
fn a_result_that_has_no_place_is_refused_before_the_work() {
    let visavis = pair();
    std::fs::write(visavis.path("t.csv"), "source,target\nOui.,Yes.\n").unwrap();
    std::fs::create_dir(visavis.path("folder")).unwrap();
    insta::assert_snapshot!(visavis.outcome(&["align", "fr.txt", "en.txt", "-o", "folder"]), @"2: error: folder: is a folder, expected the name of a file to write");
    insta::assert_snapshot!(visavis.outcome(&["align", "fr.txt", "en.txt", "-o", "none/pairs.csv"]), @"2: error: none/pairs.csv: there is no folder none: make it first");
    insta::assert_snapshot!(visavis.outcome(&["export", "t.csv", "--to", "moses", "-o", "-"]), @"2: error: two files cannot go to standard output: name them with -o, such as -o pairs");
    if cfg!(target_os = "linux") {
        // The folder is there, but takes no file. What is made there before the result is whole has a name that nobody knows.
        insta::assert_snapshot!(visavis.outcome(&["align", "fr.txt", "en.txt", "-o", "/proc/pairs.csv"]), @"2: error: /proc/pairs.csv: cannot be written: entity not found");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_an_error() {
    let visavis = pair();
    insta::assert_snapshot!(visavis.outcome(&["align", "fr.txt", "en.txt", "-o", "/dev/full"]), @"2: error: /dev/full: cannot be written: No space left on device (os error 28)");
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = visavis.command(&["align", "fr.txt", "en.txt", "-q"]).stdout(full).output().unwrap();
    insta::assert_snapshot!(String::from_utf8(output.stderr).unwrap(), @"error: standard output cannot be written: No space left on device (os error 28)");
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let text = "Il pleut. ".repeat(200_000);
    let visavis = Visavis::with(&[("t.txt", text.as_bytes())]);
    let mut child = visavis
        .command(&["segment", "t.txt", "--lang", "fr"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.stderr.is_empty() && output.status.success());
}

#[test]
fn one_side_ten_times_longer_is_aligned_whole() {
    let short = "Le roi est mort. Vive la reine !";
    let long = "The king is dead. Long live the queen! ".to_owned()
        + &"Nothing else happened on that day in June. ".repeat(20);
    let visavis = Visavis::with(&[("f", short.as_bytes()), ("e", long.as_bytes())]);
    let outcome = visavis.outcome(&["align", "f", "e", "-o", "p.csv"]);
    let [warning, summary] = outcome.lines().collect::<Vec<_>>()[..] else { panic!("{outcome}") };
    insta::assert_snapshot!(warning, @"0: warning: most rows are unpaired or doubtful: is e a translation of f?");
    assert!(summary.starts_with("p.csv: 2 source and 22 target sentences"), "{summary}");
}

#[test]
fn wrong_options_say_what_is_right() {
    let visavis = pair();
    let first = |args: &[&str]| visavis.outcome(args).lines().next().unwrap().to_owned();
    insta::assert_snapshot!(first(&["align", "fr.txt", "en.txt", "--target-lang", "de"]), @"2: error: invalid value 'de' for '--target-lang <TAG>': `de` is not a language that visavis splits, expected `fr` or `en`, with a region if you like: `fr-CA`, `en-GB`");
    insta::assert_snapshot!(first(&["align", "fr.txt", "en.txt", "--source-lang", "fr_CA"]), @"2: error: invalid value 'fr_CA' for '--source-lang <TAG>': `fr_CA` has an underscore, expected a hyphen: `fr-CA`");
    insta::assert_snapshot!(first(&["align", "fr.txt", "en.txt", "--source-lang", "en"]), @"2: error: --source-lang en and --target-lang en are the same language, expected French and English");
    insta::assert_snapshot!(first(&["align", "fr.txt", "en.txt", "--source-encoding", "klingon"]), @"2: error: invalid value 'klingon' for '--source-encoding <NAME>': expected a name such as utf-8, utf-16le, windows-1252, latin-1, latin-9 or mac-roman");
    insta::assert_snapshot!(first(&["align", "fr.txt", "en.txt", "--delimiter", "|"]), @"2: error: invalid value '|' for '--delimiter <SIGN>': expected `,`, `;` or `tab`");
}

#[test]
fn evaluate_prints_a_line_a_set_and_writes_beads() {
    let visavis = Visavis::new();
    std::fs::create_dir(visavis.path("set")).unwrap();
    for (name, content) in [
        ("d.fr", "Il pleut.\nElle sort.\n"),
        ("d.en", "It rains.\nShe goes out.\n"),
        ("d.gold", "0:0\n1:1\n"),
    ] {
        std::fs::write(visavis.path("set").join(name), content).unwrap();
    }
    let output = visavis.run(&["evaluate", ".", "--per-doc", "--beads", "out"]);
    insta::assert_snapshot!(String::from_utf8(output.stdout).unwrap(), @"
    set/d                                        strict P 1.0000 R 1.0000 F1 1.0000  links F1 1.0000  lax P 1.0000  null P 0.000 R 0.000
    set                                          strict P 1.0000 R 1.0000 F1 1.0000  links F1 1.0000  lax P 1.0000  null P 0.000 R 0.000
    ALL                                          strict P 1.0000 R 1.0000 F1 1.0000  links F1 1.0000  lax P 1.0000  null P 0.000 R 0.000
    ");
    assert_eq!(visavis.read("out/set/d.beads"), "0:0\n1:1\n");
    let output = visavis.run(&["evaluate", ".", "--by-shape"]);
    insta::assert_snapshot!(String::from_utf8(output.stdout).unwrap(), @"
    set                                          strict P 1.0000 R 1.0000 F1 1.0000  links F1 1.0000  lax P 1.0000  null P 0.000 R 0.000
    ALL                                          strict P 1.0000 R 1.0000 F1 1.0000  links F1 1.0000  lax P 1.0000  null P 0.000 R 0.000
    ALL 1-1                                      strict P 1.0000 R 1.0000 F1 1.0000  gold      2  system      2
    ");
    insta::assert_snapshot!(visavis.outcome(&["evaluate", ".", "--beads", "out"]), @"2: error: out/set/d.beads: exists already: name another file, or overwrite it with --force");
    std::fs::write(visavis.path("set/d.gold"), "0:0\n1:7\n").unwrap();
    insta::assert_snapshot!(visavis.outcome(&["evaluate", "."]), @"2: error: ./set/d.gold: names sentence 7, but ./set/d.en has 2, counted from 0");
    std::fs::write(visavis.path("set/d.gold"), "0-0\n").unwrap();
    insta::assert_snapshot!(visavis.outcome(&["evaluate", "."]), @"2: error: ./set/d.gold:1: found `0-0`, expected a bead such as `3,4:5`, `7:` or `:8`");
    insta::assert_snapshot!(visavis.outcome(&["evaluate", "out"]), @"2: error: out: no .gold file in it, expected DOC.gold beside DOC.fr and DOC.en");
}

#[test]
fn help_names_what_a_translator_needs() {
    let output = Visavis::new().run(&["align", "--help"]);
    insta::assert_snapshot!(String::from_utf8(output.stdout).unwrap(), @"
    Pair the sentences of a text with those of its translation, for review in a spreadsheet

    Usage: visavis align [OPTIONS] <SOURCE> <TARGET>

    Arguments:
      <SOURCE>
              The text: plain text, `-` for standard input

      <TARGET>
              Its translation: plain text, `-` for standard input

    Options:
      -o, --output <FILE>
              File to write; standard output otherwise

          --force
              Overwrite the file if it exists

          --source-lang <TAG>
              Language of the source, with a region if you like
              
              [default: fr]

          --target-lang <TAG>
              Language of the target, with a region if you like: en-GB
              
              [default: en]

          --source-encoding <NAME>
              Encoding of the source, if it is not found out rightly: utf-8, windows-1252, latin-9,
              mac-roman …

          --target-encoding <NAME>
              Encoding of the target

          --paragraph <RULE>
              What ends a paragraph

              Possible values:
              - empty-line: An empty line
              - line:       Every line end
              
              [default: empty-line]

          --model <FILE>
              Use this bilingual model instead of the one that visavis comes with

          --reflow
              Join the lines of a paragraph that were cut at a width

          --pre-segmented
              Take every line as one sentence; joins and cuts none

          --cutoff <P>
              The least probability at which a sentence ends, from 0 to 1
              
              [default: 0.5]

          --srx <FILE>
              Cut by the rules of this SRX file, as your CAT tool does

          --keep-sentences
              Leave sentences as the splitter made them, and neither join nor cut them where the other
              text shows it

          --delimiter <SIGN>
              What stands between the columns: `,`, `;` or `tab`
              
              [default: ,]

          --bom
              Begin the file with a byte order mark, as Excel needs it

          --excel
              Write what Excel in French opens with a double click: `;`, a byte order mark, decimal
              commas

          --fail-on <FLAGS>
              Exit with status 1 if a row has one of these flags, or `any`; separated by commas

          --no-project
              Write no project file beside the table; it keeps the texts, what was decided, and the way
              back

          --fail-below <CONFIDENCE>
              Exit with status 1 if the share of sentences that are probably paired rightly is lower,
              from 0 to 1: is it a translation at all?

          --explain <ID>
              Write instead why these rows are what they are, and what else they might have been: ids of
              the table, separated by commas

      -q, --quiet
              Print errors only

      -v, --verbose
              Print also what was found out on the way

      -h, --help
              Print help (see a summary with '-h')

    Exit status: 0 done, 1 done but --fail-on or --fail-below found something, 2 error.
    ");
}
