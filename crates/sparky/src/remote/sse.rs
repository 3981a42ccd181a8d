//! Reading server-sent events.

use anyhow::{Context as _, bail};
use reqwest::Response;

/// The longest event that is read.
const LONGEST: usize = 4 * 1024 * 1024;

/// The data of events, one after the other.
pub(super) struct Stream {
    response: Response,
    read: Vec<u8>,
}

impl Stream {
    pub(super) fn new(response: Response) -> Self {
        Self {
            response,
            read: Vec::new(),
        }
    }

    /// The data of the next event that has any. May be dropped and asked again.
    pub(super) async fn next(&mut self) -> anyhow::Result<String> {
        loop {
            while let Some(end) = self.read.windows(2).position(|pair| pair == b"\n\n") {
                let event: Vec<u8> = self.read.drain(..end + 2).collect();
                let data = data(&String::from_utf8_lossy(&event));
                if !data.is_empty() {
                    return Ok(data);
                }
            }
            if self.read.len() > LONGEST {
                bail!("an event has no end");
            }
            let chunk = self.response.chunk().await?;
            self.read.extend(chunk.context("the stream has ended")?);
        }
    }
}

/// The lines of data of an event.
fn data(event: &str) -> String {
    let lines: Vec<_> = event
        .lines()
        .filter_map(|line| line.strip_prefix("data:"))
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_other_fields_are_no_data() {
        assert_eq!(data(": beat\n"), "");
        assert_eq!(
            data("id: 7\nevent: run\ndata: {\"a\":\ndata: 1}\n"),
            "{\"a\":\n1}"
        );
    }
}
