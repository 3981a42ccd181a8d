//! What can go wrong while documents are made.

use sparky_common::{artifact::ArtifactError, model::Phase, template::TemplateError};

use crate::card::CardError;

/// Why documents cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum GeneratorError {
    /// The task lacks what this phase works on.
    #[error("the task has no artifact of the {0} phase")]
    NoInput(Phase),
    /// An artifact cannot be read or written.
    #[error("cannot use the artifact store")]
    Artifact(#[from] ArtifactError),
    /// A template is missing, unreadable or wrong.
    #[error("cannot use the templates")]
    Template(#[from] TemplateError),
    /// The front matter cannot be written as YAML.
    #[error("cannot write the front matter")]
    FrontMatter(#[source] serde_saphyr::ser::Error),
    /// A chart cannot be drawn.
    #[error("cannot draw a chart")]
    Chart(#[source] minijinja::Error),
    /// The social card cannot be drawn.
    #[error("cannot draw the social card")]
    Card(#[from] CardError),
    /// A feed cannot be written.
    #[error("cannot write a feed")]
    Feed(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A structure cannot be written as JSON.
    #[error("cannot write JSON")]
    Json(#[from] serde_json::Error),
    /// The result is no longer wanted.
    #[error("the task was cancelled")]
    Cancelled,
    /// The work ended without a result: a bug of ours.
    #[error("making the documents ended early")]
    Broken(#[from] tokio::task::JoinError),
}

impl GeneratorError {
    /// Whether trying again may help.
    pub(crate) fn is_retryable(&self) -> bool {
        matches!(
            self,
            Self::Artifact(ArtifactError::Read { .. } | ArtifactError::Write { .. })
        )
    }

    /// The next thing to try.
    pub(crate) fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Template(_) => Some(
                "correct the template (`sparky templates check` shows each place), or remove it to use the built-in one",
            ),
            Self::NoInput(_) => Some("run the analyze phase first"),
            Self::Artifact(ArtifactError::Damaged { .. }) => {
                Some("run the phases before again: the artifact is damaged")
            }
            _ => None,
        }
    }
}
