//! Branches and tags, read from their files.

use std::{
    collections::{BTreeMap, HashSet},
    fs, io,
    path::{Path, PathBuf},
};

use git2::Oid;

/// Why references cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum RefError {
    /// A file cannot be read.
    #[error("cannot read `{}`", .path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// Git wrote it in a way that Sparky cannot read.
    #[error("the repository uses {0}, which Sparky cannot read")]
    Unsupported(&'static str),
    /// A file holds something that is no reference.
    #[error("`{}` holds no reference", .0.display())]
    Malformed(PathBuf),
}

/// What `HEAD` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// The branch it names, even if it is unborn; nothing if it is detached.
    pub branch: Option<String>,
    /// The newest commit; nothing on an unborn branch.
    pub oid: Option<Oid>,
}

/// The references of a repository.
pub(super) struct Refs {
    git_dir: PathBuf,
    common_dir: PathBuf,
    packed: BTreeMap<String, Oid>,
}

/// Symbolic references may point at each other; git follows as many.
const DEEPEST: usize = 5;

impl Refs {
    /// Opens the references of a git directory; a linked worktree shares most of them in its common directory.
    pub(super) fn open(git_dir: &Path, common_dir: &Path) -> Result<Self, RefError> {
        if common_dir.join("reftable").is_dir() {
            return Err(RefError::Unsupported("the reftable format"));
        }
        let packed = read(&common_dir.join("packed-refs"))?.unwrap_or_default();
        let packed = packed.lines().filter_map(packed_line).collect();
        Ok(Self {
            git_dir: git_dir.to_owned(),
            common_dir: common_dir.to_owned(),
            packed,
        })
    }

    /// The default branch and its newest commit.
    pub(super) fn head(&self) -> Result<Head, RefError> {
        let path = self.git_dir.join("HEAD");
        let mut text = read(&path)?.ok_or_else(|| RefError::Malformed(path.clone()))?;
        let branch = target(&text).map(|name| name.strip_prefix("refs/heads/").unwrap_or(name).to_owned());
        for _ in 0..DEEPEST {
            let Some(name) = target(&text).map(ToOwned::to_owned) else {
                return Ok(Head {
                    branch,
                    oid: Some(object_id(&text, &path)?),
                });
            };
            match self.loose(&name)? {
                Some(next) => text = next,
                None => {
                    return Ok(Head {
                        branch,
                        oid: self.packed.get(&name).copied(),
                    });
                }
            }
        }
        Err(RefError::Malformed(path))
    }

    /// Every tag by name, with the object it points at.
    pub(super) fn tags(&self) -> Result<BTreeMap<String, Oid>, RefError> {
        let packed = self
            .packed
            .iter()
            .filter_map(|(name, oid)| Some((name.strip_prefix("refs/tags/")?, oid)));
        let mut tags: BTreeMap<_, _> = packed.map(|(name, oid)| (name.to_owned(), *oid)).collect();
        let folder = self.common_dir.join("refs/tags");
        let mut folders = vec![folder.clone()];
        while let Some(next) = folders.pop() {
            for path in list(&next)? {
                if path.is_dir() {
                    folders.push(path);
                } else if let Some(text) = read(&path)?
                    && let Ok(name) = path.strip_prefix(&folder)
                    && target(&text).is_none()
                {
                    tags.insert(name.to_string_lossy().into_owned(), object_id(&text, &path)?);
                }
            }
        }
        Ok(tags)
    }

    /// The commits at which a shallow clone was cut off.
    pub(super) fn shallow(&self) -> Result<HashSet<Oid>, RefError> {
        let text = read(&self.common_dir.join("shallow"))?.unwrap_or_default();
        Ok(text
            .lines()
            .filter_map(|line| Oid::from_str(line.trim()).ok())
            .collect())
    }

    fn loose(&self, name: &str) -> Result<Option<String>, RefError> {
        // A name from a hostile HEAD must not lead out of the repository.
        if !name.starts_with("refs/") || name.split('/').any(|part| part == "..") {
            return Err(RefError::Malformed(self.git_dir.join("HEAD")));
        }
        match read(&self.git_dir.join(name))? {
            Some(text) => Ok(Some(text)),
            None => read(&self.common_dir.join(name)),
        }
    }
}

fn target(text: &str) -> Option<&str> {
    text.strip_prefix("ref:").map(str::trim)
}

fn object_id(text: &str, path: &Path) -> Result<Oid, RefError> {
    match text.trim() {
        long if long.len() == 64 => Err(RefError::Unsupported("SHA-256 object ids")),
        text => Oid::from_str(text).map_err(|_| RefError::Malformed(path.to_owned())),
    }
}

fn packed_line(line: &str) -> Option<(String, Oid)> {
    let (oid, name) = line.split_once(' ')?;
    Some((name.to_owned(), Oid::from_str(oid).ok()?))
}

/// A file's text, or nothing where there is no such file.
fn read(path: &Path) -> Result<Option<String>, RefError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if is_missing(&error) => Ok(None),
        Err(source) => Err(RefError::Read {
            path: path.to_owned(),
            source,
        }),
    }
}

fn list(folder: &Path) -> Result<Vec<PathBuf>, RefError> {
    let failed = |source| RefError::Read {
        path: folder.to_owned(),
        source,
    };
    match fs::read_dir(folder) {
        Ok(entries) => entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<Result<_, _>>()
            .map_err(failed),
        Err(error) if is_missing(&error) => Ok(Vec::new()),
        Err(source) => Err(failed(source)),
    }
}

/// A folder in the file's place means the same: `refs/heads/a` is no branch while `refs/heads/a/b` is one.
fn is_missing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::IsADirectory | io::ErrorKind::NotADirectory
    )
}
