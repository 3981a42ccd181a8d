#![doc = include_str!("../README.md")]

pub mod clock;
pub mod config;
pub mod edition;
pub mod error;
pub mod output;
pub mod service;

pub use config::PublisherConfig;
pub use service::Publisher;
