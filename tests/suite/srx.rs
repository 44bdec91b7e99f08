//! SRX: rules of a CAT tool in place of ours, and ours for a CAT tool.

use std::sync::Arc;
use std::time::Instant;

use proptest::prelude::*;
use visavis::Error;
use visavis::model::{Document, Language};
use visavis::pipeline::{self, DocumentOptions};
use visavis::segment::srx::{Rules, Srx, export};

use crate::support::{Visavis, project, sentences};

/// A file with these rules, in which a rule is `yes|no before ## after`, and with these maps, `pattern => name`.
fn file(cascade: &str, sets: &[(&str, &[&str])], maps: &[&str]) -> String {
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    let rule = |rule: &&str| {
        let (breaks, patterns) = rule.split_once(' ').unwrap();
        let (before, after) = patterns.split_once("##").unwrap();
        let part = |name: &str, text: &str| match text {
            "-" => String::new(),
            _ => format!("<{name}>{}</{name}>", escape(text)),
        };
        format!(
            "<rule break=\"{breaks}\">{}{}</rule>\n",
            part("beforebreak", before),
            part("afterbreak", after)
        )
    };
    let sets: String = sets
        .iter()
        .map(|(name, rules)| {
            let rules: String = rules.iter().map(rule).collect();
            format!("<languagerule languagerulename=\"{name}\">\n{rules}</languagerule>\n")
        })
        .collect();
    let maps: String = maps
        .iter()
        .map(|map| {
            let (pattern, name) = map.split_once(" => ").unwrap();
            format!("<languagemap languagepattern=\"{pattern}\" languagerulename=\"{name}\"/>\n")
        })
        .collect();
    format!(
        "<?xml version=\"1.0\"?>\n<srx xmlns=\"http://www.lisa.org/srx20\" version=\"2.0\">\n\
         <header segmentsubflows=\"yes\" cascade=\"{cascade}\"><formathandle type=\"end\" include=\"yes\"/></header>\n\
         <body><languagerules>\n{sets}</languagerules><maprules>\n{maps}</maprules></body></srx>\n"
    )
}

fn rules(content: &str, tag: &str) -> Rules {
    Srx::parse("rules.srx", content.as_bytes()).unwrap().rules(tag).unwrap()
}

/// The rules of a file with one rule set for all languages.
fn one(rules_of_it: &[&str]) -> Rules {
    rules(&file("no", &[("All", rules_of_it)], &[".* => All"]), "fr")
}

fn document(text: &str, rules: Rules) -> Document {
    let options =
        DocumentOptions { srx: Some(Arc::new(rules)), ..DocumentOptions::new(Language::French.into()) };
    pipeline::document("text", text.as_bytes(), &options).unwrap().document
}

fn cut(text: &str, rules: Rules) -> Vec<String> {
    sentences(&document(text, rules)).into_iter().map(str::to_owned).collect()
}

