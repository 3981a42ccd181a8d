//! Asks GitHub: one request until it has an answer that means something, within the limits.

use std::{sync::Arc, time::Duration};

use backon::{BackoffBuilder, ExponentialBuilder};
use serde_json::Value;

use super::{
    answer::{self, Meaning, QueryError},
    clock::{Clock, http_date},
    error::GitHubError,
    meter::{Meter, Resource, TooLong},
    metrics::{HostMetrics, Outcome, Wait},
    transport::{Request, Response, Transport, TransportError},
};

/// The first pause before trying again; it doubles up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// The longest pause between two tries.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// How often in a row a limit may turn a request away before it is given up.
const PATIENCE: usize = 12;

/// A GraphQL operation, ready to be sent.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The document.
    pub document: String,
    /// Its variables.
    pub variables: Value,
    /// The points it costs at most.
    pub cost: u64,
}

/// What a query gave.
#[derive(Debug)]
pub struct Answer {
    /// The data.
    pub data: Value,
    /// What is missing from it.
    pub errors: Vec<QueryError>,
    /// GitHub's time when it answered, or ours.
    pub at: jiff::Timestamp,
}

/// What a REST resource gave.
#[derive(Debug)]
pub struct Resourced {
    /// The content.
    pub data: Value,
    /// Whether there is a page after this one.
    pub more: bool,
}

/// A client of one host.
#[derive(Clone)]
pub struct Client {
    host: String,
    transport: Arc<dyn Transport>,
    meter: Arc<Meter>,
    clock: Arc<dyn Clock>,
    metrics: HostMetrics,
    attempts: usize,
}

/// How one try went wrong.
enum Trouble {
    /// A limit: the meter knows how long to wait.
    Limit,
    /// Something that may pass.
    Passing(Failure),
    /// The end.
    Final(GitHubError),
}

/// The last thing that was wrong when all tries are used up.
enum Failure {
    Way(TransportError),
    Server { status: u16, message: String },
}

impl Client {
    /// A client that tries `attempts` times.
    pub fn new(
        host: &str,
        transport: Arc<dyn Transport>,
        meter: Arc<Meter>,
        clock: Arc<dyn Clock>,
        metrics: HostMetrics,
        attempts: usize,
    ) -> Self {
        Self {
            host: host.to_owned(),
            transport,
            meter,
            clock,
            metrics,
            attempts: attempts.max(1),
        }
    }

    /// The host, for people.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Asks a GraphQL question. [`GitHubError::TooHeavy`] asks for smaller pages.
    pub async fn query(&self, operation: &Operation) -> Result<Answer, GitHubError> {
        let body = serde_json::json!({"query": operation.document, "variables": operation.variables});
        let request = Request::GraphQl(body.to_string().into_bytes());
        let (meaning, response) = self
            .ask(&request, Resource::GraphQl, operation.cost, answer::of_graphql)
            .await?;
        let date = response.header("date").and_then(http_date);
        match meaning {
            Meaning::Data { data, errors } => Ok(Answer {
                data,
                errors,
                at: date.unwrap_or_else(|| self.clock.now()),
            }),
            other => Err(self.refusal(other, response.status)),
        }
    }

    /// Asks for a REST resource.
    pub async fn get(&self, path: &str) -> Result<Resourced, GitHubError> {
        let request = Request::Rest(path.to_owned());
        let (meaning, response) = self.ask(&request, Resource::Rest, 1, answer::of_rest).await?;
        let more = response
            .header("link")
            .is_some_and(|link| link.contains("rel=\"next\""));
        match meaning {
            Meaning::Data { data, .. } => Ok(Resourced { data, more }),
            other => Err(self.refusal(other, response.status)),
        }
    }

    /// Sends until there is a meaning that trying again does not change.
    async fn ask(
        &self,
        request: &Request,
        resource: Resource,
        cost: u64,
        read: fn(&Response) -> Meaning,
    ) -> Result<(Meaning, Response), GitHubError> {
        let mut pauses = ExponentialBuilder::default()
            .with_min_delay(FIRST_PAUSE)
            .with_max_delay(LONGEST_PAUSE)
            .with_max_times(self.attempts - 1)
            .with_jitter()
            .build();
        let mut limited = 0;
        loop {
            let trouble = match self.once(request, resource, cost, read).await {
                Ok(answer) => return Ok(answer),
                Err(trouble) => trouble,
            };
            tracing::debug!(host = self.host, "{trouble}");
            // The meter knows how long to wait for a limit: that is no failure.
            if matches!(trouble, Trouble::Limit) && limited < PATIENCE {
                limited += 1;
            } else if matches!(trouble, Trouble::Passing(_))
                && let Some(pause) = pauses.next()
            {
                self.metrics.waited(Wait::Retry, pause);
                self.clock.sleep(pause).await;
            } else {
                return Err(self.give_up(trouble));
            }
        }
    }

