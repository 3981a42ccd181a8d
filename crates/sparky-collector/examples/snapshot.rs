//! Collects a snapshot and prints it as JSON: `cargo run -p sparky-collector --example snapshot -- --period 2025-W46
//! --repo PATH`. For development; users have `sparky collect`.

use std::path::PathBuf;

use clap::Parser;
use sparky_collector::{Bots, Collector, Metrics, Selection, Settings, github};
use sparky_common::{
    artifact::ArtifactStore,
    model::{RunRequest, SourceRef},
    period::Period,
    worker::TaskContext,
};

#[derive(Parser)]
struct Arguments {
    /// A day, an ISO week or a month.
    #[arg(long)]
    period: Period,
    /// A repository.
    #[arg(long)]
    repo: Vec<PathBuf>,
    /// A folder of repositories.
    #[arg(long)]
    repos: Vec<PathBuf>,
    /// A git URL.
    #[arg(long)]
    url: Vec<String>,
    /// The organisation's name.
    #[arg(long)]
    org: Option<String>,
    #[arg(long, default_value = "UTC")]
    time_zone: String,
    #[arg(long, default_value = "target/snapshot-data")]
    data_dir: PathBuf,
    /// Prints what the snapshot holds instead of the snapshot.
    #[arg(long)]
    summary: bool,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let paths = arguments.repo.into_iter().map(SourceRef::Path);
    let folders = arguments.repos.into_iter().map(SourceRef::Folder);
    let settings = Settings {
        organisation: None,
        zone: jiff::tz::TimeZone::get(&arguments.time_zone)?,
        time_zone: arguments.time_zone,
        sources: paths
            .chain(folders)
            .chain(arguments.url.into_iter().map(SourceRef::Url))
            .collect(),
        selection: Selection::new(&[], &[])?,
        bots: Bots::new(&[
            "dependabot*".into(),
            "renovate*".into(),
            "github-actions*".into(),
            "bors".into(),
        ])?,
        parallel: 6,
        repository_timeout_seconds: 600,
        past_periods: 8,
        github: github::Settings::without_login(&arguments.data_dir),
        data_dir: arguments.data_dir.clone(),
    };
    let request = RunRequest {
        kind: arguments.period.kind(),
        period: arguments.period,
        sources: Vec::new(),
        organisation: arguments.org,
        publish: false,
        dry_run: false,
        model: None,
    };
    let store = ArtifactStore::open(&arguments.data_dir)?;
    let collector = Collector::new(settings, store, Metrics::register(&prometheus::Registry::new())?);
    let (context, _progress) = TaskContext::new(tokio_util::sync::CancellationToken::new());
    let snapshot = collector.snapshot(&request, &context).await?;
    if arguments.summary {
        for repository in &snapshot.repositories {
            let commits: Vec<_> = repository
                .commits
                .iter()
                .filter(|commit| !commit.is_merge())
                .collect();
            let added: u64 = commits.iter().map(|commit| commit.lines().added).sum();
            let deleted: u64 = commits.iter().map(|commit| commit.lines().deleted).sum();
            let files: usize = commits.iter().map(|commit| commit.files.len()).sum();
            let name = &repository.repository.name;
            println!(
                "{name}: {} commits, {files} files, +{added} -{deleted} {:?}",
                commits.len(),
                repository.coverage
            );
        }
        return Ok(());
    }
    println!("{}", serde_json::to_string_pretty(&snapshot)?);
    Ok(())
}
