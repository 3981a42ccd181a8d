//! Remote repositories, kept as bare mirrors with the `git` program: it brings the user's credentials, ssh and
//! proxies.

mod source;

use std::{
    io,
    path::{Path, PathBuf},
    process::{Output, Stdio},
};

use secrecy::{ExposeSecret, SecretString};
use sparky_common::model::Sha256;
use tokio::process::Command;

pub(crate) use self::source::MirrorSource;
use crate::git::without_credentials;

/// Why a mirror is not up to date.
#[derive(Debug, thiserror::Error)]
pub enum MirrorError {
    /// The program is not there.
    #[error("cannot run `git`")]
    NoGit(#[source] io::Error),
    /// The folder cannot be made.
    #[error("cannot make the mirror in `{}`", .folder.display())]
    Folder {
        /// The mirror's folder.
        folder: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// The program failed.
    #[error("cannot {act} `{url}`: {said}")]
    Git {
        /// What it should have done.
        act: &'static str,
        /// The URL without credentials.
        url: String,
        /// Its last words, without credentials.
        said: String,
    },
}

/// What lets `git` in: variables of its environment, which nobody else sees. Debug output hides their values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Credentials(Vec<(String, SecretString)>);

impl Credentials {
    /// Variables by name.
    pub(crate) fn new(variables: Vec<(String, SecretString)>) -> Self {
        Self(variables)
    }

    /// The variables and their values, for nobody but the program that needs them.
    pub(crate) fn expose(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.expose_secret()))
    }
}

/// The folder that holds all mirrors.
#[derive(Clone, Debug)]
pub(crate) struct Mirrors {
    folder: PathBuf,
    credentials: Credentials,
}

impl Mirrors {
    /// The mirrors of a data folder.
    pub(crate) fn new(data_dir: &Path) -> Self {
        Self {
            folder: data_dir.join("mirrors"),
            credentials: Credentials::default(),
        }
    }

    /// The same mirrors, fetched with a login.
    #[must_use]
    pub(crate) fn with_credentials(self, credentials: Credentials) -> Self {
        Self { credentials, ..self }
    }

    /// Brings the mirror of a URL up to date.
    pub(crate) async fn update(&self, url: &str) -> Result<(), MirrorError> {
        let folder = self.folder_of(url);
        let remote = Remote {
            url,
            folder: &folder,
            credentials: &self.credentials,
        };
        if !folder.join("HEAD").exists() {
            let failed = |source| MirrorError::Folder {
                folder: folder.clone(),
                source,
            };
            tokio::fs::create_dir_all(&folder).await.map_err(failed)?;
            remote
                .git("make a mirror of", &["init", "--quiet", "--bare"])
                .await?;
        }
        // The mirror's configuration keeps the address without credentials: they belong to the caller alone.
        let shown = without_credentials(url);
        remote
            .git("make a mirror of", &["config", "remote.origin.url", &shown])
            .await?;
        remote.follow_default_branch().await?;
        let branches = "+refs/heads/*:refs/heads/*";
        let tags = "+refs/tags/*:refs/tags/*";
        remote
            .git(
                "fetch",
                &[
                    "fetch",
                    "--quiet",
                    "--prune",
                    "--no-tags",
                    "--",
                    url,
                    branches,
                    tags,
                ],
            )
            .await?;
        Ok(())
    }

    /// Where the mirror of a URL is, made or not: a readable name, and a hash that keeps equal names apart.
    pub(crate) fn folder_of(&self, url: &str) -> PathBuf {
        let shown = without_credentials(url);
        let readable = |letter: char| {
            if letter.is_ascii_alphanumeric() || "-_.".contains(letter) {
                letter
            } else {
                '+'
            }
        };
        let path = shown.trim_end_matches('/').trim_end_matches(".git");
        let parts: Vec<_> = path
            .rsplit(['/', ':'])
            .take(2)
            .filter(|part| !part.is_empty())
            .collect();
        let name: String = parts
            .into_iter()
            .rev()
            .collect::<Vec<_>>()
            .join("+")
            .chars()
            .map(readable)
            .collect();
        let hash = Sha256::of(shown.as_bytes());
        self.folder.join(format!("{name}-{}.git", &hash.as_str()[..8]))
    }
}

/// What git adds to every failure of a remote: it would push the cause out of the last words.
const SAID_ALWAYS: [&str; 3] = [
    "fatal: Could not read from remote repository.",
    "Please make sure you have the correct access rights",
    "and the repository exists.",
];

struct Remote<'a> {
    url: &'a str,
    folder: &'a Path,
    credentials: &'a Credentials,
}

impl Remote<'_> {
    /// Points the mirror's `HEAD` at the branch that the remote's names, which fetching alone does not.
    async fn follow_default_branch(&self) -> Result<(), MirrorError> {
        let answer = self
            .git("ask", &["ls-remote", "--symref", "--", self.url, "HEAD"])
            .await?;
        let answer = String::from_utf8_lossy(&answer.stdout).into_owned();
        let branch = answer
            .lines()
            .find_map(|line| line.strip_prefix("ref: ")?.strip_suffix("\tHEAD"));
        if let Some(branch) = branch {
            self.git("follow", &["symbolic-ref", "HEAD", branch]).await?;
        }
        Ok(())
    }

    async fn git(&self, act: &'static str, arguments: &[&str]) -> Result<Output, MirrorError> {
        let output = Command::new("git")
            .arg("-C")
            .arg(self.folder)
            // The mirror may belong to another user of the same volume, and runs nothing of anyone's.
            .args([
                "-c",
                "safe.directory=*",
                "-c",
                "core.hooksPath=/dev/null",
                "-c",
                "gc.auto=0",
            ])
            .args(arguments)
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_ASKPASS", "true")
            .env_remove("GIT_DIR")
            .env_remove("GIT_WORK_TREE")
            .env("LC_ALL", "C")
            .envs(self.credentials.expose())
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .output()
            .await
            .map_err(MirrorError::NoGit)?;
        if output.status.success() {
            return Ok(output);
        }
        Err(MirrorError::Git {
            act,
            url: without_credentials(self.url),
            said: self.last_words(&output.stderr),
        })
    }

    /// What git said at last, with the address as it may be shown.
    fn last_words(&self, stderr: &[u8]) -> String {
        let said = String::from_utf8_lossy(stderr).replace(self.url, &without_credentials(self.url));
        let mut words: Vec<_> = said
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !SAID_ALWAYS.contains(line))
            .collect();
        words.drain(..words.len().saturating_sub(3));
        words.join("; ")
    }
}
