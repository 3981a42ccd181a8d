//! `--connect URL`.

use sparky_common::{
    bus::{Endpoint, Key},
    config::Config,
};

use crate::{error::CommandError, follow::Connection};

/// A connection to the orchestrator that takes commands at an endpoint. Its events come from
/// `bus.orchestrator_events` where the endpoint is the configured one, else from the next port.
pub fn connect(config: &Config, url: &str) -> Result<Connection, CommandError> {
    let usage =
        |error| CommandError::usage(error).hint("write tcp://HOST:PORT, such as tcp://127.0.0.1:5555");
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
