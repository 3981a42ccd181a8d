//! Why a repository could not be collected, or a task not done.

use std::error::Error;

use sparky_common::{artifact::ArtifactError, messages::TaskFailure, period::Period};
use tokio::task::JoinError;

use crate::{
    git::{LocateError, ReadError, Stopped},
    github::GitHubError,
    mirror::MirrorError,
    shared::SealError,
    spool::SpoolError,
};

/// Why nothing can be said about a repository.
#[derive(Debug, thiserror::Error)]
pub enum CollectError {
    /// A path leads to no repository.
    #[error(transparent)]
    Locate(#[from] LocateError),
    /// A remote repository cannot be fetched.
    #[error(transparent)]
    Mirror(#[from] MirrorError),
    /// The repository cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// GitHub cannot be asked.
    #[error(transparent)]
    GitHub(#[from] GitHubError),
    /// GitHub has repositories that it does not show.
    #[error("{count} repositories cannot be seen: {why}")]
    Hidden {
        /// How many.
        count: u64,
        /// Why.
        why: String,
    },
    /// It was given up.
    #[error("the repository was given up")]
    Stopped(#[source] Stopped),
    /// Reading it ended in a panic: a bug.
    #[error("reading the repository broke off")]
    Broken(#[from] JoinError),
}

/// Why there is no snapshot.
#[derive(Debug, thiserror::Error)]
pub enum TaskError {
    /// Neither the request nor the configuration names a source.
    #[error("there is no repository to collect from")]
    NoSource,
    /// No source leads to a repository.
    #[error("no repository was found")]
    NothingFound(#[source] CollectError),
    /// The patterns leave nothing.
    #[error("`collector.include` and `collector.exclude` leave no repository")]
    NothingSelected,
    /// The period has not begun.
    #[error("{0} has not begun")]
    Future(Period),
    /// The result is no longer wanted.
    #[error("the collection was cancelled")]
    Cancelled,
    /// The snapshot cannot be stored.
    #[error("cannot store the snapshot")]
    Store(#[from] ArtifactError),
    /// What was collected cannot be laid aside.
    #[error(transparent)]
    Spool(#[from] SpoolError),
    /// A collection is shared with collectors of a fleet that has no key.
    #[error("a collector of a fleet without a key works alone")]
    NoKey,
    /// What another collector collected cannot be taken over.
    #[error("cannot exchange a part of the collection")]
    Sealed(#[from] SealError),
    /// What another collector collected cannot be read.
    #[error("a part of the collection is malformed")]
    Part(#[source] serde_json::Error),
    /// A part of the collector ended in a panic: a bug.
    #[error("the collection broke off")]
    Broken(#[source] JoinError),
}

impl TaskError {
    /// Nothing was found to collect from: the first source led nowhere, or the patterns left nothing.
    pub(crate) fn nothing(first: Option<CollectError>) -> Self {
        first.map_or(Self::NothingSelected, Self::NothingFound)
    }

    /// The next thing to try.
    fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NoSource => {
                Some("name one with `--repo PATH`, `--repos DIR` or in `[collector]` of the configuration")
            }
            Self::NothingFound(CollectError::GitHub(error)) => return error.hint(),
            Self::NothingFound(_) => Some(
                "give the path of a git repository with `--repo`, or a folder that holds some with `--repos`",
            ),
            Self::NothingSelected => Some("the patterns are matched against names such as `owner/name`"),
            Self::Future(_) => Some("choose a period that has begun"),
            Self::Store(_) | Self::Spool(_) => {
                Some("look at the free space and the permissions of `storage.data_dir`")
            }
            Self::NoKey | Self::Sealed(_) => Some("give every collector the same `bus.key`"),
            Self::Part(_) => Some("let every collector be of the same version"),
            Self::Cancelled | Self::Broken(_) => None,
        };
        hint.map(Into::into)
    }
}

impl From<TaskError> for TaskFailure {
    fn from(error: TaskError) -> Self {
        let retryable = match &error {
            TaskError::NothingFound(CollectError::GitHub(error)) => error.is_temporary(),
            error => matches!(
                error,
                TaskError::Store(_) | TaskError::Spool(_) | TaskError::Broken(_)
            ),
        };
        Self {
            message: chain(&error),
            hint: error.hint(),
            retryable,
        }
    }
}

/// An error with its causes on one line.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}
