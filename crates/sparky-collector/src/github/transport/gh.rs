//! GitHub through the `gh` program, with whatever login it has.

use std::{process::Stdio, time::Duration};

use async_trait::async_trait;
use tokio::{
    io::AsyncWriteExt,
    process::{Child, Command},
};

use super::{Request, Response, Transport, TransportError};

/// Runs `gh api`. The body goes through its standard input and the login stays inside `gh`: neither is an argument.
#[derive(Clone, Debug)]
pub struct GhTransport {
    host: String,
    timeout: Duration,
    environment: Vec<(String, String)>,
}

impl GhTransport {
    /// Asks a host. An answer may take as long as `timeout`.
    pub fn new(host: &str, timeout: Duration) -> Self {
        Self {
            host: host.to_owned(),
            timeout,
            environment: Vec::new(),
        }
    }

    /// Sets a variable of the program's environment, such as `GH_CONFIG_DIR`.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Whether the program is there and logged in to the host.
    pub async fn is_logged_in(&self) -> bool {
        let status = self
            .command(&["auth", "token"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .await;
        status.is_ok_and(|status| status.success())
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("gh");
        command
            .args(arguments)
            .args(["--hostname", &self.host])
            .env("GH_PROMPT_DISABLED", "1")
            .env("GH_NO_UPDATE_NOTIFIER", "1")
            .env("NO_COLOR", "1")
            .env_remove("GH_DEBUG")
            .env_remove("GH_FORCE_TTY")
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .kill_on_drop(true);
        command
    }

    fn spawn(&self, request: &Request) -> Result<Child, TransportError> {
        let mut command = match request {
            Request::GraphQl(_) => self.command(&["api", "graphql", "--include", "--input", "-"]),
            Request::Rest(path) => self.command(&["api", path, "--include"]),
        };
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command.spawn().map_err(TransportError::Gh)
    }
}

#[async_trait]
impl Transport for GhTransport {
    async fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let mut child = self.spawn(request)?;
        if let (Some(mut input), Request::GraphQl(body)) = (child.stdin.take(), request) {
            // A `gh` that ends before it has read everything says why on its standard error.
            if let Err(error) = input.write_all(body).await {
                tracing::debug!(%error, "gh did not read the whole request");
            }
        }
        let output = tokio::time::timeout(self.timeout, child.wait_with_output()).await;
        let output = output
            .map_err(|_| TransportError::Timeout {
                seconds: self.timeout.as_secs(),
            })?
            .map_err(TransportError::Gh)?;
        // Its exit status tells of GraphQL errors too, so the answer decides and not the status.
        parse(&output.stdout).ok_or_else(|| TransportError::GhSays {
            message: last_line(&output.stderr),
        })
    }
}

/// Takes what `gh api --include` prints apart: status line, headers, empty line, body.
fn parse(output: &[u8]) -> Option<Response> {
    let rest = output.strip_prefix(b"HTTP/")?;
    let (head, body) = [&b"\r\n\r\n"[..], b"\n\n"]
        .iter()
        .filter_map(|end| split(rest, end))
        .min_by_key(|(head, _)| head.len())?;
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines();
    let status = lines.next()?.split_whitespace().nth(1)?.parse().ok()?;
    let headers = lines.filter_map(|line| line.split_once(':'));
    let headers = headers
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    Some(Response {
        status,
        headers,
        body: body.to_vec(),
    })
}

fn split<'a>(bytes: &'a [u8], at: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let position = bytes.windows(at.len()).position(|window| window == at)?;
    Some((&bytes[..position], &bytes[position + at.len()..]))
}

fn last_line(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    text.lines()
        .rfind(|line| !line.trim().is_empty())
        .unwrap_or("nothing")
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_output_of_gh_is_taken_apart() {
        let response =
            parse(b"HTTP/1.1 200 OK\nX-Ratelimit-Remaining: 7\r\nDate: now\r\n\r\n{\"data\":\n\n1}").unwrap();
        assert_eq!(
            (response.status, response.header("x-ratelimit-remaining")),
            (200, Some("7"))
        );
        assert_eq!(response.body, b"{\"data\":\n\n1}");
        assert!(parse(b"gh: not logged in").is_none());
    }
}
