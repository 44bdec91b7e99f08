//! Who may come in, and what browsers are told to allow.
//!
//! A foreign page in the same browser can send requests here, and with a name of its own that points here (DNS rebinding) it could read
//! the answers. So `Host` must be ours, `Origin` must be ours wherever a browser sends one, and everything but the door needs a cookie
//! that a browser does not send along for foreign pages.

use std::net::{IpAddr, SocketAddr};

use axum::http::header::{CONTENT_SECURITY_POLICY, COOKIE, HOST, ORIGIN, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};

use crate::error::Result;

/// Nothing but our own files; no text can become a script, whatever is in it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
                      base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

const HEADERS: [(&str, &str); 7] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ("cache-control", "no-store"),
];

/// What a request must have.
#[derive(Debug)]
pub(super) struct Gate {
    address: SocketAddr,
    /// In the link that opens the page.
    pub(super) token: String,
    /// In the cookie that it leaves.
    session: String,
    password: Option<String>,
}

/// Why a request does not come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closed {
    /// It was sent to another name than ours.
    Host,
    /// Another page sent it.
    Origin,
}

impl Gate {
    pub(super) fn new(address: SocketAddr, password: Option<String>) -> Result<Self> {
        Ok(Self { address, token: random()?, session: random()?, password })
    }

    pub(super) fn has_password(&self) -> bool {
        self.password.is_some()
    }

    /// Whether the request comes from our page; the cookie is not looked at.
    pub(super) fn is_ours(&self, method: &Method, headers: &HeaderMap) -> std::result::Result<(), Closed> {
        let host = text(headers, &HOST).ok_or(Closed::Host)?;
        if headers.get_all(HOST).iter().count() != 1 || !self.is_our_host(host) {
            return Err(Closed::Host);
        }
        let origin = text(headers, &ORIGIN);
        let ours =
            |origin: &str| origin.strip_prefix("http://").is_some_and(|at| at.eq_ignore_ascii_case(host));
        match origin {
            Some(origin) if !ours(origin) => return Err(Closed::Origin),
            // Browsers say where such a request comes from; nobody else has a cookie.
            None if method != Method::GET => return Err(Closed::Origin),
            _ => {}
        }
        let site = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok());
        let navigates = text(headers, &HeaderName::from_static("sec-fetch-mode")) == Some("navigate");
        match site {
            None | Some("same-origin" | "none") => Ok(()),
            // Who follows the link from elsewhere is let to the door.
            Some(_) if navigates && method == Method::GET => Ok(()),
            Some(_) => Err(Closed::Origin),
        }
    }

    /// Whether the request has our cookie.
    pub(super) fn is_known(&self, headers: &HeaderMap) -> bool {
        let name = self.cookie_name();
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|cookies| cookies.to_str().ok())
            .flat_map(|cookies| cookies.split(';'))
            .filter_map(|cookie| cookie.trim().split_once('='))
            .any(|(key, value)| key == name && same(value, &self.session))
    }

    pub(super) fn opens(&self, token: &str) -> bool {
        same(token, &self.token)
    }

    pub(super) fn admits(&self, password: &str) -> bool {
        self.password.as_deref().is_some_and(|ours| same(password, ours))
    }

    /// The header that lets a browser in from now on.
    pub(super) fn cookie(&self) -> (HeaderName, String) {
        (SET_COOKIE, format!("{}={}; Path=/; HttpOnly; SameSite=Strict", self.cookie_name(), self.session))
    }

    /// Cookies do not tell ports apart.
    fn cookie_name(&self) -> String {
        format!("visavis-{}", self.address.port())
    }

    fn is_our_host(&self, host: &str) -> bool {
        let (name, port) = match host.rsplit_once(':') {
            Some((name, port)) if !port.is_empty() && !port.ends_with(']') => (name, port),
            _ => (host, "80"),
        };
        if port != self.address.port().to_string() {
            return false;
        }
        if name.eq_ignore_ascii_case("localhost") {
            return true;
        }
        let ip = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        // No name of a foreign page is an address.
        ip.is_ok_and(|ip| ip.is_loopback() || ip == self.address.ip() || self.address.ip().is_unspecified())
    }
}

/// What every answer says to the browser.
pub(super) fn fence(headers: &mut HeaderMap) {
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    for (name, value) in HEADERS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

/// Compares in a time that does not tell how much is right.
fn same(a: &str, b: &str) -> bool {
    let differ = a.bytes().zip(b.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b));
    a.len() == b.len() && differ == 0
}

fn random() -> Result<String> {
    let mut bytes = [0_u8; 24];
    getrandom::fill(&mut bytes).map_err(|reason| std::io::Error::other(reason.to_string()))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(headers: &[(&'static str, &str)], method: Method) -> std::result::Result<(), Closed> {
        let gate = Gate::new(([127, 0, 0, 1], 5000).into(), None).unwrap();
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        gate.is_ours(&method, &map)
    }

    #[test]
    fn only_our_own_page_is_heard() {
        let get = |headers: &[(&'static str, &str)]| asked(headers, Method::GET);
        assert_eq!(get(&[("host", "127.0.0.1:5000")]), Ok(()));
        assert_eq!(get(&[("host", "localhost:5000")]), Ok(()));
        assert_eq!(get(&[("host", "[::1]:5000")]), Ok(()));
        for host in [
            "evil.example:5000",
            "127.0.0.1:5001",
            "127.0.0.1",
            "127.0.0.1.evil.example:5000",
            "10.0.0.1:5000",
            "",
        ] {
            assert_eq!(get(&[("host", host)]), Err(Closed::Host), "{host}");
        }
        assert_eq!(get(&[]), Err(Closed::Host));
        assert_eq!(get(&[("host", "127.0.0.1:5000"), ("host", "evil.example:5000")]), Err(Closed::Host));
        for origin in ["null", "http://evil.example", "http://localhost:5000", "https://127.0.0.1:5000"] {
            assert_eq!(
                get(&[("host", "127.0.0.1:5000"), ("origin", origin)]),
                Err(Closed::Origin),
                "{origin}"
            );
        }
        let post = |headers: &[(&'static str, &str)]| asked(headers, Method::POST);
        assert_eq!(post(&[("host", "127.0.0.1:5000"), ("origin", "http://127.0.0.1:5000")]), Ok(()));
        assert_eq!(post(&[("host", "127.0.0.1:5000")]), Err(Closed::Origin));
        let from = |site, mode| {
            get(&[("host", "127.0.0.1:5000"), ("sec-fetch-site", site), ("sec-fetch-mode", mode)])
        };
        assert_eq!(from("cross-site", "no-cors"), Err(Closed::Origin));
        assert_eq!(from("cross-site", "navigate"), Ok(()));
        assert_eq!(from("same-origin", "cors"), Ok(()));
    }

    #[test]
    fn a_secret_is_compared_whole() {
        assert!(same("abc", "abc"));
        for other in ["", "ab", "abcd", "abd"] {
            assert!(!same("abc", other));
        }
        assert_ne!(random().unwrap(), random().unwrap());
    }
}
