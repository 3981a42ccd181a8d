//! Every number of a report, computed once. Sentences quote these numbers and never count again.

mod contributor;
mod flow;
mod past;
mod reconcile;
mod repository;
mod tally;
mod total;

pub(crate) use contributor::contributors;
pub(crate) use flow::flow;
pub(crate) use past::{comparison, median};
pub use reconcile::reconcile;
pub(crate) use repository::repositories;
pub(crate) use total::{days, totals};
