//! The analyzer from the outside: snapshots in, insights out.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

mod build;
mod follow;
mod golden;
mod hostile;
mod llm;
mod measures;
mod numbers;
mod prose;
mod ranking;
mod scale;
mod schema;
mod service;
mod stories;
mod themes;
