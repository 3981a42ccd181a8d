//! A phase that several workers share: spread, taken away from the dead and the frozen, joined.

use std::collections::BTreeMap;

use sparky_common::model::{Phase, RunStatus};
use sparky_orchestrator::{ledger::LedgerReader, state::RunEvent};
use sparky_testkit::eventually;

use crate::{
    fleet::Fleet,
    house::week,
    workers::{reassignments, spawn_stuck_collector},
};

/// What each worker of this process was given.
fn given(fleet: &Fleet) -> Vec<Vec<String>> {
    let collectors = fleet
        .handlers
        .iter()
        .filter(|handler| handler.phase == Phase::Collect);
    collectors
        .map(|handler| handler.begun.lock().unwrap().clone())
        .collect()
}

fn names(count: usize) -> Vec<String> {
    (1..=count).map(|number| format!("{number:02}")).collect()
}

/// The word of each event of a run with its part.
fn story(folder: &std::path::Path, run: &str) -> Vec<(&'static str, String)> {
    let reader = LedgerReader::open(&folder.join("ledger.db")).unwrap().unwrap();
    let events = reader
        .events(run)
        .unwrap()
        .into_iter()
        .map(|recorded| recorded.event);
    let part = |event: &RunEvent| match event {
        RunEvent::TaskStarted { part, .. }
        | RunEvent::TaskReassigned { part, .. }
        | RunEvent::TaskFinished { part, .. }
        | RunEvent::TaskFailed { part, .. } => part.clone(),
        _ => String::new(),
    };
    events.map(|event| (event.kind(), part(&event))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn six_collectors_share_a_collection_and_the_gate_waits_for_all() {
    let folder = tempfile::tempdir().unwrap();
    let mut fleet = Fleet::dividing(folder.path(), 12, &[]).await;
    for _ in 0..6 {
        fleet.add_worker(Phase::Collect);
    }
    fleet.has_workers(9).await;
    fleet.newsroom.open.send_replace(false);
    let run = fleet.start_run(week("2025-W46")).await.unwrap().run;
    eventually("each has one", async || {
        given(&fleet).iter().all(|parts| parts.len() == 1).then_some(())
    })
    .await;
    assert_eq!(fleet.get(&run).await.unwrap().status, RunStatus::Collecting);
    fleet.newsroom.open.send_replace(true);
    let record = fleet.reaches(&run, RunStatus::is_final).await;
    assert_eq!(record.status, RunStatus::Succeeded);

    // The same artifacts as of a fleet that divides nothing.
    let plain = tempfile::tempdir().unwrap();
    let whole = Fleet::start(plain.path(), &[]).await;
    assert_eq!(whole.run(week("2025-W46")).await.artifacts, record.artifacts);
    whole.stop().await;

    assert_eq!(fleet.newsroom.parts_done(), names(12), "each part once");
    let story = story(folder.path(), &run);
    let place = |kind: &str, part: &str| {
        story
            .iter()
            .position(|event| *event == (kind, part.to_owned()))
            .unwrap()
    };
    for part in names(12) {
        assert!(place("task_finished", "plan") < place("task_started", &part));
        assert!(place("task_finished", &part) < place("task_started", "join"));
    }
    assert!(place("task_finished", "join") < place("gate_judged", ""));
    let metrics = fleet.metrics();
    let value = |name: &str| {
        let line = metrics.lines().find(|line| line.starts_with(name)).unwrap();
        line.rsplit(' ').next().unwrap().parse::<f64>().unwrap()
    };
    let efficiency = value("sparky_phase_parallel_efficiency_ratio{phase=\"collect\"}");
    assert!(efficiency > 0.0 && efficiency <= 1.0, "{efficiency}");
    assert_eq!(
        value("sparky_gate_pass_ratio{phase=\"collect\"}").to_string(),
        "1"
    );
    fleet.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn collectors_that_come_while_a_run_goes_on_take_their_share() {
    let folder = tempfile::tempdir().unwrap();
    let mut fleet = Fleet::dividing(folder.path(), 12, &[]).await;
    fleet.add_worker(Phase::Collect);
    fleet.has_workers(4).await;
    fleet.newsroom.open.send_replace(false);
    let run = fleet.start_run(week("2025-W46")).await.unwrap().run;
    eventually("the only one has a part", async || {
        (given(&fleet)[0].len() == 1).then_some(())
    })
    .await;
    for _ in 0..5 {
        fleet.add_worker(Phase::Collect);
    }
    eventually("the others have one each", async || {
        given(&fleet).iter().all(|parts| parts.len() == 1).then_some(())
    })
    .await;
    fleet.newsroom.open.send_replace(true);
    assert_eq!(
        fleet.reaches(&run, RunStatus::is_final).await.status,
        RunStatus::Succeeded
    );
    let mut all: Vec<_> = given(&fleet).concat();
    all.sort_unstable();
    assert_eq!(all, names(12));
    fleet.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_collector_does_the_parts_one_after_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let mut fleet = Fleet::dividing(folder.path(), 4, &[]).await;
    fleet.add_worker(Phase::Collect);
    fleet.has_workers(4).await;
    let record = fleet.run(week("2025-W46")).await;
    assert_eq!(record.status, RunStatus::Succeeded);
    assert_eq!(given(&fleet), [names(4)]);
    fleet.stop().await;
}

/// A worker that has a part and is then stopped: killed, or frozen as with SIGSTOP.
async fn a_part_is_done_elsewhere_after(signal: &str) {
    let folder = tempfile::tempdir().unwrap();
    let mut fleet = Fleet::dividing(folder.path(), 6, &[("WORKER_TIMEOUT_SECONDS", "3")]).await;
    let mut stuck = spawn_stuck_collector(&fleet, folder.path());
    fleet.add_worker(Phase::Collect);
    fleet.has_workers(5).await;
    let run = fleet.start_run(week("2025-W46")).await.unwrap().run;
    eventually("all but the stuck part is done", async || {
        (fleet.newsroom.parts_done().len() == 5).then_some(())
    })
    .await;
    let pid = stuck.id().to_string();
    let sent = std::process::Command::new("kill")
        .args([signal, &pid])
        .status()
        .unwrap();
    assert!(sent.success());

    let record = fleet.reaches(&run, RunStatus::is_final).await;
    assert_eq!(
        (record.status, record.gates.len()),
        (RunStatus::Succeeded, 4),
        "no attempt was spent"
    );
    let reasons = reassignments(folder.path(), &run);
    assert!(
        reasons.len() == 1 && reasons[0].starts_with("stuck: "),
        "{reasons:?}"
    );
    assert_eq!(
        fleet.newsroom.parts_done(),
        names(6),
        "what was done was not done again"
    );
    stuck.kill().unwrap();
    stuck.wait().unwrap();
    fleet.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_part_of_a_killed_worker_is_done_elsewhere_and_the_others_are_kept() {
    a_part_is_done_elsewhere_after("-KILL").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_part_of_a_frozen_worker_is_done_elsewhere_and_the_others_are_kept() {
    a_part_is_done_elsewhere_after("-STOP").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_part_is_given_to_another_worker() {
    let folder = tempfile::tempdir().unwrap();
    let mut fleet = Fleet::dividing(folder.path(), 6, &[("SLOW_SECONDS", "3")]).await;
    let mut slow = spawn_stuck_collector(&fleet, folder.path());
    fleet.add_worker(Phase::Collect);
    fleet.has_workers(5).await;
    // The slow one keeps sending heartbeats.
    let record = fleet.run(week("2025-W46")).await;
    assert_eq!(record.status, RunStatus::Succeeded);
    let reasons = reassignments(folder.path(), &record.run);
    assert!(
        reasons.len() == 1 && reasons[0].starts_with("stuck: slow: "),
        "{reasons:?}"
    );
    slow.kill().unwrap();
    slow.wait().unwrap();
    fleet.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_context_of_every_task_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let mut fleet = Fleet::dividing(folder.path(), 3, &[]).await;
    fleet.add_worker(Phase::Collect);
    fleet.has_workers(4).await;
    let run = fleet.run(week("2025-W46")).await.run;
    fleet.stop().await;
    let history = sparky_orchestrator::History::open(folder.path()).unwrap();
    let tasks = history.tasks(&run).unwrap().unwrap();
    let by_part: BTreeMap<&str, _> = tasks
        .iter()
        .filter(|task| task.phase == Phase::Collect)
        .map(|task| (task.part.as_str(), task))
        .collect();
    assert_eq!(
        by_part.keys().copied().collect::<Vec<_>>(),
        ["01", "02", "03", "join", "plan"]
    );
    let join = by_part["join"];
    assert_eq!(join.parts.keys().collect::<Vec<_>>(), ["01", "02", "03", "plan"]);
    assert!(
        join.worker.as_deref() == Some("collect-3") && join.output.is_some(),
        "{join:?}"
    );
}
