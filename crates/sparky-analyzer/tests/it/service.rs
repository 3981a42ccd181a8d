//! The analyze phase with a real store.

use std::collections::BTreeMap;

use prometheus::Registry;
use sparky_analyzer::{Analyzer, Metrics, Options};
use sparky_common::{
    artifact::{ArtifactStore, insights_name, snapshot_name},
    messages::{TaskId, TaskSpec},
    model::{ArtifactRef, Insights, Phase, RunRequest},
    worker::{TaskContext, TaskHandler},
};
use tokio_util::sync::CancellationToken;

use crate::{
    build::{Repo, snapshot},
    stories::studio,
};

fn task(period: &str, input: Option<ArtifactRef>) -> TaskSpec {
    let period: sparky_common::period::Period = period.parse().unwrap();
    TaskSpec::whole(
        TaskId {
            run: "weekly-test".into(),
            phase: Phase::Analyze,
            part: "all".into(),
            attempt: 1,
        },
        RunRequest {
            kind: period.kind(),
            period,
            sources: Vec::new(),
            organisation: None,
            publish: false,
            dry_run: false,
            model: None,
        },
        input
            .map(|input| (Phase::Collect, input))
            .into_iter()
            .collect::<BTreeMap<_, _>>(),
    )
}

fn analyzer(store: &ArtifactStore) -> Analyzer {
    Analyzer::new(
        Options::default(),
        store.clone(),
        Metrics::register(&Registry::new()).unwrap(),
    )
}

#[tokio::test]
async fn a_snapshot_becomes_insights_under_their_name() {
    let folder = tempfile::tempdir().unwrap();
    let store = ArtifactStore::open(folder.path()).unwrap();
    let snapshot = snapshot("2025-W46", vec![studio()]);
    let input = store
        .put_json(&snapshot_name(snapshot.period), &snapshot)
        .await
        .unwrap();
    let (context, progress) = TaskContext::new(CancellationToken::new());
    let outcome = analyzer(&store)
        .run(task("2025-W46", Some(input.clone())), context)
        .await
        .unwrap();
    assert_eq!(outcome.artifact.name, insights_name(snapshot.period));
    let insights: Insights = store.get_json(&outcome.artifact).await.unwrap();
    assert_eq!((insights.totals.commits, &insights.snapshot), (14, &input));
    let measure = |name: &str| {
        outcome
            .measures
            .iter()
            .find(|one| one.name == name)
            .unwrap()
            .value
    };
    assert_eq!(
        (
            measure("discrepancies"),
            measure("ungrounded_sentences"),
            measure("model_used")
        ),
        (0.0, 0.0, 0.0)
    );
    assert!(measure("stories") >= 1.0 && measure("sentences") > 8.0);
    assert_eq!(progress.borrow().total, 3);
    let (context, _) = TaskContext::new(CancellationToken::new());
    let again = analyzer(&store)
        .run(task("2025-W46", Some(input)), context)
        .await
        .unwrap();
    assert_eq!(again.artifact, outcome.artifact);
}

#[tokio::test]
async fn the_report_before_is_followed_up_where_it_is_in_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let store = ArtifactStore::open(folder.path()).unwrap();
    let run = async |period: &str| -> Insights {
        let repo = Repo::new("acme/cli").past(period, "bob", &[9, 9, 9, 9]);
        let snapshot = snapshot(period, vec![repo]);
        let name = snapshot_name(snapshot.period);
        let input = store.put_json(&name, &snapshot).await.unwrap();
        let (context, _) = TaskContext::new(CancellationToken::new());
        let outcome = analyzer(&store)
            .run(task(period, Some(input)), context)
            .await
            .unwrap();
        assert!(
            outcome
                .measures
                .iter()
                .all(|one| one.name != "ungrounded_sentences" || one.value == 0.0)
        );
        store.get_json(&outcome.artifact).await.unwrap()
    };
    assert_eq!(run("2025-W45").await.previous, None);
    let now = run("2025-W46").await;
    let before = store
        .resolve(&insights_name("2025-W45".parse().unwrap()))
        .await
        .unwrap();
    assert_eq!(now.previous, Some(before));
    assert_eq!(now.follow_ups.len(), 1);
    // What another version left there is no reason to fail.
    store
        .put_json(&insights_name("2025-W45".parse().unwrap()), &"old")
        .await
        .unwrap();
    assert_eq!(run("2025-W46").await.previous, None);
}

#[tokio::test]
async fn what_is_missing_or_wrong_is_a_failure_with_a_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let store = ArtifactStore::open(folder.path()).unwrap();
    let other = store
        .put_json("raw/weekly/2025-W46.json", &snapshot("2025-W46", vec![]))
        .await
        .unwrap();
    let junk = store
        .put_json("raw/weekly/2025-W46.json", &"no snapshot")
        .await
        .unwrap();
    for (task, message, retryable) in [
        (
            task("2025-W46", None),
            "the analyze task of 2025-W46 names no snapshot",
            false,
        ),
        (
            task("2025-W45", Some(other)),
            "the snapshot is about 2025-W46, not about 2025-W45",
            false,
        ),
        (
            task("2025-W46", Some(junk)),
            "cannot read the snapshot: `raw/weekly/2025-W46.json` is not a valid artifact",
            true,
        ),
    ] {
        let (context, _) = TaskContext::new(CancellationToken::new());
        let failure = analyzer(&store).run(task, context).await.unwrap_err();
        assert!(failure.message.starts_with(message), "{}", failure.message);
        assert_eq!((failure.retryable, failure.hint.is_some()), (retryable, true));
    }
}

#[tokio::test]
async fn a_cancelled_task_stores_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = ArtifactStore::open(folder.path()).unwrap();
    let snapshot = snapshot("2025-W46", vec![studio()]);
    let input = store
        .put_json(&snapshot_name(snapshot.period), &snapshot)
        .await
        .unwrap();
    let token = CancellationToken::new();
    token.cancel();
    let (context, _) = TaskContext::new(token);
    analyzer(&store)
        .run(task("2025-W46", Some(input)), context)
        .await
        .unwrap_err();
    assert!(store.resolve(&insights_name(snapshot.period)).await.is_err());
}
