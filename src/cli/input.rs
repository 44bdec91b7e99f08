//! Files to bytes.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
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
        let read = match self {
            Input::Stdin => io::stdin().lock().take(MOST + 1).read_to_end(&mut bytes),
            Input::File(path) => {
                File::open(path).and_then(|file| file.take(MOST + 1).read_to_end(&mut bytes))
            }
        };
        if let Err(reason) = read {
            let hint = match reason.kind() {
                ErrorKind::NotFound => ": check the name and the folder",
                ErrorKind::PermissionDenied => ": ask for the right to read it",
                ErrorKind::IsADirectory => ": give one file of that folder",
                _ => "",
            };
            return Err(Error::Read { at: Location::file(self.name()), reason, hint }.into());
        }
        if bytes.len() as u64 > MOST {
            bail!("{}: is longer than {MOST} bytes, expected less: cut it at chapters", self.name());
        }
        Ok(bytes)
    }
}
