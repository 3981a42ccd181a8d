//! A worker of a simulation, in a life that is cut short now and then. It keeps to the rules of the real one: a task is
//! done once however often it is sent, and forgotten by death.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use sparky_common::{
    messages::{
        Command, Progress, Reply, TaskFailure, TaskId, TaskOutcome, TaskSpec, TaskState, Work, WorkerInfo,
    },
    model::{ArtifactRef, Measure, Phase, Sha256},
};
use sparky_orchestrator::{clock::Clock, dispatch::Nudge};
use tokio::sync::broadcast;

use super::{dice::Dice, world::Stage};

/// A worker and what it is at.
pub(super) struct SimWorker {
    pub(super) info: WorkerInfo,
    stage: Arc<Stage>,
    life: Mutex<Life>,
    pub(super) nudges: broadcast::Sender<Nudge>,
}

struct Life {
    number: u64,
    tasks: BTreeMap<TaskId, TaskState>,
    /// Hears nothing until then.
    deaf_until: Instant,
}

impl SimWorker {
    pub(super) fn start(stage: &Arc<Stage>, phase: Phase, number: usize, divides: bool) -> Arc<Self> {
        let name = format!("{phase}-{number}");
        let worker = Arc::new(Self {
            info: WorkerInfo {
                commands: name.clone(),
                events: name.clone(),
                name,
                phase,
                capacity: 1,
                version: String::new(),
                capabilities: Vec::from_iter(divides.then(|| WorkerInfo::PARTS.to_owned())),
            },
            stage: Arc::clone(stage),
            life: Mutex::new(Life {
                number: 0,
                tasks: BTreeMap::new(),
                deaf_until: stage.clock.instant(),
            }),
            nudges: broadcast::channel(256).0,
        });
        stage.clock.spawn(Arc::clone(&worker).live());
        worker
    }

    /// What it answers; nothing while it is dead or frozen.
    pub(super) fn handle(self: &Arc<Self>, command: &Command) -> Option<Reply> {
        let mut life = self.life.lock().unwrap();
        if self.stage.clock.instant() < life.deaf_until {
            return None;
        }
        Some(match command {
            Command::Start { task } => self.begin(&mut life, task),
            Command::Status { task } => Reply::Task {
                state: life.tasks.get(task).cloned().unwrap_or(TaskState::Unknown),
            },
            Command::Cancel { task, .. } => {
                if let Some(state @ TaskState::Running { .. }) = life.tasks.get_mut(task) {
                    *state = failed("cancelled");
                }
                let state = life.tasks.get(task).cloned().unwrap_or(TaskState::Unknown);
                Reply::Task { state }
            }
            other => panic!("no command for a worker: {other:?}"),
        })
    }

    fn begin(self: &Arc<Self>, life: &mut Life, task: &TaskSpec) -> Reply {
        match life.tasks.get(&task.id) {
            Some(TaskState::Running { .. }) => return Reply::AlreadyRunning,
            Some(TaskState::Done { outcome }) => {
                return Reply::AlreadyDone {
                    outcome: outcome.clone(),
                };
            }
            _ => {}
        }
        let running = life
            .tasks
            .values()
            .any(|state| matches!(state, TaskState::Running { .. }));
        if running {
            return Reply::Rejected {
                failure: failure("busy"),
            };
        }
        let progress = Progress::default();
        life.tasks
            .insert(task.id.clone(), TaskState::Running { progress });
        let (worker, number, task) = (Arc::clone(self), life.number, task.clone());
        self.stage
            .clock
            .spawn(async move { worker.work(number, task).await });
        Reply::Accepted
    }

