//! The context of tasks, as a run's events tell it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sparky_common::{
    messages::{TaskFailure, TaskId},
    model::{ArtifactRef, Phase},
};

use super::wire::{TaskContext, TaskStanding};
use crate::state::{Recorded, RunEvent};

/// Every try of every task of a run, in the order in which they were begun.
pub fn contexts(run: &str, events: &[Recorded]) -> Vec<TaskContext> {
    let mut story = Story::default();
    for Recorded { at, event, .. } in events {
        story.tell(run, *at, event);
    }
    story.tasks
}

#[derive(Default)]
struct Story {
    tasks: Vec<TaskContext>,
    /// What the phases made.
    made: BTreeMap<Phase, ArtifactRef>,
    /// What the plan and the parts of the phase that is worked on made.
    parts: BTreeMap<String, ArtifactRef>,
}

impl Story {
    fn tell(&mut self, run: &str, at: Timestamp, event: &RunEvent) {
        match event {
            RunEvent::TaskStarted {
                phase,
                attempt,
                try_number,
                part,
                worker,
            } => {
                let context = self.begun(run, at, *phase, part);
                self.tasks.push(TaskContext {
                    task: format!("{run}/{phase}/{part}/{try_number}"),
                    attempt: *attempt,
                    try_number: *try_number,
                    worker: worker.clone(),
                    ..context
                });
            }
            RunEvent::TaskFinished { phase, part, outcome } => {
                match part.as_str() {
                    TaskId::WHOLE | TaskId::JOIN => {
                        self.made.insert(*phase, outcome.artifact.clone());
                        self.parts.clear();
                    }
                    _ => {
                        self.parts.insert(part.clone(), outcome.artifact.clone());
                    }
                }
                if let Some(task) = self.latest(*phase, part) {
                    task.output = Some(outcome.artifact.clone());
                    task.measures.clone_from(&outcome.measures);
                    end(task, TaskStanding::Done, at);
                }
            }
            RunEvent::TaskFailed {
                phase,
                part,
                failure,
                retry_at,
            } => {
                let again = retry_at.map(|instant| format!("it is tried again at {instant:.0}"));
                if let Some(task) = self.latest(*phase, part) {
                    task.messages.extend(messages(failure).chain(again));
                    end(task, TaskStanding::Failed, at);
                }
            }
            RunEvent::TaskReassigned {
                phase,
                part,
                worker,
                reason,
                slow,
                recalled,
            } => {
                if let Some(task) = self.latest(*phase, part) {
                    let how = match (slow, recalled) {
                        (_, true) => "let go",
                        (true, _) => "was left",
                        _ => "was lost",
                    };
                    task.messages.push(format!("worker {worker} {how}: {reason}"));
                    end(task, TaskStanding::Lost, at);
                }
            }
            RunEvent::Ended { reason, .. } => {
                let open = |task: &&mut TaskContext| task.state == TaskStanding::Running;
                for task in self.tasks.iter_mut().filter(open) {
                    task.messages.extend(reason.clone());
                    end(task, TaskStanding::Failed, at);
                }
            }
            RunEvent::Requested { .. }
            | RunEvent::GateJudged { .. }
            | RunEvent::Held { .. }
            | RunEvent::Approved { .. } => {}
        }
    }

    /// A task that was just begun, with the history of its earlier tries.
    fn begun(&self, run: &str, at: Timestamp, phase: Phase, part: &str) -> TaskContext {
        let earlier = self
            .tasks
            .iter()
            .filter(|task| task.phase == phase && task.part == part);
        TaskContext {
            run: run.to_owned(),
            task: String::new(),
            phase,
            part: part.to_owned(),
            attempt: 1,
            try_number: 1,
            worker: None,
            retries: earlier.count() as u64,
            state: TaskStanding::Running,
            started_at: at,
            ended_at: None,
            inputs: self.made.clone(),
            parts: if part == TaskId::PLAN {
                BTreeMap::new()
            } else {
                self.parts.clone()
            },
            output: None,
            measures: Vec::new(),
            messages: Vec::new(),
            progress: None,
        }
    }

    fn latest(&mut self, phase: Phase, part: &str) -> Option<&mut TaskContext> {
        let mut tasks = self.tasks.iter_mut().rev();
        tasks.find(|task| task.phase == phase && task.part == part)
    }
}

fn end(task: &mut TaskContext, standing: TaskStanding, at: Timestamp) {
    (task.state, task.ended_at) = (standing, Some(at));
}

fn messages(failure: &TaskFailure) -> impl Iterator<Item = String> {
    [Some(failure.message.clone()), failure.hint.clone()]
        .into_iter()
        .flatten()
}
