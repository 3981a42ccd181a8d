//! Why a destination does not hold the documents.

use crate::{
    destination::{lock::LockError, steps::Interrupted},
    git::{HomeError, LookError, Unsent},
    receipts::ReceiptsError,
};

/// Why nothing was published to a destination. What readers see there is as it was.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct DestinationError(#[from] pub(crate) Cause);

/// The causes, each from the module that found it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Cause {
    #[error(transparent)]
    Lock(#[from] LockError),
    #[error(transparent)]
    Receipts(#[from] ReceiptsError),
    #[error(transparent)]
    Home(#[from] HomeError),
    #[error(transparent)]
    Look(#[from] LookError),
    #[error(transparent)]
    Unsent(#[from] Unsent),
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
    #[error("the report is about private repositories, and `{0}` may be read by others")]
    Private(String),
    #[error("cannot {act} in `{repository}`")]
    Objects {
        act: &'static str,
        repository: String,
        #[source]
        source: git2::Error,
    },
    #[error("gave up after {attempts} attempts")]
    GaveUp {
        attempts: u32,
        #[source]
        source: Box<Self>,
    },
}

impl DestinationError {
    /// The next thing to try.
    pub fn hint(&self) -> Option<&'static str> {
        self.0.hint()
    }
}

impl Cause {
    fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Lock(LockError::Busy { .. }) => Some("wait for it and publish again"),
            Self::Lock(LockError::File { .. }) | Self::Receipts(_) => {
                Some("look after the data folder: is it writable and is there room?")
            }
            Self::Lock(LockError::Cancelled) | Self::Interrupted(_) => None,
            Self::Home(error) => Some(error.hint()),
            Self::Look(error) => error.hint(),
            Self::Unsent(error) => error.hint(),
            Self::Objects { .. } => {
                Some("check the disk, and `author_name`, `author_email` and `path` of this destination")
            }
            Self::Private(_) => Some(
                "set `private = true` for the destination if members alone read it, or `github.private = false` to leave private repositories out",
            ),
            Self::GaveUp { source, .. } => source.hint(),
        }
    }

    /// Whether the same again may end better without anyone doing something.
    pub(super) fn may_pass(&self) -> bool {
        use crate::git::Trouble::{Moved, Offline};
        match self {
            Self::Look(error) => error
                .failure()
                .is_some_and(|failure| matches!(failure.trouble(), Moved | Offline)),
            _ => false,
        }
    }
}

impl From<ReceiptsError> for DestinationError {
    fn from(error: ReceiptsError) -> Self {
        Self(error.into())
    }
}
