//! What a worker remembers about its tasks.

use std::collections::{HashMap, VecDeque};

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::messages::{Progress, TaskFailure, TaskId, TaskOutcome, TaskState};

/// How many finished tasks are remembered. The orchestrator asks within seconds; the rest is history.
const REMEMBERED: usize = 256;

enum Entry {
    Running {
        cancel: CancellationToken,
        progress: watch::Receiver<Progress>,
    },
    Finished {
        result: Result<TaskOutcome, TaskFailure>,
        /// Whether nobody is going to ask: it was asked for, or is not wanted.
        told: bool,
    },
}

/// The answer to a request to start a task.
pub(super) enum Admission {
    /// Do it.
    New,
    /// It is being done.
    Running,
    /// It was done.
    Done(TaskOutcome),
    /// All places are taken.
    Full,
}

/// Every task that is being done or was done lately, by name.
pub(super) struct Tasks {
    capacity: usize,
    entries: HashMap<TaskId, Entry>,
    finished: VecDeque<TaskId>,
}

impl Tasks {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            capacity,
            entries: HashMap::new(),
            finished: VecDeque::new(),
        }
    }

    /// Whether a task should be begun. A failed task of the same name is begun again.
    pub(super) fn admit(&self, id: &TaskId) -> Admission {
        match self.entries.get(id) {
            Some(Entry::Running { .. }) => Admission::Running,
            Some(Entry::Finished {
                result: Ok(outcome), ..
            }) => Admission::Done(outcome.clone()),
            Some(Entry::Finished { .. }) | None if self.running() < self.capacity => Admission::New,
            Some(Entry::Finished { .. }) | None => Admission::Full,
        }
    }

    pub(super) fn begin(
        &mut self,
        id: TaskId,
        cancel: CancellationToken,
        progress: watch::Receiver<Progress>,
    ) {
        self.finished.retain(|known| *known != id);
        self.entries.insert(id, Entry::Running { cancel, progress });
    }

    pub(super) fn finish(&mut self, id: TaskId, result: Result<TaskOutcome, TaskFailure>) {
        let told =
            matches!(self.entries.get(&id), Some(Entry::Running { cancel, .. }) if cancel.is_cancelled());
        self.entries.insert(id.clone(), Entry::Finished { result, told });
        self.finished.push_back(id);
        if self.finished.len() > REMEMBERED
            && let Some(oldest) = self.finished.pop_front()
        {
            self.entries.remove(&oldest);
        }
    }

    /// Asks a running task to stop; finished and unknown ones are left as they are.
    pub(super) fn cancel(&self, id: &TaskId) {
        if let Some(Entry::Running { cancel, .. }) = self.entries.get(id) {
            cancel.cancel();
        }
    }

    /// The truth about a task, for whoever asks.
    pub(super) fn tell(&mut self, id: &TaskId) -> TaskState {
        match self.entries.get_mut(id) {
            None => TaskState::Unknown,
            Some(Entry::Running { progress, .. }) => TaskState::Running {
                progress: progress.borrow().clone(),
            },
            Some(Entry::Finished { result, told }) => {
                *told = true;
                match result {
                    Ok(outcome) => TaskState::Done {
                        outcome: outcome.clone(),
                    },
                    Err(failure) => TaskState::Failed {
                        failure: failure.clone(),
                    },
                }
            }
        }
    }

    /// Whether nothing is being done and every result was asked for.
    pub(super) fn are_settled(&self) -> bool {
        self.entries
            .values()
            .all(|entry| matches!(entry, Entry::Finished { told: true, .. }))
    }

    pub(super) fn running(&self) -> usize {
        self.entries
            .values()
            .filter(|entry| matches!(entry, Entry::Running { .. }))
            .count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ArtifactRef, Phase, Sha256};

    fn id(attempt: u32) -> TaskId {
        TaskId {
            run: "r".into(),
            phase: Phase::Collect,
            part: "all".into(),
            attempt,
        }
    }

    fn outcome() -> TaskOutcome {
        let artifact = ArtifactRef {
            name: "a".into(),
            sha256: Sha256::of(b"a"),
            bytes: 1,
        };
        TaskOutcome::new(artifact, Vec::new())
    }

    fn begin(tasks: &mut Tasks, attempt: u32) {
        let (_sender, progress) = watch::channel(Progress::default());
        tasks.begin(id(attempt), CancellationToken::new(), progress);
    }

    #[test]
    fn the_same_task_is_done_once_and_capacity_is_kept() {
        let mut tasks = Tasks::new(1);
        assert!(matches!(tasks.admit(&id(1)), Admission::New));
        begin(&mut tasks, 1);
        assert!(matches!(tasks.admit(&id(1)), Admission::Running));
        assert!(matches!(tasks.admit(&id(2)), Admission::Full));
        tasks.finish(id(1), Ok(outcome()));
        assert!(matches!(tasks.admit(&id(1)), Admission::Done(_)));
        assert!(matches!(tasks.admit(&id(2)), Admission::New));
    }

    #[test]
    fn a_result_is_settled_when_it_was_told_or_is_not_wanted() {
        let mut tasks = Tasks::new(2);
        begin(&mut tasks, 1);
        assert!(!tasks.are_settled());
        tasks.finish(id(1), Ok(outcome()));
        assert!(!tasks.are_settled(), "nobody knows of it yet");
        assert!(matches!(tasks.tell(&id(1)), TaskState::Done { .. }));
        assert!(tasks.are_settled());
        begin(&mut tasks, 2);
        tasks.cancel(&id(2));
        tasks.finish(id(2), Ok(outcome()));
        assert!(tasks.are_settled(), "nobody wants it");
    }

    #[test]
    fn only_the_latest_results_are_remembered() {
        let mut tasks = Tasks::new(1);
        for attempt in 0..=u32::try_from(REMEMBERED).unwrap() {
            begin(&mut tasks, attempt);
            tasks.finish(id(attempt), Ok(outcome()));
        }
        assert_eq!(tasks.tell(&id(0)), TaskState::Unknown);
        assert!(matches!(tasks.tell(&id(1)), TaskState::Done { .. }));
    }
}
