//! Runs: listing, starting, and what can be done with one.

use axum::{
    Extension, Json,
    extract::{Path, Query, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde::Deserialize;
use sparky_common::{
    config::{Role, has_secret},
    model::{RunRecord, RunRequest, RunStatus, SourceRef},
    period::{Kind, Period},
};

use super::{
    Shared,
    access::{Caller, word},
    problem::Problem,
    tasks,
    wire::{Approval, Gates, NewRun, Rejection, RunPage, RunSummary, Tasks},
};
use crate::{
    ledger::{Filter, Place, RunHead},
    service::request,
};

/// How many runs a page has where nothing is said.
const PAGE: u32 = 50;

/// Which runs.
#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    kind: Option<Kind>,
    period: Option<Period>,
    status: Option<RunStatus>,
    pub(super) limit: Option<u32>,
    pub(super) cursor: Option<String>,
}

/// List runs, newest first
#[utoipa::path(get, path = "/runs", tag = "runs",
    params(
        ("kind" = Option<String>, Query, description = "Of this kind only", pattern = "^(daily|weekly|monthly)$"),
        ("period" = Option<String>, Query, description = "Of this period only: `2025-11-12`, `2025-W46`, `2025-11`",
            pattern = "^[0-9]{4}-(W(0[1-9]|[1-4][0-9]|5[0-2])|(0[1-9]|1[0-2])(-(0[1-9]|1[0-9]|2[0-8]))?)$"),
        ("status" = Option<String>, Query, description = "In this state only",
            pattern = "^(pending|collecting|analyzing|generating|held|publishing|succeeded|partial|failed|cancelled)$"),
        ("limit" = Option<u32>, Query, description = "How many at most; 50 where nothing is said", minimum = 1, maximum = 200),
        ("cursor" = Option<String>, Query, description = "`next` of the page before"),
    ),
    responses((status = 200, description = "A page", content_type = "application/json", body = ref("#/components/schemas/RunPage"))))]
pub(super) async fn list(
    State(api): State<Shared>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<RunPage>, Problem> {
    let limit = limit(wanted.limit)?;
    let after = wanted.cursor.as_deref().map(place).transpose()?;
    let filter = Filter {
        kind: wanted.kind,
        period: wanted.period,
        statuses: wanted.status.into_iter().collect(),
        newest_of_period: false,
    };
    let mut heads = api.runs.page(filter, after, limit + 1).await?;
    let next = next(&mut heads, limit);
    let runs = heads.into_iter().map(summary).collect();
    Ok(Json(RunPage { runs, next }))
}

/// Start a run, or join the unfinished one of the same request
#[utoipa::path(post, path = "/runs", tag = "runs",
    request_body(content = ref("#/components/schemas/NewRun"), content_type = "application/json"),
    responses((status = 202, description = "It goes on", content_type = "application/json", body = ref("#/components/schemas/RunRecord"))))]
pub(super) async fn create(
    State(api): State<Shared>,
    Extension(caller): Extension<Caller>,
    Json(new): Json<NewRun>,
) -> Result<Response, Problem> {
    check(&new, &caller)?;
    let now = Timestamp::now();
    let period = new
        .period
        .unwrap_or_else(|| Period::last_over(new.kind, &now.to_zoned(api.zone.clone())));
    let mut sources = new.sources;
    sources.sort();
    sources.dedup();
    let request = RunRequest {
        kind: new.kind,
        period,
        sources,
        organisation: new.organisation,
        publish: new.publish,
        dry_run: new.dry_run,
        model: None,
    };
    request::check(&request, &api.zone, now).map_err(|failure| Problem {
        hint: failure.hint,
        ..Problem::senseless(failure.message)
    })?;
    let record = api.runs.start(request).await?;
    Ok(going(&record))
}

