//! HTTP as models' servers speak it: JSON there, a stream of lines back, statuses as typed errors.

use std::{error::Error, path::Path, time::Duration};

use reqwest::{
    Certificate, Client, RequestBuilder, Response, Url,
    header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER},
    redirect,
};
use serde_json::Value;
use sparky_common::config::Llm;

use super::stream;
use crate::llm::{ModelError, Patience};

/// Who asks.
pub(super) struct Login {
    header: Option<(HeaderName, String)>,
    variable: &'static str,
    fixed: &'static [(&'static str, &'static str)],
}

impl Login {
    /// `Authorization: Bearer KEY`; nothing without a key.
    pub(super) fn bearer(key: Option<&str>, variable: &'static str) -> Self {
        Self {
            header: key.map(|key| (HeaderName::from_static("authorization"), format!("Bearer {key}"))),
            variable,
            fixed: &[],
        }
    }

    /// As the Anthropic API wants it.
    pub(super) fn anthropic(key: Option<&str>) -> Self {
        Self {
            header: key.map(|key| (HeaderName::from_static("x-api-key"), key.to_owned())),
            variable: "ANTHROPIC_API_KEY",
            fixed: &[("anthropic-version", "2023-06-01")],
        }
    }
}

/// A server and the client that asks it. Invariant: no error of it holds a URL or a key.
pub(super) struct Wire {
    client: Client,
    base: Url,
    host: String,
    variable: &'static str,
}

