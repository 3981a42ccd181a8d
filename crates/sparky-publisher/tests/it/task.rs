//! The publish phase as the orchestrator asks for it.

use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

use bytes::Bytes;
use sparky_common::{
    artifact::ArtifactStore,
    config::{Destination, Layout},
    messages::{FencingToken, TaskFailure, TaskId, TaskOutcome, TaskSpec},
    model::{Phase, Publication, ReceiptState, RunRequest},
    worker::{TaskContext, TaskHandler},
};
use sparky_publisher::{Metrics, Publisher, PublisherConfig, edition::Edition};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::support::{commits, destination, edition, hook, now, patience, with_remote};

struct Fleet {
    folder: TempDir,
    store: ArtifactStore,
    publisher: Publisher,
    registry: prometheus::Registry,
}

impl Fleet {
    fn new(destinations: Vec<Destination>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = ArtifactStore::open(&folder.path().join("data")).unwrap();
        let config = PublisherConfig {
            out_dir: folder.path().join("out"),
            data_dir: folder.path().join("data"),
            destinations,
            patience: patience(),
        };
        let registry = prometheus::Registry::new();
        let metrics = Metrics::new(&registry).unwrap();
        let publisher = Publisher::new(config, store.clone(), now(), metrics);
        Self {
            folder,
            store,
            publisher,
            registry,
        }
    }

    async fn task(&self, edition: &Edition, publish: bool, dry_run: bool) -> TaskSpec {
        for (document, content) in edition.documents() {
            self.store
                .put(&document.artifact.name, Bytes::clone(content))
                .await
                .unwrap();
        }
        let set = self
            .store
            .put_json("documents/set.json", &edition.set)
            .await
            .unwrap();
        TaskSpec::whole(
            TaskId {
                run: "weekly-2025-W46-1".into(),
                phase: Phase::Publish,
                part: "all".into(),
                attempt: 1,
            },
            RunRequest {
                kind: edition.set.kind,
                period: edition.set.period,
                sources: Vec::new(),
                organisation: None,
                publish,
                dry_run,
                model: None,
            },
            BTreeMap::from([(Phase::Generate, set)]),
        )
    }

    /// The same task in the name of so many take-overs of the destinations.
    async fn task_of(&self, epoch: i64, edition: &Edition, publish: bool) -> TaskSpec {
        let token = FencingToken {
            lease: "destinations".into(),
            epoch,
        };
        TaskSpec {
            fences: vec![token],
            ..self.task(edition, publish, false).await
        }
    }

    async fn run(&self, task: TaskSpec) -> Result<(TaskOutcome, Publication), TaskFailure> {
        let (context, _progress) = TaskContext::new(CancellationToken::new());
        let outcome = self.publisher.run(task, context).await?;
        let publication = self.store.get_json(&outcome.artifact).await.unwrap();
        Ok((outcome, publication))
    }

    fn out(&self, path: &str) -> String {
        fs::read_to_string(self.folder.path().join("out").join(path)).unwrap_or_default()
    }
}

fn measure(outcome: &TaskOutcome, name: &str) -> (f64, Vec<String>) {
    let measure = outcome
        .measures
        .iter()
        .find(|measure| measure.name == name)
        .unwrap();
    (measure.value, measure.details.clone())
}

