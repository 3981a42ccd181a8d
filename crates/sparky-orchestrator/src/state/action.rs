//! What to do next with a run.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sparky_common::{
    messages::{TaskFailure, TaskId, TaskOutcome, TaskSpec, Work},
    model::{ArtifactRef, Phase},
};

use super::{
    RunEvent, RunState, Stage, Standing,
    slow::{Look, slow},
    tasks::{Begin, is_decisive},
};
use crate::{config::Policy, gates};

/// The most parts that a worker's plan may name.
const MOST_PARTS: usize = 1000;

/// The next step of a run.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// A decision that needs nothing from outside: record it and ask again.
    Record(RunEvent),
    /// Have tasks done and record what becomes of each.
    Work(Todo),
    /// Ask again at this instant.
    Wait(Timestamp),
    /// Nothing happens by itself any more: the run is held or over.
    Rest,
}

/// What workers are needed for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Todo {
    /// Tasks that can be begun as soon as there is a place for each, in this order.
    pub begin: Vec<Need>,
    /// Tasks that were begun and must come to their end.
    pub going: Vec<(TaskSpec, Option<String>)>,
    /// When to ask again even if nothing happens.
    pub wake: Option<Timestamp>,
}

/// A place that a task needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The phase.
    pub phase: Phase,
    /// Which attempt of the phase.
    pub attempt: u32,
    begin: Begin,
}

impl Need {
    /// Whether the worker must be able to do parts. The first task of a phase is what its worker can do.
    pub fn parts(&self) -> bool {
        matches!(&self.begin, Begin::Named(part) if part != TaskId::WHOLE)
    }

    /// That the task was begun. `divides` says whether the worker can do parts.
    pub fn begun(&self, state: &RunState, worker: Option<String>, divides: bool) -> RunEvent {
        let part = match &self.begin {
            Begin::First if divides => TaskId::PLAN.to_owned(),
            Begin::First => TaskId::WHOLE.to_owned(),
            Begin::Named(part) => part.clone(),
        };
        RunEvent::TaskStarted {
            phase: self.phase,
            attempt: self.attempt,
            try_number: state.next_try(self.phase, &part),
            part,
            worker,
        }
    }
}

/// Decides what to do next with a run at an instant.
pub fn next_action(state: &RunState, policy: &Policy, now: Timestamp) -> Action {
    match &state.stage {
        Stage::Ready {
            not_before: Some(instant),
            ..
        } if now < *instant => Action::Wait(*instant),
        Stage::Ready {
            phase: Phase::Publish,
            ..
        } if needs_approval(state, policy) => Action::Record(RunEvent::Held {
            reason: "waits for approval before it publishes".into(),
        }),
        Stage::Ready { phase, attempt, .. } | Stage::Working { phase, attempt, .. } => {
            work(state, policy, *phase, *attempt, now)
        }
        Stage::Judging {
            phase,
            attempt,
            result,
        } => {
            let (report, delay) = gates::judge(&state.run, *phase, *attempt, result, policy);
            let retry_at = delay.map(|delay| now.saturating_add(delay).unwrap_or(Timestamp::MAX));
            Action::Record(RunEvent::GateJudged { report, retry_at })
        }
        Stage::Settled { status, reason } => Action::Record(RunEvent::Ended {
            status: *status,
            reason: reason.clone(),
        }),
        Stage::Held { .. } | Stage::Ended { .. } => Action::Rest,
    }
}

fn work(state: &RunState, policy: &Policy, phase: Phase, attempt: u32, now: Timestamp) -> Action {
    let (begins, mut wake) = state.tasks.begins(now);
    if begins.is_empty() {
        match slow(&state.tasks, phase, policy, now) {
            Look::Slow(event) => return Action::Record(event),
            Look::Fine => {}
            Look::Again(look_again) => wake = Some(wake.map_or(look_again, |wake| wake.min(look_again))),
        }
    }
    let going = state
        .tasks
        .iter()
        .filter_map(|(part, task)| match &task.standing {
            Standing::Running {
                try_number, worker, ..
            } => Some((spec(state, policy, phase, part, *try_number), worker.clone())),
            _ => None,
        });
    Action::Work(Todo {
        begin: begins
            .into_iter()
            .map(|begin| Need {
                phase,
                attempt,
                begin,
            })
            .collect(),
        going: going.collect(),
        wake,
    })
}

/// What to record when the worker of a task was lost. The task moves on without spending an attempt, unless it has
/// cost so many workers that it is itself the suspect.
pub fn after_lost_worker(
    state: &RunState,
    policy: &Policy,
    task: &TaskId,
    worker: String,
    reason: String,
    now: Timestamp,
) -> RunEvent {
    let lost = state.tasks.get(&task.part).map_or(0, |task| task.lost);
    if lost < policy.reassignments {
        return RunEvent::TaskReassigned {
            phase: task.phase,
            part: task.part.clone(),
            worker,
            reason,
            slow: false,
            recalled: false,
        };
    }
    let failure = TaskFailure {
        message: format!(
            "{} workers were lost over it, the last one {worker}: {reason}",
            lost + 1
        ),
        hint: Some(format!("look at the logs of the {} workers", task.phase)),
        retryable: is_decisive(&task.part),
    };
    after_failure(state, policy, task, failure, now)
}

