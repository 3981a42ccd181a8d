//! A pull request or an issue on the stand-in.

use serde_json::{Value, json};

/// A pull request or an issue. What happens to it moves its `updatedAt`.
#[derive(Debug)]
pub struct Item<'a>(pub(super) &'a mut Value);

impl Item<'_> {
    /// Merges a pull request.
    pub fn merged(self, at: &str) -> Self {
        self.0["mergedAt"] = json!(at);
        self.0["closedAt"] = json!(at);
        self.updated(at)
    }

    /// Closes it.
    pub fn closed(self, at: &str) -> Self {
        self.0["closedAt"] = json!(at);
        self.event("ClosedEvent", at)
    }

    /// Opens it again.
    pub fn reopened(self, at: &str) -> Self {
        self.0["closedAt"] = Value::Null;
        self.event("ReopenedEvent", at)
    }

    /// Reviews a pull request: `APPROVED`, `CHANGES_REQUESTED`, `COMMENTED`.
    pub fn review(self, reviewer: &str, at: &str, state: &str) -> Self {
        let id = format!("{}_RV", self.0["id"].as_str().expect("an item has an id"));
        let reviews = self.0["reviews"]
            .as_array_mut()
            .expect("only pull requests are reviewed");
        reviews.push(json!({
            "__typename": "PullRequestReview", "id": format!("{id}{:04}", reviews.len()),
            "author": {"$actor": reviewer}, "submittedAt": at, "state": state,
        }));
        self.updated(at)
    }

    /// Comments it.
    pub fn comment(self, author: &str, at: &str) -> Self {
        let events = self.0["timelineItems"]
            .as_array_mut()
            .expect("an item has a timeline");
        let id = format!("IC_{}", events.len());
        events.push(json!({
            "__typename": "IssueComment", "id": id, "createdAt": at, "author": {"$actor": author},
            "body": "what comments say is never asked for",
        }));
        self.updated(at)
    }

    /// Sets any field of the schema: `title`, `additions` ...
    pub fn field(self, name: &str, value: impl Into<Value>) -> Self {
        self.0[name] = value.into();
        self
    }

    /// Moves `updatedAt` to a time if that is later.
    pub fn updated(self, at: &str) -> Self {
        if self.0["updatedAt"].as_str().is_none_or(|known| known < at) {
            self.0["updatedAt"] = json!(at);
        }
        self
    }

    fn event(self, kind: &str, at: &str) -> Self {
        if let Some(events) = self.0["timelineItems"].as_array_mut() {
            let id = format!("EV_{}_{}", kind, events.len());
            events.push(json!({"__typename": kind, "id": id, "createdAt": at}));
        }
        self.updated(at)
    }
}
