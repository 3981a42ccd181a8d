//! Repositories, people and times as they should not be: through mirrors and through the API, with the same result.

use sparky_common::{
    config::CommitsFrom,
    model::{CoverageState, Snapshot},
};
use sparky_testkit::{RepositoryBuilder, git};

use super::{
    organisation::{Organisation, assert_same},
    whole::{history, of},
};

fn assert_quiet(snapshot: &Snapshot, name: &str) {
    let activity = of(snapshot, name);
    assert!(
        activity.coverage.state == CoverageState::Complete && activity.commits.is_empty(),
        "{name}"
    );
}

fn with(repository: RepositoryBuilder) -> Organisation {
    let mut organisation = Organisation::new();
    organisation.serve("acme/odd", repository);
    organisation
}

#[tokio::test]
async fn an_empty_repository() {
    let organisation = Organisation::new();
    organisation.stage.server.world(|world| {
        world.repository("acme/empty");
    });
    assert_quiet(&organisation.both().await, "acme/empty");
}

#[tokio::test]
async fn an_unborn_branch() {
    let organisation = with(RepositoryBuilder::new("unborn"));
    assert_quiet(&organisation.both().await, "acme/odd");
}

#[tokio::test]
async fn an_archived_repository_and_one_without_its_git_data() {
    let organisation = Organisation::new();
    organisation.stage.server.world(|world| {
        world.repository("acme/archived").fact("isArchived", true);
        world.repository("acme/hollow").fact("isEmpty", false);
        world.repository("acme/left-out");
    });
    let snapshot = organisation.both().await;
    assert_quiet(&snapshot, "acme/archived");
    assert_quiet(&snapshot, "acme/hollow");
    assert_eq!(snapshot.repositories.len(), 2);
}

#[tokio::test]
async fn a_message_that_is_not_utf_8() {
    let repo = RepositoryBuilder::new("odd");
    repo.commit("begin")
        .at("2025-11-12T10:00:00Z")
        .file("a", "1\n")
        .make();
    let of_head = |what: &str| repo.git(["rev-parse", what]);
    let (tree, parent) = (of_head("HEAD^{tree}"), of_head("HEAD"));
    // `git commit` would mend the message.
    let head = format!("tree {tree}\nparent {parent}\nauthor A <a@example.org> 1762945200 +0000\n");
    let tail = b"committer A <a@example.org> 1762945200 +0000\n\nfeat: caf\xe9 \xff\n";
    repo.raw_commit(&[head.as_bytes(), tail].concat());
    let snapshot = with(repo).both().await;
    assert_eq!(
        of(&snapshot, "acme/odd").commits[0].subject,
        "feat: caf\u{fffd} \u{fffd}"
    );
}

#[tokio::test]
async fn a_message_of_60_kib() {
    let repo = RepositoryBuilder::new("odd");
    repo.commit("long")
        .message(vec![b'x'; 60 * 1024])
        .at("2025-11-12T10:00:00Z")
        .make();
    let snapshot = with(repo).both().await;
    assert_eq!(of(&snapshot, "acme/odd").commits[0].subject.len(), 60 * 1024);
}

#[tokio::test]
async fn control_and_bidi_characters() {
    let repo = RepositoryBuilder::new("odd");
    repo.commit("fix: \u{202e}evil\u{2066} \u{1b}[31m\u{7}")
        .at("2025-11-12T10:00:00Z")
        .make();
    let organisation = with(repo);
    organisation.stage.server.world(|world| {
        let repo = world.repository("acme/odd");
        repo.pull_request(1, "bidi \u{202e} title \u{0}", "ada", "2025-11-12T10:00:00Z");
    });
    let snapshot = organisation.both().await;
    let odd = of(&snapshot, "acme/odd");
    assert_eq!(
        odd.commits[0].subject,
        "fix: \u{202e}evil\u{2066} \u{1b}[31m\u{7}"
    );
    assert_eq!(odd.pull_requests[0].title, "bidi \u{202e} title \u{0}");
}

