//! A repository on the stand-in.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::Item;

/// A repository: its facts, its items and, where it has commits, a real git repository.
#[derive(Debug)]
pub struct Repo {
    pub(in crate::github) facts: Value,
    pub(in crate::github) git: Option<PathBuf>,
}

impl Repo {
    pub(super) fn new(id: &str, full_name: &str) -> Self {
        let mut repo = Self {
            facts: json!({
                "__typename": "Repository",
                "id": id,
                "visibility": "PUBLIC",
                "isPrivate": false,
                "isFork": false,
                "isArchived": false,
                "isEmpty": true,
                "isDisabled": false,
                "description": null,
                "pushedAt": null,
                "createdAt": "2024-01-01T00:00:00Z",
                "updatedAt": "2024-01-01T00:00:00Z",
                "pullRequests": [],
                "issues": [],
                "releases": [],
            }),
            git: None,
        };
        repo.rename(full_name);
        repo
    }

    /// `owner/name`.
    pub fn full_name(&self) -> &str {
        self.facts["nameWithOwner"]
            .as_str()
            .expect("a repository has a name")
    }

    /// Gives it another name or owner; its id stays.
    pub fn rename(&mut self, full_name: &str) -> &mut Self {
        let (owner, name) = full_name.split_once('/').expect("owner/name");
        self.facts["nameWithOwner"] = json!(full_name);
        self.facts["name"] = json!(name);
        self.facts["owner"] = json!({"$owner": owner});
        self.facts["url"] = json!(format!("https://github.com/{full_name}"));
        self
    }

    /// Sets any fact of the schema: `isFork`, `isArchived`, `description` ...
    pub fn fact(&mut self, name: &str, value: impl Into<Value>) -> &mut Self {
        self.facts[name] = value.into();
        self
    }

    /// Public or private.
    pub fn private(&mut self, private: bool) -> &mut Self {
        self.facts["isPrivate"] = json!(private);
        self.facts["visibility"] = json!(if private { "PRIVATE" } else { "PUBLIC" });
        self
    }

    /// Gives it the commits of a real repository.
    pub fn git(&mut self, path: &Path) -> &mut Self {
        self.git = Some(path.to_owned());
        self.facts["$git"] = json!(path);
        self.facts["isEmpty"] = json!(false);
        self
    }

    /// The pull request of a number, opened at a time by someone where it does not exist yet.
    pub fn pull_request(&mut self, number: u64, title: &str, author: &str, opened: &str) -> Item<'_> {
        let fresh = json!({
            "__typename": "PullRequest", "additions": 1, "deletions": 0, "mergedAt": null, "reviews": [],
            "timelineItems": [],
        });
        self.item("pullRequests", "PR", number, title, author, opened, fresh)
    }

    /// The issue of a number, opened at a time by someone where it does not exist yet.
    pub fn issue(&mut self, number: u64, title: &str, author: &str, opened: &str) -> Item<'_> {
        let fresh = json!({"__typename": "Issue", "timelineItems": []});
        self.item("issues", "I", number, title, author, opened, fresh)
    }

    /// Publishes a release of a tag that points at a commit.
    pub fn release(&mut self, tag: &str, oid: &str, author: &str, at: &str) {
        let id = format!("RE_{}_{tag}", self.id());
        let releases = self.facts["releases"].as_array_mut().expect("a list");
        releases.push(json!({
            "__typename": "Release", "id": id, "tagName": tag, "name": tag, "createdAt": at, "publishedAt": at,
            "updatedAt": at, "isDraft": false, "author": {"$actor": author},
            "tagCommit": {"__typename": "Commit", "oid": oid},
        }));
    }

    /// Deletes an item or moves it elsewhere.
    pub fn remove(&mut self, connection: &str, number: u64) {
        let items = self.facts[connection].as_array_mut().expect("a list");
        items.retain(|item| item["number"].as_u64().unwrap_or_default() != number);
    }

    fn id(&self) -> String {
        self.facts["id"]
            .as_str()
            .expect("a repository has an id")
            .to_owned()
    }

    #[expect(clippy::too_many_arguments, reason = "one place makes both kinds of items")]
    fn item(
        &mut self,
        connection: &str,
        kind: &str,
        number: u64,
        title: &str,
        author: &str,
        opened: &str,
        mut fresh: Value,
    ) -> Item<'_> {
        let id = format!("{kind}_{}_{number}", self.id());
        let items = self.facts[connection].as_array_mut().expect("a list");
        let at = items
            .iter()
            .position(|item| item["number"] == number)
            .unwrap_or_else(|| {
                fresh["id"] = json!(id);
                fresh["number"] = json!(number);
                fresh["author"] = json!({"$actor": author});
                fresh["title"] = json!(title);
                fresh["createdAt"] = json!(opened);
                fresh["updatedAt"] = json!(opened);
                fresh["closedAt"] = Value::Null;
                items.push(fresh);
                items.len() - 1
            });
        Item(&mut items[at])
    }
}
