//! GitHub as a source, against the stand-in server: real sockets, a clock that tests move.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod again;
mod app;
mod awkward;
mod budget;
mod cache;
mod faults;
mod gh;
mod incremental;
mod limits;
mod open;
mod organisation;
mod processes;
mod redis;
mod refusals;
mod schema;
mod secrets;
mod shared;
mod support;
mod warnings;
mod whole;
