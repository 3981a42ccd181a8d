//! What went wrong when the `git` program said no.

use std::{io, time::Duration};

use super::quote::quote;

/// Why the `git` program did not do something.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GitFailure {
    /// There is no such program, or it cannot be started.
    #[error("cannot start the `git` program")]
    Start(#[source] io::Error),
    /// It was stopped because it took too long.
    #[error("`git {act}` was stopped after {} s without an end", .limit.as_secs())]
    TooLong {
        /// The subcommand.
        act: String,
        /// How long it may take.
        limit: Duration,
    },
    /// It was stopped because nobody wants the result any more.
    #[error("`git {act}` was stopped: publishing was cancelled")]
    Cancelled {
        /// The subcommand.
        act: String,
    },
    /// It said no.
    #[error("`git {act}` failed: {said}")]
    Refused {
        /// The subcommand.
        act: String,
        /// What sort of no it is.
        trouble: Trouble,
        /// Its own words, without credentials and control characters.
        said: String,
    },
}

/// Sorts of no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Someone else was faster: look again and do it again.
    Moved,
    /// A hook or a rule of the remote said no.
    Rejected,
    /// It does not know us or does not let us.
    Credentials,
    /// It cannot be reached now.
    Offline,
    /// There is no such repository.
    Missing,
    /// The disk is full.
    Full,
    /// It cannot be written to.
    ReadOnly,
    /// Uncommitted work of the user is in the way.
    InTheWay,
    /// Another program holds a lock, or left it when it was killed.
    Locked,
    /// Something else.
    Other,
}

/// The words by which git is understood, in the C locale; the first that is found decides.
const SIGNS: &[(&str, Trouble)] = &[
    ("hook declined", Trouble::Rejected),
    ("protected branch", Trouble::Rejected),
    ("Permission denied (", Trouble::Credentials),
    ("Authentication failed", Trouble::Credentials),
    ("could not read Username", Trouble::Credentials),
    ("could not read Password", Trouble::Credentials),
    ("Host key verification failed", Trouble::Credentials),
    ("returned error: 401", Trouble::Credentials),
    ("returned error: 403", Trouble::Credentials),
    ("No space left", Trouble::Full),
    ("Disk quota exceeded", Trouble::Full),
    ("Read-only file system", Trouble::ReadOnly),
    ("insufficient permission", Trouble::ReadOnly),
    ("ermission denied", Trouble::ReadOnly),
    ("would be overwritten by merge", Trouble::InTheWay),
    ("untracked working tree file", Trouble::InTheWay),
    ("index.lock", Trouble::Locked),
    (".lock': File exists", Trouble::Locked),
    ("(fetch first)", Trouble::Moved),
    ("(non-fast-forward)", Trouble::Moved),
    ("Not possible to fast-forward", Trouble::Moved),
    ("cannot lock ref", Trouble::Moved),
    ("failed to update ref", Trouble::Moved),
    ("incorrect old value", Trouble::Moved),
    ("[remote rejected]", Trouble::Rejected),
    ("[rejected]", Trouble::Rejected),
    ("Could not resolve host", Trouble::Offline),
    ("Could not resolve hostname", Trouble::Offline),
    ("Failed to connect", Trouble::Offline),
    ("Connection refused", Trouble::Offline),
    ("Connection timed out", Trouble::Offline),
    ("Connection reset", Trouble::Offline),
    ("Network is unreachable", Trouble::Offline),
    ("Operation too slow", Trouble::Offline),
    ("returned error: 5", Trouble::Offline),
    ("hung up unexpectedly", Trouble::Offline),
    ("unexpected disconnect", Trouble::Offline),
    ("early EOF", Trouble::Offline),
    ("Broken pipe", Trouble::Offline),
    ("does not appear to be a git repository", Trouble::Missing),
    ("not found", Trouble::Missing),
    ("does not exist", Trouble::Missing),
];

impl GitFailure {
    /// What a command's output means.
    pub(super) fn refused(act: &str, output: &str) -> Self {
        let trouble = SIGNS
            .iter()
            .find(|(sign, _)| output.contains(sign))
            .map_or(Trouble::Other, |(_, trouble)| *trouble);
        Self::Refused {
            act: act.into(),
            trouble,
            said: quote(output),
        }
    }

    /// The sort of no; a silence counts as being offline.
    pub(crate) fn trouble(&self) -> Trouble {
        match self {
            Self::Start(_) | Self::Cancelled { .. } => Trouble::Other,
            Self::TooLong { .. } => Trouble::Offline,
            Self::Refused { trouble, .. } => *trouble,
        }
    }

    /// The next thing to try.
    pub(crate) fn hint(&self) -> Option<&'static str> {
        if let Self::Start(_) = self {
            return Some("install git and put it in the PATH");
        }
        Some(match self.trouble() {
            Trouble::Moved => "others push to the branch all the time: publish again",
            Trouble::Rejected => {
                "satisfy what the remote asks for, or set another `branch` for this destination"
            }
            Trouble::Credentials => {
                "try `git push` by hand as the user that runs Sparky; it uses the same credential helpers and ssh keys"
            }
            Trouble::Offline => "check the network and publish again: nothing is published twice",
            Trouble::Missing => "check `repository` of this destination, and that you may see it",
            Trouble::Full => "make room on that disk and publish again",
            Trouble::ReadOnly => "make the repository writable for the user that runs Sparky",
            Trouble::InTheWay => "commit, move or discard your own version of these files and publish again",
            Trouble::Locked => {
                "wait for the other git command; if there is none, remove the lock file it left"
            }
            Trouble::Other => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hook_is_quoted_first_and_harmlessly() {
        let output = "remote: \u{1b}[31mNo reports\u{202e} on Fridays        \nTo https://me:pw@host/x.git\n!\tabc:refs/heads/main\t[remote rejected] (pre-receive hook declined)\nDone\nerror: failed to push some refs to 'https://me:pw@host/x.git'\n";
        let failure = GitFailure::refused("push", output);
        assert_eq!(failure.trouble(), Trouble::Rejected);
        assert_eq!(
            failure.to_string(),
            "`git push` failed: [31mNo reports on Fridays; ! abc:refs/heads/main [remote rejected] (pre-receive hook declined)"
        );
    }

    #[test]
    fn git_is_understood() {
        for (said, trouble) in [
            ("!\ta:b\t[rejected] (fetch first)", Trouble::Moved),
            ("git@host: Permission denied (publickey).", Trouble::Credentials),
            (
                "fatal: could not read Username for 'https://host': terminal prompts disabled",
                Trouble::Credentials,
            ),
            (
                "error: insufficient permission for adding an object to repository database",
                Trouble::ReadOnly,
            ),
            (
                "fatal: unable to access 'https://x/': Could not resolve host: x",
                Trouble::Offline,
            ),
            (
                "fatal: '/x' does not appear to be a git repository",
                Trouble::Missing,
            ),
            ("fatal: write error: No space left on device", Trouble::Full),
            ("fatal: something new", Trouble::Other),
        ] {
            assert_eq!(GitFailure::refused("push", said).trouble(), trouble, "{said}");
        }
    }
}
