//! Schedules: looking at them and telling them what to do.

use axum::{
    Extension, Json,
    extract::{Path, State},
    response::{IntoResponse, Response},
};

use super::{
    Shared,
    access::Caller,
    problem::Problem,
    runs::going,
    wire::{Backfill, Backfilled, Decision, ScheduleStory, Schedules, Trigger},
};
use crate::schedule::ScheduleView;

/// How many decisions are told.
const DECISIONS: usize = 50;

/// List schedules
#[utoipa::path(get, path = "/schedules", tag = "schedules",
    responses((status = 200, description = "By name", content_type = "application/json", body = ref("#/components/schemas/Schedules"))))]
pub(super) async fn list(State(api): State<Shared>) -> Json<Schedules> {
    Json(Schedules {
        schedules: api.keeper.list().await,
    })
}

/// Show a schedule and the latest decisions about it
#[utoipa::path(get, path = "/schedules/{schedule}", tag = "schedules",
    params(("schedule" = String, Path, description = "Its name")),
    responses((status = 200, description = "The schedule", content_type = "application/json", body = ref("#/components/schemas/ScheduleStory"))))]
pub(super) async fn show(
    State(api): State<Shared>,
    Path(name): Path<String>,
) -> Result<Json<ScheduleStory>, Problem> {
    let schedule = api.keeper.show(&name).await?;
    let decisions = api.keeper.decisions(&name, DECISIONS).await?;
    let decisions = decisions
        .into_iter()
        .map(|recorded| Decision {
            at: recorded.at,
            kind: recorded.event.kind().to_owned(),
            detail: serde_json::to_value(&recorded.event).unwrap_or_default(),
        })
        .collect();
    Ok(Json(ScheduleStory { schedule, decisions }))
}

/// Let the clock start nothing of a schedule
#[utoipa::path(post, path = "/schedules/{schedule}/pause", tag = "schedules",
    params(("schedule" = String, Path, description = "Its name")),
    responses((status = 200, description = "The schedule", content_type = "application/json", body = ref("#/components/schemas/Schedule"))))]
pub(super) async fn pause(
    State(api): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(name): Path<String>,
) -> Result<Json<ScheduleView>, Problem> {
    Ok(Json(api.keeper.set_paused(&name, true, caller.name).await?))
}

/// Let the clock start runs of a schedule again
#[utoipa::path(post, path = "/schedules/{schedule}/resume", tag = "schedules",
    params(("schedule" = String, Path, description = "Its name")),
    responses((status = 200, description = "The schedule", content_type = "application/json", body = ref("#/components/schemas/Schedule"))))]
pub(super) async fn resume(
    State(api): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(name): Path<String>,
) -> Result<Json<ScheduleView>, Problem> {
    Ok(Json(api.keeper.set_paused(&name, false, caller.name).await?))
}

/// Have a run of a schedule made now, unless it was made already
#[utoipa::path(post, path = "/schedules/{schedule}/trigger", tag = "schedules",
    params(("schedule" = String, Path, description = "Its name")),
    request_body(content = ref("#/components/schemas/Trigger"), content_type = "application/json"),
    responses(
        (status = 200, description = "It was made already, or is being made", content_type = "application/json", body = ref("#/components/schemas/RunRecord")),
        (status = 202, description = "The run that was started", content_type = "application/json", body = ref("#/components/schemas/RunRecord"))))]
pub(super) async fn trigger(
    State(api): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(name): Path<String>,
    Json(trigger): Json<Trigger>,
) -> Result<Response, Problem> {
    if let Some(period) = trigger
        .period
        .filter(|period| !period.has_begun(&api.zone, jiff::Timestamp::now()))
    {
        api.keeper.show(&name).await?;
        return Err(Problem::senseless(format!("`{period}` has not begun")));
    }
    let (record, started) = api
        .keeper
        .trigger(&name, trigger.period, trigger.again, &caller.name)
        .await?;
    Ok(if started {
        going(&record)
    } else {
        Json(record).into_response()
    })
}

/// Have every period of a range made, one after the other
#[utoipa::path(post, path = "/schedules/{schedule}/backfill", tag = "schedules",
    params(("schedule" = String, Path, description = "Its name")),
    request_body(content = ref("#/components/schemas/Backfill"), content_type = "application/json"),
    responses((status = 202, description = "The periods", content_type = "application/json", body = ref("#/components/schemas/Backfilled"))))]
pub(super) async fn backfill(
    State(api): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(name): Path<String>,
    Json(range): Json<Backfill>,
) -> Result<(axum::http::StatusCode, Json<Backfilled>), Problem> {
    let periods = api
        .keeper
        .backfill(&name, range.from, range.to, &caller.name)
        .await?;
    Ok((axum::http::StatusCode::ACCEPTED, Json(Backfilled { periods })))
}
