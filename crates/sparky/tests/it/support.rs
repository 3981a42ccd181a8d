//! A folder to work in, repositories to work on, and the real command.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;
use sparky_testkit::RepositoryBuilder;
use tempfile::TempDir;

/// Where one test's data and documents lie.
pub(crate) struct Desk {
    folder: TempDir,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a temporary folder"),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    pub(crate) fn out(&self) -> PathBuf {
        self.path().join("out")
    }

    /// The command in an environment without the user's configuration, data folder and locale.
    pub(crate) fn sparky(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sparky"));
        command
            .current_dir(self.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.path())
            .env("TZ", "Asia/Kathmandu");
        command
    }

    /// `sparky run KIND --period PERIOD` on repositories, with the data and documents of this desk.
    pub(crate) fn run_command(&self, kind: &str, period: &str, repositories: &[&Path]) -> Command {
        let mut command = self.sparky();
        command.args(["run", kind, "--period", period, "--json"]);
        command
            .arg("--data-dir")
            .arg(self.data())
            .arg("--out")
            .arg(self.out());
        for repository in repositories {
            command.arg("--repo").arg(repository);
        }
        command
    }

    /// Runs to the end and gives the object that `--json` prints.
    pub(crate) fn report(&self, kind: &str, period: &str, repositories: &[&Path]) -> Value {
        json(&run(&mut self.run_command(kind, period, repositories)))
    }

    /// The text of a document.
    pub(crate) fn document(&self, path: &str) -> String {
        let file = self.out().join(path);
        std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    }

    /// The insights of a period.
    pub(crate) fn insights(&self, kind: &str, period: &str) -> Value {
        let file = self.data().join(format!("processed/{kind}/{period}.json"));
        let text =
            std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        serde_json::from_str(&text).expect("insights are JSON")
    }
}

/// What a finished command left.
pub(crate) struct Finished {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

pub(crate) fn run(command: &mut Command) -> Finished {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().expect("the command starts");
    Finished {
        status: status.code().unwrap_or(-1),
        stdout: String::from_utf8(stdout).expect("stdout is UTF-8"),
        stderr: String::from_utf8(stderr).expect("stderr is UTF-8"),
    }
}

/// The one JSON object on stdout.
pub(crate) fn json(finished: &Finished) -> Value {
    serde_json::from_str(&finished.stdout).unwrap_or_else(|error| {
        panic!(
            "{error}\nstdout: {}\nstderr: {}",
            finished.stdout, finished.stderr
        )
    })
}

/// A week of work by two people and a bot: features in a numbered series, a fix, documents, a merge and a release.
pub(crate) fn busy_repository(name: &str) -> RepositoryBuilder {
    let repository = RepositoryBuilder::new(name);
    let commit = |message: &str, at: &str, path: &str, lines: usize| {
        repository
            .commit(message)
            .at(at)
            .file(path, "line\n".repeat(lines))
            .make()
    };
    commit(
        "chore: begin the project",
        "2025-11-03T09:00:00Z",
        "README.md",
        10,
    );
    commit(
        "feat(parser): ST-01 read the header (#3)",
        "2025-11-10T09:00:00Z",
        "src/parser/header.rs",
        120,
    );
    commit(
        "feat(parser): ST-02 read the body (#4)",
        "2025-11-11T10:00:00Z",
        "src/parser/body.rs",
        200,
    );
    commit(
        "feat(parser): ST-03 read the trailer (#6)",
        "2025-11-12T16:00:00Z",
        "src/parser/trailer.rs",
        90,
    );
    repository
        .commit("fix(cache): evict the oldest entry first (#7)")
        .author("Grace Hopper", "grace@example.org")
        .at("2025-11-13T11:00:00Z")
        .file("src/cache.rs", "line\n".repeat(40))
        .make();
    repository
        .commit("chore(deps): bump serde from 1.0.1 to 1.0.2")
        .author(
            "dependabot[bot]",
            "49699333+dependabot[bot]@users.noreply.github.com",
        )
        .at("2025-11-13T12:00:00Z")
        .file("Cargo.lock", "serde 1.0.2\n")
        .make();
    let release = commit(
        "docs: explain the trailer",
        "2025-11-14T15:00:00Z",
        "docs/trailer.md",
        30,
    );
    repository.tag("v0.2.0", &release);
    repository
}
