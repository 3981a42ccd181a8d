//! What people and bots did: commits, pull requests, issues, reviews and releases.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The stable key of a person within a snapshot: the start of the SHA-256 of the identity that joined their names
/// and addresses. It never contains an e-mail address.
pub type PersonId = String;

/// Someone (or something) that acted, after mailmap, noreply addresses and logins have been joined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Person {
    /// The key that activities refer to.
    pub id: PersonId,
    /// The name to show. Collected text: hostile until escaped.
    pub name: String,
    /// The account on the forge, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub login: Option<String>,
    /// Whether this is a program.
    pub bot: bool,
}

/// A commit on the default branch of a repository, as `git log --numstat` shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Commit {
    /// The full hexadecimal object id.
    pub oid: String,
    /// Who wrote it.
    pub author: PersonId,
    /// Who committed it.
    pub committer: PersonId,
    /// When it was written.
    #[schemars(with = "String")]
    pub authored_at: Timestamp,
    /// When it was committed: decides the window it belongs to.
    #[schemars(with = "String")]
    pub committed_at: Timestamp,
    /// The first paragraph of the message on one line. Collected text: hostile until escaped.
    pub subject: String,
    /// The rest of the message. Collected text: hostile until escaped.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub body: String,
    /// How many parents it has: 0 for a root, 2 or more for a merge.
    pub parents: u32,
    /// Whom the `Co-authored-by` trailers name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub co_authors: Vec<PersonId>,
    /// The files it changed, in git's order; always empty for a merge.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileChange>,
    /// False where an object was absent (a partial or shallow clone): the commit counts, its lines are unknown.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub lines_known: bool,
}

impl Commit {
    /// Whether it has more than one parent. Merges are counted apart and carry no lines.
    pub fn is_merge(&self) -> bool {
        self.parents > 1
    }

    /// The lines of all its files.
    pub fn lines(&self) -> Lines {
        self.files
            .iter()
            .filter_map(|file| file.lines)
            .fold(Lines::default(), |sum, lines| Lines {
                added: sum.added + lines.added,
                deleted: sum.deleted + lines.deleted,
            })
    }
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_true(value: &bool) -> bool {
    *value
}

/// One row of `git log --numstat`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FileChange {
    /// The path after the change, invalid UTF-8 replaced. Collected text: hostile until escaped.
    pub path: String,
    /// The path before, where git found a rename.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renamed_from: Option<String>,
    /// The lines, or nothing for a binary file.
    #[serde(flatten)]
    pub lines: Option<Lines>,
}

/// Lines added and deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Lines {
    /// Lines that are new.
    pub added: u64,
    /// Lines that are gone.
    pub deleted: u64,
}

/// A pull request that was opened, merged, closed, reviewed or commented in the window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PullRequest {
    /// Its number in the repository.
    pub number: u64,
    /// Collected text: hostile until escaped.
    pub title: String,
    /// Who opened it; nothing where the account is gone.
    pub author: Option<PersonId>,
    /// When it was opened.
    #[schemars(with = "String")]
    pub opened_at: Timestamp,
    /// When it was merged.
    #[schemars(with = "Option<String>")]
    pub merged_at: Option<Timestamp>,
    /// When it was closed, merged or not.
    #[schemars(with = "Option<String>")]
    pub closed_at: Option<Timestamp>,
    /// Lines it adds and deletes.
    pub lines: Lines,
    /// The reviews it got, oldest first.
    #[serde(default)]
    pub reviews: Vec<Review>,
    /// The comments it got in the window, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<Comment>,
}

/// That somebody wrote something below a pull request or an issue; never what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Comment {
    /// Who wrote it; nothing where the account is gone.
    pub author: Option<PersonId>,
    /// When.
    #[schemars(with = "String")]
    pub commented_at: Timestamp,
}

/// A pull request or issue that was open at the end of the window, whenever it was opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OpenItem {
    /// Its number in the repository.
    pub number: u64,
    /// Collected text: hostile until escaped.
    pub title: String,
    /// Who opened it; nothing where the account is gone.
    pub author: Option<PersonId>,
    /// When it was opened.
    #[schemars(with = "String")]
    pub opened_at: Timestamp,
    /// Pull requests: whether somebody else reviewed it before the end of the window.
    #[serde(default)]
    pub reviewed: bool,
}

/// A review of a pull request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Review {
    /// Who gave it; nothing where the account is gone.
    pub reviewer: Option<PersonId>,
    /// When it was given.
    #[schemars(with = "String")]
    pub submitted_at: Timestamp,
    /// `approved`, `changes_requested`, `commented` or `dismissed`.
    pub state: String,
}

/// An issue that was opened, closed, reopened or commented in the window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Issue {
    /// Its number in the repository.
    pub number: u64,
    /// Collected text: hostile until escaped.
    pub title: String,
    /// Who opened it; nothing where the account is gone.
    pub author: Option<PersonId>,
    /// When it was opened.
    #[schemars(with = "String")]
    pub opened_at: Timestamp,
    /// When it was closed, if it is.
    #[schemars(with = "Option<String>")]
    pub closed_at: Option<Timestamp>,
    /// When it was reopened in the window, the last time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub reopened_at: Option<Timestamp>,
    /// The comments it got in the window, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub comments: Vec<Comment>,
}

/// A release or, from git alone, a tag that was made in the window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Release {
    /// The tag. Collected text: hostile until escaped.
    pub tag: String,
    /// The commit it points at.
    pub oid: String,
    /// Who made it, where the tag says so.
    pub author: Option<PersonId>,
    /// When: the tagger's date of an annotated tag, else the commit's date.
    #[schemars(with = "String")]
    pub released_at: Timestamp,
}
