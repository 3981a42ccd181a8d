//! The composition root: which service does which phase.

use std::sync::Arc;

use anyhow::anyhow;
use prometheus::Registry;
use sparky_common::{config::Config, daemon::MakeHandler, model::Phase, worker::TaskHandler};

use crate::error::CommandError;

/// The name of the service of a phase.
pub fn service(phase: Phase) -> &'static str {
    match phase {
        Phase::Collect => "sparky-collector",
        Phase::Analyze => "sparky-analyzer",
        Phase::Generate => "sparky-generator",
        Phase::Publish => "sparky-publisher",
    }
}

/// What makes the service of a phase.
pub fn maker(phase: Phase) -> MakeHandler {
    match phase {
        Phase::Collect => sparky_collector::handler,
        Phase::Analyze => sparky_analyzer::handler,
        Phase::Generate => sparky_generator::handler,
        Phase::Publish => sparky_publisher::handler,
    }
}

/// The service of a phase, as its own binary would run it.
pub fn handler(
    phase: Phase,
    config: &Config,
    registry: &Registry,
) -> Result<Arc<dyn TaskHandler>, CommandError> {
    maker(phase)(config, registry).map_err(|error| {
        CommandError::failed(anyhow!(error).context(format!("cannot start {}", service(phase))))
    })
}
