//! Finds the repositories of an organisation or a user, or one by its name.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    client::{Answer, Client},
    error::GitHubError,
    facts::Facts,
    queries,
};

/// Repositories on a page.
const PAGE: u32 = 100;

/// What there is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Discovery {
    /// What the owner calls itself; nothing where it has only a login.
    pub owner_name: Option<String>,
    /// The repositories by name, each once.
    pub repositories: Vec<Facts>,
    /// Repositories that exist and could not be described: how many, and why.
    pub unreadable: Option<(u64, String)>,
    /// GitHub's time before the list was read.
    pub at: Timestamp,
}

/// Which repositories are taken.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// Forks too.
    pub forks: bool,
    /// Archived ones too.
    pub archived: bool,
    /// Those that are not public too.
    pub private: bool,
}

impl Policy {
    /// Whether a repository is taken.
    pub fn takes(&self, facts: &Facts) -> bool {
        (self.forks || !facts.is_fork)
            && (self.archived || !facts.is_archived)
            && (self.private || facts.visibility == "PUBLIC")
    }
}

#[derive(Deserialize)]
struct Owner {
    name: Option<String>,
    repositories: Page,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    total_count: u64,
    page_info: PageInfo,
    nodes: Vec<Option<Facts>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageInfo {
    has_next_page: bool,
    end_cursor: Option<String>,
}

/// Lists what a login owns.
pub async fn owned(client: &Client, login: &str) -> Result<Discovery, GitHubError> {
    let mut found = Discovery {
        owner_name: None,
        repositories: Vec::new(),
        unreadable: None,
        at: Timestamp::MAX,
    };
    let mut after = None;
    loop {
        let mut answer = page(client, login, after.as_deref()).await?;
        let why = answer.errors.first().map_or_else(
            || "GitHub lists fewer than it counts".into(),
            |e| e.message.clone(),
        );
        let owner: Option<Owner> = read(client, answer.data["repositoryOwner"].take())?;
        let owner = owner.ok_or_else(|| unknown_owner(client, login))?;
        found.at = found.at.min(answer.at);
        found.owner_name = owner.name.filter(|name| !name.trim().is_empty());
        found
            .repositories
            .extend(owner.repositories.nodes.into_iter().flatten());
        after = owner.repositories.page_info.end_cursor;
        if !owner.repositories.page_info.has_next_page || after.is_none() {
            found
                .repositories
                .sort_by(|a, b| a.name_with_owner.cmp(&b.name_with_owner).then(a.id.cmp(&b.id)));
            found.repositories.dedup_by(|a, b| a.id == b.id);
            let missing = owner
                .repositories
                .total_count
                .saturating_sub(found.repositories.len() as u64);
            found.unreadable = (missing > 0).then_some((missing, why));
            return Ok(found);
        }
    }
}

/// Describes one repository, by its present or a former name.
pub async fn named(client: &Client, full_name: &str) -> Result<Discovery, GitHubError> {
    let unknown = || GitHubError::UnknownRepository {
        host: client.host().to_owned(),
        name: full_name.to_owned(),
    };
    let (owner, name) = full_name.split_once('/').ok_or_else(unknown)?;
    let mut answer = client.query(&queries::repository(owner, name)).await?;
    let facts: Option<Facts> = read(client, answer.data["repository"].take())?;
    let facts = facts.ok_or_else(unknown)?;
    Ok(Discovery {
        owner_name: None,
        repositories: vec![facts],
        unreadable: None,
        at: answer.at,
    })
}

/// A page of an owner's repositories, smaller where the server finds it too heavy.
async fn page(client: &Client, login: &str, after: Option<&str>) -> Result<Answer, GitHubError> {
    let mut first = PAGE;
    loop {
        match client.query(&queries::repositories(login, first, after)).await {
            Err(GitHubError::TooHeavy { .. }) if first > 1 => first /= 2,
            answer => return answer,
        }
    }
}

fn unknown_owner(client: &Client, login: &str) -> GitHubError {
    GitHubError::UnknownOwner {
        host: client.host().to_owned(),
        login: login.to_owned(),
    }
}

fn read<T: serde::de::DeserializeOwned>(client: &Client, value: Value) -> Result<T, GitHubError> {
    serde_json::from_value(value).map_err(|source| GitHubError::Answer {
        host: client.host().to_owned(),
        source,
    })
}
