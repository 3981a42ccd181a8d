#![doc = include_str!("../README.md")]

mod analysis;
mod config;
mod counts;
mod effort;
mod error;
mod ground;
mod handler;
mod measures;
mod metrics;
mod narrative;
mod service;
mod text;

pub use analysis::{analyze, follow_up};
pub use config::Options;
pub use counts::reconcile;
pub use error::AnalyzeError;
pub use ground::{sentences, ungrounded};
pub use handler::handler;
pub use metrics::Metrics;
pub use narrative::lint;
pub use service::Analyzer;
