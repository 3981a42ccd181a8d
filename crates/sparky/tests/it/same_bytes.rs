//! The same inputs give the same bytes wherever and however they are made, and an unfinished period's documents say
//! so until it is over.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use jiff::{Timestamp, Zoned, tz::TimeZone};
use sparky_testkit::RepositoryBuilder;

use crate::support::{Desk, busy_repository, run};

/// Every file below a folder, by its path from there.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(
                    path.strip_prefix(folder).expect("below it").to_owned(),
                    fs::read(&path).expect("a file"),
                );
            }
        }
    }
    found
}

#[test]
fn no_machine_place_or_locale_shows_in_any_byte() {
    let repositories = [busy_repository("parser"), busy_repository("server")];
    let (plain, other) = (Desk::new(), Desk::new());
    let deep = other.path().join("a folder/with a long name/".repeat(6));
    let elsewhere = other.path().join("elsewhere");
    fs::create_dir_all(&elsewhere).unwrap();
    for (kind, period) in [
        ("daily", "2025-11-12"),
        ("weekly", "2025-W46"),
        ("monthly", "2025-11"),
    ] {
        plain.report(kind, period, &[repositories[0].path(), repositories[1].path()]);
        let mut command = Command::new(env!("CARGO_BIN_EXE_sparky"));
        command
            .args(["run", kind, "--period", period, "--data-dir"])
            .arg(other.data())
            .arg("--out")
            .arg(&deep)
            .args(["--repo", repositories[0].path().to_str().unwrap()])
            .args(["--repo", repositories[1].path().to_str().unwrap()])
            .current_dir(&elsewhere)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", &elsewhere)
            .env("TZ", "Pacific/Marquesas")
            .env("LANG", "tr_TR.UTF-8")
            .env("LC_ALL", "de_DE.UTF-8")
            .env("TOKIO_WORKER_THREADS", "1")
            .env("SPARKY_COLLECTOR__PARALLEL", "1");
        let finished = run(&mut command);
        assert_eq!(finished.status, 0, "{}", finished.stderr);
    }
    let (expected, found) = (files(&plain.out()), files(&deep));
    let names: Vec<_> = expected.keys().collect();
    assert_eq!(found.keys().collect::<Vec<_>>(), names);
    assert!(names.len() > 20, "{names:?}");
    for (path, bytes) in &expected {
        assert!(bytes == &found[path], "{} differs", path.display());
    }
}

/// A day that goes on at the international date line's one side and is over at the other, whenever this runs.
#[test]
fn an_unfinished_period_says_so_in_every_format_and_is_replaced_when_it_is_over() {
    let west = TimeZone::get("Etc/GMT+12").unwrap();
    let today: Zoned = Timestamp::now().to_zoned(west.clone());
    let day = today.date();
    let repository = RepositoryBuilder::new("parser");
    let east = TimeZone::get("Pacific/Kiritimati").unwrap();
    for (index, zone) in [east, west].into_iter().enumerate() {
        let midnight = day.to_zoned(zone).unwrap().timestamp();
        for number in 0..3 {
            repository
                .commit(&format!(
                    "feat(core): read part {} (#{number})",
                    10 * index + number
                ))
                .at(&format!(
                    "@{} +0000",
                    midnight.as_second() + 60 * (1 + number as i64)
                ))
                .file(&format!("src/part{index}{number}.rs"), "line\n".repeat(30))
                .make();
        }
    }
    let desk = Desk::new();
    let period = day.to_string();
    let make = |zone: &str| {
        let mut command = desk.run_command("daily", &period, &[repository.path()]);
        run(command.env("SPARKY_ORGANISATION__TIME_ZONE", zone))
    };
    let read = |path: &str| desk.document(&format!("daily/{path}"));
    let unfinished = make("Etc/GMT+12");
    assert_eq!(unfinished.status, 0, "{}{}", unfinished.stdout, unfinished.stderr);
    let marks = [
        (format!("{period}.md"), "partial: true"),
        (format!("{period}.md"), "is not over"),
        (format!("{period}.html"), "is not over"),
        (format!("{period}.json"), "\"partial\": true"),
        (format!("{period}.evidence.json"), "\"partial: true\""),
        ("feed.atom.xml".to_owned(), "(partial)"),
        ("feed.rss.xml".to_owned(), "(partial)"),
    ];
    for (file, mark) in &marks {
        assert!(read(file).contains(mark), "{file} lacks {mark}: {}", read(file));
    }
    let over = make("Pacific/Kiritimati");
    assert_eq!(over.status, 0, "{}{}", over.stdout, over.stderr);
    for (file, mark) in &marks {
        assert!(!read(file).contains(mark), "{file} still has {mark}");
    }
    assert_eq!(read("feed.atom.xml").matches("<entry>").count(), 1);
}
