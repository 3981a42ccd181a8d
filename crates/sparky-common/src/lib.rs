#![doc = include_str!("../README.md")]

pub mod artifact;
pub mod bus;
pub mod config;
pub mod cron;
pub mod daemon;
pub mod grounding;
pub mod lint;
pub mod messages;
pub mod model;
pub mod period;
pub mod telemetry;
pub mod template;
pub mod worker;
