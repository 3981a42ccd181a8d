//! The ways to GitHub: HTTP with a token, and the `gh` program. Both carry the same requests.

mod gh;
mod http;

use std::io;

use async_trait::async_trait;

pub use gh::GhTransport;
pub use http::HttpTransport;

/// A request to the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// A GraphQL document with its variables, as the JSON body that GitHub takes.
    GraphQl(Vec<u8>),
    /// A REST resource below the API's root, with its query: `repos/owner/name/commits/oid?page=2`.
    Rest(String),
}

/// An answer of the API, whatever its status.
#[derive(Clone, Debug, Default)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Header names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// The value of a header by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }
}

/// Carries requests. Answers of every status are answers; errors are what happens on the way.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Sends a request and gives the whole answer.
    async fn send(&self, request: &Request) -> Result<Response, TransportError>;
}

/// Why no whole answer came. None of them holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// Nobody answers at the address.
    #[error("no connection")]
    Connect(#[source] reqwest::Error),
    /// The answer broke off or never came.
    #[error("the answer did not come whole")]
    Broken(#[source] reqwest::Error),
    /// It took too long.
    #[error("no answer in {seconds} s")]
    Timeout {
        /// How long it was waited.
        seconds: u64,
    },
    /// The App's token for the request could not be had.
    #[error("cannot renew the App's token")]
    Login(#[source] Box<super::app::AppError>),
    /// The `gh` program cannot be run.
    #[error("cannot run `gh`")]
    Gh(#[source] io::Error),
    /// The `gh` program ended without an answer of GitHub.
    #[error("`gh` says: {message}")]
    GhSays {
        /// Its words.
        message: String,
    },
}
