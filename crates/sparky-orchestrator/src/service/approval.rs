//! Approval is of what the reviewer saw, to the byte, or it is none.

use sparky_common::{
    artifact::{ArtifactError, ArtifactStore},
    messages::TaskFailure,
    model::{ArtifactRef, DocumentSet, Phase, UnderReview},
};

/// How much of a hash names it.
const DIGITS: usize = 12;

/// Checks that a hash names what is under review, and that every byte of that is still as it was made.
pub(super) async fn check(
    review: &UnderReview,
    sha256: Option<&str>,
    store: &ArtifactStore,
) -> Result<(), TaskFailure> {
    let actual = review.artifact.sha256.as_str();
    let Some(named) = sha256 else {
        return Err(refused(
            "approval must name the hash of what was reviewed".into(),
            format!("it is {actual}: look at the documents first, then name it"),
        ));
    };
    if named.len() < DIGITS || !actual.starts_with(&named.to_ascii_lowercase()) {
        return Err(refused(
            format!("what was reviewed is not what is there: {named} was approved, {actual} is there"),
            "look at the documents again: sparky runs show RUN names their hash".into(),
        ));
    }
    unchanged(&review.artifact, store).await?;
    if review.phase == Phase::Generate {
        let set: DocumentSet = store
            .get_json(&review.artifact)
            .await
            .map_err(|error| changed(&error))?;
        for document in &set.documents {
            unchanged(&document.artifact, store).await?;
        }
    }
    Ok(())
}

/// Neither the object nor what people find under its name has changed.
async fn unchanged(artifact: &ArtifactRef, store: &ArtifactStore) -> Result<(), TaskFailure> {
    store.get(artifact).await.map_err(|error| changed(&error))?;
    let named = store
        .resolve(&artifact.name)
        .await
        .map_err(|error| changed(&error))?;
    if named.sha256 == artifact.sha256 {
        return Ok(());
    }
    Err(refused(
        format!("`{}` was changed since it was made", artifact.name),
        "reject the run and make it again: what is published is what was checked".into(),
    ))
}

fn changed(error: &ArtifactError) -> TaskFailure {
    let failure = TaskFailure::of(error, false);
    failure.with_hint("reject the run and make it again: what is published is what was checked".to_owned())
}

fn refused(message: String, hint: String) -> TaskFailure {
    TaskFailure {
        message,
        hint: Some(hint),
        retryable: false,
    }
}
