//! What can be asked for.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, REFRESH};
use axum::http::{HeaderName, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::assets::{ASSETS, LOGIN};
use super::desk::Desk;
use super::download::{self, Form, Rows};
use super::gate::{Closed, Gate, fence};
use super::refusal::Refusal;
use super::search::Filter;
use crate::error::{Error, Result};
use crate::project::{Action, Kind};
use crate::review::Flag;

/// The longest request: an edited text, or an action of as many rows as a person marks.
const MOST: usize = 8 << 20;
/// Rows whose texts come at once.
const PAGE: usize = 200;
/// How many rows a file has.
const ROWS: HeaderName = HeaderName::from_static("x-visavis-rows");
/// What a wrong password costs.
const PENALTY: Duration = Duration::from_millis(700);

pub(super) struct Shared {
    pub(super) gate: Gate,
    /// `None` once the project is closed.
    pub(super) desk: Mutex<Option<Desk>>,
    /// One password at a time.
    door: tokio::sync::Mutex<()>,
}

impl Shared {
    pub(super) fn new(gate: Gate, desk: Desk) -> Self {
        Self { gate, desk: Mutex::new(Some(desk)), door: tokio::sync::Mutex::new(()) }
    }

    /// Takes the project out, so that it can be closed.
    pub(super) fn take(&self) -> Option<Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

type Answer = std::result::Result<Response, Refusal>;

pub(super) fn router(shared: Arc<Shared>) -> Router {
    let mut known = Router::new()
        .route("/api/project", get(project))
        .route("/api/outline", get(outline))
        .route("/api/rows", get(rows))
        .route("/api/find", get(find))
        .route("/api/changes", get(changes))
        .route("/api/suggest", get(suggest))
        .route("/api/rival", get(rival))
        .route("/api/crossings", get(crossings))
        .route("/api/act", post(act))
        .route("/api/undo", post(undo))
        .route("/api/redo", post(redo))
        .route("/api/accept", post(accept))
        .route("/api/table", get(table));
    for (path, kind, content) in ASSETS {
        known = known.route(path, get(move || async move { ([(CONTENT_TYPE, kind)], content) }));
    }
    known
        .fallback(|| async { (StatusCode::NOT_FOUND, "there is no such page") })
        .layer(middleware::from_fn_with_state(shared.clone(), only_known))
        .route("/open/{token}", get(open))
        .route("/login", post(login))
        // Browsers ask for it at the door, where they have no cookie yet.
        .route("/favicon.ico", get(|| async { StatusCode::NO_CONTENT }))
        .layer(DefaultBodyLimit::max(MOST))
        .layer(middleware::from_fn_with_state(shared.clone(), only_ours))
        .with_state(shared)
}

/// Refuses what no page of ours sent, and tells browsers what to allow.
async fn only_ours(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let mut response = match shared.gate.is_ours(request.method(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(Closed::Host) => {
            (StatusCode::MISDIRECTED_REQUEST, "this is not the name of this server").into_response()
        }
        Err(_) => (StatusCode::FORBIDDEN, "another page sent this").into_response(),
    };
    fence(response.headers_mut());
    response
}

async fn only_known(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    if shared.gate.is_known(request.headers()) {
        return next.run(request).await;
    }
    let asks_for_a_page = request.uri().path() == "/";
    match asks_for_a_page && shared.gate.has_password() {
        true => {
            (StatusCode::UNAUTHORIZED, [(CONTENT_TYPE, "text/html; charset=utf-8")], LOGIN).into_response()
        }
        false => (StatusCode::UNAUTHORIZED, "open the link that visavis printed when it was started")
            .into_response(),
    }
}

/// The link that the user got: it leaves a cookie, so that its secret stands in no later address.
async fn open(State(shared): State<Arc<Shared>>, Path(token): Path<String>) -> Response {
    match shared.gate.opens(&token) {
        // Not a redirect: what another site began would come without the cookie.
        true => ([shared.gate.cookie(), (REFRESH, "0; url=/".to_owned())], "").into_response(),
        false => (
            StatusCode::UNAUTHORIZED,
            "this link is of an earlier run: open the one that visavis printed last",
        )
            .into_response(),
    }
}

async fn login(State(shared): State<Arc<Shared>>, body: Bytes) -> Response {
    let _one = shared.door.lock().await;
    let password = body.strip_prefix(b"password=").map(decoded).unwrap_or_default();
    if shared.gate.admits(&password) {
        return ([shared.gate.cookie(), (REFRESH, "0; url=/".to_owned())], "").into_response();
    }
    tokio::time::sleep(PENALTY).await;
    (StatusCode::UNAUTHORIZED, [(CONTENT_TYPE, "text/html; charset=utf-8")], LOGIN).into_response()
}

/// A value of a form.
fn decoded(value: &[u8]) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.iter();
    while let Some(&byte) = rest.next() {
        let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let (high, low) = (digit(rest.next()), digit(rest.next()));
                (high.unwrap_or(0) * 16 + low.unwrap_or(0)) as u8
            }
            other => other,
        });
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Works on the project in a thread that may wait for the disk.
async fn with_desk<T: Send + 'static>(
    shared: Arc<Shared>,
    work: impl FnOnce(&mut Desk) -> Result<T> + Send + 'static,
) -> std::result::Result<T, Refusal> {
    let done = tokio::task::spawn_blocking(move || {
        let mut desk = shared.desk.lock().unwrap_or_else(PoisonError::into_inner);
        desk.as_mut().map(work)
    });
    match done.await {
        Ok(Some(done)) => Ok(done?),
        Ok(None) => Err(Refusal(
            StatusCode::SERVICE_UNAVAILABLE,
            json!({"kind": "closed", "code": "closing", "message": "the program is about to end"}),
        )),
        Err(_) => Err(Refusal(
            StatusCode::INTERNAL_SERVER_ERROR,
            json!({"kind": "fault", "code": "fault", "message": "a fault of the program"}),
        )),
    }
}

