//! The collect phase from the outside.

use sparky_common::{artifact::snapshot_name, model::SourceRef};
use sparky_testkit::{RepositoryBuilder, git};

use crate::world::{World, repo};

#[tokio::test]
async fn the_same_repositories_give_the_same_bytes_and_each_is_taken_once() {
    let (one, two) = (RepositoryBuilder::new("one"), RepositoryBuilder::new("two"));
    one.commit("a").file("a", "1").make();
    two.commit("b").file("a", "1").make();
    two.origin("git@github.com:acme/two.git");
    let linked = one.worktree("linked");
    let world = World::new();
    let all = [
        repo(one.path()),
        repo(two.path()),
        repo(one.path()),
        repo(linked),
        SourceRef::Folder(one.root().into()),
    ];
    let first = world.run("2025-W46", &all).await.unwrap();
    let reversed: Vec<_> = all.iter().rev().cloned().collect();
    let second = world.run("2025-W46", &reversed).await.unwrap();
    assert_eq!(first.artifact, second.artifact);
    assert_eq!(first.artifact.name, snapshot_name("2025-W46".parse().unwrap()));
    let snapshot = world.snapshot("2025-W46", &all).await;
    let names: Vec<_> = snapshot
        .repositories
        .iter()
        .map(|activity| activity.repository.name.as_str())
        .collect();
    assert_eq!(names, ["acme/two", "one"]);
    assert_eq!(
        snapshot.repositories[0].repository.web_url.as_deref(),
        Some("https://github.com/acme/two")
    );
    let commits = first
        .measures
        .iter()
        .find(|measure| measure.name == "commits")
        .unwrap();
    assert_eq!(commits.value.to_string(), "2");
}

#[tokio::test]
async fn folders_are_searched_and_names_are_told_apart() {
    let builder = RepositoryBuilder::new("work");
    builder.commit("a").file("a", "1").make();
    let root = tempfile::tempdir().unwrap();
    for (folder, bare) in [
        ("x/repo", false),
        ("y/repo", true),
        ("solo.git", true),
        (".hidden", false),
        ("z/.kept.git", true),
    ] {
        let path = root.path().join(folder);
        let (from, to) = (builder.path().to_string_lossy(), path.to_string_lossy());
        git(
            root.path(),
            [
                "clone",
                "--quiet",
                if bare { "--bare" } else { "--no-bare" },
                &from,
                &to,
            ],
        );
        git(&path, ["remote", "remove", "origin"]);
    }
    let inside = root.path().join("x/repo/inner").to_string_lossy().into_owned();
    git(root.path(), ["init", "--quiet", &inside]);
    let snapshot = World::new()
        .snapshot("2025-W46", &[SourceRef::Folder(root.path().into())])
        .await;
    let names: Vec<_> = snapshot
        .repositories
        .iter()
        .map(|activity| activity.repository.name.as_str())
        .collect();
    assert_eq!(names, [".kept", "inner", "solo", "x/repo", "y/repo"]);
    assert_eq!(
        snapshot.organisation,
        root.path().file_name().unwrap().to_string_lossy()
    );
}

#[tokio::test]
async fn one_bad_source_is_named_and_spoils_nothing() {
    let good = RepositoryBuilder::new("good");
    good.commit("a").file("a", "1").make();
    let nothing = tempfile::tempdir().unwrap();
    let sources = [repo(good.path()), repo(nothing.path()), repo("/nowhere/at/all")];
    let outcome = World::new().run("2025-W46", &sources).await.unwrap();
    let measure = |name: &str| {
        outcome
            .measures
            .iter()
            .find(|measure| measure.name == name)
            .unwrap()
            .clone()
    };
    assert_eq!(measure("repositories_complete").value.to_string(), "1");
    let failed = measure("repositories_failed");
    assert_eq!(failed.value.to_string(), "2");
    assert!(
        failed
            .details
            .contains(&"/nowhere/at/all: everything: there is no `/nowhere/at/all`".to_owned())
    );
}

#[tokio::test]
async fn mistakes_are_not_worth_a_second_try_and_come_with_a_hint() {
    let (world, nothing) = (World::new(), tempfile::tempdir().unwrap());
    for (period, sources, message) in [
        ("2025-W46", vec![], "there is no repository to collect from"),
        (
            "2025-W46",
            vec![repo(nothing.path())],
            "is not in a git repository",
        ),
        (
            "2025-W46",
            vec![SourceRef::Folder(nothing.path().into())],
            "there is no git repository below",
        ),
        ("2999-W01", vec![repo(nothing.path())], "2999-W01 has not begun"),
    ] {
        let failure = world.run(period, &sources).await.unwrap_err();
        assert!(failure.message.contains(message), "{}", failure.message);
        assert!(!failure.retryable && failure.hint.is_some(), "{failure:?}");
    }
}

#[tokio::test]
async fn a_slow_repository_is_given_up_and_named() {
    let slow = RepositoryBuilder::new("slow");
    slow.commit("a").file("a", "1").make();
    let mut world = World::new();
    world.settings.repository_timeout_seconds = 0;
    let outcome = world.run("2025-W46", &[repo(slow.path())]).await.unwrap();
    let failed = outcome
        .measures
        .iter()
        .find(|measure| measure.name == "repositories_failed")
        .unwrap();
    assert_eq!(
        failed.details,
        ["slow: everything: the repository was given up: it took longer than 0 s"]
    );
}
