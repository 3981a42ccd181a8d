//! A data folder that may only be read.

use std::{
    fs::Permissions,
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::Path,
    process::{Command, Stdio},
};

use sparky_orchestrator::{
    History,
    ledger::{Ledger, LedgerError},
};

use crate::house::{House, week};

const FOLDER: &str = "SPARKY_TEST_READ_ONLY_FOLDER";

/// Nobody in particular: root may write everywhere, so the check below is done by someone else.
const NOBODY: u32 = 65_534;

fn allow(path: &Path, mode: u32) {
    std::fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

#[tokio::test]
async fn what_may_only_be_read_is_read_and_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    House::open(&data, Vec::new())
        .run(week("2025-W46"))
        .await
        .unwrap();
    // Another user must be able to start this program, wherever it was built.
    let program = folder.path().join("program");
    std::fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    allow(&program, 0o755);
    allow(folder.path(), 0o755);
    allow(&data, 0o555);

    let mut child = Command::new(program);
    child
        .args(["--ignored", "--exact", "readonly::reader"])
        .env(FOLDER, &data)
        .current_dir("/");
    if is_root() {
        child.uid(NOBODY).gid(NOBODY);
    }
    let output = child.stdin(Stdio::null()).output().unwrap();
    allow(&data, 0o755);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
}

fn is_root() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .any(|line| line.starts_with("Uid:") && line.split_whitespace().nth(2) == Some("0"))
}

/// The other user of the test above.
#[tokio::test]
#[ignore = "a child process of another test"]
async fn reader() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let data = Path::new(&folder);
    let history = History::open(data).unwrap();
    let runs = history.list(10).unwrap();
    assert_eq!(runs.len(), 1);
    assert!(
        history
            .show(&runs[0].run)
            .await
            .unwrap()
            .unwrap()
            .ended_at
            .is_some()
    );

    let refused = Ledger::open(&data.join("ledger.db"), Vec::new()).err().unwrap();
    assert!(
        matches!(refused, LedgerError::Open { .. } | LedgerError::ReadOnly { .. }),
        "{refused:?}"
    );
    assert!(refused.hint().contains("writable"), "{}", refused.hint());
}
