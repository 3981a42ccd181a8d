//! How much memory a collection takes at its peak, measured by the system in a process of its own.

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

use sparky_common::model::SourceRef;

use crate::world::World;

/// Commits of each repository, spread over the 26 weeks before 2025-11-17.
const COMMITS: i64 = 150;

/// The most that 150 repositories may take, in MiB. Their snapshot is a few MiB; the rest are libraries, caches of git
/// objects for six repositories at a time, and an allocator that keeps what it had. Were all repositories held open at
/// once, or all histories kept, it would be several times as much.
const BOUND: u64 = 160;

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
    let (end, span) = (1_763_337_600, 26 * 7 * 86_400);
    let mut stream = String::new();
    for number in 0..COMMITS {
        let when = end - span + span * number / COMMITS;
        let message = format!("feat: change {number} of {seed}");
        let content: String = (0..40)
            .map(|line| format!("line {line} of {seed}, {}\n", number / (1 + line % 7)))
            .collect();
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
fn memory_stays_bounded_and_grows_slower_than_the_number_of_repositories() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..150 {
        let part = if number < 50 { "a" } else { "b" };
        make(
            &folder.path().join(part).join(format!("repo-{number:03}.git")),
            number,
        );
    }
    let few = peak(&folder.path().join("a"), 50);
    let many = peak(folder.path(), 150);
    println!("50 repositories: {few} MiB, 150 repositories: {many} MiB");
    assert!(many < BOUND, "{many} MiB");
    assert!(
        many < 2 * few,
        "three times the repositories: {few} MiB became {many} MiB"
    );
}
