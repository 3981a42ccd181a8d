//! Making reports: `sparky run`, `sparky demo` and the phases alone.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use sparky_common::period::Kind;

use super::reach::TokenArgs;

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

/// `daily`, `weekly` or `monthly` on the command line.
fn parse_kind(text: &str) -> Result<Kind, String> {
    Kind::ALL
        .into_iter()
        .find(|kind| kind.as_str() == text)
        .ok_or_else(|| "write `daily`, `weekly` or `monthly`".to_owned())
}
