//! The artifact store: immutable objects under their hash, and names that people read.
//!
//! An object lies at `objects/<2 digits>/<hash>` for good. A name such as `raw/weekly/2025-W46.json` is a second
//! entry for an object, replaced as a whole when a later run makes something newer.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload, local::LocalFileSystem, path::Path as Key};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    model::{ArtifactRef, Sha256},
    period::Period,
};

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
            objects: objects.into(),
        })
    }

    /// Stores bytes under their hash and points a name at them.
    pub async fn put(&self, name: &str, content: Bytes) -> Result<ArtifactRef, ArtifactError> {
        let sha256 = Sha256::of(&content);
        let artifact = ArtifactRef {
            name: name.to_owned(),
            bytes: content.len() as u64,
            sha256,
        };
        let failed = |source| ArtifactError::Write {
            name: name.to_owned(),
            source,
        };
        let object = object_key(&artifact.sha256);
        if !self.holds(&artifact).await {
            self.objects
                .put(&object, PutPayload::from(content))
                .await
                .map_err(failed)?;
        }
        let name = Key::from(name);
        if !self.same_entry(&object, &name).await.map_err(failed)? {
            self.objects.copy(&object, &name).await.map_err(failed)?;
        }
        Ok(artifact)
    }

    /// Stores a value as JSON with a final newline.
    pub async fn put_json<T: Serialize>(&self, name: &str, value: &T) -> Result<ArtifactRef, ArtifactError> {
        let mut content = serde_json::to_vec_pretty(value).map_err(|source| ArtifactError::Invalid {
            name: name.to_owned(),
            source,
        })?;
        content.push(b'\n');
        self.put(name, content.into()).await
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
        let content = self.read(name, &Key::from(name)).await?;
        Ok(ArtifactRef {
            name: name.to_owned(),
            sha256: Sha256::of(&content),
            bytes: content.len() as u64,
        })
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
        self.get(artifact).await.is_ok()
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
