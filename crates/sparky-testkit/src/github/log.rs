//! What the server was asked and what it answered.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

/// One request as the server saw it.
#[derive(Clone, Debug)]
pub struct Request {
    /// `POST`, `GET`.
    pub method: String,
    /// The path and query, such as `/graphql`.
    pub path: String,
    /// The names of the headers in lower case, and their values.
    pub headers: Vec<(String, String)>,
    /// The operation's name; empty outside GraphQL.
    pub operation: String,
    /// The GraphQL document; empty outside GraphQL.
    pub query: String,
    /// The operation's variables.
    pub variables: Value,
    /// When it arrived, on the server's clock.
    pub at: Timestamp,
    /// How many requests were under way when it arrived, itself included.
    pub in_flight: usize,
    /// Whether the points were used up when it arrived.
    pub while_exhausted: bool,
    /// The points it cost.
    pub points: u64,
    /// The status of the answer; 0 where none was sent.
    pub status: u16,
    /// How long the server took for it, in real time; zero while it is under way.
    pub took: Duration,
}

impl Request {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether it is a GraphQL request.
    pub fn is_graphql(&self) -> bool {
        self.path.ends_with("/graphql")
    }
}

/// Every request so far, in the order of arrival.
#[derive(Clone, Debug, Default)]
pub struct RequestLog(pub Vec<Request>);

impl RequestLog {
    /// How many GraphQL requests there were.
    pub fn graphql(&self) -> usize {
        self.0.iter().filter(|request| request.is_graphql()).count()
    }

    /// How many other requests there were.
    pub fn rest(&self) -> usize {
        self.0.len() - self.graphql()
    }

    /// What they cost together.
    pub fn points(&self) -> u64 {
        self.0.iter().map(|request| request.points).sum()
    }

    /// The most requests that were under way at once.
    pub fn most_in_flight(&self) -> usize {
        self.0.iter().map(|request| request.in_flight).max().unwrap_or(0)
    }

    /// The least time in which requests that took so long can be done, so many at once and none waiting for another.
    ///
    /// Of the longest `(k - 1) * lanes + 1` requests some lane does at least `k`, the shortest `k` of them at best.
    pub fn best_schedule(&self, lanes: usize) -> Duration {
        let mut times: Vec<_> = self.0.iter().map(|request| request.took).collect();
        times.sort_unstable_by(|a, b| b.cmp(a));
        let even = times.iter().sum::<Duration>() / u32::try_from(lanes).unwrap_or(u32::MAX);
        let shares = (1..)
            .map(|k| (k, (k - 1) * lanes + 1))
            .take_while(|(_, longest)| *longest <= times.len())
            .map(|(k, longest)| times[longest - k..longest].iter().sum());
        shares.chain([even]).max().unwrap_or_default()
    }

    /// How many requests came between exhaustion and reset.
    pub fn while_exhausted(&self) -> usize {
        self.0.iter().filter(|request| request.while_exhausted).count()
    }
}
