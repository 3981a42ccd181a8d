#![doc = include_str!("../README.md")]

mod blocking;
pub mod config;
pub mod dispatch;
pub mod driver;
mod error;
pub mod gates;
mod history;
pub mod lease;
pub mod ledger;
mod metrics;
pub mod record;
mod service;
pub mod state;

pub use error::OrchestratorError;
pub use history::{History, HistoryError};
pub use service::{Handle, Orchestrator, OrchestratorOptions};
