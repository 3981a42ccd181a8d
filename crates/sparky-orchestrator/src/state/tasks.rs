//! The tasks of a phase: one for the whole of it, or a plan, its parts, and their join.
//!
//! ```text
//! first ──> all ───────────────────────────────────────────> the phase is done
//!       └─> plan ──> part, part, part ... (in parallel) ──> join ──┘
//! ```
//! A part that came to nothing does not stop the others: the join is told, and the gate judges what is there.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sparky_common::{
    messages::{TaskFailure, TaskId, TaskOutcome},
    model::ArtifactRef,
};

/// Where a task stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Standing {
    /// It may be given to a worker.
    Waiting {
        /// Not before this instant, after a failure.
        not_before: Option<Timestamp>,
    },
    /// A worker has, or is about to get, it.
    Running {
        /// Which try, as its name says.
        try_number: u32,
        /// Since when.
        since: Timestamp,
        /// Who, where that is known.
        worker: Option<String>,
    },
    /// It is done.
    Done {
        /// What it made.
        outcome: TaskOutcome,
        /// Milliseconds that its last try took.
        took: u64,
    },
    /// It came to nothing.
    Failed(TaskFailure),
}

/// A task of the phase that is being worked on.
#[derive(Clone, Debug, PartialEq)]
pub struct Task {
    /// Where it stands.
    pub standing: Standing,
    /// How often it failed in this attempt of the phase.
    pub failures: u32,
    /// How many workers were lost over it in this attempt.
    pub lost: u32,
    /// Whether it was taken from a worker for being slow: that happens once.
    pub was_slow: bool,
}

/// What a phase was divided into.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// What the parts are, for the workers.
    pub artifact: ArtifactRef,
    /// Their names, in the order in which they should be begun.
    pub parts: Vec<String>,
}

/// The tasks of the phase that is being worked on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PhaseTasks {
    plan: Option<Plan>,
    tasks: BTreeMap<String, Task>,
}

/// What a change means for the phase.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Effect {
    /// There is more to do.
    GoesOn,
    /// The phase has its result, or none.
    Over(Result<TaskOutcome, TaskFailure>),
}

/// A task that may be begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Begin {
    /// The first one: the worker's abilities say whether it is the whole phase or a plan.
    First,
    /// This one.
    Named(String),
}

impl Task {
    fn waiting() -> Self {
        Self {
            standing: Standing::Waiting { not_before: None },
            failures: 0,
            lost: 0,
            was_slow: false,
        }
    }

    fn is_waiting(&self) -> bool {
        matches!(self.standing, Standing::Waiting { .. })
    }

    fn is_settled(&self) -> bool {
        matches!(self.standing, Standing::Done { .. } | Standing::Failed(_))
    }
}

/// Whether a task is the whole of its phase or decides over it: its failure is the phase's.
pub(super) fn is_decisive(part: &str) -> bool {
    [TaskId::WHOLE, TaskId::PLAN, TaskId::JOIN].contains(&part)
}

impl PhaseTasks {
    /// The plan, once there is one.
    pub fn plan(&self) -> Option<&Plan> {
        self.plan.as_ref()
    }

    /// A task by its part.
    pub fn get(&self, part: &str) -> Option<&Task> {
        self.tasks.get(part)
    }

