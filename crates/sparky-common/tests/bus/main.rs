//! The bus, over real sockets: what services do with it, what goes wrong between them, and what strangers try.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on should say where"
)]

mod attacks;
mod commands;
mod crowd;
mod events;
mod faults;
mod forged;
mod interop;
mod raw;
mod restarts;
mod support;
