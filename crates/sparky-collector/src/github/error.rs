//! What can go wrong between Sparky and GitHub, and what to do about it.

use std::{io, path::PathBuf};

use jiff::Timestamp;

use super::{app::AppError, cache::CacheError, store::StoreError, transport::TransportError};

/// Why GitHub could not be asked, or what it answered instead.
#[derive(Debug, thiserror::Error)]
pub enum GitHubError {
    /// Nothing says who asks.
    #[error("no GitHub token is configured, and `gh` is not logged in to {host}")]
    NoCredentials {
        /// The host.
        host: String,
    },
    /// The file of the token cannot be read.
    #[error("cannot read the GitHub token from `{}`", .path.display())]
    TokenFile {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// A token that no header can carry.
    #[error("the GitHub token holds characters that no token has")]
    MalformedToken,
    /// A URL that must not be used.
    #[error("`{url}` is not a URL of a GitHub API that can be asked safely")]
    Url {
        /// The URL, as configured.
        url: String,
    },
    /// The HTTP client cannot be made.
    #[error("cannot set up HTTPS")]
    Setup(#[source] TransportError),
    /// The GitHub App cannot log in.
    #[error("cannot log in to {host} as a GitHub App")]
    App {
        /// The host.
        host: String,
        /// The cause.
        #[source]
        source: AppError,
    },
    /// The token is not taken.
    #[error("{host} does not take the token: {message}")]
    TokenRefused {
        /// The host.
        host: String,
        /// GitHub's words.
        message: String,
    },
    /// The token may not read what was asked.
    #[error("the token may not read this: {message}")]
    Scopes {
        /// GitHub's words.
        message: String,
    },
    /// There is no such organisation or user, or the token may not know of it.
    #[error("{host} knows no organisation or user `{login}`")]
    UnknownOwner {
        /// The host.
        host: String,
        /// The login.
        login: String,
    },
    /// There is no such repository, or the token may not know of it.
    #[error("{host} knows no repository `{name}`")]
    UnknownRepository {
        /// The host.
        host: String,
        /// `owner/name`.
        name: String,
    },
    /// No answer could be had, also not by trying again.
    #[error("cannot reach {host} ({attempts} attempts)")]
    Unreachable {
        /// The host.
        host: String,
        /// How often it was tried.
        attempts: usize,
        /// The last cause.
        #[source]
        source: TransportError,
    },
    /// The server failed every time.
    #[error("{host} failed {attempts} times, the last time with status {status}: {message}")]
    Failing {
        /// The host.
        host: String,
        /// How often it was tried.
        attempts: usize,
        /// The last status.
        status: u16,
        /// The last message.
        message: String,
    },
    /// The query is too much for the server, also in the smallest pages.
    #[error("{host} gives up on the query: {message}")]
    TooHeavy {
        /// The host.
        host: String,
        /// GitHub's words.
        message: String,
    },
    /// Something else than the API answers.
    #[error("{host} answers with a web page, not with GitHub's API")]
    NotTheApi {
        /// The host.
        host: String,
    },
    /// The API refuses for a reason of its own.
    #[error("{host} refuses with status {status}: {message}")]
    Refused {
        /// The host.
        host: String,
        /// The status.
        status: u16,
        /// GitHub's words.
        message: String,
    },
    /// The answer does not have the promised shape.
    #[error("cannot understand the answer of {host}")]
    Answer {
        /// The host.
        host: String,
        /// The cause.
        #[source]
        source: serde_json::Error,
    },
    /// The limit ends later than one may wait.
    #[error("the rate limit of {host} ends at {until}, later than `github.max_wait_seconds` allows to wait")]
    LimitTooLong {
        /// The host.
        host: String,
        /// When asking is allowed again, by the local clock.
        until: Timestamp,
    },
    /// The shared cache is configured wrongly.
    #[error("cannot share what GitHub answers")]
    Cache(#[from] CacheError),
    /// The activity database fails.
    #[error("cannot use the database of GitHub activity")]
    Store(#[from] StoreError),
}

impl GitHubError {
    /// The next thing to try.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NoCredentials { .. } => {
                "set GITHUB_TOKEN, `github.token_file` or a GitHub App, or run `gh auth login`"
            }
            Self::TokenFile { .. } => "`github.token_file` names a file that holds nothing but the token",
            Self::MalformedToken => "copy the token again, without blanks or line breaks inside",
            Self::Url { .. } => "use https; plain http is taken for localhost names only",
            Self::App { .. } => "check `github.app_id`, `github.app_key_file` and `github.app_installation`",
            Self::TokenRefused { .. } => "the token is wrong, expired or revoked: make a new one",
            Self::Scopes { .. } => {
                "a classic token needs `repo` (or `public_repo`) and `read:org`; a fine-grained one read access to contents, issues and pull requests of the organisation"
            }
            Self::UnknownOwner { .. } | Self::UnknownRepository { .. } => {
                "check the spelling; a token that may not see it gets the same answer"
            }
            Self::Unreachable { .. } => "check the network, the proxy (HTTPS_PROXY) and `github.host`",
            Self::Failing { .. } | Self::TooHeavy { .. } => {
                "look at https://www.githubstatus.com and try again later"
            }
            Self::NotTheApi { .. } => {
                "check `github.host` and `github.api_url`; a captive portal or proxy answers like that too"
            }
            Self::LimitTooLong { .. } => {
                "run again after that time: what was collected is kept; or use a token of its own for Sparky"
            }
            Self::Cache(_) => "write `redis://HOST:6379`, `rediss://HOST:6379` or `redis+unix:///SOCKET`",
            Self::Store(_) => "the database can be deleted: it is built again from GitHub",
            Self::Refused { .. } | Self::Answer { .. } | Self::Setup(_) => return None,
        };
        Some(hint.to_owned())
    }

    /// Whether the same may work later without anybody changing anything.
    pub fn is_temporary(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. }
                | Self::Failing { .. }
                | Self::TooHeavy { .. }
                | Self::LimitTooLong { .. }
        )
    }
}
