//! The seam between the bus and a ZeroMQ implementation: what the bus needs of one, and nothing more.
//!
//! A link is used by one task on a `current_thread` runtime of its own thread; see [`super::thread`].

mod unix;
mod zeromq;

use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;

pub(super) use self::zeromq::ZeroMq;
use super::Endpoint;

/// The frames of one message.
pub(super) type Frames = Vec<Bytes>;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Bound; messages carry the identity of their peer in front.
    Router,
    /// Connected to a router.
    Dealer,
    /// Bound; what it sends goes to every subscriber.
    Publisher,
    /// Connected to a publisher, for every topic.
    Subscriber,
}

/// What a link reports.
#[derive(Debug)]
pub(super) enum Incoming {
    /// A message.
    Message(Frames),
    /// A peer has connected to a publisher and will subscribe.
    Newcomer,
}

/// Why a link cannot be had or used.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// Nobody was reached in time.
    #[error("no connection within {0:?}")]
    Connect(Duration),
    /// The peer is gone.
    #[error("the peer closed the connection")]
    Disconnected,
    /// The peer does not read, or is gone.
    #[error("the peer does not take the message")]
    Stalled,
    /// Somebody else listens there.
    #[error("another process listens there")]
    Taken,
    /// The system said no.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The ZeroMQ library said no.
    #[error("{0}")]
    Library(String),
}

/// Makes links.
#[async_trait]
pub(super) trait Transport: Send + Sync + 'static {
    /// Binds or connects, within `patience`.
    async fn open(
        &self,
        role: Role,
        endpoint: &Endpoint,
        patience: Duration,
    ) -> Result<Box<dyn Link>, TransportError>;
}

/// One socket.
#[async_trait]
pub(super) trait Link: Send {
    /// The address that was bound, with its real port.
    fn local_endpoint(&self) -> Endpoint;

    /// The next message. An error means that the link is of no more use. May be cancelled without losing a message.
    async fn recv(&mut self) -> Result<Incoming, TransportError>;

    /// Queues a message; never waits for a peer.
    fn send(&mut self, frames: Frames) -> Result<(), TransportError>;

    /// Lets what was queued leave, within `linger`, and frees the address.
    async fn close(self: Box<Self>, linger: Duration);
}
