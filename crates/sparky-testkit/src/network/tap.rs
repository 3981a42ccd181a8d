//! A wire that is listened to.

use std::{io, net::SocketAddr, sync::Arc};

use tokio::{
    io::{AsyncRead, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::{JoinHandle, JoinSet},
};

use super::message::{Messages, Piece};

/// Is told of each message before it passes, and may take its time.
type Listener = Arc<dyn Fn() + Send + Sync>;

/// A proxy through which everything passes, and that tells of each message of two ZeroMQ peers before it does. It ends when it is
/// dropped.
#[derive(Debug)]
pub struct Tap(JoinHandle<()>);

impl Tap {
    /// Listens at an address and leads to `target`, which may come and go.
    ///
    /// # Errors
    /// The address cannot be had.
    pub async fn between(address: SocketAddr, target: SocketAddr, listener: Listener) -> io::Result<Self> {
        let socket = TcpListener::bind(address).await?;
        Ok(Self(tokio::spawn(accept(socket, target, listener))))
    }
}

impl Drop for Tap {
    fn drop(&mut self) {
        self.0.abort();
    }
}

async fn accept(socket: TcpListener, target: SocketAddr, listener: Listener) {
    // Dropped with this task, it ends the connections as well.
    let mut connections = JoinSet::new();
    while let Ok((near, _)) = socket.accept().await {
        let listener = Arc::clone(&listener);
        connections.spawn(async move {
            // However a connection ends, both peers see it closed.
            let _: io::Result<()> = connect(near, target, &listener).await;
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn connect(near: TcpStream, target: SocketAddr, listener: &Listener) -> io::Result<()> {
    let far = TcpStream::connect(target).await?;
    near.set_nodelay(true)?;
    far.set_nodelay(true)?;
    let (near_read, near_write) = near.into_split();
    let (far_read, far_write) = far.into_split();
    tokio::select! {
        ended = carry(near_read, far_write, listener) => ended,
        ended = carry(far_read, near_write, listener) => ended,
    }
}

/// One direction.
async fn carry(
    from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    listener: &Listener,
) -> io::Result<()> {
    let mut messages = Messages::new(from);
    loop {
        match messages.next().await? {
            Piece::Handshake(bytes) => to.write_all(&bytes).await?,
            Piece::Message(bytes) => {
                listener();
                to.write_all(&bytes).await?;
            }
        }
    }
}
