//! Asks a model so that a caller gets a usable answer or an error, in bounded time and at bounded cost.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use backon::{BackoffBuilder, ExponentialBuilder};
use serde::de::DeserializeOwned;
use sparky_common::model::Sha256;
use tokio::{
    sync::{OnceCell, Semaphore},
    time::{Instant, sleep, timeout},
};

use super::{Answer, Breaker, Cache, End, Gauge, Model, ModelError, Prompt, Settings};
use crate::metrics::ModelMetrics;

/// The first pause before a question is asked again; it doubles.
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// When a run has spent all the time that it may spend on its model.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    end: Instant,
}

impl Budget {
    /// A budget that begins now.
    pub fn new(time: Duration) -> Self {
        Self {
            end: Instant::now() + time,
        }
    }

    fn left(&self) -> Result<Duration, ModelError> {
        let left = self.end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            Err(ModelError::OutOfTime)
        } else {
            Ok(left)
        }
    }
}

/// One model with everything that guards it. Clones share it.
#[derive(Clone)]
pub struct Asker {
    model: Arc<dyn Model>,
    guard: Arc<Guard>,
}

/// What guards a model, and what was learnt about it.
pub(super) struct Guard {
    began: Instant,
    breaker: Mutex<Breaker>,
    gauge: Mutex<Gauge>,
    permits: Semaphore,
    cache: Option<Cache>,
    settings: Settings,
    metrics: ModelMetrics,
    /// The most tokens that the model was trained for, once the server was asked: 0 where it does not say.
    trained: OnceCell<u64>,
}

impl Asker {
    /// A guarded model. Without a cache every question is asked anew.
    pub fn new(
        model: Arc<dyn Model>,
        settings: Settings,
        cache: Option<Cache>,
        metrics: ModelMetrics,
    ) -> Self {
        Self::guarded(model, Arc::new(Guard::new(settings, cache, metrics)))
    }

    pub(super) fn guarded(model: Arc<dyn Model>, guard: Arc<Guard>) -> Self {
        Self { model, guard }
    }

    /// The model's name as it is configured.
    pub fn name(&self) -> &str {
        self.model.name()
    }

    /// Whether the server has the model and the configured context fits it.
    ///
    /// # Errors
    /// It does not answer, or does not have the model.
    pub async fn ready(&self, wait: Duration) -> Result<(), ModelError> {
        if self.guard.breaker().is_resting(self.guard.now()) {
            return Err(ModelError::Resting);
        }
        let ready = self.model.ready(wait).await;
        let known = match &ready {
            Ok(known) => known,
            Err(error) => {
                self.guard.note(error, self.name());
                return ready.map(|_| ());
            }
        };
        // The first answer stands: a model does not grow.
        let _ = self.guard.trained.set(known.context.unwrap_or(0));
        let wanted = self.guard.settings.options.context_tokens;
        if let Some(trained) = known.context.filter(|&trained| trained < wanted) {
            tracing::warn!(
                model = self.name(),
                trained,
                wanted,
                "the model's context is shorter than llm.context_tokens"
            );
        }
        Ok(())
    }

    /// The answer to a question, from the cache where it was given before.
    ///
    /// # Errors
    /// No answer in time, or none that is whole, of the promised shape, and from a model that saw the whole prompt.
    pub async fn ask<T: DeserializeOwned>(
        &self,
        prompt: &Prompt,
        budget: Budget,
        progress: &(dyn Fn(usize) + Send + Sync),
    ) -> Result<T, ModelError> {
        let key = self.key(prompt);
        let kept = self.guard.find(&key);
        if let Some(value) = kept.as_deref().and_then(read) {
            self.guard.metrics.cached(self.name(), true);
            return Ok(value);
        }
        self.guard.metrics.cached(self.name(), false);
        let answer = self.asked(prompt, budget, progress).await;
        let usable = answer.and_then(|answer| {
            self.whole(prompt, &answer)?;
            let value = read(&answer.text).ok_or(ModelError::OffSchema)?;
            Ok((answer, value))
        });
        match usable {
            Ok((answer, value)) => {
                self.guard.breaker().succeeded();
                self.guard.metrics.outcome(self.name(), "answered");
                self.guard.keep(&key, &answer.text);
                Ok(value)
            }
            Err(error) => {
                self.guard.note(&error, self.name());
                Err(error)
            }
        }
    }

    /// What an answer depends on.
    fn key(&self, prompt: &Prompt) -> String {
        let options = &self.guard.settings.options;
        let parts = serde_json::json!([
            1,
            self.name(),
            prompt.system,
            prompt.user,
            prompt.schema,
            options.context_tokens,
            options.answer_tokens,
        ]);
        Sha256::of(parts.to_string().as_bytes()).to_string()
    }

