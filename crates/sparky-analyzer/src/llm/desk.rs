//! Which model a run gets, if any.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use sparky_common::{
    config::{ModelChoice, Provider},
    model::Writing,
};

use super::{Asker, Cache, ModelError, Settings, asker::Guard, connect};
use crate::metrics::ModelMetrics;

/// Gives runs their models. Clones share what was learnt about each: that it is sick, how dense its tokens are.
#[derive(Clone)]
pub struct ModelDesk {
    settings: Settings,
    metrics: ModelMetrics,
    cache: Option<Cache>,
    guards: Arc<Mutex<BTreeMap<String, Arc<Guard>>>>,
}

/// What a run gets.
pub enum Chosen {
    /// Rules alone: nobody was asked for, or `auto` found nobody.
    Rules,
    /// This model; whether it was asked for by name.
    Model(Asker, bool),
    /// The model that was asked for by name cannot be asked.
    Failed(ModelError),
}

impl ModelDesk {
    /// A desk with a cache in the data folder. One that cannot be opened costs questions, not runs.
    pub fn new(settings: Settings, metrics: ModelMetrics) -> Self {
        let most = settings.options.cache_entries;
        let cache = (most > 0).then(|| Cache::open(&settings.cache, most));
        let cache = cache.and_then(|opened| {
            let warn = |error: &super::CacheError| {
                let cause = std::error::Error::source(error);
                tracing::warn!(%error, ?cause, "answers are not kept");
            };
            opened.inspect_err(warn).ok()
        });
        Self {
            settings,
            metrics,
            cache,
            guards: Arc::default(),
        }
    }

    /// How models are asked.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Counts what became of a model's sentences.
    pub fn observe(&self, writing: &Writing) {
        if let Some(model) = &writing.model {
            self.metrics.sentences(model, writing.accepted, writing.rejected);
        }
    }

    /// The model of a choice. One that was asked for by name is not looked for: what it answered before is at hand
    /// without it.
    pub async fn choose(&self, choice: &ModelChoice) -> Chosen {
        match choice {
            ModelChoice::None => Chosen::Rules,
            ModelChoice::Auto => {
                let wait = Duration::from_millis(self.settings.options.auto_wait_ms);
                let name = &self.settings.options.auto_model;
                match self.look(Provider::Ollama, name, wait).await {
                    Ok(asker) => Chosen::Model(asker, false),
                    Err(_) => Chosen::Rules,
                }
            }
            ModelChoice::Named { provider, name } => match self.asker(*provider, name) {
                Ok(asker) => Chosen::Model(asker, true),
                Err(error) => Chosen::Failed(error),
            },
        }
    }

    async fn look(&self, provider: Provider, name: &str, wait: Duration) -> Result<Asker, ModelError> {
        let asker = self.asker(provider, name)?;
        asker.ready(wait).await?;
        Ok(asker)
    }

    fn asker(&self, provider: Provider, name: &str) -> Result<Asker, ModelError> {
        let model = connect(&self.settings, provider, name)?;
        let mut guards = self.guards.lock().unwrap_or_else(PoisonError::into_inner);
        let make = || Guard::new(self.settings.clone(), self.cache.clone(), self.metrics.clone());
        let guard = guards
            .entry(model.name().to_owned())
            .or_insert_with(|| Arc::new(make()));
        Ok(Asker::guarded(model, Arc::clone(guard)))
    }
}

impl std::fmt::Debug for ModelDesk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ModelDesk")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