#[tokio::test]
async fn an_author_without_an_account() {
    let repo = RepositoryBuilder::new("odd");
    repo.commit("fix: by nobody")
        .author("Nobody", "nobody@nowhere.example")
        .at("2025-11-12T12:00:00Z")
        .make();
    let snapshot = with(repo).both().await;
    let nobody = snapshot.people.iter().find(|person| person.name == "Nobody");
    assert_eq!(nobody.unwrap().login, None);
}

#[tokio::test]
async fn a_user_who_was_deleted_and_a_bot() {
    let organisation = with(history());
    organisation.stage.server.world(|world| {
        let repo = world.repository("acme/odd");
        // Accounts that are gone are null.
        repo.pull_request(1, "by a ghost", "ghost", "2025-11-12T10:00:00Z")
            .review("ghost", "2025-11-12T11:00:00Z", "COMMENTED")
            .comment("ghost", "2025-11-12T12:00:00Z");
        repo.pull_request(2, "chore(deps): bump", "dependabot", "2025-11-12T10:00:00Z")
            .closed("2025-11-13T00:00:00Z");
        repo.issue(3, "", "ghost", "2025-11-12T10:00:00Z");
    });
    let snapshot = organisation.both().await;
    let odd = of(&snapshot, "acme/odd");
    let [request, by_bot] = &odd.pull_requests[..] else {
        panic!("two pull requests")
    };
    assert_eq!((&request.author, &odd.issues[0].author), (&None, &None));
    assert_eq!(request.reviews[0].reviewer, None);
    assert_eq!(request.comments[0].author, None);
    let bot = snapshot
        .people
        .iter()
        .find(|person| person.login.as_deref() == Some("dependabot[bot]"))
        .unwrap();
    assert!(bot.bot && by_bot.author.as_ref() == Some(&bot.id));
}

#[tokio::test]
async fn clocks_that_are_years_behind_and_ahead() {
    let repo = RepositoryBuilder::new("odd");
    for (subject, authored, committed) in [
        ("in", "2001-01-01T00:00:00Z", "2025-11-11T10:00:00Z"),
        ("far behind", "2001-01-01T00:00:00Z", "2001-01-01T00:00:00Z"),
        ("far ahead", "2093-01-01T00:00:00Z", "2093-01-01T00:00:00Z"),
        ("in too", "2040-01-01T00:00:00Z", "2025-11-12T10:00:00Z"),
    ] {
        repo.commit(subject)
            .authored_at(authored)
            .at(committed)
            .file("a", subject)
            .make();
    }
    let snapshot = with(repo).both().await;
    let subjects: Vec<_> = of(&snapshot, "acme/odd")
        .commits
        .iter()
        .map(|commit| commit.subject.as_str())
        .collect();
    assert_eq!(subjects, ["in too", "in"]);
}

#[tokio::test]
async fn a_repository_that_is_renamed_or_transferred_between_two_collections() {
    for commits in [CommitsFrom::Mirror, CommitsFrom::Api] {
        let mut organisation = Organisation::new();
        for name in ["acme/api", "acme/leaves", "other/comes"] {
            organisation.serve(name, history());
        }
        organisation.stage.server.world(|world| {
            world.organisation("other", "Other");
            world
                .repository("acme/api")
                .issue(1, "it breaks", "ada", "2025-11-12T10:00:00Z");
        });
        let data = tempfile::tempdir().unwrap();
        let before = organisation.collect("acme", data.path(), commits).await.unwrap();
        organisation.stage.server.world(|world| {
            world.repository("acme/api").rename("acme/renamed");
            world.repository("acme/leaves").rename("other/leaves");
            world.repository("other/comes").rename("acme/comes");
        });
        for (from, to) in [("acme/api", "acme/renamed"), ("other/comes", "acme/comes")] {
            let at = |name| organisation.served.path().join(format!("{name}.git"));
            std::fs::rename(at(from), at(to)).unwrap();
        }
        let known = organisation.collect("acme", data.path(), commits).await.unwrap();
        assert_same(&known, &organisation.snapshot(commits).await);
        let names: Vec<_> = known
            .repositories
            .iter()
            .map(|activity| activity.repository.name.as_str())
            .collect();
        assert_eq!(names, ["acme/comes", "acme/renamed"]);
        let (before, after) = (of(&before, "acme/api"), of(&known, "acme/renamed"));
        assert_eq!((&before.commits, &before.issues), (&after.commits, &after.issues));
    }
}

