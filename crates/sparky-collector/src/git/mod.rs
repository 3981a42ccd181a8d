//! Git repositories as a source: objects and references in, activity out. The types of `git2` stay in here.

mod changes;
mod commit;
mod details;
mod gaps;
mod lines;
mod location;
mod mailmap;
mod means;
mod numstat;
mod objects;
mod origin;
mod read;
mod refs;
mod rename;
mod similarity;
mod source;
mod tags;
mod tip;
mod tree;
mod walk;

pub(crate) use commit::split_message;
pub(crate) use details::{Names, co_authors};
pub use location::{LocateError, Location};
pub(crate) use mailmap::Mailmap;
pub use means::Means;
pub use objects::ObjectError;
pub use origin::Origin;
pub(crate) use origin::without_credentials;
pub use read::ReadError;
pub use refs::RefError;
pub use source::GitSource;
pub(crate) use tip::tip_date;
pub use walk::{Limit, Stopped};
