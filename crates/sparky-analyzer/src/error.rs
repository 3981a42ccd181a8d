//! Why an analysis failed.

use sparky_common::{
    artifact::ArtifactError, config::UnknownModel, messages::TaskFailure, period::Period,
    template::TemplateError,
};
use tokio::task::JoinError;

/// Why a snapshot could not become insights.
#[derive(Debug, thiserror::Error)]
pub enum AnalyzeError {
    /// The task came without a snapshot.
    #[error("the analyze task of {period} names no snapshot")]
    NoSnapshot {
        /// The period.
        period: Period,
    },
    /// The snapshot is about something else.
    #[error("the snapshot is about {other}, not about {period}")]
    OtherPeriod {
        /// The period that was asked for.
        period: Period,
        /// The snapshot's.
        other: Period,
    },
    /// The snapshot's time zone is in no database.
    #[error("the snapshot's time zone `{name}` is not known")]
    TimeZone {
        /// The name.
        name: String,
        /// The cause.
        #[source]
        source: jiff::Error,
    },
    /// The snapshot cannot be read.
    #[error("cannot read the snapshot")]
    Read(#[source] ArtifactError),
    /// The insights cannot be stored.
    #[error("cannot store the insights")]
    Store(#[source] ArtifactError),
    /// The run asks for a writer that there is not.
    #[error("the run asks for a model that there is not")]
    Model(#[source] UnknownModel),
    /// A prompt does not work.
    #[error("cannot ask the model")]
    Prompt(#[source] TemplateError),
    /// The result is no longer wanted.
    #[error("the analysis was cancelled")]
    Cancelled,
    /// A part of the analyzer ended in a panic: a bug.
    #[error("the analysis broke off")]
    Broken(#[from] JoinError),
}

impl AnalyzeError {
    /// The next thing to try.
    fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NoSnapshot { .. } | Self::OtherPeriod { .. } => Some("collect the period again"),
            Self::TimeZone { .. } => {
                Some("give `organisation.time_zone` an IANA name such as `Europe/Berlin`")
            }
            Self::Read(_) => Some("collect the period again: the snapshot is missing or damaged"),
            Self::Store(_) => Some("look at the free space and the permissions of `storage.data_dir`"),
            Self::Model(_) => Some("write `none`, `auto`, `ollama:NAME`, `openai:NAME` or `anthropic:NAME`"),
            Self::Prompt(_) => Some(
                "correct the prompt (`sparky templates check` shows each place), or remove it: the built-in one works",
            ),
            Self::Cancelled | Self::Broken(_) => None,
        }
    }
}

impl From<AnalyzeError> for TaskFailure {
    fn from(error: AnalyzeError) -> Self {
        let retryable = matches!(
            error,
            AnalyzeError::Read(_) | AnalyzeError::Store(_) | AnalyzeError::Broken(_)
        );
        let failure = Self::of(&error, retryable);
        match error.hint() {
            Some(hint) => failure.with_hint(hint),
            None => failure,
        }
    }
}
