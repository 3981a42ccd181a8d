#![doc = include_str!("../README.md")]

mod analysis;
mod config;
mod counts;
mod effort;
mod error;
mod narrative;
mod text;

pub use analysis::analyze;
pub use config::Options;
pub use counts::reconcile;
pub use error::AnalyzeError;
pub use narrative::lint;
