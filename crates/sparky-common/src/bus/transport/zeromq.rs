//! The only module that touches the `zeromq` crate.
//!
//! What is special about it (0.7): REQ and REP cannot recover, so they are not used; SUB reconnects by itself with a
//! growing delay, so a link ends at the first disconnection and the bus makes a new one; sending awaits a full queue
//! while it holds a lock, so a send is polled once and counts as stalled if it does not complete; it believes whatever a
//! peer says of lengths, so it only ever listens behind a [`Door`].

use std::{path::Path, sync::Arc, time::Duration};

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

use super::{
    super::{
        BusStats, PrivateFolder, Settings,
        door::{self, Door, HouseRules},
    },
    Endpoint, Frames, Incoming, Link, Role, Transport, TransportError, unix,
};

/// ZeroMQ in pure Rust.
#[derive(Clone, Debug)]
pub(in super::super) struct ZeroMq {
    max_bytes: usize,
    stats: Arc<BusStats>,
}

impl ZeroMq {
    /// Takes messages of up to `settings.max_bytes`, and counts who had to be turned away.
    pub(in super::super) fn new(settings: &Settings) -> Self {
        Self {
            max_bytes: settings.max_bytes,
            stats: settings.stats.clone(),
        }
    }

    async fn bind<S: Socket>(
        &self,
        mut socket: S,
        endpoint: &Endpoint,
        rules: HouseRules,
    ) -> Result<ZmqLink<S>, TransportError> {
        let events = socket.monitor();
        let (local, door) = match endpoint {
            Endpoint::Ipc(path) => {
                listen(&mut socket, path).await?;
                (endpoint.clone(), None)
            }
            Endpoint::Tcp { host, port } => {
                let listener = door::listen(unbracketed(host), *port).await?;
                let port = listener.local_addr()?.port();
                let folder = PrivateFolder::create()?;
                let inside = folder.path().join("inside");
                listen(&mut socket, &inside).await?;
                let door = Door::open(listener, folder, inside, rules, self.stats.clone());
                (
                    Endpoint::Tcp {
                        host: host.clone(),
                        port,
                    },
                    Some(door),
                )
            }
        };
        Ok(ZmqLink {
            socket,
            events,
            local,
            door,
        })
    }
}

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
                Role::Router => {
                    let rules = HouseRules::commands(self.max_bytes);
                    Box::new(
                        self.bind(RouterSocket::with_options(options), endpoint, rules)
                            .await?,
                    )
                }
                Role::Publisher => {
                    let rules = HouseRules::subscriptions();
                    Box::new(
                        self.bind(PubSocket::with_options(options), endpoint, rules)
                            .await?,
                    )
                }
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

/// Binds to a Unix socket that only its owner can use.
async fn listen(socket: &mut impl Socket, path: &Path) -> Result<(), TransportError> {
    unix::remove_stale(path)?;
    socket.bind(&format!("ipc://{}", path.display())).await?;
    Ok(unix::restrict(path)?)
}

/// A host as the system wants it: IPv6 addresses stand in brackets only in endpoints.
fn unbracketed(host: &str) -> &str {
    host.strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host)
}

async fn connect<S: Socket>(mut socket: S, endpoint: &Endpoint) -> Result<ZmqLink<S>, TransportError> {
    let events = socket.monitor();
    socket.connect(&endpoint.to_string()).await?;
    Ok(ZmqLink {
        socket,
        events,
        local: endpoint.clone(),
        door: None,
    })
}

/// A socket and what it reports about its connections.
struct ZmqLink<S> {
    socket: S,
    events: Receiver<SocketEvent>,
    local: Endpoint,
    door: Option<Door>,
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

    async fn close(mut self: Box<Self>, linger: Duration) {
        if let Some(door) = &mut self.door {
            door.shut().await;
        }
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
