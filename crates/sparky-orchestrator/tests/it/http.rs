//! The REST API from outside, over real sockets.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sparky_common::model::RunStatus;
use sparky_testkit::eventually;

use crate::{
    house::week,
    site::{Site, json_of},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_started_watched_and_read() {
    let folder = tempfile::tempdir().unwrap();
    let site = Site::open(folder.path(), false).await;
    let new = json!({"kind": "weekly", "period": "2025-W46", "publish": true});
    let started = site.ask(Method::POST, "/api/v1/runs", "", Some(new)).await;
    assert_eq!(started.status(), StatusCode::ACCEPTED);
    let address = started.headers()["location"].to_str().unwrap().to_owned();
    let run = eventually("the run succeeds", async || {
        let run = site.get(&address).await;
        (run["status"] == "succeeded").then_some(run)
    })
    .await;
    assert_eq!(run["gates"].as_array().unwrap().len(), 4);
    let tasks = site.get(&format!("{address}/tasks")).await;
    let phases: Vec<_> = tasks["tasks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|task| task["phase"].clone())
        .collect();
    assert_eq!(phases, ["collect", "analyze", "generate", "publish"]);
    assert_eq!(tasks["tasks"][3]["inputs"].as_object().unwrap().len(), 3);
    assert!(
        tasks["tasks"]
            .as_array()
            .unwrap()
            .iter()
            .all(|task| task["state"] == "done")
    );
    assert_eq!(
        site.get(&format!("{address}/gates")).await["gates"][0]["verdict"],
        "pass"
    );

    let workers = site.get("/api/v1/workers").await;
    assert_eq!(workers["workers"].as_array().unwrap().len(), 4);
    assert_eq!(
        workers["phases"]["collect"],
        json!({"workers": 1, "capacity": 1, "tasks": 0})
    );
    let again = site
        .ask(Method::POST, &format!("{address}/retry"), "", None)
        .await;
    assert_eq!(again.status(), StatusCode::ACCEPTED);
    assert_ne!(json_of(again).await["run"], run["run"]);
    site.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_error_is_a_problem() {
    let folder = tempfile::tempdir().unwrap();
    let site = Site::open(folder.path(), false).await;
    let large = json!({"kind": "weekly", "organisation": "x".repeat(300_000)});
    for (method, path, body, status) in [
        (Method::GET, "/api/v1/nothing", None, 404),
        (Method::GET, "/elsewhere", None, 404),
        (Method::GET, "/api/v1/runs/none", None, 404),
        (Method::DELETE, "/api/v1/runs", None, 405),
        (Method::POST, "/api/v1/runs", None, 415),
        (Method::POST, "/api/v1/runs", Some(json!({"kind": "hourly"})), 422),
        (
            Method::POST,
            "/api/v1/runs",
            Some(json!({"kind": "weekly", "colour": 1})),
            422,
        ),
        (
            Method::POST,
            "/api/v1/runs",
            Some(json!({"kind": "weekly", "period": "2125-W01"})),
            422,
        ),
        (Method::POST, "/api/v1/runs", Some(large), 413),
        (Method::GET, "/api/v1/runs?limit=0", None, 400),
        (Method::GET, "/api/v1/runs?cursor=x", None, 422),
        (Method::GET, "/api/v1/documents/2025-W99", None, 400),
        (Method::GET, "/api/v1/documents/2025-W46", None, 404),
        (Method::POST, "/api/v1/schedules/hourly/pause", None, 404),
    ] {
        let response = site.ask(method.clone(), path, "", body).await;
        let sort = response.headers()["content-type"].clone();
        assert_eq!(
            (response.status().as_u16(), sort.to_str().unwrap()),
            (status, "application/problem+json"),
            "{method} {path}"
        );
        let problem = json_of(response).await;
        assert_eq!(problem["status"], status, "{path}");
        assert!(
            problem["detail"]
                .as_str()
                .is_some_and(|detail| !detail.is_empty()),
            "{problem}"
        );
    }
    let wrong = site.ask(Method::PUT, "/api/v1/runs", "", None).await;
    assert_eq!(wrong.headers()["allow"], "GET,HEAD,POST");
    site.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_gives_the_same_answer_also_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let site = Site::open(folder.path(), false).await;
    let post = async |site: &Site, period: &str| {
        let new = json!({"kind": "weekly", "period": period});
        let key = [("idempotency-key", "one")];
        site.request(Method::POST, "/api/v1/runs", "", Some(new), &key)
            .await
    };
    let first = post(&site, "2025-W46").await;
    assert_eq!(first.status(), StatusCode::ACCEPTED);
    let first = json_of(first).await;
    site.fleet
        .reaches(first["run"].as_str().unwrap(), RunStatus::is_final)
        .await;
    let other = post(&site, "2025-W45").await;
    assert_eq!(other.status(), StatusCode::UNPROCESSABLE_ENTITY);
    site.close().await;

    let site = Site::open(folder.path(), false).await;
    let again = post(&site, "2025-W46").await;
    assert_eq!(again.headers()["idempotency-replayed"], "true");
    assert_eq!(json_of(again).await, first);
    assert_eq!(
        site.get("/api/v1/runs").await["runs"].as_array().unwrap().len(),
        1
    );
    site.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_stay_whole_while_runs_are_added() {
    let folder = tempfile::tempdir().unwrap();
    let site = Site::open(folder.path(), false).await;
    let mut expected = Vec::new();
    for week_of_year in 10..17 {
        expected.push(site.fleet.run(week(&format!("2025-W{week_of_year}"))).await.run);
    }
    expected.reverse();
    let mut seen = Vec::new();
    let mut path = "/api/v1/runs?limit=3".to_owned();
    for added in 20..30 {
        let page = site.get(&path).await;
        seen.extend(
            page["runs"]
                .as_array()
                .unwrap()
                .iter()
                .map(|run| run["run"].as_str().unwrap().to_owned()),
        );
        site.fleet.run(week(&format!("2025-W{added}"))).await;
        match page["next"].as_str() {
            Some(next) => path = format!("/api/v1/runs?limit=3&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, expected);
    let filtered = site
        .get("/api/v1/runs?kind=weekly&status=succeeded&period=2025-W12")
        .await;
    assert_eq!(filtered["runs"].as_array().unwrap().len(), 1);
    assert_eq!(site.get("/api/v1/runs?kind=daily").await["runs"], json!([]));
    site.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn schedules_are_shown_paused_triggered_and_backfilled() {
    let folder = tempfile::tempdir().unwrap();
    let site = Site::open(folder.path(), false).await;
    let list = site.get("/api/v1/schedules").await;
    let names: Vec<_> = list["schedules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|schedule| schedule["name"].clone())
        .collect();
    assert_eq!(names, ["daily", "monthly", "weekly"]);

    let post = async |path: &str, body: Value| site.ask(Method::POST, path, "", Some(body)).await;
    let first = post("/api/v1/schedules/weekly/trigger", json!({"period": "2025-W46"})).await;
    assert_eq!(first.status(), StatusCode::ACCEPTED);
    let run = json_of(first).await["run"].as_str().unwrap().to_owned();
    site.fleet.reaches(&run, RunStatus::is_final).await;
    let again = post("/api/v1/schedules/weekly/trigger", json!({"period": "2025-W46"})).await;
    assert_eq!(
        again.status(),
        StatusCode::OK,
        "whoever triggers twice gets the same run"
    );
    assert_eq!(json_of(again).await["run"], run.as_str());
    let wrong = post("/api/v1/schedules/weekly/trigger", json!({"period": "2025-11"})).await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);

    let range = json!({"from": "2025-W01", "to": "2025-W03"});
    let backfill = post("/api/v1/schedules/weekly/backfill", range).await;
    assert_eq!(backfill.status(), StatusCode::ACCEPTED);
    eventually("the range is made", async || {
        let runs = site.get("/api/v1/runs?status=succeeded").await;
        (runs["runs"].as_array().unwrap().len() == 4).then_some(())
    })
    .await;
    assert_eq!(
        post("/api/v1/schedules/weekly/pause", json!({})).await.status(),
        StatusCode::OK
    );
    let story = site.get("/api/v1/schedules/weekly").await;
    assert_eq!(story["schedule"]["paused"], true);
    let kinds: Vec<_> = story["decisions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|decision| decision["kind"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(kinds[0], "paused");
    assert_eq!(kinds.iter().filter(|kind| *kind == "started").count(), 4);
    site.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_held_run_is_rejected_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let site = Site::with(folder.path(), false, &[("ORCHESTRATOR__APPROVAL", "true")]).await;
    let run = site.fleet.run(week("2025-W46")).await.run;
    let body = Some(json!({"reason": "the numbers look odd"}));
    let rejected = site
        .ask(Method::POST, &format!("/api/v1/runs/{run}/reject"), "", body)
        .await;
    let rejected = json_of(rejected).await;
    assert_eq!(rejected["status"], "cancelled");
    assert_eq!(
        rejected["reason"],
        "rejected by someone on this machine: the numbers look odd"
    );
    site.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_runs_are_listed_quickly() {
    let folder = tempfile::tempdir().unwrap();
    let site = Site::open(folder.path(), false).await;
    let ledger = rusqlite::Connection::open(folder.path().join("ledger.db")).unwrap();
    ledger
        .execute_batch(
            "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 10000)
             INSERT INTO runs (run, kind, period, status, created_at, ended_at)
             SELECT 'run-' || n, 'weekly', printf('%04d-W%02d', 1800 + n / 50, 1 + n % 50), 'succeeded', n * 1000000, n * 1000000 + 5
             FROM numbers",
        )
        .unwrap();
    let bound = Duration::from_millis(if cfg!(debug_assertions) { 100 } else { 10 });
    for (query, expected, bound) in [("limit=50", 50, bound), ("kind=daily", 0, 5 * bound)] {
        // The best of some, for other tests run beside this one.
        let mut times = Vec::new();
        while times.len() < 10 || times.len() < 100 && times.iter().min() > Some(&bound) {
            let begun = std::time::Instant::now();
            let page = site.get(&format!("/api/v1/runs?{query}")).await;
            times.push(begun.elapsed());
            assert_eq!(page["runs"].as_array().unwrap().len(), expected);
        }
        let fastest = times.iter().min().unwrap();
        println!("a page ({query}) over 10,000 runs: {fastest:?}");
        assert!(*fastest <= bound, "{fastest:?}");
    }
    site.close().await;
}