fn named(name: &str, repository: &Path) -> Destination {
    Destination {
        name: name.into(),
        ..destination(repository, Layout::Quartz)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_publish_only_the_output_folder_is_written() {
    let (_origin, bare) = with_remote();
    let fleet = Fleet::new(vec![named("docs", &bare)]);
    let week = edition("2025-W46", "News.");
    let (outcome, publication) = fleet.run(fleet.task(&week, false, false).await).await.unwrap();
    assert_eq!(outcome.artifact.name, "publications/weekly/2025-W46.json");
    assert_eq!(measure(&outcome, "documents_published").0, 4.0);
    assert!(
        publication
            .receipts
            .iter()
            .all(|receipt| receipt.destination == "output folder")
    );
    assert!(fleet.out("weekly/2025-W46.md").contains("News."));
    assert!(!fleet.out("weekly/2025-W46.evidence.json").is_empty());
    assert_eq!(commits(&bare), 1);
    let (outcome, _) = fleet.run(fleet.task(&week, false, false).await).await.unwrap();
    assert_eq!(measure(&outcome, "documents_unchanged").0, 4.0);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_destination_that_fails_does_not_stop_the_others() {
    let (_one, refusing) = with_remote();
    hook(&refusing, "pre-receive", "echo 'Not today' >&2; exit 1");
    let (_two, bare) = with_remote();
    let fleet = Fleet::new(vec![named("refusing", &refusing), named("docs", &bare)]);
    let (outcome, publication) = fleet
        .run(fleet.task(&edition("2025-W46", "News."), true, false).await)
        .await
        .unwrap();
    let (failed, details) = measure(&outcome, "destinations_failed");
    assert_eq!(failed, 1.0);
    assert!(
        details[0].starts_with("refusing: cannot publish") && details[0].contains("Not today"),
        "{details:?}"
    );
    assert_eq!(commits(&bare), 2);
    assert_eq!(
        publication
            .receipts
            .iter()
            .filter(|receipt| receipt.destination == "docs")
            .count(),
        1
    );
    let counted = prometheus::TextEncoder::new()
        .encode_to_string(&fleet.registry.gather())
        .unwrap();
    for line in [
        "sparky_publisher_documents_total{destination=\"docs\",state=\"published\"} 1",
        "sparky_publisher_failures_total{destination=\"refusing\"} 1",
    ] {
        assert!(counted.contains(line), "{counted}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_writes_the_output_folder_and_plans_the_rest() {
    let (_origin, bare) = with_remote();
    let fleet = Fleet::new(vec![named("docs", &bare)]);
    let (_, publication) = fleet
        .run(fleet.task(&edition("2025-W46", "News."), true, true).await)
        .await
        .unwrap();
    assert!(fleet.out("weekly/2025-W46.md").contains("News."));
    assert_eq!(commits(&bare), 1);
    assert_eq!(publication.planned.len(), 3);
    assert!(
        publication.planned[0]
            .message
            .starts_with("Weekly report 2025-W46\n")
    );
    assert!(
        publication
            .receipts
            .iter()
            .any(|receipt| receipt.state == ReceiptState::Planned)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_output_folder_that_cannot_be_written_fails_the_task_before_any_destination() {
    let (_origin, bare) = with_remote();
    let fleet = Fleet::new(vec![named("docs", &bare)]);
    fs::write(fleet.folder.path().join("out"), "a file").unwrap();
    let task = fleet.task(&edition("2025-W46", "News."), true, false).await;
    let failure = fleet.run(task).await.unwrap_err();
    assert!(
        failure
            .message
            .contains(&fleet.folder.path().join("out").display().to_string()),
        "{failure:?}"
    );
    assert!(
        failure.hint.as_ref().is_some_and(|hint| hint.contains("--out")),
        "{failure:?}"
    );
    assert!(!failure.retryable);
    assert_eq!(commits(&bare), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nowhere_to_publish_to_is_an_error_with_the_way_out() {
    let fleet = Fleet::new(Vec::new());
    let failure = fleet
        .run(fleet.task(&edition("2025-W46", "News."), true, false).await)
        .await
        .unwrap_err();
    assert_eq!(failure.message, "there is no destination to publish to");
    assert!(
        failure
            .hint
            .is_some_and(|hint| hint.contains("[[publisher.destinations]]"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_task_publishes_nothing() {
    let (_origin, bare) = with_remote();
    let fleet = Fleet::new(vec![named("docs", &bare)]);
    let task = fleet.task(&edition("2025-W46", "News."), true, false).await;
    let cancelled = CancellationToken::new();
    cancelled.cancel();
    let (context, _progress) = TaskContext::new(cancelled);
    let failure = fleet.publisher.run(task, context).await.unwrap_err();
    assert_eq!(failure.message, "publishing was cancelled");
    assert_eq!(commits(&bare), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_in_the_name_of_an_earlier_holder_touches_nothing() {
    let (_origin, bare) = with_remote();
    let fleet = Fleet::new(vec![named("docs", &bare)]);
    let (old, new) = (edition("2025-W46", "Old news."), edition("2025-W46", "News."));
    fleet.run(fleet.task_of(2, &new, true).await).await.unwrap();
    assert_eq!(commits(&bare), 2);
    let failure = fleet.run(fleet.task_of(1, &old, true).await).await.unwrap_err();
    assert!(
        failure.message.contains("epoch 1 is out of date, 2 holds it") && !failure.retryable,
        "{failure:?}"
    );
    assert!(failure.hint.is_some());
    assert_eq!(commits(&bare), 2);
    assert!(
        fleet.out("weekly/2025-W46.md").contains("News."),
        "nor the output folder"
    );
    assert!(!fleet.out("weekly/2025-W46.md").contains("Old"));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_woken_after_another_has_taken_over_refuses_before_it_pushes() {
    let (_origin, bare) = with_remote();
    let fleet = Arc::new(Fleet::new(vec![named("docs", &bare)]));
    let state = fleet.folder.path().join("data/publish");
    fs::create_dir_all(&state).unwrap();
    let lock = fs::File::create(state.join("docs.lock")).unwrap();
    lock.lock().unwrap();
    let week = edition("2025-W46", "Old news.");
    let late = fleet.task_of(1, &week, true).await;
    // It gets as far as the destination's lock, and sleeps there.
    let sleeping = tokio::spawn({
        let fleet = Arc::clone(&fleet);
        async move { fleet.run(late).await }
    });
    sparky_testkit::eventually("it has begun", async || {
        fleet
            .out("weekly/2025-W46.md")
            .contains("Old news.")
            .then_some(())
    })
    .await;
    let next = edition("2025-W46", "News.");
    fleet.run(fleet.task_of(2, &next, false).await).await.unwrap();
    drop(lock);
    let failure = sleeping.await.unwrap().unwrap_err();
    assert!(
        failure.message.contains("epoch 1 is out of date, 2 holds it"),
        "{failure:?}"
    );
    assert_eq!(commits(&bare), 1, "nothing was pushed");
}
