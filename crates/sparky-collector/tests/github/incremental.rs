//! What is known is not asked for again, and the result is the same as if nothing had been known.

use super::support::{Stage, fill, minute};

async fn stage() -> Stage {
    let stage = Stage::new();
    stage.server.world(|world| {
        for number in 0..5 {
            fill(world, &format!("acme/repo{number}"), 40, 2, 30);
        }
    });
    stage.collect().await.unwrap();
    stage.server.clear_log();
    stage
}

async fn assert_like_afresh(stage: &Stage, requests: usize) {
    let known = stage.collect().await.unwrap();
    assert!(
        stage.server.log().graphql() <= requests,
        "{} requests",
        stage.server.log().graphql()
    );
    assert_eq!(known.text(), stage.collect_afresh().await.text());
    assert_eq!(known.gaps(), "");
}

#[tokio::test]
async fn changed_items_are_read_again() {
    let stage = stage().await;
    stage.server.world(|world| {
        let repo = world.repository("acme/repo1");
        repo.pull_request(5, "", "", "")
            .review("ada", &minute(9_000), "COMMENTED");
        repo.pull_request(105, "", "", "")
            .field("title", "feat: another title")
            .updated(&minute(9_001));
        repo.pull_request(900, "new", "grace", &minute(9_002));
        repo.issue(10_003, "", "", "").reopened(&minute(9_003));
        world.repository("acme/repo2").release(
            "v1.1.0",
            "1123456789012345678901234567890123456789",
            "ada",
            &minute(9_004),
        );
    });
    assert_like_afresh(&stage, 2).await;
}

#[tokio::test]
async fn deleted_items_disappear() {
    let stage = stage().await;
    stage.server.world(|world| {
        world.repository("acme/repo1").remove("issues", 10_004);
        world.repository("acme/repo2").remove("pullRequests", 139);
        world.repository("acme/repo3").remove("releases", 0);
    });
    assert_like_afresh(&stage, 4).await;
}

#[tokio::test]
async fn one_deleted_and_one_opened_are_two_changes() {
    let stage = stage().await;
    stage.server.world(|world| {
        let repo = world.repository("acme/repo1");
        repo.remove("issues", 10_004);
        repo.issue(20_000, "new", "ada", &minute(9_000));
    });
    assert_like_afresh(&stage, 5).await;
}

#[tokio::test]
async fn renamed_and_transferred_repositories_and_people_keep_their_history() {
    let stage = stage().await;
    stage.server.world(|world| {
        world.repository("acme/repo1").rename("acme/renamed");
        world.rename_user("ada", "countess");
        world
            .repository("acme/repo2")
            .pull_request(100, "", "", "")
            .updated(&minute(9_000));
    });
    assert_like_afresh(&stage, 2).await;
    let collection = stage.collect().await.unwrap();
    assert!(
        collection
            .found
            .repositories
            .iter()
            .any(|facts| facts.name_with_owner == "acme/renamed")
    );
    assert!(!collection.text().contains("ada@users"));
}

#[tokio::test]
async fn an_earlier_week_is_read_from_further_below() {
    let stage = stage().await;
    let early = sparky_common::period::Window {
        start: "2025-09-29T00:00:00Z".parse().unwrap(),
        end: "2025-10-06T00:00:00Z".parse().unwrap(),
    };
    let folder = tempfile::tempdir().unwrap();
    let mut texts = Vec::new();
    for hub in [stage.hub(), stage.hub_with(folder.path(), super::support::TOKEN)] {
        let found = hub.discover("acme").await.unwrap();
        assert!(hub.sync(&found, early).await.unwrap().gaps.is_empty());
        let of = |facts| format!("{:#?}", hub.activities(facts, early, None).unwrap());
        texts.push(found.repositories.iter().map(of).collect::<String>());
    }
    assert_eq!(texts[0], texts[1]);
    assert_eq!(texts[0].matches("title: \"old\"").count(), 100);
    assert_like_afresh(&stage, 99).await;
}
