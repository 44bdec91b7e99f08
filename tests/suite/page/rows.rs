//! Rows of the page: decisions, conflicts, filters, doubt, and other pairings.

use serde_json::{Value, json};
use visavis::project::{PairId, Project};
use visavis::review::Status;

use super::{ENGLISH, FRENCH, Server, accept, made};

#[test]
fn a_decision_is_on_disk_when_it_is_answered_and_can_be_undone_after_a_restart() {
    let visavis = made();
    let server = Server::start(&visavis, &[]);
    let delta = server.post("/api/act", &accept(1, 0)).json();
    assert_eq!((delta["last"].as_u64(), delta["counts"]["ok"].as_u64()), (Some(1), Some(1)));
    server.stop();
    let row =
        |nth: usize| Project::open(&visavis.path("p.visavis")).unwrap().rows(PairId(0)).unwrap()[nth].clone();
    assert_eq!(row(1).status, Status::Ok);
    let server = Server::start(&visavis, &[]);
    let undone = server.post("/api/undo", &json!({"since": 1})).json();
    assert_eq!(undone["counts"]["todo"].as_u64(), Some(4));
    assert_eq!(server.post("/api/redo", &json!({"since": 2})).json()["counts"]["ok"].as_u64(), Some(1));
    assert!(server.post("/api/redo", &json!({"since": 3})).json().is_null());
    server.stop();
    assert_eq!(row(1).status, Status::Ok);
}

#[test]
fn who_saw_an_older_row_is_told_what_became_of_it() {
    let visavis = made();
    let server = Server::start(&visavis, &[]);
    server.post("/api/act", &accept(1, 0)).json();
    let late = server.post("/api/act", &accept(1, 0));
    assert_eq!(late.status, 409);
    let said: Value = serde_json::from_str(&late.body).unwrap();
    assert_eq!(
        (&said["kind"], &said["row"], &said["changed"]),
        (&json!("conflict"), &json!(1), &json!("its status became ok (Anna)"))
    );
    let news = server.get("/api/changes?since=0").json();
    assert_eq!(news["news"][0]["author"], "Anna");
    assert!(
        news["changed"]
            .as_array()
            .unwrap()
            .iter()
            .any(|row| row[1]["line"][0] == 1 && row[1]["line"][1] == 1)
    );
    let refused = server.post("/api/act", &json!({"action": {"do": "edit", "row": {"row": 0, "revision": 0}, "source": " ", "target": null, "status": "fix"}, "since": 0}));
    assert_eq!(refused.status, 422, "{}", refused.body);
    server.stop();
}

#[test]
fn rows_are_found_by_text_pattern_status_and_flag() {
    let visavis = made();
    let server = Server::start(&visavis, &[]);
    let find = |query: &str| server.get(&format!("/api/find?pair=0&{query}")).json();
    assert_eq!(find("q=NIGHT"), json!([2]));
    assert_eq!(find("regex=true&q=%5EUn%5Cb"), json!([3]));
    assert_eq!(find("status=ok,fix"), json!([]));
    server.post("/api/act", &accept(2, 0)).json();
    assert_eq!(find("status=ok,fix"), json!([2]));
    assert_eq!(server.get("/api/find?pair=0&regex=true&q=(").status, 422);
    assert_eq!(server.get("/api/find?pair=7").status, 422);
    let merged = server.post("/api/act", &json!({"action": {"do": "merge", "first": {"row": 0, "revision": 0}, "second": {"row": 1, "revision": 0}}, "since": 1})).json();
    assert_eq!(merged["removed"], json!([1]));
    assert_eq!(find("flag=person"), json!([0]));
    assert_eq!(server.get("/api/outline?pair=0").json()["id"], json!([0, 2, 3]));
    server.post("/api/undo", &json!({"since": 2})).json();
    assert_eq!(server.get("/api/outline?pair=0").json()["id"], json!([0, 1, 2, 3]));
    let table = server.get("/api/table?form=csv");
    assert!(table.body.contains("Il pleut.") && table.has("attachment"), "{}", table.head);
    server.stop();
}

