//! What says no, and what one reads then.

use std::fs;

use sparky_common::config::{Destination, Layout};
use sparky_testkit::{RepositoryBuilder, git};

use crate::support::{Desk, chain, colleague, commits, destination, edition, hook, with_remote};

/// The error of publishing, with its causes and the way out.
fn refusal(desk: &Desk, destination: &Destination) -> String {
    let error = desk
        .publish(destination, &edition("2025-W46", "News."))
        .expect_err("it is refused");
    format!("{} ({})", chain(&error), error.hint().unwrap_or_default())
}

#[test]
fn a_hook_is_quoted_and_nothing_is_published() {
    let (_origin, bare) = with_remote();
    hook(&bare, "pre-receive", "echo 'No reports on Fridays' >&2; exit 1");
    let desk = Desk::new();
    let said = refusal(&desk, &destination(&bare, Layout::Quartz));
    assert!(said.contains("No reports on Fridays; "), "{said}");
    assert!(said.contains("pre-receive hook declined"), "{said}");
    assert_eq!(commits(&bare), 1);
    fs::remove_file(bare.join("hooks/pre-receive")).unwrap();
    desk.publish(&destination(&bare, Layout::Quartz), &edition("2025-W46", "News."))
        .unwrap();
    assert_eq!(commits(&bare), 2);
}

#[test]
fn a_clone_stays_as_it_was_when_its_remote_refuses() {
    let (origin, bare) = with_remote();
    let clone = colleague(origin.root(), &bare, "clone");
    hook(&bare, "update", "echo 'read only'; exit 1");
    let desk = Desk::new();
    let said = refusal(&desk, &destination(&clone, Layout::Quartz));
    assert!(said.contains("hook declined"), "{said}");
    assert_eq!((commits(&clone), commits(&bare)), (1, 1));
    assert_eq!(git(&clone, ["status", "--porcelain"]), "");
}

#[test]
fn what_is_not_there_is_named() {
    let desk = Desk::new();
    let nowhere = desk.data().join("nowhere");
    let said = refusal(&desk, &destination(&nowhere, Layout::Git));
    assert!(
        said.starts_with(&format!("there is no folder `{}`", nowhere.display())),
        "{said}"
    );
    let said = refusal(&desk, &destination(desk.data(), Layout::Git));
    assert!(said.starts_with("cannot open the repository"), "{said}");
    let url = format!("file://{}", nowhere.display());
    let said = refusal(
        &desk,
        &Destination {
            repository: url,
            ..destination(&nowhere, Layout::Git)
        },
    );
    assert!(said.contains("does not appear to be a git repository"), "{said}");
    assert!(said.contains("check `repository` of this destination"), "{said}");
}

#[test]
fn a_remote_that_cannot_be_reached_is_tried_and_no_credential_is_told() {
    let desk = Desk::new();
    // Nobody listens there.
    let port = sparky_testkit::free_port();
    let repository = format!("http://ada:s3cret@127.0.0.1:{port}/docs.git");
    let said = refusal(
        &desk,
        &Destination {
            repository,
            ..destination(desk.data(), Layout::Git)
        },
    );
    assert!(
        said.starts_with("gave up after 3 attempts: cannot ask `http://127.0.0.1:"),
        "{said}"
    );
    assert!(said.contains("check the network"), "{said}");
    assert!(!said.contains("s3cret"), "{said}");
}

#[test]
fn a_server_that_wants_a_password_gets_none_and_nobody_is_asked() {
    use std::io::{Read, Write};
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let repository = format!("http://{}/docs.git", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            let _ = stream.read(&mut request);
            let _ = stream.write_all(
                b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"docs\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            );
        }
    });
    let desk = Desk::new();
    let said = refusal(
        &desk,
        &Destination {
            repository,
            ..destination(desk.data(), Layout::Git)
        },
    );
    assert!(said.contains("could not read Username"), "{said}");
    assert!(said.contains("credential helpers"), "{said}");
}

