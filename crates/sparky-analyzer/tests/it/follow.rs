//! What became of what the report before called open.

use jiff::Timestamp;
use sparky_analyzer::{follow_up, reconcile};
use sparky_common::grounding::{sentences, ungrounded};
use sparky_common::model::{
    AttentionKind, Coverage, Gap, Insights, Lines, OpenItem, PullRequest, Review, Snapshot,
};

use crate::build::{Repo, artifact, insights, sentence, snapshot};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn pull(number: u64, title: &str) -> PullRequest {
    PullRequest {
        number,
        title: title.into(),
        author: None,
        opened_at: at("2025-11-04T12:00:00Z"),
        merged_at: None,
        closed_at: None,
        lines: Lines::default(),
        reviews: Vec::new(),
        comments: Vec::new(),
    }
}

/// A repository with a gap in its series, one with repairs after its tag, one in which pull requests wait, one that
/// was read in part and one that fell silent.
fn before() -> Snapshot {
    let mut series = Repo::new("acme/studio");
    for (day, number) in [(3, 1), (4, 2), (5, 4), (6, 5)] {
        let (at, what) = (
            format!("2025-11-0{day}T10:00:00"),
            ["Runtime", "State", "Input", "Output"],
        );
        let title = format!("WS-0{number}: {}", what[day - 3]);
        series = series.commit("ada", &at, &title, &["src/a.rs +9 -0"]);
    }
    let released = Repo::new("acme/api")
        .commit("ada", "2025-11-03T10:00:00", "add a reader", &["src/a.rs +9 -0"])
        .tag("v1.2.0")
        .commit(
            "ada",
            "2025-11-04T10:00:00",
            "fix the lost cursor",
            &["src/a.rs +1 -1"],
        );
    let mut waits = Repo::new("acme/web").commit("bob", "2025-11-04T10:00:00", "add a page", &["a.ts +9 -0"]);
    waits.0.pull_requests = vec![
        pull(7, "Dark theme"),
        pull(8, "Old icons"),
        pull(9, "Wide tables"),
    ];
    let mut partial =
        Repo::new("acme/docs").commit("bob", "2025-11-04T10:00:00", "add a guide", &["a.md +9 -0"]);
    partial.0.coverage = Coverage::partial(vec![Gap {
        what: "line counts".into(),
        why: "an object is absent".into(),
    }]);
    let silent = Repo::new("acme/cli").past("2025-W45", "bob", &[9, 9, 9, 9]);
    snapshot("2025-W45", vec![series, released, waits, partial, silent])
}

/// The week after, in which all of that but one pull request is settled.
fn after() -> Snapshot {
    let series = Repo::new("acme/studio").past("2025-W46", "ada", &[0, 4]).commit(
        "ada",
        "2025-11-11T10:00:00",
        "WS-03: Layout (#12)",
        &["src/a.rs +9 -0"],
    );
    let released = Repo::new("acme/api")
        .past("2025-W46", "ada", &[0, 2])
        .commit(
            "ada",
            "2025-11-12T10:00:00",
            "bump to 1.2.1",
            &["Cargo.toml +1 -1"],
        )
        .tag("v1.2.1");
    let mut waits = Repo::new("acme/web");
    waits.0.pull_requests = vec![
        PullRequest {
            merged_at: Some(at("2025-11-13T15:00:00Z")),
            closed_at: Some(at("2025-11-13T15:00:00Z")),
            ..pull(7, "Dark theme")
        },
        PullRequest {
            closed_at: Some(at("2025-11-14T15:00:00Z")),
            ..pull(8, "Old icons")
        },
    ];
    waits.0.open_pull_requests = vec![OpenItem {
        number: 9,
        title: "Wide tables".into(),
        author: None,
        opened_at: at("2025-11-04T12:00:00Z"),
        reviewed: false,
    }];
    let whole = Repo::new("acme/docs").past("2025-W46", "bob", &[0, 1]);
    let back = Repo::new("acme/cli")
        .past("2025-W46", "bob", &[9, 9, 9, 0])
        .commit(
            "bob",
            "2025-11-14T10:00:00",
            "fix the prompt",
            &["src/a.rs +2 -1"],
        );
    snapshot("2025-W46", vec![series, released, waits, whole, back])
}

fn followed(before: &Insights, after: &Snapshot) -> Insights {
    let mut now = insights(after);
    follow_up(after, &mut now, before, artifact()).unwrap();
    assert_eq!(ungrounded(after, &now), Vec::<String>::new());
    assert_eq!(reconcile(after, &now), Vec::<String>::new());
    now
}

fn told(insights: &Insights) -> String {
    let line = |one: &sparky_common::model::FollowUp| {
        format!(
            "{} {}",
            if one.settled { "+" } else { "-" },
            sentence(&one.sentence)
        )
    };
    insights
        .follow_ups
        .iter()
        .map(line)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn what_was_open_is_told_to_its_end() {
    let now = followed(&insights(&before()), &after());
    assert_eq!(now.previous, Some(artifact()));
    insta::assert_snapshot!(told(&now));
    for one in &now.follow_ups {
        assert!(sentences(&now).any(|sentence| sentence == &one.sentence));
    }
}

#[test]
fn what_goes_on_waiting_is_told_too() {
    let mut after = after();
    for repository in &mut after.repositories {
        repository.commits.clear();
        repository.releases.clear();
        for pull in &mut repository.pull_requests {
            (pull.merged_at, pull.closed_at) = (None, None);
        }
    }
    let web = after
        .repositories
        .iter_mut()
        .find(|one| one.repository.name == "acme/web")
        .unwrap();
    web.pull_requests[1].reviews.push(Review {
        reviewer: None,
        submitted_at: at("2025-11-12T12:00:00Z"),
        state: "commented".into(),
    });
    insta::assert_snapshot!(told(&followed(&insights(&before()), &after)));
}

#[test]
fn nothing_is_followed_up_that_nobody_read() {
    let (mut early, after) = (before(), after());
    early.over = false;
    let mut now = followed(&insights(&early), &after);
    assert_eq!((now.previous.take(), now.follow_ups.len()), (None, 0));
    let mut other = insights(&before());
    other.period = "2025-W44".parse().unwrap();
    assert!(followed(&other, &after).follow_ups.is_empty());
}

#[test]
fn what_is_not_known_is_not_told() {
    let mut after = after();
    for repository in &mut after.repositories {
        repository.pull_requests.clear();
        repository.open_pull_requests.clear();
        repository.commits.clear();
        repository.releases.clear();
        repository.coverage = Coverage::failed("gone");
    }
    let before = insights(&before());
    assert!(
        before
            .attention
            .iter()
            .any(|one| one.kind == AttentionKind::Waiting)
    );
    assert_eq!(told(&followed(&before, &after)), "");
}