    /// Every task by its part.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Task)> {
        self.tasks.iter()
    }

    /// How many workers are at it.
    pub fn running(&self) -> u32 {
        let running = |task: &&Task| matches!(task.standing, Standing::Running { .. });
        u32::try_from(self.tasks.values().filter(running).count()).unwrap_or(u32::MAX)
    }

    /// What may be begun at an instant, and when to look again where something waits.
    pub(super) fn begins(&self, now: Timestamp) -> (Vec<Begin>, Option<Timestamp>) {
        if self.is_undecided() {
            return (vec![Begin::First], None);
        }
        let planned = self.plan.iter().flat_map(|plan| &plan.parts);
        let others = [TaskId::WHOLE, TaskId::JOIN];
        let names = planned.map(String::as_str).chain(others);
        let (mut begins, mut wake) = (Vec::new(), None::<Timestamp>);
        for name in names {
            match self.tasks.get(name).map(|task| &task.standing) {
                Some(Standing::Waiting {
                    not_before: Some(instant),
                }) if now < *instant => wake = Some(wake.map_or(*instant, |wake| wake.min(*instant))),
                Some(Standing::Waiting { .. }) => begins.push(Begin::Named(name.to_owned())),
                _ => {}
            }
        }
        (begins, wake)
    }

    /// Nothing is under way that could not be the whole phase as well as a plan.
    fn is_undecided(&self) -> bool {
        self.plan.is_none()
            && self
                .tasks
                .iter()
                .all(|(part, task)| task.is_waiting() && part != TaskId::JOIN)
    }

    /// Whether a task may be begun; the first one under either name.
    pub(super) fn may_begin(&self, part: &str) -> bool {
        if self.is_undecided() {
            return [TaskId::WHOLE, TaskId::PLAN].contains(&part);
        }
        self.tasks.get(part).is_some_and(Task::is_waiting)
    }

    /// Whether a worker has a task.
    pub(super) fn is_running(&self, part: &str) -> bool {
        let task = self.tasks.get(part);
        task.is_some_and(|task| matches!(task.standing, Standing::Running { .. }))
    }

    pub(super) fn begin(&mut self, part: &str, try_number: u32, since: Timestamp, worker: Option<String>) {
        let first = self.is_undecided().then(|| self.tasks.pop_first()).flatten();
        let task = self
            .tasks
            .entry(part.to_owned())
            .or_insert_with(|| first.map_or_else(Task::waiting, |(_, task)| task));
        task.standing = Standing::Running {
            try_number,
            since,
            worker,
        };
    }

    /// The worker is gone or too slow, or was told to let go: another one may do the task.
    pub(super) fn give_back(&mut self, part: &str, slow: bool, recalled: bool) {
        if let Some(task) = self.tasks.get_mut(part) {
            task.standing = Standing::Waiting { not_before: None };
            task.was_slow |= slow;
            task.lost += u32::from(!slow && !recalled);
        }
    }

    pub(super) fn finish(&mut self, part: &str, outcome: &TaskOutcome, took: u64) -> Effect {
        let done = Standing::Done {
            outcome: outcome.clone(),
            took,
        };
        if let Some(task) = self.tasks.get_mut(part) {
            task.standing = done;
        }
        match part {
            TaskId::WHOLE | TaskId::JOIN => return Effect::Over(Ok(outcome.clone())),
            TaskId::PLAN if outcome.parts.is_empty() => {
                self.tasks.insert(TaskId::WHOLE.into(), Task::waiting());
            }
            TaskId::PLAN => {
                let tasks = outcome.parts.iter().map(|part| (part.clone(), Task::waiting()));
                self.tasks.extend(tasks);
                self.plan = Some(Plan {
                    artifact: outcome.artifact.clone(),
                    parts: outcome.parts.clone(),
                });
            }
            _ => return self.at_the_barrier(),
        }
        Effect::GoesOn
    }

    pub(super) fn fail(&mut self, part: &str, failure: &TaskFailure, retry_at: Option<Timestamp>) -> Effect {
        if let Some(task) = self.tasks.get_mut(part) {
            task.failures += 1;
            task.standing = match retry_at {
                Some(instant) => Standing::Waiting {
                    not_before: Some(instant),
                },
                None => Standing::Failed(failure.clone()),
            };
        }
        if is_decisive(part) {
            Effect::Over(Err(failure.clone()))
        } else {
            self.at_the_barrier()
        }
    }

    /// The join waits until every part is settled; without a single one that is done there is nothing to join.
    fn at_the_barrier(&mut self) -> Effect {
        let parts: Vec<&Task> = self.parts().map(|(_, task)| task).collect();
        if !parts.iter().all(|task| task.is_settled()) {
            return Effect::GoesOn;
        }
        let failure = parts.iter().find_map(|task| match &task.standing {
            Standing::Failed(failure) => Some(failure.clone()),
            _ => None,
        });
        let done = parts
            .iter()
            .any(|task| matches!(task.standing, Standing::Done { .. }));
        match failure {
            Some(failure) if !done => Effect::Over(Err(failure)),
            _ => {
                self.tasks.insert(TaskId::JOIN.into(), Task::waiting());
                Effect::GoesOn
            }
        }
    }

    /// The planned parts in order.
    pub fn parts(&self) -> impl Iterator<Item = (&String, &Task)> {
        let planned = self.plan.iter().flat_map(|plan| &plan.parts);
        planned.filter_map(|part| Some((part, self.tasks.get(part)?)))
    }

    /// What the next attempt begins with after this one failed: parts that are done stay done.
    pub(super) fn kept(&self) -> Self {
        if self.plan.is_none() {
            return Self::default();
        }
        let mut kept = self.clone();
        kept.tasks.remove(TaskId::JOIN);
        for task in kept
            .tasks
            .values_mut()
            .filter(|task| !matches!(task.standing, Standing::Done { .. }))
        {
            *task = Task::waiting();
        }
        if kept.parts().all(|(_, task)| task.is_settled()) {
            kept.tasks.insert(TaskId::JOIN.into(), Task::waiting());
        }
        kept
    }
}
