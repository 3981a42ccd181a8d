//! Letting work go on, wait, come to its end, or stop at once.

use std::sync::Arc;

use jiff::Timestamp;
use sparky_common::{
    messages::TaskFailure,
    model::{Control, Mode},
};

use super::runs::Runs;
use crate::ledger::Ledger;

impl Runs {
    /// What is done with work.
    pub(crate) fn control(&self) -> Control {
        self.control.borrow().clone()
    }

    /// Says what is to be done with work from now on. It is recorded first: a restart changes nothing about it.
    pub(crate) async fn set_control(
        self: &Arc<Self>,
        mode: Mode,
        by: &str,
        reason: &str,
    ) -> Result<Control, TaskFailure> {
        let (who, why) = (by.to_owned(), reason.to_owned());
        self.read(move |ledger| ledger.set_control(mode, &who, &why, Timestamp::now()))
            .await
            .map_err(|error| error.failure())?;
        self.look_at_control().await;
        Ok(self.control())
    }

    /// Takes what the ledger says: another orchestrator may have been told.
    pub(crate) async fn look_at_control(&self) {
        match self.read(Ledger::control).await {
            Ok(control) => {
                let differs = |known: &mut Control| {
                    let differs = *known != control;
                    if differs {
                        tracing::warn!(
                            mode = control.mode.as_str(),
                            by = control.by,
                            reason = control.reason,
                            "what is done with work has changed"
                        );
                        *known = control.clone();
                    }
                    differs
                };
                self.control.send_if_modified(differs);
            }
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "cannot tell whether work goes on"
                );
            }
        }
    }

    /// Refuses new runs while there should be none.
    pub(super) fn refuse_unless_open(&self) -> Result<(), TaskFailure> {
        let control = self.control();
        if control.mode.takes_runs() {
            return Ok(());
        }
        let by = control.by.unwrap_or_else(|| "someone".into());
        Err(TaskFailure {
            message: format!(
                "no new runs are taken: work is {} by {by}: {}",
                control.mode.as_str(),
                control.reason
            ),
            hint: Some("sparky resume lets work go on".into()),
            retryable: false,
        })
    }
}
