//! Runs as tables and stories.

use comfy_table::{Table, presets};
use sparky_common::model::{RunRecord, Verdict};

/// Prints runs as a table, newest first.
pub fn print_list(records: &[RunRecord]) {
    if records.is_empty() {
        anstream::println!("No runs yet. Begin with: sparky run weekly");
        return;
    }
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_header(["RUN", "STATUS", "TOOK", "BEGUN", "WHY"]);
    for record in records {
        table.add_row([
            record.run.clone(),
            record.status.to_string(),
            record
                .timings
                .get("total")
                .map(|took| seconds(*took))
                .unwrap_or_default(),
            record.created_at.strftime("%Y-%m-%d %H:%M:%SZ").to_string(),
            record.reason.clone().unwrap_or_default(),
        ]);
    }
    anstream::println!("{table}");
}

/// Tells the story of a run, gate by gate.
pub fn print_story(record: &RunRecord) {
    anstream::println!("{}: {}", record.run, record.status);
    if let Some(reason) = &record.reason {
        anstream::println!("  why: {reason}");
    }
    anstream::println!("  asked for {}", record.created_at);
    for gate in &record.gates {
        let took = record
            .timings
            .get(gate.phase.as_str())
            .map(|took| format!(", {}", seconds(*took)));
        let took = took.unwrap_or_default();
        anstream::println!(
            "\n  {} (try {}{took}): {}",
            gate.phase,
            gate.attempt,
            word(gate.verdict)
        );
        for check in &gate.checks {
            anstream::println!("    {:8} {:18} {}", word(check.verdict), check.name, check.detail);
        }
        if let Some(artifact) = record.artifacts.get(&gate.phase) {
            anstream::println!(
                "    artifact {} (sha256 {})",
                artifact.name,
                &artifact.sha256.as_str()[..12]
            );
        }
    }
    if let Some(review) = &record.review {
        anstream::println!(
            "\n  under review: {} (sha256 {})\n  to approve exactly this: sparky runs approve {} --sha256 {}",
            review.artifact.name,
            review.artifact.sha256,
            record.run,
            &review.artifact.sha256.as_str()[..12]
        );
    }
    for (repository, gaps) in &record.gaps {
        anstream::println!("\n  missing from {repository}: {}", gaps.join("; "));
    }
    if let Some(ended) = record.ended_at {
        anstream::println!("\n  ended {ended}");
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

fn seconds(milliseconds: u64) -> String {
    format!("{:.2} s", milliseconds as f64 / 1000.0)
}
