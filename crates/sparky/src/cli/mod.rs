//! The command line: what can be asked, in clap's words.

mod args;
mod help;
mod schema;
mod templates;

pub use args::{
    ApiArgs, Cli, Command, ConfigCommand, ConnectArgs, DemoArgs, DocumentsCommand, FleetArgs, LeasesCommand,
    ModelArgs, PhaseArgs, PublishWhen, RunArgs, RunsCommand, SchedulesCommand, SourceArgs, SourceChoice,
    StopArgs, StopHow, TokenArgs, VerifyArgs, WorkersArgs, WorkersCommand,
};
pub use schema::SchemaName;
pub use templates::{EjectArgs, TemplatesCommand};
