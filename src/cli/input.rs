//! Files to bytes.

use std::fs::{File, Metadata};
use std::io::{self, ErrorKind, Read, Seek, Stdin};
use std::path::{Path, PathBuf};

use anyhow::bail;
use visavis::{Error, Location};

/// The most bytes that are read: what is longer is no text that can be aligned.
const MOST: u64 = 1 << 31;

/// A file to be read, or standard input.
pub enum Input {
    Stdin,
    File(PathBuf),
}

impl Input {
    pub fn new(path: &Path) -> Self {
        if path.as_os_str() == "-" { Input::Stdin } else { Input::File(path.to_owned()) }
    }

    pub fn is_stdin(&self) -> bool {
        matches!(self, Input::Stdin)
    }

    /// The name as the user typed it.
    pub fn name(&self) -> String {
        match self {
            Input::Stdin => "standard input".to_owned(),
            Input::File(path) => path.display().to_string(),
        }
    }

    /// All bytes.
    pub fn read(&self) -> anyhow::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.open()?.take(MOST + 1).read_to_end(&mut bytes).map_err(|reason| self.refused(reason))?;
        if bytes.len() as u64 > MOST {
            bail!("{}: is longer than {MOST} bytes, expected less: cut it at chapters", self.name());
        }
        Ok(bytes)
    }
    /// The file, at its beginning.
    pub fn open(&self) -> anyhow::Result<Opened> {
        match self {
            Input::Stdin => Ok(Opened::Stdin(io::stdin())),
            Input::File(path) => {
                File::open(path).map(Opened::File).map_err(|reason| self.refused(reason).into())
            }
        }
    }

    /// The error for what the system said.
    pub fn refused(&self, reason: io::Error) -> Error {
        let hint = match reason.kind() {
            ErrorKind::NotFound => ": check the name and the folder",
            ErrorKind::PermissionDenied => ": ask for the right to read it",
            ErrorKind::NotADirectory => ": give the folder that it is in",
            ErrorKind::IsADirectory => ": give one file of that folder",
            _ => "",
        };
        Error::Read { at: Location::file(self.name()), reason, hint }
    }
}

/// Where bytes come from.
pub enum Opened {
    Stdin(Stdin),
    File(File),
}

impl Opened {
    /// Its length, if it can be read again from the beginning; a pipe can not.
    pub fn length(&self) -> Option<u64> {
        match self {
            Opened::Stdin(_) => None,
            Opened::File(file) => file.metadata().ok().filter(Metadata::is_file).map(|found| found.len()),
        }
    }

    /// Goes back to the beginning of a file that has a length.
    pub fn rewind(&mut self) -> io::Result<()> {
        match self {
            Opened::Stdin(_) => Ok(()),
            Opened::File(file) => file.rewind(),
        }
    }
}

impl Read for Opened {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Opened::Stdin(stdin) => stdin.read(into),
            Opened::File(file) => file.read(into),
        }
    }
}
