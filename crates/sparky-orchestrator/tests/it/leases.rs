//! One run of a period at a time, over all processes.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
    sync::Arc,
};

use sparky_common::period::Kind;
use sparky_orchestrator::{
    lease::{Lease, LeaseError},
    ledger::{Ledger, LedgerError},
    state::{RunEvent, RunState},
};

use crate::house::{House, week};

const FOLDER: &str = "SPARKY_TEST_LEASE_FOLDER";

#[tokio::test]
async fn the_same_period_is_refused_and_another_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(folder.path(), Vec::new());
    let request = week("2025-W46");
    let lease = Lease::take(
        &house.folders.leases(),
        &house.ledger,
        request.kind,
        request.period,
    )
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
#[test]
#[ignore = "a child process of another test"]
fn holder() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let folder = std::path::PathBuf::from(folder);
    let ledger = Ledger::open(&folder.join("ledger.db"), Vec::new()).unwrap();
    let _lease = Lease::take(
        &folder.join("leases"),
        &ledger,
        Kind::Weekly,
        week("2025-W46").period,
    )
    .unwrap();
    println!("holds");
    std::io::stdout().flush().unwrap();
    // Until it is killed.
    std::io::stdin().read_line(&mut String::new()).unwrap();
}

#[test]
fn who_lost_the_lease_cannot_write_any_more() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Arc::new(Ledger::open(&folder.path().join("ledger.db"), Vec::new()).unwrap());
    let request = week("2025-W46");
    let paused = ledger.fence(request.kind, request.period, "paused").unwrap();
    ledger
        .fence(request.kind, request.period, "its successor")
        .unwrap();
    let state = RunState::requested("r".into(), request.clone(), jiff::Timestamp::UNIX_EPOCH);
    let refused = ledger.append(
        &paused,
        &state,
        1,
        &[RunEvent::Requested { request }],
        state.created_at,
    );
    assert!(matches!(refused, Err(LedgerError::Fenced { .. })));
}
