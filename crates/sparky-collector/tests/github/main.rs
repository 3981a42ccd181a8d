//! GitHub as a source, against the stand-in server: real sockets, a clock that tests move.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod app;
mod budget;
mod faults;
mod gh;
mod incremental;
mod limits;
mod open;
mod processes;
mod refusals;
mod schema;
mod support;
mod whole;