    async fn asked(
        &self,
        prompt: &Prompt,
        budget: Budget,
        progress: &(dyn Fn(usize) + Send + Sync),
    ) -> Result<Answer, ModelError> {
        let options = &self.guard.settings.options;
        let needed = self.guard.gauge().most(prompt.bytes()) + options.answer_tokens;
        if needed > options.context_tokens {
            return Err(ModelError::TooLong);
        }
        let trained = *self.guard.trained.get_or_init(|| self.trained()).await;
        if trained > 0 && needed > trained {
            return Err(ModelError::ShortContext { trained });
        }
        let permit = timeout(budget.left()?, self.guard.permits.acquire()).await;
        let _permit = permit.map_err(|_| ModelError::OutOfTime)?;
        if !self.guard.breaker().admits(self.guard.now()) {
            return Err(ModelError::Resting);
        }
        let mut pauses = ExponentialBuilder::default()
            .with_min_delay(FIRST_PAUSE)
            .with_max_delay(LONGEST_PAUSE)
            .with_max_times(options.attempts - 1)
            .with_jitter()
            .build();
        loop {
            let error = match self.once(prompt, budget, progress).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            let Some(pause) = pauses.next().filter(|_| error.is_passing()) else {
                return Err(error);
            };
            let asked_for = match &error {
                ModelError::Busy { wait, .. } => wait.unwrap_or_default(),
                _ => Duration::ZERO,
            };
            let pause = pause.max(asked_for);
            tracing::debug!(
                model = self.name(),
                outcome = error.outcome(),
                ?pause,
                "asking the model again"
            );
            if pause >= budget.left()? {
                return Err(error);
            }
            sleep(pause).await;
        }
    }

    /// What the server says about the model's context before the first question; one that says nothing, or is not
    /// there, is found out by the question itself.
    async fn trained(&self) -> u64 {
        let wait = Duration::from_millis(self.guard.settings.options.auto_wait_ms);
        let ready = self.model.ready(wait).await;
        ready.ok().and_then(|ready| ready.context).unwrap_or(0)
    }

    async fn once(
        &self,
        prompt: &Prompt,
        budget: Budget,
        progress: &(dyn Fn(usize) + Send + Sync),
    ) -> Result<Answer, ModelError> {
        let left = budget.left()?;
        let patience = self.guard.settings.patience();
        let timer = self.guard.metrics.timer(self.name());
        let asked = timeout(left, self.model.ask(prompt, patience, progress)).await;
        timer.observe_duration();
        let answer = asked.map_err(|_| ModelError::OutOfTime)??;
        let (sent, received) = (answer.prompt_tokens, answer.answer_tokens);
        self.guard
            .metrics
            .tokens(self.name(), sent, received, &self.guard.settings.options);
        Ok(answer)
    }

    /// Whether the model read the whole prompt and said everything.
    fn whole(&self, prompt: &Prompt, answer: &Answer) -> Result<(), ModelError> {
        let mut gauge = self.guard.gauge();
        if let Some(seen) = answer.prompt_tokens {
            let sent = gauge.least(prompt.bytes());
            if seen < sent {
                return Err(ModelError::Truncated { seen, sent });
            }
            gauge.learn(prompt.bytes(), seen);
        }
        match answer.end {
            End::Length => Err(ModelError::CutOff),
            _ if answer.text.trim().is_empty() => Err(ModelError::Empty),
            End::Complete | End::Other => Ok(()),
        }
    }
}

/// Reads an answer. Some servers without structured output wrap JSON into a block of Markdown.
fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    let text = text.trim();
    let inner = text.strip_prefix("```json").or_else(|| text.strip_prefix("```"));
    let text = inner.and_then(|inner| inner.strip_suffix("```")).unwrap_or(text);
    serde_json::from_str(text.trim()).ok()
}

impl Guard {
    pub(super) fn new(settings: Settings, cache: Option<Cache>, metrics: ModelMetrics) -> Self {
        Self {
            began: Instant::now(),
            breaker: Mutex::default(),
            gauge: Mutex::default(),
            permits: Semaphore::new(settings.options.parallel),
            cache,
            settings,
            metrics,
            trained: OnceCell::new(),
        }
    }

    fn now(&self) -> Duration {
        self.began.elapsed()
    }

    fn breaker(&self) -> std::sync::MutexGuard<'_, Breaker> {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn gauge(&self) -> std::sync::MutexGuard<'_, Gauge> {
        self.gauge.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a failure. A server that answered, if badly, is not sick.
    fn note(&self, error: &ModelError, model: &str) {
        let now = self.now();
        if error.is_sickness() {
            self.breaker().failed(now);
        } else if !error.is_final() {
            self.breaker().succeeded();
        }
        self.metrics.outcome(model, error.outcome());
        let cause = std::error::Error::source(error).map(ToString::to_string);
        tracing::warn!(model, error = %error, cause, "the model did not help");
    }

    /// A cache that fails costs a question, never a run.
    fn find(&self, key: &str) -> Option<String> {
        self.cache.as_ref()?.find(key).unwrap_or_else(|error| {
            tracing::warn!(%error, cause = ?std::error::Error::source(&error), "asking instead");
            None
        })
    }

    fn keep(&self, key: &str, answer: &str) {
        if let Some(Err(error)) = self.cache.as_ref().map(|cache| cache.keep(key, answer)) {
            tracing::warn!(%error, cause = ?std::error::Error::source(&error), "an answer is not kept");
        }
    }
}
