//! From what the sources gave to the snapshot.

use std::sync::Arc;

use serde::{
    Serialize, Serializer,
    ser::{Error, SerializeSeq},
};
use sparky_common::{
    model::{Coverage, Repository, RepositoryActivity, SCHEMA_VERSION, Snapshot, Visibility},
    period::{Period, Window},
};

use crate::{
    part::Part,
    people::{self, Account, Bots, Roster},
    source::Collected,
    spool::{Spool, SpoolError},
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

/// The repositories of a snapshot in their order, of which one at a time is in memory.
pub(crate) struct Repositories {
    /// What is at hand of them.
    pub parts: Vec<Part>,
    spool: Arc<Spool>,
    roster: Roster,
}

/// Puts everything in order. The order in which sources finished leaves no trace.
pub(crate) fn build(
    heading: Heading,
    mut parts: Vec<Part>,
    spool: Arc<Spool>,
    accounts: &[Account],
    bots: &Bots,
) -> Snapshot<Repositories> {
    parts.sort_by(|a, b| a.repository.name.cmp(&b.repository.name));
    let written = parts
        .iter_mut()
        .flat_map(|part| std::mem::take(&mut part.people))
        .map(|(identity, written)| (identity, written.commits));
    let (people, roster) = people::join(written, accounts, bots);
    Snapshot {
        schema_version: SCHEMA_VERSION,
        organisation: heading.organisation,
        kind: heading.period.kind(),
        period: heading.period,
        window: heading.window,
        time_zone: heading.time_zone,
        over: heading.over,
        people,
        repositories: Repositories { parts, spool, roster },
    }
}

impl Repositories {
    fn iter(&self) -> impl Iterator<Item = Result<RepositoryActivity, SpoolError>> {
        self.parts.iter().map(|part| {
            let mut activity = part.take_up(&self.spool)?;
            self.roster.name(&mut activity);
            Ok(activity)
        })
    }
}

impl Serialize for Repositories {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.parts.len()))?;
        for activity in self.iter() {
            list.serialize_element(
                &activity.map_err(|error| S::Error::custom(crate::error::chain(&error)))?,
            )?;
        }
        list.end()
    }
}

/// The snapshot with all its repositories in memory.
pub(crate) fn whole(snapshot: Snapshot<Repositories>) -> Result<Snapshot, SpoolError> {
    let repositories = snapshot.repositories.iter().collect::<Result<_, _>>()?;
    Ok(Snapshot {
        schema_version: snapshot.schema_version,
        organisation: snapshot.organisation,
        kind: snapshot.kind,
        period: snapshot.period,
        window: snapshot.window,
        time_zone: snapshot.time_zone,
        over: snapshot.over,
        people: snapshot.people,
        repositories,
    })
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
