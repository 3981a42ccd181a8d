//! The whole collector on an organisation: commits from mirrors or from the API, everything else from GitHub.

use std::path::{Path, PathBuf};

use sparky_common::{
    config::CommitsFrom,
    model::{CoverageState, RepositoryActivity, Snapshot, Visibility},
};
use sparky_testkit::RepositoryBuilder;

use super::{
    organisation::{Organisation, assert_same},
    processes::Watch,
    support::TOKEN,
};

pub fn of<'a>(snapshot: &'a Snapshot, name: &str) -> &'a RepositoryActivity {
    let found = snapshot
        .repositories
        .iter()
        .find(|activity| activity.repository.name == name);
    found.unwrap_or_else(|| panic!("{name} is not in the snapshot"))
}

/// A history with everything that is counted in a special way.
pub fn history() -> RepositoryBuilder {
    let repo = RepositoryBuilder::new("api");
    repo.commit("chore: begin")
        .at("2025-10-01T10:00:00Z")
        .author("Old Ada", "ada@old.example.org")
        .file(
            ".mailmap",
            "Ada Lovelace <ada@example.org> <ada@old.example.org>\n",
        )
        .file("src/a.rs", "one\ntwo\nthree\nfour\nfive\n")
        .file("logo.png", vec![0, 1, 2, 3])
        .make();
    let base = repo
        .commit("feat: last week")
        .at("2025-11-05T10:00:00Z")
        .file("src/b.rs", "b\n")
        .make();
    repo.annotated_tag("v0.9.0", &base, "2025-11-05T11:00:00Z");
    repo.commit("refactor: move\n\nThe body.\n\nCo-authored-by: Grace Hopper <grace@example.org>")
        .at("2025-11-10T00:00:00Z")
        .author("Old Ada", "ada@old.example.org")
        .rename("src/a.rs", "src/core/a.rs")
        .make();
    repo.commit("feat: pictures")
        .at("2025-11-11T10:00:00Z")
        .file("logo.png", vec![0, 9, 9])
        .file("empty", "")
        .make();
    repo.branch("topic", "HEAD");
    repo.commit("fix: on a branch")
        .at("2025-11-12T10:00:00Z")
        .authored_at("2019-01-01T00:00:00Z")
        .author("Grace", "7+grace@users.noreply.github.com")
        .file("src/b.rs", "b\nc\n")
        .make();
    repo.switch("main");
    repo.commit("docs: tell\u{202e} it\u{7}")
        .at("2025-11-12T11:00:00Z")
        .file("README.md", "# Api\n")
        .make();
    repo.commit("Merge topic")
        .at("2025-11-13T10:00:00Z")
        .merge("topic")
        .make();
    let tip = repo
        .commit("feat: last second")
        .at("2025-11-16T23:59:59Z")
        .remove("src/core/a.rs")
        .make();
    repo.annotated_tag("v1.0.0", &tip, "2025-11-16T12:00:00Z");
    repo.tag("light", &tip);
    repo.commit("feat: next week")
        .at("2025-11-17T00:00:00Z")
        .file("later", "x\n")
        .make();
    repo
}

#[tokio::test]
async fn mirrors_and_the_api_give_the_same() {
    let mut organisation = Organisation::new();
    organisation.serve("acme/api", history());
    organisation.stage.server.world(|world| {
        world.user("ada", "Ada Lovelace", &["ada@example.org", "ada@old.example.org"]);
        let repo = world.repository("acme/api");
        repo.pull_request(1, "Topic", "grace", "2025-11-12T09:00:00Z")
            .merged("2025-11-13T10:00:00Z");
    });
    let mirror = organisation.snapshot(CommitsFrom::Mirror).await;
    organisation.stage.server.clear_log();
    let api = organisation.snapshot(CommitsFrom::Api).await;
    assert_same(&mirror, &api);
    let activity = of(&mirror, "acme/api");
    assert_eq!(activity.commits.len(), 6);
    assert_eq!(activity.coverage.state, CoverageState::Complete);
    assert_eq!(mirror.organisation, "Acme Corporation");
    assert_eq!(
        organisation.stage.server.log().rest(),
        5,
        "one request for each commit with lines"
    );
    let grace = mirror
        .people
        .iter()
        .find(|person| person.login.as_deref() == Some("grace"))
        .unwrap();
    assert_eq!(activity.pull_requests[0].author.as_ref(), Some(&grace.id));
    let ada = mirror
        .people
        .iter()
        .find(|person| person.login.as_deref() == Some("ada"))
        .unwrap();
    assert!(
        activity.commits.iter().any(|commit| commit.author == ada.id),
        "her address leads to her account"
    );
}

