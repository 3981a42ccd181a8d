//! Leases: who may write what, and taking that away.

use axum::{
    Extension, Json,
    extract::{Path, State},
};

use super::{Shared, access::Caller, problem::Problem, wire::Leases};

/// Who may write what only one may write at a time
#[utoipa::path(get, path = "/leases", tag = "fleet",
    responses((status = 200, description = "The leases", content_type = "application/json", body = ref("#/components/schemas/Leases"))))]
pub(super) async fn list(State(api): State<Shared>) -> Result<Json<Leases>, Problem> {
    let leases = api.runs.leases().await?;
    Ok(Json(Leases { leases }))
}

/// Take a lease away from whoever has it
#[utoipa::path(post, path = "/leases/{lease}/break", tag = "fleet",
    params(("lease" = String, Path, description = "Its name")),
    responses((status = 200, description = "The leases", content_type = "application/json", body = ref("#/components/schemas/Leases"))))]
pub(super) async fn take_away(
    State(api): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(name): Path<String>,
) -> Result<Json<Leases>, Problem> {
    let leases = api.runs.break_lease(&name, &caller.name).await?;
    Ok(Json(Leases { leases }))
}
