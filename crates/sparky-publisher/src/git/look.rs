//! What readers can see at a destination now.

use std::path::Path;

use git2::{ErrorCode, Oid, Repository};

use super::{
    failure::GitFailure,
    home::{Home, Remote, head_branch},
    listing::Listing,
    program::Git,
};
use crate::pace::Pace;

/// Why the truth about a destination is not known.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LookError {
    #[error("cannot ask `{repository}` what it holds")]
    Ask {
        repository: String,
        #[source]
        source: GitFailure,
    },
    #[error("cannot fetch the branch `{branch}` of `{repository}`")]
    Fetch {
        branch: String,
        repository: String,
        #[source]
        source: GitFailure,
    },
    #[error("cannot read the branch `{branch}` of `{repository}`")]
    Read {
        branch: String,
        repository: String,
        #[source]
        source: git2::Error,
    },
    #[error("`{repository}` has no branch `{branch}`")]
    NoBranch { branch: String, repository: String },
    #[error("the branch `{branch}` of `{repository}` was never pushed: its remote is empty")]
    NeverPushed { branch: String, repository: String },
}

impl LookError {
    pub(crate) fn failure(&self) -> Option<&GitFailure> {
        match self {
            Self::Ask { source, .. } | Self::Fetch { source, .. } => Some(source),
            _ => None,
        }
    }

    pub(crate) fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Ask { source, .. } | Self::Fetch { source, .. } => source.hint(),
            Self::Read { .. } => Some("run `git fsck` in that repository"),
            Self::NoBranch { .. } => Some("create the branch there, or correct `branch` of this destination"),
            Self::NeverPushed { .. } => Some("push it once by hand: `git push -u origin HEAD`"),
        }
    }
}

/// The branch that readers read, and its tip; no tip in an empty repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sight {
    pub(crate) branch: String,
    pub(crate) tip: Option<Oid>,
}

/// Looks at the remote, or at the local branch where nothing is pushed. In a user's repository this adds objects
/// at most: no reference, index or file changes.
pub(crate) fn look(home: &Home, pace: &Pace) -> Result<Sight, LookError> {
    match &home.remote {
        Some(remote) => look_at_remote(home, remote, pace),
        None => look_at_branch(home, home.branch.as_deref().unwrap_or_default()),
    }
}

fn look_at_branch(home: &Home, branch: &str) -> Result<Sight, LookError> {
    let (branch, repository) = (branch.to_owned(), home.name.clone());
    match home.repository.refname_to_id(&format!("refs/heads/{branch}")) {
        Ok(tip) => Ok(Sight {
            branch,
            tip: Some(tip),
        }),
        Err(error) if error.code() == ErrorCode::NotFound => {
            let has_others = home.repository.branches(Some(git2::BranchType::Local));
            if has_others.is_ok_and(|mut branches| branches.next().is_some()) {
                Err(LookError::NoBranch { branch, repository })
            } else {
                Ok(Sight { branch, tip: None })
            }
        }
        Err(source) => Err(LookError::Read {
            branch,
            repository,
            source,
        }),
    }
}

fn look_at_remote(home: &Home, remote: &Remote, pace: &Pace) -> Result<Sight, LookError> {
    let git = Git {
        pace,
        folder: home.folder(),
    };
    let listing = git
        .run(
            "ls-remote",
            ["--symref", "--", &remote.address, "HEAD", "refs/heads/*"],
        )
        .map_err(|source| LookError::Ask {
            repository: home.name.clone(),
            source,
        })?;
    let listed = Listing::parse(&listing);
    let branch = remote
        .branch
        .clone()
        .or_else(|| listed.head.clone())
        .unwrap_or_else(|| unborn_branch(&remote.address));
    let Some(tip) = listed.tip(&branch) else {
        return nothing_there(home, branch, listed.tips.is_empty());
    };
    if home.repository.find_commit(tip).is_err() {
        fetch(home, remote, &branch, &git)?;
    }
    Ok(Sight {
        branch,
        tip: Some(tip),
    })
}

fn nothing_there(home: &Home, branch: String, is_empty: bool) -> Result<Sight, LookError> {
    let repository = home.name.clone();
    if !is_empty {
        return Err(LookError::NoBranch { branch, repository });
    }
    // A first commit of ours under a history that was never pushed would make two histories.
    match &home.branch {
        Some(local) if !home.is_ours && look_at_branch(home, local)?.tip.is_some() => {
            Err(LookError::NeverPushed {
                branch: local.clone(),
                repository,
            })
        }
        _ => Ok(Sight { branch, tip: None }),
    }
}

fn fetch(home: &Home, remote: &Remote, branch: &str, git: &Git<'_>) -> Result<(), LookError> {
    let target = format!("refs/heads/{branch}");
    // A clone of ours keeps the branch, so that the next fetch is short. A user's references are the user's.
    let refspec = if home.is_ours {
        format!("+{target}:{target}")
    } else {
        target
    };
    git.run(
        "fetch",
        [
            "--quiet",
            "--no-tags",
            "--no-write-fetch-head",
            "--no-auto-maintenance",
            "--no-recurse-submodules",
            "--refmap=",
            "--",
            &remote.address,
            &refspec,
        ],
    )
    .map_err(|source| LookError::Fetch {
        branch: branch.into(),
        repository: home.name.clone(),
        source,
    })?;
    Ok(())
}

/// The branch that the first commit of an empty repository belongs on. Git cannot be asked over the wire, but where
/// the repository lies on this machine its HEAD says so.
fn unborn_branch(address: &str) -> String {
    let path = address.strip_prefix("file://").unwrap_or(address);
    let head = Repository::open_bare(Path::new(path))
        .ok()
        .and_then(|repository| head_branch(&repository));
    head.unwrap_or_else(|| "main".into())
}
