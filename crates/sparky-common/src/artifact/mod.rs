//! The artifact store: immutable objects under their hash, and names that people read.
//!
//! An object lies at `objects/<2 digits>/<hash>` for good. A name such as `raw/weekly/2025-W46.json` is a second
//! entry for an object, replaced as a whole when a later run makes something newer.

mod draft;

use std::{
    io::{Read, Write},
    path::{Path, PathBuf},
};

use bytes::Bytes;
use futures::TryStreamExt;
use object_store::{
    GetResultPayload, ObjectStore, ObjectStoreExt, PutPayload, WriteMultipart, local::LocalFileSystem,
    path::Path as Key,
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    model::{ArtifactRef, Sha256},
    period::Period,
};

pub use draft::Draft;
use draft::{Measure, measure};

/// How much of a draft is read at a time, in bytes.
const PIECE: usize = 1 << 20;

/// Why the store could not do something.
#[derive(Debug, thiserror::Error)]
pub enum ArtifactError {
    /// The folder cannot be made or used.
    #[error("cannot open the artifact store in `{}`", .path.display())]
    Open {
        /// The folder.
        path: PathBuf,
        /// The cause.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// An artifact cannot be written: a full disk, a read-only folder.
    #[error("cannot store `{name}`")]
    Write {
        /// The artifact's name.
        name: String,
        /// The cause.
        #[source]
        source: object_store::Error,
    },
    /// An artifact cannot be read.
    #[error("cannot read `{name}` from the artifact store")]
    Read {
        /// The artifact's name.
        name: String,
        /// The cause.
        #[source]
        source: object_store::Error,
    },
    /// What lies under the hash is something else: a damaged disk or a stranger's hand.
    #[error("`{name}` is damaged: its content does not match its hash {sha256}")]
    Damaged {
        /// The artifact's name.
        name: String,
        /// The hash it should have.
        sha256: Sha256,
    },
    /// The content is not what its type needs.
    #[error("`{name}` is not a valid artifact")]
    Invalid {
        /// The artifact's name.
        name: String,
        /// The cause.
        #[source]
        source: serde_json::Error,
    },
}

impl ArtifactError {
    /// Whether nothing lies under the name.
    pub fn is_missing(&self) -> bool {
        matches!(
            self,
            Self::Read {
                source: object_store::Error::NotFound { .. },
                ..
            }
        )
    }
}

/// The name of a snapshot.
pub fn snapshot_name(period: Period) -> String {
    format!("raw/{}/{period}.json", period.kind())
}

/// The name of a period's insights.
pub fn insights_name(period: Period) -> String {
    format!("processed/{}/{period}.json", period.kind())
}

/// Keeps artifacts in a local folder.
#[derive(Clone, Debug)]
pub struct ArtifactStore {
    folder: PathBuf,
    objects: std::sync::Arc<LocalFileSystem>,
}

impl ArtifactStore {
    /// Opens the store in a folder and makes the folder where it is missing.
    pub fn open(folder: &Path) -> Result<Self, ArtifactError> {
        let failed = |source: Box<dyn std::error::Error + Send + Sync>| ArtifactError::Open {
            path: folder.to_owned(),
            source,
        };
        std::fs::create_dir_all(folder).map_err(|error| failed(error.into()))?;
        let objects = LocalFileSystem::new_with_prefix(folder).map_err(|error| failed(error.into()))?;
        Ok(Self {
            folder: folder.to_owned(),
            objects: objects.into(),
        })
    }

    /// An artifact to write piece by piece, and to [`keep`](Self::keep) when it is whole.
    pub fn draft(&self) -> Draft {
        Draft::new(&self.folder)
    }

    /// Stores bytes under their hash and points a name at them.
    pub async fn put(&self, name: &str, content: Bytes) -> Result<ArtifactRef, ArtifactError> {
        let mut draft = self.draft();
        draft.write_all(&content).map_err(unwritten(name))?;
        self.keep(name, draft).await
    }

    /// Stores a value as JSON with a final newline.
    pub async fn put_json<T: Serialize>(&self, name: &str, value: &T) -> Result<ArtifactRef, ArtifactError> {
        let mut draft = self.draft();
        draft.json(name, value)?;
        self.keep(name, draft).await
    }

    /// Stores what was drafted under its hash and points a name at it.
    pub async fn keep(&self, name: &str, draft: Draft) -> Result<ArtifactRef, ArtifactError> {
        let (measure, mut content) = draft.finish().map_err(unwritten(name))?;
        let artifact = measure.artifact(name);
        let object = object_key(&artifact.sha256);
        let failed = |source| ArtifactError::Write {
            name: name.to_owned(),
            source,
        };
        if !self.holds(&artifact).await {
            self.write(&object, &mut content).await.map_err(failed)?;
        }
        let name = Key::from(name);
        if !self.same_entry(&object, &name).await.map_err(failed)? {
            self.objects.copy(&object, &name).await.map_err(failed)?;
        }
        Ok(artifact)
    }

