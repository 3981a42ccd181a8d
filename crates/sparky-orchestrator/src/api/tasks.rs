//! The context of tasks, as a run's events tell it.

use std::collections::BTreeMap;

use sparky_common::{
    messages::TaskFailure,
    model::{ArtifactRef, Phase},
};

use super::wire::{TaskContext, TaskStanding};
use crate::state::{Recorded, RunEvent};

/// The only part of a phase.
const WHOLE_PHASE: &str = "all";

/// Every try of every task of a run, in the order in which they were begun.
pub(super) fn contexts(run: &str, events: &[Recorded]) -> Vec<TaskContext> {
    let mut tasks: Vec<TaskContext> = Vec::new();
    let mut made = BTreeMap::<Phase, ArtifactRef>::new();
    for Recorded { at, event, .. } in events {
        match event {
            RunEvent::TaskStarted {
                phase,
                attempt,
                try_number,
            } => tasks.push(TaskContext {
                task: format!("{run}/{phase}/{WHOLE_PHASE}/{try_number}"),
                phase: *phase,
                part: WHOLE_PHASE.into(),
                attempt: *attempt,
                try_number: *try_number,
                state: TaskStanding::Running,
                started_at: *at,
                ended_at: None,
                inputs: made.clone(),
                output: None,
                measures: Vec::new(),
                messages: Vec::new(),
                progress: None,
            }),
            RunEvent::TaskFinished { phase, outcome } => {
                made.insert(*phase, outcome.artifact.clone());
                if let Some(task) = tasks.last_mut() {
                    task.output = Some(outcome.artifact.clone());
                    task.measures.clone_from(&outcome.measures);
                    (task.state, task.ended_at) = (TaskStanding::Done, Some(*at));
                }
            }
            RunEvent::TaskFailed { failure, .. } => {
                if let Some(task) = tasks.last_mut() {
                    task.messages.extend(messages(failure));
                    (task.state, task.ended_at) = (TaskStanding::Failed, Some(*at));
                }
            }
            RunEvent::TaskReassigned { worker, reason, .. } => {
                if let Some(task) = tasks.last_mut() {
                    task.messages.push(format!("worker {worker} was lost: {reason}"));
                    (task.state, task.ended_at) = (TaskStanding::Lost, Some(*at));
                }
            }
            RunEvent::Ended { reason, .. } => {
                if let Some(task) = tasks
                    .last_mut()
                    .filter(|task| task.state == TaskStanding::Running)
                {
                    task.messages.extend(reason.clone());
                    (task.state, task.ended_at) = (TaskStanding::Failed, Some(*at));
                }
            }
            RunEvent::Requested { .. }
            | RunEvent::GateJudged { .. }
            | RunEvent::Held { .. }
            | RunEvent::Approved { .. } => {}
        }
    }
    tasks
}

fn messages(failure: &TaskFailure) -> impl Iterator<Item = String> {
    [Some(failure.message.clone()), failure.hint.clone()]
        .into_iter()
        .flatten()
}