async fn answer<T: Serialize + Send + 'static>(
    shared: Arc<Shared>,
    work: impl FnOnce(&mut Desk) -> Result<T> + Send + 'static,
) -> Answer {
    Ok(Json(with_desk(shared, work).await?).into_response())
}

async fn project(State(shared): State<Arc<Shared>>) -> Answer {
    answer(shared, |desk| {
        let project = desk.project();
        let pairs = project.pairs().into_iter().map(|pair| {
            json!({
                "id": pair.id, "source": pair.source, "target": pair.target,
                "languages": [pair.languages.0.as_str(), pair.languages.1.as_str()],
            })
        });
        let name = std::path::Path::new(project.name())
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        Ok(json!({
            "name": name,
            "pairs": pairs.collect::<Vec<_>>(),
            "flags": Flag::ALL,
            "counts": project.counts()?,
        }))
    })
    .await
}

#[derive(Deserialize)]
struct OfPair {
    #[serde(default)]
    pair: i64,
}

async fn outline(State(shared): State<Arc<Shared>>, Query(asked): Query<OfPair>) -> Answer {
    answer(shared, move |desk| desk.outline(asked.pair)).await
}

async fn crossings(State(shared): State<Arc<Shared>>, Query(asked): Query<OfPair>) -> Answer {
    answer(shared, move |desk| desk.crossings(asked.pair)).await
}

#[derive(Deserialize)]
struct OfRows {
    /// Separated by commas.
    ids: String,
    #[serde(default)]
    whole: bool,
}

async fn rows(State(shared): State<Arc<Shared>>, Query(asked): Query<OfRows>) -> Answer {
    let ids: Vec<i64> = asked.ids.split(',').filter_map(|id| id.parse().ok()).take(PAGE).collect();
    answer(shared, move |desk| desk.rows(&ids, asked.whole)).await
}

async fn find(State(shared): State<Arc<Shared>>, Query(filter): Query<Filter>) -> Answer {
    answer(shared, move |desk| desk.find(&filter)).await
}

#[derive(Deserialize)]
struct Since {
    since: u64,
}

async fn changes(State(shared): State<Arc<Shared>>, Query(asked): Query<Since>) -> Answer {
    answer(shared, move |desk| desk.changes(asked.since)).await
}

#[derive(Deserialize)]
struct Around {
    row: i64,
    /// Whether of the rows that the last decision changed only this one stays.
    #[serde(default)]
    alone: bool,
}

async fn suggest(State(shared): State<Arc<Shared>>, Query(asked): Query<Around>) -> Answer {
    answer(shared, move |desk| desk.suggest(asked.row, asked.alone)).await
}

async fn rival(State(shared): State<Arc<Shared>>, Query(asked): Query<Around>) -> Answer {
    answer(shared, move |desk| desk.rival(asked.row)).await
}

/// What a person does, what they call themselves, and the last decision that they saw.
#[derive(Deserialize)]
struct Act {
    action: Action,
    #[serde(default)]
    author: String,
    since: u64,
}

async fn act(State(shared): State<Arc<Shared>>, Json(asked): Json<Act>) -> Answer {
    let done = with_desk(shared, move |desk| match desk.act(&asked.action, &asked.author, asked.since) {
        Err(Error::Conflict { row, changed }) => {
            let news = desk.news_of(row, asked.since)?;
            Ok(Err((Error::Conflict { row, changed }, news)))
        }
        done => done.map(Ok),
    });
    match done.await? {
        Ok(delta) => Ok(Json(delta).into_response()),
        Err((conflict, news)) => {
            let Refusal(status, mut said) = conflict.into();
            said["news"] = json!(news);
            Err(Refusal(status, said))
        }
    }
}

#[derive(Deserialize)]
struct Step {
    #[serde(default)]
    author: String,
    since: u64,
}

async fn undo(State(shared): State<Arc<Shared>>, Json(asked): Json<Step>) -> Answer {
    answer(shared, move |desk| desk.back_or_forth(Kind::Undo, &asked.author, asked.since)).await
}

async fn redo(State(shared): State<Arc<Shared>>, Json(asked): Json<Step>) -> Answer {
    answer(shared, move |desk| desk.back_or_forth(Kind::Redo, &asked.author, asked.since)).await
}

#[derive(Deserialize)]
struct AcceptAbove {
    pair: i64,
    /// The least confidence.
    least: f32,
    /// Rows with flags too.
    #[serde(default)]
    flagged: bool,
    #[serde(default)]
    author: String,
    since: u64,
}

async fn accept(State(shared): State<Arc<Shared>>, Json(asked): Json<AcceptAbove>) -> Answer {
    answer(shared, move |desk| {
        let (rows, delta) =
            desk.accept(asked.pair, asked.least, asked.flagged, &asked.author, asked.since)?;
        Ok(json!({"rows": rows, "delta": delta}))
    })
    .await
}

#[derive(Deserialize)]
struct Download {
    form: Form,
    #[serde(default)]
    rows: Rows,
}

/// A file of all documents.
async fn table(State(shared): State<Arc<Shared>>, Query(asked): Query<Download>) -> Answer {
    let Download { form, rows } = asked;
    let (bytes, count) = with_desk(shared, move |desk| download::file(desk.project(), form, rows)).await?;
    let head = [(CONTENT_TYPE, form.media_type()), (CONTENT_DISPOSITION, form.disposition())];
    Ok((head, [(ROWS, count.to_string())], bytes).into_response())
}
