//! Opens the door, and closes the project when all is done.

use std::future::Future;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use super::desk::Desk;
use super::gate::Gate;
use super::routes::{Shared, router};
use crate::error::{Error, Result};
use crate::project::Project;

/// How long answers that are under way may take when the server is told to stop.
const FAREWELL: Duration = Duration::from_secs(2);

/// Where to listen, and who may come in.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The address; `None` for a port of this machine alone, the same for a project each time if it is free, so that what a browser
    /// keeps for the page is found again.
    pub listen: Option<SocketAddr>,
    /// What opens the page beside the link. Without it no address beyond this machine is listened on.
    pub password: Option<String>,
}

/// A server that listens, and answers once it [runs](Server::run).
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Server {
    /// Takes a project, and a port.
    ///
    /// # Errors
    /// [`Error::Action`] for an address beyond this machine without a password; [`Error::Write`] where the port cannot be had.
    pub fn new(project: Project, options: Options) -> Result<Self> {
        let beyond = options.listen.is_some_and(|address| !address.ip().is_loopback());
        if beyond && options.password.as_deref().is_none_or(str::is_empty) {
            return Err(Error::Action {
                row: None,
                found: "an address that other machines reach and no password".to_owned(),
                expected: "a password".to_owned(),
            });
        }
        let listener = match options.listen {
            Some(address) => TcpListener::bind(address)?,
            None => TcpListener::bind(usual(project.name()))
                .or_else(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))?,
        };
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::new(Gate::new(address, options.password)?, Desk::new(project)?));
        Ok(Self { listener, address, shared })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address that opens the page; who has it comes in.
    pub fn link(&self) -> String {
        format!("http://{}/open/{}", self.address, self.shared.gate.token)
    }

    /// Answers until `stop` is there, then closes the project. Everything that was answered is on disk before, whatever happens.
    ///
    /// # Errors
    /// [`Error::Write`] where the system gives no thread, [`Error::Database`] where the project cannot be closed.
    pub fn run<F: Future<Output = ()> + Send + 'static>(self, stop: impl FnOnce() -> F) -> Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let shared = self.shared.clone();
        let served: std::io::Result<()> = runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(self.listener)?;
            let (told, tells) = tokio::sync::watch::channel(false);
            let until = |mut tells: tokio::sync::watch::Receiver<bool>| async move {
                tells.wait_for(|stopped| *stopped).await.ok();
            };
            let served = axum::serve(listener, router(self.shared.clone()))
                .with_graceful_shutdown(until(tells.clone()))
                .into_future();
            let stop = stop();
            let stopped = async {
                stop.await;
                told.send(true).ok();
            };
            let late = async {
                until(tells).await;
                tokio::time::sleep(FAREWELL).await;
            };
            let served = async {
                tokio::select! {
                    done = served => done,
                    () = late => Ok(()),
                }
            };
            tokio::join!(stopped, served).1
        });
        runtime.shutdown_timeout(FAREWELL);
        if let Some(desk) = shared.take() {
            desk.into_project().close()?;
        }
        Ok(served?)
    }
}

/// The port that a project has by its name.
fn usual(name: &str) -> SocketAddr {
    let place = std::fs::canonicalize(name).unwrap_or_else(|_| name.into());
    let hash = xxhash_rust::xxh3::xxh3_64(place.to_string_lossy().as_bytes());
    (Ipv4Addr::LOCALHOST, 49_152 + (hash % 16_384) as u16).into()
}

/// Comes when the user presses Ctrl-C, or the system asks the program to end.
pub async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut asked) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = asked.recv() => {}
            }
            return;
        }
    }
    tokio::signal::ctrl_c().await.ok();
}
