//! Result files appear whole or not at all: they are written to a temporary file beside their place, brought to
//! disk, and renamed.

use std::fs::{self, File};
use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use tempfile::{Builder, NamedTempFile, TempPath};

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
        refuse_existing(path, *force)?;
        if !path.exists() || is_regular(path) {
            Writer::to_file(path, *force)?; // what cannot be begun cannot be done
        }
        Ok(())
    }

    /// The place on disk; `None` for standard output.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Output::Stdout => None,
            Output::File(path, _) => Some(path),
        }
    }

    /// Writes `content` whole.
    pub fn write(&self, content: &[u8]) -> anyhow::Result<()> {
        let mut writer = self.open()?;
        writer.put(content)?;
        writer.finish()
    }

    /// Begins to write.
    pub fn open(&self) -> anyhow::Result<Writer> {
        match self {
            Output::Stdout => Ok(Writer {
                to: To::Stdout(buffered(io::stdout())),
                failure: "standard output cannot be written".to_owned(),
            }),
            Output::File(path, force) => Writer::to_file(path, *force),
        }
    }
}

/// A result that is written bit by bit. A file is not there before it is [finished](Writer::finish), and nothing of it
/// stays behind if it is never.
pub struct Writer {
    to: To,
    /// What is said if that fails.
    failure: String,
}

enum To {
    Stdout(BufWriter<Stdout>),
    /// What cannot be replaced: a device or a pipe.
    Device(BufWriter<File>),
    /// A temporary file, its path, the place that it is meant for, and whether a file there may be overwritten. Taken apart
    /// from its path, the file does not name it in errors: nobody knows that name.
    Place(BufWriter<File>, TempPath, PathBuf, bool),
}

fn buffered<W: Write>(to: W) -> BufWriter<W> {
    BufWriter::with_capacity(1 << 16, to)
}

impl Writer {
    fn to_file(path: &Path, force: bool) -> anyhow::Result<Self> {
        refuse_existing(path, force)?;
        let failure = format!("{}: cannot be written", path.display());
        let to = To::file(path, force).with_context(|| failure.clone())?;
        Ok(Self { to, failure })
    }

    /// Writes more.
    pub fn put(&mut self, content: &[u8]) -> anyhow::Result<()> {
        let written = match &mut self.to {
            To::Stdout(out) => out.write_all(content),
            To::Device(file) => file.write_all(content),
            To::Place(file, ..) => file.write_all(content),
        };
        written.with_context(|| self.failure.clone())
    }

    /// Brings what was written to its place.
    pub fn finish(self) -> anyhow::Result<()> {
        self.to.finish().context(self.failure)
    }
}

impl Write for Writer {
    fn write(&mut self, content: &[u8]) -> io::Result<usize> {
        match &mut self.to {
            To::Stdout(out) => out.write(content),
            To::Device(file) => file.write(content),
            To::Place(file, ..) => file.write(content),
        }
    }

    /// Nothing: what was written is brought to its place at the end.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A file that a rename can replace: no device, no pipe.
pub fn is_regular(path: &Path) -> bool {
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
    let mut writer = Writer::to_file(path, force)?;
    writer.put(content)?;
    writer.finish()
}

/// A file beside `place` that goes there when it is whole.
pub fn temporary(place: &Path) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".visavis-").suffix(".part");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666)); // less what the user's umask takes away
    }
    builder.tempfile_in(folder(place).unwrap_or(Path::new("."))).map_err(unnamed)
}

/// An error about a temporary file without its name, which nobody knows.
pub fn unnamed(reason: io::Error) -> io::Error {
    reason.kind().into()
}

impl To {
    fn file(path: &Path, force: bool) -> io::Result<Self> {
        if path.exists() && !is_regular(path) {
            return Ok(To::Device(buffered(fs::OpenOptions::new().write(true).open(path)?)));
        }
        // A link is followed, so that what it points to is replaced and not the link.
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let (file, temporary) = temporary(&place)?.into_parts();
        if let Ok(before) = fs::metadata(&place) {
            file.set_permissions(before.permissions())?;
        }
        Ok(To::Place(buffered(file), temporary, place, force))
    }

    fn finish(self) -> io::Result<()> {
        let (file, temporary, place, force) = match self {
            To::Stdout(mut out) => return out.flush(),
            To::Device(mut file) => return file.flush(),
            To::Place(file, temporary, place, force) => (file, temporary, place, force),
        };
        let file = file.into_inner()?;
        file.sync_all()?;
        drop(file); // a file that is open cannot be renamed everywhere
        let done = if force { temporary.persist(&place) } else { temporary.persist_noclobber(&place) };
        done.map_err(|e| e.error)?;
        // The name is on disk only when the folder is; not every file system lets a folder be opened.
        if let Ok(folder) = File::open(folder(&place).unwrap_or(Path::new("."))) {
            folder.sync_all().ok();
        }
        Ok(())
    }
}
