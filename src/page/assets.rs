//! The files of the page, in the program.

/// Path, kind and content of each.
pub(super) const ASSETS: [(&str, &str, &str); 21] = [
    ("/", HTML, include_str!("assets/index.html")),
    ("/icon.svg", "image/svg+xml", include_str!("assets/icon.svg")),
    ("/page.css", CSS, include_str!("assets/page.css")),
    ("/api.js", JS, include_str!("assets/api.js")),
    ("/actions.js", JS, include_str!("assets/actions.js")),
    ("/app.js", JS, include_str!("assets/app.js")),
    ("/dialogs.js", JS, include_str!("assets/dialogs.js")),
    ("/edit.js", JS, include_str!("assets/edit.js")),
    ("/list.js", JS, include_str!("assets/list.js")),
    ("/row.js", JS, include_str!("assets/row.js")),
    ("/rows.js", JS, include_str!("assets/rows.js")),
    ("/text.js", JS, include_str!("assets/text.js")),
    ("/changes.js", JS, include_str!("assets/changes.js")),
    ("/dress.js", JS, include_str!("assets/dress.js")),
    ("/keys.js", JS, include_str!("assets/keys.js")),
    ("/suggestion.js", JS, include_str!("assets/suggestion.js")),
    ("/turns.js", JS, include_str!("assets/turns.js")),
    ("/view.js", JS, include_str!("assets/view.js")),
    ("/crossing.js", JS, include_str!("assets/crossing.js")),
    ("/errors.js", JS, include_str!("assets/errors.js")),
    ("/words.js", JS, include_str!("assets/words.js")),
];

/// What asks for the password; it works without a script.
pub(super) const LOGIN: &str = include_str!("assets/login.html");

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";
