//! From GitHub's records to the activities of a window: pure.
//!
//! Everything is told as it stood at the end of the window, so that collecting a week again a month later gives the
//! same week: what was merged, closed or reviewed after the end has not happened yet.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sparky_common::{
    model::{Issue, Lines, PersonId, PullRequest, Release, Review},
    period::Window,
};

use super::record::{EventRecord, IssueRecord, PullRequestRecord, ReleaseRecord, Who};
use crate::people::Identity;

/// Turns records into activities and notes whom they name.
#[derive(Debug)]
pub struct Converter<'a> {
    window: Window,
    host: &'a str,
    /// Everyone who was named.
    pub identities: BTreeSet<Identity>,
}

impl<'a> Converter<'a> {
    /// For a window, of a host.
    pub fn new(window: Window, host: &'a str) -> Self {
        Self {
            window,
            host,
            identities: BTreeSet::new(),
        }
    }

    /// A pull request, if it was opened, merged, closed or reviewed in the window.
    pub fn pull_request(&mut self, record: PullRequestRecord) -> Option<PullRequest> {
        let merged_at = self.by_the_end(record.merged_at);
        let closed_at = self.by_the_end(record.closed_at);
        let mut seen = BTreeSet::new();
        let mut reviews: Vec<_> = record
            .inner
            .nodes
            .into_iter()
            .filter(|review| seen.insert(review.id.clone()))
            .filter_map(|review| Some((self.by_the_end(review.submitted_at)?, review)))
            .collect();
        reviews.sort_by(|(a, x), (b, y)| a.cmp(b).then_with(|| x.id.cmp(&y.id)));
        let mut times = reviews
            .iter()
            .map(|(at, _)| *at)
            .chain([record.created_at])
            .chain(merged_at)
            .chain(closed_at);
        if !times.any(|time| self.inside(time)) {
            return None;
        }
        let reviews = reviews.into_iter().map(|(submitted_at, review)| Review {
            reviewer: self.person(review.author.as_ref()),
            submitted_at,
            state: review.state.to_ascii_lowercase(),
        });
        let reviews = reviews.collect();
        Some(PullRequest {
            number: record.number,
            title: record.title,
            author: self.person(record.author.as_ref()),
            opened_at: record.created_at,
            merged_at,
            closed_at,
            lines: Lines {
                added: record.additions,
                deleted: record.deletions,
            },
            reviews,
            comments: Vec::new(),
        })
    }

    /// An issue, if it was opened, closed or reopened in the window.
    pub fn issue(&mut self, record: IssueRecord) -> Option<Issue> {
        let mut events = record.inner.nodes;
        events.retain(|event| event.created_at < self.window.end);
        events.sort_by_key(|event| event.created_at);
        let touched =
            self.inside(record.created_at) || events.iter().any(|event| self.inside(event.created_at));
        let closed_at = match events.last() {
            Some(EventRecord { kind, created_at }) => (kind == "ClosedEvent").then_some(*created_at),
            // Issues that came from elsewhere have no events.
            None => self.by_the_end(record.closed_at),
        };
        let touched = touched || closed_at.is_some_and(|time| self.inside(time));
        touched.then(|| Issue {
            number: record.number,
            title: record.title,
            author: self.person(record.author.as_ref()),
            opened_at: record.created_at,
            closed_at,
            reopened_at: None,
            comments: Vec::new(),
        })
    }

    /// A release, if it was published in the window and has a tag.
    pub fn release(&mut self, record: ReleaseRecord) -> Option<Release> {
        let released_at = record
            .published_at
            .filter(|time| !record.is_draft && self.inside(*time))?;
        let oid = record.tag_commit?.oid;
        Some(Release {
            tag: record.tag_name,
            oid,
            author: self.person(record.author.as_ref()),
            released_at,
        })
    }

    fn person(&mut self, who: Option<&Who>) -> Option<PersonId> {
        let identity = who?.identity(self.host);
        let key = identity.key();
        self.identities.insert(identity);
        Some(key)
    }

    fn inside(&self, time: Timestamp) -> bool {
        self.window.start <= time && time < self.window.end
    }

