//! What user templates are tried on: a day, a week and a month of three invented repositories.
//!
//! Written by `SPARKY_WRITE_SAMPLE=1 cargo test -p sparky --test it sample`.

use sparky_common::{
    model::{ArtifactRef, Insights, Sha256, Snapshot},
    period::Kind,
};

/// What was collected and found in a period.
#[derive(Debug)]
pub struct Sample {
    /// What the analysis found.
    pub insights: Insights,
    /// Where that would lie in the store.
    pub artifact: ArtifactRef,
    /// What was collected.
    pub snapshot: Snapshot,
}

/// The sample of a kind.
///
/// # Errors
/// The model was changed and the sample was not written anew.
pub fn sample(kind: Kind) -> Result<Sample, serde_json::Error> {
    let (insights, snapshot) = match kind {
        Kind::Daily => (
            include_str!("daily.insights.json"),
            include_str!("daily.snapshot.json"),
        ),
        Kind::Weekly => (
            include_str!("weekly.insights.json"),
            include_str!("weekly.snapshot.json"),
        ),
        Kind::Monthly => (
            include_str!("monthly.insights.json"),
            include_str!("monthly.snapshot.json"),
        ),
    };
    let artifact = ArtifactRef {
        name: format!("sample/{kind}.json"),
        sha256: Sha256::of(insights.as_bytes()),
        bytes: insights.len() as u64,
    };
    Ok(Sample {
        insights: serde_json::from_str(insights)?,
        artifact,
        snapshot: serde_json::from_str(snapshot)?,
    })
}
