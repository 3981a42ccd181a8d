//! Workers, and the configuration in force.

use std::collections::BTreeMap;

use axum::{Json, extract::State};

use super::{
    Shared,
    wire::{PhaseWorkers, Worker, Workers},
};

/// The workers that are alive and what they do
#[utoipa::path(get, path = "/workers", tag = "fleet",
    responses((status = 200, description = "The workers", content_type = "application/json", body = ref("#/components/schemas/Workers"))))]
pub(super) async fn workers(State(api): State<Shared>) -> Json<Workers> {
    let mut phases = BTreeMap::<_, PhaseWorkers>::new();
    let mut workers = Vec::new();
    for state in api.fleet.survey() {
        let phase = phases.entry(state.worker.phase).or_default();
        phase.workers += 1;
        phase.capacity += state.worker.capacity;
        phase.tasks += state.tasks;
        workers.push(Worker {
            name: state.worker.name,
            phase: state.worker.phase,
            capacity: state.worker.capacity,
            tasks: state.tasks,
            lost: state.lost,
            silent_ms: u64::try_from(state.silent.as_millis()).unwrap_or(u64::MAX),
            commands: state.worker.commands,
            version: state.worker.version,
        });
    }
    Json(Workers { workers, phases })
}

/// The configuration in force, without secrets
#[utoipa::path(get, path = "/config", tag = "fleet",
    responses((status = 200, description = "Values by section and option", content_type = "application/json", body = ref("#/components/schemas/Settings"))))]
pub(super) async fn config(State(api): State<Shared>) -> Json<serde_json::Value> {
    Json(api.shown.now())
}
