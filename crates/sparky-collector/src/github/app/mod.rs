//! GitHub Apps: a signed statement of the App buys a token of its installation that lasts an hour.

mod jwt;
mod login;

use std::{io, path::PathBuf};

pub use jwt::AppKey;
pub use login::{AppLogin, AppOptions};

/// Why an App cannot log in.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The file of the key cannot be read.
    #[error("cannot read the private key `{}`", .path.display())]
    KeyFile {
        /// The file.
        path: PathBuf,
        /// The cause.
        #[source]
        source: io::Error,
    },
    /// The file holds no key that can sign.
    #[error("`{}` holds no RSA private key in PEM", .0.display())]
    Key(PathBuf),
    /// The statement cannot be signed.
    #[error("cannot sign with the App's key")]
    Sign,
    /// GitHub cannot be asked.
    #[error("no answer")]
    Request(#[source] reqwest::Error),
    /// GitHub does not give a token.
    #[error("GitHub refuses with status {status}: {message}")]
    Refused {
        /// The status.
        status: u16,
        /// GitHub's words.
        message: String,
    },
    /// The answer holds no usable token.
    #[error("the answer holds no token")]
    Answer,
}
