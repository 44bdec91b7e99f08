//! The page as its script sees it: all rows as they are, actions, and what each has changed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::thread::JoinHandle;

use serde_json::{Value, json};
use visavis::page::{Options, Server};
use visavis::project::Project;

/// Segments of the source and of the target, by their numbers.
pub type Sides = [Vec<u32>; 2];
pub const SIDES: [&str; 2] = ["source", "target"];

/// Rows that the server gives at once.
const PAGE: usize = 200;

#[derive(Clone)]
pub struct Row {
    pub id: i64,
    pub revision: u64,
    pub is_open: bool,
    pub confidence: f32,
    /// Millionths, as the page's order has it.
    pub doubt: u64,
    pub is_persons: bool,
    pub sides: Sides,
    /// Where each segment begins, and where the text ends, in characters.
    places: [Vec<usize>; 2],
}

impl Row {
    fn new(row: &Value) -> Self {
        let side = |name: &str| {
            let side = &row[name];
            let units: Vec<u16> = side["text"].as_str().unwrap().encode_utf16().collect();
            let characters = |unit: usize| String::from_utf16_lossy(&units[..unit]).chars().count();
            let segments = side["segments"].as_array().unwrap();
            let numbers = segments.iter().map(|segment| segment[0].as_u64().unwrap() as u32).collect();
            let starts = segments.iter().map(|segment| segment[1].as_u64().unwrap() as usize);
            let places = starts.chain([units.len()]).map(characters).collect();
            (numbers, places)
        };
        let [source, target] = SIDES.map(side);
        Self {
            id: row["id"].as_i64().unwrap(),
            revision: row["revision"].as_u64().unwrap(),
            is_open: row["status"] == "todo",
            confidence: row["confidence"].as_f64().unwrap() as f32,
            doubt: 0,
            is_persons: row["origin"] == "person",
            sides: [source.0, target.0],
            places: [source.1, target.1],
        }
    }

    pub fn seen(&self) -> Value {
        json!({"row": self.id, "revision": self.revision})
    }

    /// Characters before the segment with this position on a side.
    pub fn before(&self, side: usize, segment: usize) -> usize {
        self.places[side][segment]
    }
}

/// A browser that shows a project of one pair.
pub struct Page {
    address: SocketAddr,
    cookie: String,
    connection: BufReader<TcpStream>,
    last: u64,
    pub rows: Vec<Row>,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    server: Option<JoinHandle<()>>,
}

impl Page {
    pub fn open(project: Project) -> Self {
        let listen = Some((Ipv4Addr::LOCALHOST, 0).into());
        let server = Server::new(project, Options { listen, password: None }).unwrap();
        let (address, link) = (server.address(), server.link());
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let server = std::thread::spawn(move || {
            let until = async { drop(stopped.await) };
            server.run(|| until).unwrap();
        });
        let connection = TcpStream::connect(address).unwrap();
        connection.set_nodelay(true).unwrap();
        let connection = BufReader::new(connection);
        let mut page = Self {
            address,
            cookie: String::new(),
            connection,
            last: 0,
            rows: Vec::new(),
            stop: Some(stop),
            server: Some(server),
        };
        let door = link.split_once("/open/").unwrap().1;
        let (_, head, _) = page.ask("GET", &format!("/open/{door}"), "");
        let cookie = head.iter().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
        page.cookie = cookie.split(';').next().unwrap().to_owned();
        page.load();
        page
    }

