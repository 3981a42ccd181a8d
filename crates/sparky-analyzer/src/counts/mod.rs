//! Every number of a report, computed once. Sentences quote these numbers and never count again.

mod contributor;
mod flow;
mod past;
mod reconcile;
mod repository;
mod tally;
mod total;

pub(crate) use contributor::contributors;
pub(crate) use flow::{flow, flow_of};
pub(crate) use past::{comparison, past_totals, usual};
pub use reconcile::reconcile;
pub(crate) use repository::repositories;
pub(crate) use tally::{Size, is_active};
pub(crate) use total::{days, totals};

use foldhash::HashSet;
use sparky_common::model::Snapshot;

/// The ids of programs.
pub(crate) fn bots(snapshot: &Snapshot) -> HashSet<&str> {
    let bots = snapshot.people.iter().filter(|person| person.bot);
    bots.map(|person| person.id.as_str()).collect()
}