    /// Reads an artifact and checks its hash.
    pub async fn get(&self, artifact: &ArtifactRef) -> Result<Bytes, ArtifactError> {
        let content = self.read(&artifact.name, &object_key(&artifact.sha256)).await?;
        if Sha256::of(&content) == artifact.sha256 {
            Ok(content)
        } else {
            Err(ArtifactError::Damaged {
                name: artifact.name.clone(),
                sha256: artifact.sha256.clone(),
            })
        }
    }

    /// Reads a JSON artifact and checks its hash.
    pub async fn get_json<T: DeserializeOwned>(&self, artifact: &ArtifactRef) -> Result<T, ArtifactError> {
        let content = self.get(artifact).await?;
        serde_json::from_slice(&content).map_err(|source| ArtifactError::Invalid {
            name: artifact.name.clone(),
            source,
        })
    }

    /// The artifact that a name points at now.
    pub async fn resolve(&self, name: &str) -> Result<ArtifactRef, ArtifactError> {
        let measured = self.measure(&Key::from(name)).await;
        Ok(measured
            .map_err(|source| ArtifactError::Read {
                name: name.to_owned(),
                source,
            })?
            .artifact(name))
    }

    /// The names directly below a folder such as `documents/weekly`, sorted; none where there is no such folder.
    pub async fn list(&self, folder: &str) -> Result<Vec<String>, ArtifactError> {
        let found = self.objects.list_with_delimiter(Some(&Key::from(folder))).await;
        let found = found.map_err(|source| ArtifactError::Read {
            name: folder.to_owned(),
            source,
        })?;
        let mut names: Vec<_> = found
            .objects
            .into_iter()
            .map(|each| each.location.to_string())
            .collect();
        names.sort();
        Ok(names)
    }

    /// Whether the object lies there undamaged. One that does not is written anew.
    async fn holds(&self, artifact: &ArtifactRef) -> bool {
        let measured = self.measure(&object_key(&artifact.sha256)).await;
        measured.is_ok_and(|measured| measured.artifact(&artifact.name) == *artifact)
    }

    /// Hashes what lies under a key, without holding all of it.
    async fn measure(&self, key: &Key) -> Result<Measure, object_store::Error> {
        match self.objects.get(key).await?.payload {
            GetResultPayload::File(file, _) => {
                let read = tokio::task::spawn_blocking(move || measure(file)).await;
                read.map_err(std::io::Error::other)
                    .and_then(|measured| measured)
                    .map_err(generic)
            }
            GetResultPayload::Stream(stream) => {
                let add = |mut measured: Measure, piece: Bytes| async move {
                    measured.add(&piece);
                    Ok(measured)
                };
                stream.try_fold(Measure::default(), add).await
            }
        }
    }

    /// Writes an object: small ones at once, large ones in pieces. Either is there as a whole or not at all.
    async fn write(&self, key: &Key, content: &mut impl Read) -> Result<(), object_store::Error> {
        let mut piece = next_piece(content)?;
        if piece.len() < PIECE {
            return self.objects.put(key, PutPayload::from(piece)).await.map(drop);
        }
        let mut upload = WriteMultipart::new(self.objects.put_multipart(key).await?);
        while !piece.is_empty() {
            upload.wait_for_capacity(1).await?;
            upload.put(piece.into());
            piece = next_piece(content)?;
        }
        upload.finish().await.map(drop)
    }

