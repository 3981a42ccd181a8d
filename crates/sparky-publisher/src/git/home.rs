//! The repository that commits are made in, and the remote they go to.

use std::path::{Path, PathBuf, absolute};

use git2::{ErrorCode, Repository, RepositoryState};
use sparky_common::config::Destination;

use super::secrets::without_credentials;

/// Why there is no repository to commit in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HomeError {
    #[error("there is no folder `{repository}` to publish to")]
    Missing { repository: String },
    #[error("cannot open the repository `{repository}`")]
    Open {
        repository: String,
        #[source]
        source: git2::Error,
    },
    #[error("cannot make the clone `{}`", .folder.display())]
    Clone {
        folder: PathBuf,
        #[source]
        source: git2::Error,
    },
    #[error("no branch is checked out in `{repository}`: its HEAD is detached")]
    Detached { repository: String },
    #[error("a merge, rebase or the like is under way in `{repository}`")]
    Busy { repository: String },
    #[error("the branch `{branch}` is checked out in another worktree of `{repository}`")]
    ElsewhereCheckedOut { branch: String, repository: String },
}

impl HomeError {
    pub(crate) fn hint(&self) -> &'static str {
        match self {
            Self::Missing { .. } => "check `repository` of this destination: a local path or a URL",
            Self::Open { .. } => "check that it is a git repository and belongs to the user that runs Sparky",
            Self::Clone { .. } => "look after the data folder; the clone may be deleted, it is made anew",
            Self::Detached { .. } => "check out a branch there, or set `branch` for this destination",
            Self::Busy { .. } => "finish it or abort it (`git status` says how), then publish again",
            Self::ElsewhereCheckedOut { .. } => "set `repository` to the path of that worktree",
        }
    }
}

/// Where commits go from here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Remote {
    /// A remote's name in a user's repository, else a path or URL. May hold credentials: never to be shown.
    pub(crate) address: String,
    /// The branch there; nothing for the remote's default branch.
    pub(crate) branch: Option<String>,
}

/// A repository on this machine in which commits are made.
pub(crate) struct Home {
    /// The repository.
    pub(crate) repository: Repository,
    /// What it is called in errors, without credentials.
    pub(crate) name: String,
    /// The local branch; nothing in a clone of ours that follows the remote's default branch.
    pub(crate) branch: Option<String>,
    /// Where commits are pushed to; nothing where the local branch is what readers read.
    pub(crate) remote: Option<Remote>,
    /// Whether it is a clone of ours, whose branches nobody else uses.
    pub(crate) is_ours: bool,
}

impl Home {
    /// Opens a destination's repository.
    ///
    /// A local path with a working tree is used as it is. Anything that is pushed to (a URL, or the path of a bare
    /// repository, whose hooks have a say) gets a bare clone of ours in `clone`. A bare repository that is not
    /// pushed to is committed to directly.
    pub(crate) fn open(destination: &Destination, clone: &Path) -> Result<Self, HomeError> {
        let name = without_credentials(&destination.repository);
        let path = Path::new(&destination.repository);
        if is_url(&destination.repository) && !path.exists() {
            return Self::clone_of(destination, clone, destination.repository.clone(), name);
        }
        if !path.exists() {
            return Err(HomeError::Missing { repository: name });
        }
        let repository = Repository::open(path).map_err(|source| HomeError::Open {
            repository: name.clone(),
            source,
        })?;
        if repository.is_bare() && destination.push {
            let path = absolute(path).unwrap_or_else(|_| path.to_owned());
            return Self::clone_of(destination, clone, path.to_string_lossy().into_owned(), name);
        }
        Self::local(destination, repository, name)
    }

