//! Who is who: the names and addresses that activities carry become persons.

mod bots;
mod identity;
mod join;

pub use bots::{BotPatternError, Bots};
pub use identity::{Account, Identity};
pub(crate) use join::{Roster, join};
