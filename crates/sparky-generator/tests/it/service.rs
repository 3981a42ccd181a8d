//! The service on a real artifact store.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sparky_common::{
    artifact::ArtifactStore,
    messages::{TaskId, TaskSpec},
    model::{
        Commit, Coverage, DocumentFormat, DocumentKind, DocumentSet, Evidence, Insights, Phase, Repository,
        RepositoryActivity, RunRequest, SCHEMA_VERSION, Sidecar, Snapshot, Span, Visibility,
    },
    worker::{TaskContext, TaskHandler},
};
use sparky_generator::{Generator, Metrics, Settings, verify};
use tokio_util::sync::CancellationToken;

use crate::sample::Sample;

/// A snapshot that holds every commit and reference that the insights name.
pub fn snapshot(insights: &Insights) -> Snapshot {
    let json = serde_json::to_value(insights).unwrap();
    let mut evidence = Vec::new();
    collect(&json, &mut evidence);
    let repositories = insights.repositories.iter().map(|each| {
        let commits = evidence.iter().filter_map(|evidence| match evidence {
            Evidence::Commit { repository, oid } if *repository == each.name => Some(commit(oid, "work")),
            Evidence::Reference { repository, number } if *repository == each.name => {
                Some(commit(&format!("{number:040x}"), &format!("merge #{number}")))
            }
            _ => None,
        });
        RepositoryActivity {
            commits: commits.collect(),
            history_complete: true,
            ..RepositoryActivity::new(
                Repository {
                    name: each.name.clone(),
                    web_url: each.web_url.clone(),
                    default_branch: Some("main".into()),
                    visibility: Visibility::Public,
                },
                Coverage::complete(),
            )
        }
    });
    Snapshot {
        schema_version: SCHEMA_VERSION,
        organisation: insights.organisation.clone(),
        kind: insights.kind,
        period: insights.period,
        window: insights.window,
        time_zone: insights.time_zone.clone(),
        over: true,
        people: Vec::new(),
        repositories: repositories.collect(),
    }
}

/// Evidence and linked spans anywhere in the insights.
fn collect(value: &serde_json::Value, found: &mut Vec<Evidence>) {
    if let Ok(Span::Commit { repository, oid }) = serde_json::from_value(value.clone()) {
        found.push(Evidence::Commit { repository, oid });
    }
    if let Ok(evidence) = serde_json::from_value(value.clone()) {
        found.push(evidence);
    }
    match value {
        serde_json::Value::Array(values) => values.iter().for_each(|value| collect(value, found)),
        serde_json::Value::Object(fields) => fields.values().for_each(|value| collect(value, found)),
        _ => {}
    }
}

fn commit(oid: &str, subject: &str) -> Commit {
    Commit {
        oid: oid.into(),
        author: "p0".into(),
        committer: "p0".into(),
        authored_at: Timestamp::UNIX_EPOCH,
        committed_at: Timestamp::UNIX_EPOCH,
        subject: subject.into(),
        body: String::new(),
        parents: 1,
        co_authors: Vec::new(),
        files: Vec::new(),
        lines_known: true,
    }
}

pub(crate) struct Fixture {
    pub _folder: tempfile::TempDir,
    pub store: ArtifactStore,
    pub insights: Insights,
    pub task: TaskSpec,
}

pub(crate) async fn fixture() -> Fixture {
    let folder = tempfile::tempdir().unwrap();
    let store = ArtifactStore::open(folder.path()).unwrap();
    let mut insights = Sample {
        period: "2025-W46",
        repositories: 4,
        stories: 3,
        paragraphs: 3,
        over: true,
    }
    .build();
    let snapshot = snapshot(&insights);
    insights.snapshot = store
        .put_json("raw/weekly/2025-W46.json", &snapshot)
        .await
        .unwrap();
    let artifact = store
        .put_json("processed/weekly/2025-W46.json", &insights)
        .await
        .unwrap();
    let id = TaskId {
        run: "r".into(),
        phase: Phase::Generate,
        part: "all".into(),
        attempt: 1,
    };
    let request = RunRequest {
        kind: insights.kind,
        period: insights.period,
        sources: Vec::new(),
        organisation: None,
        publish: false,
        dry_run: false,
        model: None,
    };
    let task = TaskSpec::whole(id, request, BTreeMap::from([(Phase::Analyze, artifact)]));
    Fixture {
        _folder: folder,
        store,
        insights,
        task,
    }
}

pub(crate) fn generator(store: &ArtifactStore, settings: Settings) -> Generator {
    Generator::new(
        settings,
        store.clone(),
        Metrics::new(&prometheus::Registry::new()).unwrap(),
    )
}

pub(crate) fn context() -> TaskContext {
    TaskContext::new(CancellationToken::new()).0
}