/// Sources that are not configured may be any folder of the machine and any host of its network.
fn check(new: &NewRun, caller: &Caller) -> Result<(), Problem> {
    if !new.sources.is_empty() && caller.role < Role::Admin {
        let detail = format!(
            "sources that are not configured need the role `{}`",
            word(Role::Admin)
        );
        return Err(Problem::new(StatusCode::FORBIDDEN, detail).hint("leave `sources` away"));
    }
    let relative = new.sources.iter().find_map(|source| match source {
        SourceRef::Path(path) | SourceRef::Folder(path) if !path.is_absolute() => Some(path),
        _ => None,
    });
    if let Some(path) = relative {
        return Err(Problem::senseless(format!(
            "the path `{}` is not absolute",
            path.display()
        )));
    }
    let secret = |source: &SourceRef| matches!(source, SourceRef::Url(url) if has_secret(url));
    if new.sources.iter().any(secret) {
        return Err(
            Problem::senseless("a password or token in a repository's URL is not taken")
                .hint("leave out what stands before the `@` and let git have it: a credential helper, ~/.netrc or an ssh key"),
        );
    }
    let organisation = new.organisation.as_deref().unwrap_or_default();
    if organisation.chars().count() > 200 || organisation.chars().any(char::is_control) {
        return Err(Problem::senseless(
            "`organisation` is a name of 200 characters at most, on one line",
        ));
    }
    Ok(())
}

/// Show a run, gate by gate
#[utoipa::path(get, path = "/runs/{run}", tag = "runs",
    params(("run" = String, Path, description = "The run's id, or a period for its newest run")),
    responses((status = 200, description = "The run", content_type = "application/json", body = ref("#/components/schemas/RunRecord"))))]
pub(super) async fn show(
    State(api): State<Shared>,
    Path(run): Path<String>,
) -> Result<Json<RunRecord>, Problem> {
    let head = head(&api, &run).await?;
    Ok(Json(api.runs.complete(&head.run).await?))
}

/// Stop a run for good
#[utoipa::path(post, path = "/runs/{run}/cancel", tag = "runs",
    params(("run" = String, Path, description = "The run's id, or a period for its newest run")),
    responses((status = 200, description = "The run", content_type = "application/json", body = ref("#/components/schemas/RunRecord"))))]
pub(super) async fn cancel(
    State(api): State<Shared>,
    Path(run): Path<String>,
) -> Result<Json<RunRecord>, Problem> {
    let head = head(&api, &run).await?;
    Ok(Json(api.runs.cancel(&head.run).await?))
}

/// Do a run again that is over, or continue one that was left unfinished
#[utoipa::path(post, path = "/runs/{run}/retry", tag = "runs",
    params(("run" = String, Path, description = "The run's id, or a period for its newest run")),
    responses((status = 202, description = "The run that goes on", content_type = "application/json", body = ref("#/components/schemas/RunRecord"))))]
pub(super) async fn retry(State(api): State<Shared>, Path(run): Path<String>) -> Result<Response, Problem> {
    let head = head(&api, &run).await?;
    Ok(going(&api.runs.retry(&head.run).await?))
}

/// Let a held run go on and publish
#[utoipa::path(post, path = "/runs/{run}/approve", tag = "runs",
    params(("run" = String, Path, description = "The run's id, or a period for its newest run")),
    request_body(content = ref("#/components/schemas/Approval"), content_type = "application/json"),
    responses((status = 202, description = "The run", content_type = "application/json", body = ref("#/components/schemas/RunRecord"))))]
pub(super) async fn approve(
    State(api): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(run): Path<String>,
    approval: Option<Json<Approval>>,
) -> Result<Response, Problem> {
    let head = head(&api, &run).await?;
    let sha256 = approval.as_ref().map(|approval| approval.sha256.as_str());
    Ok(going(&api.runs.approve(&head.run, caller.name, sha256).await?))
}

/// End a held run: nothing of it is published
#[utoipa::path(post, path = "/runs/{run}/reject", tag = "runs",
    params(("run" = String, Path, description = "The run's id, or a period for its newest run")),
    request_body(content = ref("#/components/schemas/Rejection"), content_type = "application/json"),
    responses((status = 200, description = "The run", content_type = "application/json", body = ref("#/components/schemas/RunRecord"))))]
