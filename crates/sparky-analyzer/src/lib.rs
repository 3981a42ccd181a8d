#![doc = include_str!("../README.md")]

mod analysis;
mod config;
mod counts;
mod effort;
mod error;
mod facts;
mod handler;
mod health;
mod impact;
pub mod llm;
mod measures;
mod metrics;
mod narrative;
mod pattern;
mod profile;
mod rank;
mod service;
mod text;
mod trend;

pub use analysis::{analyze, follow_up, measure};
pub use config::Options;
pub use counts::reconcile;
pub use error::AnalyzeError;
pub use handler::handler;
pub use metrics::{Metrics, ModelMetrics};
pub use narrative::lint;
pub use service::Analyzer;
