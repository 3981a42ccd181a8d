//! Every option of Sparky, section by section. The doc comments are the configuration reference, and the
//! `schemars` attributes (ranges, `format`, `writeOnly`, examples) are the rules that values are checked against.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use secrecy::SecretString;
use serde::Deserialize;

use super::{Analysis, Api, CommitsFrom, DocumentChoice, GitHub, Llm, Schedules, Shutdown};

/// The whole configuration. Built-in values come from `config/default.toml`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Config {
    /// Who the report is about.
    pub organisation: Organisation,
    /// Where things are kept.
    pub storage: Storage,
    /// What is collected and how.
    pub collector: Collector,
    /// GitHub as a source.
    pub github: GitHub,
    /// How findings are chosen.
    pub analyzer: Analyzer,
    /// What is unusual, what is old, what weighs how much.
    pub analysis: Analysis,
    /// The language model.
    pub llm: Llm,
    /// How documents are made.
    pub generator: Generator,
    /// Where documents go.
    pub publisher: Publisher,
    /// How runs are driven.
    pub orchestrator: Orchestrator,
    /// When runs start by themselves.
    pub schedules: Schedules,
    /// How services talk to each other.
    pub bus: Bus,
    /// Where a service answers probes and metrics.
    pub http: Http,
    /// The REST API.
    pub api: Api,
    /// What a service says about itself.
    pub telemetry: Telemetry,
    /// How a service comes to its end.
    pub shutdown: Shutdown,
}

/// Who the report is about.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Organisation {
    /// The name in headlines. Empty: the common owner of the repositories, else the name of their folder.
    pub name: String,
    /// The IANA time zone whose days, weeks and months the reports are about, such as `America/New_York`.
    #[schemars(extend("format" = "time-zone"))]
    pub time_zone: String,
}

/// Where things are kept.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Storage {
    /// Artifacts, ledger, receipts, mirrors and caches. Empty: `sparky` in the user's data folder.
    #[schemars(extend("format" = "path"))]
    pub data_dir: PathBuf,
    /// The finished documents. Empty: `reports` in the data folder.
    #[schemars(extend("format" = "path"))]
    pub out_dir: PathBuf,
}

/// What is collected and how.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Collector {
    /// Local repositories: working trees, bare repositories, linked worktrees.
    #[schemars(extend("format" = "path"))]
    pub repositories: Vec<PathBuf>,
    /// Folders; every repository found below one is taken.
    #[schemars(extend("format" = "path"))]
    pub folders: Vec<PathBuf>,
    /// Git URLs, kept as bare mirrors in the data folder.
    #[schemars(extend("format" = "remote"))]
    pub urls: Vec<String>,
    /// Globs over repository names (`owner/*`); empty takes all.
    #[schemars(extend("format" = "glob"))]
    pub include: Vec<String>,
    /// Globs over repository names that are left out.
    #[schemars(extend("format" = "glob"))]
    pub exclude: Vec<String>,
    /// How many repositories are read at a time.
    #[schemars(range(min = 1, max = 256))]
    pub parallel: usize,
    /// Where the commits of a GitHub repository come from.
    pub commits: CommitsFrom,
    /// Seconds after which one repository is given up and named as a gap.
    #[schemars(range(min = 1, max = 604_800))]
    pub repository_timeout_seconds: u64,
    /// How many earlier periods of the same kind are counted for comparison.
    #[schemars(range(min = 0, max = 104))]
    pub past_periods: usize,
    /// Names, logins or addresses of programs, besides `...[bot]`; `*` stands for anything.
    pub bots: Vec<String>,
}

/// How findings are chosen.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Analyzer {
    /// How many earlier periods must hold something before a comparison is drawn.
    #[schemars(range(min = 1, max = 104))]
    pub min_history: usize,
    /// How many stories a weekly report tells at most.
    #[schemars(range(min = 1, max = 100))]
    pub max_stories: usize,
}

/// How documents are made.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Generator {
    /// A folder whose templates replace the built-in ones, file by file; `sparky templates` lists, checks and ejects
    /// them. Empty: `templates` in the working folder, if it is there.
    #[schemars(extend("format" = "path"))]
    pub templates_dir: PathBuf,
    /// Which documents a run makes, where the period gives them.
    pub documents: Vec<DocumentChoice>,
    /// Where the output folder is served, such as `https://reports.example.org`: the addresses that pages give for
    /// previews and the links of posts begin with it. Empty: pages give none, and posts link to the repository.
    pub site_url: String,
    /// Fewest and most words of a daily digest on an active day.
    #[schemars(extend("format" = "ascending"), inner(range(min = 0, max = 100_000)))]
    pub daily_words: [usize; 2],
    /// Fewest and most words of a weekly report of an active week.
    #[schemars(extend("format" = "ascending"), inner(range(min = 0, max = 100_000)))]
    pub weekly_words: [usize; 2],
    /// Fewest and most words of a monthly review of an active month.
    #[schemars(extend("format" = "ascending"), inner(range(min = 0, max = 100_000)))]
    pub monthly_words: [usize; 2],
}

impl Generator {
    /// The folder of the user's own templates, whether or not it is there.
    pub fn own_templates(&self) -> &Path {
        if self.templates_dir.as_os_str().is_empty() {
            Path::new("templates")
        } else {
            &self.templates_dir
        }
    }
}

/// Where documents go besides the output folder.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Publisher {
    /// The destinations of `--publish`.
    #[schemars(extend("format" = "unique-names"))]
    pub destinations: Vec<Destination>,
}

