//! The orchestrator from outside: whole runs with real files, a real ledger, real locks and real sockets.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod commands;
mod control;
mod crash;
mod disk;
mod fleet;
mod house;
mod http;
mod http_access;
mod http_events;
mod http_spec;
mod leases;
mod newsroom;
mod parts;
mod readonly;
mod runs;
mod simulation;
mod site;
mod workers;
