//! What a running fleet knows and can be told: workers, leases, schedules, documents, stopping.

use clap::{Args, Subcommand};
use sparky_common::period::Period;

use super::reach::{ApiArgs, ConnectArgs};

/// `sparky workers`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct WorkersArgs {
    /// What to tell.
    #[command(subcommand)]
    pub command: Option<WorkersCommand>,
    #[command(flatten)]
    pub connect: ConnectArgs,
}

/// What can be told about workers.
#[derive(Debug, Subcommand)]
pub enum WorkersCommand {
    /// Who is alive
    List(ConnectArgs),
}

/// `sparky stop`.
#[derive(Debug, Args)]
pub struct StopArgs {
    #[command(flatten)]
    pub how: StopHow,
    /// Why
    #[arg(long, default_value = "", value_name = "TEXT")]
    pub reason: String,
    #[command(flatten)]
    pub connect: ConnectArgs,
}

/// How a fleet stops.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct StopHow {
    /// Tell every worker to let go at once, begin nothing, take no new runs
    #[arg(long)]
    pub emergency: bool,
    /// Finish the tasks that workers have, begin nothing more; new runs wait
    #[arg(long)]
    pub pause: bool,
    /// Let the runs that there are come to their end, take no new ones
    #[arg(long)]
    pub drain: bool,
}

/// `sparky leases`.
#[derive(Debug, Subcommand)]
pub enum LeasesCommand {
    /// Who holds which
    List(ConnectArgs),
    /// Take a lease away from its holder, which can write nothing from then on
    Break {
        /// Its name, such as weekly-2025-W46
        name: String,
        #[command(flatten)]
        connect: ConnectArgs,
    },
}

/// `sparky schedules`.
#[derive(Debug, Subcommand)]
pub enum SchedulesCommand {
    /// Every schedule and when it is due next
    List(ApiArgs),
    /// One schedule and the latest decisions about it
    Show {
        /// Its name
        name: String,
        #[command(flatten)]
        api: ApiArgs,
    },
    /// Let the clock start nothing of it
    Pause {
        /// Its name
        name: String,
        #[command(flatten)]
        api: ApiArgs,
    },
    /// Let the clock start runs of it again
    Resume {
        /// Its name
        name: String,
        #[command(flatten)]
        api: ApiArgs,
    },
    /// Have a run made now, unless it was made already
    Trigger {
        /// Its name
        name: String,
        /// Which period [default: the last that is over]
        #[arg(long, value_name = "PERIOD")]
        period: Option<Period>,
        /// Make it again where it was made already
        #[arg(long)]
        again: bool,
        /// Follow the run to its end
        #[arg(long)]
        wait: bool,
        #[command(flatten)]
        api: ApiArgs,
    },
    /// Have every period of a range made, one after the other
    Backfill {
        /// Its name
        name: String,
        /// The first period
        #[arg(long, value_name = "PERIOD")]
        from: Period,
        /// The last period
        #[arg(long, value_name = "PERIOD")]
        to: Period,
        #[command(flatten)]
        api: ApiArgs,
    },
}

/// `sparky documents`.
#[derive(Debug, Subcommand)]
pub enum DocumentsCommand {
    /// The newest reports
    List {
        /// How many at most
        #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=200))]
        limit: u32,
        #[command(flatten)]
        api: ApiArgs,
    },
    /// The documents about a period
    Show {
        /// The period
        period: Period,
        #[command(flatten)]
        api: ApiArgs,
    },
    /// Print a document
    Get {
        /// The period
        period: Period,
        /// The file's path, as `show` names it [default: the Markdown of the report]
        path: Option<String>,
        #[command(flatten)]
        api: ApiArgs,
    },
}
