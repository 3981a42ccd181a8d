//! What became of what the report before called open.
//!
//! Every row of the report before that still can be looked at is held against this period's snapshot: what waited,
//! fell silent, lacked a number, had no release or could not be collected. Where the snapshot does not tell what
//! became of it, nothing is said.

mod coverage;
mod release;
mod series;
mod silence;
mod waiting;

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use sparky_common::{
    model::{Attention, AttentionKind, Evidence, FollowUp, Insights, RepositoryActivity, Snapshot},
    period::Kind,
};

use super::{draft::Draft, voice::Voice};

/// What the writers of follow-ups may look at.
struct Then<'a> {
    snapshot: &'a Snapshot,
    insights: &'a Insights,
    zone: &'a TimeZone,
}

/// What became of one row, with ways to say it.
struct Outcome {
    settled: bool,
    drafts: Vec<Draft>,
}

/// The follow-ups of `open`, the attention of the report before: settled ones first, each in the order of `open`.
pub(crate) fn follow_ups(
    snapshot: &Snapshot,
    insights: &Insights,
    zone: &TimeZone,
    open: &[Attention],
) -> Vec<FollowUp> {
    let then = Then {
        snapshot,
        insights,
        zone,
    };
    let bots: BTreeSet<&str> = crate::counts::bots(snapshot).into_iter().collect();
    let mut voice = Voice::default();
    let mut told: Vec<FollowUp> = open
        .iter()
        .enumerate()
        .filter_map(|(place, attention)| {
            let activity = then.activity(&attention.repository)?;
            let outcome = match attention.kind {
                AttentionKind::Coverage => coverage::outcome(&then, activity),
                AttentionKind::Silence => silence::outcome(&then, activity),
                AttentionKind::Unfinished => series::outcome(&then, activity, &bots, attention),
                AttentionKind::Unreleased => release::outcome(&then, activity, attention),
                AttentionKind::Waiting => waiting::outcome(&then, activity, attention),
                AttentionKind::BusFactor => None,
            }?;
            let drafts = outcome.drafts.into_iter().map(|draft| draft.because(before()));
            let key = format!("{} {place}", attention.repository);
            Some(FollowUp {
                repository: attention.repository.clone(),
                settled: outcome.settled,
                sentence: voice.must_say(&key, drafts.collect())?,
            })
        })
        .collect();
    told.sort_by_key(|one| !one.settled);
    told.dedup_by(|a, b| a.sentence == b.sentence);
    told
}

/// That something was open rests on the report before, which the insights name by its hash.
fn before() -> Evidence {
    Evidence::Metric {
        pointer: "/previous/sha256".into(),
    }
}

impl<'a> Then<'a> {
    fn activity(&self, repository: &str) -> Option<&'a RepositoryActivity> {
        let mut all = self.snapshot.repositories.iter();
        all.find(|activity| activity.repository.name == repository)
    }

    /// Where a repository stands in the insights.
    fn index(&self, repository: &str) -> Option<usize> {
        let mut all = self.insights.repositories.iter();
        all.position(|one| one.name == repository)
    }

    fn kind(&self) -> Kind {
        self.insights.kind
    }

    fn day(&self, instant: Timestamp) -> Date {
        self.zone.to_datetime(instant).date()
    }

    /// `last week`; of a day, `the day before`.
    fn last(&self) -> String {
        match self.kind() {
            Kind::Daily => "the day before".into(),
            kind => format!("last {}", kind.noun()),
        }
    }
}
