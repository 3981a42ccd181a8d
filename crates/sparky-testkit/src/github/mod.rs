//! A stand-in for GitHub's API: it pages, counts points, limits and fails like the real one, and logs every request.
//!
//! Time stands still until a test moves it ([`VirtualClock`]), so that an hour's wait costs nothing.

mod clock;
mod fault;
mod limits;
mod log;
mod query;
mod reply;
mod rest;
mod server;
mod state;
mod wire;
mod world;

pub use clock::VirtualClock;
pub use fault::{Fault, Form};
pub use limits::Limits;
pub use log::{Request, RequestLog};
pub use server::GitHubServer;
pub use world::{Item, Repo, World};
