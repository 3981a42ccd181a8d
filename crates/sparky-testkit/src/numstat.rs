//! The truth about a repository's commits: what `git log --numstat` says.

use std::path::Path;

use crate::git::{git_command, run};

/// A commit as `git log --numstat` shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumstatCommit {
    /// The object id.
    pub oid: String,
    /// How many parents it has.
    pub parents: usize,
    /// The committer date in seconds since the Unix epoch.
    pub seconds: i64,
    /// The rows in git's order; none for a merge.
    pub rows: Vec<NumstatRow>,
}

/// One row: a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumstatRow {
    /// The path, invalid UTF-8 replaced.
    pub path: String,
    /// The path before a rename.
    pub renamed_from: Option<String>,
    /// Lines added and deleted; nothing for a binary file.
    pub lines: Option<(u64, u64)>,
}

/// Every commit that `HEAD` reaches, with the rows that git shows, in git's order.
///
/// # Panics
/// When git fails, as it does where objects are absent.
pub fn numstat(folder: &Path) -> Vec<NumstatCommit> {
    let mut command = git_command(folder);
    command.args([
        "-c",
        "safe.directory=*",
        "log",
        "-z",
        "--numstat",
        "--format=%x01%H %ct %P",
        "HEAD",
    ]);
    let output = run(&mut command, b"");
    let mut tokens = output
        .split(|byte| *byte == 0)
        .map(|token| String::from_utf8_lossy(token).into_owned());
    let mut commits: Vec<NumstatCommit> = Vec::new();
    while let Some(token) = tokens.next() {
        let token = token.trim_start_matches('\n');
        if let Some(header) = token.strip_prefix('\u{1}') {
            commits.push(commit(header));
        } else if !token.is_empty() {
            let row = row(token, || tokens.next().expect("a rename names two paths"));
            commits.last_mut().expect("rows follow a header").rows.push(row);
        }
    }
    commits
}

fn commit(header: &str) -> NumstatCommit {
    let mut words = header.split_whitespace();
    let oid = words.next().expect("an object id").to_owned();
    let seconds = words.next().and_then(|word| word.parse().ok()).expect("a date");
    NumstatCommit {
        oid,
        parents: words.count(),
        seconds,
        rows: Vec::new(),
    }
}

fn row(token: &str, mut next: impl FnMut() -> String) -> NumstatRow {
    let mut columns = token.splitn(3, '\t');
    let (added, deleted) = (
        columns.next().unwrap_or_default(),
        columns.next().unwrap_or_default(),
    );
    let lines = added.parse().ok().zip(deleted.parse().ok());
    let path = columns.next().unwrap_or_default();
    if path.is_empty() {
        let from = next();
        return NumstatRow {
            path: next(),
            renamed_from: Some(from),
            lines,
        };
    }
    NumstatRow {
        path: path.to_owned(),
        renamed_from: None,
        lines,
    }
}
