//! The service as the fleet starts it: from the configuration, in a pod or in one process with the others.

use std::sync::Arc;

use prometheus::Registry;
use secrecy::ExposeSecret;
use sparky_common::{
    artifact::ArtifactStore,
    config::Config,
    worker::{BoxError, TaskHandler},
};

use crate::{Collector, Metrics, Settings};

/// Makes the service and registers its metrics.
///
/// # Errors
/// When the configuration cannot be used or the data folder cannot be opened.
pub fn handler(config: &Config, registry: &Registry) -> Result<Arc<dyn TaskHandler>, BoxError> {
    let store = ArtifactStore::open(&config.storage.data_dir)?;
    let settings = Settings::new(config)?;
    let collector = Collector::new(settings, store, Metrics::register(registry)?);
    Ok(Arc::new(
        collector.sharing(config.bus.key.expose_secret().as_bytes()),
    ))
}
