//! Whether a service can do its work, condition by condition.

use std::{
    collections::BTreeMap,
    sync::{Arc, PoisonError, RwLock},
    time::{Duration, Instant},
};

use serde::Serialize;

/// The health of one service: what it needs to be ready, and what of that it has. Clones share the same state.
#[derive(Clone, Debug)]
pub struct Health {
    service: Arc<str>,
    started: Instant,
    reasons: Arc<RwLock<BTreeMap<String, Option<String>>>>,
}

/// The state of one condition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// The condition, such as `bus`.
    pub name: String,
    /// Whether it holds.
    pub ready: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Health {
    /// The health of a service that needs `conditions`, none of which holds yet. Without any it is ready at once.
    pub fn new(service: &str, conditions: &[&str]) -> Self {
        let starting = |name: &&str| ((*name).to_owned(), Some("starting".to_owned()));
        Self {
            service: service.into(),
            started: Instant::now(),
            reasons: Arc::new(RwLock::new(conditions.iter().map(starting).collect())),
        }
    }

    /// The name of the service.
    pub fn service(&self) -> &str {
        &self.service
    }

    /// The time since the service began.
    pub fn uptime(&self) -> Duration {
        self.started.elapsed()
    }

    /// Says that a condition holds.
    pub fn set_ready(&self, condition: &str) {
        self.set(condition, None);
    }

    /// Says that a condition does not hold, and why.
    pub fn set_not_ready(&self, condition: &str, reason: impl Into<String>) {
        self.set(condition, Some(reason.into()));
    }

    /// Whether every condition holds.
    pub fn is_ready(&self) -> bool {
        self.checks().iter().all(|check| check.ready)
    }

    /// The state of every condition, by name.
    pub fn checks(&self) -> Vec<Check> {
        // A panic elsewhere cannot leave the map half-written: each change is one insertion.
        let reasons = self.reasons.read().unwrap_or_else(PoisonError::into_inner);
        let check = |(name, reason): (&String, &Option<String>)| Check {
            name: name.clone(),
            ready: reason.is_none(),
            reason: reason.clone(),
        };
        reasons.iter().map(check).collect()
    }

    fn set(&self, condition: &str, reason: Option<String>) {
        let mut reasons = self.reasons.write().unwrap_or_else(PoisonError::into_inner);
        reasons.insert(condition.to_owned(), reason);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_ready_when_every_condition_holds() {
        let health = Health::new("sparky-collector", &["bus", "storage"]);
        let elsewhere = health.clone();
        assert!(!health.is_ready());
        elsewhere.set_ready("bus");
        elsewhere.set_not_ready("storage", "the data folder is read-only");
        assert!(!health.is_ready());
        assert_eq!(
            health.checks()[1].reason.as_deref(),
            Some("the data folder is read-only")
        );
        elsewhere.set_ready("storage");
        assert!(health.is_ready());
    }
}
