//! The command line: what can be asked, in clap's words.

mod args;
mod fleet;
mod help;
mod make;
mod reach;
mod runs;
mod schema;
mod templates;

pub use args::{Cli, Command, ConfigCommand, VerifyArgs};
pub use fleet::{
    DocumentsCommand, LeasesCommand, SchedulesCommand, StopArgs, StopHow, WorkersArgs, WorkersCommand,
};
pub use make::{DemoArgs, FleetArgs, ModelArgs, PhaseArgs, PublishWhen, RunArgs, SourceArgs, SourceChoice};
pub use reach::{ApiArgs, ConnectArgs, TokenArgs};
pub use runs::RunsCommand;
pub use schema::SchemaName;
pub use templates::{EjectArgs, TemplatesCommand};
