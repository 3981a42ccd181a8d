//! The orchestrator from outside: whole runs with real files, a real ledger, real locks and real sockets.

mod commands;
mod crash;
mod fleet;
mod house;
mod leases;
mod readonly;
mod runs;
mod workers;