/// One place to publish to.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Destination {
    /// A unique name of letters, digits, `-`, `_` and `.`; receipts are kept under it.
    #[schemars(extend("format" = "name"), example = &"docs")]
    pub name: String,
    /// How documents are laid out there.
    #[schemars(example = &"quartz")]
    pub layout: Layout,
    /// The repository: a local path, or a URL that `git clone` takes.
    #[schemars(extend("format" = "repository"), example = &"../docs")]
    pub repository: String,
    /// The branch to commit to. Empty: the repository's default branch.
    #[serde(default)]
    pub branch: String,
    /// The folder in the repository. Empty: `reports` for `git`, `content/blog` for `quartz`.
    #[serde(default)]
    #[schemars(extend("format" = "inner-path"))]
    pub path: String,
    /// Whether commits are pushed to the remote the repository was cloned from.
    #[serde(default = "default_push")]
    pub push: bool,
    /// Whether members alone can read it. Reports about private repositories go nowhere else.
    #[serde(default)]
    pub private: bool,
    /// The name that commits carry.
    #[serde(default = "default_author_name")]
    #[schemars(extend("format" = "signature"))]
    pub author_name: String,
    /// The e-mail address that commits carry.
    #[serde(default = "default_author_email")]
    #[schemars(extend("format" = "signature"))]
    pub author_email: String,
}

fn default_push() -> bool {
    true
}

fn default_author_name() -> String {
    "Sparky".into()
}

fn default_author_email() -> String {
    "sparky@localhost".into()
}

/// How documents are laid out in a repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Layout {
    /// The documents below `path`, as in the output folder.
    Git,
    /// A Quartz blog (`content/blog/YYYY/MM/...`).
    Quartz,
}

/// How runs are driven.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Orchestrator {
    /// How often a phase is tried before its gate degrades, holds or fails.
    #[schemars(range(min = 1, max = 100))]
    pub attempts: u32,
    /// Milliseconds before the second try; each further one waits twice as long.
    #[schemars(range(min = 0, max = 3_600_000))]
    pub retry_backoff_ms: u64,
    /// Seconds after which a task is given up.
    #[schemars(range(min = 1, max = 604_800))]
    pub task_timeout_seconds: u64,
    /// Seconds of silence after which a worker is dropped.
    #[schemars(range(min = 1, max = 604_800))]
    pub worker_timeout_seconds: u64,
    /// Seconds that a run waits for a worker of the phase it needs.
    #[schemars(range(min = 1, max = 604_800))]
    pub worker_wait_seconds: u64,
    /// The share of repositories (0 to 1) that must be at least partly collected; below it the run fails.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub min_coverage: f64,
    /// Whether every run waits for approval before it publishes to destinations.
    pub approval: bool,
    /// Into how many parts a phase is divided at most where workers can share it. More parts than workers keep all of
    /// them busy, and lose less with each that dies.
    #[schemars(range(min = 1, max = 1000))]
    pub parts: u32,
    /// A part that takes this many times as long as half of the others is given to another worker, once.
    #[schemars(range(min = 2, max = 1000))]
    pub slow_factor: u32,
    /// Seconds that a part may take in any case before it counts as slow.
    #[schemars(range(min = 1, max = 604_800))]
    pub slow_seconds: u64,
    /// Seconds after which a run's lease ends unless it is renewed: another orchestrator may then go on with the run.
    #[schemars(range(min = 1, max = 86_400))]
    pub lease_seconds: u64,
}

/// How services talk to each other.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Bus {
    /// The key that signs every message of the fleet. An empty key is refused outside the embedded fleet.
    #[schemars(with = "String", extend("writeOnly" = true))]
    pub key: SecretString,
    /// A file that holds the key, such as a mounted secret; blanks around the key are dropped. It wins over `key` of
    /// the same layer, and loses to a `key` of a later layer (a `bus.key` from the environment replaces a file's).
    #[schemars(extend("format" = "path"))]
    pub key_file: PathBuf,
    /// Orchestrator: where it takes commands.
    #[schemars(extend("format" = "endpoint"))]
    pub commands: String,
    /// Orchestrator: where it publishes events.
    #[schemars(extend("format" = "endpoint"))]
    pub events: String,
    /// Workers and commands: where the orchestrator takes commands.
    #[schemars(extend("format" = "endpoint"))]
    pub orchestrator: String,
    /// Workers and commands: where the orchestrator publishes events.
    #[schemars(extend("format" = "endpoint"))]
    pub orchestrator_events: String,
    /// Workers: where this worker takes commands; port 0 takes a free one.
    #[schemars(extend("format" = "endpoint"))]
    pub worker_commands: String,
    /// Workers: where this worker publishes events; port 0 takes a free one.
    #[schemars(extend("format" = "endpoint"))]
    pub worker_events: String,
    /// Workers: the host name under which others reach this worker. Empty: the bound address.
    pub advertise_host: String,
}

/// Where a service answers probes and metrics.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Http {
    /// Address and port of `/live`, `/ready`, `/health` and `/metrics`. Empty: no HTTP.
    #[schemars(extend("format" = "listen"))]
    pub listen: String,
}

/// What a service says about itself.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Telemetry {
    /// Which log lines are written, as `RUST_LOG` spells it: `info`, `sparky_collector=debug`.
    #[schemars(extend("format" = "log-filter"))]
    pub log: String,
    /// The shape of log lines.
    pub format: LogFormat,
}

/// The shape of log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Text on a terminal, JSON elsewhere.
    Auto,
    /// One readable line each.
    Text,
    /// One JSON object a line.
    Json,
}