#[tokio::test]
async fn insights_become_documents_that_verify_against_the_snapshot() {
    let Fixture {
        _folder,
        store,
        insights,
        task,
    } = fixture().await;
    let outcome = generator(&store, Settings::default())
        .run(task.clone(), context())
        .await
        .unwrap();
    assert_eq!(outcome.artifact.name, "documents/weekly/2025-W46.set.json");
    let faults: Vec<_> = outcome
        .measures
        .iter()
        .filter(|each| !["words", "social_posts"].contains(&each.name.as_str()) && each.value > 0.0)
        .collect();
    assert!(faults.is_empty(), "{faults:?}");
    let set: DocumentSet = store.get_json(&outcome.artifact).await.unwrap();
    let paths: Vec<_> = set.documents.iter().map(|each| each.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "weekly/2025-W46.activity.svg",
            "weekly/2025-W46.evidence.json",
            "weekly/2025-W46.html",
            "weekly/2025-W46.json",
            "weekly/2025-W46.md",
            "weekly/2025-W46.png",
            "weekly/2025-W46.repositories.svg",
            "weekly/2025-W46.trend.svg",
            "social/weekly/2025-W46/bluesky.evidence.json",
            "social/weekly/2025-W46/bluesky.txt",
            "social/weekly/2025-W46/linkedin.evidence.json",
            "social/weekly/2025-W46/linkedin.txt",
            "social/weekly/2025-W46/mastodon.evidence.json",
            "social/weekly/2025-W46/mastodon.txt",
            "social/weekly/2025-W46/x.evidence.json",
            "social/weekly/2025-W46/x.txt",
            "weekly/feed.atom.xml",
            "weekly/feed.rss.xml",
        ]
    );
    let snapshot: Snapshot = store.get_json(&insights.snapshot).await.unwrap();
    let materials = verify::Materials {
        insights: Some(&insights),
        snapshot: Some(&snapshot),
    };
    let claiming = set
        .documents
        .iter()
        .filter(|each| each.kind != DocumentKind::Feed);
    for document in claiming {
        let text = store.get(&document.artifact).await.unwrap();
        let format = verify::format_of(&document.path).unwrap();
        assert_eq!(format, document.format);
        let stem = document.path.strip_suffix(format.extension()).unwrap();
        let stem = match format {
            DocumentFormat::Svg => stem.rsplit_once('.').unwrap().0,
            _ => stem,
        };
        let evidence = format!("{stem}.evidence.json");
        let evidence = set.documents.iter().find(|each| each.path == evidence).unwrap();
        let sidecar: Sidecar = store.get_json(&evidence.artifact).await.unwrap();
        if matches!(format, DocumentFormat::Svg | DocumentFormat::Png) {
            let name = document.path.strip_prefix("weekly/").unwrap();
            let check = |bytes: &[u8], insights| verify::verify_picture(name, bytes, &sidecar, insights);
            assert_eq!(check(&text, None), []);
            assert_eq!(check(&text, Some(&insights)), []);
            let edited = [&text[..], b" "].concat();
            assert_eq!(check(&edited, None).len(), 1);
            assert_eq!(check(&edited, Some(&insights)).len(), 1);
            continue;
        }
        assert_eq!(
            verify::verify(std::str::from_utf8(&text).unwrap(), format, &sidecar, materials),
            []
        );
    }
    let again = generator(&store, Settings::default())
        .run(task, context())
        .await
        .unwrap();
    assert_eq!(again.artifact, outcome.artifact);
}

#[tokio::test]
async fn evidence_that_the_snapshot_lacks_is_measured() {
    let Fixture {
        _folder,
        store,
        mut insights,
        mut task,
    } = fixture().await;
    let mut snapshot: Snapshot = store.get_json(&insights.snapshot).await.unwrap();
    snapshot.repositories[0].commits.clear();
    insights.snapshot = store
        .put_json("raw/weekly/2025-W46.json", &snapshot)
        .await
        .unwrap();
    let artifact = store
        .put_json("processed/weekly/2025-W46.json", &insights)
        .await
        .unwrap();
    task.inputs.insert(Phase::Analyze, artifact);
    let outcome = generator(&store, Settings::default())
        .run(task, context())
        .await
        .unwrap();
    let claims = outcome
        .measures
        .iter()
        .find(|measure| measure.name == "unsupported_claims")
        .unwrap();
    assert!(
        claims
            .details
            .iter()
            .any(|detail| detail.contains("which the snapshot does not")),
        "{claims:?}"
    );
}

#[tokio::test]
async fn a_broken_template_fails_the_task_and_leaves_the_old_documents() {
    let Fixture {
        _folder, store, task, ..
    } = fixture().await;
    generator(&store, Settings::default())
        .run(task.clone(), context())
        .await
        .unwrap();
    let before = store.resolve("documents/weekly/2025-W46.md").await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("weekly.md.j2"), "{{ front_mater }}").unwrap();
    let settings = Settings {
        templates: Some(folder.path().to_owned()),
        ..Settings::default()
    };
    let failure = generator(&store, settings)
        .run(task, context())
        .await
        .unwrap_err();
    assert!(
        failure.message.contains("did you mean `front_matter`?"),
        "{failure:?}"
    );
    assert!(!failure.retryable && failure.hint.is_some(), "{failure:?}");
    assert_eq!(
        store.resolve("documents/weekly/2025-W46.md").await.unwrap(),
        before
    );
}

#[tokio::test]
async fn a_task_without_insights_is_refused() {
    let Fixture {
        _folder,
        store,
        mut task,
        ..
    } = fixture().await;
    task.inputs.clear();
    let failure = generator(&store, Settings::default())
        .run(task, context())
        .await
        .unwrap_err();
    assert_eq!(failure.message, "the task has no artifact of the analyze phase");
}
