//! Repositories to publish to.
//!
//! libgit2 reads, plans and makes commits; the `git` program does what needs a network, credentials or the care of
//! someone's working tree. Neither ever overwrites a user's index or files.

mod failure;
mod home;
mod listing;
mod look;
mod objects;
mod program;
mod quote;
mod secrets;
mod send;

pub(crate) use failure::Trouble;
pub(crate) use home::{Home, HomeError};
pub(crate) use look::{LookError, Sight, look};
pub(crate) use objects::{Author, Plan, present};
pub(crate) use send::{Sent, Unsent, send, settle};
