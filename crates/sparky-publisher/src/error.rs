//! What ends the publish task. A destination that fails does not: it is a measure.

use sparky_common::{artifact::ArtifactError, messages::TaskFailure};

use crate::{edition::EditionError, output::OutputError, receipts::ReceiptsError};

/// Why a publish task fails.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The task comes without the artifact of the generate phase.
    #[error("the publish task names no documents")]
    NoDocuments,
    /// The documents cannot be read.
    #[error(transparent)]
    Edition(#[from] EditionError),
    /// The output folder does not hold the documents.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The receipts were made but cannot be stored.
    #[error("cannot keep the record of what was published")]
    Record(#[source] ArtifactError),
    /// Publishing was asked for and there is nowhere to publish to.
    #[error("there is no destination to publish to")]
    NoDestination,
    /// Whether somebody else publishes by now cannot be told.
    #[error(transparent)]
    Fence(#[from] ReceiptsError),
    /// Somebody else publishes by now.
    #[error(transparent)]
    Superseded(TaskFailure),
    /// Someone stopped the task.
    #[error("publishing was cancelled")]
    Cancelled,
    /// A thread of ours ended in a panic.
    #[error("publishing broke off: this is a defect of Sparky")]
    Broken(#[from] tokio::task::JoinError),
}

impl From<PublishError> for TaskFailure {
    fn from(error: PublishError) -> Self {
        let failure = Self::of(&error, error.retryable());
        match error.hint() {
            Some(hint) => failure.with_hint(hint),
            None => failure,
        }
    }
}

impl PublishError {
    fn hint(&self) -> Option<String> {
        match self {
            Self::NoDocuments => Some("generate the documents first: `sparky generate`".into()),
            Self::Edition(_) => Some("run the period again: its documents are made anew".into()),
            Self::Output(error) => Some(error.hint()),
            Self::Record(_) => Some("look after the data folder: is the disk full or read-only?".into()),
            Self::NoDestination => Some(
                "add a `[[publisher.destinations]]` section to `sparky.toml`, or leave out --publish".into(),
            ),
            Self::Fence(_) => Some("look after the data folder: is it writable and is there room?".into()),
            Self::Superseded(failure) => failure.hint.clone(),
            Self::Cancelled | Self::Broken(_) => None,
        }
    }

    fn retryable(&self) -> bool {
        match self {
            Self::Edition(EditionError::Read(_)) | Self::Record(_) | Self::Fence(_) => true,
            Self::Output(error) => error.retryable(),
            _ => false,
        }
    }
}
