//! When the commits of a story were made.

use std::collections::HashMap;

use jiff::{civil::Date, tz::TimeZone};
use sparky_common::model::{Commit, Evidence};

use super::Subject;

/// When the commits of the story's repository were made.
pub(super) struct Clock {
    /// Seconds by commit.
    pub moments: HashMap<String, i64>,
    days: HashMap<String, Date>,
}

impl Clock {
    /// The clock of the subject's repository.
    pub(super) fn of(subject: &Subject<'_>) -> Self {
        let zone = TimeZone::get(&subject.insights.time_zone).unwrap_or(TimeZone::UTC);
        let of_story = |name: &str| name == subject.story.repository;
        let mut repositories = subject.snapshot.repositories.iter();
        let commits = repositories.find(|each| of_story(&each.repository.name));
        let commits = commits.map_or(&[][..], |activity| &activity.commits);
        // A committer's clock may be wrong: what the story counts to its days stays there.
        let (first, last) = subject.story.span;
        let moment = |commit: &Commit| (commit.oid.clone(), commit.committed_at.as_second());
        let day = |commit: &Commit| {
            (
                commit.oid.clone(),
                commit
                    .committed_at
                    .to_zoned(zone.clone())
                    .date()
                    .clamp(first, last),
            )
        };
        Self {
            moments: commits.iter().map(moment).collect(),
            days: commits.iter().map(day).collect(),
        }
    }

    /// The day of the earliest commit among some evidence.
    pub(super) fn day(&self, evidence: &[Evidence]) -> Option<Date> {
        let days = evidence.iter().filter_map(|evidence| match evidence {
            Evidence::Commit { oid, .. } => self.days.get(oid).copied(),
            _ => None,
        });
        days.min()
    }
}
