//! URLs, kept as bare mirrors.

use sparky_common::model::{CoverageState, SourceRef};
use sparky_testkit::RepositoryBuilder;

use crate::world::World;

fn url(repository: &RepositoryBuilder) -> SourceRef {
    SourceRef::Url(format!("file://{}", repository.path().display()))
}

#[tokio::test]
async fn a_mirror_follows_its_remote_and_survives_its_absence() {
    let remote = RepositoryBuilder::new("remote");
    remote.commit("one").file("a", "1").make();
    let world = World::new();
    let week = async || {
        world
            .snapshot("2025-W46", &[url(&remote)])
            .await
            .repositories
            .swap_remove(0)
    };
    assert_eq!(week().await.commits.len(), 1);
    // The default branch moves to another name, which fetching alone would not follow.
    remote.branch("trunk", "main");
    remote.commit("two").file("a", "2").make();
    let activity = week().await;
    assert_eq!(
        (
            activity.commits.len(),
            activity.repository.default_branch.as_deref()
        ),
        (2, Some("trunk"))
    );
    assert_eq!(
        (activity.repository.name.as_str(), activity.coverage.state),
        ("remote", CoverageState::Complete)
    );
    std::fs::rename(remote.path(), remote.root().join("away")).unwrap();
    let activity = week().await;
    assert_eq!(
        (activity.commits.len(), activity.coverage.state),
        (2, CoverageState::Partial)
    );
    assert_eq!(
        activity.coverage.gaps[0].what,
        "what happened since the last fetch"
    );
}

#[tokio::test]
async fn credentials_stay_out_of_errors_and_files() {
    let world = World::new();
    let secret = SourceRef::Url("https://user:hunter2@127.0.0.1:1/acme/tool.git".into());
    let outcome = world.run("2025-W46", &[secret]).await.unwrap();
    let failed = outcome
        .measures
        .iter()
        .find(|measure| measure.name == "repositories_failed")
        .unwrap();
    assert!(
        failed.details[0]
            .starts_with("acme/tool: everything: cannot ask `https://127.0.0.1:1/acme/tool.git`")
    );
    let leaked = walk(world.data.path())
        .into_iter()
        .find(|path| String::from_utf8_lossy(&std::fs::read(path).unwrap()).contains("hunter2"));
    assert_eq!(leaked, None);
    assert!(!format!("{:?}", outcome.measures).contains("hunter2"));
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] })
        .collect()
}

#[tokio::test]
async fn what_cannot_be_fetched_is_told_in_gits_words() {
    let world = World::new();
    let missing = world.data.path().join("nope");
    let url = format!("file://{}", missing.display());
    let failure = format!("{:#?}", world.run("2025-W46", &[SourceRef::Url(url)]).await);
    assert!(
        failure.contains("does not appear to be a git repository"),
        "{failure}"
    );
}

#[tokio::test]
async fn a_remote_that_hangs_delays_and_spoils_nobody() {
    // It takes connections and never says a word.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let hangs = format!("http://{}/acme/hangs.git", listener.local_addr().unwrap());
    let repositories: Vec<_> = (0..8)
        .map(|number| {
            let repository = RepositoryBuilder::new(&format!("repo{number}"));
            repository.commit("one").file("a", "1").make();
            repository
        })
        .collect();
    let mut world = World::new();
    world.settings.parallel = 2;
    world.settings.repository_timeout_seconds = 3;
    let sources: Vec<_> = [SourceRef::Url(hangs)]
        .into_iter()
        .chain(repositories.iter().map(url))
        .collect();
    let began = std::time::Instant::now();
    let snapshot = world.snapshot("2025-W46", &sources).await;
    assert!(began.elapsed().as_secs() < 30, "{:?}", began.elapsed());
    let complete = snapshot.count(CoverageState::Complete);
    assert_eq!((complete, snapshot.count(CoverageState::Failed)), (8, 1));
    let hung = &snapshot.repositories[0];
    assert_eq!(hung.repository.name, "hangs");
    assert!(
        hung.coverage.gaps[0].why.contains("took longer than 3 s"),
        "{:?}",
        hung.coverage
    );
}
