//! GitHub as a source: asks the API for what git does not know.
//!
//! ```text
//! discover ─> facts of every repository ─> sync (stream, pump, queries) ─> store ─> convert ─> activities
//!                                            │
//!                client (answer, meter, backoff) ─> transport: HTTP with a token or as an App, or `gh`
//! ```

mod accounts;
mod answer;
mod app;
mod cache;
mod campaign;
mod client;
mod clock;
mod commits;
mod connect;
mod convert;
mod discover;
mod endpoints;
mod error;
mod facts;
mod git_login;
mod hub;
mod login;
mod meter;
mod metrics;
mod pump;
mod queries;
mod record;
mod settings;
mod sizes;
mod source;
mod store;
mod stream;
mod sync;
mod transport;
mod visibility;
mod want;

pub use accounts::Sample;
pub use cache::CacheError;
pub use campaign::Campaign;
pub use clock::{Clock, SystemClock};
pub use connect::{Connection, GitLogin, connect};
pub use discover::{Discovery, Policy};
pub use endpoints::Endpoints;
pub use error::GitHubError;
pub use facts::Facts;
pub use hub::{Activities, GitHub};
pub use login::Login;
pub use meter::Waiting;
pub use metrics::GitHubMetrics;
pub use queries::{Ask, documents};
pub use settings::{App, CacheSettings, Settings};
pub use source::GitHubSource;
pub use store::StoreError;
pub use sync::{Gaps, Synced};
pub use transport::{GhTransport, HttpTransport, Request, Response, Transport, TransportError};
