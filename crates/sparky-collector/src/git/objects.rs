//! The only place that reads objects: an object database opened by its folder alone. No repository is opened, so
//! nothing of an untrusted one's configuration, hooks or ownership can matter.

use std::{
    error::Error,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use git2::Oid;
use gix_object::{Find, Kind};
use gix_odb::{HandleArc, Header, Store, store::init::Options};
use gix_pack::cache::lru::MemoryCappedHashmap;

/// How many bytes of objects that others are stored as differences to are kept by each reader.
const DELTA_BASES: usize = 16 << 20;

/// No object beyond this is read, lest a damaged or hostile size in a pack take all memory.
const LARGEST: usize = 2 << 30;

/// Why an object cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    /// It was never fetched, as in a partial or shallow clone.
    #[error("object {0} is absent")]
    Absent(Oid),
    /// It is there but cannot be read.
    #[error("object {oid} cannot be read")]
    Damaged {
        /// The object.
        oid: Oid,
        /// The cause.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// It was read but is not what git would write.
    #[error("object {oid} is malformed: {what}")]
    Malformed {
        /// The object.
        oid: Oid,
        /// What is wrong with it.
        what: &'static str,
    },
}

/// Why an object database cannot be opened.
#[derive(Debug, thiserror::Error)]
#[error("cannot open the objects in `{}`", .folder.display())]
pub struct OpenError {
    folder: PathBuf,
    #[source]
    source: io::Error,
}

/// A reader of one repository's objects. Each thread has its own.
pub(super) struct Objects {
    odb: HandleArc,
}

/// One object's content.
pub(super) struct Object {
    kind: Kind,
    data: Vec<u8>,
}

impl Object {
    /// Whether it is an annotated tag.
    pub(super) fn is_tag(&self) -> bool {
        self.kind == Kind::Tag
    }

    /// Whether it is a commit.
    pub(super) fn is_commit(&self) -> bool {
        self.kind == Kind::Commit
    }

    /// The bytes after the object's header.
    pub(super) fn data(&self) -> &[u8] {
        &self.data
    }

    /// The same, to keep.
    pub(super) fn into_data(self) -> Box<[u8]> {
        self.data.into()
    }
}

impl Objects {
    /// Opens an `objects` folder with its loose objects, packs and alternates.
    pub(super) fn open(folder: &Path) -> Result<Self, OpenError> {
        let options = Options {
            alloc_limit_bytes: Some(LARGEST),
            ..Options::default()
        };
        let no_replacements = &mut std::iter::empty();
        let store = Store::at_opts(folder.to_owned(), gix_hash::Kind::Sha1, no_replacements, options);
        let store = store.map_err(|source| OpenError {
            folder: folder.to_owned(),
            source,
        })?;
        let odb = Arc::new(store).to_cache_arc();
        Ok(Self {
            odb: odb.with_pack_cache(|| Box::new(MemoryCappedHashmap::new(DELTA_BASES))),
        })
    }

    /// A reader for another thread.
    pub(super) fn another(&self) -> Self {
        Self {
            odb: self.odb.clone(),
        }
    }

    /// A commit's bytes.
    pub(super) fn commit(&self, oid: Oid) -> Result<Object, ObjectError> {
        self.read(oid, Kind::Commit, "it is no commit")
    }

    /// A tree's bytes.
    pub(super) fn tree(&self, oid: Oid) -> Result<Object, ObjectError> {
        self.read(oid, Kind::Tree, "it is no tree")
    }

    /// A file's bytes.
    pub(super) fn blob(&self, oid: Oid) -> Result<Object, ObjectError> {
        self.read(oid, Kind::Blob, "it is no file")
    }

    /// A file's size, without its content.
    pub(super) fn size(&self, oid: Oid) -> Result<u64, ObjectError> {
        match self.odb.try_header(id(&oid)) {
            Ok(Some(header)) => Ok(header.size()),
            Ok(None) => Err(ObjectError::Absent(oid)),
            Err(source) => Err(damaged(oid, source)),
        }
    }

    fn read(&self, oid: Oid, kind: Kind, otherwise: &'static str) -> Result<Object, ObjectError> {
        let object = self.any(oid)?;
        if object.kind == kind {
            Ok(object)
        } else {
            Err(ObjectError::Malformed { oid, what: otherwise })
        }
    }

    /// An object of any kind.
    pub(super) fn any(&self, oid: Oid) -> Result<Object, ObjectError> {
        let mut data = Vec::new();
        match self.odb.try_find(id(&oid), &mut data) {
            Ok(Some(found)) => {
                let (kind, length) = (found.kind, found.data.len());
                data.truncate(length);
                Ok(Object { kind, data })
            }
            Ok(None) => Err(ObjectError::Absent(oid)),
            Err(source) => Err(damaged(oid, source)),
        }
    }
}

fn id(oid: &Oid) -> &gix_hash::oid {
    gix_hash::oid::from_bytes_unchecked(oid.as_bytes())
}

fn damaged(oid: Oid, source: impl Into<Box<dyn Error + Send + Sync>>) -> ObjectError {
    ObjectError::Damaged {
        oid,
        source: source.into(),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use sparky_testkit::RepositoryBuilder;

    use super::*;

    fn repository() -> (RepositoryBuilder, Oid, Objects) {
        let repository = RepositoryBuilder::new("demo");
        let commit = repository.commit("one").file("a", "1\n").make();
        let objects = Objects::open(&repository.path().join(".git/objects")).unwrap();
        (repository, Oid::from_str(&commit).unwrap(), objects)
    }

    #[test]
    fn what_is_wrong_with_an_object_is_told_apart() {
        let (repository, commit, objects) = repository();
        assert!(objects.commit(commit).is_ok());
        assert!(matches!(objects.tree(commit), Err(ObjectError::Malformed { .. })));
        let nowhere = Oid::from_str(&"12".repeat(20)).unwrap();
        assert!(matches!(objects.blob(nowhere), Err(ObjectError::Absent(oid)) if oid == nowhere));
        assert!(matches!(objects.size(nowhere), Err(ObjectError::Absent(_))));
        let blob = repository.git(["rev-parse", "HEAD:a"]);
        let file = repository
            .path()
            .join(".git/objects")
            .join(&blob[..2])
            .join(&blob[2..]);
        fs::remove_file(&file).unwrap();
        fs::write(&file, "no zlib stream").unwrap();
        let blob = Oid::from_str(&blob).unwrap();
        assert!(matches!(objects.blob(blob), Err(ObjectError::Damaged { oid, .. }) if oid == blob));
    }

    #[test]
    fn alternates_are_followed() {
        let (lender, commit, lent) = repository();
        let borrower = RepositoryBuilder::new("borrower");
        let folder = borrower.path().join(".git/objects");
        let alternates = folder.join("info/alternates");
        fs::create_dir_all(folder.join("info")).unwrap();
        fs::write(
            alternates,
            lender.path().join(".git/objects").display().to_string(),
        )
        .unwrap();
        let objects = Objects::open(&folder).unwrap();
        let expected = lent.commit(commit).unwrap();
        assert_eq!(objects.another().commit(commit).unwrap().data(), expected.data());
    }
}
