//! The service as the fleet starts it: from the configuration, in a pod or in one process with the others.

use std::sync::Arc;

use prometheus::Registry;
use sparky_common::{
    artifact::ArtifactStore,
    config::Config,
    worker::{BoxError, TaskHandler},
};

use crate::{
    Analyzer, Metrics, ModelMetrics, Options,
    llm::{ModelDesk, Settings},
};

/// Makes the service and registers its metrics.
///
/// # Errors
/// When the data folder cannot be opened.
pub fn handler(config: &Config, registry: &Registry) -> Result<Arc<dyn TaskHandler>, BoxError> {
    let store = ArtifactStore::open(&config.storage.data_dir)?;
    let models = ModelDesk::new(Settings::from(config), ModelMetrics::register(registry)?);
    let choice = config.llm.model.parse()?;
    let analyzer = Analyzer::new(Options::from(config), store, Metrics::register(registry)?);
    Ok(Arc::new(analyzer.with_models(models, choice)))
}