/// What is wrong with a file, as the user reads it.
fn fault(content: &[u8], tag: &str) -> String {
    match Srx::parse("rules.srx", content).and_then(|srx| srx.rules(tag)) {
        Ok(_) => "no error".to_owned(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn the_first_rule_that_matches_at_a_place_decides() {
    let exception_first = &["no M\\.##\\s", "yes \\.##\\s"];
    assert_eq!(cut("M. Roy dort. Il rêve.", one(exception_first)), ["M. Roy dort.", "Il rêve."]);
    let exception_last = &["yes \\.##\\s", "no M\\.##\\s"];
    assert_eq!(cut("M. Roy dort. Il rêve.", one(exception_last)), ["M.", "Roy dort.", "Il rêve."]);
    let between = &["yes etc\\.##\\s", "no \\p{L}{1,3}\\.##\\s", "yes \\.##\\s"];
    assert_eq!(cut("Un, etc. Puis M. Roy. Fin.", one(between)), ["Un, etc.", "Puis M. Roy. Fin."]);
}

#[test]
fn either_part_of_a_rule_may_be_missing_or_empty() {
    assert_eq!(cut("a;b;c", one(&["yes ;##-"])), ["a;", "b;", "c"]);
    assert_eq!(cut("a;b;c", one(&["yes ;##"])), ["a;", "b;", "c"]);
    assert_eq!(cut("a#b#c", one(&["yes -###"])), ["a", "#b", "#c"]);
    assert_eq!(cut("a;b;c", one(&["no -##c", "yes ;##-"])), ["a;", "b;c"]);
    assert_eq!(cut("a;b;c", one(&["no b;##-", "yes ;##-"])), ["a;", "b;c"]);
}

#[test]
fn white_space_in_a_rule_means_something() {
    assert_eq!(cut("Mr. A lot.  B", one(&["yes \\. ## "])), ["Mr. A lot.", "B"]);
}

#[test]
fn a_rule_that_forbids_holds_wherever_it_can_match() {
    // Searched from left to right, `.*x` would be found once, up to the last `x`.
    assert_eq!(cut("x. x. y. z", one(&["no .*x\\.## ", "yes \\.## "])), ["x. x. y.", "z"]);
    // A rule that breaks begins behind its last match, and never before the last break.
    assert_eq!(cut("a.b.c.d", one(&["yes \\..\\.##", "yes ;##"])), ["a.b.", "c.d"]);
}

#[test]
fn rules_cascade_if_the_file_says_so() {
    let sets: &[(&str, &[&str])] =
        &[("Canada", &["no Mme\\.## "]), ("French", &["no M\\.## "]), ("All", &["yes \\.## "])];
    let maps = &["fr[-_]CA => Canada", "FR.* => French", ".* => All"];
    let text = "M. Roy et Mme. Roy. Fin";
    let found = |cascade, tag| cut(text, rules(&file(cascade, sets, maps), tag));
    assert_eq!(found("yes", "fr-CA"), ["M. Roy et Mme. Roy.", "Fin"]);
    assert_eq!(found("yes", "fr"), ["M. Roy et Mme.", "Roy.", "Fin"]);
    assert_eq!(found("yes", "en"), ["M.", "Roy et Mme.", "Roy.", "Fin"]);
    // The first map holds alone, and here has no rule that breaks.
    assert_eq!(found("no", "fr-CA"), [text]);
    assert_eq!(found("no", "en"), ["M.", "Roy et Mme.", "Roy.", "Fin"]);
}

#[test]
fn a_pattern_must_match_the_whole_tag() {
    let content = file("no", &[("A", &["yes \\.## "])], &["r => A", "f => A", "(en|de)[_-]GB => A"]);
    insta::assert_snapshot!(fault(content.as_bytes(), "fr"), @"rules.srx: no rules for `fr`, expected a language map that matches it: the file has `r`, `f`, `(en|de)[_-]GB`");
    assert_eq!(fault(content.as_bytes(), "en-GB"), "no error");
}

#[test]
fn a_no_break_space_is_white_space_and_stays_where_it_is() {
    let rules = one(&["no \\.##\\h\\d", "yes [.!]##\\s"]);
    let text = "Oh\u{a0}! Voir p.\u{a0}3 et fig.\u{202f}4.\u{a0} Fin";
    assert_eq!(cut(text, rules), ["Oh\u{a0}!", "Voir p.\u{a0}3 et fig.\u{202f}4.", "Fin"]);
}

#[test]
fn a_line_break_ends_a_sentence_and_a_grapheme_cluster_is_never_cut() {
    assert_eq!(cut("Un\ndeux", one(&["yes \\.## "])), ["Un", "deux"]);
    assert_eq!(cut("e\u{301}e", one(&["yes e##"])), ["e\u{301}e"]);
    assert_eq!(cut("a. \u{301}b", one(&["yes \\.##"])), ["a. \u{301}b"]);
}

#[test]
fn the_beginning_of_a_line_is_no_beginning_of_a_window() {
    let far = "mot ".repeat(500) + "1. Fin. Bis";
    let rules = || one(&["no ^\\s*\\d+\\.## ", "yes \\.## "]);
    assert_eq!(cut("1. Fin. Bis", rules()), ["1. Fin.", "Bis"]);
    assert_eq!(cut(&far, rules()).len(), 3);
    let exact = "x".repeat(197) + " 1. Fin";
    assert_eq!(cut(&exact, one(&["no ^.*1\\.## ", "yes \\.## "])), [exact.as_str()]);
    let longer = "x".repeat(1200) + " 1. Fin";
    assert_eq!(cut(&longer, one(&["no ^.*1\\.## ", "yes \\.## "])).len(), 2);
}

#[test]
fn a_match_is_found_however_far_into_a_line() {
    for length in [0, 1, 997, 998, 999, 1000, 1001, 1999, 2000, 2001, 5000] {
        let text = "é".repeat(length) + "a. B. " + &"é".repeat(length) + "c. D";
        assert_eq!(cut(&text, one(&["yes \\.\\s##\\p{Lu}"])).len(), 3, "{length}");
    }
}

#[test]
fn time_is_linear_in_the_line() {
    let greedy = &["no \\([^)]*\\.##\\s[^(]*\\)", "no .*zz\\.##", "yes .*\\.##\\s", "yes [a-z ]+\\.##\\sQ"];
    for piece in ["Mot. ", "( Mot. ", ". ", "a"] {
        let begin = Instant::now();
        document(&piece.repeat(60_000), one(greedy));
        assert!(begin.elapsed().as_secs() < 30, "{piece:?}: {:?}", begin.elapsed());
    }
}

#[test]
fn a_rule_that_takes_too_long_is_an_error() {
    let rules = one(&["yes (?=a)(a|aa|(?=a)a)+b\\.##"]);
    let options =
        DocumentOptions { srx: Some(Arc::new(rules)), ..DocumentOptions::new(Language::French.into()) };
    let error = pipeline::document("text", "a".repeat(500).as_bytes(), &options).unwrap_err();
    insta::assert_snapshot!(error, @r"rules.srx:6: `(?=a)(a|aa|(?=a)a)+b\.` in `All` cannot be used: it takes too many steps, since it can match in too many ways: mend it or remove the rule");
}

#[test]
fn a_file_without_namespace_or_of_srx_1_is_read_where_there_is_no_doubt() {
    let new = file("no", &[("A", &["yes \\.## "])], &[".* => A"]);
    let bare = new.replace(" xmlns=\"http://www.lisa.org/srx20\"", "");
    assert_eq!(cut("Un. Deux", rules(&bare, "fr")), ["Un.", "Deux"]);
    let old = bare
        .replace(
            "<srx version=\"2.0\">",
            "<!DOCTYPE srx PUBLIC \"-//SRX//DTD SRX//EN\" \"srx.dtd\"><srx version=\"1.0\">",
        )
        .replace(" cascade=\"no\"", "")
        .replace("<maprules>", "<maprules><maprule maprulename=\"A\">")
        .replace("</maprules>", "</maprule></maprules>");
    assert_eq!(cut("Un. Deux", rules(&old, "fr")), ["Un.", "Deux"]);
    let twice = old.replace("</maprule>", "</maprule><maprule maprulename=\"B\"/>");
    insta::assert_snapshot!(fault(twice.as_bytes(), "fr"), @"rules.srx:8: found SRX 1.0 with several `<maprule>`, or none, expected one, or SRX 2.0: save the file as SRX 2.0");
}

#[test]
fn a_file_in_another_encoding_is_read() {
    let content = file("no", &[("A", &["yes é\\.## "])], &[".* => A"]);
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(content.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let declared = content.replace("?>", " encoding='ISO-8859-1'?>");
    let latin: Vec<u8> = declared.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let bom = [b"\xef\xbb\xbf", content.as_bytes()].concat();
    for bytes in [utf16, latin, bom] {
        let rules = Srx::parse("rules.srx", &bytes).unwrap().rules("fr").unwrap();
        assert_eq!(cut("Né. Deux. Un", rules), ["Né.", "Deux. Un"]);
    }
}

#[test]
fn a_rule_that_okapi_switched_off_does_not_hold() {
    let content = file("no", &[("A", &["no M\\.## ", "yes \\.## "])], &[".* => A"])
        .replace("<srx ", "<srx xmlns:okpsrx=\"http://okapi.sf.net/srx-extensions\" ")
        .replace("<rule break=\"no\">", "<rule break=\"no\" okpsrx:active=\"no\">");
    assert_eq!(cut("M. Roy", rules(&content, "fr")), ["M.", "Roy"]);
    let icu = content.replace("<formathandle", "<okpsrx:options useIcu4JBreakRules=\"yes\"/><formathandle");
    insta::assert_snapshot!(fault(icu.as_bytes(), "fr"), @r#"rules.srx:3: found `useIcu4JBreakRules="yes"`, expected `no`: those rules are not in the file"#);
}

#[test]
fn what_is_no_srx_is_refused_with_the_place() {
    insta::assert_snapshot!(fault(b"", "fr"), @"rules.srx: found nothing, expected a file of segmentation rules in SRX 2.0");
    insta::assert_snapshot!(fault(b" \n", "fr"), @"rules.srx: found nothing, expected a file of segmentation rules in SRX 2.0");
    insta::assert_snapshot!(fault(b"Il pleut.\n", "fr"), @"rules.srx:1: found no XML (unknown token), expected a file of segmentation rules in SRX 2.0");
    insta::assert_snapshot!(fault(b"<tmx version=\"1.4\"/>", "fr"), @"rules.srx:1: found `<tmx>`, expected `<srx>`, the root of a file of segmentation rules");
    insta::assert_snapshot!(fault(b"PK\x03\x04\xff\xfe\x00", "fr"), @"rules.srx: found bytes that are no UTF-8, expected a file of segmentation rules in SRX 2.0, in the encoding that its first line declares");
    insta::assert_snapshot!(fault(b"\x00\x01\x02", "fr"), @"rules.srx:1: found no XML (unknown token), expected a file of segmentation rules in SRX 2.0");
    insta::assert_snapshot!(fault(b"<srx version=\"2.0\">\n<header", "fr"), @"rules.srx:1: found no XML (the root node was opened but never closed), expected a file of segmentation rules in SRX 2.0");
    insta::assert_snapshot!(fault(b"<srx version=\"3.0\"/>", "fr"), @"rules.srx:1: found version `3.0`, expected SRX 2.0");
    insta::assert_snapshot!(fault(b"<srx version=\"2.0\">\n</srx>", "fr"), @"rules.srx:1: found `<header>` not at all in `<srx>`, expected it once");
}

#[test]
fn what_could_be_misunderstood_is_refused_with_the_place() {
    let good = file("no", &[("A", &["no M\\.## ", "yes \\.## "])], &[".* => A"]);
    let bad = |from: &str, to: &str| {
        assert!(good.contains(from));
        fault(good.replacen(from, to, 1).as_bytes(), "fr")
    };
    insta::assert_snapshot!(bad("break=\"no\"", "break=\"never\""), @r#"rules.srx:6: found break="never", expected `yes` or `no`"#);
    insta::assert_snapshot!(bad("break=\"no\"", "breaks=\"no\""), @"rules.srx:6: found attribute `breaks` of `<rule>`, expected `break`");
    insta::assert_snapshot!(bad(" cascade=\"no\"", ""), @"rules.srx:3: found `<header>` without `cascade`, expected `yes` or `no`");
    insta::assert_snapshot!(bad("languagerulename=\"A\"/>", "languagerulename=\"B\"/>"), @"rules.srx:10: found `B`, expected the name of a rule in `<languagerules>`");
    insta::assert_snapshot!(bad("<beforebreak>M\\.</beforebreak><afterbreak> </afterbreak>", ""), @"rules.srx:6: found a rule without `<beforebreak>` and `<afterbreak>`, expected one of them, since such a rule would hold everywhere");
    insta::assert_snapshot!(bad("M\\.", "M<b>\\.</b>"), @"rules.srx:6: found `<b>` in a regular expression, expected text: write `&lt;` for a `<`");
    insta::assert_snapshot!(bad("</languagerules>", "<languagerule languagerulename=\"A\"/></languagerules>"), @"rules.srx:9: found the rule `A` a second time, expected another name");
    insta::assert_snapshot!(bad("<afterbreak> </afterbreak>", "<beforebreak>a</beforebreak>"), @"rules.srx:6: found `<beforebreak>` a second time, expected one of each");
    insta::assert_snapshot!(bad("<maprules>", "<excludes/><maprules>"), @"rules.srx:9: found `<excludes>`, expected `<languagerules>` or `<maprules>`");
}

#[test]
fn a_regular_expression_that_cannot_be_used_is_named_with_its_rule() {
    let content = file("yes", &[("French", &["no M\\.## ", "yes (\\.## "])], &["fr => French"]);
    insta::assert_snapshot!(fault(content.as_bytes(), "fr"), @r"rules.srx:7: `(\.` in `French` cannot be used: opening parenthesis without closing parenthesis: mend it or remove the rule");
    let map = file("yes", &[("French", &["yes \\.## "])], &["(fr => French"]);
    insta::assert_snapshot!(fault(map.as_bytes(), "fr"), @"rules.srx:9: `(fr` in `languagemap` cannot be used: opening parenthesis without closing parenthesis: mend it or remove the rule");
    // A rule set for another language does no harm.
    let other = file("yes", &[("A", &["yes (## "]), ("B", &["yes \\.## "])], &["de => A", "fr => B"]);
    assert_eq!(fault(other.as_bytes(), "fr"), "no error");
}

#[test]
fn the_command_cuts_by_the_rules_of_a_file() {
    let content = file("no", &[("A", &["yes ;##"])], &["(fr|en).* => A"]);
    let visavis = Visavis::with(&[
        ("fr.txt", "Il pleut; elle sort. Fin.".as_bytes()),
        ("en.txt", b"It rains; she goes out. End."),
        ("cat.srx", content.as_bytes()),
        ("de.srx", file("no", &[("A", &["yes ;##"])], &["de => A"]).as_bytes()),
    ]);
    let lines = visavis.run(&["segment", "fr.txt", "--lang", "fr-CA", "--srx", "cat.srx"]);
    assert_eq!(String::from_utf8(lines.stdout).unwrap(), "Il pleut;\nelle sort. Fin.\n");
    insta::assert_snapshot!(visavis.outcome(&["align", "fr.txt", "en.txt", "--srx", "cat.srx", "-o", "p.csv"]), @"0: p.csv: 2 source and 2 target sentences in 2 rows (1-1: 2); none to check");
    insta::assert_snapshot!(visavis.outcome(&["align", "fr.txt", "en.txt", "--srx", "de.srx"]), @"2: error: de.srx: no rules for `fr`, expected a language map that matches it: the file has `de`");
    insta::assert_snapshot!(visavis.outcome(&["align", "fr.txt", "en.txt", "--srx", "none.srx"]), @"2: error: none.srx: cannot be read: No such file or directory (os error 2): check the name and the folder");
    insta::assert_snapshot!(visavis.outcome(&["align", "fr.txt", "en.txt", "--srx", "fr.txt"]), @"2: error: fr.txt:1: found no XML (unknown token), expected a file of segmentation rules in SRX 2.0");
    insta::assert_snapshot!(visavis.outcome(&["align", "fr.txt", "en.txt", "--srx", "cat.srx", "-o", "cat.srx", "--force"]), @"2: error: cat.srx: the output would replace the input cat.srx: name another file");
}

#[test]
fn our_rules_as_srx_cut_as_we_do() {
    for (language, name) in [(Language::French, "fr"), (Language::English, "en")] {
        let text = std::fs::read_to_string(project("corpora/article").join(format!("{name}.txt"))).unwrap();
        let ours = crate::support::document(&text, language);
        let srx = document(&text, rules(&export(&[Language::French, Language::English]), name));
        assert_eq!(sentences(&ours), sentences(&srx));
    }
    let text = "M. Roy a vu p. 12 et J.-P. Martin (né à X. Il vit). Oui, etc. Il dort… et rit. « Oui ! » Il part. 3. Un.";
    let french = rules(&export(&[Language::French]), "fr-CA");
    assert_eq!(cut(text, french), sentences(&crate::support::document(text, Language::French)));
}

#[test]
fn our_rules_as_srx_know_every_mark_that_ours_know() {
    for (language, text) in [
        (Language::French, "Il part．Elle reste？Oui"),
        (Language::French, "C’est la fin. . . . La suite vient plus tard."),
        (Language::French, "C’est la fin. . . La suite vient plus tard."),
        (Language::French, "Il partit [...] Paul le suivit. Marie (…) Paul vint."),
        (Language::French, "Il dit (voir Paul. Il [le chef] le sait) que non. Bien."),
        (Language::French, "« La vie est belle. » (Dupont 1999). Elle chante."),
        (Language::French, "N.B. Paul est parti. Voilà."),
        (Language::French, "Le 3.\u{2009}Paul est parti. Voilà."),
        (Language::French, "Il y a des habitants.12 Elle en compte trois."),
        (Language::English, "Direct Fax:? Paul took it. It works."),
        (Language::English, "He works for Acme Bros. Ltd. and likes it. She is away."),
        (Language::English, "b.) The second one is here. It works."),
    ] {
        let srx = rules(&export(&[language]), language.code());
        assert_eq!(cut(text, srx), sentences(&crate::support::document(text, language)), "{text}");
    }
}

#[test]
fn our_rules_are_written_whole_or_not_at_all() {
    let visavis = Visavis::new();
    let shown = String::from_utf8(visavis.run(&["srx", "--lang", "fr"]).stdout).unwrap();
    assert_eq!(shown, export(&[Language::French]));
    insta::assert_snapshot!(visavis.outcome(&["srx", "-o", "ours.srx"]), @"0:");
    assert_eq!(visavis.read("ours.srx"), export(&[Language::French, Language::English]));
    insta::assert_snapshot!(visavis.outcome(&["srx", "-o", "ours.srx"]), @"2: error: ours.srx: exists already: name another file, or overwrite it with --force");
    insta::assert_snapshot!(visavis.outcome(&["srx", "--lang", "de"]).lines().next().unwrap(), @"2: error: invalid value 'de' for '--lang <TAG>': `de` is not a language that visavis splits, expected `fr` or `en`, with a region if you like: `fr-CA`, `en-GB`");
}

#[test]
fn our_rules_use_only_what_java_and_net_share() {
    let content = export(&[Language::French, Language::English]);
    for foreign in ["\\h", "\\b", "(?>", "*+", "++", "?+", "&&", "\\x", "\\Q", "[:", "(?i"] {
        assert!(!content.contains(foreign), "{foreign}");
    }
    assert!(content.lines().filter(|line| line.contains("<rule ")).count() > 20);
}

/// `Document::new` refuses what is lost or used twice.
fn is_lossless(bytes: &[u8], rules: &Arc<Rules>) -> Result<(), TestCaseError> {
    let options =
        DocumentOptions { srx: Some(rules.clone()), ..DocumentOptions::new(Language::French.into()) };
    if let Err(error) = pipeline::document("any", bytes, &options) {
        prop_assert!(!matches!(error, Error::Lost { .. } | Error::SrxPattern { .. }), "{}", error);
    }
    Ok(())
}

/// Rules that break at many places, with those that forbid it.
fn eager() -> Arc<Rules> {
    Arc::new(one(&[
        "no [.?]\\s*##\\p{Ll}",
        "yes \\s##\\s",
        "yes [.?!]+\\s?##",
        "yes ##\u{301}",
        "yes \\p{L}##«",
    ]))
}

proptest! {
    #[test]
    fn srx_is_lossless_for_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        is_lossless(&bytes, &eager())?;
    }

    #[test]
    fn srx_is_lossless_for_any_text(
        text in "([a-zA-ZéÀ .?!…»«\"'’()0-9\u{a0}\u{202f}\n\r\t—-]|M\\. |\\. |\u{301}|\u{1f600}|\u{2028}){0,120}"
    ) {
        is_lossless(text.as_bytes(), &eager())?;
    }

    #[test]
    fn any_bytes_make_rules_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(Srx::parse("any", &bytes).is_err());
    }

    #[test]
    fn any_regular_expression_makes_rules_or_an_error(
        pattern in "([a-z.|*+?^$(){},:<>=!-]|\\[|\\]|\\\\[a-zA-Z0-9{]|\\\\p\\{L\\}|&&|\\(\\?<?[=!]|\\[:){1,12}"
    ) {
        let content = file("no", &[("A", &[&format!("no {pattern}## "), "yes \\.## "])], &[".* => A"]);
        if let Ok(rules) = Srx::parse("any", content.as_bytes()).and_then(|srx| srx.rules("fr")) {
            rules.breaks("Il dort. Elle part. Fin").ok();
        }
    }
}
