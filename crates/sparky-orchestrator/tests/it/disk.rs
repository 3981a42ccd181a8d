//! A disk that is full, and one that fails: at every write the run either goes on or stops with the reason, and is finished
//! later. It never says that it succeeded where the ledger does not.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use sparky_common::model::{ArtifactRef, Phase, RunStatus};
use sparky_orchestrator::ledger::{Ledger, LedgerError};

use crate::{
    crash::{artifacts, posts, undisturbed},
    house::{House, week},
};

const FOLDER: &str = "SPARKY_TEST_DISK_FOLDER";

/// How a child ended that ran into the limits of its disk.
const REFUSED: i32 = 3;

/// The process whose disk fails.
#[tokio::test]
#[ignore = "a child process of other tests"]
async fn child() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let typed = |error: &dyn std::error::Error, hint: String| {
        println!("refused: {error}; {hint}");
        std::process::exit(REFUSED);
    };
    let ledger = Ledger::open(&Path::new(&folder).join("ledger.db"), Vec::new());
    match &ledger {
        Err(error @ (LedgerError::Full { .. } | LedgerError::Disk { .. } | LedgerError::Open { .. })) => {
            typed(error, error.hint());
        }
        Err(other) => panic!("another error: {other:?}"),
        Ok(_) => {}
    }
    drop(ledger);
    let house = House::open(Path::new(&folder), Vec::new());
    match house.run(week("2025-W46")).await {
        Ok((_, state)) => println!("ended: {}", state.status()),
        Err(error) => typed(&error, error.hint()),
    }
}

/// Runs the week in a process with so many half kibibytes to a file, and says how it ended.
fn limited(folder: &Path, blocks: Option<u32>) -> (i32, String) {
    let limit = blocks.map_or_else(String::new, |blocks| {
        format!("trap '' XFSZ; ulimit -f {blocks}; ")
    });
    let script = format!("{limit}exec \"$0\" --ignored --exact disk::child --nocapture");
    let output = Command::new("sh")
        .args(["-c", &script])
        .arg(std::env::current_exe().unwrap())
        .env(FOLDER, folder)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    (output.status.code().unwrap_or(-1), text)
}

type Artifacts = Vec<(Phase, ArtifactRef)>;

/// However far it came, the next start finishes it.
fn is_finished_later(folder: &Path, expected: &Artifacts, what: &str) {
    let (status, text) = limited(folder, None);
    assert!(status == 0 && text.contains("ended: succeeded"), "{what}: {text}");
    assert_eq!(&artifacts(folder), expected, "{what}");
    assert_eq!(posts(folder), 1, "{what}");
}

#[test]
fn a_disk_that_fails_at_any_write_never_gives_a_false_success() {
    let (expected, mut refusals) = (undisturbed(), 0);
    // Each step is a page of the database: so the limit falls on every write.
    for blocks in (8..).step_by(8) {
        let folder = tempfile::tempdir().unwrap();
        let (status, text) = limited(folder.path(), Some(blocks));
        if text.contains("ended: succeeded") {
            artifacts(folder.path());
            break;
        }
        assert_eq!(status, REFUSED, "at {blocks} blocks: {text}");
        assert!(text.contains("refused: "), "at {blocks} blocks: {text}");
        refusals += 1;
        // Every eighth is finished too: each takes two more processes.
        if blocks % 64 == 0 {
            is_finished_later(folder.path(), &expected, &format!("at {blocks} blocks"));
        }
    }
    assert!(refusals > 20, "{refusals} refusals");
}

/// A file system in memory of so many kibibytes, until it is dropped.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount(kibibytes: u32) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let disk = Self(folder);
        disk.call(&["-t", "tmpfs", "-o", &format!("size={kibibytes}k"), "tmpfs"])
            .then_some(disk)
    }

    fn grow(&self) {
        assert!(self.call(&["-o", "remount,size=64m", "tmpfs"]));
    }

    fn call(&self, arguments: &[&str]) -> bool {
        let mut mount = Command::new("mount");
        mount.args(arguments).arg(self.0.path()).stderr(Stdio::null());
        mount.status().is_ok_and(|status| status.success())
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Not mounted where mounting is what failed.
        let _ = Command::new("umount")
            .arg(self.0.path())
            .stderr(Stdio::null())
            .status();
    }
}

#[test]
fn a_disk_that_is_full_is_told_and_a_larger_one_finishes_the_run() {
    if SmallDisk::mount(64).is_none() {
        eprintln!("SKIPPED: mounting a small disk needs root");
        return;
    }
    let (expected, mut full) = (undisturbed(), 0);
    for kibibytes in (40..).step_by(24) {
        let disk = SmallDisk::mount(kibibytes).unwrap();
        let (status, text) = limited(disk.0.path(), None);
        if text.contains("ended: succeeded") {
            break;
        }
        // Where the artifacts have no room, the worker says so and the run ends failed.
        let told =
            text.contains("ended: failed") || text.contains("refused: ") || text.contains("StorageFull");
        assert!(told || status != 0, "{kibibytes} KiB: {text}");
        if status == REFUSED {
            full += 1;
            disk.grow();
            is_finished_later(disk.0.path(), &expected, &format!("{kibibytes} KiB"));
        }
    }
    assert!(full > 2, "{full} times full");
}

#[test]
fn a_torn_last_record_is_as_if_it_was_never_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let aside = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    // A copy of the files while the run was under way: as after a power cut.
    let copies: Vec<_> = (0..)
        .map(|number| aside.path().join(number.to_string()))
        .take(3)
        .collect();
    let house = House::open(folder.path(), Vec::new());
    let (from, to) = (folder.path().to_owned(), copies[0].clone());
    *house.witness.then.lock().unwrap() = Some(Box::new(move |state| {
        if state.status() == RunStatus::Generating && !to.exists() {
            std::fs::create_dir(&to).unwrap();
            for name in ["ledger.db", "ledger.db-wal"] {
                std::fs::copy(from.join(name), to.join(name)).unwrap();
            }
        }
    }));
    let (_, whole) = runtime.block_on(house.run(week("2025-W46"))).unwrap();
    drop(house);
    assert!(path.exists());
    let wal = std::fs::read(copies[0].join("ledger.db-wal")).unwrap();
    let untorn = Ledger::open(&copies[0].join("ledger.db"), Vec::new()).unwrap();
    let before = untorn.events(&whole.run).unwrap();
    for cut in [1, 100, 4096, 5000] {
        let torn = aside.path().join(format!("torn-{cut}"));
        std::fs::create_dir(&torn).unwrap();
        std::fs::copy(copies[0].join("ledger.db"), torn.join("ledger.db")).unwrap();
        std::fs::write(torn.join("ledger.db-wal"), &wal[..wal.len() - cut]).unwrap();
        let ledger = Ledger::open(&torn.join("ledger.db"), Vec::new()).unwrap();
        let events = ledger.events(&whole.run).unwrap();
        assert!(events.len() < before.len(), "cut by {cut}");
        assert_eq!(
            events[..],
            before[..events.len()],
            "cut by {cut}: all of a write or nothing"
        );
        ledger.replay(&whole.run).unwrap();
    }
}