    async fn work(self: Arc<Self>, number: u64, task: TaskSpec) {
        let (faults, dice) = (self.stage.faults, &self.stage.dice);
        self.stage.clock.sleep(duration(dice)).await;
        let mut life = self.life.lock().unwrap();
        let wanted = matches!(life.tasks.get(&task.id), Some(TaskState::Running { .. }));
        if life.number != number || !wanted {
            return;
        }
        let state = if dice.happens(faults.task_fails) {
            failed("the disk is full")
        } else {
            if task.id.phase == Phase::Publish {
                self.stage.publish(&task);
            }
            TaskState::Done {
                outcome: outcome(&self.stage, &task),
            }
        };
        life.tasks.insert(task.id.clone(), state);
        if !dice.happens(faults.lost) {
            // Nobody listens between two lives of the orchestrator.
            let _ = self.nudges.send(Nudge::Ended(task.id));
        }
    }

    /// Sends heartbeats, and now and then dies, or freezes for a while.
    async fn live(self: Arc<Self>) {
        let (faults, dice) = (self.stage.faults, &self.stage.dice);
        loop {
            let dies = dice.happens(faults.worker_dies);
            if dies || dice.happens(faults.worker_freezes) {
                let pause = Duration::from_millis(dice.below(40_000));
                let mut life = self.life.lock().unwrap();
                life.deaf_until = self.stage.clock.instant() + pause;
                if dies {
                    life.number += 1;
                    life.tasks.clear();
                }
            }
            let hears = self.stage.clock.instant() >= self.life.lock().unwrap().deaf_until;
            if hears && !dice.happens(faults.lost) {
                self.stage.fleet().register(self.info.clone());
            }
            self.stage.clock.sleep(Duration::from_secs(2)).await;
        }
    }
}

fn duration(dice: &Dice) -> Duration {
    let most = if dice.happens(50) { 300_000 } else { 10_000 };
    Duration::from_millis(dice.below(most))
}

fn failure(message: &str) -> TaskFailure {
    TaskFailure {
        message: message.into(),
        hint: None,
        retryable: true,
    }
}

fn failed(message: &str) -> TaskState {
    TaskState::Failed {
        failure: failure(message),
    }
}

fn outcome(stage: &Stage, task: &TaskSpec) -> TaskOutcome {
    let names = || (1..=stage.parts).map(|number| format!("{number:02}"));
    let missing = match &task.work {
        Work::Join {
            parts: done, missing, ..
        } => {
            let all: BTreeSet<&String> = done.keys().chain(missing.keys()).collect();
            let whole = all.len() == stage.parts && names().all(|part| all.contains(&part));
            stage.must(whole, "a join has every part, done or missing");
            missing.len()
        }
        _ => 0,
    };
    let inputs: Vec<_> = task
        .inputs
        .values()
        .map(|artifact| artifact.sha256.to_string())
        .collect();
    let what = match &task.work {
        Work::Whole | Work::Join { .. } => format!("{} {inputs:?} {missing}", task.id.phase),
        Work::Plan { .. } => "plan".into(),
        Work::Part { .. } => task.id.part.clone(),
    };
    let artifact = ArtifactRef {
        name: task.id.phase.to_string(),
        sha256: Sha256::of(what.as_bytes()),
        bytes: 1,
    };
    let measures = match task.id.phase {
        Phase::Collect => "repositories=9 repositories_complete=9 repositories_partial=0",
        Phase::Analyze => "discrepancies=0 ungrounded_sentences=0 model_failures=0",
        Phase::Generate => {
            "word_range_violations=0 front_matter_errors=0 heading_errors=0 broken_links=0 \
             unsupported_claims=0 hostile_markup=0 secrets_or_addresses=0 empty_words=0"
        }
        Phase::Publish => "documents_published=1 documents_unchanged=0 destinations_failed=0",
    };
    let mut measures: Vec<Measure> = measures
        .split_whitespace()
        .map(crate::newsroom::measure)
        .collect();
    measures.push(crate::newsroom::measure(&format!(
        "repositories_failed={missing}"
    )));
    let is_plan = matches!(task.work, Work::Plan { .. });
    TaskOutcome {
        parts: if is_plan { names().collect() } else { Vec::new() },
        ..TaskOutcome::new(artifact, measures)
    }
}
