//! The publisher dies at every step; the next one ends as if nothing had happened.

use rstest::rstest;
use sparky_common::{
    config::{Destination, Layout},
    model::ReceiptState,
};
use sparky_publisher::{destination::Step, receipts::Key};
use sparky_testkit::git;

use crate::support::{Desk, DiesAt, commits, destination, edition, show, states, with_remote};

#[rstest]
fn a_crash_gives_neither_a_second_commit_nor_none(
    #[values(0, 1, 2, 3, 4, 5, 6)] step: usize,
    #[values(true, false)] pushed: bool,
) {
    let step = Step::ALL[step];
    let (origin, bare) = with_remote();
    let repository = if pushed { bare.as_path() } else { origin.path() };
    let desk = Desk::new();
    let destination = Destination {
        push: pushed,
        ..destination(repository, Layout::Quartz)
    };
    let week = edition("2025-W46", "What happened.");

    desk.publish_watched(&destination, &week, &DiesAt(step))
        .expect_err("it dies");
    let receipts = desk
        .publish(&destination, &week)
        .expect("the next one gets through");

    assert_eq!(commits(repository), 2, "{step:?}");
    let post = "content/blog/2025/11/week-2025-46.md";
    assert!(show(repository, post).contains("What happened."));
    let recorded = step == Step::Recorded;
    assert_eq!(
        states(&receipts),
        [if recorded {
            ReceiptState::Unchanged
        } else {
            ReceiptState::Published
        }]
    );
    assert_eq!(
        receipts[0].location.as_deref(),
        Some(git(repository, ["rev-parse", "HEAD"]).as_str())
    );
    let key = Key {
        destination: "docs".into(),
        path: post.into(),
        sha256: receipts[0].sha256.clone(),
    };
    let kept = desk.receipts().find(&key).expect("readable").expect("a receipt");
    assert_eq!(kept.state, ReceiptState::Published);
    if !pushed {
        assert_eq!(
            git(repository, ["status", "--porcelain"]),
            "",
            "the working tree follows"
        );
    }
    assert_eq!(
        states(&desk.publish(&destination, &week).expect("a third time")),
        [ReceiptState::Unchanged]
    );
    assert_eq!(commits(repository), 2);
}

#[test]
fn a_lost_reply_is_found_out() {
    let (_origin, bare) = with_remote();
    let desk = Desk::new();
    let destination = destination(&bare, Layout::Quartz);
    // The remote takes the commit; its answer never comes.
    crate::support::hook(&bare, "post-receive", "kill -9 $PPID");
    let receipts = desk
        .publish(&destination, &edition("2025-W46", "News."))
        .expect("it looks again");
    assert_eq!(states(&receipts), [ReceiptState::Published]);
    assert_eq!(commits(&bare), 2);
}