    /// Whether a name already is an entry for the object. Copying a file onto itself leaves the store's own working
    /// files behind, since to rename one of two hard links over the other does nothing.
    async fn same_entry(&self, object: &Key, name: &Key) -> Result<bool, object_store::Error> {
        let tag = self.objects.head(object).await?.e_tag;
        match self.objects.head(name).await {
            Ok(named) => Ok(tag.is_some() && named.e_tag == tag),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn read(&self, name: &str, key: &Key) -> Result<Bytes, ArtifactError> {
        let failed = |source| ArtifactError::Read {
            name: name.to_owned(),
            source,
        };
        self.objects
            .get(key)
            .await
            .map_err(failed)?
            .bytes()
            .await
            .map_err(failed)
    }
}

/// The next bytes, up to a piece; none at the end.
fn next_piece(content: &mut impl Read) -> Result<Vec<u8>, object_store::Error> {
    let mut piece = Vec::new();
    let most = content.take(PIECE as u64).read_to_end(&mut piece);
    most.map(|_| piece).map_err(generic)
}

/// An error of the store's own files.
fn generic(error: std::io::Error) -> object_store::Error {
    object_store::Error::Generic {
        store: "artifacts",
        source: error.into(),
    }
}

fn unwritten(name: &str) -> impl FnOnce(std::io::Error) -> ArtifactError {
    let name = name.to_owned();
    |error| ArtifactError::Write {
        name,
        source: generic(error),
    }
}

fn object_key(sha256: &Sha256) -> Key {
    let digits = sha256.as_str();
    Key::from(format!("objects/{}/{digits}", &digits[..2]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_moves_on_and_the_object_stays() {
        let folder = tempfile::tempdir().unwrap();
        let store = ArtifactStore::open(folder.path()).unwrap();
        let first = store.put_json("raw/weekly/2025-W46.json", &1).await.unwrap();
        let second = store.put_json("raw/weekly/2025-W46.json", &2).await.unwrap();
        assert_eq!(
            store.put_json("other.json", &1).await.unwrap().sha256,
            first.sha256
        );
        assert_eq!(store.get_json::<u32>(&first).await.unwrap(), 1);
        assert_eq!(store.resolve("raw/weekly/2025-W46.json").await.unwrap(), second);
        assert_eq!(
            std::fs::read(folder.path().join("raw/weekly/2025-W46.json")).unwrap(),
            b"2\n"
        );
    }

    #[tokio::test]
    async fn a_folder_lists_its_own_names_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let store = ArtifactStore::open(folder.path()).unwrap();
        assert!(store.list("raw/weekly").await.unwrap().is_empty());
        for name in [
            "raw/weekly/b.json",
            "raw/weekly/a.json",
            "raw/weekly/x/c.json",
            "raw/d.json",
        ] {
            store.put_json(name, &1).await.unwrap();
        }
        assert_eq!(
            store.list("raw/weekly").await.unwrap(),
            ["raw/weekly/a.json", "raw/weekly/b.json"]
        );
    }

    #[tokio::test]
    async fn large_artifacts_are_written_in_pieces() {
        let folder = tempfile::tempdir().unwrap();
        let store = ArtifactStore::open(folder.path()).unwrap();
        let value: Vec<u64> = (0..2_000_000).collect();
        let mut bytes = serde_json::to_vec_pretty(&value).unwrap();
        bytes.push(b'\n');
        assert!(bytes.len() > 3 * draft::IN_MEMORY);
        for _ in 0..2 {
            let artifact = store.put_json("raw/large.json", &value).await.unwrap();
            assert_eq!(
                (artifact.sha256.clone(), artifact.bytes),
                (Sha256::of(&bytes), bytes.len() as u64)
            );
            assert!(store.get(&artifact).await.unwrap() == bytes);
            assert_eq!(store.resolve("raw/large.json").await.unwrap(), artifact);
        }
        let entries: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
        assert_eq!(entries.len(), 2, "drafts leave nothing behind: {entries:?}");
    }

    #[tokio::test]
    async fn damage_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let store = ArtifactStore::open(folder.path()).unwrap();
        let artifact = store.put_json("a.json", &1).await.unwrap();
        let object = folder.path().join(object_key(&artifact.sha256).as_ref());
        std::fs::write(object, b"9\n").unwrap();
        assert!(matches!(
            store.get(&artifact).await,
            Err(ArtifactError::Damaged { .. })
        ));
    }

    #[tokio::test]
    async fn what_is_stored_again_leaves_nothing_new() {
        let folder = tempfile::tempdir().unwrap();
        let store = ArtifactStore::open(folder.path()).unwrap();
        for _ in 0..3 {
            store.put_json("raw/a.json", &1).await.unwrap();
        }
        let entries = std::fs::read_dir(folder.path().join("raw")).unwrap();
        assert_eq!(entries.count(), 1);
    }

    #[tokio::test]
    async fn damage_is_repaired_by_what_is_stored_again() {
        let folder = tempfile::tempdir().unwrap();
        let store = ArtifactStore::open(folder.path()).unwrap();
        store.put_json("raw/a.json", &1).await.unwrap();
        std::fs::write(folder.path().join("raw/a.json"), b"9\n").unwrap();
        let again = store.put_json("raw/a.json", &1).await.unwrap();
        assert_eq!(store.get_json::<u32>(&again).await.unwrap(), 1);
        assert_eq!(store.resolve("raw/a.json").await.unwrap(), again);
    }
}
