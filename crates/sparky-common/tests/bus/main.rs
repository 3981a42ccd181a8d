//! The bus, over real sockets: what services do with it, what goes wrong between them, and what strangers try.

mod attacks;
mod commands;
mod crowd;
mod events;
mod forged;
mod interop;
mod raw;
mod restarts;
mod support;
