//! What Prometheus can ask the analyzer.

use prometheus::{
    CounterVec, Histogram, HistogramOpts, HistogramTimer, HistogramVec, IntCounter, IntCounterVec, Opts,
    Registry,
};
use sparky_common::{config::Llm, model::Insights};

/// The analyzer's metrics.
#[derive(Clone, Debug)]
pub struct Metrics {
    stories: IntCounter,
    sentences: IntCounter,
    ungrounded: IntCounter,
    seconds: Histogram,
}

impl Metrics {
    /// Registers the metrics.
    pub fn register(registry: &Registry) -> prometheus::Result<Self> {
        let metrics = Self {
            stories: IntCounter::new("sparky_analyzer_stories_total", "Stories told")?,
            sentences: IntCounter::new("sparky_analyzer_sentences_total", "Sentences written")?,
            ungrounded: IntCounter::new(
                "sparky_analyzer_ungrounded_sentences_total",
                "Sentences whose evidence did not resolve",
            )?,
            seconds: Histogram::with_opts(
                HistogramOpts::new("sparky_analyzer_task_seconds", "How long an analysis took")
                    .buckets(vec![0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0]),
            )?,
        };
        registry.register(Box::new(metrics.stories.clone()))?;
        registry.register(Box::new(metrics.sentences.clone()))?;
        registry.register(Box::new(metrics.ungrounded.clone()))?;
        registry.register(Box::new(metrics.seconds.clone()))?;
        Ok(metrics)
    }

    /// Measures a task until the timer ends.
    pub fn task(&self) -> HistogramTimer {
        self.seconds.start_timer()
    }

    /// Counts what was written.
    pub fn observe(&self, insights: &Insights, sentences: usize, ungrounded: usize) {
        self.stories.inc_by(insights.stories.len() as u64);
        self.sentences.inc_by(sentences as u64);
        self.ungrounded.inc_by(ungrounded as u64);
    }
}

/// What Prometheus can ask about the language model.
#[derive(Clone, Debug)]
pub struct ModelMetrics {
    requests: IntCounterVec,
    seconds: HistogramVec,
    tokens: IntCounterVec,
    cost: CounterVec,
    cache: IntCounterVec,
    sentences: IntCounterVec,
}

impl ModelMetrics {
    /// Registers the metrics.
    pub fn register(registry: &Registry) -> prometheus::Result<Self> {
        let counter =
            |name: &str, help: &str, labels: &[&str]| IntCounterVec::new(Opts::new(name, help), labels);
        let metrics = Self {
            requests: counter(
                "sparky_model_requests_total",
                "Questions to the model by how they ended: answered, or why not",
                &["model", "outcome"],
            )?,
            seconds: HistogramVec::new(
                HistogramOpts::new("sparky_model_seconds", "How long the model took for one answer")
                    .buckets(vec![0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0]),
                &["model"],
            )?,
            tokens: counter(
                "sparky_model_tokens_total",
                "Tokens as the server counted them: of prompts (in) and of answers (out)",
                &["model", "direction"],
            )?,
            cost: CounterVec::new(
                Opts::new(
                    "sparky_model_cost_total",
                    "What the tokens cost by llm.input_price and llm.output_price",
                ),
                &["model"],
            )?,
            cache: counter(
                "sparky_model_cache_total",
                "Questions that were answered before (hit) or not (miss)",
                &["model", "result"],
            )?,
            sentences: counter(
                "sparky_model_sentences_total",
                "Sentences of the model that passed the grounding check (accepted) or did not (rejected)",
                &["model", "verdict"],
            )?,
        };
        registry.register(Box::new(metrics.requests.clone()))?;
        registry.register(Box::new(metrics.seconds.clone()))?;
        registry.register(Box::new(metrics.tokens.clone()))?;
        registry.register(Box::new(metrics.cost.clone()))?;
        registry.register(Box::new(metrics.cache.clone()))?;
        registry.register(Box::new(metrics.sentences.clone()))?;
        Ok(metrics)
    }

    /// Counts how a question ended.
    pub fn outcome(&self, model: &str, outcome: &str) {
        self.requests.with_label_values(&[model, outcome]).inc();
    }

    /// Measures an answer until the timer ends.
    pub fn timer(&self, model: &str) -> HistogramTimer {
        self.seconds.with_label_values(&[model]).start_timer()
    }

    /// Counts tokens and what they cost.
    pub fn tokens(&self, model: &str, sent: Option<u64>, received: Option<u64>, options: &Llm) {
        const MILLION: f64 = 1e6;
        let (sent, received) = (sent.unwrap_or(0), received.unwrap_or(0));
        self.tokens.with_label_values(&[model, "in"]).inc_by(sent);
        self.tokens.with_label_values(&[model, "out"]).inc_by(received);
        let cost = sent as f64 * options.input_price + received as f64 * options.output_price;
        self.cost.with_label_values(&[model]).inc_by(cost / MILLION);
    }

    /// Counts whether a question was answered before.
    pub fn cached(&self, model: &str, hit: bool) {
        let result = if hit { "hit" } else { "miss" };
        self.cache.with_label_values(&[model, result]).inc();
    }

    /// Counts what became of sentences.
    pub fn sentences(&self, model: &str, accepted: u64, rejected: u64) {
        self.sentences
            .with_label_values(&[model, "accepted"])
            .inc_by(accepted);
        self.sentences
            .with_label_values(&[model, "rejected"])
            .inc_by(rejected);
    }
}
