//! What the bus of a process counts, told whenever somebody looks.

use std::sync::{Arc, Mutex, PoisonError};

use prometheus::{
    IntCounter, IntCounterVec, Opts, Registry,
    core::{Collector, Desc},
    proto::MetricFamily,
};

use super::TelemetryError;
use crate::bus::{BusStats, Refusal};

/// Adds the counters of a process's sockets: `sparky_bus_messages_total{service,direction}`, `sparky_bus_dropped_total`,
/// `sparky_bus_sockets_recreated_total`, `sparky_bus_connections_ejected_total` and `sparky_bus_refused_total{service,reason}`.
///
/// # Errors
/// The registry has metrics of these names already.
pub fn observe_bus(registry: &Registry, service: &str, stats: Arc<BusStats>) -> Result<(), TelemetryError> {
    Messages::new(service, stats)
        .and_then(|messages| registry.register(Box::new(messages)))
        .map_err(|cause| TelemetryError::Metrics {
            service: service.to_owned(),
            cause,
        })
}

struct Messages {
    stats: Arc<BusStats>,
    /// One look at a time: two at once would count twice.
    looking: Mutex<()>,
    messages: IntCounterVec,
    dropped: IntCounter,
    recreated: IntCounter,
    ejected: IntCounter,
    refused: IntCounterVec,
}

impl Messages {
    fn new(service: &str, stats: Arc<BusStats>) -> Result<Self, prometheus::Error> {
        let options = |name, help| Opts::new(name, help).const_label("service", service);
        let counter = |name, help| IntCounter::with_opts(options(name, help));
        Ok(Self {
            stats,
            looking: Mutex::default(),
            messages: IntCounterVec::new(
                options("sparky_bus_messages_total", "Messages over the bus by direction"),
                &["direction"],
            )?,
            dropped: counter(
                "sparky_bus_dropped_total",
                "Messages given up because a peer was gone or did not read",
            )?,
            recreated: counter(
                "sparky_bus_sockets_recreated_total",
                "Sockets thrown away and made anew",
            )?,
            ejected: counter(
                "sparky_bus_connections_ejected_total",
                "Connections closed because their peers broke the rules",
            )?,
            refused: IntCounterVec::new(
                options("sparky_bus_refused_total", "Messages refused, by reason"),
                &["reason"],
            )?,
        })
    }

    fn parts(&self) -> [&dyn Collector; 5] {
        [
            &self.messages,
            &self.dropped,
            &self.recreated,
            &self.ejected,
            &self.refused,
        ]
    }
}

impl Collector for Messages {
    fn desc(&self) -> Vec<&Desc> {
        self.parts().iter().flat_map(|part| part.desc()).collect()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        let _turn = self.looking.lock().unwrap_or_else(PoisonError::into_inner);
        let stats = &self.stats;
        let sent = self.messages.with_label_values(&["sent"]);
        let received = self.messages.with_label_values(&["received"]);
        advance(&sent, stats.sent());
        advance(&received, stats.received());
        advance(&self.dropped, stats.dropped());
        advance(&self.recreated, stats.recreated());
        advance(&self.ejected, stats.ejected());
        for reason in Refusal::ALL {
            let refused = self.refused.with_label_values(&[reason.as_str()]);
            advance(&refused, stats.refused(reason));
        }
        self.parts().iter().flat_map(|part| part.collect()).collect()
    }
}

/// Brings a counter to what was counted.
fn advance(counter: &IntCounter, counted: u64) {
    counter.inc_by(counted.saturating_sub(counter.get()));
}
