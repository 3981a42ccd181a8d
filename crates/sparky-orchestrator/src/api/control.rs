//! Whether work goes on.

use axum::{Extension, Json, extract::State};
use sparky_common::model::Control;

use super::{Shared, access::Caller, problem::Problem, wire::Order};

/// Whether work goes on
#[utoipa::path(get, path = "/control", tag = "fleet",
    responses((status = 200, description = "The mode and who set it", content_type = "application/json", body = ref("#/components/schemas/Control"))))]
pub(super) async fn show(State(api): State<Shared>) -> Json<Control> {
    Json(api.runs.control())
}

/// Let work go on, wait, come to its end, or stop at once
#[utoipa::path(post, path = "/control", tag = "fleet",
    request_body(content = ref("#/components/schemas/Order"), content_type = "application/json"),
    responses((status = 200, description = "The mode and who set it", content_type = "application/json", body = ref("#/components/schemas/Control"))))]
pub(super) async fn set(
    State(api): State<Shared>,
    Extension(caller): Extension<Caller>,
    Json(order): Json<Order>,
) -> Result<Json<Control>, Problem> {
    if order.reason.chars().count() > 2000 {
        return Err(Problem::senseless("`reason` has more than 2000 characters"));
    }
    let control = api
        .runs
        .set_control(order.mode, &caller.name, &order.reason)
        .await?;
    Ok(Json(control))
}