#[test]
fn branches_that_are_not_there_are_named() {
    let (origin, bare) = with_remote();
    let desk = Desk::new();
    for repository in [&bare, origin.path()] {
        let absent = Destination {
            branch: "absent".into(),
            ..destination(repository, Layout::Git)
        };
        let said = refusal(&desk, &absent);
        assert!(
            said.contains("has no branch `absent` (create the branch there"),
            "{said}"
        );
    }
    origin.git(["checkout", "--quiet", "--detach"]);
    let said = refusal(&desk, &destination(origin.path(), Layout::Git));
    assert!(
        said.contains("its HEAD is detached (check out a branch there"),
        "{said}"
    );
    // A branch by name needs no HEAD.
    let named = Destination {
        branch: "main".into(),
        ..destination(origin.path(), Layout::Git)
    };
    desk.publish(&named, &edition("2025-W46", "News.")).unwrap();
    assert_eq!(origin.git(["rev-list", "--count", "main"]), "2");
}

#[test]
fn a_branch_in_another_worktree_and_a_merge_under_way_are_left_alone() {
    let (origin, _) = with_remote();
    origin.worktree("elsewhere");
    let desk = Desk::new();
    let elsewhere = Destination {
        branch: "elsewhere".into(),
        ..destination(origin.path(), Layout::Git)
    };
    let said = refusal(&desk, &elsewhere);
    assert!(said.contains("is checked out in another worktree"), "{said}");
    fs::write(
        origin.path().join(".git/MERGE_HEAD"),
        origin.git(["rev-parse", "HEAD"]),
    )
    .unwrap();
    let said = refusal(&desk, &destination(origin.path(), Layout::Git));
    assert!(
        said.contains("a merge, rebase or the like is under way"),
        "{said}"
    );
}

#[test]
fn a_history_that_was_never_pushed_gets_no_second_root() {
    let repository = RepositoryBuilder::new("fresh");
    repository.commit("begin").file("README.md", "# Docs\n").make();
    let empty = repository.root().join("empty.git");
    git(
        repository.root(),
        ["init", "--quiet", "--bare", &empty.display().to_string()],
    );
    repository.git(["remote", "add", "origin", &empty.display().to_string()]);
    let desk = Desk::new();
    let said = refusal(&desk, &destination(repository.path(), Layout::Git));
    assert!(
        said.contains("was never pushed") && said.contains("git push -u origin"),
        "{said}"
    );
}

#[test]
fn a_file_where_the_folder_of_reports_should_be_is_an_error() {
    let (origin, bare) = with_remote();
    origin.git(["remote", "add", "origin", &bare.display().to_string()]);
    origin.commit("in the way").file("reports", "a file\n").make();
    origin.git(["push", "--quiet", "origin", "main"]);
    let desk = Desk::new();
    let said = refusal(&desk, &destination(&bare, Layout::Git));
    assert!(said.contains("`path` of this destination"), "{said}");
    assert_eq!(commits(&bare), 2);
}

#[test]
fn a_busy_destination_is_waited_for_within_bounds() {
    let (_origin, bare) = with_remote();
    let desk = Desk::new();
    fs::create_dir_all(desk.data().join("publish")).unwrap();
    let lock = fs::File::create(desk.data().join("publish/docs.lock")).unwrap();
    lock.lock().unwrap();
    let mut impatient = crate::support::patience();
    impatient.lock = std::time::Duration::from_millis(100);
    let error = desk
        .publish_with(
            impatient,
            &destination(&bare, Layout::Git),
            &edition("2025-W46", "News."),
        )
        .expect_err("it is busy");
    assert!(
        chain(&error).starts_with("another publisher has been busy"),
        "{}",
        chain(&error)
    );
    assert_eq!(commits(&bare), 1);
}

#[test]
fn what_is_about_private_repositories_goes_only_where_members_read() {
    let (_origin, bare) = with_remote();
    let desk = Desk::new();
    let mut report = edition("2025-W46", "News of a secret.");
    report.set.private = true;
    let public = destination(&bare, Layout::Quartz);
    let error = desk.publish(&public, &report).expect_err("others may read it");
    assert!(
        chain(&error).contains("private repositories"),
        "{}",
        chain(&error)
    );
    assert_eq!(commits(&bare), 1);
    let for_members = Destination {
        private: true,
        ..public
    };
    desk.publish(&for_members, &report).unwrap();
    assert_eq!(commits(&bare), 2);
}
