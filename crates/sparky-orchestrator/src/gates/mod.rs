//! The gates: named checks of what a phase's worker measured, and what is made of them. Pure.
//!
//! The worst check decides. A check that calls for another try does so until the attempts are spent; then it
//! degrades, holds or fails, as its row of the table says. A measure that is missing is never a pass.

mod backoff;
mod checks;
mod table;

#[cfg(test)]
mod tests;

use std::time::Duration;

use sparky_common::{
    messages::{TaskFailure, TaskOutcome},
    model::{Check, GateReport, Phase, Verdict},
};

use crate::config::Policy;
pub(crate) use backoff::delay;
use checks::{Finding, Measures};
use table::Remedy;

/// Judges what became of a phase's task. Says how long to wait where the verdict is to retry.
pub fn judge(
    run: &str,
    phase: Phase,
    attempt: u32,
    result: &Result<TaskOutcome, TaskFailure>,
    policy: &Policy,
) -> (GateReport, Option<Duration>) {
    let last = attempt >= policy.attempts;
    let checks = match result {
        Err(failure) => vec![task_check(failure, last)],
        Ok(outcome) => {
            let measures = Measures::new(&outcome.measures);
            table::checks_of(phase)
                .map(|row| conclude(row.name, checks::find(row, &measures, policy), last))
                .collect()
        }
    };
    let verdict = checks
        .iter()
        .map(|check| check.verdict)
        .max()
        .unwrap_or(Verdict::Fail);
    let report = GateReport {
        phase,
        attempt,
        verdict,
        checks,
    };
    let delay = (verdict == Verdict::Retry).then(|| delay(policy.backoff, run, phase, attempt));
    (report, delay)
}

/// Why a gate did not simply pass, in words: the checks that decided.
pub fn reason(report: &GateReport) -> String {
    let decisive: Vec<_> = report
        .checks
        .iter()
        .filter(|check| check.verdict == report.verdict)
        .map(|check| format!("{}: {}", check.name, check.detail))
        .collect();
    format!("{}: {}", report.phase, decisive.join("; "))
}

/// The check of a task that gave no outcome at all.
fn task_check(failure: &TaskFailure, last: bool) -> Check {
    let remedy = if failure.retryable {
        Remedy::RetryThenFail
    } else {
        Remedy::Fail
    };
    let detail = match &failure.hint {
        Some(hint) => format!("{} ({hint})", failure.message),
        None => failure.message.clone(),
    };
    Check {
        name: "task".into(),
        verdict: remedy.verdict(last),
        detail,
    }
}

fn conclude(name: &str, finding: Finding, last: bool) -> Check {
    let (verdict, detail) = match finding {
        Finding::Good(detail) => (Verdict::Pass, detail),
        Finding::Bad(remedy, detail) => (remedy.verdict(last), detail),
    };
    Check {
        name: name.into(),
        verdict,
        detail,
    }
}
