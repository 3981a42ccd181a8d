//! How many requests and points a collection costs, counted by the server.

use std::time::{Duration, Instant};

use sparky_testkit::github::{Request, RequestLog};

use super::support::{Stage, TOKEN, fill, minute, week};

#[tokio::test]
async fn an_active_week_of_28_repositories() {
    let stage = Stage::new();
    stage.server.world(|world| {
        for number in 0..28 {
            fill(world, &format!("acme/repo{number:02}"), 12, 3, 8);
        }
    });
    let cold = stage.collect().await.unwrap();
    assert_eq!(cold.counts(), [28 * 12, 28 * 12 * 3, 28 * 8, 28]);
    assert_eq!(cold.gaps(), "");
    let log = stage.server.log();
    println!("cold: {} requests, {} points", log.graphql(), log.points());
    // The issue allows 12 and 30; two more of each are for accounts and visibility.
    assert!(log.graphql() <= 7, "{} requests", log.graphql());
    assert!(log.points() <= 26, "{} points", log.points());

    stage.server.clear_log();
    let warm = stage.collect().await.unwrap();
    assert_eq!(warm.text(), cold.text());
    assert_eq!(stage.server.log().graphql(), 1);
}

#[tokio::test]
async fn a_thousand_repositories_of_which_fifty_are_active() {
    let stage = Stage::new();
    stage.server.world(|world| {
        for number in 0..1_000 {
            let name = format!("acme/repo{number:04}");
            world
                .repository(&name)
                .issue(1, "old", "ada", "2024-01-01T00:00:00Z");
            if number % 20 == 0 {
                fill(world, &name, 10, 2, 5);
            }
        }
    });
    let collection = stage.collect().await.unwrap();
    assert_eq!(collection.found.repositories.len(), 1_000);
    assert_eq!(collection.counts(), [500, 1_000, 250, 50]);
    let log = stage.server.log();
    println!(
        "1,000 repositories: {} requests, {} points",
        log.graphql(),
        log.points()
    );
    // The issue allows 60; eleven more are for accounts and visibility.
    assert!(log.graphql() <= 43, "{} requests", log.graphql());
    assert!(log.points() <= 110, "{} points", log.points());
}

/// How long the network takes. What a debug build computes would drown 50 ms.
const LATENCY: Duration = Duration::from_millis(if cfg!(debug_assertions) { 600 } else { 50 });

/// How much longer a collection took than the requests it made had to take: what the server saw, six at a time. A
/// page of repositories waits for the one before it, and what is open is asked for when the rest is known.
async fn slowness(stage: &Stage) -> f64 {
    let folder = tempfile::tempdir().unwrap();
    let hub = stage.hub_with(folder.path(), TOKEN);
    stage.server.clear_log();
    let began = Instant::now();
    let found = hub.discover("acme").await.unwrap();
    hub.sync(&found, week()).await.unwrap();
    let took = began.elapsed();
    let log = stage.server.log();
    assert!(log.most_in_flight() <= 6);
    let stage_of = |request: &Request| match request.operation.as_str() {
        "Repositories" => 0,
        _ if request.query.contains("OpenIssuePage") || request.query.contains("OpenPullRequestPage") => 2,
        _ => 1,
    };
    let part = |number| RequestLog(log.0.iter().filter(|r| stage_of(r) == number).cloned().collect());
    let best = part(0).best_schedule(1) + part(1).best_schedule(6) + part(2).best_schedule(6);
    println!("{} requests in {took:?}, at best {best:?}", log.graphql());
    took.as_secs_f64() / best.as_secs_f64()
}

/// How much longer the network takes from try to try.
const SLOWER: [u32; 6] = [1, 1, 2, 2, 4, 4];

/// What the processor computes between requests depends on the machine and on who else has it: where that is too much
/// beside the latency, the latency grows. Requests that wait for each other without need take too long at any latency.
async fn assert_quick(stage: &Stage, latency: Duration) {
    let mut ratios = Vec::new();
    for slower in SLOWER {
        stage.server.latency(latency * slower);
        let ratio = slowness(stage).await;
        if ratio <= 1.3 {
            return;
        }
        ratios.push(ratio);
    }
    panic!("{ratios:?}");
}

#[tokio::test]
async fn an_organisation_is_asked_as_quickly_as_its_requests_allow() {
    let stage = Stage::new();
    stage.server.world(|world| {
        for number in 0..28 {
            fill(world, &format!("acme/repo{number:02}"), 12, 3, 8);
        }
    });
    assert_quick(&stage, LATENCY).await;
}

#[tokio::test]
async fn requests_go_side_by_side() {
    let stage = Stage::new();
    stage.server.world(|world| {
        for number in 0..300 {
            let repo = world.repository(&format!("acme/repo{number:03}"));
            repo.pull_request(1, "feat: new", "ada", &minute(1));
            repo.issue(2, "it breaks", "ada", &minute(2));
        }
    });
    assert_quick(&stage, LATENCY).await;
    assert_eq!(stage.server.log().most_in_flight(), 6);
}
