//! Which event can follow where, and where it leads.

use jiff::Timestamp;
use sparky_common::model::{GateReport, Phase, RunStatus, Verdict};

use super::{PhaseTasks, RunEvent, RunState, Stage, Standing, run::milliseconds, tasks::Effect};
use crate::gates;

/// Where a run stands after an event, and the tasks of its phase.
type After = (Stage, PhaseTasks);

impl RunState {
    /// What an event leads to, or nothing where it cannot follow.
    pub(super) fn stage_after(&self, event: &RunEvent, at: Timestamp) -> Option<After> {
        match (&self.stage, event) {
            (Stage::Ended { .. }, _) => None,
            (_, RunEvent::Ended { status, reason }) if self.may_end(*status) => {
                let (status, reason) = (*status, reason.clone());
                Some((Stage::Ended { status, reason, at }, PhaseTasks::default()))
            }
            (
                Stage::Ready {
                    phase: Phase::Publish,
                    ..
                },
                RunEvent::Held { reason },
            ) if !self.approved => {
                let (phase, reason) = (Phase::Generate, reason.clone());
                Some((Stage::Held { phase, reason }, PhaseTasks::default()))
            }
            (
                Stage::Judging {
                    phase,
                    attempt,
                    result,
                },
                RunEvent::GateJudged { report, retry_at },
            ) if (*phase, *attempt) == (report.phase, report.attempt) => {
                let stage = self.stage_after_gate(report, *retry_at, result.is_ok())?;
                // What went wrong is tried again and what went well is kept; what came out wrong is made anew.
                let again = report.verdict == Verdict::Retry && result.is_err();
                let tasks = if again {
                    self.tasks.kept()
                } else {
                    PhaseTasks::default()
                };
                Some((stage, tasks))
            }
            (Stage::Held { phase, .. }, RunEvent::Approved { .. }) => {
                Some((self.stage_after_phase(*phase, None), PhaseTasks::default()))
            }
            (Stage::Ready { phase, attempt, .. }, _) => self.after_task(*phase, *attempt, at, event, at),
            (
                Stage::Working {
                    phase,
                    attempt,
                    since,
                },
                _,
            ) => self.after_task(*phase, *attempt, *since, event, at),
            _ => None,
        }
    }

    fn may_end(&self, how: RunStatus) -> bool {
        match &self.stage {
            Stage::Settled { status, .. } => how == *status || how == RunStatus::Cancelled,
            _ => how == RunStatus::Cancelled,
        }
    }

    /// Something happened to a task of the phase that is worked on.
    fn after_task(
        &self,
        phase: Phase,
        attempt: u32,
        since: Timestamp,
        event: &RunEvent,
        at: Timestamp,
    ) -> Option<After> {
        let mut tasks = self.tasks.clone();
        let effect = match event {
            RunEvent::TaskStarted {
                phase: p,
                attempt: a,
                try_number,
                part,
                worker,
            } if (phase, attempt) == (*p, *a)
                && tasks.may_begin(part)
                && *try_number == self.next_try(phase, part) =>
            {
                tasks.begin(part, *try_number, at, worker.clone());
                Effect::GoesOn
            }
            RunEvent::TaskReassigned {
                phase: p,
                part,
                slow,
                recalled,
                ..
            } if phase == *p && tasks.is_running(part) => {
                tasks.give_back(part, *slow, *recalled);
                Effect::GoesOn
            }
            RunEvent::TaskFinished {
                phase: p,
                part,
                outcome,
            } if phase == *p && tasks.is_running(part) => {
                let took = match tasks.get(part).map(|task| &task.standing) {
                    Some(Standing::Running { since, .. }) => milliseconds(*since, at),
                    _ => 0,
                };
                tasks.finish(part, outcome, took)
            }
            RunEvent::TaskFailed {
                phase: p,
                part,
                failure,
                retry_at,
            } if phase == *p && tasks.is_running(part) => tasks.fail(part, failure, *retry_at),
            _ => return None,
        };
        let stage = match effect {
            Effect::GoesOn => Stage::Working {
                phase,
                attempt,
                since,
            },
            Effect::Over(result) => Stage::Judging {
                phase,
                attempt,
                result,
            },
        };
        Some((stage, tasks))
    }

    fn stage_after_gate(
        &self,
        report: &GateReport,
        retry_at: Option<Timestamp>,
        has_outcome: bool,
    ) -> Option<Stage> {
        match report.verdict {
            Verdict::Retry => Some(Stage::Ready {
                phase: report.phase,
                attempt: report.attempt + 1,
                not_before: retry_at,
            }),
            Verdict::Fail => Some(Stage::Settled {
                status: RunStatus::Failed,
                reason: Some(gates::reason(report)),
            }),
            // Without an artifact there is nothing to go on with.
            Verdict::Pass | Verdict::Degrade | Verdict::Hold if !has_outcome => None,
            Verdict::Pass | Verdict::Degrade => Some(self.stage_after_phase(report.phase, Some(report))),
            Verdict::Hold => Some(Stage::Held {
                phase: report.phase,
                reason: gates::reason(report),
            }),
        }
    }

    /// The stage after a phase was let through, by its gate or by a person.
    fn stage_after_phase(&self, phase: Phase, latest: Option<&GateReport>) -> Stage {
        if let Some(next) = phase.next() {
            return Stage::Ready {
                phase: next,
                attempt: 1,
                not_before: None,
            };
        }
        let lacking: Vec<_> = self
            .gates
            .iter()
            .chain(latest)
            .filter(|report| matches!(report.verdict, Verdict::Degrade | Verdict::Hold))
            .map(gates::reason)
            .collect();
        if lacking.is_empty() {
            Stage::Settled {
                status: RunStatus::Succeeded,
                reason: None,
            }
        } else {
            Stage::Settled {
                status: RunStatus::Partial,
                reason: Some(lacking.join("; ")),
            }
        }
    }
}
