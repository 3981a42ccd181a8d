//! Taking a changed configuration without a restart.

use std::sync::Arc;

use async_trait::async_trait;
use jiff::tz::TimeZone;
use sparky_common::{
    config::Loaded,
    daemon::{Reach, Reload},
    worker::BoxError,
};

use super::runs::Runs;
use crate::{
    api::Shown,
    config::{DispatchSettings, Policy},
    dispatch::BusDispatcher,
    schedule::{self, Keeper},
};

/// The parts of an orchestrator that can go by another configuration while it runs.
pub(super) struct Reloadable {
    pub(super) runs: Arc<Runs>,
    pub(super) dispatcher: Arc<BusDispatcher>,
    pub(super) keeper: Arc<Keeper>,
    pub(super) shown: Shown,
    pub(super) zone: TimeZone,
    /// Whether the clock may start runs here at all.
    pub(super) schedules: bool,
}

#[async_trait]
impl Reload for Reloadable {
    /// Leases and the roll of workers live by the times that they began with; the API is made once.
    fn reach(&self) -> Reach {
        Reach {
            live: vec!["schedules.", "orchestrator.", "publisher.destinations"],
            fixed: vec![
                "orchestrator.lease_seconds",
                "orchestrator.worker_timeout_seconds",
                "api.",
            ],
        }
    }

    async fn take(&self, config: &Loaded) -> Result<(), BoxError> {
        let rules = schedule::all(&config.config, &self.zone)?;
        let enabled = self.schedules && config.config.schedules.enabled;
        self.keeper.follow(rules, enabled).await?;
        self.runs.follow(Policy::of(&config.config));
        self.dispatcher.follow(DispatchSettings::of(&config.config));
        self.shown.replace(config.shown());
        Ok(())
    }
}
