//! The same again, a correction, and everything in its place.

use std::thread;

use sparky_common::{
    config::{Destination, Layout},
    model::ReceiptState,
};
use sparky_testkit::{RepositoryBuilder, git};

use crate::support::{Desk, commits, destination, edition, show, states, with_remote, with_story};

#[test]
fn the_same_edition_twice_is_one_commit_and_a_correction_is_another() {
    let (_origin, bare) = with_remote();
    let desk = Desk::new();
    let destination = destination(&bare, Layout::Git);
    let first = desk
        .publish(&destination, &edition("2025-W46", "Four releases."))
        .unwrap();
    assert_eq!(states(&first), [ReceiptState::Published; 2]);
    assert_eq!(commits(&bare), 2);
    assert_eq!(
        git(
            &bare,
            ["show", "--format=%an <%ae> %cI%n%B", "--name-only", "HEAD"]
        ),
        format!(
            "Sparky <sparky@localhost> 2025-11-17T08:00:00+00:00\nWeekly report 2025-W46\n\n\
             {} reports/weekly/2025-W46.md\n{} reports/weekly/2025-W46.evidence.json\n\n\n\
             reports/weekly/2025-W46.evidence.json\nreports/weekly/2025-W46.md",
            &first[0].sha256.as_str()[..12],
            &first[1].sha256.as_str()[..12],
        )
    );
    assert_eq!(
        states(
            &desk
                .publish(&destination, &edition("2025-W46", "Four releases."))
                .unwrap()
        ),
        [ReceiptState::Unchanged; 2]
    );
    // Someone who lost the receipts publishes nothing twice either.
    assert_eq!(
        states(
            &Desk::new()
                .publish(&destination, &edition("2025-W46", "Four releases."))
                .unwrap()
        ),
        [ReceiptState::Unchanged; 2]
    );
    assert_eq!(commits(&bare), 2);
    let corrected = desk
        .publish(&destination, &edition("2025-W46", "Five releases."))
        .unwrap();
    assert_eq!(states(&corrected), [ReceiptState::Published; 2]);
    assert_eq!(commits(&bare), 3);
    assert!(show(&bare, "reports/weekly/2025-W46.md").contains("Five releases."));
    // And back to the bytes that were published first.
    desk.publish(&destination, &edition("2025-W46", "Four releases."))
        .unwrap();
    assert_eq!(commits(&bare), 4);
}

#[test]
fn a_partial_report_is_replaced_by_the_complete_one() {
    let (_origin, bare) = with_remote();
    let desk = Desk::new();
    let destination = destination(&bare, Layout::Quartz);
    let mut partial = edition("2025-W46", "So far.");
    partial.set.complete = false;
    desk.publish(&destination, &partial).unwrap();
    assert_eq!(
        git(&bare, ["log", "-1", "--format=%s"]),
        "Weekly report 2025-W46 (partial)"
    );
    desk.publish(&destination, &edition("2025-W46", "All of it."))
        .unwrap();
    assert_eq!(git(&bare, ["log", "-1", "--format=%s"]), "Weekly report 2025-W46");
    assert!(show(&bare, "content/blog/2025/11/week-2025-46.md").contains("All of it."));
    assert_eq!(commits(&bare), 3);
}

#[test]
fn a_blog_grows_with_its_index_pages_and_keeps_what_others_wrote() {
    let (origin, bare) = with_remote();
    origin.git(["remote", "add", "origin", &bare.display().to_string()]);
    origin
        .commit("a page")
        .file("content/blog/about.md", "Mine.\n")
        .file("content/index.md", "Home\n")
        .make();
    origin.git(["push", "--quiet", "origin", "main"]);
    let desk = Desk::new();
    let destination = destination(&bare, Layout::Quartz);
    for period in ["2025-W46", "2025-11-12", "2025-11", "2024-W52"] {
        desk.publish(&destination, &edition(period, "News.")).unwrap();
    }
    assert_eq!(
        git(&bare, ["ls-tree", "-r", "--name-only", "HEAD"])
            .lines()
            .collect::<Vec<_>>(),
        [
            "README.md",
            "content/blog/2024/12/week-2024-52.md",
            "content/blog/2024/index.md",
            "content/blog/2025/11/2025-11-12.md",
            "content/blog/2025/11/month-2025.md",
            "content/blog/2025/11/week-2025-46.md",
            "content/blog/2025/index.md",
            "content/blog/about.md",
            "content/blog/index.md",
            "content/index.md",
        ]
    );
    let index = show(&bare, "content/blog/index.md");
    assert!(index.starts_with("---\ntitle: Reports\n---\n"), "{index}");
    for target in [
        "blog/2025/11/week-2025-46.md",
        "blog/2024/12/week-2024-52.md",
        "blog/2025/index.md",
    ] {
        assert!(index.contains(&format!("]({target})")), "{index}");
    }
    assert_eq!(show(&bare, "content/blog/about.md"), "Mine.");
}

