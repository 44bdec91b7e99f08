//! Results appear whole or not at all: they are written to a temporary file beside their place, brought to
//! disk, and renamed.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use tempfile::Builder;

/// Where a result goes.
pub enum Output {
    Stdout,
    /// A path, and whether a file there may be overwritten.
    File(PathBuf, bool),
}

impl Output {
    pub fn new(path: Option<&Path>, force: bool) -> Self {
        match path {
            Some(path) if path.as_os_str() != "-" => Output::File(path.to_owned(), force),
            _ => Output::Stdout,
        }
    }

    /// How messages name it.
    pub fn name(&self) -> Option<String> {
        match self {
            Output::Stdout => None,
            Output::File(path, _) => Some(path.display().to_string()),
        }
    }

    /// Refuses, before any work, an output that is one of the inputs, that exists, or that can have no place.
    pub fn refuse_inputs(&self, inputs: &[&Path]) -> anyhow::Result<()> {
        let Output::File(path, force) = self else { return Ok(()) };
        let same = |input: &&Path| matches!((fs::canonicalize(input), fs::canonicalize(path)), (Ok(a), Ok(b)) if a == b && is_regular(path));
        if let Some(input) = inputs.iter().copied().find(same) {
            bail!(
                "{}: the output would replace the input {}: name another file",
                path.display(),
                input.display()
            );
        }
        refuse_existing(path, *force)
    }

    /// Writes `content` whole.
    pub fn write(&self, content: &[u8]) -> anyhow::Result<()> {
        match self {
            Output::Stdout => {
                let mut out = io::stdout().lock();
                out.write_all(content).and_then(|()| out.flush()).context("standard output cannot be written")
            }
            Output::File(path, force) => write_file(path, content, *force),
        }
    }
}

/// A file that a rename can replace: no device, no pipe.
fn is_regular(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| found.is_file())
}

fn refuse_existing(path: &Path, force: bool) -> anyhow::Result<()> {
    let name = path.display();
    if path.is_dir() {
        bail!("{name}: is a folder, expected the name of a file to write");
    }
    if path.is_symlink() && !path.exists() {
        bail!("{name}: is a link to a file that is not there: name another file, or remove the link");
    }
    if is_regular(path) && !force {
        bail!("{name}: exists already: name another file, or overwrite it with --force");
    }
    if let Some(folder) = folder(path).filter(|folder| !folder.is_dir()) {
        bail!("{name}: there is no folder {}: make it first", folder.display());
    }
    Ok(())
}

/// The folder in which `path` stands.
fn folder(path: &Path) -> Option<&Path> {
    path.parent().map(|parent| if parent.as_os_str().is_empty() { Path::new(".") } else { parent })
}

/// Writes `content` to `path`, whole or not at all.
pub fn write_file(path: &Path, content: &[u8], force: bool) -> anyhow::Result<()> {
    refuse_existing(path, force)?;
    let failed = || format!("{}: cannot be written", path.display());
    if path.exists() && !is_regular(path) {
        return fs::OpenOptions::new()
            .write(true)
            .open(path)
            .and_then(|mut f| f.write_all(content))
            .with_context(failed);
    }
    // A link is followed, so that what it points to is replaced and not the link.
    let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = folder(&place).unwrap_or(Path::new("."));
    let mut builder = Builder::new();
    builder.prefix(".visavis-").suffix(".part");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666)); // less what the user's umask takes away
    }
    let mut file = builder.tempfile_in(folder).with_context(failed)?;
    if let Ok(before) = fs::metadata(&place) {
        file.as_file().set_permissions(before.permissions()).with_context(failed)?;
    }
    file.write_all(content).and_then(|()| file.as_file().sync_all()).with_context(failed)?;
    if force {
        file.persist(&place).map_err(|e| e.error).with_context(failed)?;
    } else {
        file.persist_noclobber(&place).map_err(|e| e.error).with_context(failed)?;
    }
    // The name is on disk only when the folder is; not every file system lets a folder be opened.
    if let Ok(folder) = File::open(folder) {
        folder.sync_all().ok();
    }
    Ok(())
}
