//! GitHub as a source: asks the API for what git does not know.
//!
//! ```text
//! discover ─> facts of every repository ─> sync (stream, pump, queries) ─> store ─> convert ─> activities
//!                                            │
//!                client (answer, meter, backoff) ─> transport: HTTP with a token or as an App, or `gh`
//! ```

mod answer;
mod app;
mod client;
mod clock;
mod connect;
mod convert;
mod discover;
mod endpoints;
mod error;
mod facts;
mod hub;
mod login;
mod meter;
mod pump;
mod queries;
mod record;
mod settings;
mod sizes;
mod store;
mod stream;
mod sync;
mod transport;
mod visibility;
mod want;

pub use client::Client;
pub use clock::{Clock, SystemClock};
pub use connect::{Connection, GitLogin, connect};
pub use discover::{Discovery, Policy};
pub use endpoints::Endpoints;
pub use error::GitHubError;
pub use facts::Facts;
pub use hub::{Activities, GitHub};
pub use login::Login;
pub use meter::{Meter, Resource, TooLong};
pub use queries::{Ask, documents};
pub use settings::{App, Settings};
pub use store::StoreError;
pub use transport::{GhTransport, HttpTransport, Request, Response, Transport, TransportError};
