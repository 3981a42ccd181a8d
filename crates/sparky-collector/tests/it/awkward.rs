//! Repositories as they should not be.

use sparky_common::model::CoverageState;
use sparky_testkit::RepositoryBuilder;

use crate::world::World;

#[tokio::test]
async fn empty_and_unborn_are_complete() {
    let repository = RepositoryBuilder::new("demo");
    let week = World::new().week(repository.path()).await;
    assert_eq!(
        (week.coverage.state, week.commits.len()),
        (CoverageState::Complete, 0)
    );
    assert_eq!(week.repository.default_branch.as_deref(), Some("main"));
    repository.commit("a").file("a", "1").make();
    repository.git(["checkout", "--quiet", "--orphan", "unborn"]);
    let week = World::new().week(repository.path()).await;
    assert_eq!(
        (week.coverage.state, week.commits.len()),
        (CoverageState::Complete, 0)
    );
    assert_eq!(week.repository.default_branch.as_deref(), Some("unborn"));
}

#[tokio::test]
async fn a_shallow_clone_says_what_is_missing() {
    let repository = RepositoryBuilder::new("demo");
    repository
        .commit("old")
        .at("2025-10-01T10:00:00Z")
        .file("a", "1")
        .make();
    repository
        .commit("in")
        .at("2025-11-11T10:00:00Z")
        .file("a", "2")
        .make();
    repository
        .commit("in too")
        .at("2025-11-12T10:00:00Z")
        .file("a", "3")
        .make();
    let shallow = repository.shallow_clone("one", 1);
    let week = World::new().week(&shallow).await;
    assert_eq!(
        (week.coverage.state, week.commits.len()),
        (CoverageState::Partial, 1)
    );
    assert_eq!(week.coverage.gaps[0].what, "commits before 2025-11-12T10:00:00Z");
    assert!(week.past.is_empty() && !week.history_complete);
    // Where the cut lies before the window nothing of the window is missing.
    let week = World::new().week(&repository.shallow_clone("three", 3)).await;
    assert_eq!(
        (week.coverage.state, week.commits.len()),
        (CoverageState::Complete, 2)
    );
}

#[tokio::test]
async fn without_file_contents_lines_are_unknown() {
    let repository = RepositoryBuilder::new("demo");
    repository.commit("a").file("a", "1\n").file("b", "1\n").make();
    let week = World::new().week(&repository.partial_clone("partial")).await;
    assert_eq!(week.coverage.state, CoverageState::Partial);
    assert_eq!(week.coverage.gaps[0].what, "line counts of 1 commit");
    assert_eq!(
        (week.commits[0].lines_known, week.commits[0].files.len()),
        (false, 2)
    );
}

#[tokio::test]
async fn damage_stays_where_it_is() {
    let repository = RepositoryBuilder::new("demo");
    let first = repository.commit("first").file("a", "1\n").make();
    let second = repository.commit("second").file("a", "2\n").make();
    repository.commit("third").file("b", "2\n3\n").make();
    repository.corrupt(&repository.git(["rev-parse", "HEAD:b"]));
    let week = World::new().week(repository.path()).await;
    assert_eq!(
        (week.coverage.state, week.commits.len()),
        (CoverageState::Partial, 3)
    );
    assert_eq!(week.commits.iter().filter(|commit| commit.lines_known).count(), 2);

    repository.lose(&first);
    let week = World::new().week(repository.path()).await;
    assert_eq!(week.commits.len(), 2, "what is behind a lost commit is unknown");
    assert!(
        week.coverage
            .gaps
            .iter()
            .any(|gap| gap.what == "the history behind 1 commit"),
        "{:?}",
        week.coverage
    );

    repository.lose(&second);
    repository.corrupt(&repository.git(["rev-parse", "HEAD"]));
    let week = World::new().week(repository.path()).await;
    assert_eq!(week.coverage.state, CoverageState::Failed);
    assert!(
        week.coverage.gaps[0]
            .why
            .starts_with("cannot read the newest commit: object ")
    );
}

#[tokio::test]
async fn strange_text_is_taken_as_it_is() {
    let repository = RepositoryBuilder::new("demo");
    repository.commit("a").file("a", "1\n").make();
    let long = "x".repeat(60 * 1024);
    repository
        .commit("b")
        .message(format!("long\n\n{long}"))
        .file("a", "2\n")
        .make();
    repository.commit("c").file("caf\u{e9}\n\t\"x", "2\n").make();
    let head = repository.git(["rev-parse", "HEAD"]);
    let tree = repository.git(["rev-parse", "HEAD^{tree}"]);
    // `git commit` would mend both, but objects like these exist.
    let tail = b"author <> nonsense\ncommitter X <x@y> 1762950000 +0000\n\ncaf\xe9 \x1b[31m\x07\n";
    let headers = format!("tree {tree}\nparent {head}\n");
    repository.raw_commit(&[headers.as_bytes(), tail].concat());
    let week = World::new().week(repository.path()).await;
    assert_eq!(week.coverage.gaps, []);
    assert_eq!(week.commits.len(), 4);
    let by_subject = |subject: &str| {
        week.commits
            .iter()
            .find(|commit| commit.subject == subject)
            .unwrap()
    };
    assert_eq!(by_subject("long").body.len(), long.len());
    assert_eq!(by_subject("c").files[0].path, "caf\u{e9}\n\t\"x");
    let strange = by_subject("caf\u{fffd} \u{1b}[31m\u{7}");
    assert_eq!(
        (strange.files.len(), strange.authored_at),
        (0, jiff::Timestamp::UNIX_EPOCH)
    );
}
