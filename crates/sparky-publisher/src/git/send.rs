//! Makes a commit visible: by push, or by moving the local branch.

use git2::{ErrorCode, Oid};

use super::{
    failure::{GitFailure, Trouble},
    home::{Home, Remote},
    look::Sight,
    program::Git,
};
use crate::{layout::Page, pace::Pace};

/// Why a commit is not visible.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unsent {
    #[error("cannot publish to the branch `{branch}` of `{repository}`")]
    Refused {
        branch: String,
        repository: String,
        #[source]
        source: GitFailure,
    },
    #[error("cannot move the branch `{branch}` of `{repository}`")]
    Branch {
        branch: String,
        repository: String,
        #[source]
        source: git2::Error,
    },
}

/// What became of a commit.
pub(crate) enum Sent {
    /// Readers see it.
    Visible,
    /// Someone else was faster, or nobody knows: look again.
    LookAgain(Unsent),
    /// It was refused, and would be again.
    Refused(Unsent),
}

impl Unsent {
    pub(crate) fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Refused { source, .. } => source.hint(),
            Self::Branch { .. } => {
                Some("check that the repository is writable for the user that runs Sparky")
            }
        }
    }

    fn is_worth_a_look(&self) -> bool {
        match self {
            Self::Refused { source, .. } => matches!(source.trouble(), Trouble::Moved | Trouble::Offline),
            Self::Branch { source, .. } => {
                matches!(
                    source.code(),
                    ErrorCode::Modified | ErrorCode::Exists | ErrorCode::Locked
                )
            }
        }
    }
}

/// Makes a commit on top of what was seen visible. Never overwrites what came in between.
pub(crate) fn send(home: &Home, sight: &Sight, commit: Oid, changes: &[Page], pace: &Pace) -> Sent {
    let result = match &home.remote {
        Some(remote) => push(home, remote, sight, commit, pace),
        None => advance(home, &sight.branch, sight.tip, commit, changes, pace),
    };
    match result {
        Ok(()) => Sent::Visible,
        Err(unsent) if unsent.is_worth_a_look() => Sent::LookAgain(unsent),
        Err(unsent) => Sent::Refused(unsent),
    }
}

fn push(home: &Home, remote: &Remote, sight: &Sight, commit: Oid, pace: &Pace) -> Result<(), Unsent> {
    let refspec = format!("{commit}:refs/heads/{}", sight.branch);
    Git {
        pace,
        folder: home.folder(),
    }
    .run(
        "push",
        [
            "--quiet",
            "--porcelain",
            "--no-follow-tags",
            "--recurse-submodules=no",
            "--",
            &remote.address,
            &refspec,
        ],
    )
    .map(drop)
    .map_err(|source| refused(home, &sight.branch, source))
}

/// Moves a branch from one commit to the next, with the files of the working tree where it is checked out.
fn advance(
    home: &Home,
    branch: &str,
    from: Option<Oid>,
    to: Oid,
    changes: &[Page],
    pace: &Pace,
) -> Result<(), Unsent> {
    if home.has_checked_out(branch) {
        return fast_forward(home, branch, to, changes, pace);
    }
    let name = format!("refs/heads/{branch}");
    let moved = match from {
        Some(from) => home
            .repository
            .reference_matching(&name, to, true, from, "sparky: publish"),
        None => home.repository.reference(&name, to, false, "sparky: publish"),
    };
    moved.map(drop).map_err(|source| Unsent::Branch {
        branch: branch.into(),
        repository: home.name.clone(),
        source,
    })
}

/// Lets git move the branch with its files: it refuses before it would touch anything of the user's.
fn fast_forward(home: &Home, branch: &str, to: Oid, changes: &[Page], pace: &Pace) -> Result<(), Unsent> {
    let git = Git {
        pace,
        folder: home.folder(),
    };
    let adopted = leftovers(home, changes);
    if !adopted.is_empty() {
        git.run_to_the_end("add", ["--force", "--"].into_iter().chain(adopted))
            .map_err(|source| refused(home, branch, source))?;
    }
    git.run_to_the_end(
        "merge",
        [
            "--quiet",
            "--ff-only",
            "--no-stat",
            "--no-autostash",
            "--no-overwrite-ignore",
            &to.to_string(),
        ],
    )
    .map(drop)
    .map_err(|source| refused(home, branch, source))
}

/// Our files that lie in the working tree already, byte for byte, but not in the index: a fast-forward that was
/// killed leaves them, and git would take them for the user's.
fn leftovers<'a>(home: &Home, changes: &'a [Page]) -> Vec<&'a str> {
    let Some(folder) = home.repository.workdir() else {
        return Vec::new();
    };
    changes
        .iter()
        .filter(|page| std::fs::read(folder.join(&page.path)).is_ok_and(|there| there == page.content))
        .map(|page| page.path.as_str())
        .collect()
}

/// Brings local branches along with what a remote shows. The remote is what counts: a branch that cannot follow
/// (the user has commits or changes of their own there) stays as it is, and the reason is given.
pub(crate) fn settle(home: &Home, sight: &Sight, tip: Oid, pace: &Pace) -> Result<(), Unsent> {
    if home.remote.is_none() {
        return Ok(());
    }
    let branch = home.branch.as_deref().unwrap_or(&sight.branch);
    let current = home
        .repository
        .refname_to_id(&format!("refs/heads/{branch}"))
        .ok();
    if current == Some(tip) {
        return Ok(());
    }
    if home.is_ours {
        let name = format!("refs/heads/{branch}");
        let moved = home.repository.reference(&name, tip, true, "sparky: publish");
        return moved.map(drop).map_err(|source| Unsent::Branch {
            branch: branch.into(),
            repository: home.name.clone(),
            source,
        });
    }
    let follows =
        current.is_none_or(|current| home.repository.graph_descendant_of(tip, current).unwrap_or(false));
    if follows {
        return advance(home, branch, current, tip, &[], pace);
    }
    Ok(())
}

fn refused(home: &Home, branch: &str, source: GitFailure) -> Unsent {
    Unsent::Refused {
        branch: branch.into(),
        repository: home.name.clone(),
        source,
    }
}
