//! What the publisher counts.

use prometheus::{IntCounterVec, Opts, Registry};
use sparky_common::model::{Receipt, ReceiptState};

/// The counters of the publish phase.
#[derive(Clone, Debug)]
pub struct Metrics {
    documents: IntCounterVec,
    failures: IntCounterVec,
}

impl Metrics {
    /// Registers the counters.
    pub fn new(registry: &Registry) -> Result<Self, prometheus::Error> {
        let documents = IntCounterVec::new(
            Opts::new(
                "sparky_publisher_documents_total",
                "Documents by destination and what became of them",
            ),
            &["destination", "state"],
        )?;
        let failures = IntCounterVec::new(
            Opts::new(
                "sparky_publisher_failures_total",
                "Publications that failed, by destination",
            ),
            &["destination"],
        )?;
        registry.register(Box::new(documents.clone()))?;
        registry.register(Box::new(failures.clone()))?;
        Ok(Self { documents, failures })
    }

    /// Counts what became of documents.
    pub(crate) fn count(&self, receipts: &[Receipt]) {
        for receipt in receipts {
            let state = match receipt.state {
                ReceiptState::Planned => "planned",
                ReceiptState::Intended => "intended",
                ReceiptState::Published => "published",
                ReceiptState::Unchanged => "unchanged",
            };
            self.documents
                .with_label_values(&[receipt.destination.as_str(), state])
                .inc();
        }
    }

    /// Counts a failure.
    pub(crate) fn count_failure(&self, destination: &str) {
        self.failures.with_label_values(&[destination]).inc();
    }
}
