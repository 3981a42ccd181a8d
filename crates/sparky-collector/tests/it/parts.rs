//! A collection that several collectors share.

use std::collections::BTreeMap;

use sparky_common::{
    messages::{TaskFailure, TaskId, TaskOutcome, TaskSpec, Work},
    model::{CoverageState, Phase, Snapshot, SourceRef},
    worker::{TaskContext, TaskHandler},
};
use sparky_testkit::RepositoryBuilder;
use tokio_util::sync::CancellationToken;

use crate::world::{World, repo, request};

/// Several collectors on one data folder.
struct Crew {
    world: World,
    sources: Vec<SourceRef>,
}

impl Crew {
    async fn work(&self, part: &str, work: Work) -> Result<TaskOutcome, TaskFailure> {
        let id = TaskId {
            run: "r".into(),
            phase: Phase::Collect,
            part: part.into(),
            attempt: 1,
        };
        let task = TaskSpec {
            work,
            ..TaskSpec::whole(id, request("2025-W46", &self.sources), BTreeMap::new())
        };
        let (context, _progress) = TaskContext::new(CancellationToken::new());
        // Each task goes to a collector of its own.
        let collector = self.world.collector().sharing(b"the key of a fleet");
        collector.run(task, context).await
    }

    async fn plan(&self, at_most: u32) -> TaskOutcome {
        self.work("plan", Work::Plan { at_most }).await.unwrap()
    }

    /// Has the parts done and joined; those in `lost` come to nothing.
    async fn shared(&self, at_most: u32, lost: &[&str]) -> TaskOutcome {
        let plan = self.plan(at_most).await;
        let (mut parts, mut missing) = (BTreeMap::new(), BTreeMap::new());
        // The order in which parts are done leaves no trace.
        for part in plan.parts.iter().rev() {
            if lost.contains(&part.as_str()) {
                missing.insert(part.clone(), "its workers died".to_owned());
                continue;
            }
            let work = Work::Part {
                plan: plan.artifact.clone(),
            };
            parts.insert(part.clone(), self.work(part, work).await.unwrap().artifact);
        }
        let join = Work::Join {
            plan: plan.artifact,
            parts,
            missing,
        };
        self.work("join", join).await.unwrap()
    }

    async fn alone(&self) -> TaskOutcome {
        self.work("all", Work::Whole).await.unwrap()
    }
}

/// People who go by several addresses, in several repositories, one of which cannot be read.
fn repositories() -> (Vec<RepositoryBuilder>, Vec<SourceRef>) {
    let mut repositories = Vec::new();
    for number in 0..7 {
        let repository = RepositoryBuilder::new(&format!("repo-{number}"));
        let at = format!("2025-11-1{number}T10:00:00Z");
        let (name, email) = match number % 3 {
            0 => ("Ada Lovelace", "ada@example.org".to_owned()),
            1 => ("ada", "7+ada@users.noreply.github.com".to_owned()),
            _ => ("Ada Lovelace", format!("ada{number}@example.org")),
        };
        repository
            .commit("feat: begin")
            .at(&at)
            .author(name, &email)
            .file("a", number.to_string())
            .make();
        repository
            .commit("fix: the same everywhere")
            .at("2025-11-16T10:00:00Z")
            .author("Grace", "GRACE@example.org")
            .file("b", "b")
            .make();
        repositories.push(repository);
    }
    let mut sources: Vec<_> = repositories
        .iter()
        .map(|repository| repo(repository.path()))
        .collect();
    sources.push(repo("/nowhere/at/all"));
    (repositories, sources)
}

fn crew(sources: Vec<SourceRef>) -> Crew {
    Crew {
        world: World::new(),
        sources,
    }
}

#[tokio::test]
async fn the_join_of_any_division_is_what_one_collector_makes() {
    let (_repositories, sources) = repositories();
    let crew = crew(sources);
    let alone = crew.alone().await;
    for at_most in [2, 3, 6, 24] {
        assert_eq!(crew.shared(at_most, &[]).await, alone, "in {at_most} parts");
    }
}

#[tokio::test]
async fn a_plan_names_parts_and_is_the_same_each_time() {
    let (_repositories, sources) = repositories();
    let crew = crew(sources);
    let plan = crew.plan(3).await;
    assert_eq!(plan.parts, ["1", "2", "3"]);
    assert_eq!(crew.plan(3).await, plan);
    assert!(crew.plan(1).await.parts.is_empty(), "one part is the whole");
}

#[tokio::test]
async fn what_a_lost_part_would_have_collected_is_named_as_failed() {
    let (_repositories, sources) = repositories();
    let crew = crew(sources);
    let outcome = crew.shared(7, &["3"]).await;
    let snapshot: Snapshot = crew.world.store().get_json(&outcome.artifact).await.unwrap();
    let failed: Vec<_> = snapshot
        .repositories
        .iter()
        .filter(|activity| activity.coverage.state == CoverageState::Failed)
        .map(|activity| {
            (
                activity.repository.name.as_str(),
                activity.coverage.gaps[0].why.as_str(),
            )
        })
        .collect();
    assert_eq!(failed[1], ("repo-2", "its workers died"), "{failed:?}");
    assert_eq!((snapshot.repositories.len(), failed.len()), (8, 2));
}

#[tokio::test]
async fn a_repository_that_goes_between_plan_and_part_is_a_gap() {
    let (mut repositories, sources) = repositories();
    let crew = crew(sources);
    let plan = crew.plan(7).await;
    let gone = repositories.remove(0);
    drop(gone);
    let work = Work::Part {
        plan: plan.artifact.clone(),
    };
    let part = crew.work("1", work).await.unwrap();
    let parts = BTreeMap::from([("1".to_owned(), part.artifact)]);
    let missing = plan.parts[1..].iter().map(|part| (part.clone(), "no".to_owned()));
    let join = Work::Join {
        plan: plan.artifact,
        parts,
        missing: missing.collect(),
    };
    let outcome = crew.work("join", join).await.unwrap();
    let snapshot: Snapshot = crew.world.store().get_json(&outcome.artifact).await.unwrap();
    let why = &snapshot.repositories[1].coverage.gaps[0].why;
    assert_eq!(
        (snapshot.repositories[1].repository.name.as_str(), why.as_str()),
        ("repo-0", "it is gone since the run was planned")
    );
}

#[tokio::test]
async fn no_address_is_readable_on_the_way() {
    let (_repositories, sources) = repositories();
    let crew = crew(sources);
    crew.shared(3, &[]).await;
    let mut seen = 0;
    for entry in walk(crew.world.data.path()) {
        let content = std::fs::read(&entry).unwrap();
        seen += 1;
        let text = String::from_utf8_lossy(&content).to_lowercase();
        assert!(!text.contains("@example.org"), "{}", entry.display());
    }
    assert!(seen > 5, "the store has something in it");
}

/// The artifacts: what collectors hand to each other and to others.
fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for name in ["objects", "parts", "raw"] {
        let mut folders = vec![folder.join(name)];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.push(path);
                }
            }
        }
    }
    files
}
