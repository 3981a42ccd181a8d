//! Where a socket is bound or connected.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
};

/// The longest path of a Unix socket that Linux takes, without its closing NUL byte.
const MAX_IPC_PATH: usize = 107;

/// An address of the bus: `tcp://HOST:PORT` or `ipc://PATH`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Endpoint {
    /// A TCP port.
    Tcp {
        /// A name or an address; IPv6 in brackets. `*` was turned into `0.0.0.0`.
        host: String,
        /// The port; 0 binds a free one.
        port: u16,
    },
    /// A Unix socket.
    Ipc(PathBuf),
}

/// Why a text is no endpoint.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum EndpointError {
    /// Neither `tcp://` nor `ipc://`.
    #[error("`{0}` is no bus endpoint: write `tcp://HOST:PORT` or `ipc://PATH`")]
    Scheme(String),
    /// No host before the port.
    #[error("the bus endpoint `{0}` has no host: write `tcp://HOST:PORT`")]
    Host(String),
    /// The port is missing or no number up to 65535.
    #[error("the bus endpoint `{0}` has no valid port: write `tcp://HOST:PORT` with a port up to 65535")]
    Port(String),
    /// `ipc://` with nothing behind.
    #[error("the bus endpoint `ipc://` has no path: write `ipc:///run/sparky/NAME`")]
    Path,
    /// The path does not fit into the address of a Unix socket.
    #[error(
        "the bus endpoint `ipc://{}` has a path of {} bytes, the system takes {MAX_IPC_PATH}: choose a shorter one",
        .0.display(), .0.as_os_str().len()
    )]
    PathTooLong(PathBuf),
}

impl Endpoint {
    /// A Unix socket at a path.
    ///
    /// # Errors
    /// [`EndpointError::Path`] and [`EndpointError::PathTooLong`].
    pub fn ipc(path: &Path) -> Result<Self, EndpointError> {
        match path.as_os_str().len() {
            0 => Err(EndpointError::Path),
            1..=MAX_IPC_PATH => Ok(Self::Ipc(path.to_owned())),
            _ => Err(EndpointError::PathTooLong(path.to_owned())),
        }
    }

    /// The same port under another host name, as others reach it; a Unix socket stays what it is.
    pub fn with_host(&self, host: &str) -> Self {
        match self {
            Self::Tcp { port, .. } if !host.is_empty() => Self::Tcp {
                host: host.into(),
                port: *port,
            },
            other => other.clone(),
        }
    }
}

impl FromStr for Endpoint {
    type Err = EndpointError;

    fn from_str(text: &str) -> Result<Self, EndpointError> {
        if let Some(path) = text.strip_prefix("ipc://") {
            return Self::ipc(Path::new(path));
        }
        let Some(address) = text.strip_prefix("tcp://") else {
            return Err(EndpointError::Scheme(text.into()));
        };
        let (host, port) = address
            .rsplit_once(':')
            .ok_or_else(|| EndpointError::Port(text.into()))?;
        let port = port.parse().map_err(|_| EndpointError::Port(text.into()))?;
        let host = match host {
            "" => return Err(EndpointError::Host(text.into())),
            "*" => "0.0.0.0",
            host if host.contains(|c: char| c.is_whitespace() || c == '/') => {
                return Err(EndpointError::Host(text.into()));
            }
            host => host,
        };
        Ok(Self::Tcp {
            host: host.into(),
            port,
        })
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp { host, port } => write!(f, "tcp://{host}:{port}"),
            Self::Ipc(path) => write!(f, "ipc://{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_are_read_and_written_alike() {
        for text in [
            "tcp://127.0.0.1:5555",
            "tcp://orchestrator.sparky:0",
            "tcp://[::1]:80",
            "ipc:///run/sparky/c",
        ] {
            assert_eq!(text.parse::<Endpoint>().unwrap().to_string(), text);
        }
        assert_eq!(
            "tcp://*:5555".parse::<Endpoint>().unwrap().to_string(),
            "tcp://0.0.0.0:5555"
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = |text: &str| text.parse::<Endpoint>().unwrap_err();
        assert_eq!(error("udp://a:1"), EndpointError::Scheme("udp://a:1".into()));
        assert_eq!(error(""), EndpointError::Scheme(String::new()));
        assert_eq!(error("tcp://host"), EndpointError::Port("tcp://host".into()));
        assert_eq!(
            error("tcp://host:70000"),
            EndpointError::Port("tcp://host:70000".into())
        );
        assert_eq!(error("tcp://:5555"), EndpointError::Host("tcp://:5555".into()));
        assert_eq!(
            error("tcp://a b:5555"),
            EndpointError::Host("tcp://a b:5555".into())
        );
        assert_eq!(error("ipc://"), EndpointError::Path);
        assert!(matches!(
            error(&format!("ipc:///{}", "x".repeat(107))),
            EndpointError::PathTooLong(_)
        ));
    }

    #[test]
    fn a_port_is_advertised_under_another_host() {
        let bound: Endpoint = "tcp://0.0.0.0:5555".parse().unwrap();
        assert_eq!(bound.with_host("pod-7").to_string(), "tcp://pod-7:5555");
        assert_eq!(bound.with_host(""), bound);
    }
}
