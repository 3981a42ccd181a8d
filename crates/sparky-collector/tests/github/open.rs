//! Comments, reopenings, and what was open at the end of the week.

use sparky_collector::github::Activities;
use sparky_common::model::OpenItem;

use super::support::{Collection, Stage, fill, minute};

const LONG_AGO: &str = "2023-05-01T00:00:00Z";

fn numbers(items: &[OpenItem]) -> Vec<u64> {
    items.iter().map(|item| item.number).collect()
}

async fn collect(stage: &Stage) -> Collection {
    let known = stage.collect().await.unwrap();
    let afresh = stage.collect_afresh().await;
    assert_eq!(known.text(), afresh.text());
    known
}

fn stage() -> Stage {
    let stage = Stage::new();
    stage.server.world(|world| {
        let repo = world.repository("acme/api");
        repo.pull_request(1, "long open", "ada", LONG_AGO)
            .review("ada", LONG_AGO, "COMMENTED");
        repo.pull_request(2, "long open, reviewed", "ada", "2023-04-01T00:00:00Z")
            .review("grace", LONG_AGO, "APPROVED");
        repo.pull_request(3, "new", "grace", &minute(5));
        repo.pull_request(4, "merged after the end", "grace", LONG_AGO)
            .merged("2025-11-17T08:00:00Z");
        repo.pull_request(5, "closed", "grace", LONG_AGO).closed(LONG_AGO);
        repo.pull_request(6, "opened after the end", "grace", "2025-11-17T08:00:00Z");
        repo.issue(11, "long open", "grace", LONG_AGO);
        repo.issue(12, "closed in the week", "grace", LONG_AGO)
            .closed(&minute(9));
        repo.issue(13, "closed after the end", "ghost", LONG_AGO)
            .closed("2025-11-17T08:00:00Z");
        repo.issue(14, "closed, reopened after the end", "ada", LONG_AGO)
            .closed(&minute(7))
            .reopened("2025-11-17T08:00:00Z");
    });
    stage
}

fn only(collection: &Collection) -> &Activities {
    let [activities] = &collection.activities[..] else {
        panic!("one repository")
    };
    activities
}

#[tokio::test]
async fn open_items_are_those_of_the_end_of_the_window() {
    let stage = stage();
    let found = collect(&stage).await;
    let open = &only(&found).open_pull_requests;
    assert_eq!(numbers(open), [2, 1, 4, 3], "oldest first");
    let reviewed: Vec<_> = open
        .iter()
        .filter(|item| item.reviewed)
        .map(|item| item.number)
        .collect();
    assert_eq!(reviewed, [2], "nobody reviews their own");
    assert_eq!(numbers(&only(&found).open_issues), [11, 13]);
    assert_eq!(only(&found).open_issues[1].author, None);
    assert_eq!(found.gaps(), "");
}

#[tokio::test]
async fn open_items_that_close_move_or_are_deleted_are_gone() {
    let stage = stage();
    collect(&stage).await;
    stage.server.world(|world| {
        let repo = world.repository("acme/api");
        repo.remove("pullRequests", 2);
        repo.issue(11, "", "", "").closed("2025-11-16T08:00:00Z");
        // One goes and one comes: as many are open as before.
        repo.issue(15, "late", "ada", "2025-11-16T09:00:00Z");
    });
    let found = collect(&stage).await;
    assert_eq!(numbers(&only(&found).open_pull_requests), [1, 4, 3]);
    assert_eq!(numbers(&only(&found).open_issues), [13, 15]);
    stage.server.clear_log();
    stage.collect().await.unwrap();
    assert_eq!(stage.server.log().graphql(), 1, "nothing changed");
}

#[tokio::test]
async fn too_many_open_items_are_cut_and_named() {
    let mut stage = stage();
    stage.most = 3;
    let found = collect(&stage).await;
    assert_eq!(numbers(&only(&found).open_pull_requests), [2, 1, 4]);
    assert!(
        found.gaps().contains("open pull requests: only the oldest 3"),
        "{}",
        found.gaps()
    );
    assert_eq!(stage.collect().await.unwrap().text(), found.text());
}

#[tokio::test]
async fn comments_are_counted_to_the_end_and_never_read() {
    let stage = Stage::new();
    stage.server.world(|world| {
        fill(world, "acme/api", 3, 1, 3);
        let repo = world.repository("acme/api");
        let mut talk = repo.issue(50, "much talk", "ada", LONG_AGO);
        for at in 0..150 {
            talk = talk.comment(
                ["ada", "grace", "ghost"][at % 3],
                &minute(i64::try_from(at).unwrap()),
            );
        }
        talk.comment("ada", "2025-11-17T00:00:00Z");
        let mut request = repo.pull_request(51, "much talk too", "ada", LONG_AGO);
        for at in 0..130 {
            request = request.comment("grace", &minute(at));
        }
        repo.issue(52, "back", "ada", LONG_AGO)
            .closed("2024-01-01T00:00:00Z")
            .reopened(&minute(60));
    });
    let found = collect(&stage).await;
    let issue = |number| {
        only(&found)
            .issues
            .iter()
            .find(|issue| issue.number == number)
            .unwrap()
    };
    assert_eq!(issue(50).comments.len(), 150);
    assert_eq!(
        issue(50)
            .comments
            .iter()
            .filter(|comment| comment.author.is_none())
            .count(),
        50
    );
    assert_eq!(issue(52).reopened_at.unwrap().to_string(), minute(60));
    let request = only(&found)
        .pull_requests
        .iter()
        .find(|request| request.number == 51)
        .unwrap();
    assert_eq!(request.comments.len(), 130);
    assert!(request.comments.is_sorted_by_key(|comment| comment.commented_at));
    let asked = stage.server.log();
    assert!(asked.0.iter().all(|request| !request.query.contains("body")));
}
