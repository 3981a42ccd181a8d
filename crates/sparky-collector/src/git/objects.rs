//! The only place that reads objects: an object database opened by its folder alone. No repository is opened, so
//! nothing of an untrusted one's configuration, hooks or ownership can matter.

use std::path::{Path, PathBuf};

use git2::{ErrorCode, ObjectType, Odb, Oid};

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
        source: git2::Error,
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
    source: git2::Error,
}

/// The objects of one repository, readable from several threads.
pub(super) struct Objects {
    odb: Odb<'static>,
}

/// One object's content.
pub(super) struct Object<'a>(git2::OdbObject<'a>);

impl Object<'_> {
    /// The bytes after the object's header.
    pub(super) fn data(&self) -> &[u8] {
        self.0.data()
    }
}

impl Objects {
    /// Opens an `objects` folder with its loose objects, packs and alternates.
    pub(super) fn open(folder: &Path) -> Result<Self, OpenError> {
        // Hashing every object again doubles the cost of reading; damage still shows in zlib's checksums.
        git2::opts::strict_hash_verification(false);
        let open = || {
            let odb = Odb::new()?;
            let path = folder
                .to_str()
                .ok_or_else(|| git2::Error::from_str("the path is not UTF-8"))?;
            odb.add_disk_alternate(path)?;
            Ok(odb)
        };
        match open() {
            Ok(odb) => Ok(Self { odb }),
            Err(source) => Err(OpenError {
                folder: folder.to_owned(),
                source,
            }),
        }
    }

    /// A commit's bytes.
    pub(super) fn commit(&self, oid: Oid) -> Result<Object<'_>, ObjectError> {
        self.read(oid, ObjectType::Commit, "it is no commit")
    }

    /// A tree's bytes.
    pub(super) fn tree(&self, oid: Oid) -> Result<Object<'_>, ObjectError> {
        self.read(oid, ObjectType::Tree, "it is no tree")
    }

    /// A file's bytes.
    pub(super) fn blob(&self, oid: Oid) -> Result<Object<'_>, ObjectError> {
        self.read(oid, ObjectType::Blob, "it is no file")
    }

    /// A file's size, without its content.
    pub(super) fn size(&self, oid: Oid) -> Result<u64, ObjectError> {
        match self.odb.read_header(oid) {
            Ok((size, _)) => Ok(size as u64),
            Err(source) => Err(failed(oid, source)),
        }
    }

    /// An annotated tag's bytes; nothing where the object is something else.
    pub(super) fn tag(&self, oid: Oid) -> Result<Option<Object<'_>>, ObjectError> {
        let object = self.any(oid)?;
        Ok((object.0.kind() == ObjectType::Tag).then_some(object))
    }

    fn read(&self, oid: Oid, kind: ObjectType, otherwise: &'static str) -> Result<Object<'_>, ObjectError> {
        let object = self.any(oid)?;
        if object.0.kind() == kind {
            Ok(object)
        } else {
            Err(ObjectError::Malformed { oid, what: otherwise })
        }
    }

    fn any(&self, oid: Oid) -> Result<Object<'_>, ObjectError> {
        self.odb
            .read(oid)
            .map(Object)
            .map_err(|source| failed(oid, source))
    }
}

fn failed(oid: Oid, source: git2::Error) -> ObjectError {
    match source.code() {
        ErrorCode::NotFound => ObjectError::Absent(oid),
        _ => ObjectError::Damaged { oid, source },
    }
}
