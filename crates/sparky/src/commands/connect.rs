//! `--connect URL`: the API over HTTP, or the signed bus.

use sparky_common::{
    bus::{Endpoint, Key},
    config::Config,
};

use anyhow::{Context as _, anyhow};

use crate::{cli::TokenArgs, error::CommandError, follow::Connection, remote::Remote};

/// Whether a URL is that of an API.
pub fn is_http(url: &str) -> bool {
    url.starts_with("http://") || url.starts_with("https://")
}

/// A connection to the API at a URL.
pub fn api(url: &str, token: &TokenArgs) -> Result<Remote, CommandError> {
    if !is_http(url) {
        return Err(
            CommandError::usage(anyhow!("`{url}` is not the address of an API"))
                .hint("this is told over HTTP: --connect http://HOST:8080"),
        );
    }
    let token = match (&token.token, &token.token_file) {
        (Some(token), _) => Some(token.trim().to_owned()),
        (None, Some(file)) => {
            let text = std::fs::read_to_string(file)
                .with_context(|| format!("cannot read the token in `{}`", file.display()))
                .map_err(CommandError::usage)?;
            Some(text.trim().to_owned())
        }
        (None, None) => None,
    };
    Remote::new(url, token.filter(|token| !token.is_empty()))
}

/// The API at a URL, or else the one that the configuration serves on this machine.
pub fn api_or_here(config: &Config, url: Option<&str>, token: &TokenArgs) -> Result<Remote, CommandError> {
    if let Some(url) = url {
        return api(url, token);
    }
    if config.http.listen.is_empty() {
        return Err(
            CommandError::usage(anyhow!("`http.listen` is empty: there is no API here"))
                .hint("name one: --connect http://HOST:8080"),
        );
    }
    let here = config
        .http
        .listen
        .replace("0.0.0.0", "127.0.0.1")
        .replace("[::]", "[::1]");
    api(&format!("http://{here}"), token)
}

/// A connection to the orchestrator that takes commands at an endpoint. Its events come from
/// `bus.orchestrator_events` where the endpoint is the configured one, else from the next port.
pub fn connect(config: &Config, url: &str) -> Result<Connection, CommandError> {
    let usage = |error| {
        CommandError::usage(error).hint("write http://HOST:8080 for the API or tcp://HOST:5555 for the bus")
    };
    let commands: Endpoint = url.parse().map_err(usage)?;
    let events = match &commands {
        Endpoint::Tcp { host, port } if url != config.bus.orchestrator => Endpoint::Tcp {
            host: host.clone(),
            port: port.saturating_add(1),
        },
        _ => config.bus.orchestrator_events.parse().map_err(usage)?,
    };
    let key = Key::new(&config.bus.key).map_err(|error| {
        CommandError::usage(error)
            .hint("give the fleet's key: SPARKY_BUS__KEY, or bus.key_file in the configuration")
    })?;
    Connection::new(&commands, events, key)
}
