//! What a TCP peer has to pass before the `zeromq` crate reads a byte of it.
//!
//! The crate believes the length that a frame claims, has no limit on frames of a message, on half-open handshakes, on
//! subscriptions and on connections, and keeps what a peer does not read. So its sockets never listen on TCP: they listen on a Unix
//! socket in a private folder, and the door stands in front. It reads along (`zmtp`), ends what breaks the rules, and
//! copies the rest both ways (`passage`). It runs on the socket's own thread.

mod newcomers;
mod passage;
mod zmtp;

use std::{
    io,
    path::PathBuf,
    sync::{Arc, atomic::AtomicBool},
    time::Duration,
};

use rustix::process::{Resource, getrlimit};
use tokio::{
    net::{TcpListener, TcpSocket, lookup_host},
    sync::Semaphore,
    task::JoinHandle,
};

use self::{
    newcomers::Newcomers,
    passage::{Ejected, Terms, pass},
    zmtp::Rules,
};
use super::{BusStats, PrivateFolder};

/// How many connections may be without a handshake.
const NEWCOMERS: usize = 64;

/// Identities, delimiter, header, body and signature, with room for identities that proxies add.
const MAX_FRAMES: u32 = 16;

/// What a message has besides topic and body, identities included.
const OVERHEAD: usize = 4 << 10;

/// After how much silence a connection for commands ends. Clients of the fleet give an idle one up after a second.
const IDLE: Duration = Duration::from_secs(60);

/// How many subscriptions one subscriber may make; ours makes one.
const SUBSCRIPTIONS: u32 = 1000;

/// The most bytes of a subscription.
const SUBSCRIPTION_BYTES: u64 = 1 << 10;

/// How long the door waits when the system has no more descriptors.
const BREATHER: Duration = Duration::from_millis(50);

/// How many connections may wait to be let in. A crowd that fills a short queue makes good peers wait for a second.
const QUEUE: u32 = 4096;

/// What may come in.
#[derive(Clone, Copy, Debug)]
pub(super) struct HouseRules(Terms);

impl HouseRules {
    /// Commands of up to so many bytes of topic and body.
    pub(super) fn commands(max_bytes: usize) -> Self {
        let rules = Rules {
            max_bytes: (max_bytes + OVERHEAD) as u64,
            max_frames: MAX_FRAMES,
            max_messages: None,
        };
        Self(Terms {
            rules,
            idle: Some(IDLE),
        })
    }

    /// Subscriptions; a subscriber may be silent for ever.
    pub(super) fn subscriptions() -> Self {
        let rules = Rules {
            max_bytes: SUBSCRIPTION_BYTES,
            max_frames: 1,
            max_messages: Some(SUBSCRIPTIONS),
        };
        Self(Terms { rules, idle: None })
    }
}

/// A door that stands open until it is shut or dropped. Connections that are inside end with the socket, or with their peer.
#[derive(Debug)]
pub(super) struct Door {
    accepting: JoinHandle<()>,
    _folder: PrivateFolder,
}

impl Door {
    /// Lets peers from `listener` through to the socket at `inside`, a path in `folder`.
    pub(super) fn open(
        listener: TcpListener,
        folder: PrivateFolder,
        inside: PathBuf,
        HouseRules(terms): HouseRules,
        stats: Arc<BusStats>,
    ) -> Self {
        let accepting = tokio::spawn(accept(listener, inside.into(), terms, stats));
        Self {
            accepting,
            _folder: folder,
        }
    }

    /// Lets nobody in any more, and frees the address.
    pub(super) async fn shut(&mut self) {
        self.accepting.abort();
        // It can only have been cancelled.
        let _: Result<(), tokio::task::JoinError> = (&mut self.accepting).await;
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Listens on the first address of a host that can be bound.
///
/// # Errors
/// As the system says: the name is unknown, the address is taken or not this machine's.
pub(super) async fn listen(host: &str, port: u16) -> io::Result<TcpListener> {
    let mut trouble = io::Error::new(io::ErrorKind::NotFound, "the host has no address");
    for address in lookup_host((host, port)).await? {
        let socket = if address.is_ipv4() {
            TcpSocket::new_v4()?
        } else {
            TcpSocket::new_v6()?
        };
        socket.set_reuseaddr(true)?;
        match socket.bind(address).and_then(|()| socket.listen(QUEUE)) {
            Ok(listener) => return Ok(listener),
            Err(error) => trouble = error,
        }
    }
    Err(trouble)
}

async fn accept(listener: TcpListener, inside: Arc<std::path::Path>, terms: Terms, stats: Arc<BusStats>) {
    let room = Arc::new(Semaphore::new(capacity()));
    let mut newcomers = Newcomers::new(NEWCOMERS);
    loop {
        let (peer, address) = match listener.accept().await {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "no connection can be taken at the moment");
                tokio::time::sleep(BREATHER).await;
                continue;
            }
        };
        let Ok(place) = room.clone().try_acquire_owned() else {
            stats.count_ejected();
            tracing::debug!(%address, "a connection too many is closed");
            continue;
        };
        let settled = Arc::new(AtomicBool::new(false));
        let (inside, noted, counted) = (inside.clone(), settled.clone(), stats.clone());
        let passage = tokio::spawn(async move {
            if let Err(reason) = pass(peer, &inside, terms, &noted).await
                && !is_parting(&reason)
            {
                counted.count_ejected();
                tracing::debug!(%address, %reason, "a connection is closed");
            }
            drop(place);
        });
        if newcomers.admit(settled, passage.abort_handle()) {
            stats.count_ejected();
        }
    }
}

/// Whether a peer only went away, as peers do.
fn is_parting(reason: &Ejected) -> bool {
    matches!(reason, Ejected::Io(error) if matches!(error.kind(), io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe | io::ErrorKind::NotConnected))
}

/// How many connections one door lets in. Each takes three descriptors, and a process has more to open than sockets.
fn capacity() -> usize {
    let descriptors = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    usize::try_from(descriptors / 8)
        .unwrap_or(usize::MAX)
        .clamp(NEWCOMERS * 2, 1024)
}
