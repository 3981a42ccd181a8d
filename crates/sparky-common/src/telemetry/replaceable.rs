//! A registry inside a registry, for what is made anew when the configuration changes.

use std::sync::{Arc, PoisonError, RwLock};

use prometheus::{
    Registry,
    core::{Collector, Desc},
    proto::MetricFamily,
};

/// The metrics of what can be made anew while the process runs. Counters then begin at 0 again, as after a restart. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Replaceable(Arc<RwLock<Registry>>);

impl Replaceable {
    /// Shows the metrics in a registry, of which there can be one such part.
    ///
    /// # Errors
    /// The registry has one already.
    pub fn within(registry: &Registry) -> Result<Self, prometheus::Error> {
        let part = Self::default();
        registry.register(Box::new(part.clone()))?;
        Ok(part)
    }

    /// Shows these metrics from now on, and the ones before no more.
    pub fn replace(&self, metrics: Registry) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = metrics;
    }
}

impl Collector for Replaceable {
    /// What it will hold is not known before.
    fn desc(&self) -> Vec<&Desc> {
        Vec::new()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).gather()
    }
}

#[cfg(test)]
mod tests {
    use prometheus::IntCounter;

    use super::*;

    #[test]
    fn the_metrics_of_the_newest_are_shown() {
        let outer = Registry::new();
        let part = Replaceable::within(&outer).unwrap();
        for count in [3, 5] {
            let inner = Registry::new();
            let counter = IntCounter::new("sparky_things_total", "Things").unwrap();
            inner.register(Box::new(counter.clone())).unwrap();
            counter.inc_by(count);
            part.replace(inner);
            let shown = outer.gather();
            assert_eq!(shown.len(), 1);
            assert_eq!(shown[0].get_metric()[0].get_counter().get_value(), count as f64);
        }
    }
}
