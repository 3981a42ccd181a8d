//! Documents: which there are, and their content in a way that cannot hurt who looks at it.

use axum::{
    Json,
    body::Body,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use sparky_common::{
    artifact::{ArtifactError, ArtifactStore},
    messages::TaskFailure,
    model::{Document, DocumentFormat, DocumentSet, Phase, RunStatus},
    period::{Kind, Period},
};

use super::{
    Shared,
    problem::Problem,
    runs::{limit, next, place},
    wire::{Report, ReportFile, ReportPage},
};
use crate::ledger::{Filter, RunHead};

/// Nothing is loaded, run, framed or sent from a document, whatever it holds: it stands in a sandbox of its own.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; \
                      base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox";

/// The states of runs that have documents.
const WITH_DOCUMENTS: [RunStatus; 3] = [RunStatus::Succeeded, RunStatus::Partial, RunStatus::Held];

/// Which reports.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    kind: Option<Kind>,
    limit: Option<u32>,
    cursor: Option<String>,
}

/// List reports, newest first
#[utoipa::path(get, path = "/documents", tag = "documents",
    params(
        ("kind" = Option<String>, Query, description = "Of this kind only", pattern = "^(daily|weekly|monthly)$"),
        ("limit" = Option<u32>, Query, description = "How many at most; 50 where nothing is said", minimum = 1, maximum = 200),
        ("cursor" = Option<String>, Query, description = "`next` of the page before"),
    ),
    responses((status = 200, description = "Of each period the newest", content_type = "application/json", body = ref("#/components/schemas/ReportPage"))))]
pub(super) async fn list(
    State(api): State<Shared>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<ReportPage>, Problem> {
    let limit = limit(wanted.limit)?;
    let after = wanted.cursor.as_deref().map(place).transpose()?;
    let filter = Filter {
        kind: wanted.kind,
        ..newest()
    };
    let mut heads = api.runs.page(filter, after, limit + 1).await?;
    let next = next(&mut heads, limit);
    let mut reports = Vec::new();
    for head in heads {
        // What is gone from the artifact store is left out.
        if let Ok(Some(set)) = documents(&api, &head).await {
            reports.push(report(head, set));
        }
    }
    Ok(Json(ReportPage { reports, next }))
}

/// Show which documents there are about a period
#[utoipa::path(get, path = "/documents/{period}", tag = "documents",
    params(("period" = String, Path, description = "`2025-11-12`, `2025-W46` or `2025-11`",
        pattern = "^[0-9]{4}-(W(0[1-9]|[1-4][0-9]|5[0-2])|(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)$")),
    responses((status = 200, description = "The report", content_type = "application/json", body = ref("#/components/schemas/Report"))))]
pub(super) async fn show(
    State(api): State<Shared>,
    Path(period): Path<Period>,
) -> Result<Json<Report>, Problem> {
    let (head, set) = find(&api, period).await?;
    Ok(Json(report(head, set)))
}

/// Which file.
#[derive(Debug, Deserialize)]
pub(super) struct File {
    path: String,
}

/// The content of a document
#[utoipa::path(get, path = "/documents/{period}/content", tag = "documents",
    params(
        ("period" = String, Path, description = "`2025-11-12`, `2025-W46` or `2025-11`",
            pattern = "^[0-9]{4}-(W(0[1-9]|[1-4][0-9]|5[0-2])|(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)$"),
        ("path" = String, Query, description = "The file's path, as the report names it"),
    ),
    responses(
        (status = 200, description = "The file as it is, in a sandbox", content_type = "text/markdown"),
        (status = 304, description = "It is what `If-None-Match` names")))]
pub(super) async fn content(
    State(api): State<Shared>,
    Path(period): Path<Period>,
    Query(File { path }): Query<File>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (_, set) = find(&api, period).await?;
    // Only what the report lists can be named: no path is ever looked up in a folder.
    let document = set
        .documents
        .into_iter()
        .find(|document| document.path == path)
        .ok_or_else(|| Problem::missing(format!("the report about {period} has no file `{path}`")))?;
    let tag = format!("\"{}\"", document.artifact.sha256);
    if headers
        .get(header::IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == tag.as_bytes())
    {
        return Ok((StatusCode::NOT_MODIFIED, headers_of(&document, &tag)).into_response());
    }
    let bytes = api.store().get(&document.artifact).await.map_err(gone)?;
    Ok((headers_of(&document, &tag), Body::from(bytes)).into_response())
}

fn headers_of(document: &Document, tag: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let fixed = [
        (header::CONTENT_TYPE, media_type(document.format)),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "private, no-cache"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(
        "cross-origin-resource-policy",
        HeaderValue::from_static("same-origin"),
    );
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
    headers
}

fn media_type(format: DocumentFormat) -> &'static str {
    match format {
        DocumentFormat::Markdown => "text/markdown; charset=utf-8",
        DocumentFormat::Html => "text/html; charset=utf-8",
        DocumentFormat::Json | DocumentFormat::Evidence => "application/json",
        DocumentFormat::Svg => "image/svg+xml",
        DocumentFormat::Png => "image/png",
        DocumentFormat::Text => "text/plain; charset=utf-8",
        DocumentFormat::Atom => "application/atom+xml",
        DocumentFormat::Rss => "application/rss+xml",
    }
}

async fn find(api: &Shared, period: Period) -> Result<(RunHead, DocumentSet), Problem> {
    let filter = Filter {
        period: Some(period),
        ..newest()
    };
    let none = || {
        Problem::missing(format!("there are no documents about {period}"))
            .hint("GET /api/v1/documents lists them")
    };
    let head = api.runs.page(filter, None, 1).await?.pop().ok_or_else(none)?;
    let set = documents(api, &head).await?.ok_or_else(none)?;
    Ok((head, set))
}

fn newest() -> Filter {
    Filter {
        statuses: WITH_DOCUMENTS.into(),
        newest_of_period: true,
        ..Filter::default()
    }
}

async fn documents(api: &Shared, head: &RunHead) -> Result<Option<DocumentSet>, Problem> {
    let Some(artifact) = api.runs.artifact(&head.run, Phase::Generate).await? else {
        return Ok(None);
    };
    Ok(Some(api.store().get_json(&artifact).await.map_err(gone)?))
}

#[allow(clippy::needless_pass_by_value, reason = "for map_err")]
fn gone(error: ArtifactError) -> Problem {
    let failure = TaskFailure::of(&error, false);
    tracing::warn!(error = failure.message, "a document cannot be read");
    Problem::missing("the document is not in the artifact store any more, or is damaged")
        .hint("make the report again")
}

fn report(head: RunHead, set: DocumentSet) -> Report {
    let period = set.period;
    Report {
        run: head.run,
        kind: set.kind,
        period,
        title: set.title,
        complete: set.complete,
        private: set.private,
        files: set
            .documents
            .into_iter()
            .map(|document| ReportFile {
                href: format!(
                    "/api/v1/documents/{period}/content?path={}",
                    encoded(&document.path)
                ),
                path: document.path,
                kind: document.kind,
                format: document.format,
                bytes: document.artifact.bytes,
                sha256: document.artifact.sha256.to_string(),
            })
            .collect(),
    }
}

/// A path in a query.
fn encoded(path: &str) -> String {
    path.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                char::from(byte).to_string()
            }
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

/// The store, for reading.
impl super::Api {
    pub(super) fn store(&self) -> &ArtifactStore {
        &self.runs.store
    }
}
