//! The reports that the store holds of other periods, for what spans periods.

use sparky_common::{
    artifact::{ArtifactError, ArtifactStore},
    model::{DocumentFormat, DocumentSet},
    period::Period,
};

use crate::{
    feed::{Entry, LONGEST_FEED},
    place::{document_set_name, stem},
};

/// The newest public reports of a period's kind without that period's own, newest first.
///
/// A report that cannot be read is left out with a warning: it must not keep this period from its own.
pub(crate) async fn others(store: &ArtifactStore, period: Period) -> Result<Vec<Entry>, ArtifactError> {
    let own = document_set_name(period);
    let mut names = store.list(&format!("documents/{}", period.kind())).await?;
    names.retain(|name| name.ends_with(".set.json") && *name != own);
    let mut reports = Vec::new();
    for name in names.iter().rev() {
        if reports.len() == LONGEST_FEED {
            break;
        }
        match public_report(store, name).await {
            Ok(report) => reports.extend(report),
            Err(error) => tracing::warn!(%name, ?error, "leaving an earlier report out of the feeds"),
        }
    }
    Ok(reports)
}

async fn public_report(store: &ArtifactStore, name: &str) -> Result<Option<Entry>, ArtifactError> {
    let set: DocumentSet = store.get_json(&store.resolve(name).await?).await?;
    let path = format!("{}{}", stem(set.period), DocumentFormat::Json.extension());
    let report = set.documents.iter().find(|each| each.path == path);
    match report {
        Some(report) if !set.private => Ok(Some(store.get_json(&report.artifact).await?)),
        _ => Ok(None),
    }
}
