//! Runs that are killed, doubled and interrupted.

use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
};

use serde_json::Value;

use crate::support::{Desk, busy_repository, json, run};

/// Starts a run and lets it go on until it prints a line with these words.
fn run_until(command: &mut Command, words: &str) -> Child {
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let stderr = BufReader::new(child.stderr.as_mut().expect("stderr is piped"));
    let found = stderr
        .lines()
        .map_while(Result::ok)
        .any(|line| line.contains(words));
    assert!(found, "the run never said `{words}`");
    child
}

fn signal(child: &Child, name: &str) {
    let status = Command::new("kill")
        .args([name, &child.id().to_string()])
        .status()
        .expect("kill runs");
    assert!(status.success());
}

/// The runs of a data folder.
fn runs(desk: &Desk) -> Value {
    json(&run(desk.sparky().args([
        "runs",
        "list",
        "--json",
        "--data-dir",
        "data",
    ])))
}

/// A run of the week that was frozen after it printed these words. One that was faster than the signal is begun anew.
fn frozen_at(words: &str, repository: &Path) -> (Desk, Child) {
    for _ in 0..50 {
        let desk = Desk::new();
        let mut child = run_until(&mut desk.run_command("weekly", "2025-W46", &[repository]), words);
        signal(&child, "-STOP");
        if runs(&desk)[0]["status"] != "succeeded" {
            return (desk, child);
        }
        child.kill().expect("it is there");
        child.wait().expect("it ends");
    }
    panic!("every run was over before it could be stopped");
}

#[test]
fn a_killed_run_goes_on_where_it_was_and_ends_in_the_same_documents() {
    let repository = busy_repository("parser");
    let whole = Desk::new();
    whole.report("weekly", "2025-W46", &[repository.path()]);
    for phase in ["collect", "analyze", "generate"] {
        let (desk, mut child) = frozen_at(&format!("{phase}: gate passed"), repository.path());
        child.kill().unwrap();
        child.wait().unwrap();

        let report = desk.report("weekly", "2025-W46", &[repository.path()]);
        assert_eq!(report["status"], "succeeded", "{phase}: {report:#}");
        for ending in ["md", "html", "json", "evidence.json"] {
            let path = format!("weekly/2025-W46.{ending}");
            assert_eq!(
                desk.document(&path),
                whole.document(&path),
                "killed after {phase}"
            );
        }
        let runs = runs(&desk);
        assert_eq!(
            runs.as_array().map(Vec::len),
            Some(1),
            "the run went on, no second one began: {runs:#}"
        );
    }
}

#[test]
fn a_period_has_one_run_at_a_time() {
    let repository = busy_repository("parser");
    let (desk, mut first) = frozen_at("collect: gate passed", repository.path());
    let command = || desk.run_command("weekly", "2025-W46", &[repository.path()]);
    let second = run(&mut command());
    let other_period = run(&mut desk.run_command("daily", "2025-11-13", &[repository.path()]));
    first.kill().unwrap();
    first.wait().unwrap();
    assert_eq!(second.status, 1, "{}{}", second.stdout, second.stderr);
    assert!(
        second.stderr.contains("2025-W46") && second.stderr.contains("hint"),
        "{}",
        second.stderr
    );
    assert_eq!(other_period.status, 0, "{}", other_period.stderr);
    assert_eq!(
        run(&mut command()).status,
        0,
        "the right to the week is free again"
    );
}

#[test]
fn an_interrupted_run_says_so_and_can_be_continued() {
    let (desk, repository) = (Desk::new(), busy_repository("parser"));
    let command = || desk.run_command("weekly", "2025-W46", &[repository.path()]);
    let mut child = run_until(&mut command(), "collect: gate passed");
    signal(&child, "-INT");
    let status = child.wait().unwrap().code();
    assert!(
        matches!(status, Some(130 | 0)),
        "interrupted, or done before the signal came: {status:?}"
    );
    assert_eq!(run(&mut command()).status, 0);
}

#[test]
fn the_story_of_a_run_is_told_gate_by_gate() {
    let (desk, repository) = (Desk::new(), busy_repository("parser"));
    let report = desk.report("weekly", "2025-W46", &[repository.path()]);
    let list = run(desk.sparky().args(["runs", "list", "--data-dir", "data"]));
    assert!(
        list.stdout.contains(report["run"].as_str().unwrap()),
        "{}",
        list.stdout
    );
    for name in ["2025-W46", report["run"].as_str().unwrap()] {
        let story = run(desk.sparky().args(["runs", "show", name, "--data-dir", "data"]));
        for word in [
            "succeeded",
            "collect (try 1",
            "coverage",
            "totals-reconcile",
            "word-range",
            "sha256",
        ] {
            assert!(story.stdout.contains(word), "no `{word}` in {}", story.stdout);
        }
    }
    let missing = run(desk
        .sparky()
        .args(["runs", "show", "2024-W01", "--data-dir", "data"]));
    assert_eq!(missing.status, 1);
    assert!(missing.stderr.contains("runs list"), "{}", missing.stderr);
}

#[test]
fn recovery_goes_on_with_what_was_left_and_names_damage() {
    let repository = busy_repository("parser");
    let whole = Desk::new();
    whole.report("weekly", "2025-W46", &[repository.path()]);
    let (desk, mut child) = frozen_at("analyze: gate passed", repository.path());
    child.kill().unwrap();
    child.wait().unwrap();
    let recover = || {
        let mut command = desk.sparky();
        command.args(["runs", "recover", "--data-dir", "data"]);
        run(command.env("SPARKY_STORAGE__OUT_DIR", desk.out()))
    };
    let first = recover();
    assert_eq!(first.status, 0, "{}{}", first.stdout, first.stderr);
    assert!(
        first
            .stderr
            .contains("the ledger is whole; 1 runs are unfinished"),
        "{}",
        first.stderr
    );
    assert_eq!(
        desk.document("weekly/2025-W46.md"),
        whole.document("weekly/2025-W46.md")
    );
    let runs = runs(&desk);
    assert_eq!(
        (runs.as_array().map(Vec::len), &runs[0]["status"]),
        (Some(1), &"succeeded".into())
    );
    let again = recover();
    assert!(
        again.status == 0 && again.stderr.contains("0 runs are unfinished"),
        "{}",
        again.stderr
    );

    let ledger = desk.data().join("ledger.db");
    let mut bytes = std::fs::read(&ledger).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..].fill(0x5a);
    std::fs::write(&ledger, bytes).unwrap();
    std::fs::remove_file(desk.data().join("ledger.db-wal")).ok();
    let damaged = recover();
    assert_eq!(damaged.status, 1, "{}{}", damaged.stdout, damaged.stderr);
    assert!(
        damaged.stderr.contains("damaged") && damaged.stderr.contains("hint"),
        "{}",
        damaged.stderr
    );
}
