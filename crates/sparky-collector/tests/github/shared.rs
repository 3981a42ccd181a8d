//! An organisation that several collectors share.

use std::{collections::BTreeMap, path::Path};

use prometheus::Registry;
use sparky_collector::{Collector, Metrics};
use sparky_common::{
    artifact::ArtifactStore,
    config::CommitsFrom,
    messages::{TaskId, TaskOutcome, TaskSpec, Work},
    model::{Phase, RunRequest, SourceRef, Via},
    period::Kind,
    worker::{TaskContext, TaskHandler},
};
use tokio_util::sync::CancellationToken;

use super::{organisation::Organisation, whole::history};

/// Has a task done by a collector of its own.
async fn work(organisation: &Organisation, data: &Path, part: &str, work: Work) -> TaskOutcome {
    let id = TaskId {
        run: "r".into(),
        phase: Phase::Collect,
        part: part.into(),
        attempt: 1,
    };
    let request = RunRequest {
        kind: Kind::Weekly,
        period: "2025-W46".parse().unwrap(),
        sources: vec![SourceRef::GitHub {
            name: "acme".into(),
            via: Via::Token,
        }],
        organisation: None,
        publish: false,
        dry_run: false,
        model: None,
    };
    let task = TaskSpec {
        work,
        ..TaskSpec::whole(id, request, BTreeMap::new())
    };
    let settings = organisation.settings(data, CommitsFrom::Mirror);
    let store = ArtifactStore::open(data).unwrap();
    let metrics = Metrics::register(&Registry::new()).unwrap();
    let collector = Collector::new(settings, store, metrics).sharing(b"the key of a fleet");
    let (context, _progress) = TaskContext::new(CancellationToken::new());
    collector.run(task, context).await.unwrap()
}

#[tokio::test]
async fn collectors_that_share_an_organisation_find_what_one_finds() {
    let mut organisation = Organisation::new();
    for name in ["acme/api", "acme/cli", "acme/web"] {
        organisation.serve(name, history());
        organisation.stage.server.world(|world| {
            world
                .repository(name)
                .pull_request(1, "Topic", "grace", "2025-11-12T09:00:00Z")
                .merged("2025-11-13T10:00:00Z");
        });
    }
    let alone = tempfile::tempdir().unwrap();
    let whole = work(&organisation, alone.path(), "all", Work::Whole).await;

    let data = tempfile::tempdir().unwrap();
    let plan = work(&organisation, data.path(), "plan", Work::Plan { at_most: 3 }).await;
    assert_eq!(plan.parts, ["1", "2", "3"]);
    let mut parts = BTreeMap::new();
    for part in &plan.parts {
        let plan = plan.artifact.clone();
        let done = work(&organisation, data.path(), part, Work::Part { plan }).await;
        parts.insert(part.clone(), done.artifact);
    }
    let join = Work::Join {
        plan: plan.artifact,
        parts,
        missing: BTreeMap::new(),
    };
    assert_eq!(work(&organisation, data.path(), "join", join).await, whole);
}
