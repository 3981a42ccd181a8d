//! The orchestrator from outside: whole runs with real files, a real ledger, real locks and real sockets.

mod crash;
mod house;
mod leases;
mod runs;
