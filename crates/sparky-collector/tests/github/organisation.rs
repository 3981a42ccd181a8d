//! An organisation whose repositories can be cloned, and the whole collector on it.

use std::path::Path;

use prometheus::Registry;
use sparky_collector::{
    Bots, Collector, Metrics, Selection, Settings,
    github::{self, CacheSettings},
};
use sparky_common::{
    artifact::ArtifactStore,
    config::CommitsFrom,
    messages::TaskFailure,
    model::{RunRequest, Snapshot, SourceRef, Via},
    worker::TaskContext,
};
use sparky_testkit::RepositoryBuilder;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use super::support::{Stage, TOKEN};

/// A stage whose repositories can be cloned.
pub struct Organisation {
    pub stage: Stage,
    pub served: TempDir,
    pub cache: CacheSettings,
    pub repositories: Vec<RepositoryBuilder>,
}

impl Organisation {
    pub fn new() -> Self {
        Self {
            stage: Stage::new(),
            served: tempfile::tempdir().unwrap(),
            cache: CacheSettings::default(),
            repositories: Vec::new(),
        }
    }

    /// Puts a repository on the server.
    pub fn serve(&mut self, full_name: &str, repository: RepositoryBuilder) {
        let git_dir = repository.path().join(".git");
        let link = self.served.path().join(format!("{full_name}.git"));
        std::fs::create_dir_all(link.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(&git_dir, link).unwrap();
        self.stage.server.world(|world| {
            world
                .repository(full_name)
                .git(&git_dir)
                .fact("pushedAt", "2025-11-17T00:00:00Z");
        });
        self.repositories.push(repository);
    }

    pub fn settings(&self, data_dir: &Path, commits: CommitsFrom) -> Settings {
        let git_url = format!("file://{}", self.served.path().display());
        let mut settings = settings(&self.stage.server.url(), &git_url, data_dir, commits);
        settings.github.token = Some(TOKEN.to_owned().into());
        settings.github.cache = self.cache.clone();
        settings
    }

    /// Collects what a name stands for into a data folder.
    pub async fn collect(
        &self,
        name: &str,
        data_dir: &Path,
        commits: CommitsFrom,
    ) -> Result<Snapshot, TaskFailure> {
        collect(self.settings(data_dir, commits), name).await
    }

    /// What mirrors and the API give, which is the same.
    pub async fn both(&self) -> Snapshot {
        let mirror = self.snapshot(CommitsFrom::Mirror).await;
        assert_same(&mirror, &self.snapshot(CommitsFrom::Api).await);
        mirror
    }

    /// Collects from nothing.
    pub async fn snapshot(&self, commits: CommitsFrom) -> Snapshot {
        let data = tempfile::tempdir().unwrap();
        self.collect("acme", data.path(), commits).await.unwrap()
    }
}

/// Settings of a collector that asks and clones from places, without a login.
pub fn settings(api_url: &str, git_url: &str, data_dir: &Path, commits: CommitsFrom) -> Settings {
    Settings {
        organisation: None,
        time_zone: "UTC".into(),
        zone: jiff::tz::TimeZone::UTC,
        sources: Vec::new(),
        selection: Selection::new(&[], &["*/left-out".into()]).unwrap(),
        bots: Bots::new(&[]).unwrap(),
        parallel: 6,
        repository_timeout_seconds: 60,
        past_periods: 2,
        github: github::Settings {
            endpoints: github::Endpoints::new("github.com", api_url, git_url).unwrap(),
            commits,
            ..github::Settings::without_login(data_dir)
        },
        data_dir: data_dir.to_owned(),
    }
}

/// Collects the week of what a name stands for.
pub async fn collect(settings: Settings, name: &str) -> Result<Snapshot, TaskFailure> {
    let store = ArtifactStore::open(&settings.data_dir).unwrap();
    let collector = Collector::new(settings, store, Metrics::register(&Registry::new()).unwrap());
    let request = RunRequest {
        kind: sparky_common::period::Kind::Weekly,
        period: "2025-W46".parse().unwrap(),
        sources: vec![SourceRef::GitHub {
            name: name.into(),
            via: Via::Token,
        }],
        organisation: None,
        publish: false,
        dry_run: false,
        model: None,
    };
    let (context, _progress) = TaskContext::new(CancellationToken::new());
    collector
        .snapshot(&request, &context)
        .await
        .map_err(TaskFailure::from)
}

/// Two snapshots are the same, byte for byte.
#[track_caller]
pub fn assert_same(a: &Snapshot, b: &Snapshot) {
    let [a, b] = [a, b].map(|snapshot| serde_json::to_string_pretty(snapshot).unwrap());
    let line = a.lines().zip(b.lines()).position(|(a, b)| a != b);
    if let Some(line) = line {
        let part = |text: &str| {
            text.lines()
                .skip(line.saturating_sub(12))
                .take(16)
                .collect::<Vec<_>>()
                .join("\n")
        };
        panic!("they differ:\n{}\n-----\n{}", part(&a), part(&b));
    }
    assert_eq!(a.len(), b.len());
}
