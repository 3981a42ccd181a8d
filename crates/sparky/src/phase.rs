//! The composition root: which handler does which phase.

use std::sync::Arc;

use sparky_common::{artifact::ArtifactStore, config::Config, model::Phase, worker::TaskHandler};

use crate::error::CommandError;

/// The service of a phase, as its own binary would run it.
pub fn handler(phase: Phase, config: &Config, store: ArtifactStore) -> Result<Arc<dyn TaskHandler>, CommandError> {
    Ok(match phase {
        Phase::Collect => Arc::new(sparky_collector::Collector::new(config, store)),
        Phase::Analyze => Arc::new(sparky_analyzer::Analyzer::new(config, store)),
        Phase::Generate => Arc::new(sparky_generator::Generator::new(config, store)),
        Phase::Publish => Arc::new(sparky_publisher::Publisher::new(config, store)),
    })
}
