//! The command line: what can be asked, in clap's words.

mod args;
mod help;
mod templates;

pub use args::{
    ApiArgs, Cli, Command, ConfigCommand, ConnectArgs, DemoArgs, DocumentsCommand, FleetArgs, LeasesCommand,
    ModelArgs, PhaseArgs, RunArgs, RunsCommand, SchedulesCommand, SchemaName, SourceArgs, SourceChoice,
    TokenArgs, VerifyArgs, WorkersArgs, WorkersCommand,
};
pub use templates::{EjectArgs, TemplatesCommand};
