//! Rate limits in all their forms: nothing is sent while they last, and nothing is lost.

use sparky_collector::github::GitHubError;
use sparky_testkit::github::{Fault, Form, Limits};

use super::support::{Collection, Stage, TOKEN, collect, fill};

fn stage() -> Stage {
    let stage = Stage::new();
    stage.server.world(|world| {
        for number in 0..30 {
            fill(world, &format!("acme/repo{number:02}"), 30, 2, 10);
        }
    });
    stage
}

fn assert_whole(collection: &Collection) {
    assert_eq!(collection.gaps(), "");
    assert_eq!(collection.counts(), [900, 1_800, 300, 30]);
}

#[tokio::test]
async fn points_are_never_overdrawn() {
    let stage = stage();
    stage.server.limit(Limits {
        points: 17,
        ..Limits::default()
    });
    let before = stage.clock.now();
    assert_whole(&stage.collect().await.unwrap());
    let log = stage.server.log();
    assert_eq!(log.while_exhausted(), 0);
    assert!(log.points() > 17, "{} points", log.points());
    let said = stage.waits.lock().unwrap().join("\n");
    assert!(
        said.contains("waits until 2025-11-17T10:00:0") && said.contains("for GitHub's rate limit"),
        "{said}"
    );
    assert!(
        stage.clock.now().duration_since(before).as_hours() >= 1,
        "an hour was waited"
    );
    let text = stage.measured();
    let left = "sparky_github_points_remaining{host=\"github.com\"} ";
    assert!(
        Stage::measure(&text, left).is_some_and(|left| left < 17.0),
        "{text}"
    );
    let waited = "sparky_github_wait_seconds_total{host=\"github.com\",reason=\"points\"} ";
    assert!(
        Stage::measure(&text, waited).is_some_and(|seconds| seconds > 3_000.0),
        "{text}"
    );
    let answered = "sparky_github_requests_total{host=\"github.com\",outcome=\"answered\"} ";
    let requests = Stage::measure(&text, answered).map(|count| count.to_string());
    assert_eq!(requests, Some(log.graphql().to_string()), "{text}");
}

#[tokio::test]
async fn every_form_of_exhaustion_is_waited_for() {
    for form in [Form::Forbidden, Form::TooMany, Form::Ok] {
        let mut stage = stage();
        stage.parallel = 1;
        stage.server.fail_when(
            |request| request.operation == "Batch",
            1,
            Fault::PrimaryLimit(form),
        );
        assert_whole(&stage.collect().await.unwrap());
        assert_eq!(stage.server.log().while_exhausted(), 0, "{form:?}");
    }
}

#[tokio::test]
async fn the_secondary_limit_pauses_everything() {
    for (form, seconds) in [
        (Form::Forbidden, Some(90)),
        (Form::TooMany, Some(90)),
        (Form::Ok, None),
        (Form::Forbidden, None),
    ] {
        let mut stage = stage();
        stage.parallel = 1;
        stage.server.fail_when(
            |request| request.operation == "Batch",
            1,
            Fault::SecondaryLimit(form, seconds),
        );
        assert_whole(&stage.collect().await.unwrap());
        let log = stage.server.log();
        let struck = log
            .0
            .iter()
            .position(|request| request.status != 200 || request.operation == "Batch")
            .unwrap();
        let pause = log.0[struck + 1].at.duration_since(log.0[struck].at).as_secs();
        assert!(
            pause >= i64::try_from(seconds.unwrap_or(60)).unwrap(),
            "{form:?} {seconds:?}: {pause} s"
        );
    }
}

#[tokio::test]
async fn no_more_requests_at_once_than_allowed() {
    let mut stage = stage();
    stage.parallel = 3;
    stage.server.latency(std::time::Duration::from_millis(10));
    assert_whole(&stage.collect().await.unwrap());
    assert_eq!(stage.server.log().most_in_flight(), 3);
}

#[tokio::test]
async fn a_wait_has_a_bound_and_what_was_collected_is_kept() {
    let stage = Stage::new();
    stage
        .server
        .world(|world| (0..30).for_each(|number| fill(world, &format!("acme/repo{number:02}"), 4, 2, 4)));
    let mut hub = stage.settings(stage.folder.path());
    hub.longest_wait = std::time::Duration::from_secs(60);
    stage.server.limit(Limits {
        points: 20,
        ..Limits::default()
    });
    let short = stage.hub_of(hub, TOKEN);
    let error = collect(&short, "acme").await.err().expect("the wait is too long");
    assert!(matches!(error, GitHubError::LimitTooLong { .. }), "{error}");
    assert!(error.is_temporary());
    drop(short);

    stage.server.limit(Limits::default());
    stage.server.clear_log();
    assert_eq!(stage.collect().await.unwrap().counts(), [120, 240, 120, 30]);
    let resumed = stage.server.log().points();
    let afresh = stage.collect_afresh().await;
    assert_eq!(afresh.counts(), [120, 240, 120, 30]);
    assert!(
        resumed < stage.server.log().points() - resumed,
        "{resumed} points to go on"
    );
}

#[tokio::test]
async fn the_reset_counts_on_the_servers_clock() {
    for skew in [3_600, -3_600] {
        let stage = stage();
        stage.server.skew(skew);
        stage.server.limit(Limits {
            points: 17,
            ..Limits::default()
        });
        assert_whole(&stage.collect().await.unwrap());
        assert_eq!(stage.server.log().while_exhausted(), 0, "{skew} s");
    }
}

#[tokio::test]
async fn collectors_that_share_a_database_share_the_points() {
    let stage = stage();
    stage.server.limit(Limits {
        points: 17,
        ..Limits::default()
    });
    let (first, second) = (stage.hub(), stage.hub());
    let (first, second) = tokio::join!(collect(&first, "acme"), collect(&second, "acme"));
    assert_whole(&first.unwrap());
    assert_whole(&second.unwrap());
    assert_eq!(stage.server.log().while_exhausted(), 0);
}

#[tokio::test]
async fn exhaustion_outlives_the_process() {
    let stage = stage();
    let mut impatient = stage.settings(stage.folder.path());
    impatient.longest_wait = std::time::Duration::ZERO;
    stage.server.fail(1, Fault::PrimaryLimit(Form::Forbidden));
    for _ in 0..3 {
        let error = collect(&stage.hub_of(impatient.clone(), TOKEN), "acme")
            .await
            .err()
            .unwrap();
        assert!(matches!(error, GitHubError::LimitTooLong { .. }), "{error}");
    }
    assert_eq!(stage.server.log().graphql(), 1, "only the first one had to ask");
}
