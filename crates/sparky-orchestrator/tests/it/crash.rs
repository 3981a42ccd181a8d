//! Death at every write of the ledger: the next start finishes the run and ends in the same artifacts.

use std::{
    path::Path,
    process::{Command, ExitStatus, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use sparky_common::model::{ArtifactRef, Phase, RunStatus};
use sparky_orchestrator::{
    ledger::{Ledger, LedgerObserver},
    state::RunEvent,
};

use crate::house::{House, week};

const FOLDER: &str = "SPARKY_TEST_CRASH_FOLDER";
const CRASH_AT: &str = "SPARKY_TEST_CRASH_AT";

/// Dies without a word at a moment around a write: odd moments are before it, even ones after it.
struct Killer {
    crash_at: u32,
    moments: AtomicU32,
}

impl Killer {
    fn moment(&self) {
        if self.moments.fetch_add(1, Ordering::Relaxed) + 1 == self.crash_at {
            std::process::abort();
        }
    }
}

impl LedgerObserver for Killer {
    fn appending(&self, _run: &str, _events: &[RunEvent]) {
        self.moment();
    }

    fn appended(&self, _run: &str, _events: &[RunEvent]) {
        self.moment();
    }
}

/// The process that dies.
#[tokio::test]
#[ignore = "a child process of other tests"]
async fn child() {
    let (Ok(folder), Ok(crash_at)) = (std::env::var(FOLDER), std::env::var(CRASH_AT)) else {
        return;
    };
    let killer = Killer {
        crash_at: crash_at.parse().unwrap(),
        moments: AtomicU32::new(0),
    };
    let house = House::open(Path::new(&folder), vec![Arc::new(killer)]);
    // The request is made once; a later life only continues what it finds.
    if house.ledger.list(1).unwrap().is_empty() || !house.ledger.unfinished().unwrap().is_empty() {
        house.run(week("2025-W46")).await.unwrap();
    }
}

fn live(folder: &Path, crash_at: u32) -> ExitStatus {
    Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "crash::child"])
        .env(FOLDER, folder)
        .env(CRASH_AT, crash_at.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap()
}

/// The artifacts of the only run in the ledger, which has succeeded.
pub(crate) fn artifacts(folder: &Path) -> Vec<(Phase, ArtifactRef)> {
    let ledger = Ledger::open(&folder.join("ledger.db"), Vec::new()).unwrap();
    let runs = ledger.list(10).unwrap();
    assert_eq!(runs.len(), 1, "one request, one run: {runs:?}");
    let (state, _) = ledger.replay(&runs[0].run).unwrap();
    assert_eq!(
        (runs[0].status, state.status()),
        (RunStatus::Succeeded, RunStatus::Succeeded)
    );
    state
        .outcomes
        .into_iter()
        .map(|(phase, outcome)| (phase, outcome.artifact))
        .collect()
}

pub(crate) fn posts(folder: &Path) -> usize {
    std::fs::read_to_string(folder.join("posts"))
        .unwrap()
        .lines()
        .count()
}

pub(crate) fn undisturbed() -> Vec<(Phase, ArtifactRef)> {
    let folder = tempfile::tempdir().unwrap();
    assert!(live(folder.path(), 0).success());
    artifacts(folder.path())
}

#[test]
fn a_crash_at_any_write_changes_nothing_in_the_end() {
    let expected = undisturbed();
    let mut deaths = 0;
    for crash_at in 1.. {
        let folder = tempfile::tempdir().unwrap();
        if live(folder.path(), crash_at).success() {
            break;
        }
        deaths += 1;
        assert!(
            live(folder.path(), 0).success(),
            "the run is finished after a crash at moment {crash_at}"
        );
        assert_eq!(
            artifacts(folder.path()),
            expected,
            "after a crash at moment {crash_at}"
        );
        assert_eq!(posts(folder.path()), 1, "after a crash at moment {crash_at}");
    }
    // The request, each phase's beginning and end in one write with the gate, each before and after.
    assert_eq!(deaths, 12);
}

#[test]
fn a_process_that_dies_after_each_write_still_gets_there() {
    let expected = undisturbed();
    let folder = tempfile::tempdir().unwrap();
    let lives = (1..100)
        .find(|_| live(folder.path(), 2).success())
        .expect("the run comes to its end");
    assert_eq!(lives, 7);
    assert_eq!((artifacts(folder.path()), posts(folder.path())), (expected, 1));
}
