//! The way of one connection through the door.

use std::{
    future::Future,
    path::Path,
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpStream, UnixStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
        unix,
    },
    time::{Instant, timeout, timeout_at},
};

use super::zmtp::{Inspector, Rules, Trespass};

/// How long greeting and handshake may take. Good peers need milliseconds.
const HANDSHAKE: Duration = Duration::from_secs(2);

/// How long a peer may leave what it is sent unread.
const STALL: Duration = Duration::from_secs(5);

/// Bytes that are taken at once. Reads of this size keep a message of the usual size in one piece.
const PIECE: usize = 16 << 10;

/// Why a connection ended early.
#[derive(Debug, thiserror::Error)]
pub(super) enum Ejected {
    #[error(transparent)]
    Trespass(#[from] Trespass),
    #[error("no handshake within {HANDSHAKE:?}")]
    NoHandshake,
    #[error("it does not read what it is sent")]
    DoesNotRead,
    #[error("it said nothing for {0:?}")]
    Idle(Duration),
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// What the passages of a door have in common.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    pub(super) rules: Rules,
    /// After how much silence of its peer a connection ends; `None` where peers only listen.
    pub(super) idle: Option<Duration>,
}

/// Lets a peer talk to the socket at `inside` for as long as it keeps to the terms, and notes when it is no newcomer
/// any more.
pub(super) async fn pass(
    mut peer: TcpStream,
    inside: &Path,
    terms: Terms,
    settled: &AtomicBool,
) -> Result<(), Ejected> {
    let until = Instant::now() + HANDSHAKE;
    peer.set_nodelay(true)?;
    let mut inspector = Inspector::new(terms.rules);
    let mut hello = Vec::with_capacity(128);
    while !inspector.has_signed() {
        let seen = hello.len();
        let read = timeout_at(until, peer.read_buf(&mut hello))
            .await
            .map_err(|_| Ejected::NoHandshake)??;
        if read == 0 {
            return Ok(());
        }
        inspector.inspect(&hello[seen..])?;
    }
    let mut socket = UnixStream::connect(inside).await?;
    socket.write_all(&hello).await?;

    let (from_peer, to_peer) = peer.into_split();
    let (from_socket, to_socket) = socket.into_split();
    tokio::select! {
        ended = inward(from_peer, to_socket, inspector, (terms.idle, until), settled) => ended,
        ended = outward(from_socket, to_peer) => ended,
    }
}

/// What the peer says, inspected. A socket that is busy makes the peer wait.
async fn inward(
    mut peer: OwnedReadHalf,
    mut socket: unix::OwnedWriteHalf,
    mut inspector: Inspector,
    (idle, handshake): (Option<Duration>, Instant),
    settled: &AtomicBool,
) -> Result<(), Ejected> {
    let mut piece = vec![0; PIECE];
    loop {
        let read = if inspector.has_shaken_hands() {
            settled.store(true, Relaxed);
            within(idle, peer.read(&mut piece)).await?
        } else {
            timeout_at(handshake, peer.read(&mut piece))
                .await
                .map_err(|_| Ejected::NoHandshake)?
        }?;
        if read == 0 {
            return Ok(());
        }
        inspector.inspect(&piece[..read])?;
        socket.write_all(&piece[..read]).await?;
    }
}

/// What the socket says. A peer that does not take it is let go, so that nothing piles up for it.
async fn outward(mut socket: unix::OwnedReadHalf, mut peer: OwnedWriteHalf) -> Result<(), Ejected> {
    let mut piece = vec![0; PIECE];
    loop {
        let read = socket.read(&mut piece).await?;
        if read == 0 {
            return Ok(peer.shutdown().await?);
        }
        timeout(STALL, peer.write_all(&piece[..read]))
            .await
            .map_err(|_| Ejected::DoesNotRead)??;
    }
}

async fn within<T>(limit: Option<Duration>, future: impl Future<Output = T>) -> Result<T, Ejected> {
    match limit {
        Some(limit) => timeout(limit, future).await.map_err(|_| Ejected::Idle(limit)),
        None => Ok(future.await),
    }
}
