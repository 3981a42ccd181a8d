//! What a service says about itself: log lines on stderr, and probes and metrics over HTTP.
//!
//! ```text
//! tracing events --Lines--> stderr (text on a terminal, JSON elsewhere; RUST_LOG wins over `telemetry.log`)
//! Health ----------> /live /ready /health     (HttpServer, `http.listen`)
//! Registry --------> /metrics
//! ```

mod counted;
mod error;
mod escape;
mod health;
mod http;
mod lines;
mod logs;
mod messages;
mod process;
mod replaceable;
mod storage;

pub use error::TelemetryError;
pub use health::{Check, Health};
pub use http::{ExtraRoutes, HttpServer, Peer};
pub use logs::{follow, init};
pub use messages::observe_bus;
pub use replaceable::Replaceable;
pub use storage::observe_storage;
