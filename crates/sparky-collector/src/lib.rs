#![doc = include_str!("../README.md")]

mod activity;
mod collect;
mod config;
mod discover;
mod error;
mod git;
pub mod github;
mod handler;
mod latest;
mod measures;
mod metrics;
mod mirror;
mod part;
mod people;
mod service;
mod shared;
mod snapshot;
mod source;
mod spool;

pub use config::{ConfigError, Settings};
pub use discover::{Selection, SelectionError};
pub use error::{CollectError, TaskError};
pub use git::{
    GitSource, Limit, LocateError, Location, Means, ObjectError, Origin, ReadError, RefError, Stopped,
};
pub use handler::handler;
pub use latest::{latest_activity, look};
pub use metrics::Metrics;
pub use mirror::MirrorError;
pub use people::{BotPatternError, Bots, Identity};
pub use service::Collector;
pub use shared::SealError;
pub use source::{Collected, Scope, Source};
pub use spool::SpoolError;
