//! Someone else is faster.

use sparky_common::{
    config::{Destination, Layout},
    model::ReceiptState,
};
use sparky_publisher::destination::Step;
use sparky_testkit::git;

use crate::support::{
    Desk, Meanwhile, chain, colleague, commits, destination, edition, show, states, with_remote,
};

#[test]
fn a_commit_that_came_in_between_stays_below_ours() {
    let (origin, bare) = with_remote();
    let grace = colleague(origin.root(), &bare, "grace");
    let desk = Desk::new();
    let destination = destination(&bare, Layout::Quartz);
    let pushes = Meanwhile::new(Step::Intended, 2, |number| push(&grace, number));
    let receipts = desk
        .publish_watched(&destination, &edition("2025-W46", "News."), &pushes)
        .unwrap();
    assert_eq!(states(&receipts), [ReceiptState::Published]);
    assert_eq!(
        git(&bare, ["log", "--format=%s", "--reverse"])
            .lines()
            .collect::<Vec<_>>(),
        ["begin", "Grace 0", "Grace 1", "Weekly report 2025-W46"]
    );
    assert_eq!(show(&bare, "grace-1.md"), "1");
}

#[test]
fn a_remote_that_never_rests_ends_in_a_clear_error_and_the_next_try_works() {
    let (origin, bare) = with_remote();
    let grace = colleague(origin.root(), &bare, "grace");
    let desk = Desk::new();
    let destination = destination(&bare, Layout::Quartz);
    let week = edition("2025-W46", "News.");
    let pushes = Meanwhile::new(Step::Intended, u32::MAX, |number| push(&grace, number));
    let error = desk.publish_watched(&destination, &week, &pushes).unwrap_err();
    assert!(
        chain(&error).starts_with("gave up after 3 attempts: cannot publish to the branch `main`"),
        "{error}"
    );
    assert!(error.hint().unwrap().contains("publish again"));
    assert_eq!(commits(&bare), 4);
    desk.publish(&destination, &week).unwrap();
    assert_eq!(commits(&bare), 5);
}

#[test]
fn another_publication_in_between_stays_in_the_lists() {
    let (_origin, bare) = with_remote();
    let (desk, other) = (Desk::new(), Desk::new());
    let destination = destination(&bare, Layout::Quartz);
    let faster = Meanwhile::new(Step::Intended, 1, |_| {
        other
            .publish(&destination, &edition("2025-W45", "Earlier news."))
            .unwrap();
    });
    desk.publish_watched(&destination, &edition("2025-W46", "News."), &faster)
        .unwrap();
    let year = show(&bare, "content/blog/2025/index.md");
    assert!(
        year.contains("week-2025-45.md") && year.contains("week-2025-46.md"),
        "{year}"
    );
}

#[test]
fn a_local_branch_that_moves_is_not_overwritten() {
    let (origin, _) = with_remote();
    origin.git(["branch", "reports"]);
    let desk = Desk::new();
    let destination = Destination {
        branch: "reports".into(),
        push: false,
        ..destination(origin.path(), Layout::Git)
    };
    let moves = Meanwhile::new(Step::Intended, 1, |_| {
        let commit = origin.commit("Someone's").file("x.md", "x").make();
        origin.git(["update-ref", "refs/heads/reports", &commit]);
    });
    desk.publish_watched(&destination, &edition("2025-W46", "News."), &moves)
        .unwrap();
    assert_eq!(
        origin.git(["log", "--format=%s", "reports"]),
        "Weekly report 2025-W46\nSomeone's\nbegin"
    );
    assert_eq!(origin.git(["status", "--porcelain"]), "");
}

fn push(grace: &std::path::Path, number: u32) {
    git(grace, ["pull", "--quiet", "--rebase"]);
    std::fs::write(grace.join(format!("grace-{number}.md")), number.to_string()).unwrap();
    git(grace, ["add", "--all"]);
    git(
        grace,
        ["commit", "--quiet", "--message", &format!("Grace {number}")],
    );
    git(grace, ["push", "--quiet"]);
}
