//! GitHub over HTTP.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use reqwest::{Client, header::AUTHORIZATION, redirect};

use secrecy::SecretString;

use super::{Request, Response, Transport, TransportError};
use crate::github::{app::AppError, endpoints::Endpoints, login::Login};

/// Sends requests with a token or as an App.
#[derive(Clone, Debug)]
pub struct HttpTransport {
    client: Client,
    endpoints: Endpoints,
    login: Arc<Login>,
    timeout: Duration,
}

impl HttpTransport {
    /// A client for the API at `endpoints`. An answer may take as long as `timeout`.
    pub fn new(endpoints: Endpoints, login: Login, timeout: Duration) -> Result<Self, TransportError> {
        // A redirect could carry the token to another host.
        let client = Client::builder()
            .user_agent(concat!("sparky/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .connect_timeout(timeout)
            .timeout(timeout)
            .build()
            .map_err(TransportError::Connect)?;
        Ok(Self {
            client,
            endpoints,
            login: Arc::new(login),
            timeout,
        })
    }

    /// The token of a request, as git takes it for a password.
    pub(in crate::github) async fn password(&self) -> Result<SecretString, AppError> {
        let header = self.login.authorization(&self.client).await?;
        let text = String::from_utf8_lossy(header.as_bytes());
        Ok(text.trim_start_matches("Bearer ").to_owned().into())
    }

    /// Whose limits requests use up.
    pub(in crate::github) fn who(&self) -> String {
        self.login.who()
    }

    fn failed(&self, error: reqwest::Error) -> TransportError {
        let error = error.without_url();
        if error.is_timeout() {
            TransportError::Timeout {
                seconds: self.timeout.as_secs(),
            }
        } else if error.is_connect() {
            TransportError::Connect(error)
        } else {
            TransportError::Broken(error)
        }
    }
}

#[async_trait]
impl Transport for HttpTransport {
    async fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let authorization = self
            .login
            .authorization(&self.client)
            .await
            .map_err(|e| TransportError::Login(Box::new(e)))?;
        let builder = match request {
            Request::GraphQl(body) => self.client.post(self.endpoints.graphql()).body(body.clone()),
            Request::Rest(path) => self.client.get(self.endpoints.rest(path)),
        };
        let sent = builder.header(AUTHORIZATION, authorization).send().await;
        let response = sent.map_err(|error| self.failed(error))?;
        let status = response.status().as_u16();
        let headers = response.headers().iter();
        let headers = headers.map(|(name, value)| {
            (
                name.to_string(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        });
        let headers = headers.collect();
        let body = response
            .bytes()
            .await
            .map_err(|error| self.failed(error))?
            .to_vec();
        if status == 401 {
            self.login.forget().await;
        }
        Ok(Response {
            status,
            headers,
            body,
        })
    }
}
