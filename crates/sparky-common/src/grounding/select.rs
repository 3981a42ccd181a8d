//! Which facts a sheet holds: chosen by code from a snapshot and its insights.

mod activity;
mod metrics;

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::{Actor, Fact, FactSheet};
use crate::model::{Evidence, Insights, Person, RepositoryActivity, Snapshot};

/// What a sheet is to be about.
#[derive(Clone, Copy, Debug)]
pub struct Selection<'a> {
    /// The one repository it is about; nothing for the organisation.
    pub repository: Option<&'a str>,
    /// Only the commits, references and releases named here, where given: a story's evidence.
    pub evidence: Option<&'a [Evidence]>,
    /// The most commits, pull requests, issues and releases to take per repository.
    pub most: usize,
}

impl Selection<'_> {
    fn takes(&self, evidence: &Evidence) -> bool {
        self.evidence.is_none_or(|wanted| wanted.contains(evidence))
    }
}

impl FactSheet {
    /// Selects the facts of a period. The same snapshot, insights and selection give the same sheet.
    ///
    /// Days are those of the insights' time zone, UTC where it is unknown.
    pub fn select(snapshot: &Snapshot, insights: &Insights, selection: &Selection<'_>) -> Self {
        let source = Source {
            people: snapshot.people.iter().map(|one| (one.id.as_str(), one)).collect(),
            zone: TimeZone::get(&insights.time_zone).unwrap_or(TimeZone::UTC),
            insights,
        };
        let mut facts = metrics::facts(&source, selection);
        let wanted = |each: &&RepositoryActivity| {
            selection
                .repository
                .is_none_or(|name| each.repository.name == name)
        };
        for repository in snapshot.repositories.iter().filter(wanted) {
            facts.extend(activity::facts(&source, repository, selection));
        }
        Self::new(insights.period, facts).about(selection.repository)
    }
}

/// What facts are read from.
struct Source<'a> {
    people: BTreeMap<&'a str, &'a Person>,
    zone: TimeZone,
    insights: &'a Insights,
}

impl Source<'_> {
    fn actor(&self, id: &str) -> Option<Actor> {
        self.people.get(id).map(|person| Actor {
            id: person.id.clone(),
            name: person.name.clone(),
            login: person.login.clone(),
        })
    }

    fn day(&self, instant: Timestamp) -> Date {
        instant.to_zoned(self.zone.clone()).date()
    }

    fn within(&self, instant: Timestamp) -> bool {
        self.insights.window.contains(instant)
    }
}

/// A fact that is told of one repository.
fn about(mut fact: Fact, repository: &str) -> Fact {
    fact.repository = Some(repository.to_owned());
    fact
}
