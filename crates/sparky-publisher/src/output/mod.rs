//! The output folder: the first destination, always published.

mod stage;
mod withdraw;

use std::{
    io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use sparky_common::model::{Receipt, ReceiptState, Sha256};

use self::stage::{Staged, stage};
use crate::edition::Edition;
pub use withdraw::Leftovers;
use withdraw::leftovers;

/// The name of the output folder in receipts. No configured destination can have it: their names hold no space.
pub const OUTPUT: &str = "output folder";

/// Why the output folder does not hold the documents. What it held before is still there.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// A file cannot be compared, staged or put in place.
    #[error("cannot write `{}` in the output folder `{}`", .file.display(), .folder.display())]
    Write {
        /// The output folder.
        folder: PathBuf,
        /// The file below it.
        file: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
}

impl OutputError {
    /// The next thing to try.
    pub fn hint(&self) -> String {
        let Self::Write { folder, source, .. } = self;
        let folder = folder.display();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                format!("make room on the disk of `{folder}` or choose another folder with --out")
            }
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                format!("make `{folder}` writable for this user or choose another folder with --out")
            }
            io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists | io::ErrorKind::IsADirectory => {
                format!(
                    "something else lies in the way in `{folder}`: move it or choose another folder with --out"
                )
            }
            _ => format!("look after `{folder}` or choose another folder with --out"),
        }
    }

    /// Whether trying again may help without anyone doing something.
    pub fn retryable(&self) -> bool {
        let Self::Write { source, .. } = self;
        matches!(
            source.kind(),
            io::ErrorKind::Interrupted | io::ErrorKind::StorageFull
        )
    }
}

/// The folder in which people find their reports.
#[derive(Clone, Debug)]
pub struct OutputFolder {
    root: PathBuf,
}

impl OutputFolder {
    /// The folder at a path; it is made when something is first written.
    pub fn new(root: PathBuf) -> Self {
        Self { root }
    }

    /// Makes the folder hold exactly these documents' bytes. Unchanged files are not touched; of those that differ,
    /// all are safely on disk beside their targets before the first one takes its place. Then what an earlier edition
    /// of the period left goes, unless somebody edited it.
    pub fn publish(
        &self,
        edition: &Edition,
        now: Timestamp,
    ) -> Result<(Vec<Receipt>, Leftovers), OutputError> {
        // The evidence that proves them ours is replaced below.
        let leftovers = leftovers(&self.root, &edition.set).map_err(|source| self.failed("", source))?;
        let mut receipts = Vec::new();
        let mut staged: Vec<(&str, Staged)> = Vec::new();
        for (document, content) in edition.documents() {
            let target = self.root.join(&document.path);
            let unchanged = holds(&target, content).map_err(|source| self.failed(&document.path, source))?;
            if !unchanged {
                let file = stage(&target, content).map_err(|source| self.failed(&document.path, source))?;
                staged.push((&document.path, file));
            }
            receipts.push(Receipt {
                destination: OUTPUT.into(),
                path: document.path.clone(),
                sha256: Sha256::of(content),
                state: if unchanged {
                    ReceiptState::Unchanged
                } else {
                    ReceiptState::Published
                },
                location: Some(target.display().to_string()),
                at: now,
            });
        }
        for (path, file) in staged {
            file.place().map_err(|source| self.failed(path, source))?;
        }
        leftovers
            .withdraw(&self.root)
            .map_err(|source| self.failed("", source))?;
        Ok((receipts, leftovers))
    }

    fn failed(&self, file: &str, source: io::Error) -> OutputError {
        OutputError::Write {
            folder: self.root.clone(),
            file: file.into(),
            source,
        }
    }
}

/// Whether a file has exactly this content.
fn holds(target: &Path, content: &[u8]) -> io::Result<bool> {
    match std::fs::read(target) {
        Ok(present) => Ok(present == content),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests;
