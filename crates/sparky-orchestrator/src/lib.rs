#![doc = include_str!("../README.md")]

mod blocking;
pub mod config;
pub mod dispatch;
pub mod driver;
pub mod gates;
pub mod lease;
pub mod ledger;
pub mod record;
pub mod state;
