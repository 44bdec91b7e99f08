//! Killed at any point: what was there stays, or what was asked for is there; what was said to be decided is decided.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use visavis::project::{Action, PairId, Project, ProjectRow};
use visavis::review::Status;

use crate::support::Visavis;

const KILLS: u64 = 200;
/// Set in the process that is killed: the project that it writes to.
const WRITER: &str = "VISAVIS_TEST_WRITER";

/// Waiting times, the same every time, spread over `most` microseconds.
fn wait(kill: u64, most: u64) -> Duration {
    Duration::from_micros(kill.wrapping_mul(0x9e37_79b9_7f4a_7c15) % most)
}

/// When to kill a program that writes at the end of what it does: half the time before it is done, however busy the
/// machine is while it runs.
struct Pace {
    /// How long the program takes, in microseconds.
    whole: u64,
    killed: u32,
}

impl Pace {
    fn of(program: impl FnOnce()) -> Self {
        let start = std::time::Instant::now();
        program();
        Self { whole: u64::try_from(start.elapsed().as_micros()).unwrap(), killed: 0 }
    }

    fn kill(&mut self, kill: u64, mut program: Command) {
        let mut child = program.stdout(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(self.whole / 2) + wait(kill, self.whole));
        child.kill().unwrap();
        let in_time = child.wait().unwrap().code().is_none();
        self.killed += u32::from(in_time);
        self.whole = self.whole * if in_time { 11 } else { 9 } / 10;
    }
}

fn aligned() -> Visavis {
    let french =
        "Il pleut. Elle sort. La nuit tombe. Un chien aboie. Tout dort. La lune se lève.\n".repeat(20);
    let english =
        "It rains. She goes out. Night falls. A dog barks. Everything sleeps. The moon rises.\n".repeat(20);
    let visavis = Visavis::with(&[("fr.txt", french.as_bytes()), ("en.txt", english.as_bytes())]);
    assert!(visavis.run(&["align", "fr.txt", "en.txt", "-q", "-o", "p.csv"]).status.success());
    visavis
}

#[test]
fn a_killed_alignment_leaves_the_old_files_or_the_new_ones() {
    let visavis = aligned();
    let old = visavis.read("p.csv");
    let first = std::fs::read(visavis.path("p.visavis")).unwrap();
    std::fs::write(visavis.path("fr.txt"), visavis.read("fr.txt").replace("Il pleut", "Il neige")).unwrap();
    let mut pace = Pace::of(|| {
        assert!(visavis.run(&["align", "fr.txt", "en.txt", "-q", "-o", "new.csv"]).status.success());
    });
    let new = visavis.read("new.csv");
    assert_ne!(old, new);
    let (mut done, mut apart) = (0, 0);
    for kill in 0..KILLS {
        pace.kill(kill, visavis.command(&["align", "fr.txt", "en.txt", "-q", "--force", "-o", "p.csv"]));
        let now = visavis.read("p.csv");
        assert!(now == old || now == new, "a part of a table after kill {kill}");
        done += u32::from(now == new);
        let project = Project::open(&visavis.path("p.visavis")).unwrap();
        project.verify().unwrap();
        drop(project);
        if now == old {
            // A new project may stand beside the old table, of which nothing must be taken for an edit.
            let said = visavis.outcome(&["apply", "p.csv", "-q", "--dry-run"]);
            apart += u32::from(said.starts_with("2: "));
            assert!(said == "0: " || said.contains("were the texts aligned anew since?"), "{said}");
        }
        std::fs::write(visavis.path("p.csv"), &old).unwrap();
        std::fs::write(visavis.path("p.visavis"), &first).unwrap();
    }
    let killed = pace.killed;
    eprintln!(
        "{killed} of {KILLS} were killed in time; {done} had written the new table, {apart} only the project"
    );
    assert!(killed > 20, "only {killed} were killed in time");
}

#[test]
fn what_a_killed_program_left_goes_into_no_new_project() {
    let visavis = aligned();
    let (place, journal) = (visavis.path("p.visavis"), visavis.path("p.visavis-journal"));
    // As a program leaves it that is killed while it makes a change that is too big for its memory.
    let connection = rusqlite::Connection::open(&place).unwrap();
    let change = "PRAGMA cache_size = 2; BEGIN IMMEDIATE; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) \
                  INSERT INTO decision SELECT i, 0, '', 'act', i, hex(zeroblob(2000)), '' FROM n";
    connection.execute_batch(change).unwrap();
    let left = std::fs::read(&journal).unwrap();
    connection.execute_batch("ROLLBACK").unwrap();
    drop(connection);
    let text = std::fs::read_to_string(visavis.path("fr.txt")).unwrap().repeat(20);
    std::fs::write(visavis.path("fr.txt"), text).unwrap();

    std::fs::write(&journal, &left).unwrap();
    let again = ["align", "fr.txt", "en.txt", "-q", "--force", "-o", "p.csv"];
    insta::assert_snapshot!(visavis.outcome(&again), @"0: ");
    assert!(!journal.exists());
    Project::open(&place).unwrap().verify().unwrap();

    std::fs::remove_file(&place).unwrap();
    std::fs::write(&journal, &left).unwrap();
    insta::assert_snapshot!(visavis.outcome(&again), @"2: error: p.visavis-journal: is left of a project that is gone: remove it first");
}

