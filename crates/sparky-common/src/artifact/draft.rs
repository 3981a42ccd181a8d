//! An artifact while it is written: hashed as it grows, and in memory only as long as it is small.

use std::{
    io::{self, BufWriter, Read, Seek, Write},
    path::Path,
};

use serde::Serialize;
use sha2::Digest;
use tempfile::SpooledTempFile;

use super::{ArtifactError, unwritten};
use crate::model::{ArtifactRef, Sha256};

/// Drafts that are larger lie in a nameless file of the store's folder, in bytes.
pub(super) const IN_MEMORY: usize = 4 << 20;

/// How much is hashed and written at a time, in bytes.
const BLOCK: usize = 64 << 10;

/// What is written here becomes an artifact when [`ArtifactStore::keep`](super::ArtifactStore::keep) takes it.
#[derive(Debug)]
pub struct Draft(BufWriter<Content>);

#[derive(Debug)]
struct Content {
    file: SpooledTempFile,
    measure: Measure,
}

impl Draft {
    pub(super) fn new(folder: &Path) -> Self {
        let content = Content {
            file: tempfile::spooled_tempfile_in(IN_MEMORY, folder),
            measure: Measure::default(),
        };
        Self(BufWriter::with_capacity(BLOCK, content))
    }

    /// Writes a value as JSON with a final newline; `name` is for the error.
    pub fn json<T: Serialize>(&mut self, name: &str, value: &T) -> Result<(), ArtifactError> {
        serde_json::to_writer_pretty(&mut *self, value).map_err(|source| {
            if source.is_io() {
                unwritten(name)(source.into())
            } else {
                ArtifactError::Invalid {
                    name: name.to_owned(),
                    source,
                }
            }
        })?;
        self.write_all(b"\n").map_err(unwritten(name))
    }

    /// What was written, to be read from its beginning.
    pub(super) fn finish(self) -> io::Result<(Measure, impl Read)> {
        let mut content = self.0.into_inner().map_err(io::IntoInnerError::into_error)?;
        content.file.rewind()?;
        Ok((content.measure, content.file))
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Write for Content {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.measure.add(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Length and hash of bytes that come piece by piece.
#[derive(Debug, Default)]
pub(super) struct Measure {
    hash: sha2::Sha256,
    bytes: u64,
}

impl Measure {
    pub(super) fn add(&mut self, piece: &[u8]) {
        self.hash.update(piece);
        self.bytes += piece.len() as u64;
    }

    /// The artifact that these bytes are.
    pub(super) fn artifact(self, name: &str) -> ArtifactRef {
        ArtifactRef {
            name: name.to_owned(),
            sha256: Sha256::finished(self.hash),
            bytes: self.bytes,
        }
    }
}

/// Reads to the end.
pub(super) fn measure(mut content: impl Read) -> io::Result<Measure> {
    let mut measured = Measure::default();
    let mut block = vec![0; BLOCK];
    loop {
        match content.read(&mut block)? {
            0 => return Ok(measured),
            count => measured.add(&block[..count]),
        }
    }
}
