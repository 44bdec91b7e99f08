//! What several tests need.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use visavis::model::{Alignment, Document, Language};
use visavis::pipeline::{self, DocumentOptions};
use visavis::score::Setup;

/// A path of the project.
pub fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The document that running text makes.
pub fn document(text: &str, language: Language) -> Document {
    pipeline::document("text", text.as_bytes(), &DocumentOptions::new(language.into())).unwrap().document
}

/// A French and an English document, aligned.
pub fn align(french: &Document, english: &Document) -> Alignment {
    let (french, english) = ((french, &Language::French.into()), (english, &Language::English.into()));
    pipeline::align(french, english, &Setup::default(), &|_| ()).unwrap()
}

/// The sentences of a document.
pub fn sentences(document: &Document) -> Vec<&str> {
    document.segments().iter().map(|segment| document.segment(segment)).collect()
}

/// The command, in a folder of its own.
pub struct Visavis {
    pub folder: tempfile::TempDir,
}

impl Visavis {
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// The same with files.
    pub fn with(files: &[(&str, &[u8])]) -> Self {
        let visavis = Self::new();
        for (name, content) in files {
            std::fs::write(visavis.path(name), content).unwrap();
        }
        visavis
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// The names of all files there, sorted.
    pub fn files(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_visavis"));
        command.args(args).current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    pub fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    /// Exit status and standard error of a run, one after the other.
    pub fn outcome(&self, args: &[&str]) -> String {
        let output = self.run(args);
        format!(
            "{}: {}",
            output.status.code().unwrap_or(-1),
            String::from_utf8_lossy(&output.stderr).trim_end()
        )
    }
}