    fn ask(&mut self, method: &str, path: &str, body: &str) -> (u16, Vec<String>, Vec<u8>) {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {at}\r\norigin: http://{at}\r\ncookie: {}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            self.cookie,
            body.len(),
            at = self.address,
        );
        self.connection.get_mut().write_all(request.as_bytes()).unwrap();
        let (mut head, mut length) = (Vec::new(), 0);
        loop {
            let mut line = String::new();
            self.connection.read_line(&mut line).unwrap();
            let line = line.trim_end().to_owned();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.parse().unwrap();
            }
            head.push(line);
        }
        let mut body = vec![0; length];
        self.connection.read_exact(&mut body).unwrap();
        let status = head[0].split(' ').nth(1).unwrap().parse().unwrap();
        (status, head, body)
    }

    fn get(&mut self, path: &str) -> Value {
        let (status, _, body) = self.ask("GET", path, "");
        assert_eq!(status, 200, "{path}: {}", String::from_utf8_lossy(&body));
        serde_json::from_slice(&body).unwrap()
    }

    /// `None` where the server refuses.
    fn post(&mut self, path: &str, body: &Value) -> Option<Value> {
        let (status, _, body) = self.ask("POST", path, &body.to_string());
        (status == 200).then(|| serde_json::from_slice(&body).unwrap())
    }

    fn load(&mut self) {
        let outline = self.get("/api/outline?pair=0");
        self.last = outline["last"].as_u64().unwrap();
        let ids: Vec<i64> = outline["id"].as_array().unwrap().iter().map(|id| id.as_i64().unwrap()).collect();
        self.rows = self.texts(&ids);
        for (row, doubt) in self.rows.iter_mut().zip(outline["doubt"].as_array().unwrap()) {
            row.doubt = doubt.as_u64().unwrap();
        }
    }

    fn texts(&mut self, ids: &[i64]) -> Vec<Row> {
        let mut rows = Vec::new();
        for ids in ids.chunks(PAGE) {
            let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
            let page = self.get(&format!("/api/rows?whole=true&ids={}", ids.join(",")));
            rows.extend(page.as_array().unwrap().iter().map(Row::new));
        }
        rows
    }

    fn take(&mut self, delta: &Value) {
        self.last = delta["last"].as_u64().unwrap();
        if delta["reload"] == true {
            return self.load();
        }
        let removed = delta["removed"].as_array().unwrap();
        self.rows.retain(|row| !removed.iter().any(|id| *id == row.id));
        let changed = delta["changed"].as_array().unwrap();
        let ids: Vec<i64> = changed.iter().map(|change| change[1]["line"][0].as_i64().unwrap()).collect();
        for (mut row, change) in self.texts(&ids).into_iter().zip(changed) {
            row.doubt = change[1]["line"][6].as_u64().unwrap();
            match self.rows.iter_mut().find(|other| other.id == row.id) {
                Some(other) => *other = row,
                None => {
                    let after = change[1]["after"].as_i64();
                    let at = after.map_or(0, |id| self.rows.iter().position(|row| row.id == id).unwrap() + 1);
                    self.rows.insert(at, row);
                }
            }
        }
    }

    /// Does an action; whether the server did it.
    pub fn act(&mut self, action: &Value) -> bool {
        let Some(delta) = self.post("/api/act", &json!({"action": action, "since": self.last})) else {
            return false;
        };
        self.take(&delta);
        true
    }

    pub fn undo(&mut self) {
        let delta = self.post("/api/undo", &json!({"since": self.last})).unwrap();
        self.take(&delta);
    }

    /// Accepts what is at least that sure, rows with flags too; says how many rows that were.
    pub fn accept_above(&mut self, least: f32) -> u64 {
        let asked = json!({"pair": 0, "least": least, "flagged": true, "since": self.last});
        let done = self.post("/api/accept", &asked).unwrap();
        self.take(&done["delta"]);
        done["rows"].as_u64().unwrap()
    }

    /// How the rows around a correction could be paired; `None` if as they are.
    pub fn suggestion(&mut self, row: i64, alone: bool) -> Option<Value> {
        let found = self.get(&format!("/api/suggest?row={row}&alone={alone}"));
        (!found.is_null()).then(|| found["action"].clone())
    }

    /// The next best pairing of a row.
    pub fn rival(&mut self, row: i64) -> Option<Value> {
        let found = self.get(&format!("/api/rival?row={row}"));
        (!found.is_null()).then(|| found["action"].clone())
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        drop(self.stop.take());
        self.connection.get_mut().shutdown(std::net::Shutdown::Both).ok();
        if let Some(server) = self.server.take() {
            server.join().ok();
        }
    }
}
