//! Tokens of an App's installation, renewed before they end.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use reqwest::{
    Client, Method,
    header::{AUTHORIZATION, DATE, HeaderValue},
};
use serde::Deserialize;
use tokio::sync::Mutex;

use super::{AppError, AppKey};
use crate::github::{
    clock::{Clock, http_date},
    endpoints::Endpoints,
    login::bearer,
};

/// How long before its end a token is renewed.
const MARGIN: SignedDuration = SignedDuration::from_mins(5);

/// What an App logs in with.
#[derive(Debug)]
pub struct AppOptions {
    /// The App's id or client id.
    pub id: String,
    /// Its key.
    pub key: AppKey,
    /// The installation; nothing for the one on `owner`.
    pub installation: Option<u64>,
    /// The organisation or user that is collected.
    pub owner: String,
}

/// A login as an installation of an App.
pub struct AppLogin {
    options: AppOptions,
    endpoints: Endpoints,
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    token: Option<(HeaderValue, Timestamp)>,
    installation: Option<u64>,
    /// How far GitHub's clock is ahead of ours.
    ahead: SignedDuration,
}

#[derive(Deserialize)]
struct Installation {
    id: u64,
}

#[derive(Deserialize)]
struct Token {
    token: String,
    expires_at: Timestamp,
}

#[derive(Deserialize)]
struct Refusal {
    message: String,
}

impl std::fmt::Debug for AppLogin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AppLogin")
            .field("id", &self.options.id)
            .finish_non_exhaustive()
    }
}

impl AppLogin {
    /// Logs in when the first request needs it.
    pub fn new(options: AppOptions, endpoints: Endpoints, clock: Arc<dyn Clock>) -> Self {
        Self {
            options,
            endpoints,
            clock,
            state: Mutex::default(),
        }
    }

    /// The App's id.
    pub(in crate::github) fn id(&self) -> &str {
        &self.options.id
    }

    /// Where it is installed: the installation's number, or the owner whose installation it is.
    pub(in crate::github) fn place(&self) -> String {
        let number = self.options.installation.map(|number| number.to_string());
        number.unwrap_or_else(|| format!("on {}", self.options.owner))
    }

    /// The header of a request, with a token that still lasts.
    pub(in crate::github) async fn authorization(&self, client: &Client) -> Result<HeaderValue, AppError> {
        let mut state = self.state.lock().await;
        let now = self.clock.now() + state.ahead;
        if let Some((header, ends)) = &state.token
            && *ends - MARGIN > now
        {
            return Ok(header.clone());
        }
        let installation = match self.options.installation.or(state.installation) {
            Some(number) => number,
            None => self.find_installation(client, &mut state).await?,
        };
        state.installation = Some(installation);
        let path = format!("app/installations/{installation}/access_tokens");
        let token: Token = self.ask(client, Method::POST, &path, &mut state).await?;
        let header = bearer(&token.token).ok_or(AppError::Answer)?;
        state.token = Some((header.clone(), token.expires_at));
        Ok(header)
    }

    /// Drops the token.
    pub(in crate::github) async fn forget(&self) {
        self.state.lock().await.token = None;
    }

    /// An organisation's installation, or a user's.
    async fn find_installation(&self, client: &Client, state: &mut State) -> Result<u64, AppError> {
        let owner = &self.options.owner;
        let found: Result<Installation, _> = self
            .ask(client, Method::GET, &format!("orgs/{owner}/installation"), state)
            .await;
        match found {
            Err(AppError::Refused { status: 404, .. }) => {
                let path = format!("users/{owner}/installation");
                self.ask::<Installation>(client, Method::GET, &path, state)
                    .await
                    .map(|found| found.id)
            }
            found => found.map(|found| found.id),
        }
    }

    /// Asks as the App itself. Where the clocks differ too much, GitHub refuses the statement: then its own time
    /// is taken for a second try.
    async fn ask<T: serde::de::DeserializeOwned>(
        &self,
        client: &Client,
        method: Method,
        path: &str,
        state: &mut State,
    ) -> Result<T, AppError> {
        let mut corrected = false;
        loop {
            let now = self.clock.now();
            let statement = self.options.key.statement(&self.options.id, now + state.ahead)?;
            let header = bearer(&statement).ok_or(AppError::Sign)?;
            let request = client
                .request(method.clone(), self.endpoints.rest(path))
                .header(AUTHORIZATION, header);
            let response = request
                .send()
                .await
                .map_err(|error| AppError::Request(error.without_url()))?;
            let status = response.status().as_u16();
            let theirs = response
                .headers()
                .get(DATE)
                .and_then(|date| date.to_str().ok())
                .and_then(http_date);
            let body = response
                .bytes()
                .await
                .map_err(|error| AppError::Request(error.without_url()))?;
            if status < 300 {
                return serde_json::from_slice(&body).map_err(|_| AppError::Answer);
            }
            if let (401, false, Some(theirs)) = (status, corrected, theirs) {
                corrected = true;
                state.ahead = theirs.duration_since(now);
                continue;
            }
            let message = serde_json::from_slice::<Refusal>(&body)
                .map_or_else(|_| "no reason given".into(), |r| r.message);
            return Err(AppError::Refused { status, message });
        }
    }
}