pub(super) async fn reject(
    State(api): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(run): Path<String>,
    Json(rejection): Json<Rejection>,
) -> Result<Json<RunRecord>, Problem> {
    if rejection.reason.chars().count() > 2000 {
        return Err(Problem::senseless("`reason` has more than 2000 characters"));
    }
    let head = head(&api, &run).await?;
    Ok(Json(
        api.runs
            .reject(&head.run, &caller.name, &rejection.reason)
            .await?,
    ))
}

/// The gates of a run
#[utoipa::path(get, path = "/runs/{run}/gates", tag = "runs",
    params(("run" = String, Path, description = "The run's id, or a period for its newest run")),
    responses((status = 200, description = "The gates", content_type = "application/json", body = ref("#/components/schemas/Gates"))))]
pub(super) async fn gates(
    State(api): State<Shared>,
    Path(run): Path<String>,
) -> Result<Json<Gates>, Problem> {
    let head = head(&api, &run).await?;
    let gates = api.runs.complete(&head.run).await?.gates;
    Ok(Json(Gates { gates }))
}

/// The tasks of a run with their context
#[utoipa::path(get, path = "/runs/{run}/tasks", tag = "runs",
    params(("run" = String, Path, description = "The run's id, or a period for its newest run")),
    responses((status = 200, description = "The tasks", content_type = "application/json", body = ref("#/components/schemas/Tasks"))))]
pub(super) async fn tasks(
    State(api): State<Shared>,
    Path(run): Path<String>,
) -> Result<Json<Tasks>, Problem> {
    let head = head(&api, &run).await?;
    let events = api.runs.events(&head.run).await?;
    let mut tasks = tasks::contexts(&head.run, &events);
    for (task, progress) in api.hub.progress_of(&head.run) {
        let name = task.to_string();
        if let Some(context) = tasks.iter_mut().find(|context| context.task == name) {
            context.progress = Some(progress.into());
        }
    }
    Ok(Json(Tasks { tasks }))
}

/// A run by its id, or the newest of a period.
async fn head(api: &Shared, wanted: &str) -> Result<RunHead, Problem> {
    api.runs.head(wanted).await?.ok_or_else(|| {
        Problem::missing(format!("there is no run `{wanted}`")).hint("GET /api/v1/runs lists the runs")
    })
}

/// A run that goes on, with its address.
pub(super) fn going(record: &RunRecord) -> Response {
    let mut response = (StatusCode::ACCEPTED, Json(record)).into_response();
    if let Ok(address) = HeaderValue::from_str(&format!("/api/v1/runs/{}", record.run)) {
        response.headers_mut().insert(header::LOCATION, address);
    }
    response
}

fn summary(head: RunHead) -> RunSummary {
    let RunHead {
        run,
        kind,
        period,
        status,
        reason,
        created_at,
        ended_at,
    } = head;
    RunSummary {
        run,
        kind,
        period,
        status,
        reason,
        created_at,
        ended_at,
    }
}

/// How many are asked for.
pub(super) fn limit(wanted: Option<u32>) -> Result<u32, Problem> {
    let limit = wanted.unwrap_or(PAGE);
    if (1..=200).contains(&limit) {
        Ok(limit)
    } else {
        Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "`limit` is a number from 1 to 200",
        ))
    }
}

/// Cuts what is more than a page, and says where the next one begins.
pub(super) fn next(heads: &mut Vec<RunHead>, limit: u32) -> Option<String> {
    let limit = limit as usize;
    if heads.len() <= limit {
        return None;
    }
    heads.truncate(limit);
    heads
        .last()
        .map(|last| URL_SAFE_NO_PAD.encode(format!("{} {}", last.created_at.as_microsecond(), last.run)))
}

/// The place that a cursor names.
pub(super) fn place(cursor: &str) -> Result<Place, Problem> {
    let read = || {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
        let (at, run) = text.split_once(' ')?;
        Some(Place {
            created_at: Timestamp::from_microsecond(at.parse().ok()?).ok()?,
            run: run.to_owned(),
        })
    };
    read()
        .ok_or_else(|| Problem::senseless("`cursor` is none that a page gave").hint("begin without a cursor"))
}
