//! What GitHub says of people and items, in the shape in which it says it and in which it is kept.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::people::Identity;

/// An account. A field of this type is null where the account is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// `User`, `Bot`, `Organization`, `Mannequin`.
    #[serde(rename = "__typename")]
    pub kind: String,
    /// The login. Collected text.
    pub login: String,
    /// The node id: stays when the login changes.
    #[serde(default)]
    pub id: Option<String>,
    /// The name a person gave. Collected text.
    #[serde(default)]
    pub name: Option<String>,
}

impl Who {
    /// The identity of an account: its noreply address, which joins it with commits under that address.
    pub fn identity(&self, host: &str) -> Identity {
        let suffix = if self.kind == "Bot" && !self.login.ends_with("[bot]") {
            "[bot]"
        } else {
            ""
        };
        let login = format!("{}{suffix}", self.login);
        let name = self
            .name
            .clone()
            .filter(|name| !name.trim().is_empty())
            .unwrap_or_else(|| login.clone());
        Identity {
            name,
            email: format!("{login}@users.noreply.{host}"),
        }
    }
}

/// A list inside an item.
#[derive(Clone, Debug, Deserialize)]
pub struct Inner<T> {
    /// Its elements.
    pub nodes: Vec<T>,
}

impl<T> Default for Inner<T> {
    fn default() -> Self {
        Self { nodes: Vec::new() }
    }
}

/// A pull request.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PullRequestRecord {
    pub number: u64,
    pub title: String,
    pub author: Option<Who>,
    pub created_at: Timestamp,
    pub merged_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
    pub additions: u64,
    pub deletions: u64,
    /// Its reviews.
    pub inner: Inner<ReviewRecord>,
    /// What happened below it; not asked for where nothing did in the window.
    #[serde(default)]
    pub talk: Inner<EventRecord>,
}

/// A review; one that is still being written has no time.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReviewRecord {
    pub id: String,
    pub author: Option<Who>,
    pub submitted_at: Option<Timestamp>,
    pub state: String,
}

/// An issue.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IssueRecord {
    pub number: u64,
    pub title: String,
    pub author: Option<Who>,
    pub created_at: Timestamp,
    pub closed_at: Option<Timestamp>,
    /// What happened below it; not asked for where nothing did in the window.
    #[serde(default)]
    pub talk: Inner<EventRecord>,
}

/// Something was closed (`ClosedEvent`), opened again (`ReopenedEvent`) or commented (`IssueComment`).
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EventRecord {
    #[serde(rename = "__typename")]
    pub kind: String,
    pub id: String,
    pub created_at: Timestamp,
    /// Who commented; nothing where the account is gone, and for the other kinds.
    #[serde(default)]
    pub author: Option<Who>,
}

/// A release.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReleaseRecord {
    pub tag_name: String,
    pub is_draft: bool,
    pub author: Option<Who>,
    pub published_at: Option<Timestamp>,
    pub tag_commit: Option<Oid>,
}

/// An object by its id.
#[derive(Clone, Debug, Deserialize)]
pub struct Oid {
    pub oid: String,
}
