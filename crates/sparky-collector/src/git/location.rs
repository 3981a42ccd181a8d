//! Where a repository keeps its things.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::refs::Refs;

/// Why a path leads to no repository.
#[derive(Debug, thiserror::Error)]
pub enum LocateError {
    /// There is nothing.
    #[error("there is no `{}`", .0.display())]
    Missing(PathBuf),
    /// There is something, but no repository.
    #[error("`{}` is not in a git repository", .0.display())]
    NoRepository(PathBuf),
    /// A folder holds no repository at any depth.
    #[error("there is no git repository below `{}`", .0.display())]
    NoneBelow(PathBuf),
    /// It cannot be looked at.
    #[error("cannot read `{}`", .path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
}

/// A repository's folders, with every link resolved.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Location {
    /// What linked worktrees share: objects, branches, configuration. One repository, one common directory.
    pub common_dir: PathBuf,
    /// Where `HEAD` is: the common directory, or a linked worktree's own.
    pub git_dir: PathBuf,
}

impl Location {
    /// Finds the repository that a path lies in: a working tree or a folder inside, a bare repository, a linked
    /// worktree.
    pub fn of(path: &Path) -> Result<Self, LocateError> {
        let start = fs::canonicalize(path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => LocateError::Missing(path.to_owned()),
            _ => LocateError::Unreadable {
                path: path.to_owned(),
                source,
            },
        })?;
        fs::read_dir(&start).map_err(|source| match source.kind() {
            io::ErrorKind::NotADirectory => LocateError::NoRepository(path.to_owned()),
            _ => LocateError::Unreadable {
                path: path.to_owned(),
                source,
            },
        })?;
        start
            .ancestors()
            .find_map(Self::at)
            .ok_or_else(|| LocateError::NoRepository(path.to_owned()))
    }

    /// The repository whose working tree or bare folder is exactly this folder, if it is one.
    pub fn at(folder: &Path) -> Option<Self> {
        let inner = folder.join(".git");
        if inner.is_file() {
            return Self::linked(folder, &inner);
        }
        [inner, folder.to_owned()]
            .into_iter()
            .find(|candidate| is_git_dir(candidate))
            .map(Self::plain)
    }

    /// What to call the repository where it has no origin: its folder's name without `.git`.
    pub fn folder_name(&self) -> String {
        let name = self.folder().file_name().unwrap_or_default().to_string_lossy();
        name.strip_suffix(".git")
            .filter(|rest| !rest.is_empty())
            .unwrap_or(&name)
            .to_owned()
    }

    /// The working tree's folder, or the bare repository's.
    pub fn folder(&self) -> &Path {
        let inside = self.common_dir.file_name().is_some_and(|name| name == ".git");
        if inside {
            self.common_dir.parent().unwrap_or(&self.common_dir)
        } else {
            &self.common_dir
        }
    }

    /// Whether its default branch leads to a commit.
    pub fn has_commits(&self) -> bool {
        let head = Refs::open(&self.git_dir, &self.common_dir).and_then(|refs| refs.head());
        head.is_ok_and(|head| head.oid.is_some())
    }

    fn plain(git_dir: PathBuf) -> Self {
        let git_dir = fs::canonicalize(&git_dir).unwrap_or(git_dir);
        Self {
            common_dir: git_dir.clone(),
            git_dir,
        }
    }

    /// Follows the file that linked worktrees and submodules have in place of `.git`.
    fn linked(folder: &Path, file: &Path) -> Option<Self> {
        let text = fs::read_to_string(file).ok()?;
        let git_dir = fs::canonicalize(folder.join(text.strip_prefix("gitdir:")?.trim())).ok()?;
        let common_dir = match fs::read_to_string(git_dir.join("commondir")) {
            Ok(relative) => fs::canonicalize(git_dir.join(relative.trim())).ok()?,
            Err(_) => git_dir.clone(),
        };
        is_git_dir(&common_dir).then_some(Self { common_dir, git_dir })
    }
}

fn is_git_dir(folder: &Path) -> bool {
    folder.join("HEAD").is_file() && folder.join("objects").is_dir() && folder.join("refs").is_dir()
}