    fn clone_of(
        destination: &Destination,
        clone: &Path,
        address: String,
        name: String,
    ) -> Result<Self, HomeError> {
        // Making an empty repository is safe to repeat; what it lacks is fetched when it is looked for.
        let repository = Repository::init_opts(
            clone,
            git2::RepositoryInitOptions::new()
                .bare(true)
                .mkpath(true)
                .external_template(false),
        )
        .map_err(|source| HomeError::Clone {
            folder: clone.to_owned(),
            source,
        })?;
        let branch = (!destination.branch.is_empty()).then(|| destination.branch.clone());
        let remote = Some(Remote {
            address,
            branch: branch.clone(),
        });
        Ok(Self {
            repository,
            name,
            branch,
            remote,
            is_ours: true,
        })
    }

    fn local(destination: &Destination, repository: Repository, name: String) -> Result<Self, HomeError> {
        if repository.state() != RepositoryState::Clean {
            return Err(HomeError::Busy { repository: name });
        }
        let branch = match destination.branch.as_str() {
            "" => head_branch(&repository).ok_or_else(|| HomeError::Detached {
                repository: name.clone(),
            })?,
            branch => branch.to_owned(),
        };
        let remote = if destination.push {
            remote_of(&repository, &branch)
        } else {
            None
        };
        let home = Self {
            repository,
            name,
            branch: Some(branch.clone()),
            remote,
            is_ours: false,
        };
        if !home.has_checked_out(&branch) && home.is_checked_out_elsewhere(&branch) {
            return Err(HomeError::ElsewhereCheckedOut {
                branch,
                repository: home.name,
            });
        }
        Ok(home)
    }

    /// The folder in which `git` runs.
    pub(crate) fn folder(&self) -> &Path {
        self.repository
            .workdir()
            .unwrap_or_else(|| self.repository.path())
    }

    /// Whether a branch is what the working tree shows.
    pub(crate) fn has_checked_out(&self, branch: &str) -> bool {
        !self.repository.is_bare() && head_branch(&self.repository).as_deref() == Some(branch)
    }

    /// Whether another working tree of the same repository shows a branch: moving it would leave that one behind.
    fn is_checked_out_elsewhere(&self, branch: &str) -> bool {
        let names = self.repository.worktrees().ok();
        let linked = names
            .iter()
            .flat_map(|names| names.iter().flatten().flatten())
            .filter_map(|name| {
                Repository::open_from_worktree(&self.repository.find_worktree(name).ok()?).ok()
            });
        linked
            .chain(Repository::open(self.repository.commondir()).ok())
            .filter(|other| !other.is_bare() && other.path() != self.repository.path())
            .any(|other| head_branch(&other).as_deref() == Some(branch))
    }
}

/// The branch that HEAD names, born or not.
pub(super) fn head_branch(repository: &Repository) -> Option<String> {
    let head = repository.find_reference("HEAD").ok()?;
    Some(
        head.symbolic_target()
            .ok()??
            .strip_prefix("refs/heads/")?
            .to_owned(),
    )
}

/// The remote that a branch follows, else `origin`; nothing where there is neither.
fn remote_of(repository: &Repository, branch: &str) -> Option<Remote> {
    let setting = |name: &str| {
        let config = repository
            .config()
            .and_then(|mut config| config.snapshot())
            .ok()?;
        config.get_string(&format!("branch.{branch}.{name}")).ok()
    };
    let address = setting("remote").unwrap_or_else(|| "origin".into());
    match repository.find_remote(&address) {
        Err(error) if error.code() == ErrorCode::NotFound || error.code() == ErrorCode::InvalidSpec => {
            return None;
        }
        // A remote that libgit2 cannot read is left to `git`, which says what is wrong with it.
        Ok(_) | Err(_) => {}
    }
    let merged = setting("merge").and_then(|name| Some(name.strip_prefix("refs/heads/")?.to_owned()));
    Some(Remote {
        address,
        branch: Some(merged.unwrap_or_else(|| branch.to_owned())),
    })
}

/// Whether `git clone` would go to the network, or to a `file://` URL.
fn is_url(text: &str) -> bool {
    text.contains("://") || text.split('/').next().is_some_and(|first| first.contains(':'))
}
