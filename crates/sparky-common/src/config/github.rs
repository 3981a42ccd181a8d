//! The options of GitHub as a source.

use std::path::PathBuf;

use schemars::JsonSchema;
use secrecy::SecretString;
use serde::Deserialize;

/// GitHub as a source: where it is, who asks, and what is taken.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct GitHub {
    /// The host, such as `github.com` or that of a GitHub Enterprise server; the environment's `GH_HOST` stands here
    /// too, as for `gh`.
    #[schemars(extend("format" = "host"))]
    pub host: String,
    /// Where the API is: GraphQL stands at `<api_url>/graphql`. Empty: that of `host`. Plain http is taken for
    /// localhost names only.
    #[schemars(extend("format" = "api-url"))]
    pub api_url: String,
    /// Where mirrors are cloned from: `<git_url>/<owner>/<name>.git`, `file://` too. Empty: `https://<host>`.
    #[schemars(extend("format" = "git-url"))]
    pub git_url: String,
    /// The token to ask with; the environment's `GITHUB_TOKEN` stands here too.
    #[schemars(with = "String", extend("writeOnly" = true))]
    pub token: SecretString,
    /// A file that holds the token, such as a mounted secret; it is read again for every run.
    #[schemars(extend("format" = "path"))]
    pub token_file: PathBuf,
    /// A GitHub App's id or client id, to ask as an installation of it instead of with a token. Empty: no App.
    pub app_id: String,
    /// The file of the App's private key (PEM).
    #[schemars(extend("format" = "path"))]
    pub app_key_file: PathBuf,
    /// The number of the App's installation. 0: the one on the organisation that is collected.
    #[schemars(range(min = 0, max = 9_007_199_254_740_991_u64))]
    pub app_installation: u64,
    /// Organisations and users whose repositories are collected when a run names no source.
    pub owners: Vec<String>,
    /// Whether forks are taken.
    pub forks: bool,
    /// Whether archived repositories are taken.
    pub archived: bool,
    /// Whether repositories that are not public are taken. They never reach a public document.
    pub private: bool,
    /// How many requests are under way at a time.
    #[schemars(range(min = 1, max = 64))]
    pub parallel: usize,
    /// Seconds after which an answer is not waited for any longer.
    #[schemars(range(min = 1, max = 600))]
    pub request_timeout_seconds: u64,
    /// How often a request is tried when the network or the server fails.
    #[schemars(range(min = 1, max = 20))]
    pub attempts: usize,
    /// The longest wait for a rate limit to end, in seconds; a longer one ends the collection with what is there.
    /// Longer than `orchestrator.task_timeout_seconds` it would end with nothing.
    #[schemars(range(min = 0, max = 86_400))]
    pub max_wait_seconds: u64,
    /// Items of one kind (pull requests, issues, releases) taken from one repository at most; what is cut is named
    /// in the coverage.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub max_items: usize,
    /// A Redis that collectors on several nodes share: `redis://HOST:6379`, `rediss://` with TLS, or
    /// `redis+unix:///SOCKET`; answers of GitHub are kept there, and its points are spent together. A password may
    /// stand in it. Empty: the database of the data folder.
    #[schemars(with = "String", extend("writeOnly" = true))]
    pub cache_url: SecretString,
    /// Seconds for which facts of accounts and commits are kept. 0: none is.
    #[schemars(range(min = 0, max = 2_592_000))]
    pub cache_ttl_seconds: u64,
    /// Seconds for which the list of an owner's repositories is kept, and with it what is new there. 0: each run asks.
    #[schemars(range(min = 0, max = 86_400))]
    pub cache_discovery_seconds: u64,
}

/// Where the commits of a GitHub repository are taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum CommitsFrom {
    /// A bare mirror in the data folder: history and line counts cost no requests.
    Mirror,
    /// The API, where there is no permission or disk for mirrors.
    Api,
}