    async fn once(
        &self,
        request: &Request,
        resource: Resource,
        cost: u64,
        read: fn(&Response) -> Meaning,
    ) -> Result<(Meaning, Response), Trouble> {
        let late = |TooLong(until)| {
            Trouble::Final(GitHubError::LimitTooLong {
                host: self.host.clone(),
                until,
            })
        };
        let permit = self.meter.permit(resource, cost).await.map_err(late)?;
        let sent = self.sent(request, resource, read).await;
        permit.end().await;
        self.metrics.asked(outcome(&sent));
        sent
    }

    async fn sent(
        &self,
        request: &Request,
        resource: Resource,
        read: fn(&Response) -> Meaning,
    ) -> Result<(Meaning, Response), Trouble> {
        let sent = self.transport.send(request).await;
        let response = match sent {
            Ok(response) => response,
            // A query that takes too long becomes smaller, not more often.
            Err(error @ TransportError::Timeout { .. }) if resource == Resource::GraphQl => {
                return Ok((Meaning::TooHeavy(error.to_string()), Response::default()));
            }
            Err(error) => return Err(Trouble::Passing(Failure::Way(error))),
        };
        self.meter.observe(resource, &response);
        match read(&response) {
            Meaning::Exhausted => {
                self.meter.exhausted(resource);
                Err(Trouble::Limit)
            }
            Meaning::TooFast(seconds) => {
                self.meter.pause(seconds);
                Err(Trouble::Limit)
            }
            Meaning::Failed(message) => Err(Trouble::Passing(Failure::Server {
                status: response.status,
                message,
            })),
            meaning => {
                self.meter.flowing();
                Ok((meaning, response))
            }
        }
    }

    fn give_up(&self, trouble: Trouble) -> GitHubError {
        let (host, attempts) = (self.host.clone(), self.attempts);
        match trouble {
            Trouble::Final(error) => error,
            Trouble::Passing(Failure::Way(TransportError::Login(source))) => GitHubError::App {
                host,
                source: *source,
            },
            Trouble::Passing(Failure::Way(source)) => GitHubError::Unreachable {
                host,
                attempts,
                source,
            },
            Trouble::Passing(Failure::Server { status, message }) => GitHubError::Failing {
                host,
                attempts,
                status,
                message,
            },
            Trouble::Limit => {
                let message = "the rate limit does not end".into();
                GitHubError::Failing {
                    host,
                    attempts: PATIENCE,
                    status: 429,
                    message,
                }
            }
        }
    }

    fn refusal(&self, meaning: Meaning, status: u16) -> GitHubError {
        let host = self.host.clone();
        match meaning {
            Meaning::TooHeavy(message) => GitHubError::TooHeavy { host, message },
            Meaning::Unauthorized(message) => GitHubError::TokenRefused { host, message },
            Meaning::Scopes(message) => GitHubError::Scopes { message },
            Meaning::WebPage => GitHubError::NotTheApi { host },
            Meaning::Refused(message) => GitHubError::Refused {
                host,
                status,
                message,
            },
            // The rest never leaves `once`.
            other => GitHubError::Refused {
                host,
                status,
                message: format!("{other:?}"),
            },
        }
    }
}

fn outcome(sent: &Result<(Meaning, Response), Trouble>) -> Outcome {
    match sent {
        Ok((Meaning::Data { .. }, _)) => Outcome::Answered,
        Ok((Meaning::TooHeavy(_), _)) => Outcome::Heavy,
        Ok(_) => Outcome::Refused,
        Err(Trouble::Limit) => Outcome::Limited,
        Err(Trouble::Passing(_) | Trouble::Final(_)) => Outcome::Failed,
    }
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Limit => f.write_str("a rate limit"),
            Self::Passing(Failure::Way(error)) => write!(f, "{error}"),
            Self::Passing(Failure::Server { status, message }) => write!(f, "status {status}: {message}"),
            Self::Final(error) => write!(f, "{error}"),
        }
    }
}
