//! The `git` program: brings the user's credentials, ssh and proxies, asks no questions.

use std::{
    ffi::OsStr,
    io,
    path::Path,
    process::{Output, Stdio},
    time::Duration,
};

use tokio::process::Command;

use super::failure::GitFailure;
use crate::pace::{Ended, Pace};

/// Variables that would point git at another repository or make it talk about secrets.
const LEFT_OUT: &[&str] = &[
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_TRACE",
    "GIT_TRACE_CURL",
    "GIT_TRACE_PACKET",
    "GIT_CURL_VERBOSE",
];

/// Nobody is there to answer: whoever asks gets a no at once.
const UNATTENDED: &[(&str, &str)] = &[
    ("GIT_TERMINAL_PROMPT", "0"),
    ("GIT_ASKPASS", "false"),
    ("SSH_ASKPASS", "false"),
    ("SSH_ASKPASS_REQUIRE", "force"),
    ("GCM_INTERACTIVE", "never"),
    ("GIT_EDITOR", "false"),
    ("LC_ALL", "C"),
];

/// Runs `git` in one repository.
pub(crate) struct Git<'a> {
    /// How long to wait for it.
    pub(crate) pace: &'a Pace,
    /// The working tree, or the bare repository.
    pub(crate) folder: &'a Path,
}

impl Git<'_> {
    /// Runs a subcommand that may be stopped at any time and gives what it prints.
    pub(crate) fn run<A: AsRef<OsStr>>(
        &self,
        act: &str,
        arguments: impl IntoIterator<Item = A>,
    ) -> Result<String, GitFailure> {
        let command = self.command(act, arguments);
        let limit = self.pace.patience.command;
        understand(act, limit, self.pace.wait_for(limit, output(command)))
    }

    /// Runs a subcommand that changes a user's files: killed halfway it would leave its lock behind.
    pub(crate) fn run_to_the_end<A: AsRef<OsStr>>(
        &self,
        act: &str,
        arguments: impl IntoIterator<Item = A>,
    ) -> Result<String, GitFailure> {
        let command = self.command(act, arguments);
        let limit = self.pace.patience.command;
        understand(act, limit, self.pace.wait_to_the_end(limit, output(command)))
    }

    fn command<A: AsRef<OsStr>>(&self, act: &str, arguments: impl IntoIterator<Item = A>) -> Command {
        let mut command = Command::new("git");
        for name in LEFT_OUT {
            command.env_remove(name);
        }
        command
            .envs(UNATTENDED.iter().copied())
            .current_dir(self.folder)
            // A connection that says nothing for a minute is dead.
            .args([
                "-c",
                "http.lowSpeedLimit=1",
                "-c",
                "http.lowSpeedTime=60",
                "-c",
                "gc.auto=0",
                act,
            ])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }
}

/// Starts a command when it is first polled: a child process belongs to the runtime in whose context it is started.
async fn output(mut command: Command) -> io::Result<Output> {
    command.output().await
}

fn understand(
    act: &str,
    limit: Duration,
    ended: Result<io::Result<Output>, Ended>,
) -> Result<String, GitFailure> {
    let output = ended
        .map_err(|ended| match ended {
            Ended::TooLong => GitFailure::TooLong {
                act: act.into(),
                limit,
            },
            Ended::Cancelled => GitFailure::Cancelled { act: act.into() },
        })?
        .map_err(GitFailure::Start)?;
    let said = String::from_utf8_lossy(&output.stdout);
    if output.status.success() {
        return Ok(said.into_owned());
    }
    Err(GitFailure::refused(
        act,
        &format!("{}\n{said}", String::from_utf8_lossy(&output.stderr)),
    ))
}
