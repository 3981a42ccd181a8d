//! Commands, arguments and flags. The contract is in the README; add to it freely, change nothing.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use super::{
    fleet::{DocumentsCommand, LeasesCommand, SchedulesCommand, StopArgs, WorkersArgs},
    help,
    make::{DemoArgs, FleetArgs, PhaseArgs, RunArgs},
    reach::ConnectArgs,
    runs::RunsCommand,
    schema::SchemaArgs,
    templates::{self, TemplatesCommand},
};

/// A self-hosted newsroom for an engineering organisation.
///
/// Sparky watches repositories, works out what really happened in a day, a week or a month, and writes a report in
/// which every number, name and link is computed and checked.
#[derive(Debug, Parser)]
#[command(name = "sparky", version, after_help = help::TOP, max_term_width = 110)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// The configuration file [default: sparky.toml, if there is one]
    #[arg(long, global = true, value_name = "FILE", help_heading = "Everywhere")]
    pub config: Option<PathBuf>,

    /// Say more: -v what the services do, -vv every detail
    #[arg(short, long, global = true, action = clap::ArgAction::Count, help_heading = "Everywhere")]
    pub verbose: u8,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the whole fleet on the repository you stand in: the latest week in which something happened
    #[command(after_help = help::DEMO)]
    Demo(DemoArgs),
    /// Make a report: collect, analyze, generate, publish
    #[command(after_help = help::RUN)]
    Run(RunArgs),
    /// Run the fleet in one process as a daemon
    Up(FleetArgs),
    /// Sources to a snapshot, alone
    #[command(after_help = help::PHASE)]
    Collect(PhaseArgs),
    /// A snapshot to insights, alone
    #[command(after_help = help::PHASE)]
    Analyze(PhaseArgs),
    /// Insights to documents, alone
    #[command(after_help = help::PHASE)]
    Generate(PhaseArgs),
    /// Documents to their destinations, alone
    #[command(after_help = help::PHASE)]
    Publish(PhaseArgs),
    /// List runs, or tell the story of one, gate by gate
    Runs {
        /// What to tell.
        #[command(subcommand)]
        command: RunsCommand,
    },
    /// List the workers of a running fleet
    Workers(WorkersArgs),
    /// Let a running fleet pause, come to an end, or stop at once
    Stop(StopArgs),
    /// Let a fleet that was stopped go on
    Resume {
        /// Why
        #[arg(long, default_value = "", value_name = "TEXT")]
        reason: String,
        #[command(flatten)]
        connect: ConnectArgs,
    },
    /// Who runs which period and who publishes, and taking that away from a process that hangs
    Leases {
        /// What to do.
        #[command(subcommand)]
        command: LeasesCommand,
    },
    /// List, pause, resume, trigger and backfill the schedules of a running fleet
    Schedules {
        /// What to do.
        #[command(subcommand)]
        command: SchedulesCommand,
    },
    /// List, show and fetch the documents of a running fleet
    Documents {
        /// What to do.
        #[command(subcommand)]
        command: DocumentsCommand,
    },
    /// Check a document again, sentence by sentence, against its evidence
    Verify(VerifyArgs),
    /// Print the JSON Schema of an artifact, the configuration or what templates may use
    #[command(after_help = help::SCHEMA)]
    Schema(SchemaArgs),
    /// Show, check or begin a configuration
    Config {
        /// What to do with it.
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// List, show, check and eject the templates that documents and prompts are laid out with
    #[command(after_help = templates::TEMPLATES)]
    Templates {
        /// What to do.
        #[command(subcommand)]
        command: TemplatesCommand,
    },
    /// Check what Sparky needs on this machine
    Doctor(FleetArgs),
    /// Print completions for a shell
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

/// `sparky verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// The document; its evidence lies beside it
    pub file: PathBuf,
    /// Where the collected data lies [default: sparky in the user's data folder]
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// `sparky config`.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Print what is in force and where each value comes from
    Show,
    /// Check the configuration and name every mistake
    Validate,
    /// Write a sparky.toml with every option explained
    Init {
        /// Where to
        #[arg(default_value = "sparky.toml")]
        file: PathBuf,
    },
}
