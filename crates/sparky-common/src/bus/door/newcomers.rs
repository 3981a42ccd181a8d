//! Connections that have not shaken hands yet: few at a time, the oldest gives way.

use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
};

use tokio::task::AbortHandle;

/// The newcomers of a door, oldest first.
#[derive(Debug)]
pub(super) struct Newcomers {
    most: usize,
    waiting: VecDeque<Newcomer>,
}

#[derive(Debug)]
struct Newcomer {
    settled: Arc<AtomicBool>,
    task: AbortHandle,
}

impl Newcomers {
    pub(super) fn new(most: usize) -> Self {
        Self {
            most,
            waiting: VecDeque::new(),
        }
    }

    /// Adds a connection and sends the oldest newcomer away where there are too many: a good peer shakes hands in
    /// milliseconds, so whoever fills the queue with silence only drives out its own. Says whether one had to go.
    pub(super) fn admit(&mut self, settled: Arc<AtomicBool>, task: AbortHandle) -> bool {
        self.waiting.push_back(Newcomer { settled, task });
        self.waiting
            .retain(|newcomer| !newcomer.settled.load(Relaxed) && !newcomer.task.is_finished());
        if self.waiting.len() <= self.most {
            return false;
        }
        if let Some(oldest) = self.waiting.pop_front() {
            oldest.task.abort();
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use super::*;

    #[tokio::test]
    async fn the_oldest_that_has_not_settled_gives_way() {
        let mut newcomers = Newcomers::new(2);
        let mut tasks = Vec::new();
        for settles in [true, false, false] {
            let settled = Arc::new(AtomicBool::new(false));
            let task = tokio::spawn(pending::<()>());
            assert!(!newcomers.admit(settled.clone(), task.abort_handle()));
            settled.store(settles, Relaxed);
            tasks.push(task);
        }
        let last = tokio::spawn(pending::<()>());
        assert!(newcomers.admit(Arc::default(), last.abort_handle()));
        assert!(tasks.remove(1).await.unwrap_err().is_cancelled());
        assert!(tasks.iter().all(|task| !task.is_finished()) && !last.is_finished());
    }
}
