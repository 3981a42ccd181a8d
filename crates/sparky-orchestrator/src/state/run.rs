//! Folding events into the state of a run.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sparky_common::{
    messages::TaskOutcome,
    model::{GateReport, Measure, Phase, RunId, RunRequest, RunStatus, Verdict},
};

use super::{PhaseTasks, Recorded, RunEvent, Stage, Standing};

/// An event that cannot follow what happened before: a damaged ledger or a defect, never a worker's fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{event}` cannot follow while run {run} is {stage}")]
pub struct IllegalEvent {
    /// The run.
    pub run: RunId,
    /// The event's kind.
    pub event: &'static str,
    /// Where the run stood.
    pub stage: &'static str,
}

/// Everything the ledger knows about a run.
#[derive(Clone, Debug, PartialEq)]
pub struct RunState {
    /// The run's name.
    pub run: RunId,
    /// What was asked for.
    pub request: RunRequest,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// Where it stands.
    pub stage: Stage,
    /// Every verdict so far, in order.
    pub gates: Vec<GateReport>,
    /// What each phase produced, once its gate let it through.
    pub outcomes: BTreeMap<Phase, TaskOutcome>,
    /// What each phase's last finished task measured, let through or not.
    pub measured: BTreeMap<Phase, Vec<Measure>>,
    /// Milliseconds from the first task of each phase to its last one's end, all attempts together.
    pub spent: BTreeMap<Phase, u64>,
    /// Whether a person has approved publishing.
    pub approved: bool,
    /// How many tries each task had, by phase and part.
    pub tries: BTreeMap<(Phase, String), u32>,
    /// The tasks of the phase that is being worked on.
    pub tasks: PhaseTasks,
    /// Milliseconds that workers were busy with tasks per phase, added up over all of them.
    pub busy: BTreeMap<Phase, u64>,
    /// The most workers at a time, per phase.
    pub peak: BTreeMap<Phase, u32>,
}

impl RunState {
    /// The state after a run was asked for.
    pub fn requested(run: RunId, request: RunRequest, at: Timestamp) -> Self {
        Self {
            run,
            request,
            created_at: at,
            stage: Stage::Ready {
                phase: Phase::Collect,
                attempt: 1,
                not_before: None,
            },
            gates: Vec::new(),
            outcomes: BTreeMap::new(),
            measured: BTreeMap::new(),
            spent: BTreeMap::new(),
            approved: false,
            tries: BTreeMap::new(),
            tasks: PhaseTasks::default(),
            busy: BTreeMap::new(),
            peak: BTreeMap::new(),
        }
    }

    /// The state that a run's events lead to.
    ///
    /// # Errors
    /// When the events do not begin with the request, or one cannot follow the others.
    pub fn replay(run: &str, events: &[Recorded]) -> Result<Self, IllegalEvent> {
        let illegal = |event| IllegalEvent {
            run: run.to_owned(),
            event,
            stage: "not requested",
        };
        let (first, rest) = events.split_first().ok_or_else(|| illegal("nothing"))?;
        let RunEvent::Requested { request } = &first.event else {
            return Err(illegal(first.event.kind()));
        };
        let mut state = Self::requested(run.to_owned(), request.clone(), first.at);
        for recorded in rest {
            state.apply(&recorded.event, recorded.at)?;
        }
        Ok(state)
    }

    /// Takes one more event into account.
    ///
    /// # Errors
    /// When the event cannot follow; the state is then unchanged.
    pub fn apply(&mut self, event: &RunEvent, at: Timestamp) -> Result<(), IllegalEvent> {
        let (stage, tasks) = self.stage_after(event, at).ok_or_else(|| IllegalEvent {
            run: self.run.clone(),
            event: event.kind(),
            stage: self.stage.name(),
        })?;
        self.account(event, &stage, at);
        self.stage = stage;
        self.tasks = tasks;
        Ok(())
    }

