//! Asking a running service whether it is ready, from the same configuration that it was started with.

use std::{
    io::{self, Read, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, ToSocketAddrs},
    time::Duration,
};

/// How long a service may take to answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// The longest answer that is read.
const LONGEST: u64 = 64 * 1024;

/// Why a service is not ready.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// It serves no probes.
    #[error("`http.listen` is empty, so there is nobody to ask")]
    NoHttp,
    /// Nobody answers.
    #[error("nobody answers at {address}")]
    Silent {
        /// Where it was looked for.
        address: String,
        /// What happened.
        source: io::Error,
    },
    /// It answers, and says what it is waiting for.
    #[error("not ready: {0}")]
    Waiting(String),
}

/// Asks `/ready` at the address that a service listens on.
pub(super) fn ready(listen: &str) -> Result<(), CheckError> {
    if listen.is_empty() {
        return Err(CheckError::NoHttp);
    }
    let answer = ask(listen).map_err(|source| CheckError::Silent {
        address: listen.to_owned(),
        source,
    })?;
    if answer.starts_with("HTTP/1.1 200 ") {
        return Ok(());
    }
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    Err(CheckError::Waiting(body.trim().escape_debug().to_string()))
}

fn ask(listen: &str) -> io::Result<String> {
    let address = listen
        .to_socket_addrs()?
        .next()
        .ok_or_else(|| io::Error::other("the name has no address"))?;
    let mut stream = TcpStream::connect_timeout(&reachable(address), PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(b"GET /ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.take(LONGEST).read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// A service that listens everywhere is asked on the loopback.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    /// Answers one request with a text.
    fn service(answer: &'static str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 1024];
            let _ = stream.read(&mut request).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
        });
        format!("0.0.0.0:{}", address.port())
    }

    #[test]
    fn a_service_says_whether_it_is_ready() {
        assert!(ready(&service("HTTP/1.1 200 OK\r\n\r\n{}")).is_ok());
        let waits = ready(&service(
            "HTTP/1.1 503 Service Unavailable\r\n\r\nwaits for the bus\n",
        ));
        assert_eq!(waits.unwrap_err().to_string(), "not ready: waits for the bus");
    }

    #[test]
    fn nobody_there_is_said_so() {
        assert!(matches!(ready(""), Err(CheckError::NoHttp)));
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        assert!(matches!(ready(&free.to_string()), Err(CheckError::Silent { .. })));
    }
}
