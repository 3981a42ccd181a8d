//! Configuration: every value has a documented default, and each layer replaces what the one before it says.
//!
//! 1. The defaults built in (`config/default.toml`).
//! 2. The configuration file: `--config`, else the variable `SPARKY_CONFIG`, else `sparky.toml` in the working
//!    folder if there is one.
//! 3. The environment file, only if the variable `SPARKY_ENV` names one: `SPARKY_ENV=production` reads
//!    `production.toml` in the folder of the configuration file, or in `config/` of the working folder where no
//!    configuration file is used. It must exist.
//! 4. Variables `SPARKY_SECTION__KEY`, and those of other programs that mean an option too: `GITHUB_TOKEN`,
//!    `GH_HOST`, `OLLAMA_HOST`, `OPENAI_API_KEY`, `OPENAI_BASE_URL`, `ANTHROPIC_API_KEY`, `ANTHROPIC_BASE_URL`.
//! 5. Flags.
//!
//! A list is replaced as a whole, never added to. Relative paths start from the folder of the file that holds them,
//! from the working folder elsewhere; `~/` is the home folder.
//!
//! ```text
//! file, variable, flag --read--> Item (value + where it stands) --admit (schema)--> Setting (value + Origin)
//!                                                                        |                      |
//!                                                                     Problems           layered, resolved
//!                                                                        |                      |
//!                                                                  ConfigErrors               Loaded
//! ```
//!
//! The schema is derived from the types in `sections.rs`, so that types, documentation, checks and reference cannot
//! drift apart. No code here reads the process environment but [`LoadOptions::from_process`].

mod admit;
mod analysis;
mod api;
mod change;
mod documents;
mod environment;
mod error;
pub(crate) mod excerpt;
mod files;
mod flags;
mod formats;
mod github;
mod item;
mod layers;
mod llm;
mod load;
pub(crate) mod nearest;
mod options;
mod origin;
mod reference;
mod render;
mod resolve;
mod schedules;
mod schema;
mod sections;
mod show;
mod shutdown;
mod source;
mod template;
mod typed;
mod urls;
mod values;

pub use analysis::Analysis;
pub use api::{Api, ApiToken, Role};
pub use documents::DocumentChoice;
pub use error::{ConfigErrors, Place, Problem, ProblemKind};
pub use excerpt::Excerpt;
pub use formats::Violation;
pub use github::{CommitsFrom, GitHub};
pub use llm::{Llm, ModelChoice, Provider, UnknownModel};
pub use load::Loaded;
pub use options::{Flag, LoadOptions};
pub use origin::Origin;
pub use reference::reference;
pub use schedules::{Overlap, Schedule, Schedules};
pub use sections::{
    Analyzer, Bus, Collector, Config, Destination, Generator, Http, Layout, LogFormat, Orchestrator,
    Organisation, Publisher, Storage, Telemetry,
};
pub use shutdown::Shutdown;
pub use template::template;
pub use urls::{has_secret, is_local, is_safe};
