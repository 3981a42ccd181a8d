//! The `sparky` command from the outside: real processes, real repositories, real sockets.

mod api;
mod architecture;
mod deaths;
mod errors;
mod model;
mod phases;
mod processes;
mod publish;
mod recovery;
mod reload;
mod run;
mod same_bytes;
mod sample;
mod shutdown;
mod story;
mod support;
mod takeover;
mod templates;
mod verify;
mod verify_formats;
