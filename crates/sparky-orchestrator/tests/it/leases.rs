//! One run of a period at a time, over all processes.

use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

use sparky_common::{
    model::{Phase, RunStatus},
    period::Kind,
};
use sparky_orchestrator::{
    config::Folders,
    lease::{LeaseError, Leases},
    ledger::{Ledger, LedgerError},
    state::{RunEvent, RunState},
};
use sparky_testkit::eventually;
use tokio_util::sync::CancellationToken;

use crate::house::{House, week};

const FOLDER: &str = "SPARKY_TEST_LEASE_FOLDER";

#[tokio::test]
async fn the_same_period_is_refused_and_another_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(folder.path(), Vec::new());
    let request = week("2025-W46");
    let lease = house
        .leases
        .take_period(request.kind, request.period)
        .await
        .unwrap();

    let refused = house.run(request.clone()).await.unwrap_err();
    let text = refused.to_string();
    assert!(
        text.starts_with("the week 2025-W46 is being run by process "),
        "{text}"
    );
    assert!(
        text.contains(&std::process::id().to_string()) && !refused.hint().is_empty(),
        "{text}"
    );
    house.run(week("2025-W45")).await.unwrap();

    drop(lease);
    house.run(request).await.unwrap();
}

#[tokio::test]
async fn death_of_the_holder_frees_the_period() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(folder.path(), Vec::new());
    let mut holder = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "leases::holder", "--nocapture"])
        .env(FOLDER, folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(holder.stdout.take().unwrap()).lines();
    assert!(
        lines.any(|line| line.unwrap().contains("holds")),
        "the child took the lease"
    );

    let refused = house.run(week("2025-W46")).await.unwrap_err();
    assert!(matches!(refused, LeaseError::Taken { .. }));
    assert!(
        refused.to_string().contains(&holder.id().to_string()),
        "{refused}"
    );

    holder.kill().unwrap();
    holder.wait().unwrap();
    house.run(week("2025-W46")).await.unwrap();
}

/// The other process of the test above.
#[tokio::test]
#[ignore = "a child process of another test"]
async fn holder() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let house = House::open(Path::new(&folder), Vec::new());
    let _lease = house
        .leases
        .take_period(Kind::Weekly, week("2025-W46").period)
        .await
        .unwrap();
    println!("holds");
    std::io::stdout().flush().unwrap();
    // Until it is killed.
    std::io::stdin().read_line(&mut String::new()).unwrap();
}

/// Leases that last so long, over a ledger of their own, as of another process that cannot see whether this one lives.
fn elsewhere(folder: &Path, time: Duration) -> Arc<Leases> {
    let ledger = Arc::new(Ledger::open(&folder.join("ledger.db"), Vec::new()).unwrap());
    let folders = Folders {
        data: folder.to_owned(),
    };
    Arc::new(Leases::new(ledger, folders, time))
}

#[tokio::test]
async fn who_lost_the_lease_cannot_write_any_more() {
    let folder = tempfile::tempdir().unwrap();
    let (paused, successor) = (
        elsewhere(folder.path(), Duration::from_millis(1)),
        elsewhere(folder.path(), Duration::from_secs(30)),
    );
    let request = week("2025-W46");
    let (kind, period) = (request.kind, request.period);
    let old = paused.take_period(kind, period).await.unwrap();
    let new = eventually("the lease is over", async || {
        successor.take_period(kind, period).await.ok()
    })
    .await;
    assert_eq!((old.fence.epoch, new.fence.epoch), (1, 2));

    let state = RunState::requested("r".into(), request.clone(), jiff::Timestamp::UNIX_EPOCH);
    let events = [RunEvent::Requested { request }];
    let append = |fence: sparky_orchestrator::ledger::Fence| {
        paused
            .ledger()
            .append(&fence, &state, 1, &events, state.created_at)
    };
    assert!(matches!(
        append(old.fence.clone()),
        Err(LedgerError::Fenced { .. })
    ));
    paused.renew().unwrap();
    assert!(old.lost.is_cancelled(), "it is told");
    drop(old);
    append(new.fence.clone()).unwrap();
    assert!(
        paused.take_period(kind, period).await.is_err(),
        "giving back what was lost frees nothing"
    );
}

