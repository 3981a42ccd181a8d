//! Commands, arguments and flags. The contract is in the README; add to it freely, change nothing.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use sparky_common::period::{Kind, Period};

use super::{
    help,
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

/// `daily`, `weekly` or `monthly` on the command line.
fn parse_kind(text: &str) -> Result<Kind, String> {
    Kind::ALL
        .into_iter()
        .find(|kind| kind.as_str() == text)
        .ok_or_else(|| "write `daily`, `weekly` or `monthly`".to_owned())
}

/// Which repositories.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Sources")]
pub struct SourceArgs {
    /// A repository: a folder or a git URL; may be given several times
    #[arg(long, value_name = "PATH|URL")]
    pub repo: Vec<String>,

    /// Every repository found below a folder, bare ones too; may be given several times
    #[arg(long, value_name = "DIR")]
    pub repos: Vec<PathBuf>,

    /// Every repository of a GitHub organisation or user; may be given several times
    #[arg(long, value_name = "NAME")]
    pub org: Vec<String>,

    /// Where activity comes from
    #[arg(long, value_enum, default_value_t)]
    pub source: SourceChoice,

    /// What to call the organisation in the report
    #[arg(long, value_name = "NAME")]
    pub title: Option<String>,
}

/// Where activity comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum SourceChoice {
    /// Git for repositories; GitHub for organisations, with a token or an App, else through `gh`
    #[default]
    Auto,
    /// Git alone
    Git,
    /// GitHub with a token (GITHUB_TOKEN) or an App
    Github,
    /// GitHub through the gh program and its login
    Gh,
}

/// Where things lie.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Files")]
pub struct FleetArgs {
    /// Artifacts, ledger and caches [default: sparky in the user's data folder]
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,

    /// Finished documents [default: reports in the data folder]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// Who writes.
#[derive(Debug, Default, Args)]
pub struct ModelArgs {
    /// Who betters the prose: none, auto, ollama:NAME, openai:NAME or anthropic:NAME
    #[arg(long, value_name = "MODEL")]
    pub model: Option<String>,
}

/// `sparky demo`.
#[derive(Debug, Args)]
pub struct DemoArgs {
    /// Print one JSON object at the end
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub model: ModelArgs,
    #[command(flatten)]
    pub sources: SourceArgs,
    #[command(flatten)]
    pub fleet: FleetArgs,
}

/// `sparky run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// daily, weekly or monthly
    #[arg(value_parser = parse_kind, value_name = "daily|weekly|monthly")]
    pub kind: Kind,
    /// Which one: 2025-11-12, 2025-W46 or 2025-11 [default: the last that is over]
    #[arg(long, value_name = "PERIOD")]
    pub period: Option<String>,
    /// Publish to the configured destinations too; with `=configured` where there are any, else the output folder is enough
    #[arg(long, value_name = "WHEN", num_args = 0..=1, require_equals = true, default_missing_value = "always")]
    pub publish: Option<PublishWhen>,
    /// Show what publishing would change, byte for byte, and change nothing there
    #[arg(long)]
    pub dry_run: bool,
    /// Print one JSON object at the end
    #[arg(long)]
    pub json: bool,
    /// Which documents to make: report, card, social, blog, devto [default: generator.documents]
    #[arg(long, value_name = "LIST", value_delimiter = ',')]
    pub documents: Vec<String>,
    /// Let a running fleet do it: http://HOST:8080 (its API) or tcp://HOST:5555 (its bus)
    #[arg(long, value_name = "URL")]
    pub connect: Option<String>,
    #[command(flatten)]
    pub token: TokenArgs,
    #[command(flatten)]
    pub model: ModelArgs,
    #[command(flatten)]
    pub sources: SourceArgs,
    #[command(flatten)]
    pub fleet: FleetArgs,
}

/// When a run publishes to destinations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PublishWhen {
    /// Without a destination the run fails
    Always,
    /// Without a destination the documents stay in the output folder
    Configured,
}

/// One phase alone.
#[derive(Debug, Args)]
pub struct PhaseArgs {
    /// daily, weekly or monthly
    #[arg(value_parser = parse_kind, value_name = "daily|weekly|monthly")]
    pub kind: Kind,
    /// Which one: 2025-11-12, 2025-W46 or 2025-11 [default: the last that is over]
    #[arg(long, value_name = "PERIOD")]
    pub period: Option<String>,
    /// Publish: to the configured destinations too
    #[arg(long)]
    pub publish: bool,
    /// Publish: show what would change, byte for byte, and change nothing there
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub model: ModelArgs,
    #[command(flatten)]
    pub sources: SourceArgs,
    #[command(flatten)]
    pub fleet: FleetArgs,
}

/// Who asks, over HTTP.
#[derive(Clone, Debug, Default, Args)]
pub struct TokenArgs {
    /// The API's token; better in SPARKY_TOKEN or a file, where no other user sees it
    #[arg(long, value_name = "TOKEN", env = "SPARKY_TOKEN", hide_env_values = true)]
    pub token: Option<String>,
    /// A file that holds the API's token
    #[arg(long, value_name = "FILE", conflicts_with = "token")]
    pub token_file: Option<PathBuf>,
}

/// How to reach the API of a running orchestrator.
#[derive(Debug, Args)]
pub struct ApiArgs {
    /// A running orchestrator's API: http://HOST:8080 [default: http.listen of the configuration]
    #[arg(long, value_name = "URL")]
    pub connect: Option<String>,
    #[command(flatten)]
    pub token: TokenArgs,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

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

/// How to reach a running orchestrator, or else whose ledger to read.
#[derive(Debug, Args)]
pub struct ConnectArgs {
    /// A running orchestrator: http://HOST:8080 (its API) or tcp://HOST:5555 (its bus) [default: the ledger in the data folder]
    #[arg(long, value_name = "URL")]
    pub connect: Option<String>,
    #[command(flatten)]
    pub token: TokenArgs,
    /// Artifacts, ledger and caches [default: sparky in the user's data folder]
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

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
