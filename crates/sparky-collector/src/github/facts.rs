//! What GitHub knows of a repository before anything is read from it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sparky_common::model::{Repository, Visibility};

/// A repository as GitHub describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Facts {
    /// The node id: stays when the repository is renamed or moves to another owner.
    pub id: String,
    /// `owner/name`. Collected text.
    pub name_with_owner: String,
    /// Where people look at it.
    pub url: String,
    /// `PUBLIC`, `PRIVATE` or `INTERNAL`.
    pub visibility: String,
    /// When a branch or tag last moved; nothing where nobody pushed.
    #[serde(default)]
    pub pushed_at: Option<Timestamp>,
    /// Whether it is a fork.
    pub is_fork: bool,
    /// Whether it is archived.
    pub is_archived: bool,
    /// Whether it has no commits.
    pub is_empty: bool,
    /// The default branch; nothing where it is unborn.
    pub default_branch_ref: Option<Branch>,
    /// Pull requests: how many, and the last change.
    pub pull_requests: Head,
    /// Issues: how many, and the last change.
    pub issues: Head,
    /// How many pull requests are open.
    pub open_pull_requests: Count,
    /// How many issues are open.
    pub open_issues: Count,
    /// Releases: how many, and the newest.
    pub releases: Head,
}

/// A branch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    /// Its name.
    pub name: String,
    /// Its tip.
    pub target: Option<Tip>,
}

/// What a branch points at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tip {
    /// The object id.
    pub oid: String,
}

/// How long a list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Count {
    /// So long.
    pub total_count: u64,
}

/// The top of a list that is sorted by change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Head {
    /// How long the whole list is.
    pub total_count: u64,
    nodes: Vec<Option<Changed>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Changed {
    updated_at: Timestamp,
}

impl Head {
    /// When its first element changed.
    pub fn newest(&self) -> Option<Timestamp> {
        self.nodes.iter().flatten().map(|node| node.updated_at).max()
    }
}

impl Facts {
    /// The words of the snapshot.
    pub fn repository(&self) -> Repository {
        Repository {
            name: self.name_with_owner.clone(),
            web_url: Some(self.url.clone()),
            default_branch: self.default_branch_ref.as_ref().map(|branch| branch.name.clone()),
            visibility: visibility(&self.visibility),
        }
    }

    /// What tells one state of its branches and tags from another; nothing where that is not known.
    pub fn state(&self) -> Option<String> {
        let branch = self.default_branch_ref.as_ref()?;
        Some(format!("{} {} {}", self.pushed_at?, branch.name, self.tip()?))
    }

    /// The commit that the default branch points at.
    pub fn tip(&self) -> Option<&str> {
        self.default_branch_ref
            .as_ref()?
            .target
            .as_ref()
            .map(|tip| tip.oid.as_str())
    }
}

/// Only what is surely public is public.
pub(super) fn visibility(word: &str) -> Visibility {
    if word == "PUBLIC" {
        Visibility::Public
    } else {
        Visibility::Private
    }
}
