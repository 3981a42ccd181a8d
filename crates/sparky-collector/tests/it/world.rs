//! A collector with a data folder, as the fleet would start it.

use std::path::{Path, PathBuf};

use prometheus::Registry;
use sparky_collector::{Bots, Collector, Metrics, Selection, Settings, github};
use sparky_common::{
    artifact::ArtifactStore,
    messages::{TaskFailure, TaskId, TaskOutcome, TaskSpec},
    model::{Phase, RepositoryActivity, RunRequest, Snapshot, SourceRef},
    period::Period,
    worker::TaskContext,
};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

/// Collects into a temporary data folder.
pub struct World {
    pub data: TempDir,
    pub settings: Settings,
}

impl World {
    pub fn new() -> Self {
        let data = tempfile::tempdir().unwrap();
        let settings = Settings {
            organisation: None,
            time_zone: "UTC".into(),
            zone: jiff::tz::TimeZone::UTC,
            sources: Vec::new(),
            selection: Selection::new(&[], &[]).unwrap(),
            bots: Bots::new(&["renovate*".into()]).unwrap(),
            parallel: 6,
            repository_timeout_seconds: 60,
            past_periods: 4,
            github: github::Settings::without_login(data.path()),
            data_dir: data.path().to_owned(),
        };
        Self { data, settings }
    }

    pub fn store(&self) -> ArtifactStore {
        ArtifactStore::open(self.data.path()).unwrap()
    }

    pub fn collector(&self) -> Collector {
        Collector::new(
            self.settings.clone(),
            self.store(),
            Metrics::register(&Registry::new()).unwrap(),
        )
    }

    pub async fn run(&self, period: &str, sources: &[SourceRef]) -> Result<TaskOutcome, TaskFailure> {
        use sparky_common::worker::TaskHandler;
        let (context, _progress) = TaskContext::new(CancellationToken::new());
        let request = request(period, sources);
        let id = TaskId {
            run: "r".into(),
            phase: Phase::Collect,
            part: "all".into(),
            attempt: 1,
        };
        self.collector()
            .run(
                TaskSpec::whole(id, request, std::collections::BTreeMap::new()),
                context,
            )
            .await
    }

    pub async fn snapshot(&self, period: &str, sources: &[SourceRef]) -> Snapshot {
        let outcome = self.run(period, sources).await.unwrap();
        self.store().get_json(&outcome.artifact).await.unwrap()
    }

    pub async fn week(&self, path: &Path) -> RepositoryActivity {
        self.snapshot("2025-W46", &[repo(path)])
            .await
            .repositories
            .swap_remove(0)
    }
}

pub fn request(period: &str, sources: &[SourceRef]) -> RunRequest {
    let period: Period = period.parse().unwrap();
    RunRequest {
        kind: period.kind(),
        period,
        sources: sources.to_vec(),
        organisation: None,
        publish: false,
        dry_run: false,
        model: None,
    }
}

pub fn repo(path: impl Into<PathBuf>) -> SourceRef {
    SourceRef::Path(path.into())
}