    fn by_the_end(&self, time: Option<Timestamp>) -> Option<Timestamp> {
        time.filter(|time| *time < self.window.end)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn converter() -> Converter<'static> {
        let time = |text: &str| text.parse().unwrap();
        let window = Window {
            start: time("2025-11-10T00:00:00Z"),
            end: time("2025-11-17T00:00:00Z"),
        };
        Converter::new(window, "github.com")
    }

    fn pull_request(changes: &Value) -> Option<PullRequest> {
        let mut record = json!({
            "number": 1, "title": "t", "author": {"__typename": "User", "login": "ada", "id": "U1", "name": "Ada"},
            "createdAt": "2025-11-01T00:00:00Z", "mergedAt": null, "closedAt": null, "additions": 1, "deletions": 2,
            "inner": {"nodes": []},
        });
        record
            .as_object_mut()
            .unwrap()
            .extend(changes.as_object().unwrap().clone());
        converter().pull_request(serde_json::from_value(record).unwrap())
    }

    #[test]
    fn the_future_has_not_happened_yet() {
        assert_eq!(pull_request(&json!({})), None);
        assert_eq!(
            pull_request(&json!({"mergedAt": "2025-11-17T00:00:00Z", "closedAt": "2025-11-17T00:00:00Z"})),
            None
        );
        let opened =
            pull_request(&json!({"createdAt": "2025-11-10T00:00:00Z", "mergedAt": "2025-11-20T00:00:00Z"}))
                .unwrap();
        assert_eq!((opened.merged_at, opened.lines.deleted), (None, 2));
        assert!(
            pull_request(&json!({"mergedAt": "2025-11-16T23:59:59Z"}))
                .unwrap()
                .merged_at
                .is_some()
        );
    }

    #[test]
    fn reviews_are_in_order_each_once_and_pending_ones_are_none() {
        let review =
            |id: &str, at: Value| json!({"id": id, "author": null, "submittedAt": at, "state": "APPROVED"});
        let found = pull_request(&json!({"inner": {"nodes": [
            review("b", json!("2025-11-12T00:00:00Z")), review("a", json!("2025-11-11T00:00:00Z")),
            review("b", json!("2025-11-12T00:00:00Z")), review("p", Value::Null), review("z", json!("2025-11-18T00:00:00Z")),
        ]}})).unwrap();
        let times: Vec<_> = found
            .reviews
            .iter()
            .map(|review| review.submitted_at.to_string())
            .collect();
        assert_eq!(times, ["2025-11-11T00:00:00Z", "2025-11-12T00:00:00Z"]);
        assert_eq!(
            (
                found.reviews[0].reviewer.as_ref(),
                found.reviews[0].state.as_str()
            ),
            (None, "approved")
        );
    }

    fn issue(closed: &Value, events: &[(&str, &str)]) -> Option<Issue> {
        let events: Vec<_> = events
            .iter()
            .map(|(kind, at)| json!({"__typename": kind, "createdAt": at}))
            .collect();
        let record = json!({
            "number": 2, "title": "t", "author": null, "createdAt": "2025-11-01T00:00:00Z", "closedAt": closed,
            "inner": {"nodes": events},
        });
        converter().issue(serde_json::from_value(record).unwrap())
    }

    #[test]
    fn issues_stand_as_at_the_end() {
        let (closed, reopened) = ("ClosedEvent", "ReopenedEvent");
        assert_eq!(issue(&Value::Null, &[]), None);
        let done = issue(
            &json!("2025-11-12T00:00:00Z"),
            &[(closed, "2025-11-12T00:00:00Z")],
        )
        .unwrap();
        assert_eq!(done.closed_at.unwrap().to_string(), "2025-11-12T00:00:00Z");
        // Reopened after the end: at the end it was closed.
        let later = issue(
            &Value::Null,
            &[
                (closed, "2025-11-12T00:00:00Z"),
                (reopened, "2025-11-18T00:00:00Z"),
            ],
        )
        .unwrap();
        assert!(later.closed_at.is_some());
        let open = issue(
            &Value::Null,
            &[
                (closed, "2025-11-02T00:00:00Z"),
                (reopened, "2025-11-12T00:00:00Z"),
            ],
        )
        .unwrap();
        assert_eq!(open.closed_at, None);
        // Closed after the end, touched not at all.
        assert_eq!(
            issue(
                &json!("2025-11-18T00:00:00Z"),
                &[(closed, "2025-11-18T00:00:00Z")]
            ),
            None
        );
    }
}
