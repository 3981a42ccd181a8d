//! Waiting for the world outside.

use std::time::Duration;

use tokio::time::{Instant, sleep};

/// How long a condition may take. Far more than any needs; a test that reaches it has failed.
const LIMIT: Duration = Duration::from_secs(30);

/// Asks `condition` again and again until it gives a value, and gives that value.
///
/// ```
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// let file = tempfile::NamedTempFile::new().unwrap();
/// let length = sparky_testkit::eventually("the file is there", async || file.path().metadata().ok()).await;
/// assert_eq!(length.len(), 0);
/// # });
/// ```
///
/// # Panics
/// When 30 seconds pass without a value; the message names what was awaited.
pub async fn eventually<T>(what: &str, mut condition: impl AsyncFnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + LIMIT;
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(value) = condition().await {
            return value;
        }
        assert!(Instant::now() < deadline, "still waiting after {LIMIT:?}: {what}");
        sleep(pause).await;
        pause = (pause * 2).min(Duration::from_millis(50));
    }
}
