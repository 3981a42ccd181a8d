//! Which event can follow where, and where it leads.

use jiff::Timestamp;
use sparky_common::model::{GateReport, Phase, RunStatus, Verdict};

use super::{RunEvent, RunState, Stage};
use crate::gates;

impl RunState {
    /// The stage that an event leads to, or nothing where it cannot follow.
    pub(super) fn stage_after(&self, event: &RunEvent, at: Timestamp) -> Option<Stage> {
        match (&self.stage, event) {
            (Stage::Ended { .. }, _) => None,
            (
                _,
                RunEvent::Ended {
                    status: RunStatus::Cancelled,
                    reason,
                },
            ) => Some(Stage::Ended {
                status: RunStatus::Cancelled,
                reason: reason.clone(),
                at,
            }),
            (
                Stage::Settled { status, .. },
                RunEvent::Ended {
                    status: ended,
                    reason,
                },
            ) if status == ended => Some(Stage::Ended {
                status: *status,
                reason: reason.clone(),
                at,
            }),
            (
                Stage::Ready { phase, attempt, .. },
                RunEvent::TaskStarted {
                    phase: p,
                    attempt: a,
                    try_number,
                },
            ) if (phase, attempt) == (p, a) && *try_number == self.next_try(*phase) => Some(Stage::Working {
                phase: *phase,
                attempt: *attempt,
                since: at,
            }),
            (
                Stage::Ready {
                    phase: Phase::Publish,
                    ..
                },
                RunEvent::Held { reason },
            ) if !self.approved => Some(Stage::Held {
                phase: Phase::Generate,
                reason: reason.clone(),
            }),
            (Stage::Working { phase, attempt, .. }, RunEvent::TaskReassigned { phase: p, .. })
                if phase == p =>
            {
                Some(Stage::Ready {
                    phase: *phase,
                    attempt: *attempt,
                    not_before: None,
                })
            }
            (Stage::Working { phase, attempt, .. }, RunEvent::TaskFinished { phase: p, outcome })
                if phase == p =>
            {
                Some(Stage::Judging {
                    phase: *phase,
                    attempt: *attempt,
                    result: Ok(outcome.clone()),
                })
            }
            (Stage::Working { phase, attempt, .. }, RunEvent::TaskFailed { phase: p, failure })
                if phase == p =>
            {
                Some(Stage::Judging {
                    phase: *phase,
                    attempt: *attempt,
                    result: Err(failure.clone()),
                })
            }
            (
                Stage::Judging {
                    phase,
                    attempt,
                    result,
                },
                RunEvent::GateJudged { report, retry_at },
            ) if (*phase, *attempt) == (report.phase, report.attempt) => {
                self.stage_after_gate(report, *retry_at, result.is_ok())
            }
            (Stage::Held { phase, .. }, RunEvent::Approved { .. }) => {
                Some(self.stage_after_phase(*phase, None))
            }
            _ => None,
        }
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