/// Puts the targets of the second and the third row the wrong way round, as an aligner that is not sure.
fn slip(server: &Server) {
    let places = |text: &str| -> Vec<Value> {
        let place = |line: &str| {
            let start = line.as_ptr() as usize - text.as_ptr() as usize;
            json!({"start": start, "end": start + line.len()})
        };
        text.lines().map(place).collect()
    };
    let (french, english) = (places(FRENCH), places(ENGLISH));
    let bead = |source: usize, target: usize| json!({"source": [french[source]], "target": [english[target]], "confidence": 0.6});
    let rows: Vec<Value> = [1, 2].map(|row| json!({"row": row, "revision": 0})).into();
    let action = json!({"do": "replace", "rows": rows, "by": [bead(1, 2), bead(2, 1)]});
    assert_eq!(server.post("/api/act", &json!({"action": action, "since": 0})).status, 200);
}

fn doubts(server: &Server) -> Vec<(i64, i64)> {
    let outline = server.get("/api/outline?pair=0").json();
    let column = |name: &str| {
        outline[name].as_array().unwrap().iter().map(|n| n.as_i64().unwrap()).collect::<Vec<_>>()
    };
    column("id").into_iter().zip(column("doubt")).collect()
}

#[test]
fn the_doubt_that_two_rows_share_goes_when_one_is_found_right() {
    let visavis = made();
    let server = Server::start(&visavis, &[]);
    slip(&server);
    let before = doubts(&server);
    let [(_, first), (second, own), (third, other), (_, last)] = before[..] else { panic!("{before:?}") };
    assert!((399_000..=400_001).contains(&own) && own == other, "{before:?}");
    assert!(first < own && last < own, "{before:?}");
    let delta = server.post("/api/act", &accept(second, 1)).json();
    let after = doubts(&server);
    assert_eq!(after[1].1, 0);
    assert!((39_000..=41_000).contains(&after[2].1), "{after:?}");
    let changed = delta["changed"].as_array().unwrap();
    let told = changed.iter().find(|change| change[1]["line"][0] == third).unwrap();
    assert_eq!(told[1]["line"][6], after[2].1, "who accepts a row hears of its neighbour");
    let reject = json!({"do": "set-status", "rows": [{"row": second, "revision": 2}], "status": "reject"});
    server.post("/api/act", &json!({"action": reject, "since": 2})).json();
    assert_eq!(doubts(&server)[2].1, other, "a row that is wrong says nothing for the next");
    server.stop();
}

#[test]
fn the_next_best_pairing_is_offered_and_what_a_person_takes_counts_as_theirs() {
    let visavis = made();
    let server = Server::start(&visavis, &[]);
    slip(&server);
    let row = doubts(&server)[1].0;
    let offer = server.get(&format!("/api/rival?row={row}")).json();
    assert_eq!(offer["new"], json!([["Elle sort.", "She goes out."], ["La nuit tombe.", "Night falls."]]));
    assert_eq!(server.post("/api/act", &json!({"action": offer["action"], "since": 1})).status, 200);
    let ids: Vec<String> = doubts(&server).iter().map(|(id, _)| id.to_string()).collect();
    let rows = server.get(&format!("/api/rows?ids={}", ids.join(","))).json();
    let shown: Vec<String> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| format!("{} = {}, {}", row["source"]["text"], row["target"]["text"], row["origin"]))
        .collect();
    insta::assert_snapshot!(shown.join("\n"), @r#"
    "Il pleut." = "It rains.", "aligner"
    "Elle sort." = "She goes out.", "person"
    "La nuit tombe." = "Night falls.", "person"
    "Un chien aboie." = "A dog barks.", "aligner"
    "#);
    server.post("/api/act", &accept(doubts(&server)[0].0, 0)).json();
    assert_eq!(server.get("/api/rival?row=0").body, "null", "what was accepted is not offered otherwise");
    server.stop();
}

#[test]
fn rows_that_crossed_say_where_their_target_stands() {
    let visavis = made();
    let server = Server::start(&visavis, &[]);
    let crossings = || server.get("/api/crossings?pair=0").json();
    assert_eq!(crossings(), json!([]));
    let seen = |row: i64, revision: u64| json!({"row": row, "revision": revision});
    let swap = |first: Value, second: Value| {
        let action = json!({"do": "swap", "first": first, "second": second, "side": "target"});
        assert_eq!(server.post("/api/act", &json!({"action": action, "since": 0})).status, 200);
    };
    swap(seen(0, 0), seen(1, 0));
    assert_eq!(crossings(), json!([{"first": 0, "last": 0, "after": 1}]));
    swap(seen(1, 1), seen(3, 0));
    // The targets now stand as 1, 3, 2, 0.
    assert_eq!(
        crossings(),
        json!([{"first": 1, "last": 1, "after": 2}, {"first": 3, "last": 3, "after": null}])
    );
    server.stop();
}

