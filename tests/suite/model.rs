//! Another bilingual model, and evidence that is not heard.

use crate::support::Visavis;

fn pair() -> Visavis {
    Visavis::with(&[("fr.txt", b"Il pleut. Elle sort.\n"), ("en.txt", b"It rains. She goes out.\n")])
}

/// The error for a model, after checking that nothing was written.
fn refused(visavis: &Visavis, model: &str) -> String {
    let files = visavis.files();
    for output in [&[][..], &["-o", "pairs.csv"]] {
        let args = [&["align", "fr.txt", "en.txt", "--model", model], output].concat();
        assert!(visavis.run(&args).stdout.is_empty());
    }
    assert_eq!(visavis.files(), files);
    visavis.outcome(&["align", "fr.txt", "en.txt", "--model", model])
}

#[test]
fn what_is_no_model_is_refused_by_name() {
    let visavis = pair();
    std::fs::create_dir(visavis.path("folder")).unwrap();
    std::fs::write(visavis.path("cut.bin"), b"visavisV\x08\0\x08\0\x02\0\0\0rest").unwrap();
    insta::assert_snapshot!(refused(&visavis, "none.bin"), @"2: error: none.bin: cannot be read: No such file or directory (os error 2): check the name and the folder");
    insta::assert_snapshot!(refused(&visavis, "folder"), @"2: error: folder: cannot be read: Is a directory (os error 21): give one file of that folder");
    insta::assert_snapshot!(refused(&visavis, "en.txt"), @"2: error: en.txt: not a bilingual model of visavis: leave --model out to use the one that comes with it");
    insta::assert_snapshot!(refused(&visavis, "cut.bin"), @"2: error: cut.bin: damaged: 20 bytes, expected 44");
}

#[test]
fn a_model_that_knows_nothing_leaves_the_other_evidence() {
    let visavis = pair();
    // Eight dimensions, eight bits, no rows.
    std::fs::write(visavis.path("empty.bin"), b"visavisV\x08\0\x08\0\0\0\0\0").unwrap();
    let outcome = visavis.outcome(&["align", "fr.txt", "en.txt", "--model", "empty.bin", "-o", "p.csv"]);
    assert!(outcome.starts_with("0: ") && outcome.contains("p.csv: 2 source and 2 target"), "{outcome}");
}

#[test]
fn evaluate_can_leave_out_evidence() {
    let visavis = Visavis::with(&[
        ("d.fr", b"Il pleut.\nElle sort.\n"),
        ("d.en", b"It rains.\nShe goes out.\n"),
        ("d.gold", b"0:0\n1:1\n"),
    ]);
    for ablated in ["vectors", "words", "length,layout", "numbers,marks,spelling,lexicon,document"] {
        let output = visavis.run(&["evaluate", ".", "--ablate", ablated]);
        assert!(output.status.success(), "{ablated}");
        let figures = String::from_utf8(output.stdout).unwrap();
        assert!(figures.lines().last().unwrap().starts_with("ALL  "), "{ablated}: {figures}");
    }
    let outcome = visavis.outcome(&["evaluate", ".", "--ablate", "nonsense"]);
    insta::assert_snapshot!(outcome.lines().next().unwrap(), @r#"2: error: invalid value 'nonsense' for '--ablate <EVIDENCE>': no evidence is called "nonsense", expected one of vectors, words, lexicon, document, spelling, numbers, marks, markers, length, layout"#);
}
