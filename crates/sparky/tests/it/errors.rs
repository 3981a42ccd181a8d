//! Bad input: a clear error that names the thing and the way out, the right exit status, nothing half-written.

use std::{fs, path::Path};

use sparky_testkit::RepositoryBuilder;

use crate::support::{Desk, Finished, busy_repository, run};

#[track_caller]
fn assert_error(finished: &Finished, status: i32, words: &[&str]) {
    assert_eq!(
        finished.status, status,
        "stdout: {}\nstderr: {}",
        finished.stdout, finished.stderr
    );
    for word in words {
        assert!(
            finished.stderr.contains(word),
            "no `{word}` in: {}",
            finished.stderr
        );
    }
}

#[test]
fn periods_that_do_not_exist_or_have_not_begun() {
    let (desk, repository) = (Desk::new(), RepositoryBuilder::new("r"));
    for (kind, period, words) in [
        ("weekly", "2025-W60", ["no week `2025-W60`", "W01 to W52"]),
        ("daily", "2025-02-30", ["no day `2025-02-30`", "hint"]),
        ("weekly", "2025-11-12", ["a daily period", "2025-W46"]),
        (
            "monthly",
            "2999-01",
            ["has not begun", "the last month that is over"],
        ),
    ] {
        assert_error(
            &run(&mut desk.run_command(kind, period, &[repository.path()])),
            2,
            &words,
        );
    }
    assert!(!desk.out().exists());
}

#[test]
fn no_repository_here() {
    let desk = Desk::new();
    let finished = run(desk
        .sparky()
        .args(["run", "weekly", "--period", "2025-W46", "--data-dir", "data"]));
    assert_error(&finished, 2, &["is not in a git repository", "--repo"]);
}

#[test]
fn a_path_that_is_no_repository_or_does_not_exist() {
    let desk = Desk::new();
    fs::create_dir(desk.path().join("plain")).unwrap();
    let finished = run(&mut desk.run_command("weekly", "2025-W46", &[Path::new("plain")]));
    assert_error(&finished, 2, &["plain", "repository", "hint"]);
    let finished = run(&mut desk.run_command("weekly", "2025-W46", &[Path::new("nowhere")]));
    assert_error(&finished, 2, &["nowhere", "hint"]);
}

#[test]
fn one_bad_path_among_good_ones_is_a_gap() {
    let (desk, repository) = (Desk::new(), busy_repository("parser"));
    let finished =
        run(&mut desk.run_command("weekly", "2025-W46", &[repository.path(), Path::new("nowhere")]));
    assert_eq!(finished.status, 3, "{}{}", finished.stdout, finished.stderr);
    assert!(desk.document("weekly/2025-W46.md").contains("nowhere"));
}

#[test]
fn unknown_options_name_the_file_the_line_and_the_nearest_key() {
    let desk = Desk::new();
    fs::write(
        desk.path().join("sparky.toml"),
        "[collector]\nparralel = 3\n\n[organisation]\ntime_zone = \"Mars/Base\"\n",
    )
    .unwrap();
    let finished = run(desk.sparky().args(["config", "validate"]));
    assert_error(
        &finished,
        2,
        &["sparky.toml", "parralel", "parallel", "Mars/Base"],
    );
}

#[test]
fn a_model_that_this_version_does_not_know() {
    let desk = Desk::new();
    let finished = run(desk
        .run_command("weekly", "2025-W46", &[])
        .args(["--model", "oracle"]));
    assert_error(&finished, 2, &["--model", "`none`, `auto`, `ollama:NAME`"]);
}

#[test]
fn an_output_folder_that_cannot_be_written_keeps_what_was_there() {
    let (desk, repository) = (Desk::new(), busy_repository("parser"));
    fs::write(desk.out(), "a file where the folder should be").unwrap();
    let finished = run(&mut desk.run_command("weekly", "2025-W46", &[repository.path()]));
    assert_error(&finished, 1, &["out"]);
    assert!(
        !finished.stdout.contains("  report "),
        "there is none: {}",
        finished.stdout
    );
    assert!(!finished.stdout.contains("sparky verify"), "{}", finished.stdout);
    assert_eq!(
        fs::read_to_string(desk.out()).unwrap(),
        "a file where the folder should be"
    );
}

#[test]
fn a_log_filter_that_is_none() {
    let (desk, repository) = (Desk::new(), busy_repository("parser"));
    let mut command = desk.run_command("weekly", "2025-W46", &[repository.path()]);
    assert_error(
        &run(command.env("RUST_LOG", "sparky=loud")),
        2,
        &["sparky=loud", "RUST_LOG"],
    );
}

#[test]
fn a_full_disk_is_named_and_leaves_nothing_half_written() {
    let full = Path::new("/dev/full");
    if !full.exists() {
        eprintln!("skipped: this system has no /dev/full");
        return;
    }
    let (desk, repository) = (Desk::new(), busy_repository("parser"));
    fs::create_dir_all(desk.data()).unwrap();
    std::os::unix::fs::symlink(full, desk.data().join("ledger.db")).unwrap();
    let finished = run(&mut desk.run_command("weekly", "2025-W46", &[repository.path()]));
    assert_error(&finished, 1, &["ledger"]);
    assert!(!desk.out().exists());
}

#[test]
fn a_fleet_that_is_not_there() {
    let desk = Desk::new();
    let mut command = run_there(&desk);
    command
        .args(["--connect", "tcp://127.0.0.1:9"])
        .env("SPARKY_BUS__KEY", "secret");
    assert_error(&run(&mut command), 1, &["tcp://127.0.0.1:9"]);
    let mut command = run_there(&desk);
    assert_error(
        &run(command.args(["--connect", "tcp://127.0.0.1:9"])),
        2,
        &["SPARKY_BUS__KEY"],
    );
}

/// A run that is asked of a fleet elsewhere.
fn run_there(desk: &Desk) -> std::process::Command {
    let mut command = desk.sparky();
    command.args(["run", "weekly", "--period", "2025-W46"]);
    command
}

#[test]
fn folders_are_those_of_the_fleet_that_does_the_run() {
    let desk = Desk::new();
    let mut command = desk.run_command("weekly", "2025-W46", &[]);
    let finished = run(command
        .args(["--connect", "tcp://127.0.0.1:9"])
        .env("SPARKY_BUS__KEY", "secret"));
    assert_error(&finished, 2, &["--data-dir", "storage.data_dir"]);
}