    /// The status to show.
    pub fn status(&self) -> RunStatus {
        match &self.stage {
            Stage::Ready {
                phase: Phase::Collect,
                ..
            } if self.tries.is_empty() => RunStatus::Pending,
            Stage::Ready { phase, .. } | Stage::Working { phase, .. } | Stage::Judging { phase, .. } => {
                working_on(*phase)
            }
            Stage::Held { .. } => RunStatus::Held,
            // Until the end is recorded the run is still on its way.
            Stage::Settled { .. } => working_on(self.gates.last().map_or(Phase::Collect, |gate| gate.phase)),
            Stage::Ended { status, .. } => *status,
        }
    }

    /// Why the run is held or ended as it did.
    pub fn reason(&self) -> Option<&str> {
        match &self.stage {
            Stage::Held { reason, .. } => Some(reason),
            Stage::Ended { reason, .. } => reason.as_deref(),
            _ => None,
        }
    }

    /// When the run came to its end.
    pub fn ended_at(&self) -> Option<Timestamp> {
        match self.stage {
            Stage::Ended { at, .. } => Some(at),
            _ => None,
        }
    }

    /// Which share of its workers' time a phase has used so far: 1 where none of them waited for another one. Nothing
    /// where it took no time.
    pub fn efficiency(&self, phase: Phase) -> Option<f64> {
        let (busy, spent) = (*self.busy.get(&phase)?, *self.spent.get(&phase)?);
        let offered = spent.checked_mul(u64::from(*self.peak.get(&phase)?))?;
        (offered > 0).then(|| busy as f64 / offered as f64)
    }

    /// Keeps the books; called before the stage moves on to `next`.
    fn account(&mut self, event: &RunEvent, next: &Stage, at: Timestamp) {
        match event {
            RunEvent::TaskStarted {
                phase,
                try_number,
                part,
                ..
            } => {
                self.tries.insert((*phase, part.clone()), *try_number);
                let peak = self.peak.entry(*phase).or_default();
                *peak = (*peak).max(self.tasks.running() + 1);
            }
            RunEvent::TaskReassigned { phase, part, .. } | RunEvent::TaskFailed { phase, part, .. } => {
                self.count_busy(*phase, part, at);
            }
            RunEvent::TaskFinished { phase, part, outcome } => {
                self.count_busy(*phase, part, at);
                if matches!(next, Stage::Judging { .. }) {
                    self.measured.insert(*phase, outcome.measures.clone());
                }
            }
            RunEvent::GateJudged { report, .. } => {
                if matches!(report.verdict, Verdict::Pass | Verdict::Degrade | Verdict::Hold)
                    && let Stage::Judging {
                        result: Ok(outcome), ..
                    } = &self.stage
                {
                    self.outcomes.insert(report.phase, outcome.clone());
                }
                self.gates.push(report.clone());
            }
            RunEvent::Approved { .. } => self.approved = true,
            RunEvent::Requested { .. } | RunEvent::Held { .. } | RunEvent::Ended { .. } => {}
        }
        if let (Stage::Working { phase, since, .. }, Stage::Judging { .. }) = (&self.stage, next) {
            *self.spent.entry(*phase).or_default() += milliseconds(*since, at);
        }
    }

    fn count_busy(&mut self, phase: Phase, part: &str, at: Timestamp) {
        if let Some(Standing::Running { since, .. }) = self.tasks.get(part).map(|task| &task.standing) {
            *self.busy.entry(phase).or_default() += milliseconds(*since, at);
        }
    }

    /// The number of the next try of a task.
    pub(super) fn next_try(&self, phase: Phase, part: &str) -> u32 {
        let tries = self.tries.get(&(phase, part.to_owned()));
        tries.copied().unwrap_or(0) + 1
    }
}

/// Whole milliseconds between two instants; none where they are in the wrong order.
pub(super) fn milliseconds(from: Timestamp, to: Timestamp) -> u64 {
    u64::try_from(to.duration_since(from).as_millis()).unwrap_or(0)
}

fn working_on(phase: Phase) -> RunStatus {
    match phase {
        Phase::Collect => RunStatus::Collecting,
        Phase::Analyze => RunStatus::Analyzing,
        Phase::Generate => RunStatus::Generating,
        Phase::Publish => RunStatus::Publishing,
    }
}
