//! The only module that touches the `zeromq` crate.
//!
//! What is special about it (0.7): REQ and REP cannot recover, so they are not used; SUB reconnects by itself with a
//! growing delay, so a link ends at the first disconnection and the bus makes a new one; sending awaits a full queue
//! while it holds a lock, so a send is polled once and counts as stalled if it does not complete.

use std::time::Duration;

use async_trait::async_trait;
use futures::{FutureExt, StreamExt, channel::mpsc::Receiver};
use tokio::{
    runtime::Handle,
    time::{Instant, sleep, timeout},
};
use zeromq::{
    DealerSocket, PubSocket, RouterSocket, Socket, SocketEvent, SocketOptions, SocketRecv, SocketSend,
    SubSocket, ZmqError, ZmqMessage, ZmqResult,
};

use super::{Endpoint, Frames, Incoming, Link, Role, Transport, TransportError, unix};

/// ZeroMQ in pure Rust.
#[derive(Clone, Copy, Debug)]
pub(in super::super) struct ZeroMq;

#[async_trait]
impl Transport for ZeroMq {
    async fn open(
        &self,
        role: Role,
        endpoint: &Endpoint,
        patience: Duration,
    ) -> Result<Box<dyn Link>, TransportError> {
        let mut options = SocketOptions::default();
        options.connect_timeout(patience);
        let starting = async {
            Ok::<Box<dyn Link>, TransportError>(match role {
                Role::Router => Box::new(bind(RouterSocket::with_options(options), endpoint).await?),
                Role::Publisher => Box::new(bind(PubSocket::with_options(options), endpoint).await?),
                Role::Dealer => Box::new(connect(DealerSocket::with_options(options), endpoint).await?),
                Role::Subscriber => {
                    let mut socket = SubSocket::with_options(options);
                    socket.subscribe("").await?;
                    Box::new(connect(socket, endpoint).await?)
                }
            })
        };
        timeout(patience, starting)
            .await
            .unwrap_or(Err(TransportError::Connect(patience)))
    }
}

async fn bind<S: Socket>(mut socket: S, endpoint: &Endpoint) -> Result<ZmqLink<S>, TransportError> {
    let events = socket.monitor();
    let local = match endpoint {
        Endpoint::Ipc(path) => {
            unix::remove_stale(path)?;
            socket.bind(&endpoint.to_string()).await?;
            unix::restrict(path)?;
            endpoint.clone()
        }
        Endpoint::Tcp { host, .. } => match socket.bind(&endpoint.to_string()).await? {
            zeromq::Endpoint::Tcp(_, port) => Endpoint::Tcp {
                host: host.clone(),
                port,
            },
            other => {
                return Err(TransportError::Library(format!(
                    "bound {other} instead of {endpoint}"
                )));
            }
        },
    };
    Ok(ZmqLink {
        socket,
        events,
        local,
    })
}

async fn connect<S: Socket>(mut socket: S, endpoint: &Endpoint) -> Result<ZmqLink<S>, TransportError> {
    let events = socket.monitor();
    socket.connect(&endpoint.to_string()).await?;
    Ok(ZmqLink {
        socket,
        events,
        local: endpoint.clone(),
    })
}

/// A socket and what it reports about its connections.
struct ZmqLink<S> {
    socket: S,
    events: Receiver<SocketEvent>,
    local: Endpoint,
}

/// What differs between the sockets.
#[async_trait]
trait Duties: Socket + 'static {
    /// Whether the socket has one peer, without which it is of no use.
    const HAS_ONE_PEER: bool;

    /// The next message; a socket that only sends waits for ever.
    async fn next(&mut self) -> ZmqResult<ZmqMessage>;

    /// Queues a message; a socket that only receives drops it.
    async fn queue(&mut self, message: ZmqMessage) -> ZmqResult<()>;
}

#[async_trait]
impl Duties for RouterSocket {
    const HAS_ONE_PEER: bool = false;

    async fn next(&mut self) -> ZmqResult<ZmqMessage> {
        self.recv().await
    }

    async fn queue(&mut self, message: ZmqMessage) -> ZmqResult<()> {
        self.send(message).await
    }
}

#[async_trait]
impl Duties for DealerSocket {
    const HAS_ONE_PEER: bool = true;

    async fn next(&mut self) -> ZmqResult<ZmqMessage> {
        self.recv().await
    }

    async fn queue(&mut self, message: ZmqMessage) -> ZmqResult<()> {
        self.send(message).await
    }
}

#[async_trait]
impl Duties for PubSocket {
    const HAS_ONE_PEER: bool = false;

    async fn next(&mut self) -> ZmqResult<ZmqMessage> {
        futures::future::pending().await
    }

    async fn queue(&mut self, message: ZmqMessage) -> ZmqResult<()> {
        self.send(message).await
    }
}

#[async_trait]
impl Duties for SubSocket {
    const HAS_ONE_PEER: bool = true;

    async fn next(&mut self) -> ZmqResult<ZmqMessage> {
        self.recv().await
    }

    async fn queue(&mut self, _: ZmqMessage) -> ZmqResult<()> {
        Err(ZmqError::Socket("a subscriber does not send"))
    }
}

#[async_trait]
impl<S: Duties> Link for ZmqLink<S> {
    fn local_endpoint(&self) -> Endpoint {
        self.local.clone()
    }

    async fn recv(&mut self) -> Result<Incoming, TransportError> {
        loop {
            tokio::select! {
                message = self.socket.next() => return Ok(Incoming::Message(message?.into_vec())),
                Some(event) = self.events.next() => match event {
                    SocketEvent::Disconnected(_) if S::HAS_ONE_PEER => return Err(TransportError::Disconnected),
                    SocketEvent::Accepted(..) => return Ok(Incoming::Newcomer),
                    _ => {}
                }
            }
        }
    }

    fn send(&mut self, frames: Frames) -> Result<(), TransportError> {
        let message = ZmqMessage::try_from(frames)
            .map_err(|_| TransportError::Library("a message needs at least one frame".into()))?;
        match self.socket.queue(message).now_or_never() {
            Some(queued) => Ok(queued?),
            None => Err(TransportError::Stalled),
        }
    }

    async fn close(self: Box<Self>, linger: Duration) {
        // A publisher hands messages to its peers' queues in a task of its own, which must run before the peers go.
        for _ in 0..16 {
            tokio::task::yield_now().await;
        }
        for error in self.socket.close().await {
            tracing::debug!(endpoint = %self.local, %error, "cannot close a socket cleanly");
        }
        // What is queued leaves through one task per peer, which ends when its queue is empty.
        let until = Instant::now() + linger;
        while Handle::current().metrics().num_alive_tasks() > 0 && Instant::now() < until {
            sleep(Duration::from_millis(1)).await;
        }
    }
}

impl From<ZmqError> for TransportError {
    fn from(error: ZmqError) -> Self {
        match error {
            ZmqError::Network(error) => Self::Io(error),
            ZmqError::ConnectTimeout(after) => Self::Connect(after),
            ZmqError::ReturnToSender { .. } | ZmqError::BufferFull(_) | ZmqError::NoMessage => {
                Self::Disconnected
            }
            other => Self::Library(other.to_string()),
        }
    }
}
