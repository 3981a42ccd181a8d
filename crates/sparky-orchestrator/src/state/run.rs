//! Folding events into the state of a run.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sparky_common::{
    messages::TaskOutcome,
    model::{GateReport, Measure, Phase, RunId, RunRequest, RunStatus, Verdict},
};

use super::{Recorded, RunEvent, Stage};

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
    /// Milliseconds that workers spent per phase, all tries together.
    pub spent: BTreeMap<Phase, u64>,
    /// Whether a person has approved publishing.
    pub approved: bool,
    /// How many tries each phase's task had.
    pub tries: BTreeMap<Phase, u32>,
    /// How many workers were lost in the current attempt.
    pub lost_workers: u32,
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
            lost_workers: 0,
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
        let stage = self.stage_after(event, at).ok_or_else(|| IllegalEvent {
            run: self.run.clone(),
            event: event.kind(),
            stage: self.stage.name(),
        })?;
        self.account(event, at);
        self.stage = stage;
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

    /// Keeps the books; called before the stage moves on.
    fn account(&mut self, event: &RunEvent, at: Timestamp) {
        match event {
            RunEvent::TaskStarted {
                phase, try_number, ..
            } => {
                self.tries.insert(*phase, *try_number);
            }
            RunEvent::TaskReassigned { .. } => {
                self.lost_workers += 1;
                self.spend(at);
            }
            RunEvent::TaskFinished { phase, outcome } => {
                self.measured.insert(*phase, outcome.measures.clone());
                self.spend(at);
            }
            RunEvent::TaskFailed { .. } => self.spend(at),
            RunEvent::GateJudged { report, .. } => {
                self.lost_workers = 0;
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
    }

    fn spend(&mut self, at: Timestamp) {
        if let Stage::Working { phase, since, .. } = self.stage {
            let milliseconds = u64::try_from(at.duration_since(since).as_millis()).unwrap_or(0);
            *self.spent.entry(phase).or_default() += milliseconds;
        }
    }

    /// The number of the next try of a phase's task.
    pub(super) fn next_try(&self, phase: Phase) -> u32 {
        self.tries.get(&phase).copied().unwrap_or(0) + 1
    }
}

fn working_on(phase: Phase) -> RunStatus {
    match phase {
        Phase::Collect => RunStatus::Collecting,
        Phase::Analyze => RunStatus::Analyzing,
        Phase::Generate => RunStatus::Generating,
        Phase::Publish => RunStatus::Publishing,
    }
}
