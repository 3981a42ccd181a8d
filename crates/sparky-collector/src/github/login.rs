//! Who asks: a token or an App. The secret lives in a header value that never shows itself.

use std::path::Path;

use reqwest::{Client, header::HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use sparky_common::model::Sha256;

use super::{
    app::{AppError, AppLogin},
    error::GitHubError,
};

/// A login over HTTP.
#[derive(Debug)]
pub enum Login {
    /// A personal or installation token.
    Token(HeaderValue),
    /// A GitHub App, whose tokens last an hour.
    App(Box<AppLogin>),
}

impl Login {
    /// Takes a token.
    pub fn token(token: &SecretString) -> Result<Self, GitHubError> {
        bearer(token.expose_secret().trim())
            .map(Self::Token)
            .ok_or(GitHubError::MalformedToken)
    }

    /// Takes the token that a file holds.
    pub fn token_file(path: &Path) -> Result<Self, GitHubError> {
        let failed = |source| GitHubError::TokenFile {
            path: path.to_owned(),
            source,
        };
        let text = std::fs::read_to_string(path).map_err(failed)?;
        Self::token(&SecretString::from(text))
    }

    /// The header of a request.
    pub(super) async fn authorization(&self, client: &Client) -> Result<HeaderValue, AppError> {
        match self {
            Self::Token(header) => Ok(header.clone()),
            Self::App(app) => app.authorization(client).await,
        }
    }

    /// Whose limits requests use up, as a name that tells no secret.
    pub(super) fn who(&self) -> String {
        match self {
            // A few digits of the hash tell tokens apart and lead nobody back.
            Self::Token(header) => format!("token {}", &Sha256::of(header.as_bytes()).as_str()[..8]),
            // Each installation has limits and rights of its own.
            Self::App(app) => format!("app {} {}", app.id(), app.place()),
        }
    }

    /// Drops what can be had anew, after GitHub refused it.
    pub(super) async fn forget(&self) {
        if let Self::App(app) = self {
            app.forget().await;
        }
    }
}

/// A header that does not show its value in debug output; nothing where no header can hold the token.
pub(super) fn bearer(token: &str) -> Option<HeaderValue> {
    let clean = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
    let mut header = clean
        .then(|| HeaderValue::from_str(&format!("Bearer {token}")).ok())
        .flatten()?;
    header.set_sensitive(true);
    Some(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_trimmed_and_never_shown() {
        let login = Login::token(&SecretString::from("ghp_canary\n")).unwrap();
        assert!(!format!("{login:?}").contains("canary"));
        let Login::Token(header) = login else {
            panic!("a token")
        };
        assert_eq!(header.to_str().unwrap(), "Bearer ghp_canary");
        for text in ["", "two words", "line\nbreak", "ümlaut"] {
            let error = Login::token(&SecretString::from(text)).unwrap_err();
            assert!(matches!(error, GitHubError::MalformedToken), "{text}");
        }
    }
}
