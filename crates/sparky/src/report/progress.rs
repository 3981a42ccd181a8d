//! Progress on stderr: a bar on a terminal, lines elsewhere.

use std::{io::IsTerminal, time::Duration};

use indicatif::{ProgressBar, ProgressStyle};
use sparky_common::{
    messages::{Event, Progress, TaskId},
    model::{GateReport, Phase, RunRecord, Verdict},
};

/// Tells how a run gets on.
pub struct Reporter {
    bar: Option<ProgressBar>,
    phase: Option<Phase>,
    gates: usize,
}

impl Reporter {
    /// A bar if stderr is a terminal, lines otherwise.
    pub fn new() -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new(0);
            bar.set_style(spinner());
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        Self {
            bar,
            phase: None,
            gates: 0,
        }
    }

    /// Takes an event in.
    pub fn event(&mut self, event: &Event) {
        match event {
            Event::TaskProgress { task, progress } => self.progress(task, progress),
            Event::RunChanged { record } => self.record(record),
            Event::CollectionComplete { .. }
            | Event::AnalysisComplete { .. }
            | Event::GenerationComplete { .. }
            | Event::PublishComplete { .. }
            | Event::TaskFailed { .. } => {}
        }
    }

    /// Takes the state of the run in, whether an event brought it or a question.
    pub fn record(&mut self, record: &RunRecord) {
        for gate in record.gates.iter().skip(self.gates) {
            self.say(&gate_line(gate));
        }
        self.gates = self.gates.max(record.gates.len());
    }

    /// Removes the bar.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn progress(&mut self, task: &TaskId, progress: &Progress) {
        self.progressed(task.phase, progress);
    }

    /// Takes in how far the task of a phase is.
    pub fn progressed(&mut self, phase: Phase, progress: &Progress) {
        if self.phase != Some(phase) {
            self.phase = Some(phase);
            if self.bar.is_none() {
                self.say(&format!("{phase}: begins"));
            }
        }
        if let Some(bar) = &self.bar {
            bar.set_style(if progress.total > 1 { bars() } else { spinner() });
            bar.set_length(progress.total);
            bar.set_position(progress.done);
            bar.set_prefix(phase.as_str());
            bar.set_message(visible(&progress.doing));
        }
    }

    fn say(&self, line: &str) {
        match &self.bar {
            Some(bar) => bar.println(line),
            None => anstream::eprintln!("{line}"),
        }
    }
}

/// Names come from outside: what could steer a terminal is left out.
fn visible(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).collect()
}

fn gate_line(gate: &GateReport) -> String {
    let found: Vec<_> = gate
        .checks
        .iter()
        .filter(|check| check.verdict != Verdict::Pass)
        .map(|check| format!("{} ({})", check.name, visible(&check.detail)))
        .collect();
    let attempt = if gate.attempt > 1 {
        format!(" on try {}", gate.attempt)
    } else {
        String::new()
    };
    match gate.verdict {
        Verdict::Pass => format!(
            "{}: gate passed{attempt}, {} checks",
            gate.phase,
            gate.checks.len()
        ),
        Verdict::Degrade => format!("{}: gate degraded{attempt}: {}", gate.phase, found.join("; ")),
        Verdict::Retry => format!("{}: tries again: {}", gate.phase, found.join("; ")),
        Verdict::Hold => format!("{}: held for approval{attempt}: {}", gate.phase, found.join("; ")),
        Verdict::Fail => format!("{}: gate failed{attempt}: {}", gate.phase, found.join("; ")),
    }
}

fn spinner() -> ProgressStyle {
    style("{spinner} {prefix} {wide_msg}")
}

fn bars() -> ProgressStyle {
    style("{spinner} {prefix} {pos}/{len} {bar:30} {wide_msg}")
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner())
}
