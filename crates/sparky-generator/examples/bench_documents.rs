//! How long the documents of a month take: `cargo run --release -p sparky-generator --example bench_documents --
//! [INSIGHTS SNAPSHOT]`, the built-in sample where no files are named. Template rendering is a part of it too small
//! to be held against another engine: filling in every template of a month is measured on its own line.

use std::{
    error::Error,
    hint::black_box,
    time::{Duration, Instant},
};

use sparky_common::{
    config::DocumentChoice,
    model::{ArtifactRef, Insights, Sha256, Snapshot},
    period::Kind,
};
use sparky_generator::{Material, Sample, Settings, Templates, card, make, sample};

/// The time within which every format of a monthly report is to be made.
const REACH: Duration = Duration::from_millis(50);

/// The time within which the card is to be drawn.
const CARD: Duration = Duration::from_millis(300);

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let sample = match arguments.as_slice() {
        [insights, snapshot] => read(insights, snapshot)?,
        _ => sample(Kind::Monthly)?,
    };
    let templates = Templates::load(None)?;
    let commits = sample.insights.totals.commits;
    println!("{}: {commits} commits", sample.insights.period);
    for choice in DocumentChoice::ALL {
        if choice == DocumentChoice::Card {
            continue;
        }
        let settings = Settings {
            documents: vec![choice],
            ..Settings::default()
        };
        let material = Material {
            insights: &sample.insights,
            artifact: &sample.artifact,
            snapshot: &sample.snapshot,
            templates: &templates,
            settings: &settings,
            others: &[],
        };
        let files = make(&material)?.files.len();
        let took = median(|| drop(black_box(make(&material))));
        tell(&format!("{choice:?}"), files, took, REACH);
    }
    // A card is made beside a report only, so that it is measured alone.
    let draw = || card(&sample.insights).and_then(|card| card.png());
    let files = usize::from(draw()?.len() > 1000);
    let took = median(|| drop(black_box(draw())));
    tell("Card", files, took, CARD);
    let loading = median(|| drop(black_box(Templates::load(None))));
    println!(
        "{:<10}           {loading:>12.2?}  checked, each run",
        "templates"
    );
    Ok(())
}

/// A line of the table.
fn tell(what: &str, files: usize, took: Duration, reach: Duration) {
    let share = took.as_secs_f64() / reach.as_secs_f64();
    println!("{what:<10} {files:>3} files {took:>12.2?}  {share:>6.2} of {reach:?}");
}

/// The median of enough runs.
fn median(mut act: impl FnMut()) -> Duration {
    let mut times: Vec<_> = (0..15)
        .map(|_| {
            let begin = Instant::now();
            act();
            begin.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[times.len() / 2]
}

fn read(insights: &str, snapshot: &str) -> Result<Sample, Box<dyn Error>> {
    let bytes = std::fs::read(insights)?;
    Ok(Sample {
        artifact: ArtifactRef {
            name: insights.to_owned(),
            sha256: Sha256::of(&bytes),
            bytes: bytes.len() as u64,
        },
        insights: serde_json::from_slice::<Insights>(&bytes)?,
        snapshot: serde_json::from_slice::<Snapshot>(&std::fs::read(snapshot)?)?,
    })
}