#[test]
fn an_empty_repository_gets_its_first_commit_on_the_branch_it_names() {
    let folder = tempfile::tempdir().unwrap();
    let bare = folder.path().join("empty.git");
    git(
        folder.path(),
        [
            "init",
            "--quiet",
            "--bare",
            "--initial-branch=trunk",
            &bare.display().to_string(),
        ],
    );
    let desk = Desk::new();
    desk.publish(&destination(&bare, Layout::Quartz), &edition("2025-W46", "News."))
        .unwrap();
    assert_eq!(
        git(&bare, ["for-each-ref", "--format=%(refname)"]),
        "refs/heads/trunk"
    );
    assert_eq!(commits(&bare), 1);
}

#[test]
fn a_file_url_and_a_bare_repository_without_push_work_too() {
    let (_origin, bare) = with_remote();
    let desk = Desk::new();
    let url = Destination {
        repository: format!("file://{}", bare.display()),
        ..destination(&bare, Layout::Git)
    };
    desk.publish(&url, &edition("2025-W45", "News.")).unwrap();
    let direct = Destination {
        name: "direct".into(),
        push: false,
        ..destination(&bare, Layout::Git)
    };
    desk.publish(&direct, &edition("2025-W46", "News.")).unwrap();
    assert_eq!(commits(&bare), 3);
    assert!(!desk.data().join("publish/direct").exists());
}

#[test]
fn two_publishers_at_once_make_one_commit() {
    let (_origin, bare) = with_remote();
    let (desk, other) = (Desk::new(), Desk::new());
    let destination = destination(&bare, Layout::Quartz);
    let week = edition("2025-W46", "News.");
    // Two threads share a data folder and its lock; the third has a data folder of its own and only git between.
    thread::scope(|scope| {
        let publishers =
            [&desk, &desk, &other].map(|desk| scope.spawn(|| desk.publish(&destination, &week).unwrap()));
        let receipts = publishers.map(|publisher| states(&publisher.join().unwrap()));
        assert!(
            receipts.iter().any(|states| states == &[ReceiptState::Published]),
            "{receipts:?}"
        );
    });
    assert_eq!(commits(&bare), 2);
}

#[test]
fn every_period_of_a_repository_on_this_machine_is_one_commit() {
    let repository = RepositoryBuilder::new("notes");
    repository.commit("begin").file("README.md", "# Notes\n").make();
    let desk = Desk::new();
    let destination = destination(repository.path(), Layout::Git);
    for period in ["2025-11-11", "2025-11-12", "2025-11-12"] {
        desk.publish(&destination, &edition(period, "News.")).unwrap();
    }
    assert_eq!(commits(repository.path()), 3);
    assert_eq!(repository.git(["status", "--porcelain"]), "");
    assert!(
        repository
            .path()
            .join("reports/daily/2025-11-12.evidence.json")
            .exists()
    );
}

/// The story of a week goes to the blog beside the report, in one commit; a corrected one takes its place.
#[test]
fn a_story_reaches_the_blog_with_its_report_and_a_correction_replaces_it() {
    let (_origin, bare) = with_remote();
    let desk = Desk::new();
    let destination = destination(&bare, Layout::Quartz);
    let story = |title: &str| {
        let front_matter = format!(
            "---\ntitle: \"{title}\"\ndescription: \"How it came about\"\nkeywords:\n- \"parser\"\ncanonical_url: \
             \"https://reports.example.org/blog/2025-W46.html\"\n---\n\nText.\n"
        );
        with_story(edition("2025-W46", "Four releases."), &front_matter)
    };
    desk.publish(&destination, &story("A parser")).unwrap();
    assert_eq!(commits(&bare), 2);
    let page = "content/blog/2025/11/story-week-2025-46.md";
    assert!(show(&bare, page).contains("canonical_url: \"https://reports.example.org/blog/2025-W46.html\""));
    assert!(show(&bare, "content/blog/index.md").contains("(blog/2025/11/story-week-2025-46.md): A parser"));
    desk.publish(&destination, &story("A parser")).unwrap();
    assert_eq!(commits(&bare), 2);
    desk.publish(&destination, &story("A faster parser")).unwrap();
    assert_eq!(commits(&bare), 3);
    assert!(show(&bare, page).contains("A faster parser"));
    let year = show(&bare, "content/blog/2025/index.md");
    assert!(
        year.contains(": A faster parser") && !year.contains(": A parser\n"),
        "{year}"
    );
}