/// What to record when the worker of a task took its leave before it was done: that costs the task nothing.
pub fn after_farewell(task: &TaskId, worker: String) -> RunEvent {
    RunEvent::TaskReassigned {
        phase: task.phase,
        part: task.part.clone(),
        worker,
        reason: "it took its leave before the task was done".into(),
        slow: false,
        recalled: true,
    }
}

/// What to record when every task is called back from its worker.
pub fn after_recall(state: &RunState, reason: &str) -> Vec<RunEvent> {
    let Stage::Working { phase, .. } = state.stage else {
        return Vec::new();
    };
    let running = state
        .tasks
        .iter()
        .filter_map(|(part, task)| match &task.standing {
            Standing::Running { worker, .. } => Some((part.clone(), worker.clone())),
            _ => None,
        });
    running
        .map(|(part, worker)| RunEvent::TaskReassigned {
            phase,
            part,
            worker: worker.unwrap_or_else(|| "its worker".into()),
            reason: reason.to_owned(),
            slow: false,
            recalled: true,
        })
        .collect()
}

/// What to record when a task failed. A part is tried again on its own; for a whole phase its gate decides.
pub fn after_failure(
    state: &RunState,
    policy: &Policy,
    task: &TaskId,
    failure: TaskFailure,
    now: Timestamp,
) -> RunEvent {
    let failures = state.tasks.get(&task.part).map_or(0, |task| task.failures) + 1;
    let again = !is_decisive(&task.part) && failure.retryable && failures < policy.attempts;
    let retry_at = again.then(|| {
        let name = format!("{}/{}", task.run, task.part);
        let delay = gates::delay(policy.backoff, &name, task.phase, failures);
        now.saturating_add(delay).unwrap_or(Timestamp::MAX)
    });
    RunEvent::TaskFailed {
        phase: task.phase,
        part: task.part.clone(),
        failure,
        retry_at,
    }
}

/// What to record when a worker finished. JSON has no word for a number that is none, and parts have names of their
/// own, so what breaks that is the worker's failure, not something to store.
pub fn after_outcome(
    state: &RunState,
    policy: &Policy,
    task: &TaskId,
    outcome: TaskOutcome,
    now: Timestamp,
) -> RunEvent {
    let complaint = nonsense(&outcome);
    match complaint {
        None => RunEvent::TaskFinished {
            phase: task.phase,
            part: task.part.clone(),
            outcome,
        },
        Some(message) => {
            let failure = TaskFailure {
                message,
                hint: None,
                retryable: true,
            };
            after_failure(state, policy, task, failure, now)
        }
    }
}

fn nonsense(outcome: &TaskOutcome) -> Option<String> {
    let odd = outcome.measures.iter().find(|measure| !measure.value.is_finite());
    if let Some(measure) = odd {
        return Some(format!(
            "the worker measured `{}` as {}",
            measure.name, measure.value
        ));
    }
    let mut names = outcome.parts.clone();
    names.sort_unstable();
    names.dedup();
    let taken = outcome.parts.iter().find(|part| !TaskId::is_free_name(part));
    if let Some(part) = taken {
        return Some(format!("the worker planned a part called `{part}`"));
    }
    (names.len() < outcome.parts.len() || names.len() > MOST_PARTS).then(|| {
        format!(
            "the worker planned {} parts, some twice or too many",
            outcome.parts.len()
        )
    })
}

fn needs_approval(state: &RunState, policy: &Policy) -> bool {
    policy.approval && state.request.publish && !state.request.dry_run && !state.approved
}

fn spec(state: &RunState, policy: &Policy, phase: Phase, part: &str, try_number: u32) -> TaskSpec {
    let id = TaskId {
        run: state.run.clone(),
        phase,
        part: part.to_owned(),
        attempt: try_number,
    };
    let inputs = state
        .outcomes
        .iter()
        .map(|(phase, outcome)| (*phase, outcome.artifact.clone()));
    let work = match (part, state.tasks.plan()) {
        (TaskId::PLAN, _) => Work::Plan {
            at_most: policy.parts,
        },
        (TaskId::WHOLE, _) | (_, None) => Work::Whole,
        (TaskId::JOIN, Some(plan)) => join(state, plan.artifact.clone()),
        (_, Some(plan)) => Work::Part {
            plan: plan.artifact.clone(),
        },
    };
    TaskSpec {
        work,
        ..TaskSpec::whole(id, state.request.clone(), inputs.collect())
    }
}

fn join(state: &RunState, plan: ArtifactRef) -> Work {
    let (mut parts, mut missing) = (BTreeMap::new(), BTreeMap::new());
    for (part, task) in state.tasks.parts() {
        match &task.standing {
            Standing::Done { outcome, .. } => {
                parts.insert(part.clone(), outcome.artifact.clone());
            }
            Standing::Failed(failure) => {
                missing.insert(part.clone(), failure.message.clone());
            }
            Standing::Waiting { .. } | Standing::Running { .. } => {}
        }
    }
    Work::Join { plan, parts, missing }
}
