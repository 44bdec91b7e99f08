//! What a person sees of splitting: why a sentence ends, how sure that is, how good the splitter is, and what is refused.

use std::fs;

use crate::support::Visavis;

const TEXT: &str = "Il pleut. Elle sort.\nM. Dupont est là. Le chat dort.\n";

/// The standard output of a run that succeeds.
fn output(visavis: &Visavis, args: &[&str]) -> String {
    let output = visavis.run(args);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The same without what the weights say, which are learnt anew now and then.
fn report(visavis: &Visavis, args: &[&str]) -> String {
    let output = output(visavis, args);
    let lines =
        output.lines().map(|line| line.split_once("  calibration").map_or(line, |(figures, _)| figures));
    lines.collect::<Vec<_>>().join("\n")
}

/// A folder `gold` with a text of each language and a file of cases.
fn gold() -> Visavis {
    let visavis = Visavis::new();
    for folder in ["gold/fr", "gold/en"] {
        fs::create_dir_all(visavis.path(folder)).unwrap();
    }
    for (name, content) in [
        ("gold/fr/d.txt", TEXT),
        // In characters, of which `là` has fewer than bytes.
        ("gold/fr/d.bounds", "0\t9\t0\t9\n10\t20\t10\t20\n21\t38\t21\t39\n39\t53\t40\t54\n"),
        ("gold/en/e.txt", "It rains. She goes out. Dr. Smith stays."),
        ("gold/en/e.bounds", "0\t9\n10\t27\n28\t40\n"),
        (
            "gold/cases.jsonl",
            r#"{"id":"one","lang":"en","text":"Mr. Smith left. He ran.","sents":["Mr. Smith left.","He ran."]}
{"id":"two","lang":"fr","text":"Il pleut.\nElle sort.","n":2}
{"id":"three","lang":"fr","text":"Il pleut. Elle sort.","n":1}
"#,
        ),
    ] {
        fs::write(visavis.path(name), content).unwrap();
    }
    visavis
}

#[test]
fn the_splitter_is_measured_by_text_language_and_case() {
    let visavis = gold();
    insta::assert_snapshot!(report(&visavis, &["evaluate", "--segmentation", "gold"]), @"
    en/e                                         sentence P 0.3333 R 0.3333 F1 0.3333  boundary P 0.5000 R 0.5000 F1 0.5000
    fr/d                                         sentence P 1.0000 R 1.0000 F1 1.0000  boundary P 1.0000 R 1.0000 F1 1.0000
    ALL en                                       sentence P 0.3333 R 0.3333 F1 0.3333  boundary P 0.5000 R 0.5000 F1 0.5000
    ALL fr                                       sentence P 1.0000 R 1.0000 F1 1.0000  boundary P 1.0000 R 1.0000 F1 1.0000
    cases                                        2 of 3 cases
    ");
    insta::assert_snapshot!(report(&visavis, &["evaluate", "--segmentation", "gold", "--show", "5"]), @r#"
    extra: "It rains. She goes out." | " Dr. Smith stays."
    missed: "It rains. She goes out. Dr." | " Smith stays."
    en/e                                         sentence P 0.3333 R 0.3333 F1 0.3333  boundary P 0.5000 R 0.5000 F1 0.5000
    fr/d                                         sentence P 1.0000 R 1.0000 F1 1.0000  boundary P 1.0000 R 1.0000 F1 1.0000
    ALL en                                       sentence P 0.3333 R 0.3333 F1 0.3333  boundary P 0.5000 R 0.5000 F1 0.5000
    ALL fr                                       sentence P 1.0000 R 1.0000 F1 1.0000  boundary P 1.0000 R 1.0000 F1 1.0000
    fails: three
    cases                                        2 of 3 cases
    "#);
    // The folder says what the language is, also if it is not named.
    let inside =
        visavis.command(&["evaluate", "--segmentation", "."]).current_dir(visavis.path("gold/fr")).output();
    insta::assert_snapshot!(String::from_utf8(inside.unwrap().stdout).unwrap().split("  calibration").next().unwrap(), @"d                                            sentence P 1.0000 R 1.0000 F1 1.0000  boundary P 1.0000 R 1.0000 F1 1.0000");
    let all = report(&visavis, &["evaluate", "--segmentation", "gold", "--lang", "en"]);
    assert!(all.contains("ALL en") && !all.contains("ALL fr"), "{all}");
    let figures = output(&visavis, &["evaluate", "--segmentation", "gold"]);
    let calibrations = figures.lines().filter(|line| line.contains("  calibration error 0."));
    assert_eq!(calibrations.count(), 4, "{figures}");
}

/// What is said of a folder of gold in which `name` holds `content`.
fn refused(name: &str, content: &[u8]) -> String {
    let visavis = gold();
    let path = visavis.path("gold").join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
    let output = visavis.run(&["evaluate", "--segmentation", "gold"]);
    assert!(output.stdout.is_empty());
    visavis.outcome(&["evaluate", "--segmentation", "gold"])
}

#[test]
fn gold_that_does_not_fit_is_refused_with_its_place() {
    insta::assert_snapshot!(refused("fr/d.bounds", b"0\t9\n10\t20\n21\t999\n"), @r"2: error: gold/fr/d.bounds:3: found `21\t999`, expected the first byte of a sentence and the one behind its last, separated by a tab; or characters of the text, in four columns or more");
    insta::assert_snapshot!(refused("fr/d.bounds", b"Il pleut.\nElle sort.\n"), @"2: error: gold/fr/d.bounds:1: found `Il pleut.`, expected the first byte of a sentence and the one behind its last, separated by a tab; or characters of the text, in four columns or more");
    insta::assert_snapshot!(refused("fr/d.bounds", b""), @r"2: error: gold/fr/d.bounds:1: found `Il pleut. Elle sort.\nM. Dupont est là. L…`, expected most of the text in a sentence: is this the gold of another text?");
    insta::assert_snapshot!(refused("fr/d.bounds", b"0\t9\n10\t2\xff\n"), @"2: error: gold/fr/d.bounds:2: byte 8 (0xff) is not valid UTF-8: save the file as UTF-8");
    insta::assert_snapshot!(refused("fr/none.bounds", b"0\t9\n"), @"2: error: gold/fr/none.bounds: no text beside it, expected gold/fr/none.txt");
    insta::assert_snapshot!(refused("other/x.bounds", b"0\t9\n"), @"2: error: gold/other/x.bounds: in no folder `fr` or `en`, name the language of the texts with --lang");
    insta::assert_snapshot!(refused("fr/d.txt", b"Il pleut.\0"), @"2: error: gold/fr/d.txt:1: holds a NUL character, expected plain text: it is a binary file, or a text in an encoding that must be named (--source-encoding or --target-encoding, --encoding for one text)");
    insta::assert_snapshot!(refused("en/e.txt", b"It rains."), @r"2: error: gold/en/e.bounds:2: found `10\t27`, expected the first byte of a sentence and the one behind its last, separated by a tab; or characters of the text, in four columns or more");
}

#[test]
fn cases_that_are_none_are_refused_with_their_line() {
    insta::assert_snapshot!(refused("cases.jsonl", b"no JSON\n"), @"2: error: gold/cases.jsonl:1: found `no JSON (expected ident)`, expected an object with `id`, `lang`, `text` and `sents` or `n`");
    insta::assert_snapshot!(refused("cases.jsonl", b"\n{\"id\":\"a\",\"text\":\"Il pleut.\",\"n\":1}\n"), @r#"2: error: gold/cases.jsonl:2: found `{"id":"a","text":"Il pleut.","n":1} (missing field `lang`)`, expected an object with `id`, `lang`, `text` and `sents` or `n`"#);
    insta::assert_snapshot!(refused("cases.jsonl", b"{\"id\":\"a\",\"lang\":\"fr\",\"text\":\"Il pleut.\"}\n"), @r#"2: error: gold/cases.jsonl:1: found `{"id":"a","lang":"fr","text":"Il pleut."…`, expected an object with `id`, `lang`, `text` and `sents` or `n`"#);
    insta::assert_snapshot!(refused("cases.jsonl", b"{\"id\":\"a\",\"lang\":\"de\",\"text\":\"Es regnet.\",\"n\":1}\n"), @"2: error: gold/cases.jsonl:1: found `de`, expected `fr` or `en` as `lang`");
    insta::assert_snapshot!(refused("cases.jsonl", b"{\"id\":\"a\",\"lang\":\"fr\",\"text\":\"Il\\u0000\",\"n\":1}\n"), @"2: error: gold/cases.jsonl: case a:1: holds a NUL character, expected plain text: it is a binary file, or a text in an encoding that must be named (--source-encoding or --target-encoding, --encoding for one text)");
    insta::assert_snapshot!(refused("cases.jsonl", b"{\"id\":\"\xe9\"}\n"), @"2: error: gold/cases.jsonl:1: byte 7 (0xe9) is not valid UTF-8: save the file as UTF-8");
}

#[test]
fn a_folder_without_gold_is_refused() {
    let visavis = gold();
    fs::create_dir(visavis.path("empty")).unwrap();
    let said =
        |args: &[&str]| visavis.outcome(&[&["evaluate"], args].concat()).lines().next().unwrap().to_owned();
    insta::assert_snapshot!(said(&["--segmentation", "empty"]), @"2: error: empty: no .bounds file in it, expected DOC.bounds beside DOC.txt, nor cases in .jsonl");
    insta::assert_snapshot!(said(&["--segmentation", "none"]), @"2: error: none: cannot be read: No such file or directory (os error 2): check the name and the folder");
    insta::assert_snapshot!(said(&["--segmentation", "gold/fr/d.txt"]), @"2: error: gold/fr/d.txt: cannot be read: Not a directory (os error 20): give the folder that it is in");
    insta::assert_snapshot!(said(&["--segmentation", "gold", "--lang", "de"]), @"2: error: invalid value 'de' for '--lang <TAG>': `de` is not a language that visavis splits, expected `fr` or `en`, with a region if you like: `fr-CA`, `en-GB`");
    insta::assert_snapshot!(said(&["--segmentation", "gold", "--show", "-1"]), @"2: error: invalid value '-1' for '--show <N>': expected a number such as 10");
    insta::assert_snapshot!(said(&["gold", "--lang", "fr"]), @"2: error: the argument '[GOLD_DIR]' cannot be used with '--lang <TAG>'");
    insta::assert_snapshot!(said(&["gold", "--show", "3"]), @"2: error: the argument '[GOLD_DIR]' cannot be used with '--show <N>'");
    insta::assert_snapshot!(said(&["--segmentation", "gold", "--beads", "out"]), @"2: error: the argument '--segmentation <DIR>' cannot be used with '--beads <OUT_DIR>'");
}

#[test]
fn why_a_sentence_ends_is_told_of_every_place() {
    let text = "Voir M. Dupont.\tIl sort.\r\n« Oui ? » dit-il.\rUn (art.\u{a0}3) mot.\nFin. »\n";
    let visavis = Visavis::with(&[("t.txt", text.as_bytes())]);
    let found = output(&visavis, &["segment", "t.txt", "--lang", "fr", "--explain"]);
    let rows: Vec<Vec<&str>> = found.lines().map(|line| line.split('\t').collect()).collect();
    assert!(rows.iter().all(|row| row.len() == 5), "{found}");
    // The weights are learnt anew now and then.
    let stable = |row: &Vec<&str>| {
        let why = if row[4].starts_with(['+', '-']) { "weights" } else { row[4] };
        format!("{}  {}  {}  {why}", row[0], row[2], row[3])
    };
    insta::assert_snapshot!(rows.iter().map(stable).collect::<Vec<_>>().join("\n"), @"
    1:7  goes on  Voir M. _ Dupont. Il sort.  an abbreviation before a word
    1:15  ends  Voir M. Dupont. | Il sort.  weights
    2:9  goes on  « Oui ? » _ dit-il.  a small letter follows
    3:8  goes on  Un (art. _ 3) mot.  a no-break space keeps the full stop and the next word together
    ");
    assert!(rows.iter().all(|row| (0.0..=1.0).contains(&row[1].parse::<f32>().unwrap())), "{found}");
    let weights = rows.iter().find(|row| row[4].starts_with(['+', '-'])).unwrap()[4];
    assert!(
        weights.split("; ").all(|weight| weight.split_once(' ').unwrap().0.parse::<f32>().is_ok()),
        "{weights}"
    );
}

#[test]
fn the_reasons_on_one_long_line_are_told_in_one_pass() {
    let text = "Il pleut. Elle sort. ".repeat(50_000);
    let visavis = Visavis::with(&[("t.txt", text.as_bytes())]);
    let begin = std::time::Instant::now();
    let found = output(&visavis, &["segment", "t.txt", "--lang", "fr", "--explain"]);
    assert!(begin.elapsed().as_secs() < 10, "{:?}", begin.elapsed());
    assert!(found.lines().last().unwrap().starts_with("1:1049988\t"));
}

#[test]
fn jsonl_says_how_likely_a_sentence_ends_there() {
    let visavis = Visavis::with(&[("t.txt", TEXT.as_bytes())]);
    let found = output(&visavis, &["segment", "t.txt", "--lang", "fr", "--format", "jsonl"]);
    let lines: Vec<serde_json::Value> =
        found.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let texts: Vec<&str> = lines.iter().map(|line| line["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["Il pleut.", "Elle sort.", "M. Dupont est là.", "Le chat dort."]);
    let probabilities: Vec<f64> = lines.iter().map(|line| line["probability"].as_f64().unwrap()).collect();
    assert!(probabilities.iter().all(|p| (0.5..=1.0).contains(p)), "{probabilities:?}");
    // The end of a line is certain, a place within it is not.
    assert!(
        probabilities[0] < 1.0
            && probabilities[1] == 1.0
            && probabilities[2] < 1.0
            && probabilities[3] == 1.0
    );
}

#[test]
fn the_cutoff_goes_from_every_place_to_line_ends_only() {
    let visavis = Visavis::with(&[("t.txt", TEXT.as_bytes())]);
    let cut = |cutoff: &str| output(&visavis, &["segment", "t.txt", "--lang", "fr", "--cutoff", cutoff]);
    insta::assert_snapshot!(cut("0"), @"
    Il pleut.
    Elle sort.
    M.
    Dupont est là.
    Le chat dort.
    ");
    insta::assert_snapshot!(cut("0.5"), @"
    Il pleut.
    Elle sort.
    M. Dupont est là.
    Le chat dort.
    ");
    insta::assert_snapshot!(cut("1"), @"
    Il pleut. Elle sort.
    M. Dupont est là. Le chat dort.
    ");
    let said = |cutoff: &str| {
        let outcome = visavis.outcome(&["segment", "t.txt", "--lang", "fr", "--cutoff", cutoff]);
        outcome.lines().next().unwrap().to_owned()
    };
    insta::assert_snapshot!(said("2"), @"2: error: invalid value '2' for '--cutoff <P>': expected a number from 0 to 1, such as 0.5");
    insta::assert_snapshot!(said("-1"), @"2: error: invalid value '-1' for '--cutoff <P>': expected a number from 0 to 1, such as 0.5");
    insta::assert_snapshot!(said("nan"), @"2: error: invalid value 'nan' for '--cutoff <P>': expected a number from 0 to 1, such as 0.5");
    insta::assert_snapshot!(said("0,5"), @"2: error: invalid value '0,5' for '--cutoff <P>': expected a number from 0 to 1, such as 0.5");
}

#[test]
fn a_text_that_cannot_be_split_is_refused_in_every_way() {
    let late = ["Été à Orléans.\n".repeat(20_000).as_bytes(), b"D\xe9j\xe0.\n"].concat();
    let visavis = Visavis::with(&[
        ("empty", b""),
        ("late", &late),
        ("binary", b"\x7fELF\x02\x01\x01\0\0"),
        ("t", b"Il pleut. Elle sort."),
    ]);
    fs::create_dir(visavis.path("folder")).unwrap();
    for way in [&[][..], &["--explain"], &["--reflow"], &["--format", "jsonl"], &["--cutoff", "0"]] {
        let said = |file: &str| {
            let outcome = visavis.outcome(&[&["segment", file, "--lang", "fr"], way].concat());
            outcome.lines().next().unwrap().to_owned()
        };
        if way == ["--reflow"] {
            insta::assert_snapshot!(said("empty"), @"0: empty: no line end is within a paragraph, and none was joined");
        } else {
            assert_eq!(said("empty"), "0: ");
        }
        insta::allow_duplicates! {
            insta::assert_snapshot!(said("late"), @"2: error: late:20001: byte 380001 (0xe9) is not valid UTF-8, as the rest of the file is: mend that place, or name the encoding (--source-encoding or --target-encoding, --encoding for one text), for example windows-1252");
            insta::assert_snapshot!(said("binary"), @"2: error: binary: is a program, expected plain text: give a text file");
            insta::assert_snapshot!(said("folder"), @"2: error: folder: cannot be read: Is a directory (os error 21): give one file of that folder");
            insta::assert_snapshot!(said("none"), @"2: error: none: cannot be read: No such file or directory (os error 2): check the name and the folder");
        }
        let to = |file: &str| visavis.outcome(&[&["segment", "t", "--lang", "fr", "-o", file], way].concat());
        assert_eq!(
            to("late"),
            "2: error: late: exists already: name another file, or overwrite it with --force"
        );
        assert_eq!(to("t"), "2: error: t: the output would replace the input t: name another file");
        if cfg!(target_os = "linux") {
            let full = to("/dev/full");
            assert!(
                full.ends_with("error: /dev/full: cannot be written: No space left on device (os error 28)"),
                "{full}"
            );
        }
    }
    insta::assert_snapshot!(visavis.outcome(&["segment", "t", "--lang", "fr", "--srx", "empty"]), @"2: error: empty: found nothing, expected a file of segmentation rules in SRX 2.0");
    insta::assert_snapshot!(visavis.outcome(&["segment", "t", "--lang", "fr", "--srx", "folder"]), @"2: error: folder: cannot be read: Is a directory (os error 21): give one file of that folder");
    insta::assert_snapshot!(visavis.outcome(&["segment", "t", "--lang", "fr", "--srx", "t"]), @"2: error: t:1: found no XML (unknown token), expected a file of segmentation rules in SRX 2.0");
}
