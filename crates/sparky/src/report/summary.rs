//! The result of a run on stdout.

use std::path::Path;

use serde_json::{Value, json};
use sparky_common::model::{DocumentFormat, ReceiptState, RunRecord, RunStatus};
use sparky_publisher::output::OUTPUT;

/// Prints where the report is and what it rests on.
pub fn print_summary(record: &RunRecord, out_dir: Option<&Path>) {
    anstream::println!("{}", headline(record));
    if let Some(reason) = &record.reason {
        anstream::println!("  why      {reason}");
    }
    let document = |format| record.documents.iter().find(|document| document.format == format);
    for (label, format) in [
        ("report", DocumentFormat::Markdown),
        ("page", DocumentFormat::Html),
    ] {
        if let Some(document) = document(format) {
            anstream::println!("  {label:8} {}", located(&document.path, out_dir));
        }
    }
    if let Some(document) = document(DocumentFormat::Evidence) {
        anstream::println!("  evidence {}", located(&document.path, out_dir));
    }
    print_coverage(record);
    print_publication(record);
    if let (Some(document), Some(out_dir)) = (document(DocumentFormat::Markdown), out_dir) {
        anstream::println!(
            "\nCheck it again at any time: sparky verify {}",
            out_dir.join(&document.path).display()
        );
    }
}

/// The object that `--json` ends with: the run's record, its documents with the place where they lie.
pub fn json(record: &RunRecord, out_dir: Option<&Path>) -> Value {
    let mut value = json!(record);
    if let Some(documents) = value["documents"].as_array_mut() {
        for (entry, document) in documents.iter_mut().zip(&record.documents) {
            entry["path"] = json!(located(&document.path, out_dir));
        }
    }
    value
}

fn located(path: &str, out_dir: Option<&Path>) -> String {
    out_dir.map_or_else(
        || path.to_owned(),
        |folder| folder.join(path).display().to_string(),
    )
}

fn headline(record: &RunRecord) -> String {
    let seconds = record
        .timings
        .get("total")
        .map(|milliseconds| format!(" in {:.1} s", *milliseconds as f64 / 1000.0));
    let color = match record.status {
        RunStatus::Succeeded => anstyle::AnsiColor::Green,
        RunStatus::Failed => anstyle::AnsiColor::Red,
        _ => anstyle::AnsiColor::Yellow,
    };
    let style = anstyle::Style::new().bold().fg_color(Some(color.into()));
    let (kind, period, status) = (record.kind, record.period, record.status);
    format!(
        "{style}{kind} report {period}: {status}{style:#}{}",
        seconds.unwrap_or_default()
    )
}

fn print_coverage(record: &RunRecord) {
    let all: u64 = record.coverage.values().sum();
    if all == 0 {
        return;
    }
    let complete = record.coverage.get("complete").copied().unwrap_or(0);
    anstream::println!("  sources  {complete} of {all} repositories complete");
    for (repository, gaps) in &record.gaps {
        for gap in gaps {
            anstream::println!("           {repository}: {gap}");
        }
    }
}

fn print_publication(record: &RunRecord) {
    let Some(publication) = &record.publication else {
        return;
    };
    for change in &publication.planned {
        anstream::println!(
            "\n{} would change {}:\n{}",
            change.destination,
            change.path,
            change.diff.trim_end()
        );
    }
    let elsewhere = publication
        .receipts
        .iter()
        .filter(|receipt| receipt.destination != OUTPUT);
    for receipt in elsewhere {
        let what = match receipt.state {
            ReceiptState::Published => "published",
            ReceiptState::Unchanged => "unchanged",
            ReceiptState::Planned | ReceiptState::Intended => continue,
        };
        let at = receipt
            .location
            .as_deref()
            .map(|location| format!(" ({location})"))
            .unwrap_or_default();
        anstream::println!("  {what} {}: {}{at}", receipt.destination, receipt.path);
    }
}