#[tokio::test]
async fn a_pull_request_of_3_000_files() {
    let organisation = with(history());
    organisation.stage.server.world(|world| {
        world
            .repository("acme/odd")
            .pull_request(2, "chore: import", "ada", "2025-11-12T10:00:00Z")
            .field("additions", 3_000_000)
            .field("changedFiles", 3_000)
            .closed("2025-11-13T00:00:00Z");
    });
    organisation.stage.server.clear_log();
    let snapshot = organisation.snapshot(CommitsFrom::Mirror).await;
    assert_eq!(of(&snapshot, "acme/odd").pull_requests[0].lines.added, 3_000_000);
    // GitHub lists only some of them: they are never asked for.
    assert_eq!(organisation.stage.server.log().rest(), 0);
    assert_same(&snapshot, &organisation.snapshot(CommitsFrom::Api).await);
}

#[tokio::test]
async fn a_commit_of_more_files_than_the_api_tells() {
    let repo = RepositoryBuilder::new("odd");
    for (subject, files) in [("many", 130), ("too many", 3_001)] {
        let mut commit = repo.commit(subject).at("2025-11-12T14:00:00Z");
        for number in 0..files {
            commit = commit.file(&format!("{subject}/{number}.txt"), "line\n");
        }
        commit.make();
    }
    let organisation = with(repo);
    let files = |snapshot: &Snapshot, subject: &str| {
        let commits = &of(snapshot, "acme/odd").commits;
        let commit = commits.iter().find(|commit| commit.subject == subject).unwrap();
        (commit.lines_known, commit.files.len())
    };
    let mirror = organisation.snapshot(CommitsFrom::Mirror).await;
    assert_eq!(files(&mirror, "many"), (true, 130));
    assert_eq!(files(&mirror, "too many"), (true, 3_001));
    assert_eq!(of(&mirror, "acme/odd").coverage.gaps, []);
    let api = organisation.snapshot(CommitsFrom::Api).await;
    assert_eq!(files(&api, "many"), (true, 130));
    assert_eq!(files(&api, "too many"), (false, 0));
    let coverage = &of(&api, "acme/odd").coverage;
    assert_eq!(coverage.state, CoverageState::Partial);
    assert_eq!(coverage.gaps[0].what, "line counts of 1 commit");
    assert!(coverage.gaps[0].why.contains("no more than 3000 files"));
}

#[tokio::test]
async fn the_same_commits_in_a_fork() {
    let mut organisation = Organisation::new();
    let upstream = history();
    let fork = RepositoryBuilder::new("fork");
    let from = upstream.path().to_string_lossy().into_owned();
    git(fork.path(), ["pull", "--quiet", &from, "main"]);
    organisation.serve("acme/api", upstream);
    organisation.serve("acme/fork", fork);
    organisation.stage.server.world(|world| {
        world.repository("acme/fork").fact("isFork", true);
    });
    let snapshot = organisation.both().await;
    let commits = &of(&snapshot, "acme/api").commits;
    assert_eq!(commits.len(), 6);
    assert_eq!(commits, &of(&snapshot, "acme/fork").commits);
}

#[tokio::test]
async fn a_repository_that_is_deleted_while_it_is_read() {
    for commits in [CommitsFrom::Mirror, CommitsFrom::Api] {
        let mut organisation = Organisation::new();
        organisation.serve("acme/api", history());
        organisation.serve("acme/gone", history());
        let clone = organisation.served.path().join("acme/gone.git");
        organisation.stage.server.change_when(
            |request| request.operation == "Batch",
            move |world| {
                world.delete("acme/gone");
                std::fs::remove_file(&clone).unwrap();
            },
        );
        organisation.stage.server.world(|world| {
            world
                .repository("acme/gone")
                .issue(1, "it breaks", "ada", "2025-11-12T10:00:00Z");
        });
        let snapshot = organisation.snapshot(commits).await;
        assert_ne!(of(&snapshot, "acme/gone").coverage.state, CoverageState::Complete);
        assert_eq!(of(&snapshot, "acme/api").coverage.state, CoverageState::Complete);
        assert_eq!(of(&snapshot, "acme/api").commits.len(), 6, "{commits:?}");
    }
}
