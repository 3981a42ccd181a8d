//! What the generator tells Prometheus.

use prometheus::{Histogram, HistogramOpts, IntCounterVec, Opts, Registry};
use sparky_common::{model::Measure, period::Kind};

/// Measures that say how much there is; all others count faults.
const COUNTS: [&str; 3] = ["words", "social_posts", "blog_words"];

/// Whether a measure says that something is wrong.
pub(crate) fn is_fault(measure: &Measure) -> bool {
    !COUNTS.contains(&measure.name.as_str()) && measure.value > 0.0
}

/// Counters and timings of document making.
#[derive(Clone, Debug)]
pub struct Metrics {
    documents: IntCounterVec,
    faults: IntCounterVec,
    /// Seconds from insights to stored documents.
    pub(crate) seconds: Histogram,
}

impl Metrics {
    /// Registers the metrics.
    pub fn new(registry: &Registry) -> Result<Self, prometheus::Error> {
        let documents = Opts::new(
            "sparky_generator_documents_total",
            "Documents made, every format counted once",
        );
        let faults = Opts::new(
            "sparky_generator_faults_total",
            "Faults that validation found in finished documents",
        );
        let seconds = HistogramOpts::new(
            "sparky_generator_seconds",
            "Seconds from insights to stored documents",
        )
        .buckets(vec![0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0]);
        let metrics = Self {
            documents: IntCounterVec::new(documents, &["kind"])?,
            faults: IntCounterVec::new(faults, &["measure"])?,
            seconds: Histogram::with_opts(seconds)?,
        };
        registry.register(Box::new(metrics.documents.clone()))?;
        registry.register(Box::new(metrics.faults.clone()))?;
        registry.register(Box::new(metrics.seconds.clone()))?;
        Ok(metrics)
    }

    /// Counts a document and the faults that validation found.
    pub(crate) fn count(&self, kind: Kind, measures: &[Measure]) {
        self.documents.with_label_values(&[kind.as_str()]).inc();
        for measure in measures.iter().filter(|measure| is_fault(measure)) {
            self.faults
                .with_label_values(&[&measure.name])
                .inc_by(measure.details.len() as u64);
        }
    }
}
