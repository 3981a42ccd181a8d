//! The analyzer from the outside: snapshots in, insights out.

mod build;
mod hostile;
mod numbers;
mod prose;
mod service;
mod stories;
