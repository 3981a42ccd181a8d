//! What can go wrong on the bus, in words a user can act on.

use std::time::Duration;

use super::{Endpoint, EndpointError, KeyError, Refusal, TransportError};

/// Why something on the bus did not work. [`hint`](Self::hint) says what to try next.
#[derive(Debug, thiserror::Error)]
pub enum BusError {
    /// A text is no endpoint.
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
    /// There is no key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A socket cannot be bound.
    #[error("cannot listen at {endpoint}")]
    Bind {
        /// Where.
        endpoint: Endpoint,
        /// Why.
        #[source]
        source: TransportError,
    },
    /// A command got no answer in time.
    #[error("nobody answers at {endpoint} (asked {attempts} times in {waited:.1?})")]
    NoAnswer {
        /// Where.
        endpoint: Endpoint,
        /// How long.
        waited: Duration,
        /// How often it was sent.
        attempts: u32,
        /// What the last socket said, if it said anything.
        #[source]
        source: Option<TransportError>,
    },
    /// The peer does not take the message.
    #[error("{endpoint} refuses the message: {reason}")]
    Refused {
        /// Where.
        endpoint: Endpoint,
        /// Why.
        reason: Refusal,
    },
    /// A message cannot be written.
    #[error("cannot encode a message for {endpoint}")]
    Encode {
        /// Where it was to go.
        endpoint: Endpoint,
        /// Why.
        #[source]
        source: rmp_serde::encode::Error,
    },
    /// A message is larger than the peer would take.
    #[error("a message of {bytes} bytes for {endpoint} is over the cap of {cap}")]
    TooLarge {
        /// Where it was to go.
        endpoint: Endpoint,
        /// Its size.
        bytes: usize,
        /// The most that is taken.
        cap: usize,
    },
    /// An answer came, but not one that is known here.
    #[error("the answer of {endpoint} is not understood: {reason}")]
    Answer {
        /// Whose.
        endpoint: Endpoint,
        /// Why.
        reason: Refusal,
    },
    /// More is published than can be sent.
    #[error("too many events wait at {endpoint}: this one was dropped")]
    Backlog {
        /// Where.
        endpoint: Endpoint,
    },
    /// The socket was shut down.
    #[error("the socket at {endpoint} is closed")]
    Closed {
        /// Where.
        endpoint: Endpoint,
    },
    /// The thread of a socket cannot be started.
    #[error("cannot start the thread of a socket")]
    Thread(#[source] std::io::Error),
}

impl BusError {
    /// The next thing to try.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoAnswer { endpoint, .. } => Some(format!(
                "is the service running, and does it listen at {endpoint}? `sparky doctor` looks"
            )),
            Self::Bind { endpoint, .. } => Some(format!(
                "is another service listening at {endpoint}? choose another endpoint or stop it"
            )),
            Self::Refused { reason, .. } | Self::Answer { reason, .. } => Some(reason.hint().into()),
            Self::TooLarge { .. } => Some(Refusal::Oversized.hint().into()),
            _ => None,
        }
    }

    /// Whether the same call may work later without anybody changing anything.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::NoAnswer { .. } | Self::Backlog { .. })
    }
}