#[tokio::test]
async fn a_repository_that_turns_private_meanwhile_is_not_public() {
    let mut organisation = Organisation::new();
    organisation.serve("acme/api", history());
    organisation.stage.server.world(|world| {
        world.repository("acme/secret").private(true);
        world.repository("acme/open");
        world.repository("acme/gone");
    });
    organisation.stage.server.change_when(
        |request| request.operation == "Visibility",
        |world| {
            world.repository("acme/api").private(true);
            world.delete("acme/gone");
        },
    );
    let snapshot = organisation.snapshot(CommitsFrom::Mirror).await;
    let visibility = |name| of(&snapshot, name).repository.visibility;
    assert_eq!(visibility("acme/api"), Visibility::Private);
    assert_eq!(visibility("acme/secret"), Visibility::Private);
    assert_eq!(visibility("acme/gone"), Visibility::Unknown);
    assert_eq!(visibility("acme/open"), Visibility::Public);
}

#[tokio::test]
async fn one_repository_that_cannot_be_cloned_is_named_and_the_others_are_whole() {
    let mut organisation = Organisation::new();
    organisation.serve("acme/api", history());
    organisation.serve("acme/broken", history());
    std::fs::remove_file(organisation.served.path().join("acme/broken.git")).unwrap();
    let snapshot = organisation.snapshot(CommitsFrom::Mirror).await;
    assert_eq!(of(&snapshot, "acme/broken").coverage.state, CoverageState::Failed);
    assert_eq!(of(&snapshot, "acme/api").coverage.state, CoverageState::Complete);
}

#[tokio::test]
async fn one_repository_by_its_name() {
    let mut organisation = Organisation::new();
    organisation.serve("acme/api", history());
    organisation.stage.server.world(|world| {
        world.repository("acme/other");
    });
    let data = tempfile::tempdir().unwrap();
    let snapshot = organisation
        .collect("acme/api", data.path(), CommitsFrom::Mirror)
        .await
        .unwrap();
    assert_eq!(snapshot.repositories.len(), 1);
}

#[tokio::test]
async fn nobody_finds_the_token() {
    let mut organisation = Organisation::new();
    organisation.serve("acme/api", history());
    let data = tempfile::tempdir().unwrap();
    let watch = Watch::begin();
    let snapshot = organisation
        .collect("acme", data.path(), CommitsFrom::Mirror)
        .await
        .unwrap();
    let processes = watch.end();
    let fetched = organisation.served.path().display().to_string();
    assert!(
        processes.iter().any(|line| line.contains(&fetched)),
        "git was seen"
    );
    assert!(
        !processes.iter().any(|line| line.contains(TOKEN)),
        "{processes:?}"
    );
    assert!(!serde_json::to_string(&snapshot).unwrap().contains(TOKEN));
    let files = files_below(data.path());
    assert!(files.len() > 10);
    for file in files {
        let found = std::fs::read(&file)
            .unwrap()
            .windows(TOKEN.len())
            .any(|bytes| bytes == TOKEN.as_bytes());
        assert!(!found, "{}", file.display());
    }
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| {
            if path.is_dir() {
                files_below(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

#[tokio::test]
async fn failures_say_what_to_do() {
    let organisation = Organisation::new();
    let data = tempfile::tempdir().unwrap();
    let failure = organisation
        .collect("nobody", data.path(), CommitsFrom::Mirror)
        .await
        .unwrap_err();
    assert!(
        failure
            .message
            .contains("github.com knows no organisation or user `nobody`"),
        "{failure}"
    );
    assert!(failure.hint.unwrap().contains("spelling") && !failure.retryable);
}
