//! What to do next with a run.

use jiff::Timestamp;
use sparky_common::{
    messages::{TaskFailure, TaskId, TaskOutcome, TaskSpec},
    model::Phase,
};

use super::{RunEvent, RunState, Stage};
use crate::{config::Policy, gates};

/// The name of a phase's only part.
const WHOLE_PHASE: &str = "all";

/// The next step of a run.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// A decision that needs nothing from outside: record it and ask again.
    Record(RunEvent),
    /// Have a worker do this task and record what became of it.
    Dispatch(TaskSpec),
    /// Ask again at this instant.
    Wait(Timestamp),
    /// Nothing happens by itself any more: the run is held or over.
    Rest,
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
        Stage::Ready { phase, attempt, .. } => Action::Record(RunEvent::TaskStarted {
            phase: *phase,
            attempt: *attempt,
            try_number: state.next_try(*phase),
        }),
        Stage::Working { phase, .. } => Action::Dispatch(task(state, *phase)),
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

/// What to record when the worker of the current task was lost. The task moves on without spending an attempt,
/// unless it has cost so many workers that it is itself the suspect.
pub fn after_lost_worker(
    state: &RunState,
    policy: &Policy,
    phase: Phase,
    worker: String,
    reason: String,
) -> RunEvent {
    if state.lost_workers < policy.reassignments {
        return RunEvent::TaskReassigned {
            phase,
            worker,
            reason,
        };
    }
    let lost = state.lost_workers + 1;
    RunEvent::TaskFailed {
        phase,
        failure: TaskFailure {
            message: format!("{lost} workers were lost over it, the last one {worker}: {reason}"),
            hint: Some(format!("look at the logs of the {phase} workers")),
            retryable: true,
        },
    }
}

/// What to record when a worker finished. JSON has no word for a number that is none, so a measure like that is the
/// worker's failure, not something to store.
pub fn after_outcome(phase: Phase, outcome: TaskOutcome) -> RunEvent {
    match outcome.measures.iter().find(|measure| !measure.value.is_finite()) {
        None => RunEvent::TaskFinished { phase, outcome },
        Some(measure) => RunEvent::TaskFailed {
            phase,
            failure: TaskFailure {
                message: format!("the worker measured `{}` as {}", measure.name, measure.value),
                hint: None,
                retryable: true,
            },
        },
    }
}

fn needs_approval(state: &RunState, policy: &Policy) -> bool {
    policy.approval && state.request.publish && !state.request.dry_run && !state.approved
}

fn task(state: &RunState, phase: Phase) -> TaskSpec {
    TaskSpec {
        id: TaskId {
            run: state.run.clone(),
            phase,
            part: WHOLE_PHASE.into(),
            attempt: state.tries.get(&phase).copied().unwrap_or(1),
        },
        request: state.request.clone(),
        inputs: state
            .outcomes
            .iter()
            .map(|(phase, outcome)| (*phase, outcome.artifact.clone()))
            .collect(),
    }
}
