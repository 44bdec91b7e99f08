//! Why something was not done, so that the page can say it in the language of its reader: a code, what it is about, and English.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::error::Error;

/// What the page is told.
#[derive(Debug)]
pub(super) struct Refusal(pub(super) StatusCode, pub(super) serde_json::Value);

/// What was found and what was expected, with holes for what varies. What is not here the page says in English.
const CODES: [(&str, &str, &str); 16] = [
    ("empty-side", "an empty {}", "a text, or the status `reject`"),
    ("not-next", "a row that stands elsewhere", "the row behind row {}"),
    ("cut-outside", "a cut behind character {} of the {}", "one within the text"),
    ("cut-in-edit", "a cut within a {} that was edited", "a split first and an edit then: undo the edit"),
    ("cut-nothing", "a cut that leaves nothing on one side of it", "one within the row"),
    ("not-own", "{} sentence {}, which it has not", "one of its own"),
    ("swap-other", "a row to swap with itself or of another text", "two rows of one text"),
    ("other-text", "a row of another text", "rows of one text"),
    (
        "move-in-edit",
        "a sentence moved to or from a {} that was edited",
        "a move first and an edit then: undo the edit",
    ),
    ("decided", "the status `{}` or an edited text", "a row that nobody decided on"),
    ("no-pattern", "`{}`: {}", "a regular expression"),
    ("slow-search", "a search that takes more than {} seconds", "a simpler pattern"),
    ("no-document", "documents {}", "documents of the project"),
    ("no-units", "no row that would go out", "rows with one of the statuses chosen and two sides"),
    ("bad-units", "{} rows that may not go out: {}", "rows whose edits are decided on"),
    ("no-documents", "a project without documents", "a document"),
];

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let message = error.to_string();
        let refused = |code: Option<&str>, row: Option<i64>, values: Vec<String>| {
            let said =
                json!({"kind": "refused", "code": code, "row": row, "values": values, "message": message});
            Self(StatusCode::UNPROCESSABLE_ENTITY, said)
        };
        match &error {
            Error::Conflict { row, changed } => Self(
                StatusCode::CONFLICT,
                json!({"kind": "conflict", "row": row, "changed": changed, "message": message}),
            ),
            Error::Action { row, found, expected } => match coded(found, expected) {
                Some((code, values)) => refused(Some(code), *row, values),
                None => refused(None, *row, Vec::new()),
            },
            Error::NotConserved { .. } => refused(Some("not-conserved"), None, Vec::new()),
            other => {
                let code = match other {
                    Error::Database(_) | Error::Write(_) => Some("disk"),
                    _ => None,
                };
                let said = json!({"kind": "fault", "code": code, "values": [message], "message": message});
                Self(StatusCode::INTERNAL_SERVER_ERROR, said)
            }
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, Json(self.1)).into_response()
    }
}

/// The code of a refusal, and what stands in its holes.
fn coded(found: &str, expected: &str) -> Option<(&'static str, Vec<String>)> {
    CODES.iter().find_map(|(code, ours, theirs)| {
        let mut values = holes(ours, found)?;
        values.extend(holes(theirs, expected)?);
        Some((*code, values))
    })
}

/// What stands in the holes of a pattern, if the text is like it.
fn holes(pattern: &str, text: &str) -> Option<Vec<String>> {
    let mut parts = pattern.split("{}");
    let mut rest = text.strip_prefix(parts.next()?)?;
    let mut found = Vec::new();
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        let last = parts.peek().is_none();
        let at = if last { rest.len().checked_sub(part.len())? } else { rest.find(part)? };
        let (hole, behind) = rest.split_at_checked(at)?;
        rest = behind.strip_prefix(part)?;
        found.push(hole.to_owned());
    }
    rest.is_empty().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holes_are_filled_from_the_left() {
        let some = |values: &[&str]| Some(values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>());
        assert_eq!(holes("`{}`: {}", "`(`: ends: early"), some(&["(", "ends: early"]));
        assert_eq!(holes("a {} b", "a c b"), some(&["c"]));
        assert_eq!(holes("a", "a"), some(&[]));
        for other in ["a", "a c", "a b b b c"] {
            assert_eq!(holes("a {} b", other), None, "{other}");
        }
        assert_eq!(holes("a", "ab"), None);
    }
}
