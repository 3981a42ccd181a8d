//! The command line: what can be asked, in clap's words.

mod args;
mod help;

pub use args::{
    Cli, Command, ConfigCommand, ConnectArgs, DemoArgs, FleetArgs, ModelArgs, PhaseArgs, RunArgs,
    RunsCommand, SchemaName, SourceArgs, SourceChoice, VerifyArgs,
};