#[tokio::test]
async fn a_lease_that_is_renewed_goes_on_and_one_that_is_given_back_is_free() {
    let folder = tempfile::tempdir().unwrap();
    let time = Duration::from_secs(6);
    let (holder, other) = (elsewhere(folder.path(), time), elsewhere(folder.path(), time));
    let request = week("2025-W46");
    let lease = holder.take_period(request.kind, request.period).await.unwrap();
    let end = || other.ledger().leases().unwrap()[0].expires_at;
    let first_end = end();
    let stop = CancellationToken::new();
    let keeping = tokio::spawn(Arc::clone(&holder).keep(stop.clone()));
    eventually("it is renewed", async || (end() > first_end).then_some(())).await;
    let refused = other.take_period(request.kind, request.period).await;
    assert!(matches!(refused, Err(LeaseError::Taken { .. })));
    drop(lease);
    other.take_period(request.kind, request.period).await.unwrap();
    stop.cancel();
    keeping.await.unwrap();
}

#[tokio::test]
async fn a_lease_can_be_broken_and_its_holder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let time = Duration::from_secs(30);
    let (holder, other) = (elsewhere(folder.path(), time), elsewhere(folder.path(), time));
    let request = week("2025-W46");
    let lease = holder.take_period(request.kind, request.period).await.unwrap();
    let ledger = other.ledger();
    let now = jiff::Timestamp::now();
    assert!(
        ledger
            .break_lease("weekly-2025-W45", "ada", now)
            .unwrap()
            .is_none()
    );
    let broken = ledger
        .break_lease("weekly-2025-W46", "ada", now)
        .unwrap()
        .unwrap();
    assert_eq!(broken.holder.unwrap().pid, std::process::id());
    let state = &ledger.leases().unwrap()[0];
    assert_eq!((state.epoch, state.ended_by.as_deref()), (2, Some("ada")));

    holder.renew().unwrap();
    assert!(lease.lost.is_cancelled());
    let taken = other.take_period(request.kind, request.period).await.unwrap();
    assert_eq!(taken.fence.epoch, 3);
}

#[tokio::test]
async fn a_run_that_is_taken_over_stops_at_once_and_the_successor_finishes_it() {
    let folder = tempfile::tempdir().unwrap();
    let first = Arc::new(House::open(folder.path(), Vec::new()));
    *first.newsroom.stuck.lock().unwrap() = Some(Phase::Generate);
    let house = Arc::clone(&first);
    let driving = tokio::spawn(async move { house.run(week("2025-W46")).await });
    eventually("it is under way", async || {
        let runs = first.ledger.list(1).unwrap();
        runs.first()
            .is_some_and(|run| run.status == RunStatus::Generating)
            .then_some(())
    })
    .await;
    let now = jiff::Timestamp::now();
    first.ledger.break_lease("weekly-2025-W46", "ada", now).unwrap();
    let second = House::open(folder.path(), Vec::new());
    let (_, state) = second.run(week("2025-W46")).await.unwrap();
    assert_eq!(state.status(), RunStatus::Succeeded);
    first.leases.renew().unwrap();
    let refused = driving.await.unwrap().unwrap_err();
    assert!(
        matches!(refused, LeaseError::Ledger(LedgerError::Fenced { .. })),
        "{refused:?}"
    );
    assert_eq!(first.ledger.replay(&state.run).unwrap().0, state);
}

#[tokio::test]
async fn one_run_at_a_time_publishes() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(folder.path(), Vec::new());
    let patience = Duration::from_millis(20);
    let lease = house.leases.wait_for_destinations(patience).await.unwrap();
    let refused = house.leases.wait_for_destinations(patience).await.err().unwrap();
    assert!(
        refused
            .to_string()
            .starts_with("the lease `destinations` is held by process "),
        "{refused}"
    );
    let waiting = tokio::spawn({
        let leases = Arc::clone(&house.leases);
        async move {
            leases
                .wait_for_destinations(Duration::from_secs(30))
                .await
                .map(|lease| lease.fence.epoch)
        }
    });
    drop(lease);
    assert_eq!(waiting.await.unwrap().unwrap(), 2);
}

#[test]
fn the_locks_of_the_dead_are_swept_away() {
    let folder = tempfile::tempdir().unwrap();
    let leases = folder.path().join("leases");
    std::fs::create_dir_all(&leases).unwrap();
    std::fs::write(leases.join("dead.lock"), "").unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let house = House::open(folder.path(), Vec::new());
    let request = week("2025-W46");
    let lease = runtime
        .block_on(house.leases.take_period(request.kind, request.period))
        .unwrap();
    let count = || std::fs::read_dir(&leases).unwrap().count();
    assert_eq!(count(), 1);
    drop(lease);
    drop(house);
    assert_eq!(count(), 0);
}
