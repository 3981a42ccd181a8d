//! A person works in the repository that is published to.

use std::fs;

use sparky_common::{
    config::{Destination, Layout},
    model::ReceiptState,
};
use sparky_testkit::{RepositoryBuilder, git};

use crate::support::{Desk, chain, colleague, commits, destination, edition, states, with_remote};

/// Staged, changed and new files of the user's.
fn mess(folder: &std::path::Path) -> String {
    fs::write(folder.join("README.md"), "# Changed, not staged\n").unwrap();
    fs::write(folder.join("staged.md"), "staged\n").unwrap();
    git(folder, ["add", "staged.md"]);
    fs::write(folder.join("staged.md"), "staged, then changed\n").unwrap();
    fs::write(folder.join("untracked.md"), "untracked\n").unwrap();
    git(folder, ["status", "--porcelain"])
}

#[test]
fn uncommitted_work_stays_uncommitted() {
    for push in [true, false] {
        let (origin, bare) = with_remote();
        let clone = colleague(origin.root(), &bare, "clone");
        let before = mess(&clone);
        let desk = Desk::new();
        let destination = Destination {
            push,
            ..destination(&clone, Layout::Quartz)
        };
        let receipts = desk.publish(&destination, &edition("2025-W46", "News.")).unwrap();
        assert_eq!(states(&receipts), [ReceiptState::Published]);
        assert_eq!(git(&clone, ["status", "--porcelain"]), before);
        assert_eq!(git(&clone, ["show", ":staged.md"]), "staged");
        assert_eq!(
            fs::read_to_string(clone.join("staged.md")).unwrap(),
            "staged, then changed\n"
        );
        assert!(clone.join("content/blog/2025/11/week-2025-46.md").exists());
        assert_eq!((commits(&clone), commits(&bare)), (2, if push { 2 } else { 1 }));
        assert_eq!(
            git(&clone, ["show", "--format=", "--name-only", "HEAD"])
                .lines()
                .count(),
            3
        );
    }
}

#[test]
fn an_unborn_branch_gets_its_first_commit_and_what_is_staged_stays_staged() {
    let repository = RepositoryBuilder::new("fresh");
    fs::write(repository.path().join("mine.md"), "mine\n").unwrap();
    repository.git(["add", "mine.md"]);
    let desk = Desk::new();
    desk.publish(
        &destination(repository.path(), Layout::Git),
        &edition("2025-W46", "News."),
    )
    .unwrap();
    assert_eq!(commits(repository.path()), 1);
    assert_eq!(repository.git(["status", "--porcelain"]), "A  mine.md");
}

#[test]
fn a_file_of_the_users_in_the_way_is_not_overwritten() {
    let (origin, _) = with_remote();
    let path = origin.path().join("reports/weekly/2025-W46.md");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "My own notes\n").unwrap();
    let desk = Desk::new();
    let destination = destination(origin.path(), Layout::Git);
    let week = edition("2025-W46", "News.");
    for ignored in [false, true] {
        if ignored {
            fs::write(origin.path().join(".git/info/exclude"), "reports/\n").unwrap();
        }
        let error = desk.publish(&destination, &week).unwrap_err();
        assert!(chain(&error).contains("2025-W46.md"), "{}", chain(&error));
        assert!(
            error.hint().unwrap().contains("your own version"),
            "{}",
            chain(&error)
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), "My own notes\n");
        assert_eq!(commits(origin.path()), 1);
    }
    fs::remove_file(&path).unwrap();
    desk.publish(&destination, &week).unwrap();
    assert_eq!(commits(origin.path()), 2);
}

#[test]
fn files_that_a_killed_fast_forward_left_are_taken_over() {
    let (origin, _) = with_remote();
    let desk = Desk::new();
    let destination = destination(origin.path(), Layout::Git);
    let week = edition("2025-W46", "News.");
    let path = origin.path().join("reports/weekly/2025-W46.md");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, &week.contents[0]).unwrap();
    desk.publish(&destination, &week).unwrap();
    assert_eq!(origin.git(["status", "--porcelain"]), "");
    // The same with a correction of a file that git knows.
    let corrected = edition("2025-W46", "Better news.");
    fs::write(&path, &corrected.contents[0]).unwrap();
    desk.publish(&destination, &corrected).unwrap();
    assert_eq!(origin.git(["status", "--porcelain"]), "");
    assert_eq!(commits(origin.path()), 3);
}

#[test]
fn commits_that_the_user_has_not_pushed_are_not_pushed_for_them() {
    let (origin, bare) = with_remote();
    let clone = colleague(origin.root(), &bare, "clone");
    fs::write(clone.join("draft.md"), "not yet\n").unwrap();
    git(&clone, ["add", "draft.md"]);
    git(&clone, ["commit", "--quiet", "--message", "Draft"]);
    let desk = Desk::new();
    desk.publish(
        &destination(&clone, Layout::Quartz),
        &edition("2025-W46", "News."),
    )
    .unwrap();
    assert_eq!(
        git(&bare, ["log", "--format=%s"]),
        "Weekly report 2025-W46\nbegin"
    );
    assert_eq!(
        git(&clone, ["log", "--format=%s"]),
        "Draft\nbegin",
        "the branch is the user's to merge"
    );
    git(&clone, ["pull", "--quiet", "--rebase"]);
    desk.publish(
        &destination(&clone, Layout::Quartz),
        &edition("2025-W46", "News."),
    )
    .unwrap();
    assert_eq!(commits(&bare), 2);
}

#[test]
fn a_clone_that_is_behind_comes_along() {
    let (origin, bare) = with_remote();
    let clone = colleague(origin.root(), &bare, "clone");
    let desk = Desk::new();
    desk.publish(
        &destination(&bare, Layout::Quartz),
        &edition("2025-W45", "Earlier news."),
    )
    .unwrap();
    let through_clone = Destination {
        name: "clone".into(),
        ..destination(&clone, Layout::Quartz)
    };
    desk.publish(&through_clone, &edition("2025-W46", "News."))
        .unwrap();
    assert_eq!((commits(&clone), commits(&bare)), (3, 3));
    assert_eq!(
        git(&clone, ["status", "--porcelain", "--branch"]),
        "## main...origin/main"
    );
}
