//! Looking at runs and changing them.

use clap::Subcommand;

use super::reach::ConnectArgs;

/// `sparky runs`.
#[derive(Debug, Subcommand)]
pub enum RunsCommand {
    /// The newest runs
    List {
        /// How many at most
        #[arg(long, default_value_t = 20)]
        limit: u32,
        #[command(flatten)]
        connect: ConnectArgs,
    },
    /// One run, gate by gate
    Show {
        /// The run's id, or a period such as 2025-W46 for its newest run [default: the newest]
        run: Option<String>,
        #[command(flatten)]
        connect: ConnectArgs,
    },
    /// What each task of a run did: inputs, progress, errors, retries, messages, as JSON
    Task {
        /// The run's id, or a period such as 2025-W46 for its newest run
        run: String,
        /// One task: its name, or its phase and part such as `collect/all` [default: every task]
        task: Option<String>,
        #[command(flatten)]
        connect: ConnectArgs,
    },
    /// Let a held run go on and publish what was reviewed
    Approve {
        /// The run's id, or a period such as 2025-W46 for its newest run
        run: String,
        /// The hash of what was reviewed, as `runs show` names it: anything else is refused [default: what is there]
        #[arg(long, value_name = "HASH")]
        sha256: Option<String>,
        #[command(flatten)]
        connect: ConnectArgs,
    },
    /// End a held run: nothing of it is published
    Reject {
        /// The run's id, or a period such as 2025-W46 for its newest run
        run: String,
        /// Why
        #[arg(long, default_value = "", value_name = "TEXT")]
        reason: String,
        #[command(flatten)]
        connect: ConnectArgs,
    },
    /// After trouble: check the ledger and go on with every run that was left unfinished
    Recover(ConnectArgs),
    /// Do a run again that is over, or continue one that was left unfinished
    Retry {
        /// The run's id, or a period such as 2025-W46 for its newest run
        run: String,
        #[command(flatten)]
        connect: ConnectArgs,
    },
    /// Stop a run for good, under way or left unfinished
    Cancel {
        /// The run's id, or a period such as 2025-W46 for its newest run
        run: String,
        #[command(flatten)]
        connect: ConnectArgs,
    },
}
