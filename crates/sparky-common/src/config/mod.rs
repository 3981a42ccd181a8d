//! Configuration: built-in defaults, then a file, then the environment, then flags.

mod sections;

pub use sections::{
    Analyzer, Bus, Collector, Config, Destination, Generator, Http, Layout, Llm, LogFormat, Orchestrator,
    Organisation, Publisher, Storage, Telemetry,
};
