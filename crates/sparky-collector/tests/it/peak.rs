//! How much memory a collection takes at its peak, measured by the system in a process of its own.

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use sparky_common::model::SourceRef;

use crate::world::World;

/// Commits of each repository, all of them in the week 2025-W46.
const COMMITS: i64 = 120;

/// Bytes of each commit's message: a snapshot of all repositories is some 100 MiB.
const MESSAGE: usize = 16 * 1024;

/// The most that a collection may take, in MiB: less than its snapshot. What six repositories hold, caches of git
/// objects, libraries, and an allocator that keeps what it had.
const BOUND: u64 = 90;

/// Makes a bare repository with dated commits, each of which changes one of ten files.
fn make(path: &Path, seed: usize) {
    let git = |arguments: &[&str]| {
        let mut command = Command::new("git");
        command.current_dir(path).args(arguments).stdin(Stdio::piped());
        command
    };
    std::fs::create_dir_all(path).unwrap();
    let made = git(&["init", "-q", "--bare", "--template=", "-b", "main"]).status();
    assert!(made.unwrap().success());
    let start = 1_762_732_800;
    let mut stream = String::new();
    for number in 0..COMMITS {
        let when = start + number * 60;
        let subject = format!("feat: change {number} of {seed}\n\n");
        let message = subject.clone() + &"x".repeat(MESSAGE - subject.len());
        let content = format!("{number} of {seed}");
        stream += &format!("commit refs/heads/main\ncommitter Ada <ada@example.org> {when} +0000\n");
        stream += &format!("data {}\n{message}\n", message.len());
        stream += &format!(
            "M 100644 inline src/{}.rs\ndata {}\n{content}\n",
            number % 10,
            content.len()
        );
    }
    let mut import = git(&["fast-import", "--quiet"]).spawn().unwrap();
    import.stdin.take().unwrap().write_all(stream.as_bytes()).unwrap();
    assert!(import.wait().unwrap().success());
}

/// The peak of a collection of a folder, in MiB.
fn peak(folder: &Path, repositories: usize) -> u64 {
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "peak::one_collection", "--ignored", "--nocapture"])
        .env("SPARKY_TEST_FOLDER", folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout);
    assert!(child.status.success(), "{said}");
    let told = |name: &str| {
        said.split(name)
            .nth(1)
            .and_then(|rest| rest.split_whitespace().next())
    };
    assert_eq!(
        told("repositories: "),
        Some(repositories.to_string().as_str()),
        "{said}"
    );
    told("VmHWM:").unwrap().parse::<u64>().unwrap() / 1_024
}

#[tokio::test]
#[ignore = "run by the test below, in a process of its own"]
async fn one_collection() {
    let folder = std::env::var_os("SPARKY_TEST_FOLDER").expect("the test below sets it");
    let world = World::new();
    let outcome = world
        .run("2025-W46", &[SourceRef::Folder(folder.into())])
        .await
        .unwrap();
    let complete = outcome
        .measures
        .iter()
        .find(|measure| measure.name == "repositories_complete");
    println!("repositories: {}", complete.unwrap().value);
    println!("{}", std::fs::read_to_string("/proc/self/status").unwrap());
}

#[test]
fn a_snapshot_larger_than_the_memory_that_collecting_it_takes() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..48 {
        let part = if number < 16 { "a" } else { "b" };
        make(
            &folder.path().join(part).join(format!("repo-{number:03}.git")),
            number,
        );
    }
    let few = peak(&folder.path().join("a"), 16);
    let many = peak(folder.path(), 48);
    println!("16 repositories: {few} MiB, 48 repositories: {many} MiB");
    assert!(many < BOUND, "{many} MiB");
    assert!(
        2 * many < 3 * few,
        "three times the repositories: {few} MiB became {many} MiB"
    );
}
