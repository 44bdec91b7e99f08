//! The server of the page, spoken to as a browser does, and as nobody should.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use visavis::project::{PairId, Project};

use crate::support::Visavis;

mod rows;

const FRENCH: &str = "Il pleut.\nElle sort.\nLa nuit tombe.\nUn chien aboie.\n";
const ENGLISH: &str = "It rains.\nShe goes out.\nNight falls.\nA dog barks.\n";

/// A server of its own process, with the way in.
struct Server {
    child: Child,
    address: SocketAddr,
    token: String,
    cookie: String,
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        serde_json::from_str(&self.body).unwrap()
    }

    fn has(&self, header: &str) -> bool {
        self.head.to_ascii_lowercase().contains(&header.to_ascii_lowercase())
    }
}

impl Server {
    fn start(visavis: &Visavis, args: &[&str]) -> Self {
        let mut all = vec!["review", "p.visavis", "--no-open", "-q"];
        all.extend(args);
        let mut command = visavis.command(&all);
        command.env("VISAVIS_PASSWORD", "open sesame");
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut link = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut link).unwrap();
        let (address, token) = link.trim().strip_prefix("http://").unwrap().split_once("/open/").unwrap();
        let address = address.parse().unwrap();
        let mut server = Self { child, address, token: token.to_owned(), cookie: String::new() };
        let door = server.get(&format!("/open/{}", server.token));
        let set = door.head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
        server.cookie = set.split(';').next().unwrap().to_owned();
        server
    }

    /// Sends a request as it stands; `None` if no answer came.
    fn raw(&self, request: &str) -> Option<Answer> {
        let mut stream = TcpStream::connect(self.address).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream.write_all(request.as_bytes()).ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok()?;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n")?;
        let status = head.split(' ').nth(1)?.parse().ok()?;
        Some(Answer { status, head: head.replace("\r\n", "\n"), body: body.to_owned() })
    }

    fn with(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Option<Answer> {
        let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let length = body.len();
        self.raw(&format!(
            "{method} {path} HTTP/1.1\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n{body}"
        ))
    }

    fn get(&self, path: &str) -> Answer {
        self.with("GET", path, &[("host", &self.address.to_string()), ("cookie", &self.cookie)], "").unwrap()
    }

    fn try_post(&self, path: &str, body: &Value) -> Option<Answer> {
        let (host, origin) = (self.address.to_string(), format!("http://{}", self.address));
        let headers = [
            ("host", &*host),
            ("origin", &origin),
            ("cookie", &self.cookie),
            ("content-type", "application/json"),
        ];
        self.with("POST", path, &headers, &body.to_string())
    }

    fn post(&self, path: &str, body: &Value) -> Answer {
        self.try_post(path, body).unwrap()
    }

    fn stop(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn made() -> Visavis {
    let visavis = Visavis::with(&[("fr.txt", FRENCH.as_bytes()), ("en.txt", ENGLISH.as_bytes())]);
    assert!(visavis.run(&["align", "fr.txt", "en.txt", "-q", "-o", "p.visavis"]).status.success());
    visavis
}

fn accept(row: i64, revision: u64) -> Value {
    json!({"action": {"do": "set-status", "rows": [{"row": row, "revision": revision}], "status": "ok"}, "author": "Anna", "since": 0})
}

#[test]
fn nobody_comes_in_without_the_link() {
    let visavis = made();
    let server = Server::start(&visavis, &[]);
    assert_eq!(server.get("/").status, 200);
    let host = server.address.to_string();
    for path in ["/api/project", "/api/outline", "/app.js", "/api/table?form=csv", "/../p.visavis"] {
        let asked =
            |cookie: &str| server.with("GET", path, &[("host", &host), ("cookie", cookie)], "").unwrap();
        assert_eq!(asked("").status, 401, "{path}");
        assert_eq!(asked("visavis=x").status, 401, "{path}");
        let mut wrong = server.cookie.clone();
        wrong.pop();
        assert_eq!(asked(&wrong).status, 401, "{path}");
        assert_eq!(
            asked(&format!("other=1; {}; more=2", server.cookie)).status,
            if path.contains("..") { 404 } else { 200 },
            "{path}"
        );
    }
    assert_eq!(server.get("/open/0123456789abcdef").status, 401);
    assert!(server.token.len() >= 32);
    server.stop();
}

#[test]
fn other_names_and_other_pages_are_refused() {
    let visavis = made();
    let server = Server::start(&visavis, &[]);
    let (host, cookie) = (server.address.to_string(), server.cookie.clone());
    let status = |method: &str, headers: &[(&str, &str)]| {
        let mut all = vec![("cookie", &*cookie), ("content-type", "application/json")];
        all.extend(headers);
        server
            .with(
                method,
                if method == "GET" { "/api/project" } else { "/api/act" },
                &all,
                &accept(0, 0).to_string(),
            )
            .unwrap()
            .status
    };
    assert_eq!(status("GET", &[("host", &host)]), 200);
    // A name that somebody points here.
    assert_eq!(status("GET", &[("host", "evil.example")]), 421);
    assert_eq!(status("GET", &[("host", &format!("evil.example:{}", server.address.port()))]), 421);
    assert_eq!(status("GET", &[]), 421);
    assert_eq!(status("POST", &[("host", &host)]), 403);
    assert_eq!(status("POST", &[("host", &host), ("origin", "http://evil.example")]), 403);
    assert_eq!(status("POST", &[("host", &host), ("origin", "null")]), 403);
    assert_eq!(
        status("GET", &[("host", &host), ("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors")]),
        403
    );
    let done = Project::open(&visavis.path("p.visavis")).unwrap().last_decision().unwrap();
    assert_eq!(done, 0, "something was done for a page that is not ours");
    server.stop();
}

#[test]
fn every_answer_forbids_what_the_page_does_not_need() {
    let visavis = made();
    let server = Server::start(&visavis, &[]);
    let host = server.address.to_string();
    for answer in [
        server.get("/"),
        server.get("/app.js"),
        server.get("/api/project"),
        server.get("/nothing"),
        server.get(&format!("/open/{}", server.token)),
        server.with("GET", "/", &[("host", &host)], "").unwrap(),
        server.with("GET", "/", &[("host", "evil.example")], "").unwrap(),
    ] {
        assert!(
            answer.has("content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'"),
            "{}",
            answer.head
        );
        for header in [
            "x-content-type-options: nosniff",
            "referrer-policy: no-referrer",
            "cache-control: no-store",
            "x-frame-options: DENY",
        ] {
            assert!(answer.has(header), "{header} is not in {}", answer.head);
        }
        assert!(!answer.has("unsafe-inline") && !answer.has("access-control-allow-origin"));
    }
    let door = server.get(&format!("/open/{}", server.token));
    assert!(door.has("HttpOnly; SameSite=Strict") && !door.head.contains(&format!("={}", server.token)));
    server.stop();
}

#[test]
fn the_page_needs_nothing_from_elsewhere_and_has_no_inline_script() {
    let visavis = made();
    let server = Server::start(&visavis, &[]);
    let html = server.get("/").body;
    let mut files: Vec<String> = html
        .split(['"', '\''])
        .filter(|part| part.starts_with('/') && part.contains('.'))
        .map(str::to_owned)
        .collect();
    assert!(files.len() >= 3, "{html}");
    assert!(!html.contains("style=") && !html.contains("onclick") && !html.contains("<script>"));
    let mut seen = 0;
    while let Some(file) = files.pop() {
        let answer = server.get(&file);
        assert_eq!(answer.status, 200, "{file}");
        let namespace = "http://www.w3.org/2000/svg";
        assert!(
            !answer.body.replace(namespace, "").contains("http://") && !answer.body.contains("https://"),
            "{file} names a server"
        );
        for sink in ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("] {
            assert!(!answer.body.contains(sink), "{file} uses {sink}");
        }
        seen += 1;
    }
    assert!(seen >= 3);
    server.stop();
}

#[test]
fn a_request_that_is_too_long_or_is_none_does_nothing() {
    let visavis = made();
    let server = Server::start(&visavis, &[]);
    let long = json!({"action": {"do": "comment", "row": {"row": 0, "revision": 0}, "text": "x".repeat(9 << 20)}, "since": 0});
    // The server may close the connection before all is sent.
    assert!(server.try_post("/api/act", &long).is_none_or(|answer| answer.status == 413));
    assert!(
        (400..500).contains(&server.post("/api/act", &json!({"action": {"do": "burn"}, "since": 0})).status)
    );
    assert!((400..500).contains(&server.post("/api/act", &json!([])).status));
    assert_eq!(server.get("/api/changes?since=0").json()["last"], 0);
    server.stop();
}

#[test]
fn beyond_this_machine_a_password_is_needed() {
    let visavis = made();
    let mut command = visavis.command(&["review", "p.visavis", "--no-open", "--listen", "0.0.0.0:0"]);
    let refused = command.env_remove("VISAVIS_PASSWORD").output().unwrap();
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(said.contains("there is no password"), "{said}");
    let server = Server::start(&visavis, &[]);
    let (host, origin) = (server.address.to_string(), format!("http://{}", server.address));
    let login = |password: &str| {
        server
            .with("POST", "/login", &[("host", &host), ("origin", &origin)], &format!("password={password}"))
            .unwrap()
    };
    let page = server.with("GET", "/", &[("host", &host)], "").unwrap();
    assert_eq!(page.status, 401);
    assert!(page.body.contains("type=\"password\""));
    for wrong in ["", "open", "open sesam", "open+sesame2"] {
        let answer = login(wrong);
        assert!(answer.status == 401 && !answer.has("set-cookie"), "{wrong}");
    }
    assert!(login("open+sesame").has("set-cookie"));
    assert!(login("open%20sesame").has("set-cookie"));
    server.stop();
}

#[test]
fn a_table_beside_its_project_and_a_memory_open_the_page_too() {
    let visavis = made();
    std::fs::remove_file(visavis.path("p.visavis")).unwrap();
    let memory = "source,target\nIl pleut.,It rains.\nElle sort.,She goes out.\n";
    std::fs::write(visavis.path("memory.csv"), memory).unwrap();
    for (file, rows) in [("memory.csv", 2), ("memory.csv", 2)] {
        let mut child =
            visavis.command(&["review", file, "--no-open", "-q"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut link = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut link).unwrap();
        assert!(link.starts_with("http://127.0.0.1:"), "{link}");
        child.kill().unwrap();
        child.wait().unwrap();
        let project = Project::open(&visavis.path("memory.visavis")).unwrap();
        assert_eq!(project.counts().unwrap().rows, rows);
    }
}

#[test]
fn killed_servers_keep_what_they_answered() {
    let visavis = made();
    let path = visavis.path("p.visavis");
    let mut answered = 0;
    for kill in 0_u64..200 {
        let mut server = Server::start(&visavis, &[]);
        let pid = server.child.id();
        // Long enough for some decisions, and never at the same point.
        let wait = Duration::from_micros(2_000 + kill.wrapping_mul(0x9e37_79b9_7f4a_7c15) % 20_000);
        // Every other time some decisions come first, however busy the machine is.
        let (begins, begin) = std::sync::mpsc::channel::<()>();
        let first = if kill % 2 == 0 { 0 } else { 2 };
        let killer = std::thread::spawn(move || {
            begin.recv().ok();
            std::thread::sleep(wait);
            std::process::Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap();
        });
        for nth in 0.. {
            if nth == first {
                begins.send(()).unwrap();
            }
            let rows = Project::open(&path).unwrap().rows(PairId(0)).unwrap();
            let row = &rows[nth % rows.len()];
            let comment = json!({"action": {"do": "comment", "row": {"row": row.id, "revision": row.revision}, "text": format!("{kill} {nth}")}, "since": 0});
            let Some(answer) = server.try_post("/api/act", &comment).filter(|answer| answer.status == 200)
            else {
                break;
            };
            let Ok(said) = serde_json::from_str::<Value>(&answer.body) else { break };
            answered = said["last"].as_u64().unwrap();
        }
        killer.join().unwrap();
        server.child.wait().unwrap();
        let project = Project::open(&path).unwrap();
        project.verify().unwrap();
        let kept = project.last_decision().unwrap();
        assert!(
            kept >= answered,
            "decision {answered} was answered and {kept} is the last one, after kill {kill}"
        );
    }
    assert!(answered >= 200, "only {answered} decisions were made");
}
