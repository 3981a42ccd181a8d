//! The result of a run on stdout.

use serde_json::{Value, json};
use sparky_common::model::{DocumentFormat, ReceiptState, RunRecord, RunStatus};
use sparky_publisher::output::OUTPUT;

/// Prints where the report is and what it rests on.
pub fn print_summary(record: &RunRecord) {
    anstream::println!("{}", headline(record));
    if let Some(reason) = &record.reason {
        anstream::println!("  why      {reason}");
    }
    let place = |format| {
        let document = record
            .documents
            .iter()
            .find(|document| document.format == format)?;
        place_of(record, &document.path)
    };
    for (label, format) in [
        ("report", DocumentFormat::Markdown),
        ("page", DocumentFormat::Html),
        ("evidence", DocumentFormat::Evidence),
    ] {
        if let Some(place) = place(format) {
            anstream::println!("  {label:8} {place}");
        }
    }
    print_coverage(record);
    print_publication(record);
    print_choices(record);
    if let Some(place) = place(DocumentFormat::Markdown) {
        anstream::println!("\nCheck it again at any time: sparky verify {place}");
    }
}

/// The object that `--json` ends with: the run's record, its documents with the place where they lie once they lie
/// there.
pub fn json(record: &RunRecord) -> Value {
    let mut value = json!(record);
    if let Some(documents) = value["documents"].as_array_mut() {
        for (entry, document) in documents.iter_mut().zip(&record.documents) {
            if let Some(place) = place_of(record, &document.path) {
                entry["path"] = json!(place);
            }
        }
    }
    value
}

/// Where a document was put in the output folder; nothing where a run ended before that.
fn place_of<'a>(record: &'a RunRecord, path: &str) -> Option<&'a str> {
    let receipts = &record.publication.as_ref()?.receipts;
    let receipt = receipts
        .iter()
        .find(|receipt| receipt.destination == OUTPUT && receipt.path == path)?;
    receipt.location.as_deref()
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

/// What becomes of a run that waits for somebody.
fn print_choices(record: &RunRecord) {
    if record.status != RunStatus::Held {
        return;
    }
    let run = &record.run;
    for (label, command, what) in [
        ("next", "show", "what is under review, gate by gate"),
        ("", "approve", "publish it as it is"),
        ("", "reject", "end it; the report can then be asked for again"),
    ] {
        anstream::println!("  {label:8} sparky runs {command:7} {run}   {what}");
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
