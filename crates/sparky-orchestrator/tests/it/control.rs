//! Work that waits, comes to its end, or stops at once.

use sparky_common::{
    messages::{Command, Reply},
    model::{Control, Mode, Phase, RunStatus},
};
use sparky_orchestrator::{ledger::LedgerReader, state::RunEvent};
use sparky_testkit::eventually;

use crate::{fleet::Fleet, house::week};

async fn set(fleet: &Fleet, mode: Mode) -> Control {
    let order = Command::SetControl {
        mode,
        by: "ada".into(),
        reason: "the disk smells".into(),
    };
    match fleet.ask(order).await {
        Reply::Control { control } => control,
        other => panic!("{other:?}"),
    }
}

/// What was recorded about tasks of a run.
fn recalls(folder: &std::path::Path, run: &str) -> Vec<String> {
    let reader = LedgerReader::open(&folder.join("ledger.db")).unwrap().unwrap();
    let events = reader.events(run).unwrap().into_iter();
    let recalled = events.filter_map(|recorded| match recorded.event {
        RunEvent::TaskReassigned {
            recalled: true,
            reason,
            ..
        } => Some(reason),
        _ => None,
    });
    recalled.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_emergency_stop_takes_tasks_away_at_once_and_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let fleet = Fleet::start(folder.path(), &[]).await;
    *fleet.newsroom.stuck.lock().unwrap() = Some(Phase::Generate);
    let run = fleet.start_run(week("2025-W46")).await.unwrap().run;
    fleet
        .reaches(&run, |status| status == RunStatus::Generating)
        .await;
    let control = set(&fleet, Mode::Stopped).await;
    assert_eq!(
        (control.mode, control.by.as_deref()),
        (Mode::Stopped, Some("ada"))
    );
    let reasons = eventually("the task is called back", async || {
        let reasons = recalls(folder.path(), &run);
        (!reasons.is_empty()).then_some(reasons)
    })
    .await;
    assert_eq!(reasons, ["work was stopped by ada: the disk smells"]);
    let refused = fleet.start_run(week("2025-W45")).await.unwrap_err();
    assert_eq!(
        refused.message,
        "no new runs are taken: work is stopped by ada: the disk smells"
    );
    *fleet.newsroom.stuck.lock().unwrap() = None;
    fleet.stop().await;

    let mut next = Fleet::try_start(folder.path(), true, &[]).await.unwrap();
    for phase in [Phase::Generate, Phase::Publish] {
        next.add_worker(phase);
    }
    next.has_workers(2).await;
    let Reply::Control { control } = next.ask(Command::GetControl).await else {
        panic!("no control")
    };
    assert_eq!(control.mode, Mode::Stopped);
    assert_eq!(next.get(&run).await.unwrap().status, RunStatus::Generating);
    assert_eq!(
        next.newsroom.tasks.load(std::sync::atomic::Ordering::Relaxed),
        0,
        "nothing is begun"
    );
    set(&next, Mode::Running).await;
    let record = next.reaches(&run, RunStatus::is_final).await;
    assert_eq!(
        (record.status, record.gates.len()),
        (RunStatus::Succeeded, 4),
        "no attempt was spent"
    );
    next.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_lets_tasks_finish_and_begins_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut fleet = Fleet::dividing(folder.path(), 4, &[]).await;
    fleet.add_worker(Phase::Collect);
    fleet.has_workers(4).await;
    fleet.newsroom.open.send_replace(false);
    let run = fleet.start_run(week("2025-W46")).await.unwrap().run;
    let begun = |fleet: &Fleet| fleet.handlers[3].begun.lock().unwrap().len();
    eventually("a part is under way", async || (begun(&fleet) == 1).then_some(())).await;
    set(&fleet, Mode::Paused).await;
    fleet.newsroom.open.send_replace(true);
    eventually("the part is finished", async || {
        (fleet.newsroom.parts_done().len() == 1).then_some(())
    })
    .await;
    // A new run is taken and waits too.
    let waiting = fleet.start_run(week("2025-W45")).await.unwrap().run;
    assert_eq!(fleet.get(&waiting).await.unwrap().status, RunStatus::Pending);
    assert_eq!(begun(&fleet), 1);
    set(&fleet, Mode::Running).await;
    for run in [run, waiting] {
        assert_eq!(
            fleet.reaches(&run, RunStatus::is_final).await.status,
            RunStatus::Succeeded
        );
    }
    fleet.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn draining_finishes_what_there_is_and_takes_nothing_new() {
    let folder = tempfile::tempdir().unwrap();
    let mut fleet = Fleet::dividing(folder.path(), 3, &[]).await;
    fleet.add_worker(Phase::Collect);
    fleet.has_workers(4).await;
    fleet.newsroom.open.send_replace(false);
    let run = fleet.start_run(week("2025-W46")).await.unwrap().run;
    set(&fleet, Mode::Draining).await;
    assert!(fleet.start_run(week("2025-W45")).await.is_err());
    fleet.newsroom.open.send_replace(true);
    assert_eq!(
        fleet.reaches(&run, RunStatus::is_final).await.status,
        RunStatus::Succeeded
    );
    fleet.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_cannot_write_the_ledger_is_not_ready() {
    let folder = tempfile::tempdir().unwrap();
    let fleet = Fleet::try_start(folder.path(), false, &[]).await.unwrap();
    eventually("it is ready", async || fleet.health.is_ready().then_some(())).await;
    let hold = rusqlite::Connection::open(folder.path().join("ledger.db")).unwrap();
    hold.execute_batch("BEGIN IMMEDIATE").unwrap();
    let why = eventually("it is not ready", async || fleet.health.checks().remove(0).reason).await;
    assert!(why.starts_with("another program keeps the ledger"), "{why}");
    hold.execute_batch("ROLLBACK").unwrap();
    eventually("it is ready again", async || {
        fleet.health.is_ready().then_some(())
    })
    .await;
    fleet.stop().await;
}
