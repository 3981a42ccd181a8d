//! Why an analysis failed.

/// Why a snapshot could not become insights.
#[derive(Debug, thiserror::Error)]
pub enum AnalyzeError {
    /// The task came without a snapshot.
    #[error("the analyze task of {period} names no snapshot")]
    NoSnapshot {
        /// The period.
        period: sparky_common::period::Period,
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
    /// The artifact store could not read or write.
    #[error(transparent)]
    Artifact(#[from] sparky_common::artifact::ArtifactError),
}
