//! From GitHub's records to the activities of a window: pure.
//!
//! Everything is told as it stood at the end of the window, so that collecting a week again a month later gives the
//! same week: what was merged, closed or reviewed after the end has not happened yet.

use std::collections::BTreeSet;

use jiff::Timestamp;
use sparky_common::{
    model::{Comment, Issue, Lines, OpenItem, PersonId, PullRequest, Release, Review},
    period::Window,
};

use super::record::{EventRecord, IssueRecord, PullRequestRecord, ReleaseRecord, ReviewRecord, Who};
use crate::people::Identity;

/// What GitHub calls that something was closed.
const CLOSED: &str = "ClosedEvent";

/// What GitHub calls that something was opened again.
const REOPENED: &str = "ReopenedEvent";

/// What GitHub calls a comment.
const COMMENT: &str = "IssueComment";

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

    /// A pull request, if it was opened, merged, closed, reviewed or commented in the window.
    pub fn pull_request(&mut self, record: &PullRequestRecord) -> Option<PullRequest> {
        let merged_at = self.by_the_end(record.merged_at);
        let closed_at = self.pull_request_closed_at(record);
        let reviews = self.reviews(record);
        let comments = self.comments(&record.talk.nodes);
        let mut times = reviews
            .iter()
            .map(|(at, _)| *at)
            .chain([record.created_at])
            .chain(merged_at)
            .chain(closed_at);
        if comments.is_empty() && !times.any(|time| self.inside(time)) {
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
            title: record.title.clone(),
            author: self.person(record.author.as_ref()),
            opened_at: record.created_at,
            merged_at,
            closed_at,
            lines: Lines {
                added: record.additions,
                deleted: record.deletions,
            },
            reviews,
            comments: self.commented(comments),
        })
    }

    /// An issue, if it was opened, closed, reopened or commented in the window.
    pub fn issue(&mut self, record: &IssueRecord) -> Option<Issue> {
        let moves = self.moves(&record.talk.nodes);
        let comments = self.comments(&record.talk.nodes);
        let closed_at = self.closed_at(&moves, record.closed_at);
        let reopened_at = moves
            .iter()
            .filter(|event| event.kind == REOPENED && self.inside(event.created_at))
            .map(|event| event.created_at)
            .max();
        let times = moves
            .iter()
            .map(|event| event.created_at)
            .chain([record.created_at])
            .chain(closed_at);
        let touched = !comments.is_empty() || times.into_iter().any(|time| self.inside(time));
        touched.then(|| Issue {
            number: record.number,
            title: record.title.clone(),
            author: self.person(record.author.as_ref()),
            opened_at: record.created_at,
            closed_at,
            reopened_at,
            comments: self.commented(comments),
        })
    }

    /// Whether a pull request was open at the end of the window.
    pub fn is_open_pull_request(&self, record: &PullRequestRecord) -> bool {
        record.created_at < self.window.end
            && self.by_the_end(record.merged_at).is_none()
            && self.pull_request_closed_at(record).is_none()
    }

    /// Whether an issue was open at the end of the window.
    pub fn is_open_issue(&self, record: &IssueRecord) -> bool {
        let closed_at = self.closed_at(&self.moves(&record.talk.nodes), record.closed_at);
        record.created_at < self.window.end && closed_at.is_none()
    }

    /// A pull request as an open item. Only others review.
    pub fn open_pull_request(&mut self, record: &PullRequestRecord) -> OpenItem {
        let key = |who: Option<&Who>| who.map(|who| who.identity(self.host).key());
        let author = key(record.author.as_ref());
        let reviews = self.reviews(record);
        let reviewed = reviews
            .iter()
            .any(|(_, review)| key(review.author.as_ref()) != author);
        OpenItem {
            number: record.number,
            title: record.title.clone(),
            author: self.person(record.author.as_ref()),
            opened_at: record.created_at,
            reviewed,
        }
    }

    /// An issue as an open item.
    pub fn open_issue(&mut self, record: &IssueRecord) -> OpenItem {
        OpenItem {
            number: record.number,
            title: record.title.clone(),
            author: self.person(record.author.as_ref()),
            opened_at: record.created_at,
            reviewed: false,
        }
    }

    /// The reviews until the end, oldest first and each once; one that is still being written is none.
    fn reviews<'r>(&self, record: &'r PullRequestRecord) -> Vec<(Timestamp, &'r ReviewRecord)> {
        let mut seen = BTreeSet::new();
        let mut reviews: Vec<_> = record
            .inner
            .nodes
            .iter()
            .filter(|review| seen.insert(&review.id))
            .filter_map(|review| Some((self.by_the_end(review.submitted_at)?, review)))
            .collect();
        reviews.sort_by(|(a, x), (b, y)| a.cmp(b).then_with(|| x.id.cmp(&y.id)));
        reviews
    }

    /// The comments of the window, oldest first and each once.
    fn comments<'r>(&self, events: &'r [EventRecord]) -> Vec<&'r EventRecord> {
        let mut seen = BTreeSet::new();
        let mut comments: Vec<_> = events
            .iter()
            .filter(|event| event.kind == COMMENT && self.inside(event.created_at))
            .filter(|event| seen.insert(&event.id))
            .collect();
        comments.sort_by(|a, b| a.created_at.cmp(&b.created_at).then_with(|| a.id.cmp(&b.id)));
        comments
    }

    fn commented(&mut self, comments: Vec<&EventRecord>) -> Vec<Comment> {
        let comment = |event: &EventRecord| Comment {
            author: self.person(event.author.as_ref()),
            commented_at: event.created_at,
        };
        comments.into_iter().map(comment).collect()
    }

    /// The closings and reopenings until the end, oldest first.
    fn moves<'r>(&self, events: &'r [EventRecord]) -> Vec<&'r EventRecord> {
        let mut moves: Vec<_> = events
            .iter()
            .filter(|event| event.kind != COMMENT && event.created_at < self.window.end)
            .collect();
        moves.sort_by_key(|event| event.created_at);
        moves
    }

    /// When something was closed, if it was at the end: by what moved it last. What came from elsewhere has no moves.
    fn closed_at(&self, moves: &[&EventRecord], closed_at: Option<Timestamp>) -> Option<Timestamp> {
        match moves.last() {
            Some(last) => (last.kind == CLOSED).then_some(last.created_at),
            None => self.by_the_end(closed_at),
        }
    }

    /// A merged pull request is never opened again.
    fn pull_request_closed_at(&self, record: &PullRequestRecord) -> Option<Timestamp> {
        if self.by_the_end(record.merged_at).is_some() {
            return self.by_the_end(record.closed_at);
        }
        self.closed_at(&self.moves(&record.talk.nodes), record.closed_at)
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
#[path = "convert_tests.rs"]
mod tests;
