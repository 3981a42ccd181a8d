//! From what the sources gave to the snapshot.

use sparky_common::{
    model::{Coverage, Repository, RepositoryActivity, SCHEMA_VERSION, Snapshot, Visibility},
    period::{Period, Window},
};

use crate::{
    people::{self, Account, Bots},
    source::Collected,
};

/// What a snapshot is about.
#[derive(Clone, Debug)]
pub(crate) struct Heading {
    /// What to call the organisation.
    pub organisation: String,
    /// The period.
    pub period: Period,
    /// Its instants.
    pub window: Window,
    /// The IANA name of the organisation's time zone.
    pub time_zone: String,
    /// Whether the period was over when it was collected.
    pub over: bool,
}

/// Puts everything in order. The order in which sources finished leaves no trace.
pub(crate) fn build(
    heading: Heading,
    collected: Vec<Collected>,
    accounts: &[Account],
    bots: &Bots,
) -> Snapshot {
    let (mut repositories, mut identities) = (Vec::new(), Vec::new());
    for part in collected {
        repositories.push(part.activity);
        identities.extend(part.identities);
    }
    repositories.sort_by(|a, b| a.repository.name.cmp(&b.repository.name));
    let people = people::join(&mut repositories, identities, accounts, bots);
    Snapshot {
        schema_version: SCHEMA_VERSION,
        organisation: heading.organisation,
        kind: heading.period.kind(),
        period: heading.period,
        window: heading.window,
        time_zone: heading.time_zone,
        over: heading.over,
        people,
        repositories,
    }
}

/// A repository about which nothing can be said.
pub(crate) fn failed(repository: Repository, why: String) -> Collected {
    Collected {
        activity: RepositoryActivity::new(repository, Coverage::failed(why)),
        identities: Vec::new(),
    }
}

/// A repository about which only its name is known.
pub(crate) fn unknown(name: String) -> Repository {
    Repository {
        name,
        web_url: None,
        default_branch: None,
        visibility: Visibility::Unknown,
    }
}
