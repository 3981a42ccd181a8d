//! Activities laid aside until all are there: those of many repositories would not fit into memory.

use std::{
    io::{self, Read, Seek, SeekFrom, Write},
    path::Path,
    sync::{Mutex, PoisonError},
};

use sparky_common::model::RepositoryActivity;
use tempfile::SpooledTempFile;

/// Activities that are larger together lie in a nameless file of the data folder, in bytes.
const IN_MEMORY: usize = 4 << 20;

/// Why an activity cannot be laid aside or taken up again.
#[derive(Debug, thiserror::Error)]
pub enum SpoolError {
    /// The file cannot be written: a full disk, a read-only folder.
    #[error("cannot lay aside what was collected")]
    Write(#[source] io::Error),
    /// The file cannot be read.
    #[error("cannot read what was laid aside")]
    Read(#[source] io::Error),
    /// An activity does not survive the format: a bug.
    #[error("what was laid aside is damaged")]
    Content(#[source] serde_json::Error),
}

/// Where activities are laid aside. Nothing stays of it.
#[derive(Debug)]
pub(crate) struct Spool(Mutex<SpooledTempFile>);

/// Where in the spool an activity lies.
#[derive(Debug)]
pub(crate) struct Place {
    at: u64,
    bytes: usize,
}

impl Spool {
    /// An empty one in a folder.
    pub(crate) fn new(folder: &Path) -> Self {
        Self(Mutex::new(tempfile::spooled_tempfile_in(IN_MEMORY, folder)))
    }

    /// Lays an activity aside.
    pub(crate) fn keep(&self, activity: &RepositoryActivity) -> Result<Place, SpoolError> {
        let content = serde_json::to_vec(activity).map_err(SpoolError::Content)?;
        let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = file.seek(SeekFrom::End(0)).map_err(SpoolError::Write)?;
        file.write_all(&content).map_err(SpoolError::Write)?;
        Ok(Place {
            at,
            bytes: content.len(),
        })
    }

    /// Takes an activity up again.
    pub(crate) fn read(&self, place: &Place) -> Result<RepositoryActivity, SpoolError> {
        let mut content = vec![0; place.bytes];
        {
            let mut file = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(place.at)).map_err(SpoolError::Read)?;
            file.read_exact(&mut content).map_err(SpoolError::Read)?;
        }
        serde_json::from_slice(&content).map_err(SpoolError::Content)
    }
}
