//! The options of a service's end.

use schemars::JsonSchema;
use serde::Deserialize;

/// How a service that was told to stop comes to its end.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Shutdown {
    /// Seconds for which a worker that got SIGTERM goes on with the tasks it has, taking no new ones; what is not done then is done
    /// by another one. 0: nothing is waited for. Give the process at least 20 seconds more before it is killed
    /// (`terminationGracePeriodSeconds`, `stop_grace_period`); a second signal ends the wait.
    #[schemars(range(min = 0, max = 86_400))]
    pub drain_seconds: u64,
}
