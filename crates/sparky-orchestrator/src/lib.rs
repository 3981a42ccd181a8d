#![doc = include_str!("../README.md")]

pub mod api;
mod blocking;
pub mod clock;
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
pub mod schedule;
mod service;
pub mod state;

pub use error::OrchestratorError;
pub use history::{History, HistoryError, Recovery, break_lease};
pub use service::{Handle, Orchestrator, OrchestratorOptions};