impl Wire {
    /// A wire to the server at `base`, as the option `key` names it.
    pub(super) fn new(
        option: &'static str,
        base: &str,
        login: Login,
        options: &Llm,
    ) -> Result<Self, ModelError> {
        let address = || ModelError::Address { key: option };
        let base: Url = format!("{}/", base.trim().trim_end_matches('/'))
            .parse()
            .map_err(|_| address())?;
        if !matches!(base.scheme(), "http" | "https") {
            return Err(address());
        }
        let host = match (base.host_str(), base.port_or_known_default()) {
            (Some(host), Some(port)) => format!("{host}:{port}"),
            _ => return Err(address()),
        };
        let in_the_open = base.scheme() == "http" && !is_here(&base) && !options.key_over_http;
        if login.header.is_some() && in_the_open {
            return Err(ModelError::PlainKey { host, key: option });
        }
        let mut headers = HeaderMap::new();
        for (name, value) in login.fixed {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        if let Some((name, value)) = login.header {
            let mut value = HeaderValue::from_str(&value).map_err(|_| ModelError::MalformedKey)?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        // A redirect could carry the key to another host; a kept connection could be one that a restarted server closed.
        let client = Client::builder()
            .user_agent(concat!("sparky/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .connect_timeout(Duration::from_secs(10))
            .pool_max_idle_per_host(0)
            .default_headers(headers)
            .tls_certs_merge(certificates(&options.ca_file)?)
            .build()
            .map_err(ModelError::Setup)?;
        Ok(Self {
            client,
            base,
            host,
            variable: login.variable,
        })
    }

    /// Host and port, for people.
    pub(super) fn host(&self) -> &str {
        &self.host
    }

    fn url(&self, path: &str) -> Result<Url, ModelError> {
        self.base.join(path).map_err(|_| self.protocol())
    }

    /// The server does not speak the API.
    pub(super) fn protocol(&self) -> ModelError {
        ModelError::Protocol {
            host: self.host.clone(),
        }
    }

    /// The server began an answer and then said that something went wrong.
    pub(super) fn failing(&self, message: &str) -> ModelError {
        if is_about_length(message) {
            return ModelError::TooLong;
        }
        ModelError::Failing {
            host: self.host.clone(),
            status: 200,
            message: clean(message),
        }
    }

    /// Asks for something short. `None` where the server does not know it (404).
    pub(super) async fn get(&self, path: &str, wait: Duration) -> Result<Option<Value>, ModelError> {
        self.short(self.client.get(self.url(path)?), wait).await
    }

    /// The same with a body.
    pub(super) async fn look(
        &self,
        path: &str,
        body: &Value,
        wait: Duration,
    ) -> Result<Option<Value>, ModelError> {
        let request = self.client.post(self.url(path)?);
        self.short(with(request, body), wait).await
    }

    async fn short(&self, request: RequestBuilder, wait: Duration) -> Result<Option<Value>, ModelError> {
        let silent = |_| ModelError::Silent {
            seconds: wait.as_secs().max(1),
        };
        let talk = async {
            let response = request.send().await.map_err(|error| self.unreachable(error))?;
            if response.status().as_u16() == 404 {
                return Ok(None);
            }
            let response = self.welcome(response).await?;
            let body = stream::all(response).await?;
            serde_json::from_slice(&body)
                .map(Some)
                .map_err(|_| self.protocol())
        };
        tokio::time::timeout(wait, talk).await.map_err(silent)?
    }

    /// Asks a model: every line of the answer goes to `line`, until it says that it has all.
    pub(super) async fn ask(
        &self,
        path: &str,
        body: &Value,
        patience: Patience,
        line: &mut (dyn FnMut(&str) -> Result<stream::Step, ModelError> + Send),
    ) -> Result<(), ModelError> {
        let request = with(self.client.post(self.url(path)?), body);
        let seconds = patience.token.as_secs();
        let talk = async {
            // Some servers send their headers with the first token.
            let response = tokio::time::timeout(patience.token, request.send())
                .await
                .map_err(|_| ModelError::Silent { seconds })?
                .map_err(|error| self.unreachable(error))?;
            let response = self.welcome(response).await?;
            stream::read(response, patience.token, line).await
        };
        tokio::time::timeout(patience.answer, talk)
            .await
            .map_err(|_| ModelError::TooSlow {
                seconds: patience.answer.as_secs(),
            })?
    }

    /// Nobody was there, or somebody was and hung up.
    fn unreachable(&self, error: reqwest::Error) -> ModelError {
        let source = error.without_url();
        if is_about_trust(&source) {
            return ModelError::Untrusted {
                host: self.host.clone(),
                source,
            };
        }
        if !source.is_connect() {
            return ModelError::BrokenOff(Some(source));
        }
        ModelError::Unreachable {
            host: self.host.clone(),
            source,
        }
    }

    /// A response that is one; else what its status means.
    async fn welcome(&self, response: Response) -> Result<Response, ModelError> {
        let status = response.status().as_u16();
        if response.status().is_success() {
            return Ok(response);
        }
        let wait = response
            .headers()
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok());
        let wait = wait.and_then(|text| text.parse().ok()).map(Duration::from_secs);
        let body = stream::all(response).await.unwrap_or_default();
        let host = self.host.clone();
        let message = message(&body);
        Err(match status {
            401 | 403 => ModelError::Unauthorized {
                host,
                variable: self.variable,
            },
            429 | 529 => ModelError::Busy { host, wait },
            400 | 413 if is_about_length(&message) => ModelError::TooLong,
            500.. if is_about_length(&message) => ModelError::TooLong,
            500.. => ModelError::Failing {
                host,
                status,
                message,
            },
            _ => ModelError::Refused {
                host,
                status,
                message,
            },
        })
    }
}

/// Whether an address is on this machine.
fn is_here(base: &Url) -> bool {
    let host = base.host_str().unwrap_or_default();
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// The certificates of a file; none where no file is named.
fn certificates(path: &Path) -> Result<Vec<Certificate>, ModelError> {
    if path.as_os_str().is_empty() {
        return Ok(Vec::new());
    }
    let bad = |source: Box<dyn Error + Send + Sync>| ModelError::Certificates {
        path: path.to_owned(),
        source,
    };
    let text = std::fs::read(path).map_err(|error| bad(error.into()))?;
    let found = Certificate::from_pem_bundle(&text).map_err(|error| bad(error.into()))?;
    if found.is_empty() {
        return Err(bad("there is no certificate in it".into()));
    }
    Ok(found)
}

/// Whether a connection failed because of the server's certificate. The words are read because the type of the cause is
/// that of whichever version of rustls the client was built with.
fn is_about_trust(error: &reqwest::Error) -> bool {
    let mut cause = Error::source(error);
    while let Some(error) = cause {
        if error.to_string().contains("invalid peer certificate") {
            return true;
        }
        cause = error.source();
    }
    false
}

fn with(request: RequestBuilder, body: &Value) -> RequestBuilder {
    request
        .header(CONTENT_TYPE, "application/json")
        .body(body.to_string())
}

/// The server's own words, without control characters, cut short.
fn message(body: &[u8]) -> String {
    let json: Value = serde_json::from_slice(body).unwrap_or_default();
    let words = [&json["error"]["message"], &json["error"], &json["message"]]
        .into_iter()
        .find_map(Value::as_str)
        .unwrap_or_default();
    clean(words)
}

/// A stranger's words fit for a log line.
fn clean(words: &str) -> String {
    const LONGEST: usize = 200;
    words
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(LONGEST)
        .collect()
}

/// Ollama: `the input length exceeds the context length`; OpenAI and vLLM: `maximum context length`; Anthropic:
/// `prompt is too long`.
fn is_about_length(message: &str) -> bool {
    let message = message.to_lowercase();
    message.contains("context length")
        || message.contains("context window")
        || message.contains("context size")
        || message.contains("prompt is too long")
}