#[test]
fn an_application_killed_at_any_point_is_finished_by_the_next_one() {
    let visavis = aligned();
    let written = visavis.read("p.csv");
    let reviewed = written.replace(",todo,", ",ok,").replacen(",ok,,Il pleut", ",ok,merge-next,Il pleut", 1);
    assert_ne!(reviewed, written);
    let project = std::fs::read(visavis.path("p.visavis")).unwrap();
    let apply = ["apply", "p.csv", "-q", "--force", "--to", "p.csv"];
    std::fs::write(visavis.path("p.csv"), &reviewed).unwrap();
    let mut pace = Pace::of(|| assert!(visavis.run(&apply).status.success()));
    let new = visavis.read("p.csv");
    let mut between = 0;
    for kill in 0..KILLS {
        for log in ["p.visavis-wal", "p.visavis-shm"] {
            std::fs::remove_file(visavis.path(log)).ok();
        }
        std::fs::write(visavis.path("p.visavis"), &project).unwrap();
        std::fs::write(visavis.path("p.csv"), &reviewed).unwrap();
        pace.kill(kill, visavis.command(&apply));
        let now = visavis.read("p.csv");
        assert!(now == reviewed || now == new, "a part of a table after kill {kill}");
        let decided = {
            let project = Project::open(&visavis.path("p.visavis")).unwrap();
            project.verify().unwrap();
            project.last_decision().unwrap() > 0
        };
        assert!(decided || now == reviewed, "a table without its project after kill {kill}");
        between += u32::from(decided && now == reviewed);
        let said = visavis.outcome(&["apply", "p.csv", "--force", "--to", "p.csv"]);
        assert!(said.starts_with("0: "), "{said}");
        assert_eq!(said.contains("was taken into"), decided && now == reviewed, "{said}");
        assert!(visavis.read("p.csv") == new, "not the same table after kill {kill}: {said}");
        let project = Project::open(&visavis.path("p.visavis")).unwrap();
        project.verify().unwrap();
        assert_eq!(project.last_decision().unwrap(), 1, "after kill {kill}");
    }
    let killed = pace.killed;
    eprintln!("{killed} of {KILLS} were killed in time; {between} between project and table");
    assert!(killed > 20, "only {killed} were killed in time");
    assert!(between > 0, "none was killed between project and table");
}

/// Not a test, but the process that the next one kills: it decides and says so, for ever.
#[test]
fn a_writer_decides_until_it_is_killed() {
    let Some(path) = std::env::var_os(WRITER) else { return };
    let mut project = Project::open(path.as_ref()).unwrap();
    let row = |project: &Project, nth: usize| -> ProjectRow {
        let rows = project.rows(PairId(0)).unwrap();
        rows[nth % rows.len()].clone()
    };
    for nth in 0.. {
        let seen = row(&project, nth * 7).seen();
        let action = match nth % 4 {
            0 => Action::accept(seen),
            1 => Action::Comment { row: seen, text: format!("comment {nth}") },
            2 => {
                let target = Some(format!("Edited {nth}."));
                Action::Edit { row: seen, source: None, target, status: Status::Fix }
            }
            _ => Action::reject(seen),
        };
        let decision = project.apply(&action, "writer").unwrap().decision;
        println!("decided {decision}");
    }
}

#[test]
fn a_killed_writer_leaves_the_project_whole_with_all_that_it_said() {
    let visavis = aligned();
    let path = visavis.path("p.visavis");
    let mut said = 0;
    for kill in 0..KILLS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "crash::a_writer_decides_until_it_is_killed", "--nocapture"])
            .env(WRITER, &path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let reader = std::thread::spawn(move || {
            let number = |line: String| line.split("decided ").nth(1)?.parse::<u64>().ok();
            lines.map_while(Result::ok).filter_map(number).last()
        });
        std::thread::sleep(wait(kill, 30_000) + Duration::from_millis(5));
        child.kill().unwrap();
        child.wait().unwrap();
        // Everything that it said before it was killed.
        if let Some(last) = reader.join().unwrap() {
            said = last;
        }
        let project = Project::open(&path).unwrap();
        project.verify().unwrap();
        let kept = project.last_decision().unwrap();
        assert!(kept >= said, "decision {said} was said and {kept} is the last one, after kill {kill}");
    }
    assert!(said >= KILLS, "only {said} decisions were made");
    let mut project = Project::open(&path).unwrap();
    while project.undo("").unwrap().is_some() {}
    assert_eq!(project.counts().unwrap().todo, project.counts().unwrap().rows);
    project.close().unwrap();
}
