//! Configuration: built-in defaults, then a file, then the environment, then flags.

mod github;
mod sections;

pub use github::{CommitsFrom, GitHub};
pub use sections::{
    Analyzer, Bus, Collector, Config, Destination, Generator, Http, Layout, Llm, LogFormat, Orchestrator,
    Organisation, Publisher, Storage, Telemetry,
};
