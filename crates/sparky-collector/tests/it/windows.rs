//! Which commits belong to a window, and what is said about the time before.

use sparky_testkit::RepositoryBuilder;

use crate::world::{World, repo};

#[tokio::test]
async fn windows_are_half_open_and_follow_the_committer_date() {
    let repository = RepositoryBuilder::new("demo");
    for (date, authored) in [
        ("2025-11-09T23:59:59Z", "2025-11-12T00:00:00Z"),
        ("2025-11-10T00:00:00Z", "2001-01-01T00:00:00Z"),
        ("2025-11-16T23:59:59Z", "2030-01-01T00:00:00Z"),
        ("2025-11-17T00:00:00Z", "2025-11-12T00:00:00Z"),
    ] {
        repository
            .commit(date)
            .at(date)
            .authored_at(authored)
            .file("a", date)
            .make();
    }
    let week = World::new().week(repository.path()).await;
    let subjects: Vec<_> = week
        .commits
        .iter()
        .map(|commit| commit.subject.as_str())
        .collect();
    assert_eq!(subjects, ["2025-11-16T23:59:59Z", "2025-11-10T00:00:00Z"]);
    assert_eq!(week.past.last().map(|past| past.commits.len()), Some(1));
    assert!(week.history_complete);
}

#[tokio::test]
async fn a_wrong_clock_hides_nothing() {
    let repository = RepositoryBuilder::new("demo");
    repository
        .commit("in")
        .at("2025-11-11T10:00:00Z")
        .file("a", "1")
        .make();
    // More than are followed while dates are trusted; the one from the future says that they are not to be.
    for number in 0..100 {
        repository
            .commit("skewed")
            .at("2001-01-01T00:00:00Z")
            .file("a", format!("{number}"))
            .make();
    }
    repository
        .commit("future")
        .at("2093-01-01T00:00:00Z")
        .file("a", "2")
        .make();
    repository
        .commit("in too")
        .at("2025-11-12T10:00:00Z")
        .file("a", "3")
        .make();
    let week = World::new().week(repository.path()).await;
    assert_eq!(
        week.commits
            .iter()
            .map(|commit| &commit.subject)
            .collect::<Vec<_>>(),
        ["in too", "in"]
    );
    assert!(
        !week.history_complete,
        "commits older than the past periods exist"
    );
}

#[tokio::test]
async fn tags_of_the_window_are_releases() {
    let repository = RepositoryBuilder::new("demo");
    let old = repository
        .commit("old")
        .at("2025-10-01T10:00:00Z")
        .file("a", "1")
        .make();
    let new = repository
        .commit("new")
        .at("2025-11-12T10:00:00Z")
        .file("a", "2")
        .make();
    repository.tag("light-old", &old);
    repository.tag("v2/light", &new);
    repository.annotated_tag("annotated", &old, "2025-11-11T10:00:00Z");
    repository.annotated_tag("annotated-late", &new, "2025-12-01T10:00:00Z");
    repository.git(["tag", "tree", "HEAD^{tree}"]);
    let shape = |week: sparky_common::model::RepositoryActivity| {
        assert_eq!(week.coverage.gaps, []);
        let tags = week
            .releases
            .into_iter()
            .map(|release| (release.tag, release.oid, release.author.is_some()));
        tags.collect::<Vec<_>>()
    };
    let expected = [
        ("annotated".to_owned(), old, true),
        ("v2/light".to_owned(), new, false),
    ];
    assert_eq!(shape(World::new().week(repository.path()).await), expected);
    repository.git(["pack-refs", "--all"]);
    assert_eq!(shape(World::new().week(repository.path()).await), expected);
}

#[tokio::test]
async fn people_are_joined_and_bots_are_known() {
    let repository = RepositoryBuilder::new("demo");
    let people = [
        ("ada", "ada@old.org"),
        ("Ada Lovelace", "ada@new.org"),
        ("Bob", "12+bob@users.noreply.github.com"),
        ("bobby", "bob@users.noreply.github.com"),
        ("dependabot[bot]", "49+dependabot[bot]@users.noreply.github.com"),
        ("Renovate", "bot@renovate.example"),
    ];
    repository
        .commit("map")
        .file(".mailmap", "Ada Lovelace <ada@new.org> <ada@old.org>\n")
        .make();
    for (name, email) in people {
        repository.commit(name).author(name, email).file("a", name).make();
    }
    let message = "pair\n\nCo-authored-by: Bob <12+bob@users.noreply.github.com>\n";
    repository
        .commit("pair")
        .message(message)
        .author("Ada", "ADA@new.org")
        .file("a", "pair")
        .make();
    let bare = repository.bare_clone("demo");
    let world = World::new();
    let snapshot = world.snapshot("2025-W46", &[repo(&bare)]).await;
    let shown: Vec<_> = snapshot
        .people
        .iter()
        .map(|person| (person.name.as_str(), person.bot))
        .collect();
    let expected = [
        ("Ada Lovelace", false),
        ("Bob", false),
        ("Renovate", true),
        ("dependabot[bot]", true),
    ];
    for person in expected {
        assert!(shown.contains(&person), "{person:?} in {shown:?}");
    }
    // The fixture's own Ada wrote the first commit.
    assert_eq!(shown.len(), expected.len() + 1);
    let pair = snapshot.repositories[0]
        .commits
        .iter()
        .find(|commit| commit.subject == "pair")
        .unwrap();
    assert_eq!(pair.co_authors.len(), 1);
    assert!(!serde_json::to_string(&snapshot.people).unwrap().contains('@'));
}
