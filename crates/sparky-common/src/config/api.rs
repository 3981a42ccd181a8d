//! The options of the REST API.

use std::path::PathBuf;

use schemars::JsonSchema;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

/// The orchestrator's REST API, served where `http.listen` says. Without tokens it is open to this machine alone.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct Api {
    /// Whether the orchestrator serves the API beside probes and metrics.
    pub enabled: bool,
    /// Host names that requests may be addressed to, besides those of this machine where no other can connect. Empty
    /// with an address that others can reach: any.
    pub hosts: Vec<String>,
    /// The largest body of a request, in bytes.
    #[schemars(range(min = 1024, max = 16_777_216))]
    pub max_body_bytes: usize,
    /// How many requests are worked on at a time; more are told to come back.
    #[schemars(range(min = 1, max = 10_000))]
    pub max_requests: usize,
    /// How many listeners of the event stream there may be.
    #[schemars(range(min = 1, max = 10_000))]
    pub max_listeners: usize,
    /// Who may ask, and for what.
    #[schemars(extend("format" = "unique-names"))]
    pub tokens: Vec<ApiToken>,
}

/// One bearer token: exactly one of `token`, `token_file` and `sha256`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct ApiToken {
    /// A unique name; the ledger keeps it with what its holder approves.
    #[schemars(extend("format" = "name"), example = &"dashboard")]
    pub name: String,
    /// What its holder may do.
    #[schemars(example = &"read")]
    pub role: Role,
    /// The token itself, of 16 characters at least.
    #[serde(default = "nothing")]
    #[schemars(with = "String", extend("writeOnly" = true))]
    pub token: SecretString,
    /// A file that holds it, such as a mounted secret; it is read again when it changes.
    #[serde(default)]
    #[schemars(extend("format" = "path"), example = &"/run/secrets/sparky-api-token")]
    pub token_file: PathBuf,
    /// The SHA-256 of the token, as `printf %s TOKEN | sha256sum` prints it.
    #[serde(default)]
    pub sha256: String,
}

fn nothing() -> SecretString {
    String::new().into()
}

/// What the holder of a token may do; each role may do what the ones before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Look at runs, workers, schedules, documents and events.
    Read,
    /// Start, cancel, retry, approve and reject runs; trigger, pause and resume schedules.
    Operate,
    /// Name sources that are not configured; look at the configuration.
    Admin,
}
