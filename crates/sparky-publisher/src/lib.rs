#![doc = include_str!("../README.md")]

pub mod clock;
pub mod config;
pub mod destination;
pub mod edition;
pub mod error;
mod fence;
mod git;
mod handler;
mod layout;
mod measures;
mod message;
pub mod metrics;
pub mod output;
pub mod pace;
mod press;
pub mod receipts;
pub mod service;

pub use config::PublisherConfig;
pub use handler::handler;
pub use metrics::Metrics;
pub use service::Publisher;
