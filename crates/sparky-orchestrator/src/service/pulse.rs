//! Whether the ledger can be written: without it nothing can be done, so an orchestrator that cannot is not ready.

use std::{error::Error, sync::Arc, time::Duration};

use jiff::Timestamp;
use sparky_common::telemetry::Health;
use tokio_util::sync::CancellationToken;

use crate::{blocking::off_thread, ledger::Ledger};

/// The condition's name.
const LEDGER: &str = "ledger";

/// How often it is tried.
const PAUSE: Duration = Duration::from_secs(5);

/// Tries now and then to write the ledger.
pub(super) struct Pulse {
    ledger: Arc<Ledger>,
    health: Health,
}

impl Pulse {
    pub(super) fn new(ledger: Arc<Ledger>, health: Health) -> Self {
        health.set_not_ready(LEDGER, "not tried yet");
        Self { ledger, health }
    }

    /// Tries until `shutdown`.
    pub(super) async fn beat(self, shutdown: CancellationToken) {
        loop {
            let ledger = Arc::clone(&self.ledger);
            match off_thread(move || ledger.pulse(Timestamp::now())).await {
                Ok(()) => self.health.set_ready(LEDGER),
                Err(error) => {
                    tracing::error!(error = &error as &dyn Error, "the ledger cannot be written");
                    self.health
                        .set_not_ready(LEDGER, format!("{error}; {}", error.hint()));
                }
            }
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = tokio::time::sleep(PAUSE) => {}
            }
        }
    }
}
