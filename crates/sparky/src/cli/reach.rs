//! How to reach a running orchestrator.

use std::path::PathBuf;

use clap::Args;

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
