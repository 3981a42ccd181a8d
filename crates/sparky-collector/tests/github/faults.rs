//! A server that fails: nothing is lost, nothing is doubled, and what stays away is named.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use sparky_testkit::github::{Fault, Limits, Request};

use super::support::{Stage, fill};

fn stage() -> Stage {
    let stage = Stage::new();
    stage.server.world(|world| {
        for number in 0..8 {
            fill(world, &format!("acme/repo{number:02}"), 30, 22, 30);
        }
    });
    stage
}

/// Picks every so manieth request, not in step with the client.
fn every(tenths: u64) -> impl Fn(&Request) -> bool + Send {
    let count = AtomicU64::new(0);
    move |_| {
        let number = count.fetch_add(1, Ordering::SeqCst);
        // A fixed sequence without a short period.
        number
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407)
            >> 33
            & 1_023
            < tenths * 102
    }
}

#[tokio::test]
async fn one_answer_in_ten_fails() {
    let stage = stage();
    let clean = stage.collect_afresh().await;
    assert_eq!(clean.counts(), [240, 5_280, 240, 8]);
    for fault in [
        Fault::Status(500, "oops"),
        Fault::Status(502, "bad gateway"),
        Fault::Status(504, "timeout"),
        Fault::Timeout,
        Fault::Reset,
        Fault::Truncated,
        Fault::Partial,
    ] {
        let told = format!("{fault:?}");
        stage.server.clear_log();
        let folder = tempfile::tempdir().unwrap();
        stage.server.fail_when(every(1), usize::MAX, fault);
        let hub = stage.hub_with(folder.path(), super::support::TOKEN);
        let collection = super::support::collect(&hub, "acme").await.unwrap();
        stage.server.heal();
        assert_eq!(collection.text(), clean.text(), "{told}");
        assert_eq!(collection.gaps(), "", "{told}");
    }
}

#[tokio::test]
async fn heavy_queries_shrink_and_the_size_is_remembered() {
    let stage = stage();
    let clean = stage.collect_afresh().await;
    stage.server.limit(Limits {
        heavy: 700,
        ..Limits::default()
    });
    stage.server.clear_log();
    let first = stage.collect().await.unwrap();
    assert_eq!(first.text(), clean.text());
    let failures = stage
        .server
        .log()
        .0
        .iter()
        .filter(|request| request.status == 502)
        .count();
    assert!(failures > 0);

    stage.server.world(|world| {
        world
            .repository("acme/repo00")
            .issue(20_000, "new", "ada", "2025-11-16T00:00:00Z");
    });
    stage.server.clear_log();
    stage.collect().await.unwrap();
    let again = stage
        .server
        .log()
        .0
        .iter()
        .filter(|request| request.status == 502)
        .count();
    assert_eq!(again, 0, "{failures} before");
}

#[tokio::test]
async fn a_question_for_too_many_nodes_is_asked_in_smaller_parts_from_then_on() {
    let stage = stage();
    let clean = stage.collect_afresh().await;
    let refused = || {
        // What is refused for its size costs nothing.
        let log = stage.server.log();
        log.0.iter().filter(|request| request.points == 0).count()
    };
    stage.server.limit(Limits {
        nodes: 700,
        ..Limits::default()
    });
    stage.server.clear_log();
    assert_eq!(stage.collect().await.unwrap().text(), clean.text());
    assert!(refused() > 0);
    stage.server.world(|world| {
        world
            .repository("acme/repo00")
            .issue(20_000, "new", "ada", "2025-11-16T00:00:00Z");
    });
    stage.server.clear_log();
    stage.collect().await.unwrap();
    assert_eq!(refused(), 0);
}

#[tokio::test]
async fn what_never_comes_is_a_gap_and_is_asked_for_again_next_time() {
    let stage = stage();
    stage
        .server
        .fail_when(|request| request.query.contains("w0: node"), 20, Fault::Partial);
    let partial = stage.collect().await.unwrap();
    assert!(
        partial.gaps().contains("Something went wrong"),
        "{}",
        partial.gaps()
    );
    stage.server.heal();
    let whole = stage.collect().await.unwrap();
    assert_eq!(whole.gaps(), "");
    assert_eq!(whole.text(), stage.collect_afresh().await.text());
}

#[tokio::test]
async fn an_answer_that_hangs_is_given_up() {
    let mut stage = stage();
    stage.timeout = Duration::from_millis(1_500);
    stage
        .server
        .fail_when(|request| request.operation == "Batch", 1, Fault::Hang);
    let collection = stage.collect().await.unwrap();
    assert_eq!(collection.counts(), [240, 5_280, 240, 8]);
}

#[tokio::test]
async fn a_cut_is_never_hidden() {
    let mut stage = stage();
    stage.most = 25;
    let collection = stage.collect().await.unwrap();
    assert_eq!(collection.counts()[0], 8 * 25);
    assert_eq!(
        collection
            .gaps()
            .matches("pull requests: only the newest 25 are taken")
            .count(),
        8
    );
}

#[tokio::test]
async fn a_repository_that_disappears_is_named() {
    let stage = stage();
    let hub = stage.hub();
    let found = hub.discover("acme").await.unwrap();
    stage.server.world(|world| world.delete("acme/repo07"));
    let gaps = hub.sync(&found, super::support::week()).await.unwrap().gaps;
    assert_eq!(gaps.len(), 1);
    let gone = found
        .repositories
        .iter()
        .find(|facts| facts.name_with_owner == "acme/repo07")
        .unwrap();
    assert!(format!("{:?}", gaps[&gone.id]).contains("Could not resolve to a node"));
}

#[tokio::test]
async fn all_faults_at_once() {
    let stage = stage();
    let clean = stage.collect_afresh().await;
    for fault in [
        Fault::Status(500, "oops"),
        Fault::Status(502, "bad gateway"),
        Fault::Reset,
        Fault::Truncated,
        Fault::Partial,
    ] {
        stage.server.fail_when(every(1), usize::MAX, fault);
    }
    let folder = tempfile::tempdir().unwrap();
    let mut settings = stage.settings(folder.path());
    // Four answers in ten fail now.
    settings.attempts = 12;
    let hub = stage.hub_of(settings, super::support::TOKEN);
    let collection = super::support::collect(&hub, "acme").await.unwrap();
    assert_eq!(collection.gaps(), "");
    assert_eq!(collection.text(), clean.text());
}
