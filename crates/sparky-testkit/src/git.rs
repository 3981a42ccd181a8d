//! The real `git` program, cut off from whatever configuration the machine has.

use std::{
    ffi::OsStr,
    io::Write,
    path::Path,
    process::{Command, Stdio},
};

/// A `git` command in a folder that reads no configuration of the user or the system and asks nothing.
pub fn git_command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    for (name, _) in std::env::vars_os() {
        if name.as_encoded_bytes().starts_with(b"GIT_") {
            command.env_remove(name);
        }
    }
    command
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C")
        .env("TZ", "UTC")
        .args([
            "-c",
            "protocol.file.allow=always",
            "-c",
            "init.defaultBranch=main",
            "-c",
            "gc.auto=0",
        ]);
    command
}

/// Runs `git` in a folder and gives what it prints, without the last line's end.
///
/// # Panics
/// When git fails; the message holds its own words.
pub fn git<A: AsRef<OsStr>>(folder: &Path, arguments: impl IntoIterator<Item = A>) -> String {
    let output = run(git_command(folder).args(arguments), b"");
    String::from_utf8_lossy(&output).trim_end_matches('\n').to_owned()
}

/// Runs a command on some input and gives its output; panics with the command's own words when it fails.
pub(crate) fn run(command: &mut Command, input: &[u8]) -> Vec<u8> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("tests need the `git` program");
    // Fixtures are small: what they send fits the pipe before git answers.
    child
        .stdin
        .take()
        .expect("stdin is piped")
        .write_all(input)
        .expect("git reads its input");
    let output = child.wait_with_output().expect("git ends");
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}
