//! What Prometheus can ask the analyzer.

use prometheus::{Histogram, HistogramOpts, HistogramTimer, IntCounter, Registry};
use sparky_common::model::Insights;

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