#[test]
fn a_memory_of_the_rows_that_a_person_chose_is_given_or_refused_with_a_code() {
    let visavis = made();
    let server = Server::start(&visavis, &[]);
    let refused: Value = serde_json::from_str(&server.get("/api/table?form=tmx").body).unwrap();
    assert_eq!(refused["code"], "no-units");
    server.post("/api/act", &accept(0, 0)).json();
    let edit = json!({"do": "edit", "row": {"row": 1, "revision": 0}, "source": null, "target": "She leaves.", "status": "fix"});
    server.post("/api/act", &json!({"action": edit, "since": 0})).json();
    let reject = json!({"do": "set-status", "rows": [{"row": 3, "revision": 0}], "status": "reject"});
    server.post("/api/act", &json!({"action": reject, "since": 0})).json();
    let targets = |rows: &str| {
        let answer = server.get(&format!("/api/table?form=tmx{rows}"));
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert!(answer.has("content-disposition: attachment"), "{}", answer.head);
        assert!(answer.body.contains("<!DOCTYPE tmx") && answer.body.trim_end().ends_with("</tmx>"));
        let has = |text: &&&str| answer.body.contains(&format!("<seg>{text}</seg>"));
        let found: Vec<&str> = ["It rains.", "She leaves.", "She goes out.", "Night falls.", "A dog barks."]
            .iter()
            .filter(has)
            .copied()
            .collect();
        assert!(answer.has(&format!("x-visavis-rows: {}", found.len())), "{}", answer.head);
        found.join(" ")
    };
    assert_eq!(targets(""), "It rains. She leaves.");
    assert_eq!(targets("&rows=signed"), "It rains. She leaves.");
    assert_eq!(targets("&rows=ok"), "It rains.");
    assert_eq!(targets("&rows=all"), "It rains. She leaves. Night falls.");
    assert_eq!(server.get("/api/table?form=exe").status, 400);
    server.stop();
}

#[test]
fn a_refusal_has_a_code_and_a_conflict_what_others_did() {
    let visavis = made();
    let server = Server::start(&visavis, &[]);
    let seen = |row: i64| json!({"row": row, "revision": 0});
    let said = |action: Value| -> Value {
        let answer = server.post("/api/act", &json!({"action": action, "author": "Anna", "since": 0}));
        assert_ne!(answer.status, 200);
        serde_json::from_str(&answer.body).unwrap()
    };
    let edit = said(json!({"do": "edit", "row": seen(0), "source": null, "target": " ", "status": "fix"}));
    assert_eq!(
        (&edit["code"], &edit["values"], &edit["row"]),
        (&json!("empty-side"), &json!(["target"]), &json!(0))
    );
    let merge = said(json!({"do": "merge", "first": seen(0), "second": seen(2)}));
    assert_eq!((&merge["code"], &merge["values"]), (&json!("not-next"), &json!(["0"])));
    let split = |source: usize, target: usize| json!({"do": "split", "row": seen(0), "source_at": source, "target_at": target});
    assert_eq!(said(split(99, 0))["code"], "cut-outside");
    assert_eq!(said(split(0, 0))["code"], "cut-nothing");
    let shift = json!({"do": "move", "from": seen(0), "to": seen(1), "side": "source", "segments": [3]});
    assert_eq!(said(shift)["code"], "not-own");
    assert_eq!(
        said(json!({"do": "swap", "first": seen(0), "second": seen(0), "side": "source"}))["code"],
        "swap-other"
    );
    let search: Value = serde_json::from_str(&server.get("/api/find?q=(&regex=true").body).unwrap();
    assert_eq!((&search["code"], &search["values"][0]), (&json!("no-pattern"), &json!("(")));
    server.post("/api/act", &accept(0, 0)).json();
    let conflict = said(json!({"do": "merge", "first": seen(0), "second": seen(1)}));
    assert_eq!(conflict["kind"], "conflict");
    assert_eq!(
        conflict["news"],
        json!([{"author": "Anna", "what": "set-status", "kind": "act", "rows": [0]}])
    );
    let decided = said(json!({"do": "replace", "rows": [{"row": 0, "revision": 1}], "by": []}));
    assert_eq!((&decided["code"], &decided["values"]), (&json!("decided"), &json!(["ok"])));
    server.stop();
}
