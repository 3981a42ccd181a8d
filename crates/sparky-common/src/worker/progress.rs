//! Turns a handler's progress into events, not more often than people can read.

use std::{convert::Infallible, time::Duration};

use tokio::sync::{mpsc, watch};

use crate::messages::{Event, Progress, TaskId};

/// The shortest time between two progress events of a task.
const PACE: Duration = Duration::from_millis(100);

/// Publishes the newest progress at each change until it is dropped.
pub(super) async fn report(
    task: TaskId,
    mut progress: watch::Receiver<Progress>,
    events: mpsc::Sender<Event>,
) -> Infallible {
    while progress.changed().await.is_ok() {
        let event = Event::TaskProgress {
            task: task.clone(),
            progress: progress.borrow_and_update().clone(),
        };
        if events.send(event).await.is_err() {
            break;
        }
        tokio::time::sleep(PACE).await;
    }
    std::future::pending().await
}
