//! What the orchestrator counts.

use jiff::Timestamp;
use prometheus::{
    GaugeVec, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGaugeVec, Opts, Registry,
};
use sparky_common::{
    messages::WorkerInfo,
    model::{Phase, RunStatus, Verdict},
    period::Kind,
};

use crate::{
    ledger::{Filter, Ledger, LedgerError, LedgerObserver},
    state::{RunEvent, RunState},
};

/// Seconds; from a small repository to a large organisation.
const PHASE_BUCKETS: &[f64] = &[0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0];

/// Everything a gate can say.
const VERDICTS: [Verdict; 5] = [
    Verdict::Pass,
    Verdict::Degrade,
    Verdict::Retry,
    Verdict::Hold,
    Verdict::Fail,
];

/// How a run ends that made a report.
const REPORTED: [RunStatus; 2] = [RunStatus::Succeeded, RunStatus::Partial];

/// The orchestrator's metrics.
#[derive(Clone, Debug)]
pub(crate) struct Metrics {
    runs: IntCounterVec,
    phase_seconds: HistogramVec,
    verdicts: IntCounterVec,
    reassignments: IntCounterVec,
    workers: IntGaugeVec,
    appends: IntCounter,
    last_report: IntGaugeVec,
    efficiency: GaugeVec,
    passed: GaugeVec,
    contentions: IntCounterVec,
}

impl Metrics {
    /// Registers the metrics.
    ///
    /// # Errors
    /// When the registry has metrics of these names.
    pub(crate) fn register(registry: &Registry) -> Result<Self, prometheus::Error> {
        let counter = |name, help, labels: &[&str]| -> Result<IntCounterVec, prometheus::Error> {
            let counter = IntCounterVec::new(Opts::new(name, help), labels)?;
            registry.register(Box::new(counter.clone()))?;
            Ok(counter)
        };
        let seconds = HistogramOpts::new(
            "sparky_phase_seconds",
            "Time that workers spent on a phase of a run",
        )
        .buckets(PHASE_BUCKETS.to_vec());
        let metrics = Self {
            runs: counter(
                "sparky_runs_total",
                "Runs that were held or came to their end",
                &["kind", "status"],
            )?,
            verdicts: counter(
                "sparky_gate_verdicts_total",
                "Verdicts of the gates",
                &["phase", "verdict"],
            )?,
            reassignments: counter(
                "sparky_task_reassignments_total",
                "Tasks given to another worker because theirs was lost",
                &["phase"],
            )?,
            phase_seconds: HistogramVec::new(seconds, &["phase"])?,
            workers: IntGaugeVec::new(
                Opts::new("sparky_workers", "Registered workers that are alive"),
                &["phase"],
            )?,
            appends: IntCounter::new("sparky_ledger_appends_total", "Writes to the ledger")?,
            last_report: IntGaugeVec::new(
                Opts::new(
                    "sparky_run_last_report_timestamp_seconds",
                    "When the last run that made a report, whole or partial, came to its end",
                ),
                &["kind"],
            )?,
            contentions: counter(
                "sparky_lease_contentions_total",
                "How often a lease was held by another process or run",
                &["lease"],
            )?,
            efficiency: GaugeVec::new(
                Opts::new(
                    "sparky_phase_parallel_efficiency_ratio",
                    "Share of the workers' time that the last phase of a run used: 1 where none of them waited",
                ),
                &["phase"],
            )?,
            passed: GaugeVec::new(
                Opts::new(
                    "sparky_gate_pass_ratio",
                    "Share of the gate's verdicts since the start that were to pass",
                ),
                &["phase"],
            )?,
        };
        registry.register(Box::new(metrics.efficiency.clone()))?;
        registry.register(Box::new(metrics.passed.clone()))?;
        registry.register(Box::new(metrics.phase_seconds.clone()))?;
        registry.register(Box::new(metrics.workers.clone()))?;
        registry.register(Box::new(metrics.appends.clone()))?;
        registry.register(Box::new(metrics.last_report.clone()))?;
        Ok(metrics)
    }

    /// Counts what was recorded and led to a state.
    pub(crate) fn recorded(&self, state: &RunState, events: &[RunEvent]) {
        for event in events {
            match event {
                RunEvent::GateJudged { report, .. } => {
                    let (phase, verdict) = (report.phase.as_str(), word(report.verdict));
                    self.verdicts.with_label_values(&[phase, verdict]).inc();
                    self.count_passed(phase);
                    if report.verdict != Verdict::Retry {
                        self.observe(state, report.phase);
                    }
                }
                RunEvent::TaskReassigned { phase, .. } => {
                    self.reassignments.with_label_values(&[phase.as_str()]).inc();
                }
                RunEvent::Held { .. } | RunEvent::Ended { .. } => {
                    let (kind, status) = (state.request.kind.as_str(), state.status().as_str());
                    self.runs.with_label_values(&[kind, status]).inc();
                    if let Some(ended_at) = state.ended_at() {
                        self.reported(state.request.kind, state.status(), ended_at);
                    }
                }
                _ => {}
            }
        }
    }

    /// Says when the last reports were made that the ledger knows of: a restart is no silence.
    ///
    /// # Errors
    /// When the ledger cannot be read.
    pub(crate) fn remember(&self, ledger: &Ledger) -> Result<(), LedgerError> {
        for kind in Kind::ALL {
            for status in REPORTED {
                let filter = Filter {
                    kind: Some(kind),
                    statuses: vec![status],
                    ..Filter::default()
                };
                for run in ledger.page(&filter, None, 1)? {
                    if let Some(ended_at) = run.ended_at {
                        self.reported(kind, status, ended_at);
                    }
                }
            }
        }
        Ok(())
    }

    /// Counts leases that were held by others.
    pub(crate) fn contentions(&self) -> IntCounterVec {
        self.contentions.clone()
    }

    /// Says how many workers are alive.
    pub(crate) fn count_workers(&self, workers: &[WorkerInfo]) {
        for phase in Phase::ALL {
            let alive = workers.iter().filter(|worker| worker.phase == phase).count();
            self.workers
                .with_label_values(&[phase.as_str()])
                .set(i64::try_from(alive).unwrap_or(i64::MAX));
        }
    }

    fn reported(&self, kind: Kind, status: RunStatus, ended_at: Timestamp) {
        if REPORTED.contains(&status) {
            let last = self.last_report.with_label_values(&[kind.as_str()]);
            last.set(last.get().max(ended_at.as_second()));
        }
    }

    fn count_passed(&self, phase: &str) {
        let of = |verdict| self.verdicts.with_label_values(&[phase, word(verdict)]).get();
        let all: u64 = VERDICTS.into_iter().map(of).sum();
        self.passed
            .with_label_values(&[phase])
            .set(of(Verdict::Pass) as f64 / all.max(1) as f64);
    }

    fn observe(&self, state: &RunState, phase: Phase) {
        if let Some(ratio) = state.efficiency(phase) {
            self.efficiency.with_label_values(&[phase.as_str()]).set(ratio);
        }
        if let Some(milliseconds) = state.spent.get(&phase) {
            self.phase_seconds
                .with_label_values(&[phase.as_str()])
                .observe(*milliseconds as f64 / 1000.0);
        }
    }
}

impl LedgerObserver for Metrics {
    fn appended(&self, _run: &str, _events: &[RunEvent]) {
        self.appends.inc();
    }
}

fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "pass",
        Verdict::Degrade => "degrade",
        Verdict::Retry => "retry",
        Verdict::Hold => "hold",
        Verdict::Fail => "fail",
    }
}
